"""Statements that run for every gift and every page: written in SQLAlchemy, compiled once for each
engine, then handed to the driver as they are.

SQLAlchemy builds and looks up a statement at each call, which costs several times what SQLite needs to
run it. A `Prepared` statement keeps the SQL and the conversions of its values, and leaves out the rest.
Use it where `benchmarks/` says so; elsewhere plain SQLAlchemy reads better.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, Dialect, Select, bindparam, insert, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]
Statement = Select[*tuple[Any, ...]] | ReturningInsert[*tuple[Any, ...]] | ReturningUpdate[*tuple[Any, ...]]


def run(connection: Connection, sql: str, parameters: Any) -> Sequence[tuple[Any, ...]]:
    """Run SQL on the driver's own connection; its errors come out as SQLAlchemy's, with the constraint."""
    driver: Any = connection.connection.driver_connection
    try:
        rows: Sequence[tuple[Any, ...]] = driver.execute(sql, parameters).fetchall()
    except connection.dialect.loaded_dbapi.Error as error:
        base = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(
            sql, parameters, error, base, hide_parameters=True, dialect=connection.dialect
        ) from error
    return rows


class Prepared:
    """One statement with named parameters, ready to run on either engine.

    statement: a SELECT, or an INSERT or UPDATE with RETURNING; every value in it is a `bindparam`.
    """

    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, session: Session, /, **values: Any) -> Sequence[tuple[Any, ...]]:
        """Run the statement; returns its rows, each a tuple in the order of its columns."""
        connection = session.connection()
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
        self._make = entity
        self._names = [attribute.key for attribute in attributes]
        columns = [attribute.columns[0] for attribute in attributes]
        identity = inspect(entity).primary_key
        self._prepared = Prepared(select(*columns).where(*where).order_by(*identity))

    def all(self, session: Session, /, **values: Any) -> list[E]:
        """The rows found, in the order in which they were made."""
        rows = self._prepared.rows(session, **values)
        return [self._make(**dict(zip(self._names, row, strict=True))) for row in rows]

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


class _Compiled:
    """A statement in the words of one engine, with the conversions its values need."""

    def __init__(self, statement: Statement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self.order = compiled.positiontup
        binds = compiled.binds
        self.given = {name: _in(bind.type, dialect) for name, bind in binds.items()}
        self.fixed = {name: bind.value for name, bind in binds.items() if bind.value is not None}
        converts = (_out(column.type, dialect) for column in statement.exported_columns)
        self.taken = [(place, convert) for place, convert in enumerate(converts) if convert is not None]

    def bind(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them."""
        ready = {}
        for name, convert in self.given.items():
            value = values[name] if name in values else self.fixed[name]
            ready[name] = convert(value) if convert is not None else value
        return tuple(ready[name] for name in self.order) if self.order is not None else ready

    def read(self, rows: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        """Rows as our types."""
        if not self.taken:
            return rows
        return [self._converted(list(row)) for row in rows]

    def _converted(self, row: list[Any]) -> tuple[Any, ...]:
        for place, convert in self.taken:
            row[place] = convert(row[place])
        return tuple(row)


def _in(type_: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return type_.dialect_impl(dialect).bind_processor(dialect)


def _out(type_: TypeEngine[Any], dialect: Dialect) -> Convert | None:
    return type_.dialect_impl(dialect).result_processor(dialect, None)
