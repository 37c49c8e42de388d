"""The life of one association, to be read as a list: what happened, its names, and where it stood."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ledger.associations import association_names, successions
from ledger.associations.associations import Association
from ledger.associations.events import AssociationEvent, EventDocument, EventKind, Succession
from ledger.associations.tree import AssociationEdge

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Named:
    """An official name with its days. used_to: its last day, None for the name of today."""

    name: str
    since: date
    used_to: date | None


@dataclass(frozen=True)
class Stood:
    """Where it stood. edge: with its days, decision and role; parent: under whom."""

    edge: AssociationEdge
    parent: Association

    @property
    def up_to(self) -> date | None:
        """The last day it stood there; None while it does."""
        return self.edge.valid_to - A_DAY if self.edge.valid_to is not None else None


@dataclass(frozen=True)
class Happening:
    """An event it had a part in.

    subject: whom the event is about; closing: who closed by it; successions: who follows, each once, with
    a share where one is recorded; carried_out: False of a closing that was announced only.
    """

    event: AssociationEvent
    subject: Association
    documents: Sequence[EventDocument]
    closing: Sequence[Association]
    successions: Sequence[tuple[Association, Succession]]
    carried_out: bool

    @property
    def is_split(self) -> bool:
        """Whether shares of a history can be recorded."""
        return self.event.kind == EventKind.SPLIT


@dataclass(frozen=True)
class Life:
    """All of it. predecessors, successors: directly before and after, as things are now."""

    names: Sequence[Named]
    aliases: Sequence[str]
    places: Sequence[Stood]
    happenings: Sequence[Happening]
    predecessors: Sequence[Association]
    successors: Sequence[Association]


def life(session: Session, association: Association) -> Life:
    """What is known of an association: names and places the newest first, events the newest first."""
    kept = association_names.names(session, association.id)
    places = session.execute(
        select(AssociationEdge, Association)
        .join(Association, Association.id == AssociationEdge.parent_id)
        .where(AssociationEdge.child_id == association.id)
        .order_by(AssociationEdge.valid_from.desc())
    )
    return Life(
        names=_names(association, [(row.name, row.used_to) for row in kept if row.used_to is not None]),
        aliases=[row.name for row in kept if row.used_to is None],
        places=[Stood(edge, parent) for edge, parent in places],
        happenings=happenings(session, association.id),
        predecessors=[place for place, _ in successions.predecessors(session, association.id)],
        successors=successions.successors(session, [association]).get(association.id, ()),
    )


def _names(association: Association, former: Iterable[tuple[str, date]]) -> Sequence[Named]:
    """The official names with their days, the newest first. former: the oldest first."""
    names, since = [], association.founded_on
    for name, used_to in former:
        names.append(Named(name, since, used_to))
        since = used_to + A_DAY
    return [*reversed([*names, Named(association.name, since, association.closed_on)])]


def happenings(session: Session, association_id: int) -> Sequence[Happening]:
    """The events an association had a part in, as subject, predecessor or successor; the newest first."""
    part = select(Succession.event_id).where(
        or_(Succession.predecessor_id == association_id, Succession.successor_id == association_id)
    )
    found = session.scalars(
        select(AssociationEvent)
        .where(or_(AssociationEvent.association_id == association_id, AssociationEvent.id.in_(part)))
        .order_by(AssociationEvent.happened_on.desc(), AssociationEvent.id.desc())
    ).all()
    ids = [event.id for event in found]
    papers = session.scalars(
        select(EventDocument).where(EventDocument.event_id.in_(ids)).order_by(EventDocument.id)
    ).all()
    rows = session.scalars(
        select(Succession).where(Succession.event_id.in_(ids)).order_by(Succession.id)
    ).all()
    concerned = {event.association_id for event in found}
    concerned |= {one for row in rows for one in (row.predecessor_id, row.successor_id)}
    places = {
        place.id: place for place in session.scalars(select(Association).where(Association.id.in_(concerned)))
    }
    revived = _revivals(session, {row.predecessor_id for row in rows})
    return [
        _happening(
            event,
            places,
            [paper for paper in papers if paper.event_id == event.id],
            [row for row in rows if row.event_id == event.id],
            revived,
        )
        for event in found
    ]


def _happening(
    event: AssociationEvent,
    places: Mapping[int, Association],
    papers: Sequence[EventDocument],
    rows: Sequence[Succession],
    revived: Mapping[int, Sequence[date]],
) -> Happening:
    closing = [places[one] for one in dict.fromkeys(row.predecessor_id for row in rows)]
    followed = {row.successor_id: (places[row.successor_id], row) for row in rows}
    last_day = event.happened_on - A_DAY
    carried_out = all(
        place.closed_on == last_day or any(day > event.happened_on for day in revived.get(place.id, ()))
        for place in closing
    )
    return Happening(
        event, places[event.association_id], papers, closing, list(followed.values()), carried_out
    )


def _revivals(session: Session, places: set[int]) -> Mapping[int, Sequence[date]]:
    """The days on which associations were revived."""
    found = session.execute(
        select(AssociationEvent.association_id, AssociationEvent.happened_on).where(
            AssociationEvent.kind == EventKind.REVIVE, AssociationEvent.association_id.in_(places)
        )
    )
    days: dict[int, list[date]] = {}
    for place, day in found:
        days.setdefault(place, []).append(day)
    return days
