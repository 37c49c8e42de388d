"""Corrections by difference: the only way an electronic book may be put right.

The wrong posting stays. A correction posts the difference between what was recorded and what is
right, names the posting, and says why in one plain sentence (Law on Accounting 88/2015, art. 27(4)).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.accounts import journal, periods
from ledger.accounts.chart import Account
from ledger.accounts.journal import EntryKind, JournalEntry, Pair, Posting
from ledger.database import Base, one_at_a_time
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor
from ledger.money import Dong
from ledger.text import SHORTEST_REASON, clean

CORRECTABLE = (EntryKind.OPENING, EntryKind.INTEREST, EntryKind.OTHER_INCOME, EntryKind.EXPENSE)
"""Entries without a document of their own that would have to change too."""


class Cause(StrEnum):
    """What was wrong."""

    AMOUNT = "amount"
    ACCOUNT = "account"
    COPIED = "copied"
    INFORMED = "informed"


CAUSE_NAMES = {
    Cause.AMOUNT: N_("The amount was typed wrongly"),
    Cause.ACCOUNT: N_("It was recorded under the wrong heading"),
    Cause.COPIED: N_("The paper itself was wrong"),
    Cause.INFORMED: N_("We learned the right figure later"),
}


class Correction(Base):
    """A posting put right by another entry. amount, account_id: what is right, in đồng and by heading."""

    __tablename__ = "correction"
    __table_args__ = (
        UniqueConstraint("entry_id", name="correction_entry_once"),
        CheckConstraint("cause IN ('amount', 'account', 'copied', 'informed')", name="correction_cause"),
        CheckConstraint("length(trim(explanation)) >= 3", name="correction_explains_itself"),
        CheckConstraint("amount BETWEEN 1 AND 10000000000000", name="correction_amount_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))
    amount: Mapped[Dong]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    cause: Mapped[str]
    explanation: Mapped[str]


class CannotBeCorrected(Refusal):
    """The posting belongs to a document, which has to be cancelled or decided anew instead."""

    rule = "correction_fits_posting"
    message = N_("This entry is not corrected by difference. Cancel its receipt or document instead.")
    general = message


class CorrectedStands(Refusal):
    """A posting that was corrected is not reversed: the correction would be left over."""

    rule = "corrected_posting_stands"
    message = N_("This entry was corrected. Correct it once more instead of cancelling it.")
    general = message


class CorrectionExplains(InputError):
    """A correction says why."""

    rule = "correction_explains_itself"
    message = N_("Say in one sentence why this is corrected.")
    general = message


class NothingToCorrect(InputError):
    """What is called right is what is recorded."""

    rule = "correction_changes_something"
    message = N_("That is what is recorded already. Enter the right amount or choose the right heading.")
    general = message


@dataclass(frozen=True)
class Standing:
    """What a posting says after its corrections: its amount in đồng, its heading, and where the money lies.

    spends: whether the heading is debited (an expense) and not credited (an income).
    """

    posting: Posting
    amount: Dong
    account_id: int
    money_account_id: int
    spends: bool


def standing(session: Session, posting_id: int) -> Standing:
    """A posting as it stands now; refuses an unknown one (`NotFound`) and others (`CannotBeCorrected`)."""
    found = session.execute(
        select(Posting, JournalEntry.kind, Account.effect)
        .join(JournalEntry, JournalEntry.id == Posting.entry_id)
        .join(Account, Account.id == Posting.debit_account_id)
        .where(Posting.id == posting_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    posting, kind, debit_effect = found
    undone = session.scalar(select(Posting.id).where(Posting.reverses_id == posting_id))
    if kind not in CORRECTABLE or undone is not None:
        raise CannotBeCorrected
    spends = debit_effect != "money"
    heading, money = posting.debit_account_id, posting.credit_account_id
    if not spends:
        heading, money = money, heading
    last = session.scalar(
        select(Correction).where(Correction.posting_id == posting_id).order_by(Correction.id.desc()).limit(1)
    )
    if last is not None:
        return Standing(posting, last.amount, last.account_id, money, spends)
    return Standing(posting, posting.amount, heading, money, spends)


def post(
    session: Session,
    *,
    posting_id: int,
    amount: Dong,
    account_id: int,
    cause: Cause,
    explanation: str,
    by: Actor,
) -> Correction:
    """Post the difference between what a posting says now and what is right.

    amount: the right one, in đồng; account_id: the right heading of income or expense.
    The entry is dated on the posting's own day while its period is open, else today, and never before
    an earlier correction.
    Refuses `CannotBeCorrected`, `NothingToCorrect`, `CorrectionExplains`, and what the book refuses
    of the difference, such as money that is not there (`Overdraft`).
    """
    one_at_a_time(session, "posting", posting_id)
    was = standing(session, posting_id)
    if (amount, account_id) == (was.amount, was.account_id):
        raise NothingToCorrect
    if len(clean(explanation)) < SHORTEST_REASON:
        raise CorrectionExplains
    posted = journal.post(
        session,
        association_id=was.posting.association_id,
        kind=EntryKind.CORRECTION,
        entry_date=right_day(session, was.posting),
        description=clean(explanation),
        pairs=list(_difference(was, amount, account_id)),
        by=by,
    )
    correction = Correction(
        posting_id=posting_id,
        entry_id=posted.entry_id,
        amount=amount,
        account_id=account_id,
        cause=cause.value,
        explanation=clean(explanation),
    )
    session.add(correction)
    session.flush()
    return correction


def _difference(was: Standing, amount: Dong, account_id: int) -> Iterator[Pair]:
    """What to post: the part under the wrong heading moved, then more or less of the money."""

    def pair(debit: int, credit: int, change: int) -> Pair:
        if not was.spends:
            debit, credit = credit, debit
        return Pair(was.posting.fund_id, debit, credit, Dong(change))

    if account_id != was.account_id:
        yield pair(account_id, was.account_id, min(amount, was.amount))
    if amount > was.amount:
        yield pair(account_id, was.money_account_id, amount - was.amount)
    if amount < was.amount:
        yield pair(was.money_account_id, was.account_id, was.amount - amount)


def right_day(session: Session, posting: Posting) -> date:
    """The day on which a correction of this posting is dated: never before an earlier correction of it."""
    last = session.scalar(
        select(JournalEntry.entry_date)
        .join(Correction, Correction.entry_id == JournalEntry.id)
        .where(Correction.posting_id == posting.id)
        .order_by(Correction.id.desc())
        .limit(1)
    )
    day = periods.day_of_correction(session, posting.association_id, posting.entry_date)
    return day if last is None else max(day, last)
