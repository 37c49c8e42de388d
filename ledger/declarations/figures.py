"""What a unit declares that keeps its own books: a year's opening, in, out and closing, up to a day.

A declaration speaks of the time from 1 January, or from the founding, up to its day: the end of the
year, or the last day of the unit itself. It is never changed. A correction is a declaration that
replaces it, and the one replaced stays to be seen.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    exists,
    or_,
    text,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from ledger.associations.associations import Association
from ledger.database import Base
from ledger.money import MAX_AMOUNT, Dong

_AMOUNTS = ("opening", "received", "spent", "closing")


class Declaration(Base):
    """What a unit declared, in đồng.

    as_of: the last day it speaks of; source: the paper it was read from, with its number;
    replaces_id: the declaration of the same unit and day that it puts right.
    """

    __tablename__ = "declaration"
    __table_args__ = (
        CheckConstraint("opening + received - spent = closing", name="declaration_adds_up"),
        CheckConstraint(
            " AND ".join(f"{amount} BETWEEN 0 AND {MAX_AMOUNT}" for amount in _AMOUNTS),
            name="declaration_amounts",
        ),
        CheckConstraint("as_of <= declared_on", name="declaration_not_ahead"),
        CheckConstraint("length(trim(source)) >= 2", name="declaration_has_source"),
        CheckConstraint("replaces_id <> id", name="declaration_not_itself"),
        UniqueConstraint("replaces_id", name="declaration_replaced_once"),
        Index(
            "declaration_once",
            "association_id",
            "as_of",
            unique=True,
            sqlite_where=text("replaces_id IS NULL"),
            postgresql_where=text("replaces_id IS NULL"),
        ),
        Index("declaration_by_day_ix", "association_id", "as_of"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    as_of: Mapped[date]
    opening: Mapped[Dong]
    received: Mapped[Dong]
    spent: Mapped[Dong]
    closing: Mapped[Dong]
    source: Mapped[str]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("declaration.id"))
    declared_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    declared_on: Mapped[date]
    declared_at: Mapped[datetime]


@dataclass(frozen=True)
class Figures:
    """What is declared, in đồng. as_of: the last day it speaks of; source: the paper, with its number."""

    as_of: date
    opening: int
    received: int
    spent: int
    closing: int
    source: str

    @property
    def adds_up(self) -> bool:
        """Whether opening + received − spent is the closing."""
        return self.opening + self.received - self.spent == self.closing


def standing(declaration: type[Declaration] = Declaration) -> ColumnElement[bool]:
    """The condition that nothing replaced a declaration."""
    later = aliased(Declaration)
    return ~exists().where(later.replaces_id == declaration.id)


def in_its_time(declaration: type[Declaration] = Declaration) -> ColumnElement[bool]:
    """The condition that a declaration is of a time when its unit (`Association`) declared.

    That it kept books here, or closed, may be recorded for a day that is past when it has declared.
    """
    return and_(
        or_(Association.ledgered_from.is_(None), declaration.as_of < Association.ledgered_from),
        or_(Association.closed_on.is_(None), declaration.as_of <= Association.closed_on),
    )


def counting(
    first: date | BindParameter[date], last: date | BindParameter[date]
) -> tuple[ColumnElement[bool], ...]:
    """The conditions that a declaration is the one which counts for its unit (`Association`) in a year.

    first, last: the days of the year. Of several that stand, the one that reaches furthest counts:
    each speaks of the whole year up to its day.
    """
    further = aliased(Declaration)
    return (
        Declaration.association_id == Association.id,
        Declaration.as_of.between(first, last),
        standing(),
        in_its_time(),
        ~exists().where(
            further.association_id == Declaration.association_id,
            further.as_of > Declaration.as_of,
            further.as_of <= last,
            standing(further),
            in_its_time(further),
        ),
    )
