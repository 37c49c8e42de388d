"""The statements behind a flow: what was kept and posted, and which transfers cross the border of a branch.

Written for any table of members: `branch`, `id` and `own` (1 for the root of the branch).
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)

from ledger.accounts.balances import Turnover
from ledger.accounts.chart import Account
from ledger.accounts.funds import FundHolder
from ledger.accounts.journal import Posting
from ledger.accounts.transfer_refusals import TransferReturn
from ledger.accounts.transfers import Transfer, TransferConfirmation
from ledger.database import BigInt, DateType

FIRST, LAST = bindparam("first", type_=DateType()), bindparam("last", type_=DateType())
"""The first and the last day asked for."""


def moved(members: CTE) -> Select[*tuple[Any, ...]]:
    """By branch, own, fund and figure: net debit of the years before, debits and credits of the year."""
    return _by_figure(_kept(members).subquery("moved"))


def moved_until(members: CTE) -> Select[*tuple[Any, ...]]:
    """As `moved`, up to a day within the year. The values are those of `flows._rest_of_year`."""
    return _by_figure(union_all(_kept(members), *_posted(members)).subquery("moved"))


def _by_figure(moved: Subquery) -> Select[*tuple[Any, ...]]:
    """Accounts put together by what they are published as: late, when few rows are left."""
    return (
        select(
            moved.c.branch,
            moved.c.own,
            moved.c.fund_id,
            Account.figure,
            Account.effect,
            *(func.sum(moved.c[name]) for name in ("before", "debit", "credit")),
        )
        .join(Account, Account.id == moved.c.account_id)
        .group_by(moved.c.branch, moved.c.own, moved.c.fund_id, Account.figure, Account.effect)
    )


def _kept(members: CTE) -> Select[*tuple[Any, ...]]:
    """What is kept of the years up to `kept`, by branch, own, fund and account."""
    year = bindparam("year", type_=BigInt)
    return (
        select(
            members.c.branch.label("branch"),
            members.c.own.label("own"),
            Turnover.fund_id.label("fund_id"),
            Turnover.account_id.label("account_id"),
            func.sum(case((Turnover.year < year, Turnover.debit - Turnover.credit), else_=0)).label("before"),
            func.sum(case((Turnover.year == year, Turnover.debit), else_=0)).label("debit"),
            func.sum(case((Turnover.year == year, Turnover.credit), else_=0)).label("credit"),
        )
        .select_from(members)
        .join(Turnover, Turnover.association_id == members.c.id)
        .where(Turnover.year <= bindparam("kept", type_=BigInt))
        .group_by(members.c.branch, members.c.own, Turnover.fund_id, Turnover.account_id)
    )


def _posted(members: CTE) -> Iterator[Select[*tuple[Any, ...]]]:
    """Both sides of the postings of some days of the year, each posting read once, by its fund's index."""
    signed = type_coerce(Posting.amount, BigInt) * bindparam("sign", type_=BigInt)
    pairs = (
        select(
            members.c.branch,
            members.c.own,
            Posting.fund_id,
            Posting.debit_account_id,
            Posting.credit_account_id,
            func.sum(signed).label("amount"),
        )
        .select_from(members)
        .join(FundHolder, FundHolder.association_id == members.c.id)
        .join(
            Posting,
            and_(Posting.association_id == FundHolder.association_id, Posting.fund_id == FundHolder.fund_id),
        )
        .where(
            Posting.entry_date.between(
                bindparam("since", type_=DateType()), bindparam("to", type_=DateType())
            )
        )
        .group_by(
            members.c.branch,
            members.c.own,
            Posting.fund_id,
            Posting.debit_account_id,
            Posting.credit_account_id,
        )
        .cte("pairs")
    )
    nothing = literal(0, BigInt)
    where = (pairs.c.branch, pairs.c.own, pairs.c.fund_id)
    yield select(*where, pairs.c.debit_account_id, nothing, pairs.c.amount, nothing)
    yield select(*where, pairs.c.credit_account_id, nothing, nothing, pairs.c.amount)


def sent(members: CTE) -> Select[*tuple[Any, ...]]:
    """Transfers sent from a branch: in the year, come back in it, and on their way at both its ends.

    On its way is what was sent less what arrived or came back by then, so that a transfer whose arrival
    was dated before its sending ties as well.
    """
    sender, receiver = members.alias("sender"), members.alias("receiver")
    sent, arrived, inside = Transfer.sent_on, TransferConfirmation.confirmed_on, receiver.c.id.is_not(None)
    returned = TransferReturn.returned_on
    return (
        select(
            sender.c.branch,
            Transfer.fund_id,
            inside,
            _sum_where(sent.between(FIRST, LAST)),
            _sum_where(returned.between(FIRST, LAST)),
            _sum_where(sent < FIRST) - _sum_where(arrived < FIRST) - _sum_where(returned < FIRST),
            _sum_where(sent <= LAST) - _sum_where(arrived <= LAST) - _sum_where(returned <= LAST),
        )
        .select_from(Transfer)
        .join(sender, sender.c.id == Transfer.sender_id)
        .outerjoin(
            receiver, and_(receiver.c.id == Transfer.receiver_id, receiver.c.branch == sender.c.branch)
        )
        .outerjoin(TransferConfirmation, TransferConfirmation.transfer_id == Transfer.id)
        .outerjoin(TransferReturn, TransferReturn.transfer_id == Transfer.id)
        .group_by(sender.c.branch, Transfer.fund_id, inside)
    )


def _sum_where(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, Transfer.amount), else_=0))


def received(members: CTE) -> Select[*tuple[Any, ...]]:
    """Transfers from outside a branch that arrived in it in the year."""
    sender, receiver = members.alias("sender"), members.alias("receiver")
    return (
        select(receiver.c.branch, Transfer.fund_id, func.sum(Transfer.amount))
        .select_from(Transfer)
        .join(TransferConfirmation, TransferConfirmation.transfer_id == Transfer.id)
        .join(receiver, receiver.c.id == Transfer.receiver_id)
        .outerjoin(sender, and_(sender.c.id == Transfer.sender_id, sender.c.branch == receiver.c.branch))
        .where(TransferConfirmation.confirmed_on.between(FIRST, LAST), sender.c.id.is_(None))
        .group_by(receiver.c.branch, Transfer.fund_id)
    )
