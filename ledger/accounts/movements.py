"""The one totals function behind every report: what each account had, and what moved, between two days.

Whole years come from the turnover that the database keeps, the broken part of a year from postings.
What stood before a period is what had moved up to the day before it, so the closing of one period is
the opening of the next by construction (Law on Accounting 88/2015/QH13 arts 24-26: opening, period,
closing).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, literal, select, type_coerce, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from ledger.accounts.balances import Turnover
from ledger.accounts.funds import FundHolder
from ledger.accounts.journal import Posting
from ledger.database import BigInt

Scope = Select[int] | Sequence[int]
"""Associations: a SELECT of their ids, or the ids."""

_Key = tuple[int, int, int]
_Sums = Select[int, int, int, int, int]

MIDSUMMER = (7, 1)
"""From this day on, what is left of a year is the shorter part of it."""
FIRST_DAY, LAST_DAY = (1, 1), (12, 31)


class Movement(NamedTuple):
    """An account in a fund of an association, in đồng. opening: debits less credits before the period."""

    association_id: int
    fund_id: int
    account_id: int
    opening: int
    debit: int
    credit: int

    @property
    def closing(self) -> int:
        """Debits less credits up to the end of the period."""
        return self.opening + self.debit - self.credit


def movements(
    session: Session, scope: Scope, *, first: date, last: date, fund_id: int | None = None
) -> Sequence[Movement]:
    """Opening, debits and credits of every account that had or moved anything, by association and fund.

    scope: whose books; first, last: both days counted; fund_id: of this fund alone.
    Exact for any days, also within a year. Ordered by association, fund and account.
    """
    if last < first:
        raise ValueError("a period ends on its first day or later")
    before = _until(session, scope, first - timedelta(days=1), fund_id)
    after = _until(session, scope, last, fund_id)
    found = []
    for key, (debit, credit) in sorted(after.items()):
        debit_before, credit_before = before.get(key, (0, 0))
        amounts = (debit_before - credit_before, debit - debit_before, credit - credit_before)
        if any(amounts):
            found.append(Movement(*key, *amounts))
    return found


def years(session: Session, association_id: int) -> Sequence[int]:
    """The years in which an association posted anything, the newest first."""
    return session.scalars(
        select(Turnover.year)
        .where(Turnover.association_id == association_id)
        .distinct()
        .order_by(Turnover.year.desc())
    ).all()


def _until(session: Session, scope: Scope, day: date, fund_id: int | None) -> Mapping[_Key, tuple[int, int]]:
    """Debits and credits from the first posting to the end of a day.

    Of the year of that day it reads the postings of the shorter part: those up to the day are added to
    the years before, or those after it are taken from the whole year.
    """
    place = (day.month, day.day)
    if place >= MIDSUMMER:
        parts = [_of_years(scope, day.year, fund_id)]
        rest = () if place == LAST_DAY else (day + timedelta(days=1), date(day.year, *LAST_DAY))
        sign = -1
    else:
        parts = [_of_years(scope, day.year - 1, fund_id)]
        rest, sign = (date(day.year, *FIRST_DAY), day), 1
    if rest:
        parts += _of_postings(scope, *rest, fund_id, sign)
    moved = union_all(*parts).subquery()
    account = (moved.c.association_id, moved.c.fund_id, moved.c.account_id)
    query = select(*account, func.sum(moved.c.debit), func.sum(moved.c.credit)).group_by(*account)
    return {
        (place_id, fund, account_id): (int(debit), int(credit))
        for place_id, fund, account_id, debit, credit in session.execute(query)
    }


def _of_years(scope: Scope, last_year: int, fund_id: int | None) -> _Sums:
    query = select(
        Turnover.association_id,
        Turnover.fund_id,
        Turnover.account_id,
        func.sum(Turnover.debit).label("debit"),
        func.sum(Turnover.credit).label("credit"),
    ).where(Turnover.association_id.in_(scope), Turnover.year <= last_year)
    if fund_id is not None:
        query = query.where(Turnover.fund_id == fund_id)
    return query.group_by(Turnover.association_id, Turnover.fund_id, Turnover.account_id)


def _of_postings(scope: Scope, first: date, last: date, fund_id: int | None, sign: int) -> Iterator[_Sums]:
    """Both sides of the postings of some days, found fund by fund in the index over them."""
    moved = sign * func.sum(type_coerce(Posting.amount, BigInt))
    nothing: ColumnElement[int] = literal(0, BigInt)
    sides: tuple[tuple[InstrumentedAttribute[int], ColumnElement[int], ColumnElement[int]], ...] = (
        (Posting.debit_account_id, moved, nothing),
        (Posting.credit_account_id, nothing, moved),
    )
    for account, debit, credit in sides:
        query = (
            select(
                Posting.association_id,
                Posting.fund_id,
                account.label("account_id"),
                debit.label("debit"),
                credit.label("credit"),
            )
            .join(
                FundHolder,
                (FundHolder.association_id == Posting.association_id)
                & (FundHolder.fund_id == Posting.fund_id),
            )
            .where(FundHolder.association_id.in_(scope), Posting.entry_date.between(first, last))
        )
        if fund_id is not None:
            query = query.where(FundHolder.fund_id == fund_id)
        yield query.group_by(Posting.association_id, Posting.fund_id, account)
