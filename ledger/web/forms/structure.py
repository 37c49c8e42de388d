"""What an administrator types about the life of one unit: a new name, another place, shares of a split."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from ledger.associations import finder
from ledger.associations.associations import Association
from ledger.associations.events import WHOLE, Document
from ledger.associations.life import Happening
from ledger.associations.moves import NOWHERE, NewPlace
from ledger.associations.successions import ShareOutOfRange
from ledger.associations.tree import EdgeRole
from ledger.dates import format_date, parse_date
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.identity.structure import Change
from ledger.ids import new_token
from ledger.text import HiddenCharacter, clean, fold
from ledger.web.forms import name, reorganisation
from ledger.web.forms.contribution import past_date
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk

NOBODY = "nobody"
SHARE = reorganisation.SHARE
MOST_OFFERED = 12


class RoleMissing(InputError):
    """A move says why the unit will stand there."""

    rule = "move_says_why"
    message = N_("Choose whether it belongs there, is looked after for a while, or stands under nobody.")


class ParentUnknown(InputError):
    """A unit is put under an association of this book."""

    rule = "parent_is_known"
    message = N_("No open association of this book has this name. Type less of it, or its code.")


class SeveralParents(InputError):
    """A part of a name may fit several associations."""

    rule = "parent_is_one"
    message = N_("Several associations have this in their name. Choose the one you mean.")


class ShareMissing(InputError):
    """Somebody gets a share."""

    rule = "share_is_typed"
    message = N_("Enter at least one share.")


def fresh() -> Fields:
    """An empty form."""
    return Fields({"key": new_token()})


def fresh_ledger(desk: Desk) -> Fields:
    """A form that offers the first day of the running year, or the founding if that is later."""
    first = max(desk.today.replace(month=1, day=1), desk.association.founded_on)
    return Fields({"key": new_token(), "from_day": format_date(first)})


def fresh_shares(split: Happening) -> Fields:
    """A form with the shares recorded so far."""
    recorded = {
        f"{SHARE}{place.id}": f"{row.share * 100 / WHOLE:.2f}".replace(".", ",") if row.share else ""
        for place, row in split.successions
    }
    return Fields({"key": new_token(), **recorded})


def change(fields: Fields, desk: Desk) -> Change | None:
    """From which day, and by which decision; None with sentences beside the fields."""
    read = reorganisation.decree(fields, desk)
    return Change(*read) if read else None


def parse_rename(fields: Fields, desk: Desk) -> tuple[str, Change] | None:
    """The new name and what it rests on, or None with sentences beside the fields."""
    called, rests = fields.read("name", name.required), change(fields, desk)
    return (called, rests) if called and rests else None


def parse_alias(fields: Fields, desk: Desk) -> tuple[str, date | None] | None:
    """Another name, and the last day it was official if it ever was; None with sentences."""
    called = fields.read("name", name.required)
    typed = fields.text("used_to").strip()
    used_to = fields.read("used_to", lambda text: past_date(text, desk.today)) if typed else None
    return None if fields.errors or called is None else (called, used_to)


def parse_move(session: Session, fields: Fields, desk: Desk) -> tuple[NewPlace, Change] | None:
    """Where it goes and what that rests on, or None with sentences beside the fields."""
    role = fields.text("role")
    place = NOWHERE if role == NOBODY else _place(session, fields, desk, role)
    rests = change(fields, desk)
    return (place, rests) if place and rests else None


def _place(session: Session, fields: Fields, desk: Desk, role: str) -> NewPlace | None:
    why = next((one for one in (EdgeRole.MEMBER, EdgeRole.ACTING) if one == role), None)
    if why is None:
        fields.refuse("role", RoleMissing())
    found = parents(session, fields.text("parent"), desk)
    which = identity(fields.text("which"))
    chosen = next((one for one in found if one.id == which), found[0] if len(found) == 1 else None)
    if not found:
        fields.refuse("parent", ParentUnknown())
    elif chosen is None:
        fields.refuse("which", SeveralParents())
    return NewPlace(chosen, why) if chosen and why else None


def parents(session: Session, typed: str, desk: Desk) -> Sequence[Association]:
    """The open associations a typed text may mean: by its code or whole name just that one."""
    try:
        said = clean(typed)
    except HiddenCharacter:
        return []
    found = [one.association for one in finder.search(session, said.replace("-", " "), limit=MOST_OFFERED)]
    found = [one for one in found if one.closed_on is None and one.id != desk.association.id]
    exact = [one for one in found if said in (one.code, one.name) or fold(said) == one.folded]
    return exact or found


def parse_ledger(fields: Fields, desk: Desk) -> date | None:
    """The first day of the book, or None with a sentence beside the field."""
    return fields.read("from_day", lambda typed: past_date(typed, desk.today))


def parse_shares(fields: Fields, split: Happening, desk: Desk) -> tuple[Mapping[int, int], Document] | None:
    """The shares in parts of the whole by successor id, and the paper; None with sentences."""
    read = {
        place.id: fields.read(f"{SHARE}{place.id}", reorganisation.share) for place, _ in split.successions
    }
    shares = {place: share for place, share in read.items() if share}
    if not shares and not fields.errors:
        fields.refuse(f"{SHARE}{split.successions[0][0].id}", ShareMissing())
    for place, row in split.successions:
        if row.share and place.id not in shares:  # what was recorded is put right, not taken away
            fields.refuse(f"{SHARE}{place.id}", ShareOutOfRange())
    title = fields.read("paper", name.required)
    kept_at = fields.read("kept_at", name.optional)
    typed = fields.text("issued_on").strip()
    issued_on = fields.read("issued_on", lambda text: parse_date(text, today=desk.today)) if typed else None
    if fields.errors or title is None or kept_at is None:
        return None
    return shares, Document(title, issued_on, kept_at)
