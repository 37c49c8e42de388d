"""The journal: the only door through which the book is written.

An entry holds one or more postings. A posting is a pair: one fund, one debit account, one credit
account, one positive amount (`docs/decisions/0001`), so an entry that does not balance, as a whole
or within a fund, cannot be written down. Nothing posted is edited or deleted; a mistake is undone
by a posting that mirrors it (Law on Accounting 88/2015, art. 27(4)).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.clock import VIETNAM, local_date, now
from ledger.database import Base
from ledger.errors import Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor
from ledger.money import Dong
from ledger.statements import BulkInsert, Prepared, PreparedInsert


class EntryKind(StrEnum):
    """What an entry records."""

    OPENING = "opening"
    CONTRIBUTION = "contribution"
    ROSTER = "roster"
    AWARD_DECISION = "award_decision"
    AWARD_PAYMENT = "award_payment"
    TRANSFER_SENT = "transfer_sent"
    TRANSFER_RECEIVED = "transfer_received"
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


class ClockWentBack(Refusal):
    """The clock of this machine stands before the last record of the book."""

    rule = "clock_goes_on"
    message = N_("This computer says it is %(now)s, but something was recorded on %(last)s already.")
    general = N_("The clock of this computer is wrong.")
    next_step = N_("Set the clock of the computer right, then try again. Nothing was recorded.")


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


CLOCK_MAY_LAG = timedelta(hours=1)
"""How far clocks of machines that share a book may differ."""

_last_recorded = Prepared(select(JournalEntry.recorded_at).order_by(JournalEntry.id.desc()).limit(1))
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
    entry = NewEntry(association_id, kind, entry_date, description, pairs, by, now())
    (entry_id,) = _insert_entry.ids(session, [_entry_row(entry)])
    return Posted(entry_id, _insert_postings.ids(session, _posting_rows(entry, entry_id)))


@dataclass(frozen=True)
class NewEntry:
    """An entry to post: what `post` takes. recorded_at: the moment of recording."""

    association_id: int
    kind: EntryKind
    entry_date: date
    description: str
    pairs: Sequence[Pair]
    by: Actor
    recorded_at: datetime


def post_many(session: Session, entries: Sequence[NewEntry]) -> Sequence[Posted]:
    """Post many entries at once, as `post` would post them one by one; all or nothing.

    Returns what was posted, in order. Refuses what `post` refuses.
    """
    entry_ids = _insert_all_entries.ids(session, [_entry_row(entry) for entry in entries])
    rows = [row for entry, id_ in zip(entries, entry_ids, strict=True) for row in _posting_rows(entry, id_)]
    posting_ids = iter(_insert_all_postings.ids(session, rows))
    return [
        Posted(entry_id, tuple(islice(posting_ids, len(entry.pairs))))
        for entry, entry_id in zip(entries, entry_ids, strict=True)
    ]


def _entry_row(entry: NewEntry) -> dict[str, object]:
    recorded_on = local_date(entry.recorded_at)
    if entry.entry_date > recorded_on:
        raise DateInFuture
    return {
        "association_id": entry.association_id,
        "kind": entry.kind.value,
        "entry_date": entry.entry_date,
        "description": entry.description,
        "posting_count": len(entry.pairs),
        "recorded_on": recorded_on,
        "recorded_at": entry.recorded_at,
        "recorded_by": entry.by.user_id,
    }


def _posting_rows(entry: NewEntry, entry_id: int) -> list[dict[str, object]]:
    return [
        {
            "entry_id": entry_id,
            "line": line,
            "posting_count": len(entry.pairs),
            "association_id": entry.association_id,
            "entry_date": entry.entry_date,
            "fund_id": pair.fund_id,
            "debit_account_id": pair.debit_account_id,
            "credit_account_id": pair.credit_account_id,
            "amount": pair.amount,
            "reverses_id": pair.reverses_id,
        }
        for line, pair in enumerate(entry.pairs, start=1)
    ]


def refuse_clock_gone_back(session: Session) -> None:
    """Refuse to record while the clock stands more than an hour before the last entry (`ClockWentBack`)."""
    last = _last_recorded.row(session)
    moment = now()
    if last is not None and last[0] - moment > CLOCK_MAY_LAG:
        said = (at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M") for at in (moment, last[0]))
        raise ClockWentBack(**dict(zip(("now", "last"), said, strict=True)))


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
