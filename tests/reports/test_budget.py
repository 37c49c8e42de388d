import pytest
from sqlalchemy import select

from ledger.accounts import chart
from ledger.accounts.funds import FundKind, open_fund
from ledger.accounts.journal import FundNotHeldHere
from ledger.audit import AuditEvent, FormAlreadyUsed
from ledger.database import Database
from ledger.identity.roles import Actor, OutsideScope
from ledger.money import Dong
from ledger.reports import budget
from ledger.reports.budget import BudgetLine, NothingToBudget
from tests.factories.associations import FOUNDED
from tests.factories.communes import DAY, Commune, open_commune


def plan(
    book: Database, commune: Commune, amount: int, *, role: str = "contributions", by: Actor | None = None,
    fund_id: int | None = None, key: str | None = None,
) -> int:  # fmt: skip
    """Plan an amount of this year for the account with a role."""
    with book.write() as session:
        return budget.set_budget(
            session,
            association_id=commune.id,
            fund_id=fund_id or commune.fund.id,
            account_id=chart.by_role(session)[role],
            year=DAY.year,
            amount=Dong(amount),
            by=by or commune.treasurer,
            client_key=key,
        )


def test_set_budget__the_latest_amount_counts_and_the_earlier_stays(book: Database) -> None:
    commune = open_commune(book)
    plan(book, commune, 5_000_000)
    plan(book, commune, 7_000_000)
    plan(book, commune, 0, role="award_expense")
    with book.read() as session:
        roles = chart.by_role(session)
        assert budget.planned(session, association_id=commune.id, year=DAY.year) == {
            (commune.fund.id, roles["contributions"]): 7_000_000,
            (commune.fund.id, roles["award_expense"]): 0,
        }
        assert not budget.planned(session, association_id=commune.id, year=DAY.year + 1)
        assert not budget.planned(session, association_id=commune.province.id, year=DAY.year)
        assert len(session.scalars(select(BudgetLine.id)).all()) == 3
        events = session.scalars(select(AuditEvent.verb).where(AuditEvent.subject_type == "budget_line"))
        assert events.all() == ["set_budget"] * 3


def test_set_budget__is_for_the_treasurer_there(book: Database) -> None:
    commune = open_commune(book)
    for somebody in (commune.chair, commune.member, commune.stranger):
        with pytest.raises(OutsideScope):
            plan(book, commune, 5_000_000, by=somebody)


def test_set_budget__plans_income_and_expenses_of_a_fund_held_there(book: Database) -> None:
    commune = open_commune(book)
    for role in ("cash", "awards_payable", "opening", "in_transit"):
        with pytest.raises(NothingToBudget):
            plan(book, commune, 5_000_000, role=role)
    with book.write() as session:
        elsewhere = open_fund(
            session,
            name="Quỹ của tỉnh",
            kind=FundKind.UNRESTRICTED,
            owner_id=commune.province.id,
            opened_on=FOUNDED,
            holders=[commune.province.id],
        )
    with pytest.raises(FundNotHeldHere):
        plan(book, commune, 5_000_000, fund_id=elsewhere.id)


def test_set_budget__one_form_acts_once(book: Database) -> None:
    commune = open_commune(book)
    first = plan(book, commune, 5_000_000, key="K1")
    assert plan(book, commune, 5_000_000, key="K1") == first
    with pytest.raises(FormAlreadyUsed):
        plan(book, commune, 6_000_000, key="K1")


@pytest.mark.parametrize(
    ("actual", "planned", "percent"),
    [(0, 0, None), (5, 0, None), (0, 7, 0), (1, 3, 33), (2, 3, 67), (1, 200, 1), (9, 2, 450), (-1, 4, -25)],
)
def test_percent__is_whole_and_rounded(actual: int, planned: int, percent: int | None) -> None:
    assert budget.percent(actual, planned) == percent
