from datetime import date

import pytest
from sqlalchemy import select

from ledger.accounts import balances
from ledger.accounts.balances import Overdraft
from ledger.accounts.corrections import (
    CannotBeCorrected,
    Cause,
    Correction,
    CorrectionExplains,
    NothingToCorrect,
)
from ledger.accounts.journal import DocumentStands, EntryKind, JournalEntry
from ledger.audit import FormAlreadyUsed
from ledger.clock import today
from ledger.database import Database
from ledger.errors import Refusal
from ledger.identity.roles import OutsideScope
from ledger.ids import new_token
from ledger.money import Dong
from ledger.receipts.vouchers import Voucher
from ledger.treasury import adjustments, voucher_lines
from ledger.treasury.adjustments import Right
from tests.factories import contributions, treasury
from tests.factories.communes import DAY, Commune, open_commune


def held(book: Database, commune: Commune, role: str = "cash") -> int:
    with book.read() as session:
        return balances.held(session, association_id=commune.id, fund_id=commune.fund.id, role=role)


def lines(book: Database, voucher_id: int) -> list[tuple[str, str | None, int]]:
    """Side, role and amount of what stands on a voucher."""
    with book.read() as session:
        found = voucher_lines.of_entry(session, session.get_one(Voucher, voucher_id).entry_id)
        return [(line.side, line.account.role, line.amount) for line in found]


@pytest.mark.parametrize(
    ("amount", "heading", "left", "posted"),
    [
        (250_000, None, 750_000, [("debit", "cash", 50_000), ("credit", "expense_management", 50_000)]),
        (350_000, None, 650_000, [("debit", "expense_management", 50_000), ("credit", "cash", 50_000)]),
        (
            300_000,
            "bank_fee",
            700_000,
            [("debit", "bank_fee", 300_000), ("credit", "expense_management", 300_000)],
        ),
        (
            350_000,
            "bank_fee",
            650_000,
            [
                ("debit", "bank_fee", 350_000),
                ("credit", "expense_management", 300_000),
                ("credit", "cash", 50_000),
            ],
        ),
    ],
)
def test_correct__the_difference_has_a_voucher_that_names_the_first(
    book: Database, amount: int, heading: str | None, left: int, posted: list[tuple[str, str, int]]
) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 1_000_000)
    wrong = treasury.spend(book, commune, 300_000)
    made = treasury.correct(book, commune, wrong, amount, heading=heading)
    with book.read() as session:
        memo, first = session.get_one(Voucher, made), session.get_one(Voucher, wrong)
        [adjustment] = adjustments.of(session, wrong)
        assert memo.kind == "memo"
        assert first.shown_number in memo.reason
        assert memo.reason.endswith("hóa đơn ghi khác")
        assert memo.amount == sum(amount for side, _, amount in posted if side == "debit")
        assert memo.method == ("none" if amount == 300_000 else "cash")
        assert (adjustment.voucher.id, adjustment.correction.amount) == (made, amount)
    assert lines(book, made) == posted
    assert held(book, commune) == left


def test_correct__again_starts_from_what_was_right_by_then(book: Database) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 1_000_000)
    wrong = treasury.spend(book, commune, 300_000)
    for right in (250_000, 400_000):
        treasury.correct(book, commune, wrong, right)
    assert held(book, commune) == 600_000
    with book.read() as session:
        assert [one.correction.amount for one in adjustments.of(session, wrong)] == [250_000, 400_000]


@pytest.mark.parametrize("closed", [False, True])
def test_correct__is_dated_on_the_same_day_while_the_month_is_open_else_today(
    book: Database, *, closed: bool
) -> None:
    commune = open_commune(book)
    wrong = treasury.open_with(book, commune, 1_000_000)
    if closed:
        treasury.close_through(book, commune, date(2026, 3, 31))
    made = treasury.correct(book, commune, wrong, 900_000)
    with book.read() as session:
        memo = session.get_one(Voucher, made)
        entry = session.get_one(JournalEntry, memo.entry_id)
        assert memo.issued_on == entry.entry_date == (today() if closed else DAY)
        assert (entry.kind, entry.association_id) == (EntryKind.CORRECTION, commune.id)


@pytest.mark.parametrize(
    ("right", "refusal"),
    [
        (Right(Dong(300_000), Cause.AMOUNT, "như cũ"), NothingToCorrect),
        (Right(Dong(200_000), Cause.AMOUNT, " x "), CorrectionExplains),
        (Right(Dong(2_000_000), Cause.AMOUNT, "nhiều hơn"), Overdraft),
    ],
)
def test_correct__what_cannot_be(book: Database, right: Right, refusal: type[Refusal]) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 1_000_000)
    wrong = treasury.spend(book, commune, 300_000)
    with pytest.raises(refusal), book.write() as session:
        adjustments.correct(session, voucher_id=wrong, right=right, by=commune.treasurer)
    with book.read() as session:
        assert session.scalars(select(Correction)).all() == []


def test_correct__others_may_not_and_gifts_are_not(book: Database) -> None:
    commune = open_commune(book)
    wrong = treasury.open_with(book, commune, 1_000_000)
    right = Right(Dong(200_000), Cause.AMOUNT, "sai số")
    with pytest.raises(OutsideScope), book.write() as session:
        adjustments.correct(session, voucher_id=wrong, right=right, by=commune.chair)
    gift = contributions.give(book, commune)
    with pytest.raises((DocumentStands, CannotBeCorrected)):
        treasury.correct(book, commune, gift, 200_000)
    treasury.cancel(book, commune, wrong)
    with pytest.raises(CannotBeCorrected):
        treasury.correct(book, commune, wrong, 200_000)


def test_correct__same_form_again_is_one_correction(book: Database) -> None:
    commune = open_commune(book)
    wrong = treasury.open_with(book, commune, 1_000_000)
    key, right = new_token(), Right(Dong(900_000), Cause.COPIED, "giấy ghi sai")

    def correct(what: Right) -> int:
        with book.write() as session:
            return adjustments.correct(
                session, voucher_id=wrong, right=what, by=commune.treasurer, client_key=key
            )

    assert correct(right) == correct(right)
    with pytest.raises(FormAlreadyUsed):
        correct(Right(Dong(800_000), Cause.COPIED, "giấy ghi sai"))
    assert held(book, commune) == 900_000
