"""What the units under an association declared for a year, by kind; shown beside the books, never added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from ledger.associations import tree
from ledger.associations.associations import Association, AssociationKind
from ledger.database import BigInt, DateType
from ledger.declarations import measure_totals
from ledger.declarations.figures import Declaration, counting
from ledger.declarations.measure_totals import Counted, MeasureTotal
from ledger.declarations.measures import MEMBERS, POPULATION
from ledger.statements import Prepared

SUMS = ("units_expected", "units_declared", "opening", "received", "spent", "handed_on")
"""The fields of a line that are added up over all kinds."""


@dataclass(frozen=True)
class KindLine:
    """The units of one kind together, in đồng; kind: None for all kinds.

    units_expected: those that were open in the year and kept no books here by its end; units_declared:
    those of them with figures of the year. received is what each unit reported: money that one of them
    passed to another is in it twice. handed_on: closings of units that ended, or came onto the ledger, by
    the end of the year; that money is counted where it went, so it is taken off the closing.
    members, population: what units of this kind counted themselves.
    """

    kind: AssociationKind | None = None
    units_expected: int = 0
    units_declared: int = 0
    opening: int = 0
    received: int = 0
    spent: int = 0
    handed_on: int = 0
    members: int = 0
    population: int = 0

    @property
    def declares(self) -> bool:
        """Whether any unit of this kind is expected to declare, or did."""
        return bool(self.units_expected or self.opening or self.received or self.handed_on)

    @property
    def closing(self) -> int:
        """What these units still held at the end."""
        return self.opening + self.received - self.spent - self.handed_on


@dataclass(frozen=True)
class Summary:
    """What was declared under an association for a year.

    structure_on: the day whose structure says what stands under it; measures: what was counted, by code,
    each never twice.
    """

    root_id: int
    year: int
    structure_on: date
    lines: Sequence[KindLine]
    total: KindLine
    measures: Mapping[str, MeasureTotal]

    @property
    def partial(self) -> bool:
        """Whether some of the units expected have declared nothing for the year."""
        return self.total.units_declared < self.total.units_expected

    def per(self, code: str, amount: int) -> int | None:
        """An amount, in đồng, per head of a measure, such as a member; None where it was not counted."""
        return per(amount, self.measures.get(code))


def summary(session: Session, root_id: int, structure_on: date, year: int) -> Summary:
    """What was declared under an association, itself counted, for a year; three statements for any tree.

    A unit's figures count while they speak of a time before its books were kept here, so that nothing is
    in a book and among the declared figures at once.
    """
    counts = measure_totals.counted(session, root_id, structure_on, year)
    days = {"first": date(year, 1, 1), "last": date(year, 12, 31)}
    rows = _DECLARED.rows(session, root=root_id, on=structure_on, **days)
    found = {kind: dict(zip(SUMS, map(int, numbers), strict=True)) for kind, *numbers in rows}
    lines = [_line(kind, found[kind], counts) for kind in AssociationKind if kind in found]
    return Summary(
        root_id=root_id,
        year=year,
        structure_on=structure_on,
        lines=[line for line in lines if line != KindLine(kind=line.kind)],
        total=_added(lines),
        measures=counts.together,
    )


def _line(kind: AssociationKind, sums: Mapping[str, int], counts: Counted) -> KindLine:
    members, population = (counts.by_kind.get((kind, code), 0) for code in (MEMBERS, POPULATION))
    return KindLine(kind, **sums, members=members, population=population)


def per(amount: int, base: MeasureTotal | None) -> int | None:
    """An amount, in đồng, per head of a base, half rounded up; None without one."""
    return (2 * amount + base.value) // (2 * base.value) if base and base.value else None


Day = date | BindParameter[date]


def expected(first: Day, last: Day) -> ColumnElement[bool]:
    """The condition that a unit (`Association`) declares for a year: it was open, and not on the ledger."""
    return and_(
        open_within(first, last), or_(Association.ledgered_from.is_(None), Association.ledgered_from > last)
    )


def open_within(first: Day, last: Day) -> ColumnElement[bool]:
    """The condition that an association was open on some day of a year."""
    return and_(
        Association.founded_on <= last, or_(Association.closed_on.is_(None), Association.closed_on >= first)
    )


def _declared(first: BindParameter[date], last: BindParameter[date]) -> Select[*tuple[Any, ...]]:
    """The sums of a line, in the order of its fields, for every kind of association in the subtree."""
    within = tree.subtree(bindparam("root", type_=BigInt), bindparam("on", type_=DateType()))
    awaited = case((expected(first, last), 1), else_=0)
    amounts = (Declaration.opening, Declaration.received, Declaration.spent)
    gone = or_(Association.closed_on < last, Association.ledgered_from <= last)
    return (
        select(
            Association.kind,
            func.sum(awaited),
            func.sum(case((Declaration.id.is_not(None), awaited), else_=0)),
            *(func.coalesce(func.sum(column), 0) for column in amounts),
            func.coalesce(func.sum(case((gone, Declaration.closing), else_=0)), 0),
        )
        .join(within, within.c.id == Association.id)
        .outerjoin(Declaration, and_(*counting(first, last)))
        .group_by(Association.kind)
    )


_DECLARED = Prepared(_declared(bindparam("first", type_=DateType()), bindparam("last", type_=DateType())))


def _added(lines: Sequence[KindLine]) -> KindLine:
    """All lines as one, but for what was counted: a unit and those above it may count the same people."""
    return KindLine(**{name: sum(getattr(line, name) for line in lines) for name in SUMS})
