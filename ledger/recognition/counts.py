"""How many were registered, assessed and recognized: counted from records, or declared where none exist.

The three counts are kept apart because published rates often confuse numerator and denominator. A
declared count names its source; it is shown beside the recorded one and never added to it in silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.associations import tree
from ledger.database import Base
from ledger.recognition.recognitions import Assessment, LearningModel, Recognition, Registration


class DeclaredCount(Base):
    """What an association declares for a model and year, where it keeps no individual records.

    registered, assessed: None where the source does not say. source: where the figure was read.
    """

    __tablename__ = "declared_count"
    __table_args__ = (
        UniqueConstraint("association_id", "model", "year", name="declared_count_once"),
        CheckConstraint("recognized >= 0", name="declared_count_recognized"),
        CheckConstraint("source <> ''", name="declared_count_source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    model: Mapped[str]
    year: Mapped[int]
    registered: Mapped[int | None]
    assessed: Mapped[int | None]
    recognized: Mapped[int]
    source: Mapped[str]


@dataclass(frozen=True)
class ModelCount:
    """Counts of one model under an association: from records in this book, and declared (None if not).

    declared_year: the year the declared figure was given for, the one asked for or the nearest before it.
    """

    model: LearningModel
    registered: int
    assessed: int
    recognized: int
    declared: int | None
    declared_year: int | None
    declared_source: str


def counts(session: Session, *, association_id: int, year: int, on: date) -> Sequence[ModelCount]:
    """The five models under an association in one year, with the structure of a day.

    The declared figure is that of the association itself, for the year or the nearest one before it.
    """
    within = tree.subtree(association_id, on)
    query = (
        select(
            Registration.model,
            func.count(Registration.id),
            func.count(Assessment.id),
            func.count(Recognition.id),
        )
        .outerjoin(Assessment, Assessment.registration_id == Registration.id)
        .outerjoin(Recognition, Recognition.registration_id == Registration.id)
        .where(Registration.association_id.in_(select(within.c.id)), Registration.year == year)
        .group_by(Registration.model)
    )
    recorded = {model: numbers for model, *numbers in session.execute(query)}
    declared = {
        row.model: row
        for row in session.scalars(
            select(DeclaredCount)
            .where(DeclaredCount.association_id == association_id, DeclaredCount.year <= year)
            .order_by(DeclaredCount.year)
        )
    }
    result = []
    for model in LearningModel:
        registered, assessed, recognized = recorded.get(model.value, (0, 0, 0))
        said = declared.get(model.value)
        result.append(
            ModelCount(
                model,
                registered,
                assessed,
                recognized,
                said.recognized if said else None,
                said.year if said else None,
                said.source if said else "",
            )
        )
    return result
