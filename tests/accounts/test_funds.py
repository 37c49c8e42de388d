from datetime import date

import pytest

from ledger.accounts import balances, chart, funds, journal
from ledger.accounts.balances import CapitalIsPreserved, FundHasTooLittle, Overdraft, Position
from ledger.accounts.funds import Fund, FundKind, PurposeMissing
from ledger.accounts.journal import EntryKind, Pair
from ledger.contributions import contributions as gifts
from ledger.database import Database
from ledger.errors import NotFound
from ledger.money import Dong
from tests.factories import accounts, associations, contributions
from tests.factories.communes import DAY, Commune, open_commune


def open_fund(book: Database, commune: Commune, **given: object) -> Fund:
    plain = {"name": "Quỹ Học bổng", "kind": FundKind.RESTRICTED, "purpose": "học bổng"}
    with book.write() as session:
        return funds.open_fund(
            session,
            owner_id=commune.id,
            opened_on=date(2025, 1, 1),
            holders=[commune.id],
            **(plain | given),  # type: ignore[arg-type]  # the arguments vary by test
        )


def test_open_fund__gets_a_readable_code(book: Database) -> None:
    assert open_fund(book, open_commune(book), name="Quỹ Học bổng Tô Hiệu").code == "quy-hoc-bong-to-hieu"


def test_open_fund__restricted_money_needs_its_purpose(book: Database) -> None:
    commune = open_commune(book)
    with pytest.raises(PurposeMissing):
        open_fund(book, commune, purpose="  ")


def test_by_code__finds_or_is_not_found(book: Database) -> None:
    commune = open_commune(book)
    with book.read() as session:
        assert funds.by_code(session, commune.fund.code).id == commune.fund.id
        with pytest.raises(NotFound):
            funds.by_code(session, "quy-khac")


def test_held_by__funds_open_on_the_day_general_first(book: Database) -> None:
    commune = open_commune(book)
    named = open_fund(book, commune)
    with book.write() as session:
        session.get_one(Fund, named.id).closed_on = date(2025, 6, 30)
    with book.read() as session:
        open_on = {
            day: [fund.id for fund in funds.held_by(session, association_id=commune.id, on=day)]
            for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1))
        }
    assert list(open_on.values()) == [
        [commune.fund.id],
        [commune.fund.id, named.id],
        [commune.fund.id, named.id],
        [commune.fund.id],
    ]


def test_held__only_where_it_may_be_held(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        village = associations.association(session, "Chi hội bản Mẫu", under=commune.association)
        theirs = accounts.fund(session, village, name="Quỹ của bản")
    with book.read() as session:
        assert funds.held(session, association_id=village.id, fund_id=theirs.id) is not None
        assert funds.held(session, association_id=commune.id, fund_id=theirs.id) is None


def test_let_hold__lets_another_association_in(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        village = associations.association(session, "Chi hội bản Mẫu", under=commune.association)
        funds.let_hold(session, fund_id=commune.fund.id, association_ids=[village.id])
        funds.let_hold(session, fund_id=commune.fund.id, association_ids=[])
    with book.read() as session:
        assert funds.held(session, association_id=village.id, fund_id=commune.fund.id) is not None


# --- endowments ---------------------------------------------------------------------------------
def endow(book: Database, commune: Commune) -> Fund:
    """An endowment with a capital of 1,000,000 đồng, and 50,000 of interest on it."""
    fund = open_fund(book, commune, name="Quỹ Tô Hiệu", kind=FundKind.ENDOWMENT)
    with book.write() as session:
        gifts.record(
            session, contributions.new_gift(commune, 1_000_000, fund_id=fund.id), by=commune.treasurer
        )
    post(book, commune, fund, INTEREST, 50_000)
    return fund


Shape = tuple[EntryKind, str, str]
"""A kind of entry, and the roles of the accounts it debits and credits."""
INTEREST = (EntryKind.INTEREST, "cash", "interest")
EXPENSE = (EntryKind.EXPENSE, "expense_other", "cash")
DEPOSIT = (EntryKind.DEPOSIT, "term_deposits", "cash")
PROMISE = (EntryKind.AWARD_DECISION, "award_expense", "awards_payable")
SENT = (EntryKind.TRANSFER_SENT, "in_transit", "cash")
MOVED = (EntryKind.FUND_TRANSFER, "between_funds", "cash")


def post(book: Database, commune: Commune, fund: Fund, shape: Shape, amount: int) -> int:
    kind, debit, credit = shape
    with book.write() as session:
        roles = chart.by_role(session)
        return journal.post(
            session,
            association_id=commune.id,
            kind=kind,
            entry_date=DAY,
            description="",
            pairs=[Pair(fund.id, roles[debit], roles[credit], Dong(amount))],
            by=commune.treasurer,
        ).posting_ids[0]


def position(book: Database, commune: Commune, fund: Fund) -> Position:
    with book.read() as session:
        return balances.position(session, association_id=commune.id, fund_id=fund.id)


@pytest.mark.parametrize("shape", [EXPENSE, PROMISE, SENT, MOVED])
def test_endowment__spends_its_yield_and_keeps_its_capital(book: Database, shape: Shape) -> None:
    commune = open_commune(book)
    fund = endow(book, commune)
    assert position(book, commune, fund) == Position(1_050_000, 0, 0, 1_000_000)
    assert position(book, commune, fund).available == 50_000
    with pytest.raises(CapitalIsPreserved):
        post(book, commune, fund, shape, 50_001)
    post(book, commune, fund, shape, 50_000)
    assert position(book, commune, fund).available == 0


def test_endowment__capital_lent_to_a_bank_is_still_there(book: Database) -> None:
    commune = open_commune(book)
    fund = endow(book, commune)
    post(book, commune, fund, DEPOSIT, 1_000_000)
    assert position(book, commune, fund) == Position(50_000, 0, 1_000_000, 1_000_000)
    assert position(book, commune, fund).available == 50_000
    with pytest.raises(Overdraft):
        post(book, commune, fund, EXPENSE, 50_001)


def test_endowment__a_gift_taken_back_takes_its_capital_back(book: Database) -> None:
    commune = open_commune(book)
    fund = endow(book, commune)
    with book.write() as session:
        receipt = gifts.record(
            session, contributions.new_gift(commune, 300_000, fund_id=fund.id), by=commune.treasurer
        )
    assert position(book, commune, fund).capital == 1_300_000
    contributions.cancel(book, commune, receipt)
    assert position(book, commune, fund) == Position(1_050_000, 0, 0, 1_000_000)


def test_endowment__other_funds_have_no_capital_to_keep(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 500_000)
    assert position(book, commune, commune.fund) == Position(500_000, 0)
    with pytest.raises(FundHasTooLittle):
        post(book, commune, commune.fund, PROMISE, 500_001)
