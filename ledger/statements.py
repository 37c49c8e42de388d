"""Statements that run for every gift and every page: written in SQLAlchemy, compiled once for each
engine, then handed to the driver as they are.

SQLAlchemy builds and looks up a statement at each call, which costs several times what SQLite needs to
run it. A `Prepared` statement keeps the SQL and the conversions of its values, and leaves out the rest.
Use it where `benchmarks/` says so; elsewhere plain SQLAlchemy reads better.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from operator import itemgetter
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Select,
    Table,
    bindparam,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session, SessionTransaction
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]
Statement = Select[*tuple[Any, ...]] | ReturningInsert[*tuple[Any, ...]] | ReturningUpdate[*tuple[Any, ...]]


_KEPT = "connection of this transaction"


def connection_of(session: Session) -> Connection:
    """The connection of a session, looked up once in a transaction: the session itself takes its time."""
    kept: tuple[SessionTransaction | None, Connection] | None = session.info.get(_KEPT)
    if kept is not None and kept[0] is session.get_transaction():
        return kept[1]
    connection = session.connection()
    session.info[_KEPT] = (session.get_transaction(), connection)
    return connection


def run(connection: Connection, sql: str, parameters: Any) -> Sequence[tuple[Any, ...]]:
    """Run SQL on the driver's own connection. parameters: in order, for `?`, or `$1` on PostgreSQL."""
    driver: Any = connection.connection.driver_connection
    try:
        if connection.dialect.name == "postgresql":  # psycopg's cursor for `$1`
            raw = connection.dialect.loaded_dbapi.RawCursor(driver)
            rows: Sequence[tuple[Any, ...]] = raw.execute(sql, parameters, prepare=True).fetchall()
        else:
            rows = driver.execute(sql, parameters).fetchall()
    except connection.dialect.loaded_dbapi.Error as error:
        raise _error_of(connection, sql, error) from error
    return rows


def _error_of(connection: Connection, sql: str, error: Exception) -> Exception:
    """An error of the driver as SQLAlchemy's, with the constraint."""
    base = connection.dialect.loaded_dbapi.Error
    return DBAPIError.instance(sql, None, error, base, hide_parameters=True, dialect=connection.dialect)


class Prepared:
    """One statement with named parameters, ready to run on either engine.

    statement: a SELECT, or an INSERT or UPDATE with RETURNING; every value in it is a `bindparam`.
    """

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, session: Session, /, **values: Any) -> Sequence[tuple[Any, ...]]:
        """Run the statement; returns its rows, each a tuple in the order of its columns."""
        connection = connection_of(session)
        ready = self._compiled.get(connection.dialect.name)
        if ready is None:
            ready = self._compiled[connection.dialect.name] = _Compiled(self.statement, connection.dialect)
        return ready.read(run(connection, ready.sql, ready.bind(values)))

    def row(self, session: Session, /, **values: Any) -> tuple[Any, ...] | None:
        """Run the statement; returns its first row, or None."""
        found = self.rows(session, **values)
        return found[0] if found else None


E = TypeVar("E", bound=DeclarativeBase)


class Lookup(Generic[E]):
    """Whole rows of one table, found by a prepared condition: for reading only.

    The objects belong to no session, so a change of them is never stored.
    entity: the mapped class; where: conditions whose values are `bindparam`s.
    """

    def __init__(self, entity: type[E], *where: ColumnElement[bool]) -> None:
        attributes = list(inspect(entity).column_attrs)
        self._entity = inspect(entity).class_manager
        self._names = [attribute.key for attribute in attributes]
        columns = [attribute.columns[0] for attribute in attributes]
        identity = inspect(entity).primary_key
        self._prepared = Prepared(select(*columns).where(*where).order_by(*identity))

    def all(self, session: Session, /, **values: Any) -> list[E]:
        """The rows found, in the order in which they were made."""
        rows = self._prepared.rows(session, **values)
        return [self._made(row) for row in rows]

    def _made(self, row: Sequence[Any]) -> E:
        """An object with its values in place, as SQLAlchemy loads one; its constructor would weigh each."""
        made = cast("E", self._entity.new_instance())
        vars(made).update(zip(self._names, row, strict=True))
        return made

    def first(self, session: Session, /, **values: Any) -> E | None:
        """The first row found, or None."""
        found = self.all(session, **values)
        return found[0] if found else None


class PreparedInsert:
    """Inserts into one table that answer with the ids given: one row by the driver, many in one statement.

    table: the mapped class; leave_out: columns the database fills by itself.
    """

    def __init__(self, table: type[DeclarativeBase], identity: InstrumentedAttribute[int]) -> None:
        names = [column.name for column in table.__table__.columns if column.name != identity.key]
        statement = insert(table).values({name: bindparam(name) for name in names}).returning(identity)
        self._one = Prepared(statement)
        self._many = insert(table).returning(identity, sort_by_parameter_order=True)

    def ids(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> Sequence[int]:
        """Insert rows, each with a value for every column but the id; returns their ids in order."""
        if len(rows) == 1:
            return [self._one.rows(session, **rows[0])[0][0]]
        return session.execute(self._many, rows).scalars().all()


A_STATEMENT = 100
"""Rows of one INSERT on SQLite."""


class BulkInsert:
    """Inserts many rows into one table at once; the database judges every row as it would judge one.

    Ids are drawn before, so that rows of several tables can name each other. SQLite takes some rows a
    statement, since what a statement changes is set aside once for all of them; PostgreSQL takes COPY.
    """

    def __init__(self, table: type[DeclarativeBase]) -> None:
        self._table = cast("Table", table.__table__)
        self._columns = [column for column in self._table.columns if column.name != "id"]

    def ids(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> Sequence[int]:
        """Insert rows, each with a value for every column but the id; returns their ids in order."""
        if not rows:
            return []
        names = [column.name for column in self._columns]
        given = zip(*map(itemgetter(*names), rows), strict=True)
        return self.columns(session, dict(zip(names, given, strict=True)))

    def columns(self, session: Session, columns: Mapping[str, Sequence[Any]], **same: Any) -> Sequence[int]:
        """Insert rows that are given column by column; returns their ids in order.

        columns: a value for each row; same: one value for all rows. Every column but the id is in one.
        """
        connection = session.connection()
        drawn = self._draw(connection, len(next(iter(columns.values()))))
        ready: list[Iterable[Any]] = []
        for column in self._columns:
            given = columns[column.name] if column.name in columns else [same[column.name]]
            values = _converted(column, given, connection.dialect)
            ready.append(values if column.name in columns else repeat(values[0], len(drawn)))
        self._take(connection, zip(drawn, *ready, strict=True))
        return drawn

    def _draw(self, connection: Connection, count: int) -> Sequence[int]:
        """The next ids of the table. On SQLite nobody else writes, and ids only grow."""
        name = self._table.name
        if connection.dialect.name == "sqlite":
            ((last,),) = run(connection, "SELECT seq FROM sqlite_sequence WHERE name = ?", (name,))
            return range(last + 1, last + 1 + count)
        drawn = run(
            connection,
            "SELECT nextval(pg_get_serial_sequence($1, 'id')) FROM generate_series(1, $2::integer)",
            (name, count),
        )
        return [identity for (identity,) in drawn]

    def _take(self, connection: Connection, rows: Iterator[tuple[Any, ...]]) -> None:
        driver: Any = connection.connection.driver_connection
        names = ", ".join(["id", *(column.name for column in self._columns)])
        into = f"{self._table.name} ({names})"
        try:
            if connection.dialect.name == "sqlite":
                marks = f"({', '.join('?' * (len(self._columns) + 1))})"
                while some := list(islice(rows, A_STATEMENT)):
                    values = [value for row in some for value in row]
                    sql = f"INSERT INTO {into} VALUES {', '.join([marks] * len(some))}"  # noqa: S608 - our own names
                    driver.execute(sql, values)
                return
            with driver.cursor().copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        except connection.dialect.loaded_dbapi.Error as error:
            raise _error_of(connection, into, error) from error


class _Compiled:
    """A statement in the words of one engine, with the conversions its values need."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        if dialect.name == "postgresql":  # `$1`, as the server itself writes it
            dollars: Any = type(dialect)
            compiled = statement.compile(dialect=dollars(paramstyle="numeric_dollar"))
        else:
            compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        binds = compiled.binds
        self.given = [(name, _in(binds[name].type, dialect)) for name in compiled.positiontup or ()]
        self.fixed = {name: bind.value for name, bind in binds.items() if bind.value is not None}
        converts = (_out(column.type, dialect) for column in statement.exported_columns)
        self.taken = [(place, convert) for place, convert in enumerate(converts) if convert is not None]

    def bind(self, values: Mapping[str, Any]) -> Sequence[Any]:
        """The values as the driver takes them."""
        known = {**self.fixed, **values} if self.fixed else values
        return [known[name] if convert is None else convert(known[name]) for name, convert in self.given]

    def read(self, rows: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """Rows as our types."""
        if not self.taken:
            return rows
        return [self._converted(list(row)) for row in rows]

    def _converted(self, row: list[Any]) -> tuple[Any, ...]:
        for place, convert in self.taken:
            row[place] = convert(row[place])
        return tuple(row)


def _converted(column: Column[Any], values: Sequence[Any], dialect: Dialect) -> Sequence[Any]:
    """The values of one column as the driver takes them; equal values are converted once."""
    convert = _in(column.type, dialect)
    if convert is None:
        return values
    ready = {value: convert(value) for value in set(values)}
    return [ready[value] for value in values]


def _in(type_: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return type_.dialect_impl(dialect).bind_processor(dialect)


def _out(type_: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return type_.dialect_impl(dialect).result_processor(dialect, None)
