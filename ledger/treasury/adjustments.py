"""An act put right by difference, on a voucher that names the wrong one (chứng từ điều chỉnh).

Law on Accounting 88/2015 art. 27(4): what is recorded stays; the difference is recorded beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger import audit
from ledger.accounts import corrections
from ledger.accounts.chart import Account
from ledger.accounts.corrections import Cause, Correction
from ledger.accounts.funds import Fund
from ledger.accounts.journal import JournalEntry, Posting
from ledger.identity.roles import Actor, Role, require
from ledger.money import Dong
from ledger.receipts.vouchers import Voucher, VoucherKind
from ledger.text import clean
from ledger.treasury import acts, entries
from ledger.treasury.entries import Paper

CAUSES: Mapping[Cause, str] = {
    Cause.AMOUNT: "gõ sai số tiền",
    Cause.ACCOUNT: "ghi nhầm mục",
    Cause.COPIED: "chứng từ gốc sai",
    Cause.INFORMED: "biết số đúng sau khi ghi",
}
REASON = "Điều chỉnh chứng từ %s (%s): %s"
"""The purpose line of the voucher, a Vietnamese document in every language of the screen."""


@dataclass(frozen=True)
class Right:
    """What is right instead. amount: đồng; heading_id: the right heading, None where it stays."""

    amount: Dong
    cause: Cause
    explanation: str
    heading_id: int | None = None


def correct(
    session: Session, *, voucher_id: int, right: Right, by: Actor, client_key: str | None = None
) -> int:
    """Record the difference between a voucher and what is right. Returns the id of the memo voucher.

    It is dated on the act's own day while its period is open, else today. Refuses what
    `corrections.post` refuses, and an act with a document of its own (`DocumentStands`).
    """
    voucher, posting = acts.posting_of(session, voucher_id)
    place = voucher.association_id
    require(session, by, Role.TREASURER, place)
    act = audit.begin(
        session,
        association_id=place,
        actor_id=by.user_id,
        verb="correct_voucher",
        client_key=client_key,
        content={"correct": voucher_id, **vars(right)},
    )
    if act.earlier is not None:
        return act.earlier
    was = corrections.standing(session, posting.id)
    correction = corrections.post(
        session,
        posting_id=posting.id,
        amount=right.amount,
        account_id=was.account_id if right.heading_id is None else right.heading_id,
        cause=right.cause,
        explanation=right.explanation,
        by=by,
    )
    entry = session.get_one(JournalEntry, correction.entry_id)
    paper = Paper(
        VoucherKind.MEMO,
        session.get_one(Fund, voucher.fund_id),
        _total(session, entry.id),
        REASON % (voucher.shown_number, CAUSES[right.cause], clean(right.explanation)),
        voucher.method if right.amount != was.amount else entries.NO_MONEY,
        voucher.party_name,
        voucher.party_address,
    )
    adjusted = entries.issue(
        session, association_id=place, entry_id=entry.id, day=entry.entry_date, paper=paper, by=by
    )
    return act.done("voucher", adjusted)


def _total(session: Session, entry_id: int) -> Dong:
    return Dong(session.scalars(select(func.sum(Posting.amount)).where(Posting.entry_id == entry_id)).one())


@dataclass(frozen=True)
class Adjustment:
    """A correction of a voucher: its own voucher, and what was right by then."""

    correction: Correction
    voucher: Voucher
    heading: Account


def of(session: Session, voucher_id: int) -> Sequence[Adjustment]:
    """The corrections of a voucher, the first one first."""
    found = session.execute(
        select(Correction, Voucher, Account)
        .join(Posting, Posting.id == Correction.posting_id)
        .join(Account, Account.id == Correction.account_id)
        .join(Voucher, Voucher.entry_id == Correction.entry_id)
        .where(Posting.entry_id == select(Voucher.entry_id).where(Voucher.id == voucher_id).scalar_subquery())
        .order_by(Correction.id)
    )
    return [Adjustment(*row) for row in found]
