"""Cash counted by denomination: the difference is posted with the count, and a shortage ends later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pytest

from ledger.accounts import balances
from ledger.accounts.places import PlaceNotNamed
from ledger.database import Database
from ledger.identity.roles import OutsideScope
from ledger.money import Dong
from ledger.treasury import counts, shortages
from ledger.treasury.counts import (
    Counted,
    CountOfCash,
    FundOfDifferenceMissing,
    NewCount,
    WitnessMissing,
)
from ledger.treasury.shortages import NewSettlement, Outcome, SettlementSaysWhy, ShortageIsLess
from tests.factories import accounts, cash, contributions
from tests.factories.communes import DAY, Commune, open_commune
from tests.treasury.auditing import findings

EXACT = {200_000: 2, 100_000: 1}
"""The 500.000 that are in the box."""


@dataclass
class Box:
    """A commune with 500.000 in its main box."""

    book: Database
    commune: Commune
    account_id: int

    def new(self, pieces: Mapping[int, int], **changes: object) -> NewCount:
        given = {"fund_id": self.commune.fund.id, "witnesses": "Hoàng Thị Xem"} | changes
        account_id = given.pop("account_id", self.account_id)
        return NewCount(self.commune.id, account_id, DAY, pieces, **given)  # type: ignore[arg-type]

    def count(self, pieces: Mapping[int, int], **changes: object) -> Counted:
        with self.book.write() as session:
            new = self.new(pieces, **changes)
            count_id = counts.record(session, new, by=self.commune.treasurer)
            return counts.one(session, association_id=self.commune.id, count_id=count_id)

    def settle(
        self,
        outcome: Outcome,
        amount: int,
        reason: str = "theo biên bản số 2",
        *,
        on: date = date(2026, 3, 9),
    ) -> None:
        fund = self.commune.fund.id
        new = NewSettlement(self.commune.id, fund, outcome, Dong(amount), self.account_id, on, reason)
        with self.book.write() as session:
            shortages.settle(session, new, by=self.commune.treasurer)

    def held(self, role: str) -> int:
        """The balance of an account in the commune's fund, in đồng."""
        with self.book.read() as session:
            return balances.held(
                session, association_id=self.commune.id, fund_id=self.commune.fund.id, role=role
            )


@pytest.fixture
def box(book: Database) -> Box:
    commune = open_commune(book)
    contributions.give(book, commune, 500_000)
    return Box(book, commune, cash.role(book, "cash"))


def test_record__what_agrees_with_the_book_posts_nothing(box: Box) -> None:
    counted = box.count(EXACT, fund_id=None)
    assert (counted.difference, counted.voucher) == (0, None)
    assert [(line.denomination, line.pieces) for line in counted.lines] == [(200_000, 2), (100_000, 1)]


def test_record__what_is_too_much_is_other_income(box: Box) -> None:
    counted = box.count(EXACT | {20_000: 1})
    assert counted.difference == 20_000
    assert counted.voucher is not None
    assert counted.voucher.shown_number == "PK-2026-Q01-0001"
    assert box.held("cash") == 520_000
    assert box.held("other_income") == -20_000


def test_record__what_is_missing_is_owed(box: Box) -> None:
    counted = box.count({200_000: 2, 50_000: 1})
    assert counted.difference == -50_000
    assert (box.held("cash"), box.held("shortage")) == (450_000, 50_000)


def test_record__counts_all_funds_of_the_box_together(box: Box) -> None:
    with box.book.write() as session:
        other = accounts.fund(session, box.commune.association, name="Quỹ khác")
    cash.put(box.book, box.commune, box.account_id, 100_000, fund=other)
    assert box.count(EXACT | {100_000: 2}).difference == 0


def test_record__says_what_the_book_said_that_day(box: Box) -> None:
    contributions.give(box.book, box.commune, 300_000, on=date(2026, 3, 5))
    assert box.count(EXACT).count.book_total == 500_000


def test_record__an_empty_box_is_counted_too(box: Box) -> None:
    cash.take(box.book, box.commune, box.account_id, 500_000)
    assert box.count({}).lines == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"witnesses": " "}, WitnessMissing),
        ({"fund_id": None}, FundOfDifferenceMissing),
        ({"role": "bank"}, CountOfCash),
        ({"role": "cash_4"}, PlaceNotNamed),
    ],
)
def test_record__refuses(box: Box, changes: dict[str, object], refusal: type[Exception]) -> None:
    if role := changes.pop("role", None):
        changes["account_id"] = cash.role(box.book, str(role))
    with pytest.raises(refusal):
        box.count({1_000: 1}, **changes)


def test_record__only_by_the_treasurer_there(box: Box) -> None:
    with pytest.raises(OutsideScope), box.book.write() as session:
        counts.record(session, box.new(EXACT), by=box.commune.member)


def test_settle__a_shortage_is_made_good_or_written_off_and_no_more(box: Box) -> None:
    box.count({200_000: 2, 50_000: 1})
    box.settle(Outcome.MADE_GOOD, 30_000)
    with pytest.raises(ShortageIsLess):
        box.settle(Outcome.WRITTEN_OFF, 20_001)
    with pytest.raises(SettlementSaysWhy):
        box.settle(Outcome.WRITTEN_OFF, 20_000, " x ")
    box.settle(Outcome.WRITTEN_OFF, 20_000)
    assert (box.held("cash"), box.held("shortage"), box.held("expense_other")) == (480_000, 0, 20_000)
    with box.book.read() as session:
        assert shortages.open_shortages(session, box.commune.id) == []
    assert findings(box.book) == []


def test_settle__not_before_the_cash_was_missing(box: Box) -> None:
    box.count({200_000: 2, 50_000: 1})
    with pytest.raises(ShortageIsLess):
        box.settle(Outcome.WRITTEN_OFF, 50_000, on=date(2026, 3, 1))


def test_verify__finds_nothing_after_counts(box: Box) -> None:
    box.count({200_000: 2, 50_000: 1})
    box.count({200_000: 2, 50_000: 2})
    box.count({500_000: 1})
    assert findings(box.book) == []
