from datetime import date
from functools import partial

import pytest
from sqlalchemy import func, select

from ledger.accounts import balances
from ledger.accounts.balances import Overdraft
from ledger.database import Database
from ledger.errors import NotFound, Refusal
from ledger.identity.roles import OutsideScope
from ledger.receipts.vouchers import Voucher
from ledger.treasury import advances
from ledger.treasury.acts import ChooseHeading
from ledger.treasury.advances import (
    AdvanceSettlement,
    DueTooEarly,
    HolderMissing,
    NewAdvance,
    NewSettlement,
    NothingSettled,
    PurposeMissing,
    SettledBeyondAdvance,
    SettledTooEarly,
)
from tests.factories import treasury
from tests.factories.communes import DAY, Commune, open_commune
from tests.factories.races import refused, together

LATER = date(2026, 3, 20)


def stand(book: Database, commune: Commune) -> tuple[int, int]:
    """Cash, and what advances are open, in đồng."""
    with book.read() as session:
        cash, out = (
            balances.held(session, association_id=commune.id, fund_id=commune.fund.id, role=role)
            for role in ("cash", "advances")
        )
        assert out == sum(line.open for line in advances.open_of(session, commune.id))
    return cash, out


def test_advance__is_open_until_all_of_it_is_spent_or_came_back(book: Database) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 5_000_000)
    advance = treasury.advance(book, commune, 3_000_000, due_on=LATER)
    assert stand(book, commune) == (2_000_000, 3_000_000)
    treasury.settle(book, commune, advance, spent=1_800_000, on=LATER)
    assert stand(book, commune) == (2_000_000, 1_200_000)
    voucher_id = treasury.settle(book, commune, advance, spent=1_000_000, returned=200_000, on=LATER)
    assert stand(book, commune) == (2_200_000, 0)
    with book.read() as session:
        line, voucher = advances.one(session, advance), session.get_one(Voucher, voucher_id)
        assert (line.voucher.kind, line.voucher.party_name) == ("payment", "Cà Thị Cầm")
        assert (voucher.kind, voucher.amount, voucher.method) == ("memo", 1_200_000, "cash")
        assert line.voucher.shown_number in voucher.reason
        assert not line.overdue(date(2027, 1, 1))


def test_open_of__the_oldest_first_with_their_age(book: Database) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 5_000_000)
    young = treasury.advance(book, commune, 100_000, on=LATER, due_on=LATER)
    old = treasury.advance(book, commune, 200_000)
    treasury.settle(book, commune, treasury.advance(book, commune, 300_000), returned=300_000)
    with book.read() as session:
        lines = advances.open_of(session, commune.id)
    assert [line.advance.id for line in lines] == [old, young]
    assert [line.age(LATER) for line in lines] == [18, 0]
    assert [line.overdue(LATER) for line in lines] == [True, False]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"holder_name": " "}, HolderMissing),
        ({"purpose": ""}, PurposeMissing),
        ({"due_on": date(2026, 3, 1)}, DueTooEarly),
        ({"amount": 1_000_001}, Overdraft),
    ],
)
def test_give__what_cannot_be(book: Database, change: dict[str, object], refusal: type[Refusal]) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 1_000_000)
    new = treasury.new_advance(commune, 500_000)
    with pytest.raises(refusal), book.write() as session:
        advances.give(session, NewAdvance(**{**vars(new), **change}), by=commune.treasurer)
    with pytest.raises(OutsideScope), book.write() as session:
        advances.give(session, new, by=commune.member)
    assert stand(book, commune) == (1_000_000, 0)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"spent": 0}, NothingSettled),
        ({"spent": 500_001}, SettledBeyondAdvance),
        ({"day": date(2026, 3, 1)}, SettledTooEarly),
        ({"heading_id": None}, ChooseHeading),
        ({"advance_id": 7}, NotFound),
    ],
)
def test_settle__what_cannot_be(book: Database, change: dict[str, object], refusal: type[Refusal]) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 1_000_000)
    advance = treasury.advance(book, commune, 500_000)
    heading = treasury.account(book, "expense_ceremony")
    new = NewSettlement(advance, 500_000, heading, 0, "cash", DAY)
    with pytest.raises(refusal), book.write() as session:
        advances.settle(session, NewSettlement(**{**vars(new), **change}), by=commune.treasurer)
    with pytest.raises(OutsideScope), book.write() as session:
        advances.settle(session, new, by=commune.chair)
    assert stand(book, commune) == (500_000, 500_000)


def test_settle__two_at_once_never_settle_more_than_the_advance(book: Database) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 1_000_000)
    advance = treasury.advance(book, commune, 500_000)
    act = partial(treasury.settle, book, commune, advance, returned=300_000)
    answers = together(act, act, act)
    assert len(refused(answers)) == 2
    with book.read() as session:
        assert session.scalar(select(func.sum(AdvanceSettlement.returned))) == 300_000
