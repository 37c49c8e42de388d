"""Triggers and views, made anew from their SQL files after every migration.

The same rules, under the same names, on both engines. Tables that only ever grow are listed once in
`APPEND_ONLY`; their triggers are the same sentence for each table, so they are made from the list.
"""

import sqlite3

from sqlalchemy import Connection, text

from ledger.settings import MIGRATIONS

SQL = MIGRATIONS / "sql"

APPEND_ONLY = (
    "book",
    "journal_entry",
    "posting",
    "transfer",
    "transfer_confirmation",
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
    "audit_event",
)

RULE = "book_is_append_only"


def recreate(connection: Connection) -> None:
    """Drop every trigger and view of ours and make them again, on the engine of the connection."""
    if connection.dialect.name == "sqlite":
        _on_sqlite(connection)
    else:
        _on_postgresql(connection)


def _on_sqlite(connection: Connection) -> None:
    made = connection.execute(text("SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')"))
    for kind, name in made.all():
        connection.exec_driver_sql(f"DROP {kind} {name}")
    for file in sorted((SQL / "sqlite").glob("*.sql")):
        for statement in _statements(file.read_text(encoding="utf-8")):
            connection.exec_driver_sql(statement)
    for table in APPEND_ONLY:
        key = "number" if table == "book" else "id"
        refuse = f"BEGIN SELECT RAISE(ABORT, '{RULE}'); END"
        connection.exec_driver_sql(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        connection.exec_driver_sql(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) {refuse}"
        )


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
