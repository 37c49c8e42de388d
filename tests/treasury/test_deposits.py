from datetime import date

import pytest

from ledger.accounts import balances
from ledger.accounts.balances import FundHasTooLittle, Overdraft
from ledger.accounts.funds import FundKind, open_fund
from ledger.audit import FormAlreadyUsed
from ledger.database import Database
from ledger.errors import NotFound, Refusal
from ledger.identity.roles import OutsideScope
from ledger.ids import new_token
from ledger.money import Dong
from ledger.receipts.vouchers import Voucher
from ledger.treasury import deposits
from ledger.treasury.deposits import (
    BankMissing,
    MaturesTooEarly,
    NewDeposit,
    NewReturn,
    RateOutOfRange,
    ReturnedTooEarly,
    ReturnedTwice,
)
from tests.factories import disbursements, treasury
from tests.factories.associations import FOUNDED
from tests.factories.communes import DAY, Commune, open_commune

MATURES = date(2026, 9, 2)


def stand(book: Database, commune: Commune) -> tuple[int, int, int]:
    """Cash, bank and term deposits, in đồng."""
    with book.read() as session:
        cash, bank, placed = (
            balances.held(session, association_id=commune.id, fund_id=commune.fund.id, role=role)
            for role in ("cash", "bank", "term_deposits")
        )
    return cash, bank, placed


def test_deposit__leaves_the_box_and_comes_back_with_its_interest(book: Database) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 10_000_000)
    deposit = treasury.deposit(book, commune, 8_000_000)
    assert stand(book, commune) == (2_000_000, 0, 8_000_000)
    with book.read() as session:
        assert (
            balances.position(session, association_id=commune.id, fund_id=commune.fund.id).available
            == 2_000_000
        )
        assert [line.due(MATURES) for line in deposits.listed(session, commune.id)] == [True]
    voucher_id = treasury.take_back(book, commune, deposit, interest=192_000)
    assert stand(book, commune) == (2_000_000, 8_192_000, 0)
    with book.read() as session:
        line, voucher = deposits.one(session, deposit), session.get_one(Voucher, voucher_id)
        assert (voucher.kind, voucher.amount) == ("memo", 8_192_000)
        assert line.voucher.shown_number in voucher.reason
        assert not line.due(MATURES)


def test_deposit__without_interest_has_one_posting(book: Database) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 1_000_000)
    treasury.take_back(book, commune, treasury.deposit(book, commune, 1_000_000))
    assert stand(book, commune) == (0, 1_000_000, 0)


def test_deposit__promised_money_stays_and_capital_may_be_placed(book: Database) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 1_000_000)
    disbursements.decide(book, commune, disbursements.propose(book, commune, 600_000))
    with pytest.raises(FundHasTooLittle):
        treasury.deposit(book, commune, 400_001)
    with book.write() as session:
        endowment = open_fund(
            session,
            name="Quỹ vốn",
            kind=FundKind.ENDOWMENT,
            owner_id=commune.id,
            opened_on=FOUNDED,
            holders=[commune.id],
            purpose="giữ vốn",
        )
    treasury.open_with(book, commune, 1_000_000, fund_id=endowment.id)
    assert treasury.deposit(book, commune, 1_000_000, fund_id=endowment.id)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"bank_name": " "}, BankMissing),
        ({"rate_bp": 10_001}, RateOutOfRange),
        ({"matures_on": DAY}, MaturesTooEarly),
        ({"principal": Dong(1_000_001)}, Overdraft),
    ],
)
def test_place__what_cannot_be(book: Database, change: dict[str, object], refusal: type[Refusal]) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 1_000_000)
    new = NewDeposit(commune.id, commune.fund.id, "Ngân hàng Mẫu", Dong(1_000), 480, "cash", DAY, MATURES)
    with pytest.raises(refusal), book.write() as session:
        deposits.place_deposit(session, NewDeposit(**{**vars(new), **change}), by=commune.treasurer)
    with pytest.raises(OutsideScope), book.write() as session:
        deposits.place_deposit(session, new, by=commune.chair)
    assert stand(book, commune) == (1_000_000, 0, 0)


def test_take_back__once_and_not_before(book: Database) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 1_000_000)
    deposit = treasury.deposit(book, commune, 500_000)
    with pytest.raises(ReturnedTooEarly, match="02/03/2026"):
        treasury.take_back(book, commune, deposit, on=date(2026, 3, 1))
    with pytest.raises(NotFound):
        treasury.take_back(book, commune, 7)
    key = new_token()

    def take_back(interest: int) -> int:
        with book.write() as session:
            new = NewReturn(deposit, interest, "bank", MATURES)
            return deposits.take_back(session, new, by=commune.treasurer, client_key=key)

    assert take_back(5_000) == take_back(5_000)
    with pytest.raises(FormAlreadyUsed):
        take_back(6_000)
    with pytest.raises(ReturnedTwice):
        treasury.take_back(book, commune, deposit)
    assert stand(book, commune) == (500_000, 505_000, 0)
