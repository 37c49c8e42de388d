"""Damage done to a book behind its triggers, by raw SQL, and undone again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, delete, select, text, update
from sqlalchemy.exc import DBAPIError

from ledger.database import Database, DateType

BORROWED = 0.5
"""How often a value is replaced by that of another row, which is harder to notice than one never seen."""


@dataclass(frozen=True)
class Damage:
    """One row changed or taken away."""

    table: str
    column: str
    row: str


@contextmanager
def unguarded(database: Database) -> Iterator[Connection]:
    """A connection on which no trigger of ours fires and no foreign key is kept."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            driver: Any = connection.connection.dbapi_connection
            driver.execute("PRAGMA foreign_keys=OFF")
            driver.execute("PRAGMA ignore_check_constraints=OFF")
            triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            for (name,) in triggers.all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        connection.commit()
        yield connection
        connection.rollback()


def change(connection: Connection, table: Table, column: Column[Any], rng: Random) -> Damage | None:
    """Change one column of one row; None when there is no row or the engine itself refuses."""
    rows = _rows(connection, table)
    if not rows:
        return None
    mapping = rng.choice(rows)._mapping
    where = [key == mapping[key] for key in table.primary_key.columns]
    was = mapping[column]
    used = sorted({row._mapping[column] for row in rows if row._mapping[column] not in (None, was)})
    value = rng.choice(used) if used and rng.random() < BORROWED else _other(was, column)
    statement = update(table).where(*where).values({column: value})
    return _done(connection, statement, Damage(table.name, column.name, f"{value} in {dict(mapping)}"))


def remove(connection: Connection, table: Table, rng: Random) -> Damage | None:
    """Take one row away."""
    rows = _rows(connection, table)
    if not rows:
        return None
    row = rng.choice(rows)
    where = [key == row._mapping[key] for key in table.primary_key.columns]
    return _done(connection, delete(table).where(*where), Damage(table.name, "-", str(dict(row._mapping))))


def _done(connection: Connection, statement: Any, damage: Damage) -> Damage | None:
    try:
        connection.execute(statement)
    except DBAPIError:
        connection.rollback()
        return None
    return damage


def _rows(connection: Connection, table: Table) -> Sequence[Row[*tuple[Any, ...]]]:
    return connection.execute(select(table).order_by(*table.primary_key.columns)).all()


def _other(value: Any, column: Column[Any]) -> Any:
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return 1 - value if column.name in ("approved", "passed", "guarded") else value + 1
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, str):
        return {"cash": "bank", "bank": "cash", "receipt": "payment", "payment": "receipt"}.get(
            value, value + "x"
        )
    return date(2021, 1, 1) if isinstance(column.type, DateType) else 1
