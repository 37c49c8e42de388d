import pytest
from sqlalchemy import select

from ledger.accounts import balances
from ledger.accounts.balances import CapitalIsPreserved, FundHasTooLittle, Overdraft
from ledger.accounts.funds import Fund, FundKind, open_fund
from ledger.accounts.journal import EntryKind, FundNotHeldHere
from ledger.database import Database
from ledger.errors import Refusal
from ledger.identity.roles import OutsideScope
from ledger.money import Dong
from ledger.receipts.vouchers import Voucher
from ledger.treasury import fund_transfers
from ledger.treasury.fund_transfers import FundTransfer, GroundMissing, NewFundTransfer, SameFund
from tests.factories import accounts, disbursements, treasury
from tests.factories.associations import FOUNDED
from tests.factories.communes import DAY, Commune, open_commune


def second_fund(book: Database, commune: Commune, *, purpose: str = "") -> Fund:
    with book.write() as session:
        return accounts.fund(session, commune.association, name="Quỹ thứ hai", purpose=purpose)


def cash(book: Database, commune: Commune, fund: Fund) -> int:
    with book.read() as session:
        return balances.held(session, association_id=commune.id, fund_id=fund.id, role="cash")


def test_move__the_money_changes_its_fund_and_not_its_place(book: Database) -> None:
    commune = open_commune(book)
    other = second_fund(book, commune)
    treasury.open_with(book, commune, 1_000_000)
    voucher_id = treasury.move(book, commune, 300_000, source=commune.fund.id, target=other.id)
    assert (cash(book, commune, commune.fund), cash(book, commune, other)) == (700_000, 300_000)
    with book.read() as session:
        document, voucher = session.scalars(select(FundTransfer)).one(), session.get_one(Voucher, voucher_id)
        assert (document.voucher_id, document.entry_id) == (voucher.id, voucher.entry_id)
        assert (voucher.kind, voucher.amount) == ("memo", 300_000)
        assert voucher.reason.startswith("Điều chuyển từ “Quỹ Khuyến học Mẫu” sang “Quỹ thứ hai”.")


def test_move__from_a_purpose_it_is_a_release_that_prints_its_ground(book: Database) -> None:
    commune = open_commune(book)
    named = second_fund(book, commune, purpose="xây thư viện")
    treasury.open_with(book, commune, 1_000_000, fund_id=named.id)
    voucher_id = treasury.move(
        book, commune, 400_000, source=named.id, target=commune.fund.id, ground="thư viện đã xây xong"
    )
    with book.read() as session:
        reason = session.get_one(Voucher, voucher_id).reason
    assert reason.startswith("Giải tỏa mục đích")
    assert reason.endswith("thư viện đã xây xong")


def test_move__only_the_yield_of_an_endowment(book: Database) -> None:
    commune = open_commune(book)
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
    earned = treasury.new_act(commune, EntryKind.INTEREST, 60_000, fund_id=endowment.id)
    treasury.record(book, commune, earned)
    with pytest.raises(CapitalIsPreserved):
        treasury.move(book, commune, 60_001, source=endowment.id, target=commune.fund.id)
    treasury.move(book, commune, 60_000, source=endowment.id, target=commune.fund.id)
    assert cash(book, commune, commune.fund) == 60_000


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"to_fund_id": None}, SameFund),
        ({"ground": " x "}, GroundMissing),
        ({"to_fund_id": 7}, FundNotHeldHere),
        ({"amount": Dong(1_000_001)}, Overdraft),
        ({"amount": Dong(500_001)}, FundHasTooLittle),
    ],
)
def test_move__what_cannot_be(book: Database, change: dict[str, object], refusal: type[Refusal]) -> None:
    commune = open_commune(book)
    other = second_fund(book, commune)
    treasury.open_with(book, commune, 1_000_000)
    disbursements.decide(book, commune, disbursements.propose(book, commune, 500_000))
    if change.get("to_fund_id", "") is None:
        change = {"to_fund_id": commune.fund.id}
    new = NewFundTransfer(commune.id, commune.fund.id, other.id, Dong(1), "cash", DAY, "theo nghị quyết")
    with pytest.raises(refusal), book.write() as session:
        fund_transfers.move(session, NewFundTransfer(**{**vars(new), **change}), by=commune.treasurer)
    with pytest.raises(OutsideScope), book.write() as session:
        fund_transfers.move(session, new, by=commune.chair)
    assert cash(book, commune, other) == 0
