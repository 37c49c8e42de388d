import pytest
from sqlalchemy import BigInteger, Integer
from sqlalchemy.exc import DBAPIError

from ledger.database import Base, Database, DateType, FlagType
from ledger.money import DongType
from tests.schema.raw import copy

NUMBERS = [
    (table.name, column.name)
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, (BigInteger, Integer, DongType, FlagType)) and column.name != "id"
]

DAYS = [
    (table.name, column.name)
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, DateType)
]
NO_DAYS = ("2026-02-30", "2025-02-29", "soon")
NOT_ISO = ("20260301", "2026-3-1", "2026-03-01 00:00")
"""Days to PostgreSQL, which stores them as days; on SQLite they would be kept as they are."""


@pytest.mark.parametrize(("table", "column"), NUMBERS, ids=lambda name: name)
def test_store__a_word_is_no_number(filled: Database, table: str, column: str) -> None:
    with filled.engine.connect() as connection, pytest.raises(DBAPIError):
        connection.exec_driver_sql(copy(table, **{column: "'many'"}))


@pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
def test_store__half_a_dong_is_refused(filled: Database) -> None:
    with filled.engine.connect() as connection, pytest.raises(DBAPIError, match="cannot store REAL value"):
        connection.exec_driver_sql(copy("roster", title="'x'", default_amount="1.5"))


def test_filling__every_table_has_a_row(filled: Database) -> None:
    """Else nothing would be copied, and the tests of this folder would prove nothing."""
    with filled.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table.name}").scalar(), table.name


@pytest.mark.parametrize(("table", "column"), DAYS, ids=lambda name: name)
def test_store__only_days_of_the_calendar(filled: Database, table: str, column: str) -> None:
    """On PostgreSQL its type sees to it, on SQLite a CHECK."""
    refused = NO_DAYS + (NOT_ISO if filled.is_sqlite else ())
    for day in refused:
        with filled.engine.connect() as connection, pytest.raises(DBAPIError):
            connection.exec_driver_sql(copy(table, **{column: f"'{day}'"}))


@pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
def test_sqlite__every_day_has_its_check(filled: Database) -> None:
    with filled.engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        made = {name: sql for name, sql in tables}  # noqa: C416 - dict() is not typed for rows
    for table, column in DAYS:
        assert (
            f"CONSTRAINT {table}_{column}_is_a_day CHECK (date({column}, '+0 days') IS {column})"
            in made[table]
        )
