"""Reorganisations that were carried out: who ended, who followed, and whether the money has arrived."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ledger.accounts import transfers_listed
from ledger.accounts.transfers_listed import TransferLine, TransferState
from ledger.associations import tree
from ledger.associations.associations import Association
from ledger.associations.events import AssociationEvent, EventDocument, Succession
from ledger.audit import AuditEvent
from ledger.clock import today
from ledger.errors import NotFound
from ledger.identity.users import User
from ledger.reorganisation.changes import KINDS


@dataclass(frozen=True)
class Past:
    """One reorganisation.

    recorded_by: the name of the officer; successions: who follows on whom, with a share where one is
    recorded; lines: what was handed over, and where it stands today.
    """

    event: AssociationEvent
    subject: Association
    recorded_by: str
    documents: Sequence[EventDocument]
    successions: Sequence[tuple[Association, Association, Succession]]
    lines: Sequence[TransferLine]

    @property
    def pairs(self) -> Sequence[tuple[Association, Association]]:
        """Every giver with every follower; each pair signs minutes of its own."""
        return [(predecessor, successor) for predecessor, successor, _ in self.successions]

    @property
    def ended(self) -> Sequence[Association]:
        """Those who ended, each once."""
        return list({one.id: one for one, _ in self.pairs}.values())

    @property
    def followers(self) -> Sequence[Association]:
        """Those who followed, each once."""
        return list({one.id: one for _, one in self.pairs}.values())

    @property
    def unconfirmed(self) -> int:
        """How many hand-overs nobody has confirmed yet."""
        return sum(line.state != TransferState.ARRIVED for line in self.lines)


def listed(session: Session, root_id: int, *, before: int | None = None, limit: int = 50) -> Sequence[Past]:
    """Reorganisations of units under an association, the newest first. before: an id, for the next page."""
    query = select(AssociationEvent).where(_beneath(root_id)).order_by(AssociationEvent.id.desc())
    if before is not None:
        query = query.where(AssociationEvent.id < before)
    return _whole(session, session.scalars(query.limit(limit)).all())


def one(session: Session, root_id: int, event_id: int) -> Past:
    """A reorganisation of units under an association; refuses with `NotFound`, whatever is wrong."""
    found = session.scalars(
        select(AssociationEvent).where(_beneath(root_id), AssociationEvent.id == event_id)
    ).all()
    if not found:
        raise NotFound
    return _whole(session, found)[0]


def of_transfer(session: Session, line: TransferLine) -> Past:
    """The reorganisation that money was handed over for; refuses with `NotFound` what was merely sent."""
    event = session.get(AssociationEvent, line.transfer.event_id) if line.transfer.event_id else None
    if event is None:
        raise NotFound
    return _whole(session, [event])[0]


def _beneath(root_id: int) -> ColumnElement[bool]:
    """The condition that an event is a reorganisation of a unit that stands under an association today."""
    within = select(tree.subtree(root_id, today()).c.id)
    ended = select(Succession.event_id).where(Succession.predecessor_id.in_(within))
    concerned = or_(AssociationEvent.association_id.in_(within), AssociationEvent.id.in_(ended))
    return AssociationEvent.kind.in_(KINDS) & concerned


def _whole(session: Session, events: Sequence[AssociationEvent]) -> Sequence[Past]:
    ids = [event.id for event in events]
    names = _recorders(session, ids)
    papers = session.scalars(
        select(EventDocument).where(EventDocument.event_id.in_(ids)).order_by(EventDocument.id)
    ).all()
    rows = session.scalars(
        select(Succession).where(Succession.event_id.in_(ids)).order_by(Succession.id)
    ).all()
    lines = transfers_listed.of_events(session, ids)
    return [
        Past(
            event,
            session.get_one(Association, event.association_id),
            names.get(event.id, ""),
            [paper for paper in papers if paper.event_id == event.id],
            [
                (
                    session.get_one(Association, row.predecessor_id),
                    session.get_one(Association, row.successor_id),
                    row,
                )
                for row in rows
                if row.event_id == event.id
            ],
            [line for line in lines if line.transfer.event_id == event.id],
        )
        for event in events
    ]


def _recorders(session: Session, ids: Sequence[int]) -> Mapping[int, str]:
    """Who recorded events, by their ids."""
    found = session.execute(
        select(AuditEvent.subject_id, User.name)
        .join(User, User.id == AuditEvent.actor_id)
        .where(AuditEvent.subject_type == "association_event", AuditEvent.subject_id.in_(ids))
        .order_by(AuditEvent.id.desc())
    )
    return dict(found.all())
