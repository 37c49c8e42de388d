"""Moving an association in the tree: under another one, under an acting supervisor, or under nobody."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.associations import events, tree
from ledger.associations.associations import Association, refuse_closed
from ledger.associations.events import Decree, EventKind
from ledger.associations.tree import AssociationEdge, EdgeRole
from ledger.dates import format_date
from ledger.errors import InputError
from ledger.i18n import N_


@dataclass(frozen=True)
class NewPlace:
    """Where a unit goes. parent: None leaves it without one; role: member, or acting for a while."""

    parent: Association | None
    role: EdgeRole = EdgeRole.MEMBER


NOWHERE = NewPlace(None)


class PlaceSettled(InputError):
    """An edge of the tree is ended once, after it began."""

    rule = "place_is_settled"
    message = N_("Where “%(name)s” stands is recorded up to %(day)s. Enter a later day.")


class StandsThereAlready(InputError):
    """A move changes something."""

    rule = "move_changes_place"
    message = N_("“%(name)s” stands there already.")


def move(session: Session, association: Association, parent: Association, *, on: date, decree: Decree) -> int:
    """Put an association under another parent from a day on. Returns the event's id.

    It need not have had a parent before, and an acting supervisor ends. Its units go with it.
    Refuses a day not after the last move (`PlaceSettled`) or still to come (`EventInFuture`), the parent
    it has (`StandsThereAlready`), and, by the database, a parent that did not stand then
    (`ParentDoesNotStand`) or stands under it (`TreeCycle`). What is closed is not moved (`AssociationStays`).
    """
    return _moved(session, association, NewPlace(parent), on, decree)


def put_under_acting(
    session: Session, association: Association, supervisor: Association, *, on: date, decree: Decree
) -> int:
    """Let an association that lost its parent be looked after by another one; as `move`."""
    return _moved(session, association, NewPlace(supervisor, EdgeRole.ACTING), on, decree)


def leave(session: Session, association: Association, *, on: date, decree: Decree) -> int:
    """Leave an association without a parent from a day on; it keeps its books. As `move`."""
    return _moved(session, association, NOWHERE, on, decree)


def settle(session: Session, association: Association, place: NewPlace, *, on: date, decision: str) -> None:
    """End where an association stands and put it elsewhere from a day on, without an event of its own.

    decision: the number of the decision that says so. Refuses as `move` does.
    """
    end(session, association, on)
    if place.parent is not None:
        tree.place_under(
            session, child=association, parent=place.parent, valid_from=on, decision=decision, role=place.role
        )


def end(session: Session, association: Association, on: date) -> None:
    """Let an association stand where it stands up to, but not including, a day.

    Refuses a day by which it had not come there yet, or had left again (`PlaceSettled`).
    """
    edge = session.scalar(
        select(AssociationEdge)
        .where(AssociationEdge.child_id == association.id)
        .order_by(AssociationEdge.valid_from.desc())
        .limit(1)
    )
    if edge is None or (edge.valid_to is not None and edge.valid_to <= on):
        return
    if edge.valid_to is not None or edge.valid_from >= on:
        settled = edge.valid_to - timedelta(days=1) if edge.valid_to is not None else edge.valid_from
        raise PlaceSettled(name=association.name, day=format_date(settled))
    edge.valid_to = on
    session.flush()


def _moved(session: Session, association: Association, place: NewPlace, on: date, decree: Decree) -> int:
    events.refuse_future(on)
    refuse_closed(association)  # its history stays with whoever follows it
    if standing(session, association.id, on) == place:
        raise StandsThereAlready(name=association.name)
    event_id = events.record(session, EventKind.MOVE, association.id, on, decree)
    settle(session, association, place, on=on, decision=decree.decision)
    return event_id


def standing(session: Session, association_id: int, on: date) -> NewPlace:
    """Where an association stands on a day."""
    found = session.execute(
        select(Association, AssociationEdge.role)
        .join(AssociationEdge, AssociationEdge.parent_id == Association.id)
        .where(AssociationEdge.child_id == association_id, *tree.live(on))
    ).one_or_none()
    return NewPlace(found[0], EdgeRole(found[1])) if found else NOWHERE
