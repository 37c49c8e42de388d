"""Corrections by difference: the wrong posting stays, and with its corrections it says what is right."""

from datetime import date
from functools import partial

import pytest
from sqlalchemy import func, select

from ledger.accounts import balances, chart, corrections, journal, periods
from ledger.accounts.balances import Balance, Overdraft
from ledger.accounts.corrections import (
    CannotBeCorrected,
    Cause,
    CorrectedStands,
    Correction,
    CorrectionExplains,
    NothingToCorrect,
)
from ledger.accounts.journal import EntryKind, JournalEntry, Pair, Posted, Posting
from ledger.clock import stopped_at
from ledger.database import Database
from ledger.errors import NotFound, Refusal
from ledger.money import Dong
from tests.factories import contributions
from tests.factories.communes import Commune, open_commune
from tests.factories.races import refused, together

MADE_ON = date(2024, 2, 29)
SHAPES = {
    EntryKind.EXPENSE: ("expense_management", "cash"),
    EntryKind.INTEREST: ("cash", "interest"),
    EntryKind.OTHER_INCOME: ("cash", "other_income"),
    EntryKind.OPENING: ("cash", "opening"),
}
HEADINGS = {
    EntryKind.EXPENSE: "expense_ceremony",
    EntryKind.INTEREST: "other_income",
    EntryKind.OTHER_INCOME: "interest",
}
"""Another heading of the same sort; an opening balance has only one."""


def record(
    book: Database, commune: Commune, kind: EntryKind, amount: int = 30_000, *, on: date = MADE_ON
) -> int:
    """An entry to correct; returns its posting."""
    debit, credit = SHAPES[kind]
    with book.write() as session:
        roles = chart.by_role(session)
        return journal.post(
            session,
            association_id=commune.id,
            kind=kind,
            entry_date=on,
            description="",
            pairs=[Pair(commune.fund.id, roles[debit], roles[credit], Dong(amount))],
            by=commune.treasurer,
        ).posting_ids[0]


def correct(
    book: Database,
    commune: Commune,
    posting_id: int,
    amount: int,
    heading: str,
    *,
    explanation: str = "hóa đơn ghi khác",
) -> Correction:
    with book.write() as session:
        return corrections.post(
            session,
            posting_id=posting_id,
            amount=Dong(amount),
            account_id=chart.by_role(session)[heading],
            cause=Cause.AMOUNT,
            explanation=explanation,
            by=commune.treasurer,
        )


def reverse(book: Database, commune: Commune, posting_id: int) -> Posted:
    with book.write() as session:
        return journal.reverse(
            session, posting_ids=[posting_id], entry_date=MADE_ON, reason="ghi nhầm", by=commune.treasurer
        )


def net(book: Database, commune: Commune) -> dict[str, int]:
    """Debits less credits of every account that is not at zero, by role."""
    with book.read() as session:
        roles = {identity: role for role, identity in chart.by_role(session).items()}
        rows = session.execute(
            select(Balance.account_id, Balance.debit - Balance.credit).where(
                Balance.association_id == commune.id, Balance.debit != Balance.credit
            )
        )
        return {roles[account_id]: int(balance) for account_id, balance in rows}


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("amounts", [(20_000,), (45_000, 30_000, 1)])
def test_post__leaves_what_would_be_there_had_it_been_right(
    book: Database, kind: EntryKind, amounts: tuple[int, ...]
) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 500_000, on=MADE_ON)
    posting_id = record(book, commune, kind)
    heading = next(role for role in SHAPES[kind] if role != "cash")
    for amount in amounts:
        correct(book, commune, posting_id, amount, heading)
    sign = 1 if kind is EntryKind.EXPENSE else -1
    assert net(book, commune) == {
        "contributions": -500_000,
        heading: sign * amounts[-1],
        "cash": 500_000 - sign * amounts[-1],
    }


@pytest.mark.parametrize("kind", HEADINGS)
@pytest.mark.parametrize("amount", [20_000, 45_000])
def test_post__moves_it_to_the_right_heading(book: Database, kind: EntryKind, amount: int) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 500_000, on=MADE_ON)
    posting_id = record(book, commune, kind)
    made = correct(book, commune, posting_id, amount, HEADINGS[kind])
    sign = 1 if kind is EntryKind.EXPENSE else -1
    assert net(book, commune) == {
        "contributions": -500_000,
        HEADINGS[kind]: sign * amount,
        "cash": 500_000 - sign * amount,
    }
    with book.read() as session:
        stands = corrections.standing(session, posting_id)
        entry = session.get_one(JournalEntry, made.entry_id)
        original = session.get_one(Posting, posting_id)
    assert (stands.amount, stands.account_id, stands.spends) == (
        amount,
        made.account_id,
        kind is EntryKind.EXPENSE,
    )
    assert (entry.kind, entry.entry_date, entry.description) == ("correction", MADE_ON, "hóa đơn ghi khác")
    assert original.amount == 30_000, "the wrong posting stays"


def test_post__in_a_closed_month_is_dated_today(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 500_000, on=MADE_ON)
    posting_id = record(book, commune, EntryKind.EXPENSE)
    with book.write() as session:
        periods.close(session, association_id=commune.id, through=date(2024, 12, 31), by=commune.treasurer)
    with stopped_at(date(2025, 2, 3)):
        made = correct(book, commune, posting_id, 20_000, "expense_management")
    with book.read() as session:
        assert session.get_one(JournalEntry, made.entry_id).entry_date == date(2025, 2, 3)


@pytest.mark.parametrize(
    ("amount", "heading", "explanation", "refusal"),
    [
        (30_000, "expense_management", "như cũ", NothingToCorrect),
        (20_000, "expense_management", " x ", CorrectionExplains),
        (900_000, "expense_management", "hóa đơn ghi khác", Overdraft),
    ],
)
def test_post__refused(
    book: Database, amount: int, heading: str, explanation: str, refusal: type[Refusal]
) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 500_000, on=MADE_ON)
    posting_id = record(book, commune, EntryKind.EXPENSE)
    with pytest.raises(refusal):
        correct(book, commune, posting_id, amount, heading, explanation=explanation)
    with book.read() as session:
        assert session.scalar(select(func.count(Correction.id))) == 0
        assert (
            balances.held(session, association_id=commune.id, fund_id=commune.fund.id, role="cash") == 470_000
        )


def test_post__a_gift_has_a_receipt_that_would_have_to_change_too(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 500_000, on=MADE_ON)
    with book.read() as session:
        gift = session.scalars(select(Posting.id)).one()
    with pytest.raises(CannotBeCorrected):
        correct(book, commune, gift, 400_000, "contributions")


def test_post__unknown_posting_is_not_found(book: Database) -> None:
    with pytest.raises(NotFound):
        correct(book, open_commune(book), 7, 1, "interest")


def test_post__after_a_reversal_is_refused(book: Database) -> None:
    commune = open_commune(book)
    posting_id = record(book, commune, EntryKind.INTEREST)
    reverse(book, commune, posting_id)
    with pytest.raises(CannotBeCorrected):
        correct(book, commune, posting_id, 20_000, "interest")


def test_reverse__after_a_correction_is_refused(book: Database) -> None:
    commune = open_commune(book)
    posting_id = record(book, commune, EntryKind.INTEREST)
    correct(book, commune, posting_id, 20_000, "interest")
    with pytest.raises(CorrectedStands):
        reverse(book, commune, posting_id)


def test_post__beside_a_reversal_only_one_wins(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 500_000, on=MADE_ON)
    for _ in range(5):
        posting_id = record(book, commune, EntryKind.INTEREST)
        (late,) = refused(
            together(
                partial(reverse, book, commune, posting_id),
                partial(correct, book, commune, posting_id, 20_000, "interest"),
            )
        )
        assert isinstance(late, (CannotBeCorrected, CorrectedStands))


def test_post__two_at_once_are_both_applied_in_turn(book: Database) -> None:
    commune = open_commune(book)
    posting_id = record(book, commune, EntryKind.INTEREST)
    together(
        lambda: correct(book, commune, posting_id, 20_000, "interest"),
        lambda: correct(book, commune, posting_id, 50_000, "interest"),
    )
    with book.read() as session:
        stands = corrections.standing(session, posting_id)
    assert net(book, commune) == {"interest": -stands.amount, "cash": stands.amount}


def test_post__never_before_an_earlier_correction(book: Database) -> None:
    """A month that was opened again takes no correction of what was corrected after it."""
    commune = open_commune(book)
    contributions.give(book, commune, 500_000, on=MADE_ON)
    posting = record(book, commune, EntryKind.EXPENSE, 100_000)
    with book.write() as session:
        periods.close(session, association_id=commune.id, through=MADE_ON, by=commune.treasurer)
        heading = chart.by_role(session)["expense_management"]

    def correct(amount: int) -> date:
        with book.write() as session:
            made = corrections.post(
                session,
                posting_id=posting,
                amount=Dong(amount),
                account_id=heading,
                cause=Cause.AMOUNT,
                explanation="hóa đơn ghi khác",
                by=commune.treasurer,
            )
            return session.get_one(JournalEntry, made.entry_id).entry_date

    after = correct(50_000)
    assert after > MADE_ON
    with book.write() as session:
        periods.reopen(
            session, association_id=commune.id, from_day=date(2024, 2, 1), reason="xem lại", by=commune.chair
        )
    assert correct(100_000) == after
