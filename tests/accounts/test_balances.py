from datetime import date

import pytest
from sqlalchemy import func, select

from ledger.accounts import balances
from ledger.accounts.balances import Balance, FundPosition, Position, Turnover
from ledger.accounts.journal import Posting
from ledger.contributions import contributions as gifts
from ledger.contributions.contributions import Method
from ledger.database import Database
from tests.factories import accounts, contributions, disbursements
from tests.factories.communes import Commune, open_commune


def position(book: Database, commune: Commune) -> Position:
    with book.read() as session:
        return balances.position(session, association_id=commune.id, fund_id=commune.fund.id)


def held(book: Database, commune: Commune, role: str) -> int:
    with book.read() as session:
        return balances.held(session, association_id=commune.id, fund_id=commune.fund.id, role=role)


def test_position__nothing_at_the_beginning(book: Database) -> None:
    assert position(book, open_commune(book)) == Position(money=0, promised=0)


def test_position__follows_gift_promise_and_payment(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 1_000_000)
    assert position(book, commune) == Position(1_000_000, 0)
    proposal = disbursements.propose(book, commune, 300_000, 200_000)
    assert position(book, commune) == Position(1_000_000, 0), "a proposal promises nothing"
    decision = disbursements.decide(book, commune, proposal)
    assert position(book, commune) == Position(1_000_000, 500_000)
    assert position(book, commune).available == 500_000
    first, _ = disbursements.award_ids(book, proposal)
    disbursements.pay(book, commune, decision, award_ids=[first])
    assert position(book, commune) == Position(700_000, 200_000)


def test_position__read_twice_in_one_session_is_fresh(book: Database) -> None:
    """The database changes these rows behind the session's back."""
    commune = open_commune(book)
    key = {"association_id": commune.id, "fund_id": commune.fund.id}
    contributions.give(book, commune, 1_000)
    with book.write() as session:
        kept = session.get(FundPosition, (commune.id, commune.fund.id))
        gifts.record(session, contributions.new_gift(commune, 500), by=commune.treasurer)
        assert balances.position(session, **key).money == 1_500
        assert kept is not None


def test_held__cash_and_bank_apart(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 700)
    contributions.give(book, commune, 300, method=Method.BANK)
    assert (held(book, commune, "cash"), held(book, commune, "bank")) == (700, 300)


def test_in_hand__each_fund_by_itself(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        other = accounts.fund(session, commune.association, name="Quỹ Học bổng", purpose="học bổng")
    contributions.give(book, commune, 700)
    with book.write() as session:
        gifts.record(
            session,
            contributions.new_gift(commune, 900, fund_id=other.id, method=Method.BANK),
            by=commune.treasurer,
        )
    with book.read() as session:
        found = balances.in_hand(session, commune.id)
    assert [(line.fund.id, line.cash, line.bank, line.available) for line in found] == [
        (commune.fund.id, 700, 0, 700),
        (other.id, 0, 900, 900),
    ]


def test_turnover__is_kept_by_the_year_of_the_accounting_date(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 100, on=date(2024, 12, 31))
    contributions.give(book, commune, 200, on=date(2025, 1, 1))
    contributions.give(book, commune, 400, on=date(2024, 2, 29))
    with book.read() as session:
        query = select(Turnover.year, func.max(Turnover.debit)).group_by(Turnover.year)
        years = session.execute(query.order_by(Turnover.year)).all()
    assert years == [(2024, 500), (2025, 200)]


@pytest.mark.parametrize("method", Method)
def test_balances__are_the_sums_of_the_postings(book: Database, method: Method) -> None:
    commune = open_commune(book)
    for amount in (100_000, 250_000, 990_000):
        contributions.give(book, commune, amount, method=method)
    contributions.cancel(book, commune, contributions.give(book, commune, 5_000, method=method))
    disbursements.pay(
        book,
        commune,
        disbursements.decide(book, commune, disbursements.propose(book, commune, 90_000)),
        method=method.value,
    )
    with book.read() as session:
        for balance in session.scalars(select(Balance)):
            place = (Posting.association_id == balance.association_id) & (Posting.fund_id == balance.fund_id)
            debit = select(func.sum(Posting.amount)).where(
                place, Posting.debit_account_id == balance.account_id
            )
            credit = select(func.sum(Posting.amount)).where(
                place, Posting.credit_account_id == balance.account_id
            )
            derived = (session.scalar(debit) or 0, session.scalar(credit) or 0)
            assert (balance.debit, balance.credit) == derived
