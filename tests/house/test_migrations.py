"""The migrated database is what the models say, on both engines, and has what every book must have."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, Connection, create_engine, inspect, text

from ledger import ids, triggers
from ledger.database import Base, Database
from ledger.settings import MIGRATIONS
from ledger.triggers import APPEND_ONLY
from tests.schema import filling  # noqa: F401 - importing every room declares every table

on_sqlite = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize(
    "engine_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
TABLES = Base.metadata.sorted_tables


# --- drift --------------------------------------------------------------------------------------
@on_sqlite
def test_migrate__makes_the_tables_of_the_models_on_sqlite(book: Database, tmp_path: Path) -> None:
    models = create_engine(f"sqlite:///{tmp_path / 'models.db'}")
    Base.metadata.create_all(models)
    with models.connect() as expected, book.engine.connect() as migrated:
        assert _sqlite_schema(migrated) == _sqlite_schema(expected)
    models.dispose()


def test_migrate__knows_every_table_by_itself(tmp_path: Path) -> None:
    """Whoever migrates need not have imported a room, such as a benchmark or a script."""
    alone = "import sys; from ledger.database import migrate; migrate(sys.argv[1])"
    file = tmp_path / "alone.db"
    subprocess.run([sys.executable, "-c", alone, f"sqlite:///{file}"], check=True)
    made = create_engine(f"sqlite:///{file}")
    assert {table.name for table in TABLES} <= set(inspect(made).get_table_names())
    made.dispose()


def _sqlite_schema(connection: Connection) -> dict[str, list[str]]:
    """Each table and index with its clauses; the order of constraints does not matter."""
    made = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL")
    )
    return {
        name: sorted(line.strip().rstrip(",") for line in sql.splitlines())
        for name, sql in made
        if not name.startswith(("sqlite_", "alembic_"))
    }


@on_postgresql
def test_migrate__makes_the_tables_of_the_models_on_postgresql(book: Database) -> None:
    with book.engine.connect() as connection:
        migrated = _postgresql_schema(connection, "public")
        connection.exec_driver_sql("CREATE SCHEMA models")
        connection.exec_driver_sql("SET LOCAL search_path = models")
        Base.metadata.create_all(connection, checkfirst=False)
        expected = _postgresql_schema(connection, "models")
        connection.rollback()
    assert migrated == expected


def _postgresql_schema(connection: Connection, schema: str) -> set[tuple[str, ...]]:
    """Columns, constraints and indexes of a schema, as PostgreSQL itself writes them."""
    connection.exec_driver_sql(f"SET LOCAL search_path = {schema}")
    columns = (
        "SELECT a.attrelid::regclass::text, a.attname, format_type(a.atttypid, a.atttypmod), "
        "  a.attnotnull::text, a.attcollation::regcollation::text, "
        "  coalesce(pg_get_expr(d.adbin, d.adrelid), '') "
        "FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' "
        "  AND c.relnamespace = :schema::regnamespace "
        "LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE a.attnum > 0"
    )
    constraints = (
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', '', '' FROM pg_constraint "
        "WHERE connamespace = :schema::regnamespace"
    )
    indexes = (
        "SELECT tablename, indexname, replace(indexdef, schemaname || '.', ''), '', '', '' FROM pg_indexes "
        "WHERE schemaname = :schema"
    )
    query = f"{columns} UNION ALL {constraints} UNION ALL {indexes}".replace(":schema", f"'{schema}'")
    found = connection.exec_driver_sql(query).all()
    return {tuple(map(str, row)) for row in found if not str(row[0]).startswith("alembic_")}


def test_migrate__triggers_and_views_are_those_of_the_sql_files(book: Database) -> None:
    with book.engine.connect() as connection:
        migrated = _made_by_us(connection)
        triggers.recreate(connection, Base.metadata)
        assert migrated == _made_by_us(connection)
    views = {name for kind, name, *_ in migrated if kind == "view"}
    assert views >= {"ledger_line", "public_posting"}


def test_migrate__every_append_only_table_has_its_triggers(book: Database) -> None:
    suffixes = ("no_update", "no_delete", "no_replace") if book.is_sqlite else ("no_change",)
    with book.engine.connect() as connection:
        there = {(name, table) for kind, name, table, _ in _made_by_us(connection) if kind == "trigger"}
    assert {(f"{table}_{suffix}", table) for table in APPEND_ONLY for suffix in suffixes} <= there


def _made_by_us(connection: Connection) -> set[tuple[str, str, str, str]]:
    """Triggers, views and functions: kind, name, table and text."""
    if connection.dialect.name == "sqlite":
        query = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
    else:
        query = (
            "SELECT 'trigger', tgname::text, tgrelid::regclass::text, pg_get_triggerdef(oid) "
            "FROM pg_trigger WHERE NOT tgisinternal "
            "UNION ALL SELECT 'view', viewname::text, '', definition "
            "FROM pg_views WHERE schemaname = 'public' "
            "UNION ALL SELECT 'function', proname::text, '', pg_get_functiondef(oid) "
            "FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        )
    return {(kind, name, table, code) for kind, name, table, code in connection.execute(text(query))}


# --- what every table owes ----------------------------------------------------------------------
@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_models__every_check_has_a_name_we_gave(table: object) -> None:
    """A refusal is found by the name of its constraint."""
    checks = [c for c in getattr(table, "constraints", ()) if isinstance(c, CheckConstraint)]
    assert [str(check.sqltext) for check in checks if check.name is None] == []


def test_ids__every_table_starts_in_the_range_of_its_book(book: Database) -> None:
    first = ids.first_id(1)
    with book.engine.connect() as connection:
        if book.is_sqlite:
            rows = connection.execute(text("SELECT name, seq + 1 FROM sqlite_sequence"))
        else:
            unused = "FROM pg_sequences WHERE last_value IS NULL"
            rows = connection.execute(
                text(f"SELECT replace(sequencename, '_id_seq', ''), start_value {unused}")
            )
        starts = {row[0]: row[1] for row in rows}
        there = inspect(connection).get_multi_columns().items()
    assert starts == {
        table: first for (_, table), columns in there if "id" in {column["name"] for column in columns}
    }


@on_sqlite
def test_sqlite__every_table_is_strict(book: Database) -> None:
    with book.engine.connect() as connection:
        rows = connection.execute(text("SELECT name, strict FROM pragma_table_list WHERE type = 'table'"))
        loose = {name for name, strict in rows if not strict}
    assert {name for name in loose if not name.startswith("sqlite_")} == {"alembic_version"}


@on_sqlite
def test_sqlite__connections_keep_foreign_keys_and_durability(book: Database) -> None:
    wanted = {
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "journal_mode": "wal",
        "synchronous": 2,
    }
    with book.engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    assert found == wanted


@on_postgresql
def test_postgresql__every_function_sets_its_search_path(book: Database) -> None:
    """Without it a function could be made to write somewhere else, and logical replication would fail."""
    query = "SELECT proname, proconfig, prosecdef FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    with book.engine.connect() as connection:
        functions = {name: (config, owners) for name, config, owners in connection.execute(text(query))}
    assert [
        name for name, (config, _) in functions.items() if config != ["search_path=public, pg_temp"]
    ] == []
    assert {name for name, (_, owners) in functions.items() if owners} == AS_OWNER.keys(), (
        "only functions that write or lock what the database keeps run as its owner"
    )


AS_OWNER = {
    "posting_rules": "writes balances, turnovers and positions",
    "journal_entry_in_open_period": "locks the days up to which books are closed",
    "association_begins_periods": "writes those days",
    "period_event_rules": "writes those days",
    "money_place_closing_rules": "locks what no other may change meanwhile",
    "balance_place_rules": "locks what no other may change meanwhile",
    "hand_over_waiting_rules": "locks what no other may change meanwhile",
    "hand_over_confirmation_rules": "locks what no other may change meanwhile",
    "cash_count_line_rules": "locks what no other may change meanwhile",
    "goods_issue_rules": "locks what no other may change meanwhile",
}
"""PostgreSQL functions that may do more than the application."""


# --- the migrations themselves ------------------------------------------------------------------
def test_versions__are_one_line_of_numbers() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    revisions = [revision.revision for revision in script.walk_revisions()][::-1]
    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]
    files = sorted(file.name[:4] for file in (MIGRATIONS / "versions").glob("*.py"))
    assert files == revisions, "a file begins with the number of its revision"


def test_versions__never_rebuild_a_table() -> None:
    """On SQLite that drops its triggers, and every row of the book would be written anew."""
    for file in (MIGRATIONS / "versions").glob("*.py"):
        code = file.read_text(encoding="utf-8").partition('"""\n\n')[2]
        assert "batch_alter_table" not in code, file.name
