"""What every unit counts once a year: members, people, centres, courses; whether its books are here or not.

Which measures there are is data (`data/measures.csv`). The counts of learning models stay apart, in
`recognition.counts`: there one declaration is three numbers (registered, assessed, recognized) that
stand beside counts made from records, while a measure is one number that nothing here could count.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    exists,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column
from sqlalchemy.sql.elements import ColumnElement

from ledger import audit
from ledger.associations.associations import Association
from ledger.audit import Act
from ledger.clock import now, today
from ledger.database import Base
from ledger.declarations import outliers
from ledger.declarations.declarations import FiguresDoubtful, SourceMissing
from ledger.errors import InputError, Refusal
from ledger.i18n import N_, current_locale
from ledger.identity.roles import Actor, require_declaring
from ledger.identity.users import User
from ledger.text import SHORTEST_NAME, clean

MOST = 1_000_000_000
"""More than this nobody counts in a unit of Vietnam."""
MEMBERS, POPULATION = "members", "population"


@dataclass(frozen=True)
class Measure:
    """Something that is counted."""

    code: str
    name_vi: str
    name_en: str

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return self.name_vi if current_locale() == "vi" else self.name_en


@cache
def measures() -> Mapping[str, Measure]:
    """Every measure by its code, in the order in which forms ask for them."""
    with (Path(__file__).parent / "data" / "measures.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: Measure(**row) for row in csv.DictReader(file)}


class DeclaredMeasure(Base):
    """What a unit counted for a year. replaces_id: the count of the same unit, year and measure put right."""

    __tablename__ = "declared_measure"
    __table_args__ = (
        CheckConstraint(f"value BETWEEN 0 AND {MOST}", name="declared_measure_value"),
        CheckConstraint("length(trim(source)) >= 2", name="declared_measure_has_source"),
        CheckConstraint("replaces_id <> id", name="declared_measure_not_itself"),
        UniqueConstraint("replaces_id", name="declared_measure_replaced_once"),
        Index(
            "declared_measure_once",
            "association_id",
            "year",
            "measure",
            unique=True,
            sqlite_where=text("replaces_id IS NULL"),
            postgresql_where=text("replaces_id IS NULL"),
        ),
        Index("declared_measure_by_year_ix", "association_id", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    year: Mapped[int]
    measure: Mapped[str]
    value: Mapped[int]
    source: Mapped[str]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("declared_measure.id"))
    declared_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    declared_at: Mapped[datetime]


class MeasureUnknown(InputError):
    """Only what is in the list of measures is counted."""

    rule = "measure_is_known"
    message = N_("Choose what was counted from the list.")
    general = message


class CountTooLarge(InputError):
    """A count is a whole number that a unit can have."""

    rule = "declared_measure_value"
    message = N_("Check this number. It is larger than any unit can have.")
    general = message


class CountedOutsideLife(Refusal):
    """A unit counts for years in which it was open."""

    rule = "declared_measure_within_life"
    status = 422
    message = N_("This unit was not open in that year.")
    general = message


def count(
    session: Session,
    *,
    association_id: int,
    year: int,
    counts: Mapping[str, int],
    source: str,
    by: Actor,
    confirmed: bool = False,
    client_key: str | None = None,
) -> int:
    """Record what a unit counted for a year; its treasurer or the one directly above it acts.

    counts: values by code of the measure; one given before is replaced, an equal one is left.
    Returns how many were recorded or replaced. Refuses somebody else (`OutsideScope`), an unknown measure
    (`MeasureUnknown`), a value nobody has (`CountTooLarge`), no source (`SourceMissing`), a year in which
    the unit was not open (`CountedOutsideLife`) and, unless confirmed, a value far from that of the year
    before (`FiguresDoubtful`).
    """
    require_declaring(session, by, association_id)
    act = begin(session, association_id, by, client_key, year=year, source=source, counts={**counts})
    if act.earlier is not None:
        return 0
    check(session.get_one(Association, association_id), year, counts, source)
    if not confirmed:
        _refuse_doubtful(session, association_id, year, counts)
    former = standing_of(session, association_id, year)
    fresh = [
        NewCount(association_id, year, code, value, source)
        for code, value in counts.items()
        if code not in former or (former[code].value, former[code].source) != (value, clean(source))
    ]
    moment = now()
    for new in fresh:
        session.add(DeclaredMeasure(**row_of(new, former.get(new.measure), by, moment)))
    session.flush()
    act.done("association", association_id)
    return len(fresh)


@dataclass(frozen=True)
class NewCount:
    """One count to store."""

    association_id: int
    year: int
    measure: str
    value: int
    source: str


def begin(
    session: Session, association_id: int, by: Actor, client_key: str | None = None, **said: object
) -> Act:
    """Begin the act of counting for one unit. said: what the form says."""
    return audit.begin(
        session,
        association_id=association_id,
        actor_id=by.user_id,
        verb="declare_counts",
        client_key=client_key,
        content=said,
    )


def row_of(new: NewCount, former: DeclaredMeasure | None, by: Actor, moment: datetime) -> dict[str, Any]:
    """The row of a count. former: the one that stands and is replaced, if there is one."""
    return {
        **vars(new),
        "source": clean(new.source),
        "replaces_id": former.id if former else None,
        "declared_by": by.user_id,
        "declared_at": moment,
    }


def check(unit: Association, year: int, counts: Mapping[str, int], source: str) -> None:
    """Refuse what the database would refuse, and what is in no list of measures."""
    if counts.keys() - measures().keys():
        raise MeasureUnknown
    if any(not 0 <= value <= MOST for value in counts.values()):
        raise CountTooLarge
    if len(clean(source)) < SHORTEST_NAME:
        raise SourceMissing
    last = min(unit.closed_on or today(), today())
    if not unit.founded_on.year <= year <= last.year:
        raise CountedOutsideLife


def doubts(
    session: Session, association_id: int, year: int, counts: Mapping[str, int]
) -> Mapping[str, outliers.Doubt]:
    """What should be read again, by measure: values far from the unit's own of the year before."""
    before = standing_of(session, association_id, year - 1)
    return {
        code: doubt
        for code, value in counts.items()
        if code in before
        for doubt in outliers.beside_former(value, before[code].value, year - 1)
    }


def _refuse_doubtful(session: Session, association_id: int, year: int, counts: Mapping[str, int]) -> None:
    for code, doubt in doubts(session, association_id, year, counts).items():
        raise FiguresDoubtful(doubt=f"{measures()[code].name}: {doubt.sentence}")


def stands(row: type[DeclaredMeasure] = DeclaredMeasure) -> ColumnElement[bool]:
    """The condition that nothing replaced a count."""
    later = aliased(DeclaredMeasure)
    return ~exists().where(later.replaces_id == row.id)


def standing_of(session: Session, association_id: int, year: int) -> Mapping[str, DeclaredMeasure]:
    """What a unit's own word is for a year, by measure."""
    query = select(DeclaredMeasure).where(
        DeclaredMeasure.association_id == association_id, DeclaredMeasure.year == year, stands()
    )
    return {row.measure: row for row in session.scalars(query)}


@dataclass(frozen=True)
class CountLine:
    """One count of a unit. declared_by: the name of who recorded it; stands: nothing replaced it."""

    row: DeclaredMeasure
    declared_by: str
    stands: bool


def history(session: Session, association_id: int) -> Sequence[CountLine]:
    """All a unit ever counted, the newest year first; what stands before what it replaced."""
    later = aliased(DeclaredMeasure)
    replaced = exists().where(later.replaces_id == DeclaredMeasure.id)
    query = (
        select(DeclaredMeasure, User.name, replaced)
        .join(User, User.id == DeclaredMeasure.declared_by)
        .where(DeclaredMeasure.association_id == association_id)
        .order_by(
            DeclaredMeasure.year.desc(),
            DeclaredMeasure.measure,
            DeclaredMeasure.declared_at.desc(),
            DeclaredMeasure.id.desc(),
        )
    )
    return [CountLine(row, name, not was) for row, name, was in session.execute(query)]
