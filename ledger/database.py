"""The database: its column types, its connections, and the only commit in the project.

One class serves both engines. On SQLite there is exactly one writing connection in one process
(a second writing process is refused with a sentence) and every other connection is read-only;
writers queue for it in turn. On PostgreSQL the pool is ordinary and rows are locked in id order.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Annotated, Any, ClassVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Connection,
    Date,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    event,
    func,
    insert,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from ledger import ids, triggers
from ledger.clock import now
from ledger.engines import hold_lock, postgresql_engine, sqlite_engine
from ledger.errors import Refusal, from_database
from ledger.i18n import N_
from ledger.money import Dong, DongType
from ledger.settings import MIGRATIONS
from ledger.statements import Prepared

BigInt = BigInteger().with_variant(Integer(), "sqlite")
"""64-bit integers; INTEGER on SQLite, which STRICT tables ask for."""

SortKey = Annotated[str, mapped_column(Text().with_variant(Text(collation="C"), "postgresql"))]
"""A key made to be compared byte by byte, whatever the collation of the server."""


class DateType(TypeDecorator[date]):
    """A calendar date without time zone: DATE on PostgreSQL, ISO text on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """DATE where the engine has one."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        """ISO text for SQLite."""
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, _dialect: Dialect) -> date | None:
        """A date again."""
        return date.fromisoformat(value) if isinstance(value, str) else value


class MomentType(TypeDecorator[datetime]):
    """A moment in UTC to the second: TIMESTAMPTZ on PostgreSQL, ISO text on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """TIMESTAMPTZ where the engine has one."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """ISO text with its offset for SQLite."""
        return value.astimezone(UTC).isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        """An aware moment again, in UTC."""
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC) if value is not None else None


class FlagType(TypeDecorator[bool]):
    """Yes or no: BOOLEAN on PostgreSQL, 0 or 1 on SQLite."""

    impl = Integer
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """BOOLEAN where the engine has one."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:  # noqa: FBT001 - SQLAlchemy's
        """0 or 1 for SQLite."""
        return int(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, _dialect: Dialect) -> bool | None:
        """True or False again."""
        return None if value is None else bool(value)


class Base(DeclarativeBase):
    """The base of every table: constraint names, column types, and the id rule."""

    metadata = MetaData(
        naming_convention={
            "pk": "%(table_name)s_pk",
            "fk": "%(table_name)s_%(column_0_N_name)s_fk",
            "ix": "%(table_name)s_%(column_0_N_name)s_ix",
            "uq": "%(table_name)s_%(column_0_N_name)s_once",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: BigInt,
        str: Text(),
        bool: FlagType(),
        date: DateType(),
        datetime: MomentType(),
        Dong: DongType(),
    }


@event.listens_for(Table, "after_parent_attach")
def _table_rules(table: Table, metadata: MetaData) -> None:
    """Every SQLite table of ours is STRICT, keeps days of the calendar only, and gives no id twice."""
    if metadata is not Base.metadata:
        return
    table.dialect_options["sqlite"]["strict"] = True
    if "id" in table.columns:
        table.dialect_options["sqlite"]["autoincrement"] = True
    for column in table.columns:
        if isinstance(column.type, DateType):
            is_a_day = CheckConstraint(
                f"date({column.name}, '+0 days') IS {column.name}",
                name=f"{table.name}_{column.name}_is_a_day",
            )
            table.append_constraint(is_a_day.ddl_if(dialect="sqlite"))


class Book(Base):
    """Which book this database is: every new id starts in the range of the one that was not merged into it.

    merged_at: when another book was merged into this one; None for the database's own.
    """

    __tablename__ = "book"
    __table_args__ = (CheckConstraint("number BETWEEN 1 AND 32767", name="book_number_range"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opened_at: Mapped[datetime]
    merged_at: Mapped[datetime | None]


own_number = select(Book.number).where(Book.merged_at.is_(None))


class TextTooLong(Refusal):
    """A text is longer than the database can find again."""

    rule = "text_fits"
    status = 422
    message = N_("One of the texts is too long. Shorten it and send the form again.")
    general = message


class SomebodyWasQuicker(Refusal):
    """Two acts waited for each other, and this one was given up whole."""

    rule = "acts_in_turn"
    message = N_("Somebody else worked on the same thing just now. Nothing was recorded; try again.")
    general = message


class DiskIsFull(Refusal):
    """The disk has no room for what was to be recorded."""

    rule = "disk_has_room"
    message = N_("The disk of this computer is full. Nothing was recorded.")
    general = message
    next_step = N_("Make room on the disk, then send the form again. What is recorded can still be read.")


class DiskFails(Refusal):
    """The disk did not confirm that it keeps what was written."""

    rule = "disk_keeps"
    message = N_("The disk of this computer does not work as it should. Do not record anything more.")
    general = message
    next_step = N_("Call somebody who can help before anything is recorded. Keep this page open.")


class NotMigrated(Refusal):
    """The database was made by another version of this program, or not made at all."""

    rule = "schema_version"
    message = N_("This database is not ready. Run “khuyenhoc init” first.")


class Database:
    """One open book.

    url: `sqlite:///file` or `postgresql://…`.
    writing: False opens a SQLite book for reading only, beside a program that writes it.
    """

    def __init__(self, url: str, *, writing: bool = True) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._lock: IO[str] | None = None
        self._disk_fails = False
        if self.is_sqlite:
            path = Path(self.url.database or "")
            if writing:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._lock = hold_lock(path)
            self.engine = sqlite_engine(path, writing=writing)
            self.reader = sqlite_engine(path, writing=False) if writing else self.engine
        else:
            self.engine = postgresql_engine(url)
            self.reader = self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one consistent state of the book and can write nothing."""
        with Session(self.reader, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose work becomes durable, whole, when the block ends without an error.

        This is the only commit in the project. A constraint that refuses comes out as the
        `Refusal` registered under its name; any error leaves the book as it was. Once the disk did not
        confirm what it was given, nothing more is written (`DiskFails`) until the program starts anew.
        """
        if self._disk_fails:
            raise DiskFails
        with Session(self.engine, expire_on_commit=False) as session:
            try:
                yield session
                session.commit()
            except DBAPIError as error:
                rule = constraint_of(error)
                self._disk_fails |= rule == DiskFails.rule
                session.rollback()
                raise from_database(error, rule) from error
            except PoolTimeout as error:  # somebody else has the writing connection of SQLite
                raise SomebodyWasQuicker from error

    def close(self) -> None:
        """Give back every connection and the writer's lock; the writer last, who empties the WAL file."""
        self.reader.dispose()
        self.engine.dispose()
        if self._lock is not None:
            self._lock.close()
            self._lock = None


_lock = Prepared(select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("key", type_=Text), 0))))


def one_at_a_time(session: Session, kind: str, identity: object) -> None:
    """Let no other act touch the same thing until the surrounding `write()` ends.

    kind, identity: what is touched, e.g. ("decision", its id). On SQLite writers queue anyway; on
    PostgreSQL this is an advisory lock, since the application has no right to lock append-only rows.
    """
    if session.get_bind().dialect.name == "postgresql":
        _lock.rows(session, key=f"{kind} {identity}")


_STATES = {
    "54000": TextTooLong.rule,
    "40001": SomebodyWasQuicker.rule,
    "40P01": SomebodyWasQuicker.rule,
    "55P03": SomebodyWasQuicker.rule,
    "53100": DiskIsFull.rule,
    "58030": DiskFails.rule,
}
"""What PostgreSQL refuses without a constraint, by SQLSTATE: a text too long for an index, acts that
cannot both be done, and its disk."""

_CODES = {
    sqlite3.SQLITE_BUSY: SomebodyWasQuicker.rule,
    sqlite3.SQLITE_LOCKED: SomebodyWasQuicker.rule,
    sqlite3.SQLITE_FULL: DiskIsFull.rule,
    sqlite3.SQLITE_IOERR: DiskFails.rule,
}
"""The same of SQLite, by the primary result code."""


def constraint_of(error: DBAPIError) -> str | None:
    """The name of the constraint or trigger rule behind a database error, or None.

    PostgreSQL names every constraint, and the triggers raise with the rule as constraint name.
    SQLite names a failed CHECK and gives a trigger's own text, but reports a UNIQUE by its columns.
    """
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        name: str | None = diagnosis.constraint_name
        return name or _STATES.get(str(diagnosis.sqlstate))
    if not isinstance(error, IntegrityError):
        return _CODES.get(getattr(error.orig, "sqlite_errorcode", 0) & 0xFF)
    said = str(error.orig)
    if said.startswith("CHECK constraint failed: "):
        return said.removeprefix("CHECK constraint failed: ")
    if said.startswith("UNIQUE constraint failed: "):
        return _unique_names().get(said.removeprefix("UNIQUE constraint failed: "), said)
    if said.startswith("FOREIGN KEY"):
        return "foreign_key"
    return said


def _unique_names() -> dict[str, str]:
    """The name of each key, UNIQUE constraint and index, by the columns SQLite reports."""
    names = {}
    for table in Base.metadata.tables.values():
        uniques = [c for c in table.constraints if isinstance(c, (PrimaryKeyConstraint, UniqueConstraint))]
        for unique in [*uniques, *(i for i in table.indexes if i.unique)]:
            columns = ", ".join(f"{table.name}.{column.name}" for column in unique.columns)
            names[columns] = str(unique.name)
    return names


def migrate(url: str, book_number: int = 1) -> None:
    """Bring a database to the newest schema, and open the book when it is new.

    url: the database; book_number: 1 to 32,767, which every id of this book will carry. An
    existing book keeps its number.
    """
    from alembic import command  # noqa: PLC0415 - 0.2 s that no other command needs
    from alembic.config import Config  # noqa: PLC0415 - the same

    database = Database(url)
    try:
        with database.engine.connect() as connection:
            config = Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            triggers.recreate(connection, Base.metadata)
            _open_book(connection, book_number)
            connection.commit()
    finally:
        database.close()


def _open_book(connection: Connection, book_number: int) -> None:
    """Give a new database its book number, and start every id sequence that has not begun in its range."""
    number = connection.execute(own_number).scalar()
    if number is None:
        number = book_number
        connection.execute(insert(Book).values(number=number, opened_at=now()))
    first = ids.first_id(number)
    if connection.dialect.name == "sqlite":
        begin = text(
            "INSERT INTO sqlite_sequence (name, seq) SELECT :name, :seq "
            "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = :name)"
        )
        for table in (t for t in Base.metadata.sorted_tables if "id" in t.columns):
            connection.execute(begin, {"name": table.name, "seq": first - 1})
    else:
        fresh = text("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND start_value = 1")
        for sequence in connection.execute(fresh).scalars().all():
            connection.exec_driver_sql(f"ALTER SEQUENCE {sequence} START WITH {first} RESTART")


def ensure_migrated(database: Database) -> None:
    """Refuse to work on a database that is not at this program's schema."""
    newest = max(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    with database.read() as session:
        try:
            found = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
        except DBAPIError as error:
            raise NotMigrated from error
    if found != newest:
        raise NotMigrated
