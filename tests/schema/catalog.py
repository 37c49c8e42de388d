"""What rules a live database really has, read from its own catalogue and not from our models."""

import re

from sqlalchemy import Connection, text

_CONSTRAINT = re.compile(r"CONSTRAINT (\w+) (?:CHECK|UNIQUE|FOREIGN KEY)")
_RAISED = re.compile(r"RAISE\s*\(ABORT, '(\w+)'\)")
_REFUSED = re.compile(r"refuse\('(\w+)'\)")
_BY_CONVENTION = re.compile(r"_fk$|_is_a_day$")
"""Foreign keys named by convention, and days that only SQLite needs; the others keep a rule of the book."""


def rules(connection: Connection) -> set[str]:
    """Every CHECK, UNIQUE, own foreign key and trigger rule, by name."""
    found = _of_sqlite(connection) if connection.dialect.name == "sqlite" else _of_postgresql(connection)
    return {name for name in found if not _BY_CONVENTION.search(name)}


def trigger_rules(connection: Connection) -> set[str]:
    """The rules kept by triggers."""
    if connection.dialect.name == "sqlite":
        return set(_RAISED.findall(_schema(connection, "trigger")))
    bodies = "SELECT string_agg(prosrc, ' ') FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    arguments = (
        "SELECT split_part(encode(tgargs, 'escape'), chr(92), 1) FROM pg_trigger "
        "WHERE NOT tgisinternal AND tgnargs = 1"
    )
    found = _REFUSED.findall(str(connection.execute(text(bodies)).scalar()))
    return {*found, *connection.execute(text(arguments)).scalars()}


def _of_sqlite(connection: Connection) -> set[str]:
    declared = set(_CONSTRAINT.findall(_schema(connection, "table")))
    unique_indexes = re.findall(r"CREATE UNIQUE INDEX (\w+)", _schema(connection, "index"))
    return declared | set(unique_indexes) | trigger_rules(connection)


def _of_postgresql(connection: Connection) -> set[str]:
    constraints = (
        "SELECT conname FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'u', 'f', 'x')"
    )
    unique_indexes = (
        "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE i.indisunique AND NOT i.indisprimary AND c.relnamespace = 'public'::regnamespace"
    )
    found = connection.execute(text(f"{constraints} UNION {unique_indexes}")).scalars()
    return set(found) | trigger_rules(connection)


def _schema(connection: Connection, kind: str) -> str:
    """Every CREATE statement of one kind that SQLite keeps."""
    query = text("SELECT group_concat(sql, ' ') FROM sqlite_master WHERE type = :kind")
    return str(connection.execute(query, {"kind": kind}).scalar())
