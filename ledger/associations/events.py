"""What happens to associations: founded, renamed, moved, merged, split, abolished, revived.

Each event has its day and its decision, and names its successors. Money never moves by an event: the
book of a closed association is emptied by hand-over documents first, and the database refuses to close
one that still holds something.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.database import Base


class EventKind(StrEnum):
    """What happened."""

    FOUND = "found"
    RENAME = "rename"
    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    ABOLISH = "abolish"
    REVIVE = "revive"


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
