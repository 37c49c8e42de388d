"""What was counted under an association for a year, nothing twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from ledger.associations import tree
from ledger.associations.associations import Association
from ledger.associations.tree import AssociationEdge
from ledger.database import BigInt, DateType
from ledger.declarations import measures
from ledger.declarations.measures import DeclaredMeasure
from ledger.statements import Prepared


@dataclass(frozen=True)
class MeasureTotal:
    """A count of an association with all under it.

    year: the year it was declared for; units: how many units' counts it adds up; own: it is the
    association's own word for all under it.
    """

    value: int
    year: int
    units: int
    own: bool


@dataclass(frozen=True)
class Counted:
    """What was counted: `together` by measure, `by_kind` by kind of association and measure.

    by_kind is what the units of a kind counted themselves; units of several kinds may count the same.
    """

    together: Mapping[str, MeasureTotal]
    by_kind: Mapping[tuple[str, str], int]


def counted(session: Session, root_id: int, structure_on: date, year: int) -> Counted:
    """What was counted under an association for a year; two statements.

    What an association declares itself speaks for all under it, so nothing is counted twice: its own
    word of that year or the latest before it, else the sum of the topmost units that declared for that year.
    """
    by_kind: dict[tuple[str, str], int] = {}
    together: dict[str, MeasureTotal] = {}
    for kind, measure, value, topmost, units in _COUNTED.rows(
        session, root=root_id, on=structure_on, year=year
    ):
        by_kind[kind, measure] = int(value)
        if units:
            before = together.get(measure, MeasureTotal(0, year, 0, own=False))
            sum_, number = before.value + int(topmost), before.units + int(units)
            together[measure] = MeasureTotal(sum_, year, number, own=False)
    for measure, value, said_for in _OWN.rows(session, root=root_id, year=year):
        together[measure] = MeasureTotal(value, said_for, 1, own=True)
    return Counted(together, by_kind)


_ROOT, _YEAR = bindparam("root", type_=BigInt), bindparam("year", type_=BigInt)
_ON = bindparam("on", type_=DateType())


def _told() -> Select[*tuple[Any, ...]]:
    """Sums of a year by kind and measure: of all, and of those with no unit above them, below the root."""
    within = tree.subtree(_ROOT, _ON)
    told = (
        select(
            DeclaredMeasure.association_id.label("unit"),
            Association.kind,
            DeclaredMeasure.measure,
            DeclaredMeasure.value,
        )
        .join(within, within.c.id == DeclaredMeasure.association_id)
        .join(Association, Association.id == DeclaredMeasure.association_id)
        .where(DeclaredMeasure.year == _YEAR, measures.stands())
        .cte("told")
    )
    heads = select(told.c.unit).where(told.c.unit != _ROOT).distinct().subquery()
    below = (
        select(heads.c.unit.label("head"), AssociationEdge.child_id.label("id"))
        .join(AssociationEdge, AssociationEdge.parent_id == heads.c.unit)
        .where(*tree.live(_ON))
        .cte("below", recursive=True)
    )
    deeper = select(below.c.head, AssociationEdge.child_id).join(
        AssociationEdge, AssociationEdge.parent_id == below.c.id
    )
    below = below.union_all(deeper.where(*tree.live(_ON)))
    higher = aliased(told)
    covered = select(below.c.id, higher.c.measure).join(higher, higher.c.unit == below.c.head)
    counts = (told.c.unit != _ROOT) & tuple_(told.c.unit, told.c.measure).not_in(covered)
    return select(
        told.c.kind,
        told.c.measure,
        func.sum(told.c.value),
        func.sum(case((counts, told.c.value), else_=0)),
        func.sum(case((counts, 1), else_=0)),
    ).group_by(told.c.kind, told.c.measure)


_COUNTED = Prepared(_told())
_OWN = Prepared(
    select(DeclaredMeasure.measure, DeclaredMeasure.value, DeclaredMeasure.year)
    .where(DeclaredMeasure.association_id == _ROOT, DeclaredMeasure.year <= _YEAR, measures.stands())
    .order_by(DeclaredMeasure.year)
)
