"""What stands behind a line of totals when it is not entries but associations: who moved how much.

Lists are paged by key: `after` is the last association of the page before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import CTE, ColumnElement, Select, literal, select, tuple_
from sqlalchemy.orm import Session

from ledger.accounts.funds import FundHolder
from ledger.associations import tree
from ledger.associations.associations import Association, AssociationKind
from ledger.disclosure import flows
from ledger.disclosure.flows import Flow
from ledger.disclosure.totals import structure_day

PAGE = 50


@dataclass(frozen=True)
class UnitLine:
    """One association and its own flow in a year, transfers to and from others included."""

    association: Association
    flow: Flow


def of_kind(
    session: Session,
    *,
    association_id: int,
    kind: AssociationKind,
    year: int,
    on: date | None = None,
    until: date | None = None,
    after: Association | None = None,
    limit: int | None = PAGE,
) -> Sequence[UnitLine]:
    """The associations of one kind under another one, with their own flow in all funds together.

    Together they make the line of that kind in `breakdowns.by_level`. on: the day whose structure counts;
    until: the day of the year with which the figures end; limit: None for all of them.
    """
    within = tree.subtree(association_id, on or structure_day(year, until))
    query = select(Association).where(Association.kind == kind, Association.id.in_(select(within.c.id)))
    places = session.scalars(_paged(query, after, limit)).all()
    found = flows.own(session, _alone(Association.id.in_([place.id for place in places])), year, until)
    return [UnitLine(place, found.get(place.id, Flow()).checked) for place in places]


def of_fund(
    session: Session,
    *,
    fund_id: int,
    year: int,
    until: date | None = None,
    after: Association | None = None,
    limit: int | None = PAGE,
) -> Sequence[UnitLine]:
    """The associations that may hold a fund, with their own flow in that fund. limit: None for all."""
    query = select(Association).join(FundHolder, FundHolder.association_id == Association.id)
    places = session.scalars(_paged(query.where(FundHolder.fund_id == fund_id), after, limit)).all()
    found = flows.nested(session, _alone(Association.id.in_([place.id for place in places])), year, until)
    lines = []
    for place in places:
        nested = found.get(place.id, {}).get(fund_id)
        lines.append(UnitLine(place, nested.own.checked if nested else Flow()))
    return lines


def _paged(query: Select[Association], after: Association | None, limit: int | None) -> Select[Association]:
    """The query in Vietnamese alphabetical order, from behind one association on."""
    place = tuple_(Association.sort_key, Association.id)
    if after is not None:
        query = query.where(place > tuple_(literal(after.sort_key), literal(after.id)))
    return query.order_by(Association.sort_key, Association.id).limit(limit)


def _alone(which: ColumnElement[bool]) -> CTE:
    """Each association as a branch of its own, without what stands under it."""
    branch = Association.id.label("branch")
    return select(branch, Association.id.label("id"), literal(1).label("own")).where(which).cte("alone")
