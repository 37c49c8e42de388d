"""Whatever is changed behind the triggers in the treasurer's documents, `verify` finds it."""

from contextlib import closing
from random import Random

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from ledger.accounts.journal import EntryKind
from ledger.database import Base, Database
from ledger.disclosure import verify
from ledger.disclosure.checks.statements import Finding
from tests.disclosure import damage
from tests.engines import SqliteCopies
from tests.factories import accounts, treasury
from tests.factories.communes import open_commune

TABLES = ("fund_transfer", "advance", "advance_settlement", "term_deposit", "term_deposit_return")
COLUMNS = [
    (table, column)
    for table in TABLES
    for column in Base.metadata.tables[table].columns
    if not column.primary_key
]


def keep(book: Database) -> None:
    """A book with two rows in most of the tables, so that values can be borrowed."""
    commune = open_commune(book)
    with book.write() as session:
        second = accounts.fund(session, commune.association, name="Quỹ thứ hai", purpose="sách vở")
    treasury.open_with(book, commune, 9_000_000)
    treasury.cancel(book, commune, treasury.spend(book, commune, 100_000))
    treasury.correct(book, commune, treasury.spend(book, commune, 200_000), 150_000)
    treasury.record(book, commune, treasury.new_act(commune, EntryKind.INTEREST, 7_000, place="bank"))
    for amount in (300_000, 200_000):
        treasury.move(book, commune, amount, source=commune.fund.id, target=second.id)
        advance = treasury.advance(book, commune, amount)
        treasury.settle(book, commune, advance, spent=amount - 50_000, returned=20_000)
        treasury.take_back(book, commune, treasury.deposit(book, commune, amount), interest=amount // 50)


def found(connection: Connection) -> list[Finding]:
    with Session(connection) as session:
        return verify.verify(session)


def test_verify__finds_nothing_in_a_book_that_agrees(book: Database) -> None:
    keep(book)
    with book.read() as session:
        assert verify.verify(session) == []


def test_verify__finds_every_column_that_was_changed(sqlite_copies: SqliteCopies) -> None:
    """On one engine, since the checks are the same; but for ids that no other row names."""
    unseen = []
    with sqlite_copies.copy() as url, closing(Database(url)) as book:
        keep(book)
        with damage.unguarded(book) as connection:
            for table, column in COLUMNS:
                done = damage.change(connection, Base.metadata.tables[table], column, Random(7))
                if done is not None and found(connection) == []:
                    unseen.append((table, column.name, done.row))
                connection.rollback()
    assert unseen == []


def test_verify__finds_a_row_that_was_taken_away(book: Database) -> None:
    keep(book)
    unseen = []
    with damage.unguarded(book) as connection:
        for table in (*TABLES, "voucher", "voucher_void"):
            assert damage.remove(connection, Base.metadata.tables[table], Random(7))
            if found(connection) == []:
                unseen.append(table)
            connection.rollback()
    assert unseen == []
