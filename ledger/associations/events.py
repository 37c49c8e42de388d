"""What happens to associations: founded, renamed, moved, merged, split, abolished, revived.

Each event has its day and its decision, and names its successors. Money never moves by an event: the
book of a closed association is emptied by hand-over documents first, and the database refuses to close
one that still holds something.

The verbs: `associations.found`, `association_names.rename`, `moves.move`, `closing.close_into`,
`closing.revive`. Each records its event here and returns its id.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.clock import now, today
from ledger.database import Base
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.text import clean


class EventKind(StrEnum):
    """What happened."""

    FOUND = "found"
    RENAME = "rename"
    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    ABOLISH = "abolish"
    REVIVE = "revive"


KIND_NAMES = {
    EventKind.FOUND: N_("Founding"),
    EventKind.RENAME: N_("Change of name"),
    EventKind.MOVE: N_("Move"),
    EventKind.MERGE: N_("Merger"),
    EventKind.SPLIT: N_("Split"),
    EventKind.ABOLISH: N_("Abolition"),
    EventKind.REVIVE: N_("Revival"),
}

CLOSING = (EventKind.MERGE, EventKind.SPLIT, EventKind.ABOLISH)
"""Events by which associations end, and which name their successors."""

WHOLE = 10_000
"""Parts of a whole in which the share of a successor is recorded."""


class AssociationEvent(Base):
    """One event in the life of an association.

    association_id: the one founded, renamed, moved, split, abolished or revived; of a merger, the one
    that the others go into. happened_on: the first day of the new order, which the decision names.
    decision: its number; authority: who decided; note: anything a reader in ten years must know.
    """

    __tablename__ = "association_event"
    __table_args__ = (
        CheckConstraint(
            "kind IN (" + ", ".join(f"'{kind}'" for kind in EventKind) + ")", name="association_event_kind"
        ),
        CheckConstraint("length(decision) >= 2", name="association_event_has_decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    kind: Mapped[str]
    happened_on: Mapped[date]
    decision: Mapped[str]
    authority: Mapped[str]
    note: Mapped[str]
    recorded_at: Mapped[datetime]


class EventDocument(Base):
    """A paper that belongs to an event. title: with its number; issued_on: its date; kept_at: where it is."""

    __tablename__ = "association_event_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("association_event.id"), index=True)
    title: Mapped[str]
    issued_on: Mapped[date | None]
    kept_at: Mapped[str]


class Succession(Base):
    """What follows on a closed association.

    share: parts of `WHOLE` of the predecessor's history that are counted with this successor, None while
    nobody has recorded one: then its history is shown as not allocated.
    """

    __tablename__ = "association_succession"
    __table_args__ = (
        UniqueConstraint("predecessor_id", "successor_id", "event_id", name="association_succession_once"),
        CheckConstraint("predecessor_id <> successor_id", name="association_succession_two_associations"),
        CheckConstraint("share IS NULL OR share BETWEEN 1 AND 10000", name="association_succession_share"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("association_event.id"), index=True)
    predecessor_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    share: Mapped[int | None]


class DecisionMissing(InputError):
    """Whatever changes the structure rests on a decision."""

    rule = "association_event_has_decision"
    message = N_("Enter the number of the decision.")


class EventInFuture(InputError):
    """The structure is changed on the day it changes, not before."""

    rule = "event_not_in_future"
    message = N_("This day has not come yet. Record the change on that day or later.")


@dataclass(frozen=True)
class Document:
    """A paper of an event: its title with its number, its date if it has one, and where it is kept."""

    title: str
    issued_on: date | None = None
    kept_at: str = ""


@dataclass(frozen=True)
class Decree:
    """What an event rests on.

    decision: the number, "1676/NQ-UBTVQH15"; authority: who decided; note: what a reader in ten years
    must know; documents: further papers.
    """

    decision: str
    authority: str = ""
    note: str = ""
    documents: Sequence[Document] = ()


def record(session: Session, kind: EventKind, association_id: int, on: date, decree: Decree) -> int:
    """Write an event down with its papers; nothing else changes. Returns its id.

    association_id: as `AssociationEvent` says; on: the first day of the new order.
    Refuses a decree without a number (`DecisionMissing`).
    """
    event = AssociationEvent(
        association_id=association_id,
        kind=kind,
        happened_on=on,
        decision=clean(decree.decision),
        authority=clean(decree.authority),
        note=clean(decree.note),
        recorded_at=now(),
    )
    session.add(event)
    session.flush()
    for document in decree.documents:
        file(session, event.id, document)
    return event.id


def file(session: Session, event_id: int, document: Document) -> int:
    """Add a paper to an event, also years later. Returns the paper's id."""
    paper = EventDocument(
        event_id=event_id,
        title=clean(document.title),
        issued_on=document.issued_on,
        kept_at=clean(document.kept_at),
    )
    session.add(paper)
    session.flush()
    return paper.id


def refuse_future(on: date) -> None:
    """Refuse a day that has not come (`EventInFuture`)."""
    if on > today():
        raise EventInFuture
