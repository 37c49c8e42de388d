"""Who follows on a closed association, who came before one, and the shares of a split."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.associations import events
from ledger.associations.associations import Association
from ledger.associations.events import AssociationEvent, Document, EventKind, Succession
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_


class SharesTooLarge(Refusal):
    """All successors together have at most the whole history."""

    rule = "association_shares_fit"
    status = 422
    message = N_("The shares of one association come to more than the whole. Enter them again.")
    general = message


class ShareOutOfRange(InputError):
    """A share is more than nothing and at most the whole."""

    rule = "association_succession_share"
    message = N_("Enter a share in percent, above 0 and up to 100.")


class SuccessorDoesNotStand(Refusal):
    """Whoever follows stands on the day it begins."""

    rule = "association_successor_stands"
    status = 422
    message = N_("A successor was not founded yet on that day, or closed before. Found it first.")
    general = message


def record_share(session: Session, event_id: int, shares: Mapping[int, int], *, document: Document) -> int:
    """Record how the history of a split association is shared out. Returns the event's id.

    shares: parts of `WHOLE` by successor id; what is not shared out stays with the predecessor.
    document: the paper that says so, added to the event's. Shares recorded before are replaced.
    Refuses an event that is no split, or a successor that is not its own (`NotFound`), and more than the
    whole (`SharesTooLarge`).
    """
    event = session.get(AssociationEvent, event_id)
    found = session.scalars(select(Succession).where(Succession.event_id == event_id)).all()
    rows = {row.successor_id: row for row in found}
    if event is None or event.kind != EventKind.SPLIT or not shares.keys() <= rows.keys():
        raise NotFound
    for successor_id in sorted(shares, key=lambda one: shares[one] - (rows[one].share or 0)):
        rows[successor_id].share = shares[successor_id]
        session.flush()  # those that fall first, so that the sum never passes the whole on the way
    events.file(session, event_id, document)
    return event_id


def successors_by(session: Session, event_id: int) -> Sequence[int]:
    """The ids of all who follow by an event."""
    query = select(Succession.successor_id).where(Succession.event_id == event_id).distinct()
    return session.scalars(query.order_by(Succession.successor_id)).all()


def of(session: Session, closed: Iterable[Association]) -> Mapping[int, Sequence[Succession]]:
    """The successions by which associations are closed now, by predecessor id; none for an open one.

    An event that was announced and not carried out, or undone by a revival, does not count.
    """
    last = {one.id: one.closed_on + timedelta(days=1) for one in closed if one.closed_on is not None}
    found = session.execute(
        select(Succession, AssociationEvent.happened_on)
        .join(AssociationEvent, AssociationEvent.id == Succession.event_id)
        .where(Succession.predecessor_id.in_(last))
        .order_by(Succession.id)
    )
    counted: dict[int, list[Succession]] = {}
    for succession, happened_on in found:
        if happened_on == last[succession.predecessor_id]:
            counted.setdefault(succession.predecessor_id, []).append(succession)
    return counted


def successors(session: Session, closed: Iterable[Association]) -> Mapping[int, Sequence[Association]]:
    """Who follows on each of some associations, by the id of the closed one; none for an open one."""
    return {
        predecessor: [session.get_one(Association, row.successor_id) for row in rows]
        for predecessor, rows in of(session, closed).items()
    }


def predecessors(session: Session, association_id: int) -> Sequence[tuple[Association, Succession]]:
    """The closed associations that one follows on directly, with the succession that says so."""
    found = session.scalars(
        select(Association)
        .where(
            Association.id.in_(
                select(Succession.predecessor_id).where(Succession.successor_id == association_id)
            ),
            Association.closed_on.is_not(None),
        )
        .order_by(Association.sort_key, Association.id)
    ).all()
    counted = of(session, found)
    return [
        (place, row)
        for place in found
        for row in counted.get(place.id, ())
        if row.successor_id == association_id
    ]
