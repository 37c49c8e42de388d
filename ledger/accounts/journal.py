"""The journal: the only door through which the book is written.

An entry holds one or more postings. A posting is a pair: one fund, one debit account, one credit
account, one positive amount (`docs/decisions/0001`), so an entry that does not balance, as a whole
or within a fund, cannot be written down. Nothing posted is edited or deleted; a mistake is undone
by a posting that mirrors it (Law on Accounting 88/2015, art. 27(4)).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.clock import local_date, now
from ledger.database import Base
from ledger.errors import Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor
from ledger.money import Dong
from ledger.statements import BulkInsert, PreparedInsert


class EntryKind(StrEnum):
    """What an entry records."""

    OPENING = "opening"
    CONTRIBUTION = "contribution"
    ROSTER = "roster"
    AWARD_DECISION = "award_decision"
    AWARD_PAYMENT = "award_payment"
    TRANSFER_SENT = "transfer_sent"
    TRANSFER_RECEIVED = "transfer_received"
    TRANSFER_RETURNED = "transfer_returned"
    REVERSAL = "reversal"
    CORRECTION = "correction"
    INTEREST = "interest"
    OTHER_INCOME = "other_income"
    EXPENSE = "expense"
    ADVANCE = "advance"
    ADVANCE_SETTLEMENT = "advance_settlement"
    DEPOSIT = "deposit"
    DEPOSIT_RETURN = "deposit_return"
    GOODS_IN = "goods_in"
    GOODS_OUT = "goods_out"
    FUND_TRANSFER = "fund_transfer"
    HAND_OVER = "hand_over"
    CASH_DIFFERENCE = "cash_difference"


KIND_NAMES = {
    EntryKind.OPENING: N_("Opening balance"),
    EntryKind.CONTRIBUTION: N_("Contribution"),
    EntryKind.ROSTER: N_("Collection by list"),
    EntryKind.AWARD_DECISION: N_("Award decision"),
    EntryKind.AWARD_PAYMENT: N_("Award payment"),
    EntryKind.TRANSFER_SENT: N_("Transfer sent"),
    EntryKind.TRANSFER_RECEIVED: N_("Transfer received"),
    EntryKind.TRANSFER_RETURNED: N_("Transfer taken back"),
    EntryKind.REVERSAL: N_("Reversal"),
    EntryKind.CORRECTION: N_("Correction"),
    EntryKind.INTEREST: N_("Interest"),
    EntryKind.OTHER_INCOME: N_("Other income"),
    EntryKind.EXPENSE: N_("Expense"),
    EntryKind.ADVANCE: N_("Advance"),
    EntryKind.ADVANCE_SETTLEMENT: N_("Settlement of an advance"),
    EntryKind.DEPOSIT: N_("Term deposit"),
    EntryKind.DEPOSIT_RETURN: N_("Term deposit returned"),
    EntryKind.GOODS_IN: N_("Goods received"),
    EntryKind.GOODS_OUT: N_("Goods given out"),
    EntryKind.FUND_TRANSFER: N_("Transfer between funds"),
    EntryKind.HAND_OVER: N_("Cash handed over"),
    EntryKind.CASH_DIFFERENCE: N_("Difference found by a cash count"),
}

_KINDS = ", ".join(f"'{kind}'" for kind in EntryKind)


class JournalEntry(Base):
    """One entry in the books of one association.

    entry_date: the accounting date a person typed; recorded_on: the calendar date in Vietnam on
    which it was recorded; posting_count: how many postings it has, so that none can be added later.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (
        UniqueConstraint(
            "id", "association_id", "entry_date", "posting_count", name="journal_entry_line_key"
        ),
        CheckConstraint(f"kind IN ({_KINDS})", name="journal_entry_kind"),
        CheckConstraint("entry_date <= recorded_on", name="entry_not_in_future"),
        CheckConstraint("posting_count >= 1", name="entry_has_postings"),
        Index("journal_entry_by_date_ix", "association_id", "entry_date", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    kind: Mapped[str]
    entry_date: Mapped[date]
    description: Mapped[str]
    posting_count: Mapped[int]
    recorded_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))


class Posting(Base):
    """One pair: debit account, credit account and amount (whole đồng) in one fund of one association.

    reverses_id: the posting this one undoes; it mirrors it exactly, and only once.
    """

    __tablename__ = "posting"
    __table_args__ = (
        ForeignKeyConstraint(
            ["entry_id", "association_id", "entry_date", "posting_count"],
            [
                "journal_entry.id",
                "journal_entry.association_id",
                "journal_entry.entry_date",
                "journal_entry.posting_count",
            ],
            name="posting_belongs_to_entry",
        ),
        ForeignKeyConstraint(
            ["association_id", "fund_id"],
            ["fund_holder.association_id", "fund_holder.fund_id"],
            name="posting_fund_is_held",
        ),
        UniqueConstraint("entry_id", "line", name="posting_line_once"),
        UniqueConstraint("reverses_id", name="posting_reversed_once"),
        CheckConstraint("line BETWEEN 1 AND posting_count", name="posting_line_in_entry"),
        CheckConstraint("amount BETWEEN 1 AND 10000000000000", name="posting_amount_range"),
        CheckConstraint("debit_account_id <> credit_account_id", name="posting_two_accounts"),
        Index("posting_by_fund_ix", "association_id", "fund_id", "entry_date", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int]
    line: Mapped[int]
    posting_count: Mapped[int]
    association_id: Mapped[int]
    entry_date: Mapped[date]
    fund_id: Mapped[int]
    debit_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    credit_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    amount: Mapped[Dong]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("posting.id"))


class DateInFuture(Refusal):
    """An entry may not be dated after the day it is recorded."""

    rule = "entry_not_in_future"
    status = 422
    message = N_("This date has not come yet. Enter today's date or an earlier one.")
    general = message


class AssociationIsClosed(Refusal):
    """A closed association's books can be read but not written."""

    rule = "association_is_open"
    message = N_("The books of this association are closed on that day.")


class FundNotHeldHere(Refusal):
    """The association may not hold this fund's money."""

    rule = "posting_fund_is_held"
    message = N_("This association does not hold this fund. Choose one of its own funds.")
    general = message


class DocumentStands(Refusal):
    """An entry whose document stands is not undone behind the document's back."""

    rule = "reversal_of_document"
    message = N_("This entry belongs to a decision, payment or transfer that still stands.")
    general = message


class AlreadyReversed(Refusal):
    """A posting is undone at most once."""

    rule = "posting_reversed_once"
    message = N_("This was already cancelled. It cannot be cancelled twice.")
    general = message


class ReversalTooEarly(Refusal):
    """A mistake is undone on its own day or later, never before it was made."""

    rule = "reversal_not_before_posting"
    message = N_("What is cancelled has a later date. It cannot be cancelled before that day.")
    general = message


class BookIsAppendOnly(Refusal):
    """Somebody tried to change or delete what is posted."""

    rule = "book_is_append_only"
    message = N_("Nothing posted is changed or deleted. Cancel it with a reason instead.")
    general = message


_insert_entry = PreparedInsert(JournalEntry, JournalEntry.id)
_insert_postings = PreparedInsert(Posting, Posting.id)
_insert_all_entries = BulkInsert(JournalEntry)
_insert_all_postings = BulkInsert(Posting)


@dataclass(frozen=True)
class Pair:
    """What a bookkeeper writes: debit this, credit that, so many đồng, in this fund."""

    fund_id: int
    debit_account_id: int
    credit_account_id: int
    amount: Dong
    reverses_id: int | None = None


@dataclass(frozen=True)
class Posted:
    """The ids of a posted entry and of its postings, in the order of the pairs."""

    entry_id: int
    posting_ids: Sequence[int]


def post(
    session: Session,
    *,
    association_id: int,
    kind: EntryKind,
    entry_date: date,
    description: str,
    pairs: Sequence[Pair],
    by: Actor,
) -> Posted:
    """Post one entry; it is durable when the surrounding `write()` ends.

    association_id: whose books; entry_date: the accounting date, at most today;
    description: one plain sentence for the journal; pairs: one or more, amounts in đồng.
    Refuses, by the database: `DateInFuture`, `Overdraft`, `FundHasTooLittle`, `FundIsClosed`,
    `FundNotHeldHere`, `AccountTakesNoPostings`, `AssociationIsClosed`.
    """
    moment = now()
    recorded_on = local_date(moment)
    if entry_date > recorded_on:
        raise DateInFuture
    same = {"association_id": association_id, "entry_date": entry_date, "posting_count": len(pairs)}
    entry = {
        **same,
        "kind": kind.value,
        "description": description,
        "recorded_on": recorded_on,
        "recorded_at": moment,
        "recorded_by": by.user_id,
    }
    (entry_id,) = _insert_entry.ids(session, [entry])
    same["entry_id"] = entry_id
    rows = [{**same, "line": line, **vars(pair)} for line, pair in enumerate(pairs, start=1)]
    return Posted(entry_id, _insert_postings.ids(session, rows))


def post_many(
    session: Session,
    *,
    kind: EntryKind,
    association_ids: Sequence[int],
    entry_dates: Sequence[date],
    fund_ids: Sequence[int],
    debit_account_ids: Sequence[int],
    credit_account_id: int,
    amounts: Sequence[Dong],
    recorded_by: Sequence[int],
    recorded_at: Sequence[datetime],
) -> tuple[Sequence[int], Sequence[int]]:
    """Post many entries of one pair each, as `post` would post them one by one; all or nothing.

    Every sequence has a value for each entry; amounts are in đồng. Returns the ids of the entries and
    those of their postings, in order. Refuses what `post` refuses.
    """
    days = {moment: local_date(moment) for moment in set(recorded_at)}
    recorded_on = [days[moment] for moment in recorded_at]
    if any(day > recorded for day, recorded in zip(entry_dates, recorded_on, strict=True)):
        raise DateInFuture
    same = {"association_id": association_ids, "entry_date": entry_dates}
    entry_ids = _insert_all_entries.columns(
        session,
        {**same, "recorded_on": recorded_on, "recorded_at": recorded_at, "recorded_by": recorded_by},
        kind=kind.value,
        description="",
        posting_count=1,
    )
    posting_ids = _insert_all_postings.columns(
        session,
        {
            **same,
            "entry_id": entry_ids,
            "fund_id": fund_ids,
            "debit_account_id": debit_account_ids,
            "amount": amounts,
        },
        line=1,
        posting_count=1,
        credit_account_id=credit_account_id,
        reverses_id=None,
    )
    return entry_ids, posting_ids


def reverse(
    session: Session, *, posting_ids: Sequence[int], entry_date: date, reason: str, by: Actor
) -> Posted:
    """Undo postings of one association by postings that mirror them, in one new entry.

    posting_ids: all of one entry, or one line of many; entry_date: the day of the reversal;
    reason: kept as the description. Refuses a second reversal (`AlreadyReversed`), a day before that of
    the originals (`ReversalTooEarly`), and whatever the
    book refuses of the mirrored postings, such as money that has left since (`Overdraft`).
    """
    originals = session.scalars(select(Posting).where(Posting.id.in_(posting_ids)).order_by(Posting.id)).all()
    places = {posting.association_id for posting in originals}
    if len(places) != 1 or len(originals) != len(posting_ids):
        raise ValueError("a reversal undoes existing postings of one association")
    return post(
        session,
        association_id=places.pop(),
        kind=EntryKind.REVERSAL,
        entry_date=entry_date,
        description=reason,
        pairs=[
            Pair(p.fund_id, p.credit_account_id, p.debit_account_id, p.amount, reverses_id=p.id)
            for p in originals
        ],
        by=by,
    )
