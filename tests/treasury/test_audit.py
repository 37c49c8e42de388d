"""The audit finds whatever is done behind the triggers to the documents of cash and goods."""

from random import Random

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from ledger.database import Base, Database
from ledger.disclosure.checks.cash import CASH_CHECKS
from ledger.disclosure.verify import verify
from tests.disclosure.damage import change, remove, unguarded
from tests.factories import contributions
from tests.factories.communes import open_commune
from tests.schema.filling_cash import fill_cash
from tests.treasury.auditing import findings

STATED_ONCE = {
    "money_place": {"name", "holder_name", "bank_name", "bank_number", "opened_on", "account_id"},
    "money_place_closing": {"closed_on"},
    "hand_over": {"handed_on", "note", "from_account_id", "to_account_id"},
    "hand_over_line": {"amount", "fund_id"},
    "hand_over_confirmation": set(),
    "hand_over_withdrawal": {"withdrawn_on", "reason"},
    "cash_count": {"account_id", "witnesses", "note"},
    "cash_count_line": set(),
    "shortage_settlement": {"reason"},
    "goods_lot": {"description", "unit", "from_name"},
    "goods_issue": {"given_to"},
    "foreign_amount": {"currency", "rate", "rate_source"},  # a rate may differ by less than half a đồng
}
"""By table: what nothing else in the book repeats, and what is bound only once it is confirmed."""
UNNOTICED = {"foreign_amount"}
"""Without its row nothing tells that a gift was not in đồng."""
CONFIRMED = "WHERE hand_over_id IN (SELECT hand_over_id FROM hand_over_confirmation)"


@pytest.fixture
def kept(book: Database) -> Database:
    commune = open_commune(book)
    contributions.give(book, commune, 1_000_000)
    fill_cash(book, commune)
    return book


def found(connection: Connection) -> bool:
    """Whether the audit finds anything; the checks of cash and goods come first, since they are quick."""
    with Session(connection) as session:
        return any(connection.execute(text(check.sql)).first() for check in CASH_CHECKS) or bool(
            verify(session)
        )


def test_verify__finds_nothing_in_an_honest_book(kept: Database) -> None:
    assert findings(kept) == []


def test_verify__finds_what_was_changed_or_taken_away(kept: Database) -> None:
    rng, missed = Random(20263), []
    with unguarded(kept) as connection:
        for name, spared in STATED_ONCE.items():
            table = Base.metadata.tables[name]
            columns = [column for column in table.columns if column.name not in {"id", *spared}]
            for column in [*columns, *((None,) if name not in UNNOTICED else ())]:
                damage = (
                    remove(connection, table, rng)
                    if column is None
                    else change(connection, table, column, rng)
                )
                if damage is not None and not found(connection):
                    missed.append(damage)
                connection.rollback()
    assert missed == []


@pytest.mark.parametrize("change", ["amount = amount + 1", "fund_id = (SELECT max(id) FROM fund)"])
def test_verify__finds_a_confirmed_line_that_was_changed(kept: Database, change: str) -> None:
    with unguarded(kept) as connection:
        connection.execute(text(f"UPDATE hand_over_line SET {change} {CONFIRMED}"))
        assert found(connection)
