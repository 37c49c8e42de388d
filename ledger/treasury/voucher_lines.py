"""What stands on a voucher of an entry: each account with its side and amount, as bookkeepers write it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from ledger.accounts.chart import Account
from ledger.accounts.funds import Fund
from ledger.accounts.journal import Posting

DEBIT, CREDIT = "debit", "credit"


@dataclass(frozen=True)
class VoucherLine:
    """One account of an entry. side: 'debit' or 'credit'; amount: đồng."""

    side: str
    account: Account
    fund: Fund
    amount: int


def of_entry(session: Session, entry_id: int) -> Sequence[VoucherLine]:
    """The lines of an entry, fund by fund, debits before credits; an account stands once on a side."""
    debit, credit = aliased(Account), aliased(Account)
    found = session.execute(
        select(Posting.amount, Fund, debit, credit)
        .join(Fund, Fund.id == Posting.fund_id)
        .join(debit, debit.id == Posting.debit_account_id)
        .join(credit, credit.id == Posting.credit_account_id)
        .where(Posting.entry_id == entry_id)
        .order_by(Posting.line)
    )
    sums: Counter[tuple[Fund, str, Account]] = Counter()
    for amount, fund, debited, credited in found:
        sums[fund, DEBIT, debited] += amount
        sums[fund, CREDIT, credited] += amount
    funds = list(dict.fromkeys(fund for fund, _, _ in sums))
    ordered = sorted(sums.items(), key=lambda item: (funds.index(item[0][0]), item[0][1] == CREDIT))
    return [VoucherLine(side, account, fund, amount) for (fund, side, account), amount in ordered]
