"""No table escapes the rule that an id knows its book: walked in the live catalogue, not in our models."""

from sqlalchemy import Connection, inspect, text

from ledger.database import Database
from ledger.disclosure.verify import SHARED
from ledger.ids import BOOK_SHIFT

KEPT_APART = {
    "alembic_version": "the version of the schema",
    "book": "the numbers themselves",
    "signed_in": "keyed by 130 bits of randomness",
}
"""Tables whose key holds no id."""


def books_of(connection: Connection, table: str, column: str) -> set[int]:
    """The numbers of the books in which the ids of a column were made."""
    query = text(f"SELECT DISTINCT {column} >> {BOOK_SHIFT} FROM {table} WHERE {column} IS NOT NULL")
    return set(connection.execute(query).scalars())


def test_ids__every_row_was_made_in_this_book_or_is_shared_by_all(filled: Database) -> None:
    with filled.engine.connect() as connection:
        inspector = inspect(connection)
        for (_, table), columns in inspector.get_multi_columns().items():
            if "id" in {column["name"] for column in columns}:
                allowed = {0, 1} if table in SHARED else {1}
                assert books_of(connection, table, "id") <= allowed, table


def test_ids__a_row_without_one_is_known_by_those_of_others(filled: Database) -> None:
    """Its key holds a foreign key, so it cannot meet a row of another book either."""
    with filled.engine.connect() as connection:
        inspector = inspect(connection)
        keys = {
            table: key["constrained_columns"]
            for (_, table), key in inspector.get_multi_pk_constraint().items()
        }
        ids = {(table, "id") for table in keys}
        for (_, table), foreign in inspector.get_multi_foreign_keys().items():
            ids |= {(table, column) for key in foreign for column in key["constrained_columns"]}
    without = {
        table for table, columns in keys.items() if not any((table, column) in ids for column in columns)
    }
    assert without == KEPT_APART.keys()


def test_ids__no_key_points_into_another_book(filled: Database) -> None:
    with filled.engine.connect() as connection:
        for (_, table), foreign in inspect(connection).get_multi_foreign_keys().items():
            for key in foreign:
                pairs = zip(key["constrained_columns"], key["referred_columns"], strict=True)
                for column in (ours for ours, theirs in pairs if theirs == "id"):
                    allowed = {0, 1} if key["referred_table"] in SHARED else {1}
                    assert books_of(connection, table, column) <= allowed, f"{table}.{column}"
