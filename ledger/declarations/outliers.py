"""Figures that may have been misread: far from the neighbours', or from the unit's own of the year before.

Published figures show what happens when "163,1" is read as 1631: a unit a hundred times its neighbours.
Nothing is refused for it. Whoever enters such a figure is told what it was compared with and confirms it,
and lists mark it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median_low

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, aliased

from ledger.associations import tree
from ledger.associations.associations import Association
from ledger.associations.tree import AssociationEdge
from ledger.declarations.figures import Declaration, Figures, in_its_time, standing
from ledger.i18n import gettext
from ledger.money import format_dong

NEIGHBOURS_TIMES = 100
"""So many times the median of the neighbours, or so small a part of it, is asked about."""
FEWEST_NEIGHBOURS = 5
"""Units of the same kind under the same parent; fewer say nothing about what is usual."""
FORMER_TIMES = 500
"""A mark misread makes a figure a thousand times its own of the year before; half of that tells already."""


class DoubtKind(StrEnum):
    """What a figure was compared with."""

    OPENING = "opening"
    NEIGHBOURS = "neighbours"
    FORMER = "former"


@dataclass(frozen=True)
class Doubt:
    """Why a figure should be read again. against: what it was compared with; of: how many, or which year."""

    kind: DoubtKind
    figure: int
    against: int
    of: int

    @property
    def sentence(self) -> str:
        """The doubt in the reader's language."""
        facts = {"figure": format_dong(self.figure), "against": format_dong(self.against), "of": self.of}
        match self.kind:
            case DoubtKind.OPENING:
                return gettext(
                    "The opening, %(figure)s, is not the closing declared for %(of)s, %(against)s.", **facts
                )
            case DoubtKind.NEIGHBOURS:
                return gettext(
                    "%(figure)s is far from what %(of)s like it declare (the middle one: %(against)s). "
                    "Maybe the separator was misread.",
                    **facts,
                )
            case DoubtKind.FORMER:
                return gettext(
                    "%(figure)s is far from its own figure for %(of)s, %(against)s. "
                    "Maybe the separator was misread.",
                    **facts,
                )


def far(figure: int, usual: int, times: int) -> bool:
    """Whether a figure is so many times another, or so small a part of it; 0 is never misread."""
    return figure > 0 and usual > 0 and (figure > times * usual or times * figure < usual)


def among(figure: int, others: Sequence[int]) -> Iterator[Doubt]:
    """The doubt that a figure raises beside those of its neighbours, if it does."""
    if len(others) >= FEWEST_NEIGHBOURS:
        usual = median_low(others)
        if far(figure, usual, NEIGHBOURS_TIMES):
            yield Doubt(DoubtKind.NEIGHBOURS, figure, usual, len(others))


def beside_former(figure: int, former: int, year: int) -> Iterator[Doubt]:
    """The doubt that a figure raises beside the same unit's of an earlier year, if it does."""
    if far(figure, former, FORMER_TIMES):
        yield Doubt(DoubtKind.FORMER, figure, former, year)


@dataclass(frozen=True)
class Past:
    """A unit's last declaration before the year asked for. year: for which year; closing: in đồng."""

    year: int
    closing: int


@dataclass(frozen=True)
class Background:
    """What new figures of some units are compared with.

    past: of each unit that declared for an earlier year; around: each unit's neighbours with their
    newest closings of this year or the one before, 0 for one that has none.
    """

    past: Mapping[int, Past]
    around: Mapping[int, Mapping[int, int]]

    def doubts(
        self, association_id: int, figures: Figures, told: Mapping[int, int] | None = None
    ) -> Sequence[Doubt]:
        """The doubts about figures of a unit. told: closings told together with it, by unit."""
        found: list[Doubt] = []
        past = self.past.get(association_id)
        if past is not None:
            if past.closing != figures.opening:
                found.append(Doubt(DoubtKind.OPENING, figures.opening, past.closing, past.year))
            found += beside_former(figures.closing, past.closing, past.year)
        around = {**self.around.get(association_id, {})}
        around |= {unit: closing for unit, closing in (told or {}).items() if unit in around}
        around.pop(association_id, None)
        return [*found, *among(figures.closing, [closing for closing in around.values() if closing])]


def background(session: Session, units: Collection[int], as_of: date) -> Background:
    """What figures of some units up to a day are compared with; two statements for any number of units."""
    earlier = select(Declaration.association_id, Declaration.as_of, Declaration.closing).where(
        Declaration.association_id.in_(units),
        Declaration.as_of < as_of.replace(month=1, day=1),
        standing(),
    )
    past = {
        unit: Past(day.year, int(closing))
        for unit, day, closing in session.execute(earlier.order_by(Declaration.as_of))
    }
    beside = aliased(AssociationEdge)
    parents = select(beside.parent_id).where(
        beside.child_id.in_(units),
        beside.valid_from <= as_of,
        beside.valid_to.is_(None) | (beside.valid_to > as_of),
    )
    newest = _newest(session, AssociationEdge.parent_id.in_(parents), as_of, as_of.year)
    around = {unit: group for group in _neighbours(newest.values()) for unit in group if unit in units}
    return Background(past, around)


@dataclass(frozen=True)
class Flagged:
    """A unit whose closing of a year, in đồng, should be read again, and why."""

    association: Association
    closing: int
    doubts: Sequence[Doubt]


def flagged(session: Session, root_id: int, structure_on: date, year: int) -> Sequence[Flagged]:
    """The units under an association with doubtful figures of a year, by name; two statements.

    structure_on: the day whose structure says what stands under it, and who are neighbours.
    """
    within = AssociationEdge.child_id.in_(select(tree.subtree(root_id, structure_on).c.id))
    units = _newest(session, within, structure_on, year)
    groups = {unit: group for group in _neighbours(units.values()) for unit in group}
    found: dict[int, tuple[int, list[Doubt]]] = {}
    for unit in units.values():
        closing = unit.closings.get(year, 0)
        around = [beside for other, beside in groups[unit.id].items() if other != unit.id and beside]
        doubts = [*among(closing, around)]
        if year - 1 in unit.closings:
            doubts += beside_former(closing, unit.closings[year - 1], year - 1)
        if doubts:
            found[unit.id] = closing, doubts
    query = (
        select(Association).where(Association.id.in_(found)).order_by(Association.sort_key, Association.id)
    )
    return [Flagged(unit, *found[unit.id]) for unit in session.scalars(query)]


@dataclass
class _Unit:
    """A unit under its parent, with what it declared last for a year, by year."""

    id: int
    parent_id: int
    kind: str
    closings: dict[int, int]


def _newest(session: Session, whose: ColumnElement[bool], on: date, year: int) -> Mapping[int, _Unit]:
    """The units on edges of a day, by id, with their last closings of a year and of the one before."""
    spoken = and_(
        Declaration.association_id == Association.id,
        Declaration.as_of.between(date(year - 1, 1, 1), date(year, 12, 31)),
        standing(),
        in_its_time(),
    )
    query = (
        select(
            Association.id,
            AssociationEdge.parent_id,
            Association.kind,
            Declaration.as_of,
            Declaration.closing,
        )
        .join(AssociationEdge, AssociationEdge.child_id == Association.id)
        .outerjoin(Declaration, spoken)
        .where(whose, *tree.live(on))
        .order_by(Declaration.as_of)
    )
    found: dict[int, _Unit] = {}
    for unit, parent, kind, as_of, closing in session.execute(query):
        one = found.setdefault(unit, _Unit(unit, parent, kind, {}))
        if as_of is not None:
            one.closings[as_of.year] = int(closing)
    return found


def _neighbours(units: Iterable[_Unit]) -> Iterable[dict[int, int]]:
    """Units of one kind under one parent together: each with its newest closing, 0 without one."""
    groups: dict[tuple[int, str], dict[int, int]] = {}
    for unit in units:
        newest = unit.closings[max(unit.closings)] if unit.closings else 0
        groups.setdefault((unit.parent_id, unit.kind), {})[unit.id] = newest
    return groups.values()
