"""Many gifts into the book at once, against rows written by hand into the same tables, in the same run.

    PYTHONPATH=. .venv/bin/python benchmarks/bulk.py [--engine sqlite|postgresql] [--n 100000] [--rounds 1]

`record_many` against raw `executemany` on SQLite and COPY on PostgreSQL: the same rows in the same indexed
tables with the same keys and CHECKs, but no trigger; numbers are counted in Python, texts are not made but
repeated, and every kept sum is made by one statement a table at the end. Each load is a process of its own
on a fresh copy, so that its memory can be seen.
"""

import argparse
import multiprocessing
import shutil
import sqlite3
import statistics
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from benchmarks import books, floors
from benchmarks.books import Book
from benchmarks.measuring import Server, cpu_of, forget_peak, peak_memory, ratio, table
from ledger.contributions import bulk
from ledger.contributions.contributions import NewContribution
from ledger.database import Database, migrate
from ledger.ids import new_token
from tests.postgres import server

PLACES = 1000
BLOCK = 4000
FORK = multiprocessing.get_context("fork")
Loaded = tuple[float, float]
"""CPU seconds of a load, and the most memory of its process, in MiB."""
LOADED = ("journal_entry", "posting", "voucher", "contribution", "audit_event")


def by_service(url: str, book: Book, number: int) -> None:
    """Load by the service layer."""
    database = Database(url)
    with database.write() as session:
        gifts = books.gifts(book, number)
        bulk.record_many(
            session, gifts, association_id=book.places[0], by=book.treasurer, client_key=new_token()
        )
    database.close()


def by_hand(url: str, rows: floors.Rows, book: Book, number: int) -> None:
    """Load by the driver alone."""
    sqlite = url.startswith("sqlite")
    with (_sqlite if sqlite else _postgresql)(url) as (take, run):
        blocks = _blocks(rows, books.gifts(book, number), str if sqlite else lambda day: day)
        for block in blocks:
            for name, values in zip(LOADED, block, strict=True):
                take(name, list(rows[name]), values)
        for statement in floors.kept_at_once(rows):
            run(statement)


Take = Callable[[str, Sequence[str], Sequence[Sequence[Any]]], object]
Run = Callable[[str], object]


@contextmanager
def _sqlite(url: str) -> Iterator[tuple[Take, Run]]:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN IMMEDIATE")

    def take(name: str, columns: Sequence[str], values: Sequence[Sequence[Any]]) -> None:
        marks = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", values)  # noqa: S608 - our own names

    yield take, connection.execute
    connection.execute("COMMIT")
    connection.close()


@contextmanager
def _postgresql(url: str) -> Iterator[tuple[Take, Run]]:
    with psycopg.connect(url) as connection, connection.cursor() as cursor:

        def take(name: str, columns: Sequence[str], values: Sequence[Sequence[Any]]) -> None:
            with cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN".encode()) as copy:
                for row in values:
                    copy.write_row(row)

        yield take, lambda statement: connection.execute(statement.encode())


def _blocks(
    rows: floors.Rows, gifts: Iterator[NewContribution], day: Callable[[Any], Any]
) -> Iterator[Sequence[Sequence[Sequence[Any]]]]:
    """The rows of some gifts at a time, by table: what a floor repeats, with what is the gift's own."""
    numbers: Counter[tuple[int, int]] = Counter()
    at = {name: rows[name]["id"] for name in LOADED}
    while some := list(islice(gifts, BLOCK)):
        block: list[list[Sequence[Any]]] = [[] for _ in LOADED]
        for new in some:
            at = {name: identity + 1 for name, identity in at.items()}
            when, year = day(new.received_on), new.received_on.year
            numbers[new.association_id, year] += 1
            place = {"association_id": new.association_id}
            money = place | {"fund_id": new.fund_id, "amount": int(new.amount)}
            token = new_token()
            own: Sequence[Mapping[str, Any]] = (
                place | {"entry_date": when},
                money | {"entry_id": at["journal_entry"], "entry_date": when},
                money
                | {"entry_id": at["journal_entry"], "number": numbers[new.association_id, year]}
                | {"year": year, "issued_on": when, "token": token},
                money
                | {"party_id": new.giver, "received_on": when}
                | {"posting_id": at["posting"], "voucher_id": at["voucher"]},
                place | {"subject_id": at["voucher"]},
            )
            for rows_of, name, values in zip(block, LOADED, own, strict=True):
                rows_of.append(tuple({**rows[name], **values, "id": at[name]}.values()))
        yield block


def measured(load: Callable[[], None], pg: Server | None) -> Loaded:
    """CPU seconds and peak MiB of a load in a process of its own."""
    answers = FORK.SimpleQueue()

    def run() -> None:
        forget_peak()
        used = cpu_of(load, pg)
        answers.put((used, peak_memory()))

    process = FORK.Process(target=run)
    process.start()
    process.join()
    used: Loaded = answers.get()
    return used


@dataclass(frozen=True)
class Prepared:
    """A book without gifts, and one row of each table as a gift would make it."""

    book: Book
    rows: floors.Rows


def prepared(url: str) -> Prepared:
    """A migrated book without gifts."""
    migrate(url)
    database = Database(url)
    book = books.found(database, PLACES)
    rows = floors.samples(database, book)
    database.close()
    return Prepared(book, rows)


def loads(
    ready: Prepared, copy: Callable[[str], str], number: int, pg: Server | None
) -> tuple[Loaded, Loaded]:
    """One load of each kind, ours first. copy: makes a fresh copy of the book under a name."""
    ours = measured(partial(by_service, copy("ours"), ready.book, number), pg)
    bare = copy("bare")
    floors.strip(bare)
    return ours, measured(partial(by_hand, bare, ready.rows, ready.book, number), pg)


def show(engine: str, number: int, rounds: Sequence[tuple[Loaded, Loaded]]) -> None:
    """Print the table."""
    found = {"ours": [ours for ours, _ in rounds], "floor": [floor for _, floor in rounds]}
    cost = {name: [used / number * 1e6 for used, _ in runs] for name, runs in found.items()}
    table(
        f"{engine}, {number:,} gifts",
        ("", "CPU µs a gift", "ours / it", "peak MiB of the client"),
        [
            [
                name,
                f"{statistics.median(cost[name]):.1f}",
                f"{ratio(cost['ours'], cost[name]):.2f}",
                f"{max(peak for _, peak in runs):.0f}",
            ]
            for name, runs in found.items()
        ],
    )


def on_sqlite(number: int, rounds: int) -> None:
    """Both ways on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder, "template.db")
        ready = prepared(f"sqlite:///{template}")

        def copy(name: str) -> str:
            for old in Path(folder).glob(f"{name}.db*"):
                old.unlink()
            return f"sqlite:///{shutil.copy(template, Path(folder, f'{name}.db'))}"

        show("SQLite", number, [loads(ready, copy, number, None) for _ in range(rounds)])


def on_postgresql(number: int, rounds: int) -> None:
    """Both ways on PostgreSQL."""
    with server() as maintenance, psycopg.connect(maintenance, autocommit=True) as connection:

        def url(name: str) -> str:
            return make_url(maintenance).set(database=name).render_as_string(hide_password=False)

        def copy(name: str) -> str:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template_book".encode())
            return url(name)

        connection.execute("CREATE DATABASE template_book")
        ready = prepared(url("template_book"))
        pg = Server(maintenance)
        show("PostgreSQL", number, [loads(ready, copy, number, pg) for _ in range(rounds)])


def main() -> None:
    """Load as many as was asked for, on both engines or one."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--engine", choices=("sqlite", "postgresql"))
    arguments.add_argument("--n", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=1)
    chosen = arguments.parse_args()
    if chosen.engine != "postgresql":
        on_sqlite(chosen.n, chosen.rounds)
    if chosen.engine != "sqlite":
        on_postgresql(chosen.n, chosen.rounds)


if __name__ == "__main__":
    main()
