"""Closing associations by merger, split or abolition, and reviving one that was closed.

`announce` writes down what was decided; until `close` nothing changes, so that the money can be handed
over by documents that name the event. `close_into` does both at once for one that holds nothing.

A closed association keeps its books under its own name. From the event's day they are seen under its
single successor, by an edge of the role `history`; after a split, under the nearest association above
all successors, and within each of them only as far as a share is recorded (`successions`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ledger.associations import events, moves, tree
from ledger.associations.associations import Association
from ledger.associations.events import CLOSING, AssociationEvent, Decree, EventKind, Succession
from ledger.associations.moves import NOWHERE, NewPlace
from ledger.associations.tree import AssociationEdge, EdgeRole
from ledger.dates import format_date
from ledger.errors import InputError, Refusal
from ledger.i18n import N_

A_DAY = timedelta(days=1)


class SuccessorsDoNotFit(InputError):
    """A merger and an abolition name one successor, a split several."""

    rule = "successors_fit_event"
    message = N_("A merger or an abolition has one successor, a split at least two. Choose them again.")


class ClosedAlready(InputError):
    """What is closed is closed once."""

    rule = "association_closed_once"
    message = N_("“%(name)s” was closed on %(day)s.")
    general = N_("One of these associations is closed already.")


class UnitLeftBehind(InputError):
    """Every unit under a closing association is told where it goes."""

    rule = "closing_moves_units"
    message = N_("“%(name)s” stands under an association that closes. Say where it goes.")


class StillHoldsSomething(Refusal):
    """Money never moves by an event."""

    rule = "association_closes_empty"
    message = N_(
        "It still holds money, goods, advances or promises, or money is on its way to it. "
        "Hand over or settle all of it first."
    )
    general = message


class HasLaterEntries(Refusal):
    """Nothing is posted after the last day."""

    rule = "association_closes_after_entries"
    message = N_("Its book has entries after the day on which it would close. Choose a later day.")
    general = message


class UnitsStillUnder(Refusal):
    """Nobody stands under what is closed."""

    rule = "association_closes_childless"
    message = N_("Units still stand under it, or it stands under another one itself. Move them first.")
    general = message


class NotClosed(InputError):
    """Only what was closed is revived."""

    rule = "revival_of_closed"
    message = N_("“%(name)s” is open.")


class RevivedTooEarly(InputError):
    """A revival follows the closing by at least a day."""

    rule = "revival_leaves_gap"
    message = N_("“%(name)s” was closed on %(day)s. Revive it at least two days later.")


def announce(
    session: Session,
    kind: EventKind,
    closing: Sequence[Association],
    successors: Sequence[Association],
    *,
    on: date,
    decree: Decree,
    shares: Mapping[int, int] | None = None,
) -> int:
    """Write down which associations close into which; nothing else changes yet. Returns the event's id.

    kind: merge (one or several into one), split (one into several) or abolish (one, and who keeps its
    papers); on: the first day of the new order, also one that is still to come; shares: parts of `WHOLE`
    of its history by successor id, for a split.
    Refuses other numbers of associations (`SuccessorsDoNotFit`), one that is closed (`ClosedAlready`),
    shares above the whole (`SharesTooLarge`) and, by the database, a successor that does not stand on
    that day (`SuccessorDoesNotStand`).
    """
    _refuse_misfit(kind, closing, successors)
    for association in closing:
        if association.closed_on is not None:
            raise ClosedAlready(name=association.name, day=format_date(association.closed_on))
    subject = successors[0] if kind == EventKind.MERGE else closing[0]
    event_id = events.record(session, kind, subject.id, on, decree)
    session.add_all(
        Succession(
            event_id=event_id,
            predecessor_id=predecessor.id,
            successor_id=successor.id,
            share=(shares or {}).get(successor.id),
        )
        for predecessor in closing
        for successor in successors
    )
    session.flush()
    return event_id


def close(session: Session, event_id: int, *, units: Mapping[int, NewPlace] | None = None) -> None:
    """Carry out an announced event: its units move, the associations close the day before it.

    units: where each unit under a closing association goes, by id; without an entry it goes to the
    single successor, in the role it has.
    Refuses a unit of a split without an entry, or a successor that stands under what it follows
    (`UnitLeftBehind`), a day still to come (`EventInFuture`) and, by the database, an association that
    holds something or has later entries (`StillHoldsSomething`, `HasLaterEntries`).
    """
    event = session.get_one(AssociationEvent, event_id)
    on = event.happened_on
    events.refuse_future(on)
    closing, successors = _parties(session, event_id)
    places = units or {}
    ending = {association.id for association in closing}
    for unit, role in _units(session, ending, on):
        place = places.get(unit.id) or _with_successor(unit, role, successors)
        moves.settle(session, unit, place, on=on, decision=event.decision)
    for association in closing:
        moves.end(session, association, on)
    for association in closing:
        association.closed_on = on - A_DAY
    session.flush()
    heir = successors[0] if len(successors) == 1 else common_ancestor(session, successors, on)
    for association in closing if heir is not None else ():
        place = NewPlace(heir, EdgeRole.HISTORY)
        moves.settle(session, association, place, on=on, decision=event.decision)


def close_into(
    session: Session,
    kind: EventKind,
    closing: Sequence[Association],
    successors: Sequence[Association],
    *,
    on: date,
    decree: Decree,
    shares: Mapping[int, int] | None = None,
    units: Mapping[int, NewPlace] | None = None,
) -> int:
    """`announce` and `close` in one act, for associations that hold nothing. Returns the event's id."""
    event_id = announce(session, kind, closing, successors, on=on, decree=decree, shares=shares)
    close(session, event_id, units=units)
    return event_id


def revive(
    session: Session, association: Association, *, on: date, decree: Decree, place: NewPlace = NOWHERE
) -> int:
    """Let a closed association live again from a day on. Returns the event's id.

    place: where it stands from then on. The days in between stay closed for entries (rule
    `association_is_open`), and its books of that time stay with those who followed it.
    Refuses one that is open (`NotClosed`), a day too near to its closing (`RevivedTooEarly`) or still to
    come (`EventInFuture`).
    """
    events.refuse_future(on)
    if association.closed_on is None:
        raise NotClosed(name=association.name)
    if on <= association.closed_on + A_DAY:
        raise RevivedTooEarly(name=association.name, day=format_date(association.closed_on))
    event_id = events.record(session, EventKind.REVIVE, association.id, on, decree)
    moves.end(session, association, on)
    session.get_one(Association, association.id).closed_on = None
    session.flush()
    moves.settle(session, association, place, on=on, decision=decree.decision)
    return event_id


def units_of(session: Session, closing: Sequence[Association], on: date) -> Sequence[Association]:
    """The units that a closing on a day must move: those under the associations, themselves left out."""
    return [unit for unit, _ in _units(session, {association.id for association in closing}, on)]


def common_ancestor(session: Session, places: Sequence[Association], on: date) -> Association | None:
    """The nearest association that stands above all of some on a day, or is one of them."""
    lines = [[place, *tree.ancestors(session, place.id, on)] for place in places]
    shared = set.intersection(*({place.id for place in line} for line in lines))
    return next((place for place in lines[0] if place.id in shared), None)


def _refuse_misfit(
    kind: EventKind, closing: Sequence[Association], successors: Sequence[Association]
) -> None:
    after = {association.id for association in successors}
    before = {association.id for association in closing}
    alone = len(before) == 1 or (kind == EventKind.MERGE and bool(before))
    one = len(after) == 1
    fits = bool(after) and one != (kind == EventKind.SPLIT)
    if kind not in CLOSING or not alone or not fits or after & before:
        raise SuccessorsDoNotFit


def _parties(session: Session, event_id: int) -> tuple[Sequence[Association], Sequence[Association]]:
    """Those who close by an event, and those who follow them."""

    def by(column: InstrumentedAttribute[int]) -> Sequence[Association]:
        ids = select(column).where(Succession.event_id == event_id)
        return session.scalars(
            select(Association).where(Association.id.in_(ids)).order_by(Association.id)
        ).all()

    return by(Succession.predecessor_id), by(Succession.successor_id)


def _units(session: Session, ending: set[int], on: date) -> Sequence[tuple[Association, EdgeRole]]:
    """Units under closing associations on a day or later, with their role there."""
    found = session.execute(
        select(Association, AssociationEdge.role)
        .join(AssociationEdge, AssociationEdge.child_id == Association.id)
        .where(
            AssociationEdge.parent_id.in_(ending),
            AssociationEdge.role != EdgeRole.HISTORY,
            or_(AssociationEdge.valid_to.is_(None), AssociationEdge.valid_to > on),
            Association.id.not_in(ending),
        )
        .order_by(Association.sort_key, Association.id)
    )
    return [(unit, EdgeRole(role)) for unit, role in found]


def _with_successor(unit: Association, role: EdgeRole, successors: Sequence[Association]) -> NewPlace:
    if len(successors) != 1 or unit.id == successors[0].id:
        raise UnitLeftBehind(name=unit.name)
    return NewPlace(successors[0], role)
