"""Books made one: every row is copied under its own id into a fresh book, and the whole is verified.

Ids of two books never meet, because each book counts in a range of its own; rows that every book has
are below all ranges and must be equal (`docs/decisions/0010-books-merge-by-their-ids.md`).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Column, Connection, MetaData, RowMapping, Table, insert, select, text, tuple_

from ledger import triggers
from ledger.clock import now
from ledger.database import Base, Book, Database, NotMigrated, ensure_migrated, migrate
from ledger.disclosure.verify import verify
from ledger.errors import Refusal
from ledger.i18n import N_
from ledger.ids import MAX_BOOK, book_of

LEFT_BEHIND = {
    "alembic_version": "the fresh book has its own, and no other version is merged",
    "book": "each number is written down beside the fresh book's own",
    "signed_in": "whoever was signed in on the other machine signs in again",
}
"""The only tables that are not copied row by row, and why."""

HANDLES = (("association", "code"), ("fund", "code"), ("app_user", "login"))
"""What people call things by, unique in a book: in a later book it gets `-b` and that book's number."""

ROWS_AT_A_TIME = 1_000

Values = dict[str, Any]
"""A row, by column."""


class BookFileNotReady(Refusal):
    """A file is no book, or one of another version."""

    rule = "merge_file"
    message = N_("%(file)s is not a book of this version. Run “khuyenhoc init” on it first.")


class MergeNeedsFreshFile(Refusal):
    """A merge makes a new file and touches no other."""

    rule = "merge_into_new"
    message = N_("%(file)s is there already. Name a file that is not.")


class BookNumberTwice(Refusal):
    """Two of the books count in the same range."""

    rule = "merge_numbers_differ"
    message = N_("Two of the books have the number %(number)s. They cannot be merged.")


class BookNumberDoesNotFit(Refusal):
    """SQLite gives the id after the highest of a table, so the fresh book must count above all others."""

    rule = "merge_number_highest"
    message = N_("The new book needs a number above those of all books in it: %(lowest)s to %(highest)s.")


class SharedRowsDiffer(Refusal):
    """What every book has is not the same in all of them."""

    rule = "merge_rows_equal"
    message = N_("The books differ in what they should share: %(table)s, %(key)s. Nothing was merged.")


class MergedBookDisagrees(Refusal):
    """The merged book failed its audit, as one of the books would have failed its own."""

    rule = "merge_verifies"
    message = N_("The merged book does not agree with itself (%(count)s findings). First: %(first)s.")
    next_step = N_("Run “khuyenhoc verify” on each of the books.")


@dataclass(frozen=True)
class Renamed:
    """A name that an earlier book had already. book: the number of the book in which it was changed."""

    table: str
    before: str
    after: str
    book: int


@dataclass(frozen=True)
class Merged:
    """What became one: the numbers of all books in it, and what was renamed."""

    numbers: Sequence[int]
    renamed: Sequence[Renamed]


def merge(files: Sequence[Path], into: Path, number: int) -> Merged:
    """Copy SQLite books into a fresh one; the file appears whole and verified, or not at all.

    files: the books, which are only read; a name that two of them use stays with the earlier;
    number: of the fresh book, above the number of every book in it, at most 32,767.
    Refuses with one of the classes above.
    """
    if into.exists():
        raise MergeNeedsFreshFile(file=into)
    numbers = [found for file in files for found in _numbers(file)]
    _check_numbers(numbers, number)
    into.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=into.parent, prefix="merge-") as folder:
        draft = Path(folder, into.name)
        migrate(_url(draft), number)
        with closing(Database(_url(draft))) as database:
            renamed = _fill(database, files)
            _audit(database)
        draft.replace(into)
    return Merged(numbers, renamed)


def _url(file: Path) -> str:
    return f"sqlite:///{file}"


def _numbers(file: Path) -> Sequence[int]:
    """The numbers of the books in a file: its own, and those merged into it earlier."""
    with closing(Database(_url(file), writing=False)) as database:
        try:
            ensure_migrated(database)
        except NotMigrated as error:
            raise BookFileNotReady(file=file) from error
        with database.read() as session:
            return session.scalars(select(Book.number).order_by(Book.number)).all()


def _check_numbers(numbers: Sequence[int], number: int) -> None:
    for found in numbers:
        if numbers.count(found) > 1:
            raise BookNumberTwice(number=found)
    if not max(numbers) < number <= MAX_BOOK:
        raise BookNumberDoesNotFit(lowest=max(numbers) + 1, highest=MAX_BOOK)


def _fill(database: Database, files: Sequence[Path]) -> list[Renamed]:
    """Copy every book in one transaction, below the triggers; foreign keys are checked at its end."""
    renamed: list[Renamed] = []
    with database.write() as session:
        target = session.connection()
        target.execute(text("PRAGMA defer_foreign_keys = ON"))
        triggers.drop(target)
        tables = copied_tables(target)
        for file in files:
            with closing(Database(_url(file), writing=False)) as source, source.read() as reading:
                renamed += _copy(reading.connection(), target, tables)
        triggers.recreate(target, Base.metadata)
    return renamed


def copied_tables(connection: Connection) -> Mapping[str, Table]:
    """Every table that the database itself knows of, by name, save those that are `LEFT_BEHIND`."""
    catalogue = MetaData()
    catalogue.reflect(connection)
    return {name: table for name, table in catalogue.tables.items() if name not in LEFT_BEHIND}


def _copy(source: Connection, target: Connection, tables: Mapping[str, Table]) -> list[Renamed]:
    """Copy all that is in a book; returns what had to be renamed."""
    for book in source.execute(select(Book.__table__)).mappings():
        target.execute(insert(Book).values({**book, "merged_at": book["merged_at"] or now()}))
    renamed = [one for name, column in HANDLES for one in _clashes(source, target, tables[name].c[column])]
    for table in tables.values():
        rows = source.execute(select(table).execution_options(yield_per=ROWS_AT_A_TIME))
        for batch in rows.mappings().partitions():
            if fresh := _fresh(target, table, batch):
                target.execute(insert(table), _rename(table, fresh, renamed))
    return renamed


def _clashes(source: Connection, target: Connection, column: Column[str]) -> Iterator[Renamed]:
    """Names that the fresh book has already, each with one that neither book has."""
    taken = set(target.scalars(select(column)))
    own = {one.handle: one.id for one in source.execute(select(column.label("handle"), column.table.c.id))}
    for handle in sorted(taken & own.keys()):
        book = book_of(own[handle])
        after = f"{handle}-b{book}"
        while after in taken | own.keys():
            after += f"-b{book}"
        yield Renamed(column.table.name, handle, after, book)


def _rename(table: Table, rows: Sequence[Values], renamed: Sequence[Renamed]) -> Sequence[Values]:
    """The rows with their new names, where they have one."""
    column = dict(HANDLES).get(table.name)
    after = {one.before: one.after for one in renamed if one.table == table.name}
    return [{**row, column: after.get(row[column], row[column])} for row in rows] if column else rows


def _fresh(target: Connection, table: Table, batch: Sequence[RowMapping]) -> Sequence[Values]:
    """The rows that the fresh book does not have yet; refuses when it has another one under the same key."""
    columns = list(table.primary_key.columns)

    def key(row: RowMapping | Values) -> tuple[Any, ...]:
        return tuple(row[column.name] for column in columns)

    same_keys = select(table).where(tuple_(*columns).in_([key(row) for row in batch]))
    known = {key(row): dict(row) for row in target.execute(same_keys).mappings()}
    fresh = []
    for row in map(dict, batch):
        if (same := known.get(key(row), row)) != row:
            raise SharedRowsDiffer(table=table.name, key=", ".join(map(str, key(row))))
        if same is row:
            fresh.append(row)
    return fresh


def _audit(database: Database) -> None:
    with database.read() as session:
        findings = verify(session)
    if findings:
        one = findings[0]
        first = f"{one.check} | {one.where} | {one.expected} ≠ {one.found}"
        raise MergedBookDisagrees(count=len(findings), first=first)
