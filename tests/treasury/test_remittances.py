"""Money sent to another association: it is on the way until answered, and comes back when refused."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from ledger.accounts import balances, places, transfers_listed
from ledger.accounts.balances import FundHasTooLittle, Overdraft
from ledger.accounts.periods import PeriodIsClosed
from ledger.accounts.transfers import (
    ReceiverDoesNotStand,
    ReceiverHoldsNoSuchFund,
    ReceiverKeepsNoBook,
    ToOneself,
    TransferArrivesTooEarly,
    TransferConfirmedTwice,
)
from ledger.accounts.transfers_listed import TransferState
from ledger.associations import closing
from ledger.associations.associations import Association
from ledger.associations.events import Decree, EventKind
from ledger.clock import stopped_at
from ledger.contributions import contributions as gifts
from ledger.contributions.contributions import Method
from ledger.database import Database
from ledger.errors import NotFound
from ledger.identity.roles import OutsideScope
from ledger.money import Dong
from ledger.receipts.vouchers import Voucher
from ledger.treasury import remittances
from ledger.treasury.remittances import NewRemittance
from tests.factories import accounts, associations, cash, contributions, disbursements, treasury
from tests.factories.communes import DAY, Commune, open_commune
from tests.factories.races import refused, together
from tests.factories.remittances import confirm, held, refuse, send, take_back


def test_send__money_is_on_the_way_until_confirmed(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 900_000)
    transfer = send(book, commune, 400_000)
    assert held(book, commune, "cash") == (500_000, 0)
    assert held(book, commune, "in_transit") == (400_000, 0)
    confirm(book, commune, transfer)
    assert held(book, commune, "bank") == (0, 400_000)
    assert sum(held(book, commune, "in_transit")) == 0, "over both ends nothing is left on the way"


def test_send__is_listed_at_both_ends_and_waits_at_one(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 900_000)
    first, second = send(book, commune, 1_000), send(book, commune, 2_000)
    confirm(book, commune, first)
    with book.read() as session:
        for place in (commune.id, commune.province.id):
            lines = transfers_listed.listed(session, place)
            assert [(line.transfer.id, line.state) for line in lines] == [
                (second, TransferState.LATE),
                (first, TransferState.ARRIVED),
            ]
        waiting = transfers_listed.to_answer(session, commune.province.id)
        assert [line.transfer.id for line in waiting] == [second]
        assert transfers_listed.to_answer(session, commune.id) == []


def test_send__needs_the_senders_treasurer(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 900_000)
    for somebody in (commune.stranger, commune.chair, commune.member):
        with pytest.raises(OutsideScope):
            send(book, commune, 1_000, by=somebody)


def test_send__promised_money_stays(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 900_000)
    disbursements.decide(book, commune, disbursements.propose(book, commune, 600_000))
    with pytest.raises(FundHasTooLittle, match=r"300\.000"):
        send(book, commune, 300_001)
    send(book, commune, 300_000)


def test_send__account_that_holds_too_little_is_refused(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 900_000, method=Method.BANK)
    with pytest.raises(Overdraft):
        send(book, commune, 1_000, method="cash")


def test_send__receiver_that_may_not_hold_the_fund_is_refused(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        own = accounts.fund(session, commune.association, name="Quỹ riêng của xã")
        gifts.record(session, contributions.new_gift(commune, 900_000, fund_id=own.id), by=commune.treasurer)
    with pytest.raises(ReceiverHoldsNoSuchFund):
        send(book, commune, 1_000, fund=own)


def test_confirm__needs_the_receivers_treasurer(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 900_000)
    transfer = send(book, commune, 1_000)
    with pytest.raises(OutsideScope):
        confirm(book, commune, transfer, by=commune.treasurer)


def test_confirm__unknown_transfer_is_not_found(book: Database) -> None:
    with pytest.raises(NotFound):
        confirm(book, open_commune(book), 7)


def test_confirm__twice_is_refused_and_counts_once(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 900_000)
    transfer = send(book, commune, 1_000)
    outcomes = together(*[lambda: confirm(book, commune, transfer)] * 3)
    assert [type(refusal) for refusal in refused(outcomes)] == [TransferConfirmedTwice] * 2
    assert held(book, commune, "bank") == (0, 1_000)


def test_send__every_reader_sees_the_same_sum_while_money_moves(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 900_000)

    def move() -> list[int]:
        for _ in range(5):
            confirm(book, commune, send(book, commune, 1_000))
        return []

    def look() -> list[int]:
        roles = ("cash", "bank", "in_transit")
        seen = []
        for _ in range(15):
            with book.read() as session:
                seen.append(
                    sum(
                        balances.held(session, association_id=place, fund_id=commune.fund.id, role=role)
                        for place in (commune.id, commune.province.id)
                        for role in roles
                    )
                )
        return seen

    _, _, *seen = together(move, move, look, look)
    assert seen == [[900_000] * 15] * 2


def test_send__last_million_leaves_once(book: Database) -> None:
    """Whoever is second hears that the money is gone, from our check or from the database's."""
    commune = open_commune(book)
    contributions.give(book, commune, 1_000_000)
    outcomes = together(*[lambda: send(book, commune, 1_000_000)] * 4)
    assert len(refused(outcomes)) == 3
    assert {type(refusal) for refusal in refused(outcomes)} <= {FundHasTooLittle, Overdraft}
    assert held(book, commune, "cash") == (0, 0)


def test_confirm__not_before_it_was_sent(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 900_000)
    transfer = send(book, commune, 400_000)
    before = DAY - timedelta(days=1)
    with pytest.raises(TransferArrivesTooEarly), book.write() as session:
        remittances.confirm(session, transfer_id=transfer, confirmed_on=before, by=commune.stranger)
    assert held(book, commune, "in_transit") == (400_000, 0)


# --- to whom --------------------------------------------------------------------------------------
def send_to(book: Database, commune: Commune, receiver: Association) -> None:
    """Send a little to an association that may hold the fund."""
    with book.write() as session:
        new = NewRemittance(commune.id, receiver.id, commune.fund.id, Dong(1_000), DAY, place="cash")
        remittances.send(session, new, by=commune.treasurer)


def neighbour(
    book: Database, commune: Commune, name: str = "xã Bên", *, founded_on: date = associations.FOUNDED
) -> Association:
    """Another commune that may hold the fund."""
    with book.write() as session:
        place = associations.association(session, f"Hội Khuyến học {name}", founded_on=founded_on)
        accounts.hold(session, commune.fund, place)
        return place


def test_send__sideways(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 900_000)
    send_to(book, commune, neighbour(book, commune))
    assert held(book, commune, "in_transit") == (1_000, 0)


def test_send__to_an_association_not_founded_yet_or_closed_is_refused(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 900_000)
    with pytest.raises(ReceiverDoesNotStand):
        send_to(book, commune, neighbour(book, commune, founded_on=DAY + timedelta(days=1)))
    merged = neighbour(book, commune, "xã Cũ")
    with book.write() as session:
        merged = session.get_one(Association, merged.id)
        parties = ([merged], [session.get_one(Association, commune.id)])
        closing.close_into(session, EventKind.MERGE, *parties, on=DAY, decree=Decree("1/QĐ"))
    with pytest.raises(ReceiverDoesNotStand):
        send_to(book, commune, merged)
    assert held(book, commune, "in_transit") == (0, 0)


def test_send__to_one_that_only_declares_is_refused(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 900_000)
    other = neighbour(book, commune)
    with book.write() as session:
        session.execute(update(Association).where(Association.id == other.id).values(ledgered_from=None))
    with pytest.raises(ReceiverKeepsNoBook):
        send_to(book, commune, other)


def test_send__to_oneself_is_refused(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 900_000)
    with pytest.raises(ToOneself):
        send_to(book, commune, commune.association)


def test_send__in_a_closed_month_is_refused(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 900_000)
    treasury.close_through(book, commune, date(2026, 3, 31))
    with pytest.raises(PeriodIsClosed):
        send(book, commune, 1_000)


# --- places and papers ----------------------------------------------------------------------------
def test_send__from_a_further_box_and_back_into_another_place(book: Database) -> None:
    commune = open_commune(book)
    cash.box(book, commune)
    with book.read() as session:
        box = places.in_use(session, commune.id)[1].role
    treasury.open_with(book, commune, 90_000, place=box)
    transfer = send(book, commune, 50_000, method=box)
    assert held(book, commune, box)[0] == 40_000
    with stopped_at(DAY):
        refuse(book, commune, transfer)
        take_back(book, commune, transfer, place="bank")
    assert (held(book, commune, box)[0], held(book, commune, "bank")[0]) == (40_000, 50_000)


def test_remittance__gives_each_side_its_voucher(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 900_000)
    confirm(book, commune, send(book, commune, 400_000))
    with stopped_at(DAY):
        transfer = send(book, commune, 100_000)
        refuse(book, commune, transfer)
        take_back(book, commune, transfer)
    with book.read() as session:
        found = session.scalars(select(Voucher).where(Voucher.kind != "receipt").order_by(Voucher.id))
        said = [(one.shown_number, one.association_id, int(one.amount), one.reason) for one in found]
    assert said == [
        ("PC-2026-Q01-0001", commune.id, 400_000, "Chuyển tiền cho Hội Khuyến học tỉnh Mẫu"),
        (
            "PK-2026-Q01-0001",
            commune.province.id,
            400_000,
            "Nhận tiền chuyển từ Hội Khuyến học xã Mẫu Sơn",
        ),
        ("PC-2026-Q01-0002", commune.id, 100_000, "Chuyển tiền cho Hội Khuyến học tỉnh Mẫu"),
        (
            "PK-2026-Q01-0001",
            commune.id,
            100_000,
            "Nhận lại tiền đã chuyển cho Hội Khuyến học tỉnh Mẫu: không thấy tiền",
        ),
    ]
