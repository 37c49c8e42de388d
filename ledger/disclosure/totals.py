"""The one totals function behind every page, command and report.

What each figure counts is decided in `docs/decisions/0005`. A figure that does not tie is never
returned (`flows.FiguresDisagree`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, BindParameter, Select, bindparam, extract, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from ledger.accounts.balances import FundPosition, Turnover
from ledger.accounts.chart import Account
from ledger.accounts.funds import Fund
from ledger.accounts.journal import Posting
from ledger.associations import tree
from ledger.associations.associations import Association, AssociationKind, Bookkeeping
from ledger.associations.tree import AssociationEdge
from ledger.clock import today
from ledger.database import BigInt, DateType
from ledger.disbursements.payments import Payment, PaymentLine
from ledger.disclosure import figures, flows
from ledger.disclosure.flows import Flow, Nested
from ledger.errors import NotFound
from ledger.receipts.numbering import VoucherSeries
from ledger.receipts.vouchers import Voucher, VoucherKind, VoucherVoid
from ledger.statements import Prepared


@dataclass(frozen=True)
class FundFlow:
    """The flow of one fund."""

    fund_id: int
    fund_code: str
    fund_name: str
    flow: Flow


@dataclass(frozen=True)
class Counts:
    """How many.

    contributions: gifts with a receipt of the year that still stands; awards: awards paid in the
    year; units: associations that keep their books here; declared_units: those that only declare.
    """

    contributions: int = 0
    awards: int = 0
    units: int = 0
    declared_units: int = 0


@dataclass(frozen=True)
class Totals:
    """A year of an association: `own` books alone, and `subtree` with all that stand under it.

    structure_on: the day whose structure says what stands under it. Amounts in đồng.
    """

    association: Association
    year: int
    structure_on: date
    own: Sequence[FundFlow]
    own_all: Flow
    own_counts: Counts
    subtree: Sequence[FundFlow]
    subtree_all: Flow
    subtree_counts: Counts


def totals(session: Session, *, association_id: int, year: int, structure_on: date | None = None) -> Totals:
    """The totals of an association in a year, by fund and in all, exact at this moment.

    structure_on: the day whose structure counts; the end of the year, or today while it runs, if
    not given. Refuses an unknown association (`NotFound`).
    """
    association = session.get(Association, association_id)
    if association is None:
        raise NotFound
    on = structure_on or structure_day(year)
    here = {"root": association_id, "on": on}
    by_fund = _ONE.nested(session, year, **here).get(association_id, {})
    own_counts, under = _counts(session, year, here)
    own, subtree = _fund_flows(_FUNDS.rows(session, **here), by_fund)
    return Totals(
        association=association,
        year=year,
        structure_on=on,
        own=own,
        own_all=sum((line.flow for line in own), Flow()),
        own_counts=own_counts,
        subtree=subtree,
        subtree_all=sum((line.flow for line in subtree), Flow()),
        subtree_counts=under,
    )


def structure_day(year: int) -> date:
    """The day whose structure a year is shown with: its last, or today while it still runs."""
    return min(figures.year_bounds(year)[1], today())


def _fund_flows(
    named: Sequence[tuple[Any, ...]], by_fund: Mapping[int, Nested]
) -> tuple[list[FundFlow], list[FundFlow]]:
    """Own and subtree flows with the names of their funds; those with nothing in them left out."""
    found = [(fund, by_fund[fund[0]]) for fund in named if fund[0] in by_fund]
    own = [FundFlow(*[*fund, flow.own.checked]) for fund, flow in found if flow.own != Flow()]
    subtree = [FundFlow(*[*fund, flow.subtree.checked]) for fund, flow in found if flow.subtree != Flow()]
    return own, subtree


def _counts(session: Session, year: int, here: Mapping[str, Any]) -> tuple[Counts, Counts]:
    """The counts of an association alone, and of it with all under it."""
    first, last = figures.year_bounds(year)
    rows = _COUNTED.rows(session, year=year, first=first, last=last, **here)
    found = {(what, own): int(n) for what, own, n in rows}

    def made(*sides: int) -> Counts:
        def n(what: str) -> int:
            return sum(found.get((what, side), 0) for side in sides)

        return Counts(
            contributions=n("issued") - n("void"),
            awards=n("awards"),
            units=n(Bookkeeping.LEDGERED),
            declared_units=n(Bookkeeping.DECLARED),
        )

    return made(1), made(1, 0)


def _counted(members: CTE) -> Select[*tuple[Any, ...]]:
    """What there is how often, and whether in the root itself (1) or under it (0).

    Gifts are counted by the receipt series, which gives every gift one number and loses none, less
    the receipts declared void; so the count costs as much as there are associations, not gifts.
    """
    year: BindParameter[int] = bindparam("year", type_=BigInt)
    receipt = VoucherKind.RECEIPT.value
    issued = (
        select(literal("issued").label("what"), members.c.own, func.sum(VoucherSeries.last_number).label("n"))
        .join(VoucherSeries, VoucherSeries.association_id == members.c.id)
        .where(VoucherSeries.kind == receipt, VoucherSeries.year == year)
        .group_by(members.c.own)
    )
    void = (
        select(literal("void"), members.c.own, func.count(VoucherVoid.id))
        .select_from(VoucherVoid)
        .join(Voucher, Voucher.id == VoucherVoid.voucher_id)
        .join(members, members.c.id == Voucher.association_id)
        .where(Voucher.kind == receipt, Voucher.year == year)
        .group_by(members.c.own)
    )
    awards = (
        select(literal("awards"), members.c.own, func.count(PaymentLine.id))
        .select_from(Payment)
        .join(PaymentLine, PaymentLine.payment_id == Payment.id)
        .join(members, members.c.id == Payment.association_id)
        .where(Payment.paid_on.between(bindparam("first"), bindparam("last")))
        .group_by(members.c.own)
    )
    units = (
        select(Association.bookkeeping, members.c.own, func.count(Association.id))
        .join(members, members.c.id == Association.id)
        .group_by(Association.bookkeeping, members.c.own)
    )
    counted = union_all(issued, void, awards, units).subquery()
    return select(counted.c.what, counted.c.own, counted.c.n)


def _funds_in(members: CTE) -> Select[*tuple[Any, ...]]:
    """Id, code and name of the funds that ever moved there, the general ones first."""
    moved = select(FundPosition.fund_id).join(members, members.c.id == FundPosition.association_id)
    return select(Fund.id, Fund.code, Fund.name).where(Fund.id.in_(moved)).order_by(Fund.kind.desc(), Fund.id)


_ROOT, _ON = bindparam("root", type_=BigInt), bindparam("on", type_=DateType())
_MEMBERS = tree.branches(Association.id == _ROOT, _ON)
_ONE, _COUNTED, _FUNDS = flows.Reader(_MEMBERS), Prepared(_counted(_MEMBERS)), Prepared(_funds_in(_MEMBERS))


@dataclass(frozen=True)
class LevelLine:
    """The associations of one kind together.

    units: how many keep their books here; declared_units: how many only declare figures.
    Nothing is eliminated between them: the closings of all levels, and the money in transit of the
    subtree, make the closing of the subtree.
    """

    kind: AssociationKind
    units: int
    flow: Flow
    declared_units: int


_WITHIN = tree.subtree(_ROOT, _ON)
_BY_KIND = select(Association.kind.label("branch"), Association.id, literal(1).label("own")).join(
    _WITHIN, _WITHIN.c.id == Association.id
)
_LEVELS = flows.Reader(_BY_KIND.cte("levels"))
_UNITS = Prepared(
    select(Association.kind, Association.bookkeeping, func.count())
    .join(_WITHIN, _WITHIN.c.id == Association.id)
    .group_by(Association.kind, Association.bookkeeping)
)


def by_level(session: Session, *, association_id: int, year: int, on: date | None = None) -> list[LevelLine]:
    """A year by kind of association, from the province down. on: the day whose structure counts."""
    here = {"root": association_id, "on": on or structure_day(year)}
    moved = _LEVELS.own(session, year, **here)
    units = {(kind, keeping): n for kind, keeping, n in _UNITS.rows(session, **here)}
    present = {kind for kind, _ in units}
    return [
        LevelLine(
            kind=kind,
            units=units.get((kind, Bookkeeping.LEDGERED), 0),
            flow=moved.get(kind, Flow()).checked,
            declared_units=units.get((kind, Bookkeeping.DECLARED), 0),
        )
        for kind in AssociationKind
        if kind in present
    ]


@dataclass(frozen=True)
class ChildLine:
    """One association directly under another: its own flow, and that of it with all under it."""

    association: Association
    own: Flow
    subtree: Flow


_BELOW = select(AssociationEdge.child_id).where(AssociationEdge.parent_id == _ROOT, *tree.live(_ON))
_CHILDREN = flows.Reader(tree.branches(Association.id.in_(_BELOW), _ON))


def by_child(session: Session, *, association_id: int, year: int, on: date | None = None) -> list[ChildLine]:
    """A year by the associations directly under one, in Vietnamese alphabetical order, all funds together.

    A transfer between two of them counts for both: it crosses the border of each.
    """
    day = on or structure_day(year)
    below = tree.children(session, association_id, day)
    found = _CHILDREN.nested(session, year, root=association_id, on=day)
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


def by_month(session: Session, *, association_id: int, year: int, subtree: bool = True) -> list[Month]:
    """The twelve months of a year, for a picture. subtree: with all that stand under the association.

    Turnover is kept by year, so this one reads postings; its months add up to the year's figures.
    """
    came = _by_month(session, association_id, year, figures.MOBILIZED, subtree=subtree)
    went = _by_month(session, association_id, year, figures.SPENT, subtree=subtree)
    return [Month(month, -came.get(month, 0), went.get(month, 0)) for month in range(1, 13)]


def _by_month(
    session: Session, association_id: int, year: int, figure: str, *, subtree: bool
) -> dict[int, int]:
    """The net debit of the accounts of one figure together, by month."""
    on = structure_day(year)
    here = Posting.association_id == association_id
    if subtree:
        here = Posting.association_id.in_(select(tree.subtree(association_id, on).c.id))
    accounts = session.scalars(select(Account.id).where(Account.figure == figure)).all()
    debited, credited = Posting.debit_account_id.in_(accounts), Posting.credit_account_id.in_(accounts)
    month = extract("month", Posting.entry_date)
    query = (
        select(month, func.sum(Posting.amount * figures.sign(debited, credited)))
        .where(here, Posting.entry_date.between(*figures.year_bounds(year)), or_(debited, credited))
        .group_by(month)
    )
    return {at: int(net) for at, net in session.execute(query)}


def years(session: Session, association_id: int) -> list[int]:
    """The years in which anything moved in an association or under it today, the newest first."""
    within = tree.subtree(association_id, today())
    query = select(Turnover.year).where(Turnover.association_id.in_(select(within.c.id))).distinct()
    return sorted(session.scalars(query), reverse=True)
