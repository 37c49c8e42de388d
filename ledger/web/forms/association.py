"""What an administrator types about units: one, a pasted list, or the communes of a province."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from ledger.associations import areas, former_areas
from ledger.associations.areas import AdministrativeArea
from ledger.associations.associations import Association, AssociationKind, Bookkeeping, CodeUnreadable
from ledger.dates import format_date
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.identity.founding import NewCommunes, NewUnit
from ledger.ids import new_token
from ledger.people.parties import NameMissing
from ledger.text import clean, fold, slug
from ledger.web.forms import name, pasted
from ledger.web.forms.contribution import past_date
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk

MOST_UNITS = 500
BOARDS = (
    AssociationKind.CHAPTER,
    AssociationKind.CLAN_BOARD,
    AssociationKind.SCHOOL_BOARD,
    AssociationKind.AGENCY_BOARD,
)


class KindMissing(InputError):
    """A unit is of one of the kinds offered."""

    rule = "unit_kind_is_chosen"
    message = N_("Choose what kind of unit it is.")


class BookkeepingMissing(InputError):
    """A unit keeps its books here or declares figures."""

    rule = "unit_bookkeeping_is_chosen"
    message = N_("Choose whether the unit keeps its books here.")


class AreaUnknown(InputError):
    """No province or commune has the name typed."""

    rule = "area_is_known"
    message = N_("No commune, ward or province has this name today. Check it, or leave it empty.")


class SeveralAreas(InputError):
    """Communes share names."""

    rule = "area_is_one"
    message = N_("Several places have this name. Choose the one you mean.")


class ProvinceMissing(InputError):
    """The communes to found are those of one province."""

    rule = "province_is_chosen"
    message = N_("Choose the province.")


class TooManyUnits(InputError):
    """A pasted list is founded whole, in one act."""

    rule = "units_at_once"
    message = N_("Found at most %(number)s units at once. Paste the others afterwards.")


class NamedTwice(InputError):
    """A list names each unit once."""

    rule = "unit_listed_once"
    message = N_("“%(name)s” stands in the list twice. Remove one of the two lines.")


def kinds_beneath(parent: Association) -> Sequence[AssociationKind]:
    """The kinds of unit that can stand under an association, the usual one first."""
    level = {
        AssociationKind.CENTRAL: AssociationKind.PROVINCE,
        AssociationKind.PROVINCE: AssociationKind.COMMUNE,
    }
    below = level.get(AssociationKind(parent.kind))
    return (below, *BOARDS) if below else BOARDS


def fresh(desk: Desk) -> Fields:
    """An empty form; a unit is offered the founding day of the association above it."""
    return Fields(
        {
            "kind": kinds_beneath(desk.association)[0],
            "bookkeeping": Bookkeeping.LEDGERED,
            "founded_on": format_date(desk.association.founded_on),
            "key": new_token(),
        }
    )


def parse(session: Session, fields: Fields, desk: Desk) -> NewUnit | None:
    """The unit typed, or None with a sentence beside each field that needs another look."""
    called = fields.read("name", name.required)
    code = fields.read("code", _code) if fields.text("code").strip() else None
    pattern = _pattern(fields, desk)
    area_id = _area(session, fields)
    if fields.errors or called is None or pattern is None:
        return None
    return replace(pattern, name=called, area_id=area_id, code=code)


def parse_list(fields: Fields, desk: Desk) -> Sequence[NewUnit] | None:
    """The units of a pasted list, all of one kind, or None with sentences beside the fields."""
    before = fields.read("before", name.optional)
    names = fields.read("names", _names)
    pattern = _pattern(fields, desk)
    if fields.errors or not names or pattern is None:
        return None
    return [replace(pattern, name=f"{before} {one}".strip()) for one in names]


def fresh_communes(session: Session, desk: Desk, province: str = "") -> Fields:
    """An empty form for the communes of a province: the one asked for, or the one the name says."""
    guess = guessed_province(session, desk.association)
    fields = fresh(desk)
    fields.values["province"] = province or (str(guess.id) if guess else "")
    return fields


def parse_communes(session: Session, fields: Fields, desk: Desk) -> NewCommunes | None:
    """The communes to found, or None with sentences beside the fields."""
    province = chosen_province(session, fields)
    if province is None:
        fields.refuse("province", ProvinceMissing())
    founded_on = fields.read("founded_on", lambda typed: past_date(typed, desk.today))
    decision = fields.read("decision", name.optional)
    if fields.errors or province is None or founded_on is None or decision is None:
        return None
    return NewCommunes(province, founded_on, decision)


def chosen_province(session: Session, fields: Fields) -> AdministrativeArea | None:
    """The province chosen in a form; None when it is none."""
    chosen = identity(fields.text("province"))
    return next((area for area in areas.provinces(session) if area.id == chosen), None)


def namesakes(session: Session, fields: Fields) -> Sequence[AdministrativeArea]:
    """The places that the typed area may mean, when it fits several of them."""
    found = fields.read("area", lambda typed: _meant(session, typed)) or []
    return found if len(found) > 1 else []


def _meant(session: Session, typed: str) -> Sequence[AdministrativeArea]:
    """The places of today that a name means, or else those that followed on a place of that name."""
    return areas.named(session, typed) or former_areas.named(session, typed)


def _pattern(fields: Fields, desk: Desk) -> NewUnit | None:
    """What all units of a form have in common, still without a name."""
    kind = next((k for k in kinds_beneath(desk.association) if k == fields.text("kind")), None)
    if kind is None:
        fields.refuse("kind", KindMissing())
    founded_on = fields.read("founded_on", lambda typed: past_date(typed, desk.today))
    decision = fields.read("decision", name.optional)
    bookkeeping = next((b for b in Bookkeeping if b == fields.text("bookkeeping")), None)
    if bookkeeping is None:
        fields.refuse("bookkeeping", BookkeepingMissing())
    if kind is None or bookkeeping is None or founded_on is None or decision is None:
        return None
    return NewUnit("", kind, founded_on, bookkeeping, decision)


def _area(session: Session, fields: Fields) -> int | None:
    """The id of the area typed, None for none or with a sentence beside the field."""
    if not fields.text("area").strip():
        return None
    found = fields.read("area", lambda typed: _meant(session, typed))
    if found is None or len(found) == 1:
        return found[0].id if found else None
    which = identity(fields.text("which"))
    if which in {area.id for area in found}:
        return which
    if found:
        fields.refuse("which", SeveralAreas())
    else:
        fields.refuse("area", AreaUnknown())
    return None


def _code(typed: str) -> str:
    code = clean(typed)
    if slug(code) != code:
        raise CodeUnreadable
    return code


def _names(typed: str) -> Sequence[str]:
    """The names of a pasted list, one on each line; running numbers in front are left out."""
    names = []
    for number, line in pasted.numbered(typed):
        try:
            names.append(name.required(pasted.cells(line)[0]))
        except InputError as problem:
            raise pasted.at_line(number, problem) from problem
    if not names:
        raise NameMissing
    if len(names) > MOST_UNITS:
        raise TooManyUnits(number=MOST_UNITS)
    seen: set[str] = set()
    for one in names:
        if one.casefold() in seen:
            raise NamedTwice(name=one)
        seen.add(one.casefold())
    return names


def guessed_province(session: Session, association: Association) -> AdministrativeArea | None:
    """The province an association stands in, by its area or else by its name."""
    everywhere = areas.provinces(session)
    here = next((area for area in everywhere if area.id == association.area_id), None)
    return here or next((area for area in everywhere if fold(area.name) in association.folded), None)
