"""The year of an association from other sides: by level, by holder, by child and by month.

Each adds up to the totals of the same year, structure and last day.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import bindparam, extract, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from ledger.accounts.chart import Account
from ledger.accounts.funds import Fund
from ledger.accounts.journal import Posting
from ledger.associations import tree
from ledger.associations.associations import Association, AssociationKind, Bookkeeping
from ledger.associations.tree import AssociationEdge
from ledger.database import BigInt, DateType
from ledger.disclosure import figures, flows
from ledger.disclosure.counts import FORMER, standing
from ledger.disclosure.flows import Flow
from ledger.disclosure.totals import structure_day
from ledger.i18n import N_
from ledger.statements import Prepared


@dataclass(frozen=True)
class LevelLine:
    """The associations of one kind together.

    units: how many keep their books here; declared_units: how many only declare figures; former_units:
    how many are closed. Nothing is eliminated between them: the closings of all levels, and the money in
    transit of the subtree, make the closing of the subtree.
    """

    kind: AssociationKind
    units: int
    flow: Flow
    declared_units: int
    former_units: int


_ROOT, _ON = bindparam("root", type_=BigInt), bindparam("on", type_=DateType())
_WITHIN = tree.subtree(_ROOT, _ON)
_BY_KIND = select(Association.kind.label("branch"), Association.id, literal(1).label("own")).join(
    _WITHIN, _WITHIN.c.id == Association.id
)
_LEVELS = flows.Reader(_BY_KIND.cte("levels"))
_STANDING = (
    select(Association.kind, standing(_ON).label("standing"))
    .join(_WITHIN, _WITHIN.c.id == Association.id)
    .subquery("standing")
)
_UNITS = Prepared(
    select(_STANDING.c.kind, _STANDING.c.standing, func.count()).group_by(
        _STANDING.c.kind, _STANDING.c.standing
    )
)


def by_level(
    session: Session, *, association_id: int, year: int, on: date | None = None, until: date | None = None
) -> list[LevelLine]:
    """A year by kind of association, from the top down.

    on: the day whose structure counts; until: the day of the year with which the figures end.
    """
    here = {"root": association_id, "on": on or structure_day(year, until)}
    moved = _LEVELS.own(session, year, until, **here)
    units = {(kind, standing): n for kind, standing, n in _UNITS.rows(session, **here)}
    present = {kind for kind, _ in units}
    return [
        LevelLine(
            kind=kind,
            units=units.get((kind, Bookkeeping.LEDGERED), 0),
            flow=moved.get(kind, Flow()).checked,
            declared_units=units.get((kind, Bookkeeping.DECLARED), 0),
            former_units=units.get((kind, FORMER), 0),
        )
        for kind in AssociationKind
        if kind in present
    ]


class HolderClass(StrEnum):
    """Who holds money, as published figures of the associations divide it."""

    CENTRAL = "central"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    VILLAGE = "village"
    CLAN = "clan"
    SCHOOL_OR_AGENCY = "school_or_agency"
    LICENSED_FUND = "licensed_fund"


HOLDER_NAMES = {
    HolderClass.CENTRAL: N_("Central level"),
    HolderClass.PROVINCE: N_("Provincial level"),
    HolderClass.DISTRICT: N_("District level (until 30 June 2025)"),
    HolderClass.COMMUNE: N_("Commune level"),
    HolderClass.VILLAGE: N_("Villages"),
    HolderClass.CLAN: N_("Clan funds"),
    HolderClass.SCHOOL_OR_AGENCY: N_("Schools and agencies"),
    HolderClass.LICENSED_FUND: N_("Licensed funds"),
}

_HOLDERS = {
    AssociationKind.CENTRAL: HolderClass.CENTRAL,
    AssociationKind.PROVINCE: HolderClass.PROVINCE,
    AssociationKind.DISTRICT: HolderClass.DISTRICT,
    AssociationKind.COMMUNE: HolderClass.COMMUNE,
    AssociationKind.CHAPTER: HolderClass.VILLAGE,
    AssociationKind.CLAN_BOARD: HolderClass.CLAN,
    AssociationKind.SCHOOL_BOARD: HolderClass.SCHOOL_OR_AGENCY,
    AssociationKind.AGENCY_BOARD: HolderClass.SCHOOL_OR_AGENCY,
}


@dataclass(frozen=True)
class HolderLine:
    """The money of one class of holders; like levels, nothing is eliminated between classes."""

    holder: HolderClass
    flow: Flow


def by_holder(
    session: Session, *, association_id: int, year: int, on: date | None = None, until: date | None = None
) -> list[HolderLine]:
    """A year by who holds the money: its level, or the licensed fund it belongs to, wherever that lies."""
    moved = _LEVELS.own_by_fund(
        session, year, until, root=association_id, on=on or structure_day(year, until)
    )
    licensed = set(session.scalars(select(Fund.id).where(Fund.licence != "")))
    flows_of: dict[HolderClass, Flow] = defaultdict(Flow)
    for (kind, fund_id), flow in moved.items():
        holder = HolderClass.LICENSED_FUND if fund_id in licensed else _HOLDERS[AssociationKind(kind)]
        flows_of[holder] += flow
    return [
        HolderLine(holder, flows_of[holder].checked)
        for holder in HolderClass
        if flows_of.get(holder, Flow()) != Flow()
    ]


@dataclass(frozen=True)
class ChildLine:
    """One association directly under another: its own flow, and that of it with all under it."""

    association: Association
    own: Flow
    subtree: Flow


_BELOW = (
    select(Association.id)
    .join(AssociationEdge, AssociationEdge.child_id == Association.id)
    .where(
        AssociationEdge.parent_id == _ROOT,
        *tree.live(_ON),
        tuple_(Association.sort_key, Association.id)
        > tuple_(bindparam("after", type_=Association.sort_key.type), bindparam("after_id", type_=BigInt)),
    )
    .order_by(Association.sort_key, Association.id)
    .limit(bindparam("limit", type_=BigInt))
)
_CHILDREN = flows.Reader(tree.branches(Association.id.in_(_BELOW), _ON))


def by_child(
    session: Session,
    *,
    association_id: int,
    year: int,
    on: date | None = None,
    until: date | None = None,
    after: Association | None = None,
    limit: int | None = None,
) -> list[ChildLine]:
    """A year by the associations directly under one, in Vietnamese alphabetical order, all funds together.

    Closed ones whose history is shown here are lines of their own. A transfer between two of them counts
    for both: it crosses the border of each. after: the last one of the page before; limit: None for all.
    """
    day = on or structure_day(year, until)
    below = tree.children(session, association_id, day, after=after, limit=limit)
    page = {
        "after": after.sort_key if after else "",
        "after_id": after.id if after else 0,
        "limit": len(below),
    }
    found = _CHILDREN.nested(session, year, until, root=association_id, on=day, **page)
    lines = []
    for child in below:
        funds = found.get(child.id, {}).values()
        lines.append(
            ChildLine(
                association=child,
                own=sum((fund.own for fund in funds), Flow()).checked,
                subtree=sum((fund.subtree for fund in funds), Flow()).checked,
            )
        )
    return lines


@dataclass(frozen=True)
class Month:
    """What was mobilized and spent in one month (1 to 12), in đồng."""

    month: int
    mobilized: int
    spent: int


def by_month(
    session: Session,
    *,
    association_id: int,
    year: int,
    on: date | None = None,
    until: date | None = None,
    subtree: bool = True,
) -> list[Month]:
    """The twelve months of a year, for a picture. subtree: with all that stand under the association.

    Turnover is kept by year, so this one reads postings; its months add up to the year's figures.
    """
    first, last = figures.year_bounds(year, until)
    here = Posting.association_id == association_id
    if subtree:
        within = tree.subtree(association_id, on or structure_day(year, until))
        here = Posting.association_id.in_(select(within.c.id))
    figure = dict(
        session.execute(
            select(Account.id, Account.figure).where(Account.figure.in_((figures.MOBILIZED, figures.SPENT)))
        ).all()
    )
    debited, credited = (
        Posting.debit_account_id.in_(list(figure)),
        Posting.credit_account_id.in_(list(figure)),
    )
    month = extract("month", Posting.entry_date)
    pairs = (month, Posting.debit_account_id, Posting.credit_account_id)
    query = (
        select(*pairs, func.sum(Posting.amount))
        .where(here, Posting.entry_date.between(first, last), or_(debited, credited))
        .group_by(*pairs)
    )
    net: dict[tuple[int, str | None], int] = defaultdict(int)
    for at, debit, credit, amount in session.execute(query):
        net[int(at), figure.get(debit)] += int(amount)
        net[int(at), figure.get(credit)] -= int(amount)
    return [Month(at, -net[at, figures.MOBILIZED], net[at, figures.SPENT]) for at in range(1, 13)]
