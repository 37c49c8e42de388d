import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from ledger.database import Base, Database, constraint_of
from ledger.triggers import APPEND_ONLY, RULE
from tests.schema.raw import copy

only_sqlite = pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize(
    "filled", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
every_table = pytest.mark.parametrize("table", APPEND_ONLY)

WITHOUT_UNIQUE = {
    "book",  # one column is its key
    "association_event",  # the same may happen again on the same day
    "association_event_document",  # two papers may be called the same
    "journal_entry",  # a second entry like the first is another entry
    "hand_over",  # the same money may be handed over again
    "proposal",  # the same list may be proposed again
    "budget_line",  # the latest line of a key counts
}
"""A copy of a row of these, under a new id, is an honest new row."""


def key(table: str) -> str:
    return next(column.name for column in Base.metadata.tables[table].primary_key)


def assert_refused(connection: Connection, statement: str) -> None:
    with pytest.raises(DBAPIError) as refusal:
        connection.exec_driver_sql(statement)
    assert constraint_of(refusal.value) == RULE


@every_table
def test_update__is_refused(filled: Database, table: str) -> None:
    with filled.engine.connect() as connection:
        assert_refused(connection, f"UPDATE {table} SET {key(table)} = {key(table)}")


@every_table
def test_delete__is_refused(filled: Database, table: str) -> None:
    with filled.engine.connect() as connection:
        assert_refused(connection, f"DELETE FROM {table}")


@only_postgresql
@every_table
def test_truncate__is_refused(filled: Database, table: str) -> None:
    with filled.engine.connect() as connection:
        assert_refused(connection, f"TRUNCATE {table} CASCADE")


@only_postgresql
def test_truncate__is_watched_on_each_table_itself(filled: Database) -> None:
    """CASCADE reaches other tables, whose triggers would answer for one that is missing."""
    truncate = 32  # TRIGGER_TYPE_TRUNCATE
    watched = text(f"SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgtype & {truncate} > 0")
    with filled.engine.connect() as connection:
        assert set(connection.execute(watched).scalars()) == set(APPEND_ONLY)


@pytest.fixture(params=["ON", "OFF"])
def shell(request: pytest.FixtureRequest, filled: Database) -> Iterator[sqlite3.Connection]:
    """SQLite as any other program opens it; with OFF, its own default, REPLACE deletes without a trigger."""
    with closing(sqlite3.connect(str(filled.url.database), isolation_level=None)) as connection:
        connection.execute(f"PRAGMA recursive_triggers = {request.param}")
        connection.execute("BEGIN")
        yield connection
        connection.execute("ROLLBACK")


@only_sqlite
@every_table
def test_replace__under_the_same_id_is_refused(
    filled: Database, shell: sqlite3.Connection, table: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=RULE):
        shell.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")


@only_sqlite
@pytest.mark.parametrize("table", sorted(set(APPEND_ONLY) - WITHOUT_UNIQUE))
def test_replace__under_another_id_is_refused(
    filled: Database, shell: sqlite3.Connection, table: str
) -> None:
    where = "client_key IS NOT NULL" if table == "audit_event" else "1 = 1"
    if table == "audit_event":
        shell.execute(copy(table, client_key="'FORM'"))
    with pytest.raises(sqlite3.IntegrityError):
        shell.execute(copy(table, where).replace("INSERT", "INSERT OR REPLACE", 1))


@only_sqlite
def test_replace__does_not_start_a_series_of_numbers_again(
    filled: Database, shell: sqlite3.Connection
) -> None:
    again = copy("voucher_series", last_number="0").replace("INSERT", "INSERT OR REPLACE", 1)
    with pytest.raises(sqlite3.IntegrityError, match="series_never_goes_back"):
        shell.execute(again)
