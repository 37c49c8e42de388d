import pytest
from sqlalchemy import BigInteger, Integer
from sqlalchemy.exc import DBAPIError

from ledger.database import Base, Database, FlagType
from ledger.money import DongType
from tests.schema.raw import copy

NUMBERS = [
    (table.name, column.name)
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, (BigInteger, Integer, DongType, FlagType)) and column.name != "id"
]


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


@pytest.mark.parametrize("filled", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_store__a_word_is_no_date(filled: Database) -> None:
    """On SQLite dates are text, and only our own column type writes them."""
    with filled.engine.connect() as connection, pytest.raises(DBAPIError):
        connection.exec_driver_sql(copy("journal_entry", entry_date="'2026-02-30'"))
