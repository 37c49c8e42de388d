"""Whether a total is whole: who is expected to report for a year, who has, and who is missing.

A unit with books here reports by closing its book up to the end of the year; the book of one that ended
is closed with it. A unit that only declares reports by figures that reach to the end of the year, or to
its own last day. Until nobody is missing, every total of that year is a partial one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from ledger.accounts.periods import PeriodLock
from ledger.associations import tree
from ledger.associations.associations import Association
from ledger.associations.tree import AssociationEdge
from ledger.clock import today
from ledger.database import DateType
from ledger.declarations.figures import Declaration, in_its_time, standing
from ledger.declarations.summaries import open_within
from ledger.disclosure.figures import year_bounds


@dataclass(frozen=True)
class Reported:
    """How many units are expected to report for a year, and how many have."""

    expected: int
    reported: int

    @property
    def missing(self) -> int:
        """How many have not."""
        return self.expected - self.reported


@dataclass(frozen=True)
class Completeness:
    """Where the reports of an association and all under it stand for a year.

    structure_on: the day whose structure says who stands under it; ledgered: units with books here that
    close them; declared: units that only declare. A year that is not over is reported by nobody.
    """

    association_id: int
    year: int
    structure_on: date
    ledgered: Reported
    declared: Reported

    @property
    def missing(self) -> int:
        """How many units have not reported."""
        return self.ledgered.missing + self.declared.missing

    @property
    def partial(self) -> bool:
        """Whether a total of this year lacks somebody's report."""
        return self.missing > 0


def of(session: Session, association_id: int, year: int, *, structure_on: date | None = None) -> Completeness:
    """Count who is expected and who has reported under an association, itself counted; one statement.

    structure_on: the day whose structure counts; the end of the year, or today while it runs, if not given.
    """
    on = structure_on or _structure_day(year)
    reported = func.sum(case((_has_reported(year), 1), else_=0))
    query = select(_keeps_books(year).label("books"), func.count(), reported)
    rows = session.execute(_expected(query, association_id, on, year).group_by("books"))
    found = {bool(books): Reported(expected, int(done)) for books, expected, done in rows}
    nobody = Reported(0, 0)
    return Completeness(association_id, year, on, found.get(True, nobody), found.get(False, nobody))


@dataclass(frozen=True)
class Missing:
    """A unit that has not reported. above: what it stands under; up_to: how far its last report reaches."""

    association: Association
    above: Association | None
    keeps_books: bool
    up_to: date | None


def missing(
    session: Session,
    association_id: int,
    year: int,
    *,
    structure_on: date | None = None,
    after: Association | None = None,
    limit: int | None = None,
) -> Sequence[Missing]:
    """Who has not reported for a year, in Vietnamese alphabetical order; one statement.

    after: the last one of the page before; limit: at most so many, None for all.
    """
    on = structure_on or _structure_day(year)
    above = aliased(Association)
    declared_to = (
        select(func.max(Declaration.as_of))
        .where(Declaration.association_id == Association.id, standing(), in_its_time())
        .correlate(Association)
        .scalar_subquery()
    )
    reaches = case((_keeps_books(year), PeriodLock.closed_through), else_=declared_to)
    query = (
        _expected(select(Association, above, _keeps_books(year), reaches), association_id, on, year)
        .outerjoin(AssociationEdge, (AssociationEdge.child_id == Association.id) & _stands(on))
        .outerjoin(above, above.id == AssociationEdge.parent_id)
        .where(~_has_reported(year))
        .order_by(Association.sort_key, Association.id)
        .limit(limit)
    )
    if after is not None:
        place = tuple_(Association.sort_key, Association.id)
        query = query.where(place > tuple_(literal(after.sort_key), literal(after.id)))
    return [
        Missing(unit, higher, bool(books), up_to) for unit, higher, books, up_to in session.execute(query)
    ]


def _structure_day(year: int) -> date:
    return min(year_bounds(year)[1], today())


def _stands(on: date) -> ColumnElement[bool]:
    begun, not_ended = tree.live(on)
    return begun & not_ended


def _expected(
    query: Select[*tuple[Any, ...]], association_id: int, on: date, year: int
) -> Select[*tuple[Any, ...]]:
    """The query over the units (`Association`, `PeriodLock`) that should report for a year."""
    within = tree.subtree(association_id, on)
    return (
        query.select_from(Association)
        .join(within, within.c.id == Association.id)
        .join(PeriodLock, PeriodLock.association_id == Association.id)
        .where(open_within(*year_bounds(year)))
    )


def _keeps_books(year: int) -> ColumnElement[bool]:
    """Whether a unit had come onto the ledger by the end of a year."""
    return func.coalesce(Association.ledgered_from <= year_bounds(year)[1], False)


def _has_reported(year: int) -> ColumnElement[bool]:
    first, last = year_bounds(year)
    end = case((Association.closed_on < last, Association.closed_on), else_=literal(last, DateType()))
    closed = Association.closed_on.is_not(None) | func.coalesce(PeriodLock.closed_through >= last, False)
    declared = (
        select(Declaration.id)
        .where(
            Declaration.association_id == Association.id,
            Declaration.as_of.between(first, last),
            Declaration.as_of >= end,
            standing(),
        )
        .correlate(Association)
        .exists()
    )
    return case((_keeps_books(year), closed), else_=declared)
