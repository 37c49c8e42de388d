from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from ledger.accounts import chart
from ledger.accounts.chart import Account, EntryPattern
from ledger.accounts.journal import EntryKind
from ledger.database import Database, migrate

MONEY = {"cash", "bank"} | {f"{method}_{number}" for method in ("cash", "bank") for number in range(2, 10)}
RUNNING = {"expense_management", "expense_ceremony", "expense_fundraising", "bank_fee", "expense_other"}
ROLES = (
    MONEY
    | RUNNING
    | {"in_transit", "capital_in_transit", "term_deposits", "shortage", "advances"}
    | {"goods", "goods_bought", "awards_payable"}
    | {"opening", "between_funds", "contributions", "goods_income", "other_income", "interest"}
    | {"award_expense", "goods_given", "bought_goods_given"}
)


@pytest.fixture
def without_chart(tmp_path: Path) -> Iterator[Database]:
    """A migrated book that nobody has initialised."""
    url = f"sqlite:///{tmp_path / 'book.db'}"
    migrate(url)
    with closing(Database(url)) as book:
        yield book


def test_load_chart__once(without_chart: Database) -> None:
    with without_chart.write() as session:
        assert chart.load_chart(session) == len(session.scalars(select(Account.id)).all()) > 0
        assert chart.load_chart(session) == 0


def test_load_chart__accounts_with_a_job_have_no_sub_accounts(book: Database) -> None:
    with book.read() as session:
        headings = set(session.scalars(select(Account.parent_id)))
        with_jobs = session.scalars(select(Account).where(Account.role.is_not(None))).all()
    assert {account.role for account in with_jobs} == ROLES
    assert headings.isdisjoint(account.id for account in with_jobs)


def test_load_chart__codes_grow_out_of_their_headings(book: Database) -> None:
    with book.read() as session:
        accounts = {account.id: account for account in session.scalars(select(Account))}
    for account in accounts.values():
        if account.parent_id is not None:
            heading = accounts[account.parent_id]
            assert account.code.startswith(heading.code)
            assert (account.account_class, account.normal_side) == (
                heading.account_class,
                heading.normal_side,
            )


def test_by_role__before_the_chart_is_loaded_is_not_remembered(without_chart: Database) -> None:
    with without_chart.write() as session:
        assert chart.by_role(session) == {}
        chart.load_chart(session)
        assert chart.by_role(session).keys() == ROLES
    with without_chart.read() as session:
        assert chart.by_role(session).keys() == ROLES
        assert chart.codes(session)["cash"] == "1111"


def test_load_chart__shipped_accounts_have_the_same_small_ids_in_every_book(book: Database) -> None:
    with book.read() as session:
        found = session.execute(select(Account.id, Account.code).order_by(Account.id)).all()
    assert [identity for identity, _ in found] == list(range(1, len(found) + 1))
    assert found[1] == (2, "1111")


def test_load_chart__money_and_only_money_is_guarded_by_its_effect(book: Database) -> None:
    with book.read() as session:
        accounts = session.scalars(select(Account).where(Account.role.is_not(None))).all()
    effects = {
        effect: {a.role for a in accounts if a.effect == effect} for effect in {a.effect for a in accounts}
    }
    assert effects["money"] == MONEY
    assert effects["promise"] == {"awards_payable"}
    assert effects["investment"] == {"term_deposits"}
    assert effects["capital"] == {"contributions", "opening", "capital_in_transit"}


def test_load_chart__every_kind_but_a_reversal_has_its_accounts(book: Database) -> None:
    with book.read() as session:
        kinds = Counter(session.scalars(select(EntryPattern.kind)))
    assert set(kinds) == {kind.value for kind in EntryKind} - {"reversal"}
    assert (kinds["contribution"], kinds["hand_over"], kinds["award_decision"]) == (18, 18 * 17, 1)


def test_places__the_main_one_first(book: Database) -> None:
    with book.read() as session:
        roles = chart.by_role(session)
        assert chart.places(session, "cash")[:2] == [roles["cash"], roles["cash_2"]]
        assert len(chart.places(session, "bank")) == 9
        assert roles["bank_fee"] not in chart.places(session, "bank")
