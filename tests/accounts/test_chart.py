from sqlalchemy import select

from ledger.accounts import chart
from ledger.accounts.chart import Account
from ledger.database import Database

ROLES = {"cash", "bank", "in_transit", "awards_payable", "opening", "contributions", "award_expense"}


def test_load_chart__once(book: Database) -> None:
    with book.write() as session:
        assert chart.load_chart(session) == len(session.scalars(select(Account.id)).all()) > 0
        assert chart.load_chart(session) == 0


def test_load_chart__accounts_with_a_job_have_no_sub_accounts(book: Database) -> None:
    with book.write() as session:
        chart.load_chart(session)
        headings = set(session.scalars(select(Account.parent_id)))
        with_jobs = session.scalars(select(Account).where(Account.role.is_not(None))).all()
    assert {account.role for account in with_jobs} == ROLES
    assert headings.isdisjoint(account.id for account in with_jobs)


def test_load_chart__codes_grow_out_of_their_headings(book: Database) -> None:
    with book.write() as session:
        chart.load_chart(session)
        accounts = {account.id: account for account in session.scalars(select(Account))}
    for account in accounts.values():
        if account.parent_id is not None:
            heading = accounts[account.parent_id]
            assert account.code.startswith(heading.code)
            assert (account.account_class, account.normal_side) == (
                heading.account_class,
                heading.normal_side,
            )


def test_by_role__before_the_chart_is_loaded_is_not_remembered(book: Database) -> None:
    with book.write() as session:
        assert chart.by_role(session) == {}
        chart.load_chart(session)
        assert chart.by_role(session).keys() == ROLES
    with book.read() as session:
        assert chart.by_role(session).keys() == ROLES
        assert chart.codes(session)["cash"] == "1111"
