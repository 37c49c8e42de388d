"""The one totals function behind every page, command and report.

What each figure counts is decided in `docs/decisions/0005`. A figure that does not tie is never
returned (`flows.FiguresDisagree`). The same year by level, holder, child and month is in `breakdowns`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, Select, bindparam, select
from sqlalchemy.orm import Session

from ledger.accounts.balances import FundPosition, Turnover
from ledger.accounts.funds import Fund
from ledger.associations import tree
from ledger.associations.associations import Association
from ledger.clock import today
from ledger.database import BigInt, DateType
from ledger.declarations.figures import Declaration
from ledger.disclosure import allocation, figures, flows
from ledger.disclosure.allocation import Allocated
from ledger.disclosure.counts import Counter, Counts
from ledger.disclosure.flows import Flow, Nested
from ledger.errors import NotFound
from ledger.statements import Prepared


@dataclass(frozen=True)
class FundFlow:
    """The flow of one fund."""

    fund_id: int
    fund_code: str
    fund_name: str
    flow: Flow


@dataclass(frozen=True)
class Totals:
    """A year of an association: `own` books alone, and `subtree` with all that stand under it.

    until: the day with which the figures end; structure_on: the day whose structure says what stands
    under it; allocated: history of split associations, shown beside and in none of the figures.
    Amounts in đồng.
    """

    association: Association
    year: int
    until: date
    structure_on: date
    own: Sequence[FundFlow]
    own_all: Flow
    own_counts: Counts
    subtree: Sequence[FundFlow]
    subtree_all: Flow
    subtree_counts: Counts
    allocated: Sequence[Allocated]


def totals(
    session: Session,
    *,
    association_id: int,
    year: int,
    structure_on: date | None = None,
    until: date | None = None,
) -> Totals:
    """The totals of an association in a year, by fund and in all, exact at this moment.

    structure_on: the day whose structure counts (`structure_day` if not given): a day of the year shows
    it as it was, today as it is now. until: a day of the year with which all figures end, its last if
    not given. Refuses an unknown association (`NotFound`).
    """
    association = session.get(Association, association_id)
    if association is None:
        raise NotFound
    on = structure_on or structure_day(year, until)
    here = {"root": association_id, "on": on}
    by_fund = _ONE.nested(session, year, until, **here).get(association_id, {})
    own_counts, under = _COUNTED.counts(session, year, until, **here)
    own, subtree = _fund_flows(_FUNDS.rows(session, **here), by_fund)
    return Totals(
        association=association,
        year=year,
        until=figures.year_bounds(year, until)[1],
        structure_on=on,
        own=own,
        own_all=sum((line.flow for line in own), Flow()),
        own_counts=own_counts,
        subtree=subtree,
        subtree_all=sum((line.flow for line in subtree), Flow()),
        subtree_counts=under,
        allocated=allocation.allocated(session, association_id=association_id, year=year, on=on, until=until),
    )


def structure_day(year: int, until: date | None = None) -> date:
    """The day whose structure a year is shown with, as it was: the last one counted, at most today."""
    return min(figures.year_bounds(year, until)[1], today())


def _fund_flows(
    named: Sequence[tuple[Any, ...]], by_fund: Mapping[int, Nested]
) -> tuple[list[FundFlow], list[FundFlow]]:
    """Own and subtree flows with the names of their funds; those with nothing in them left out."""
    found = [(fund, by_fund[fund[0]]) for fund in named if fund[0] in by_fund]
    own = [FundFlow(*[*fund, flow.own.checked]) for fund, flow in found if flow.own != Flow()]
    subtree = [FundFlow(*[*fund, flow.subtree.checked]) for fund, flow in found if flow.subtree != Flow()]
    return own, subtree


def _funds_in(members: CTE) -> Select[*tuple[Any, ...]]:
    """Id, code and name of the funds that ever moved there, the general ones first."""
    moved = select(FundPosition.fund_id).join(members, members.c.id == FundPosition.association_id)
    return select(Fund.id, Fund.code, Fund.name).where(Fund.id.in_(moved)).order_by(Fund.kind.desc(), Fund.id)


_ROOT, _ON = bindparam("root", type_=BigInt), bindparam("on", type_=DateType())
_MEMBERS = tree.branches(Association.id == _ROOT, _ON)
_ONE, _COUNTED, _FUNDS = flows.Reader(_MEMBERS), Counter(_MEMBERS, _ON), Prepared(_funds_in(_MEMBERS))


def years(session: Session, association_id: int) -> list[int]:
    """The years in which anything moved or was declared in an association or under it today, newest first."""
    within = select(tree.subtree(association_id, today()).c.id)
    moved = select(Turnover.year).where(Turnover.association_id.in_(within)).distinct()
    declared = select(Declaration.as_of).where(Declaration.association_id.in_(within)).distinct()
    return sorted({*session.scalars(moved), *(day.year for day in session.scalars(declared))}, reverse=True)
