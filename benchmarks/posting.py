"""One durable gift with its number and its kept balances, against floors written by hand, in the same run.

    PYTHONPATH=. .venv/bin/python benchmarks/posting.py [--engine sqlite|postgresql] [--gifts 400]

`contributions.record` against the two floors of `floors.py`: on SQLite (WAL, synchronous=FULL) by `sqlite3`,
on PostgreSQL by one function and one round trip. With 16 clients ours are threads behind the one writer of
`Database` on SQLite and processes on PostgreSQL; the floor's are processes on both. The PostgreSQL server is
that of the tests: it does not wait for the disk, on either side.
"""

import argparse
import multiprocessing
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import make_url, text

from benchmarks import books, floors
from benchmarks.books import Book
from benchmarks.measuring import Server, ratio, table
from ledger.contributions import bulk, contributions
from ledger.contributions.contributions import NewContribution
from ledger.database import Database, migrate
from ledger.ids import new_token
from tests.postgres import server

CLIENTS = 16
PLACES = 100
WARM_UP = 20
PRELOADED = 20_000
FORK = multiprocessing.get_context("fork")


class Recorder(Protocol):
    """Whatever records one gift, durably."""

    def record(self, gift: Any) -> None:
        """Record it."""


class Ours:
    """The service layer, as a desk uses it: with a form's key."""

    def __init__(self, database: Database, book: Book) -> None:
        self.database, self.book = database, book

    def record(self, gift: NewContribution) -> None:
        """One durable gift."""
        with self.database.write() as session:
            contributions.record(session, gift, by=self.book.treasurer, client_key=new_token())


@dataclass(frozen=True)
class Run:
    """What a client, or all of them, used. cpu: seconds; waits: of each gift, seconds."""

    cpu: float
    began: float
    ended: float
    waits: Sequence[float]
    errors: int = 0

    @property
    def rate(self) -> float:
        """Gifts a second."""
        return len(self.waits) / (self.ended - self.began)


def together(runs: Iterable[Run], cpu: float = 0) -> Run:
    """Many clients as one. cpu: what the server used."""
    every = list(runs)
    waits = [wait for run in every for wait in run.waits]
    used = sum(run.cpu for run in every) + cpu
    return Run(
        used, min(r.began for r in every), max(r.ended for r in every), waits, sum(r.errors for r in every)
    )


def recorded(recorder: Recorder, gifts: Sequence[Any]) -> Run:
    """Record gifts one after the other."""
    waits, errors = [], 0
    used, began = time.thread_time(), time.monotonic()
    for gift in gifts:
        asked = time.monotonic()
        try:
            recorder.record(gift)
        except Exception as error:  # noqa: BLE001 - any error of a client counts, whatever it is
            errors += 1
            print(f"{type(error).__name__}: {error}")
        waits.append(time.monotonic() - asked)
    return Run(time.thread_time() - used, began, time.monotonic(), waits, errors)


def plain(gifts: Iterable[NewContribution], day: Callable[[Any], Any]) -> list[Mapping[str, Any]]:
    """Gifts as a floor is told of them."""
    return [
        {
            "place": new.association_id,
            "fund": new.fund_id,
            "amount": int(new.amount),
            "day": day(new.received_on),
            "year": new.received_on.year,
            "token": new_token(),
            "giver": new.giver,
        }
        for new in gifts
    ]


def in_threads(recorder: Recorder, gifts: Sequence[Any]) -> Run:
    """Sixteen clients as threads of this process; its CPU time is read once."""
    used = time.process_time()
    with ThreadPoolExecutor(CLIENTS) as pool:
        runs = list(pool.map(partial(recorded, recorder), _shares(gifts)))
    whole = together(runs)
    return Run(time.process_time() - used, whole.began, whole.ended, whole.waits, whole.errors)


def in_processes(connect: Callable[[], Recorder], gifts: Sequence[Any], pg: Server | None) -> Run:
    """Sixteen clients as processes that begin together, each with its own connection."""
    start, answers = FORK.Barrier(CLIENTS + 1), FORK.SimpleQueue()
    clients = [
        FORK.Process(target=_client, args=(connect, share, start, answers)) for share in _shares(gifts)
    ]
    for client in clients:
        client.start()
    start.wait()
    used = pg.cpu() if pg else 0
    runs = [answers.get() for _ in clients]
    for client in clients:
        client.join()
    return together(runs, (pg.cpu() - used) if pg else 0)


def _client(connect: Callable[[], Recorder], gifts: Sequence[Any], start: Any, answers: Any) -> None:
    recorder = connect()
    recorded(recorder, gifts[:WARM_UP])  # statements are prepared and plans made, as in a server that runs
    start.wait()
    answers.put(recorded(recorder, gifts[WARM_UP:]))


def _shares(gifts: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (gifts[first::CLIENTS] for first in range(CLIENTS))


def prepared(url: str) -> tuple[Book, floors.Rows]:
    """A migrated book of some associations and gifts; and one row of each of its tables."""
    migrate(url)
    database = Database(url)
    book = books.found(database, PLACES)
    rows = floors.samples(database, book)
    with database.write() as session:
        bulk.record_many(
            session, books.gifts(book, PRELOADED), association_id=book.places[0], by=book.treasurer
        )
    database.close()
    return book, rows


def measure(
    title: str,
    ways: Mapping[str, Callable[[Sequence[NewContribution]], Run]],
    book: Book,
    gifts: int,
    rounds: int,
) -> None:
    """Run all ways in turns on the same gifts and print their table; the first is ours."""
    runs: dict[str, list[Run]] = {name: [] for name in ways}
    for seed in range(rounds):
        drawn = list(books.gifts(book, gifts, seed=1000 + seed))
        for name, way in ways.items():
            runs[name].append(way(drawn))
    ours = next(iter(runs.values()))
    rows = []
    for name, mine in runs.items():
        waits = sorted(wait * 1000 for run in mine for wait in run.waits)
        cost = [run.cpu / len(run.waits) * 1e6 for run in mine]
        rows.append(
            [
                name,
                f"{statistics.median(cost):.0f}",
                f"{ratio([r.cpu / len(r.waits) for r in ours], [r.cpu / len(r.waits) for r in mine]):.2f}",
                f"{statistics.median(run.rate for run in mine):.0f}",
                f"{ratio([r.rate for r in ours], [r.rate for r in mine]):.2f}",
                f"{statistics.median(waits):.1f}",
                f"{waits[len(waits) * 99 // 100]:.1f}",
                f"{waits[-1]:.0f}",
                str(sum(run.errors for run in mine)),
            ]
        )
    heads = ("", "CPU µs", "ours / it", "gifts/s", "ours / it", "p50 ms", "p99 ms", "max ms", "errors")
    table(title, heads, rows)


def on_sqlite(gifts: int, rounds: int) -> None:
    """One and sixteen clients on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = Path(folder, "ours.db"), Path(folder, "floor.db")
        book, rows = prepared(f"sqlite:///{ours}")
        shutil.copy(ours, bare)
        floors.make_ready(f"sqlite:///{bare}", rows)
        database = Database(f"sqlite:///{ours}")
        service = Ours(database, book)
        connect = {
            name: partial(floors.OnSqlite, f"{bare}", rows, all_rows=all_rows)
            for name, all_rows in (("floor: least", False), ("floor: same rows", True))
        }
        alone: dict[str, Callable[[Sequence[NewContribution]], Run]] = {"ours": partial(recorded, service)}
        for name, floor in connect.items():
            alone[name] = _alone(floor(), str)
        measure("SQLite, 1 client", alone, book, gifts, rounds)
        many: dict[str, Callable[[Sequence[NewContribution]], Run]] = {"ours": partial(in_threads, service)}
        for name, floor in connect.items():
            many[name] = _many(floor, str, None)
        measure(f"SQLite, {CLIENTS} clients", many, book, gifts * 4, rounds)
        say_gaps(database)
        database.close()


def _alone(
    floor: Recorder, day: Callable[[Any], Any], pg: Server | None = None
) -> Callable[[Sequence[NewContribution]], Run]:
    def run(gifts: Sequence[NewContribution]) -> Run:
        told = plain(gifts, day)
        used = pg.cpu() if pg else 0
        alone = recorded(floor, told)
        return together([alone], (pg.cpu() - used) if pg else 0)

    return run


def _many(
    connect: Callable[[], Recorder], day: Callable[[Any], Any], pg: Server | None
) -> Callable[[Sequence[NewContribution]], Run]:
    return lambda gifts: in_processes(connect, plain(gifts, day), pg)


def on_postgresql(gifts: int, rounds: int) -> None:
    """One and sixteen clients on PostgreSQL."""
    with server() as maintenance:
        url, bare = (
            make_url(maintenance).set(database=name).render_as_string(hide_password=False)
            for name in ("ours", "bare")
        )
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute("CREATE DATABASE ours")
            book, rows = prepared(url)
            connection.execute("CREATE DATABASE bare TEMPLATE ours")
        floors.make_ready(bare, rows)
        pg = Server(url)
        connect = {
            name: partial(floors.OnPostgresql, bare, all_rows=all_rows)
            for name, all_rows in (("floor: least", False), ("floor: same rows", True))
        }

        def service() -> Recorder:
            return Ours(Database(url), book)

        def alone_ours(gifts_: Sequence[NewContribution]) -> Run:
            used = pg.cpu()
            run = recorded(one, gifts_)
            return together([run], pg.cpu() - used)

        one = service()
        alone: dict[str, Callable[[Sequence[NewContribution]], Run]] = {"ours": alone_ours}
        for name, floor in connect.items():
            alone[name] = _alone(floor(), lambda day: day, pg)
        measure("PostgreSQL, 1 client", alone, book, gifts, rounds)
        many: dict[str, Callable[[Sequence[NewContribution]], Run]] = {
            "ours": lambda gifts_: in_processes(service, gifts_, pg)
        }
        for name, floor in connect.items():
            many[name] = _many(floor, lambda day: day, pg)
        measure(f"PostgreSQL, {CLIENTS} clients", many, book, gifts * 4, rounds)
        database = Database(url)
        say_gaps(database)
        database.close()


SERIES = """
SELECT s.last_number, count(v.id) AS n, max(v.number) AS highest FROM voucher_series s
LEFT JOIN voucher v ON v.association_id = s.association_id AND v.kind = s.kind AND v.year = s.year
  AND v.book = s.book
GROUP BY s.association_id, s.kind, s.year, s.book, s.last_number"""


def say_gaps(database: Database) -> None:
    """Count series whose receipts are not 1 to their counter, each once."""
    with database.read() as session:
        series = session.execute(text(SERIES)).all()
    broken = sum(1 for last, number, highest in series if not last == number == (highest or 0))
    print(f"{sum(row.n for row in series):,} receipts, {broken} series with a gap or a number twice")


def main() -> None:
    """Measure what was asked for."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--engine", choices=("sqlite", "postgresql"))
    arguments.add_argument("--gifts", type=int, default=400)
    arguments.add_argument("--rounds", type=int, default=3)
    chosen = arguments.parse_args()
    if chosen.engine != "postgresql":
        on_sqlite(chosen.gifts, chosen.rounds)
    if chosen.engine != "sqlite":
        on_postgresql(chosen.gifts, chosen.rounds)


if __name__ == "__main__":
    main()
