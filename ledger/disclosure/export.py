"""The journal as other programs read it: one row for each posting, and nobody's name."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from ledger.accounts.chart import Account
from ledger.accounts.funds import Fund
from ledger.accounts.journal import JournalEntry, Posting
from ledger.associations.associations import Association
from ledger.contributions.contributions import Contribution
from ledger.disbursements.payments import Payment
from ledger.receipts.vouchers import Voucher, VoucherKind, shown_number

JOURNAL_COLUMNS = (
    "entry",
    "line",
    "date",
    "association",
    "fund",
    "debit",
    "credit",
    "amount",
    "kind",
    "recorded_at",
    "voucher",
    "posting",
    "reverses",
)
ROWS_AT_A_TIME = 1_000


def journal(session: Session) -> Iterator[tuple[object, ...]]:
    """Every posting in the order it was recorded, as `JOURNAL_COLUMNS`, read a thousand at a time.

    Associations, funds and accounts by code; amount in đồng; recorded_at in UTC; voucher: the number
    on the receipt or payment voucher; reverses: the posting this one undoes.
    """
    debit, credit = aliased(Account), aliased(Account)
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
        .outerjoin(Payment, Payment.entry_id == Posting.entry_id)
        .outerjoin(Voucher, Voucher.id == func.coalesce(Contribution.voucher_id, Payment.voucher_id))
        .order_by(Posting.id)
        .execution_options(yield_per=ROWS_AT_A_TIME)
    )
    for row in session.execute(query):
        yield _row(*row)


def _row(*read: Any) -> tuple[object, ...]:
    *plain, posting, reverses, kind, year, book, number = read
    *codes, recorded_at = plain
    voucher = shown_number(VoucherKind(kind), year, book, number) if number else None
    return (*codes, recorded_at.isoformat(), voucher, posting, reverses)
