"""Founding units beneath an association: one, a list, or every commune of a province.

It stands here and not with the associations because it asks who may; the associations know nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import audit
from ledger.associations import areas, associations, tree
from ledger.associations.areas import AdministrativeArea
from ledger.associations.associations import (
    Association,
    AssociationCodeTaken,
    AssociationKind,
    Bookkeeping,
    CodeUnreadable,
)
from ledger.associations.events import Decree
from ledger.associations.tree import AssociationEdge
from ledger.clock import today
from ledger.errors import InputError, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, require_setting_up
from ledger.text import clean, slug

COMMUNE_NAME = "Hội Khuyến học %s"
"""The name of a commune's association, which is Vietnamese in every language of the screen."""


class UnitThereAlready(InputError):
    """Two units directly under one association are told apart by their names."""

    rule = "unit_name_once_beneath"
    message = N_("“%(name)s” already stands under this association. Leave it out, or name it otherwise.")


class NothingToFound(InputError):
    """An act founds at least one unit."""

    rule = "founds_a_unit"
    message = N_("Every commune of this province has its association already.")


class BookHasHead(Refusal):
    """A book is opened for one association, which stands above all others in it."""

    rule = "book_has_one_head"
    message = N_("This book belongs to “%(name)s”. Found further associations in the browser.")


def found_head(session: Session, *, name: str, code: str, founded_on: date) -> Association:
    """Found the association at the head of a new book, by whoever holds the machine.

    name: in full, "Hội Khuyến học tỉnh Sơn La"; the place it is named after, where the state knows just
    one, gives its address and tells a province from a commune. code: its handle, made from the name
    when empty. Refuses a book that has an association already (`BookHasHead`) and a code that cannot
    stand in an address (`CodeUnreadable`).
    """
    there = session.scalar(select(Association).order_by(Association.id).limit(1))
    if there is not None:
        raise BookHasHead(name=there.name)
    code = code or associations.free_code(session, name, beside="")
    if not code or slug(code) != code:
        raise CodeUnreadable
    places = areas.named(session, associations.without_title(name))
    area = places[0] if len(places) == 1 else None
    of_commune = bool(places) and all(place.level == "commune" for place in places)
    return associations.found(
        session,
        name=name,
        kind=AssociationKind.COMMUNE if of_commune else AssociationKind.PROVINCE,
        founded_on=founded_on,
        code=code,
        address=areas.label(session, area) if area else "",
        area_id=area.id if area else None,
    )


@dataclass(frozen=True)
class NewUnit:
    """A unit to found.

    decision: the number of the decision that founds it, which makes an event, or empty; code: its handle
    in addresses, made from the name when None; area_id: where it stands, if known.
    """

    name: str
    kind: AssociationKind
    founded_on: date
    bookkeeping: Bookkeeping = Bookkeeping.LEDGERED
    decision: str = ""
    code: str | None = None
    area_id: int | None = None


def found_beneath(
    session: Session, parent: Association, new: NewUnit, *, by: Actor, client_key: str | None = None
) -> int:
    """Found a unit and put it under an association from its founding day; an administrator acts.

    A unit older than the association above stands under it from the day that one was founded.
    Returns the unit's id. Refuses somebody who does not administer the parent (`OutsideScope`), a name
    that stands there already (`UnitThereAlready`), and a code that is taken (`AssociationCodeTaken`).
    """
    require_setting_up(session, by, parent.id)
    act = audit.begin(
        session,
        association_id=parent.id,
        actor_id=by.user_id,
        verb="found_unit",
        client_key=client_key,
        content=vars(new),
    )
    if act.earlier is not None:
        return act.earlier
    _refuse_second(session, parent, new.name)
    area = session.get(AdministrativeArea, new.area_id) if new.area_id else None
    unit = associations.found(
        session,
        name=new.name,
        kind=new.kind,
        founded_on=new.founded_on,
        code=_code(session, new, parent),
        address=areas.label(session, area) if area else parent.address,
        area_id=area.id if area else None,
        bookkeeping=new.bookkeeping,
        decree=Decree(new.decision) if clean(new.decision) else None,
    )
    since = max(new.founded_on, parent.founded_on)
    tree.place_under(session, child=unit, parent=parent, valid_from=since, decision=clean(new.decision))
    return act.done("association", unit.id)


def found_list(
    session: Session,
    parent: Association,
    units: Sequence[NewUnit],
    *,
    by: Actor,
    client_key: str | None = None,
) -> list[int]:
    """Found several units, all or none; each is an act of its own in the trail. Returns their ids."""
    return [
        found_beneath(session, parent, unit, by=by, client_key=client_key and f"{client_key}-{line}")
        for line, unit in enumerate(units)
    ]


@dataclass(frozen=True)
class NewCommunes:
    """The associations of all communes of a province that have none yet, founded on one day."""

    province: AdministrativeArea
    founded_on: date
    decision: str = ""


def found_communes(
    session: Session, parent: Association, new: NewCommunes, *, by: Actor, client_key: str | None = None
) -> int:
    """Found the association of each commune that has none, named after it: "Hội Khuyến học xã Long Hẹ".

    Returns how many were founded; 0 when this form did it before. Refuses a province whose communes
    all have theirs (`NothingToFound`).
    """
    require_setting_up(session, by, parent.id)
    act = audit.begin(
        session,
        association_id=parent.id,
        actor_id=by.user_id,
        verb="found_communes",
        client_key=client_key,
        content={"province": new.province.id, "day": new.founded_on, "decision": new.decision},
    )
    if act.earlier is not None:
        return 0
    missing = communes_without(session, new.province)
    if not missing:
        raise NothingToFound
    act.done("administrative_area", new.province.id)
    units = [
        NewUnit(
            COMMUNE_NAME % areas.title(area),
            AssociationKind.COMMUNE,
            new.founded_on,
            decision=new.decision,
            area_id=area.id,
        )
        for area in missing
    ]
    return len(found_list(session, parent, units, by=by))


def communes_without(session: Session, province: AdministrativeArea) -> Sequence[AdministrativeArea]:
    """The communes of a province in which no commune association stands, in the order of their codes."""
    served = select(Association.area_id).where(
        Association.kind == AssociationKind.COMMUNE, Association.area_id.is_not(None)
    )
    return session.scalars(
        select(AdministrativeArea)
        .where(AdministrativeArea.parent_id == province.id, AdministrativeArea.id.not_in(served))
        .order_by(AdministrativeArea.code)
    ).all()


def _refuse_second(session: Session, parent: Association, name: str) -> None:
    there = session.scalar(
        select(Association.id)
        .join(AssociationEdge, AssociationEdge.child_id == Association.id)
        .where(AssociationEdge.parent_id == parent.id, *tree.live(today()), Association.name == clean(name))
        .limit(1)
    )
    if there is not None:
        raise UnitThereAlready(name=clean(name))


def _code(session: Session, new: NewUnit, parent: Association) -> str:
    if new.code is None:
        made = associations.free_code(session, new.name, beside=parent.code)
        if not made:
            raise CodeUnreadable
        return made
    if associations.has_code(session, new.code):
        raise AssociationCodeTaken(code=new.code)
    return new.code
