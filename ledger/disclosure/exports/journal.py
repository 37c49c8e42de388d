"""What every export is made from: the postings of a window, and the accounts they touch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select, union_all
from sqlalchemy.orm import Session, aliased

from ledger.accounts.chart import Account
from ledger.accounts.funds import Fund
from ledger.accounts.journal import JournalEntry, Posting
from ledger.associations.associations import Association
from ledger.contributions.contributions import Contribution
from ledger.disclosure.exports.paths import account_path
from ledger.receipts.vouchers import Voucher, VoucherKind, shown_number

ROWS_AT_A_TIME = 1_000


@dataclass(frozen=True)
class Window:
    """What is exported: movements only, no opening balances are made up.

    association_id: one association's own books, without those under it; first, last: accounting
    dates, both included. None: no limit.
    """

    association_id: int | None = None
    first: date | None = None
    last: date | None = None

    @property
    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """What a posting of the window fulfils."""
        found = []
        if self.association_id is not None:
            found.append(Posting.association_id == self.association_id)
        if self.first is not None:
            found.append(Posting.entry_date >= self.first)
        if self.last is not None:
            found.append(Posting.entry_date <= self.last)
        return found


class Row(NamedTuple):
    """One posting. Associations, funds and accounts by code; amount in đồng; recorded_at in UTC.

    voucher: the number of the posting's own receipt, or else of the voucher of its entry; reverses:
    the posting this one undoes; debit_path, credit_path: the accounts as `account_path` writes them.
    """

    entry: int
    line: int
    day: date
    association: str
    fund: str
    debit: str
    credit: str
    amount: int
    kind: str
    recorded_at: datetime
    posting: int
    reverses: int | None
    voucher: str | None
    debit_path: str
    credit_path: str


def rows(session: Session, window: Window) -> Iterator[Row]:
    """The postings of a window by entry, as these were recorded, read a thousand at a time."""
    debit, credit = aliased(Account), aliased(Account)
    entry_voucher = aliased(Voucher)
    of_entry = (
        select(func.min(entry_voucher.id)).where(entry_voucher.entry_id == Posting.entry_id).scalar_subquery()
    )
    query = (
        select(
            Posting.entry_id,
            Posting.line,
            Posting.entry_date,
            Association.code,
            Fund.code,
            debit.code,
            credit.code,
            Posting.amount,
            JournalEntry.kind,
            JournalEntry.recorded_at,
            Posting.id,
            Posting.reverses_id,
            debit.account_class,
            credit.account_class,
            Voucher.kind,
            Voucher.year,
            Voucher.book,
            Voucher.number,
        )
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .join(Association, Association.id == Posting.association_id)
        .join(Fund, Fund.id == Posting.fund_id)
        .join(debit, debit.id == Posting.debit_account_id)
        .join(credit, credit.id == Posting.credit_account_id)
        .outerjoin(Contribution, Contribution.posting_id == Posting.id)
        .outerjoin(Voucher, Voucher.id == func.coalesce(Contribution.voucher_id, of_entry))
        .where(*window.conditions)
        .order_by(Posting.entry_id, Posting.line)
        .execution_options(yield_per=ROWS_AT_A_TIME)
    )
    for read in session.execute(query):
        yield _row(*read)


def _row(*read: Any) -> Row:
    *plain, debit_class, credit_class, voucher_kind, year, book, number = read
    _, _, _, association, fund, debit, credit, *_ = plain
    voucher = shown_number(VoucherKind(voucher_kind), year, book, number) if number else None
    paths = (
        account_path(debit_class, association, fund, debit),
        account_path(credit_class, association, fund, credit),
    )
    return Row._make((*plain, voucher, *paths))


def opened(session: Session, window: Window) -> Iterator[tuple[date, str]]:
    """Every account the window touches: the day of its first posting there, and its path."""
    place = (Posting.association_id, Posting.fund_id, Posting.entry_date)
    sides = union_all(
        *(
            select(*place, account.label("account_id")).where(*window.conditions)
            for account in (Posting.debit_account_id, Posting.credit_account_id)
        )
    ).subquery()
    key = (Account.account_class, Association.code, Fund.code, Account.code)
    query = (
        select(func.min(sides.c.entry_date), *key)
        .join(Association, Association.id == sides.c.association_id)
        .join(Fund, Fund.id == sides.c.fund_id)
        .join(Account, Account.id == sides.c.account_id)
        .group_by(*key)
        .order_by(*key)
        .execution_options(yield_per=ROWS_AT_A_TIME)
    )
    for day, *codes in session.execute(query):
        yield day, account_path(*codes)
