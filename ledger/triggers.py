"""Triggers and views, made anew from their SQL files after every migration.

The same rules, under the same names, on both engines. Tables that only ever grow are listed once in
`APPEND_ONLY`; their triggers are the same sentence for each table, so they are made from the list.
"""

import sqlite3
from collections.abc import Sequence

from sqlalchemy import Connection, MetaData, Table, UniqueConstraint, text

from ledger.settings import MIGRATIONS

SQL = MIGRATIONS / "sql"

APPEND_ONLY = (
    "book",
    "area_alias",
    "area_succession",
    "association_event",
    "association_event_document",
    "association_name",
    "journal_entry",
    "posting",
    "entry_pattern",
    "bookkeeping_profile",
    "correction",
    "period_event",
    "transfer",
    "transfer_confirmation",
    "transfer_refusal",
    "transfer_return",
    "voucher",
    "voucher_void",
    "contribution",
    "roster_posting",
    "registration",
    "assessment",
    "recognition_decision",
    "recognition",
    "proposal",
    "award",
    "decision",
    "payment",
    "payment_line",
    "budget_line",
    "declaration",
    "declared_measure",
    "fund_transfer",
    "advance",
    "advance_settlement",
    "term_deposit",
    "term_deposit_return",
    "money_place",
    "money_place_closing",
    "hand_over",
    "hand_over_line",
    "hand_over_confirmation",
    "hand_over_withdrawal",
    "cash_count",
    "cash_count_line",
    "shortage_settlement",
    "goods_lot",
    "goods_issue",
    "foreign_amount",
    "audit_event",
)

RULE = "book_is_append_only"


def recreate(connection: Connection, metadata: MetaData) -> None:
    """Drop every trigger and view of ours and make them again, on the engine of the connection.

    metadata: the tables, whose UNIQUE constraints SQLite must keep by trigger too (`_no_replace`).
    """
    if connection.dialect.name == "sqlite":
        _on_sqlite(connection, metadata)
    else:
        _on_postgresql(connection)


def drop(connection: Connection) -> None:
    """Drop every trigger and view of a SQLite book, for one who makes them again in the same transaction."""
    kinds = "type IN ('trigger', 'view') ORDER BY type"  # a view takes its triggers with it, so they go first
    made = connection.execute(text(f"SELECT type, name FROM sqlite_master WHERE {kinds}"))  # noqa: S608 - our own words
    for kind, name in made.all():
        connection.exec_driver_sql(f"DROP {kind} {name}")


def _on_sqlite(connection: Connection, metadata: MetaData) -> None:
    drop(connection)
    for file in sorted((SQL / "sqlite").glob("*.sql")):
        for statement in _statements(file.read_text(encoding="utf-8")):
            connection.exec_driver_sql(statement)
    for table in APPEND_ONLY:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{RULE}'); END"
        connection.exec_driver_sql(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        connection.exec_driver_sql(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
        connection.exec_driver_sql(_no_replace(metadata.tables[table]))


def _no_replace(table: Table) -> str:
    """A trigger against INSERT OR REPLACE, which deletes the former row and tells no trigger of it.

    It refuses a row whose key, or whose value in a UNIQUE constraint, is already there, under the
    name of that constraint.
    """
    uniques = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    keys = sorted((str(unique.name), unique.columns.keys()) for unique in uniques)
    cases = [_when_there(table.name, RULE, table.primary_key.columns.keys())]
    cases += [_when_there(table.name, rule, columns) for rule, columns in keys if "id" not in columns]
    return (
        f"CREATE TRIGGER {table.name}_no_replace BEFORE INSERT ON {table.name} "
        f"BEGIN SELECT CASE {' '.join(cases)} END; END"
    )


def _when_there(table: str, rule: str, columns: Sequence[str]) -> str:
    same = " AND ".join(f"{column} = NEW.{column}" for column in columns)
    return f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) THEN RAISE(ABORT, '{rule}')"  # noqa: S608 - our own names


def _statements(script: str) -> list[str]:
    """A SQLite script as single statements; SQLite itself says where one is complete."""
    found, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if pending.strip() and sqlite3.complete_statement(pending):
            found.append(pending.strip())
            pending = ""
    return found


def _on_postgresql(connection: Connection) -> None:
    made = connection.execute(
        text(
            "SELECT 'TRIGGER ' || quote_ident(tgname) || ' ON ' || tgrelid::regclass FROM pg_trigger "
            "WHERE NOT tgisinternal "
            "UNION ALL SELECT 'VIEW ' || quote_ident(viewname) FROM pg_views WHERE schemaname = 'public' "
            "UNION ALL SELECT 'FUNCTION ' || p.oid::regprocedure FROM pg_proc p "
            "WHERE p.pronamespace = 'public'::regnamespace"
        )
    )
    for (thing,) in made.all():
        connection.exec_driver_sql(f"DROP {thing}")
    for file in sorted((SQL / "postgresql").glob("*.sql")):
        # the driver itself: `%` in a script is not a placeholder there
        connection.connection.cursor().execute(file.read_text(encoding="utf-8"))
    for table in APPEND_ONLY:
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{RULE}')"
        )
