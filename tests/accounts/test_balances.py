from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from ledger.accounts import balances, chart, journal
from ledger.accounts.balances import Balance, FundPosition, Overdraft, Position, Turnover
from ledger.accounts.journal import EntryKind, Pair, Posting
from ledger.contributions import contributions as gifts
from ledger.contributions.contributions import Method
from ledger.database import Database
from ledger.money import Dong
from tests.engines import SqliteCopies
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


# --- every day ----------------------------------------------------------------------------------
def spend(
    book: Database,
    commune: Commune,
    amount: int,
    *,
    on: date,
    method: str = "cash",
    fund_id: int | None = None,
) -> None:
    """An expense."""
    with book.write() as session:
        roles = chart.by_role(session)
        journal.post(
            session,
            association_id=commune.id,
            kind=EntryKind.EXPENSE,
            entry_date=on,
            description="",
            pairs=[Pair(fund_id or commune.fund.id, roles["expense_other"], roles[method], Dong(amount))],
            by=commune.treasurer,
        )


FIRST, SECOND, THIRD = date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)


def test_overdraft__money_cannot_leave_before_it_came(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 1_000, on=SECOND)
    with pytest.raises(Overdraft):
        spend(book, commune, 1, on=FIRST)
    spend(book, commune, 1_000, on=SECOND)
    contributions.give(book, commune, 500, on=FIRST)
    spend(book, commune, 500, on=FIRST)


def test_overdraft__what_a_later_day_needs_stays(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 1_000, on=FIRST)
    spend(book, commune, 900, on=SECOND)
    contributions.give(book, commune, 5_000, on=THIRD)
    with pytest.raises(Overdraft):
        spend(book, commune, 101, on=FIRST)
    with pytest.raises(Overdraft):
        spend(book, commune, 101, on=SECOND)
    spend(book, commune, 100, on=FIRST)
    spend(book, commune, 5_000, on=THIRD)


def test_overdraft__of_each_account_by_itself(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 1_000, on=FIRST, method=Method.BANK)
    contributions.give(book, commune, 1_000, on=SECOND)
    with pytest.raises(Overdraft):
        spend(book, commune, 1, on=FIRST)
    spend(book, commune, 1_000, on=FIRST, method="bank")


def test_overdraft__of_each_fund_by_itself(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        other = accounts.fund(session, commune.association, name="Quỹ Học bổng", purpose="học bổng")
    contributions.give(book, commune, 1_000, on=SECOND)
    with book.write() as session:
        gifts.record(
            session, contributions.new_gift(commune, 1_000, fund_id=other.id, on=FIRST), by=commune.treasurer
        )
    with pytest.raises(Overdraft):
        spend(book, commune, 1, on=FIRST)
    spend(book, commune, 1_000, on=FIRST, fund_id=other.id)


def test_overdraft__a_gift_spent_since_is_not_taken_back(book: Database) -> None:
    """Not before new money came, even though there is enough today."""
    commune = open_commune(book)
    contributions.give(book, commune, 1_000, on=FIRST)
    spend(book, commune, 1_000, on=SECOND)
    with book.read() as session:
        gift = session.scalars(select(Posting.id).order_by(Posting.id).limit(1)).one()
    contributions.give(book, commune, 1_000, on=THIRD)

    def take_back(on: date) -> None:
        with book.write() as session:
            journal.reverse(
                session, posting_ids=[gift], entry_date=on, reason="ghi nhầm", by=commune.treasurer
            )

    for early in (FIRST, SECOND):
        with pytest.raises(Overdraft):
            take_back(early)
    take_back(THIRD)


@given(
    acts=st.lists(
        st.tuples(st.sampled_from([FIRST, SECOND, THIRD]), st.integers(-3, 3).filter(bool)), max_size=12
    )
)
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_overdraft__exactly_when_a_day_would_end_below_zero(
    sqlite_copies: SqliteCopies, acts: list[tuple[date, int]]
) -> None:
    """Whatever the order in which money is recorded. amounts in thousands of đồng, below zero when spent."""
    with sqlite_copies.copy() as url:
        book = Database(url)
        commune = open_commune(book)
        done: list[tuple[date, int]] = []
        for day, amount in acts:
            after = [*done, (day, amount)]
            allowed = all(
                sum(change for when, change in after if when <= end) >= 0 for end in (FIRST, SECOND, THIRD)
            )
            if amount > 0:
                contributions.give(book, commune, amount * 1_000, on=day)
            elif allowed:
                spend(book, commune, -amount * 1_000, on=day)
            else:
                with pytest.raises(Overdraft):
                    spend(book, commune, -amount * 1_000, on=day)
            if allowed:
                done = after
        book.close()


# --- sums ---------------------------------------------------------------------------------------
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
