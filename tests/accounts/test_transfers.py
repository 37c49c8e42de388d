from datetime import timedelta

import pytest

from ledger.accounts import balances, transfers
from ledger.accounts.balances import FundHasTooLittle, Overdraft
from ledger.accounts.funds import Fund
from ledger.accounts.transfers import (
    ReceiverHoldsNoSuchFund,
    TransferArrivesTooEarly,
    TransferConfirmedTwice,
)
from ledger.contributions import contributions as gifts
from ledger.contributions.contributions import Method
from ledger.database import Database
from ledger.errors import NotFound
from ledger.identity.roles import Actor, OutsideScope
from ledger.money import Dong
from tests.factories import accounts, contributions, disbursements
from tests.factories.communes import DAY, Commune, open_commune
from tests.factories.races import refused, together


def send(
    book: Database,
    commune: Commune,
    amount: int,
    *,
    by: Actor | None = None,
    fund: Fund | None = None,
    method: str = "cash",
) -> int:
    """Send money from the commune to its province; returns the transfer's id."""
    with book.write() as session:
        return transfers.send(
            session,
            sender=commune.association,
            receiver=commune.province,
            fund=fund or commune.fund,
            amount=Dong(amount),
            sent_on=DAY,
            by=by or commune.treasurer,
            method=method,
        ).id


def confirm(book: Database, commune: Commune, transfer_id: int, *, by: Actor | None = None) -> None:
    with book.write() as session:
        transfers.confirm(session, transfer_id=transfer_id, confirmed_on=DAY, by=by or commune.stranger)


def held(book: Database, commune: Commune, role: str) -> tuple[int, int]:
    """What commune and province hold on an account."""
    with book.read() as session:
        sent, received = (
            balances.held(session, association_id=place, fund_id=commune.fund.id, role=role)
            for place in (commune.id, commune.province.id)
        )
    return sent, received


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
            lines = transfers.listed(session, place)
            assert [(line.transfer.id, line.arrived_on) for line in lines] == [(second, None), (first, DAY)]
        assert [line.transfer.id for line in transfers.to_confirm(session, commune.province.id)] == [second]
        assert transfers.to_confirm(session, commune.id) == []


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
        transfers.confirm(session, transfer_id=transfer, confirmed_on=before, by=commune.stranger)
    assert held(book, commune, "in_transit") == (400_000, 0)
