"""The province's totals and one association's, against plain SQL over the kept turnovers, as a book grows.

    PYTHONPATH=. .venv/bin/python benchmarks/totals.py [--engine sqlite|postgresql] [--n 100000] [--places N]

The same questions at 10,000 entries and at N in one book of 10,000 associations; the later entries fall on
the places, funds and years of the first, so that as many rows are asked for. What a year was by level and
fund stands against a single GROUP BY over `turnover` joined to the tree; beside it one association's totals,
warm, and what `verify` derives again from postings, against the shortest SQL that does it. Exact at every
moment: nothing is kept but the turnovers, and those by the database.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks import books
from benchmarks.books import Book
from benchmarks.measuring import Server, cpu_of, in_turns, ratio, table
from ledger.contributions import bulk
from ledger.database import Database, migrate
from ledger.disclosure import breakdowns, totals, verify
from ledger.disclosure.checks import CHECKS
from tests.postgres import server

SMALL = 10_000
YEAR = 2025
WORST_DAY = date(YEAR, 6, 30)
"""The day from which both ends of the year are farthest."""
ROUNDS = 5
PLAIN = """
WITH RECURSIVE members(id) AS (
  SELECT CAST(:root AS bigint)
  UNION ALL SELECT e.child_id FROM association_edge e JOIN members m ON e.parent_id = m.id
  WHERE e.valid_from <= :day AND (e.valid_to IS NULL OR e.valid_to > :day))
SELECT a.kind, t.fund_id, t.account_id,
  sum(CASE WHEN t.year < :year THEN t.debit - t.credit ELSE 0 END),
  sum(CASE WHEN t.year = :year THEN t.debit ELSE 0 END),
  sum(CASE WHEN t.year = :year THEN t.credit ELSE 0 END)
FROM members m JOIN association a ON a.id = m.id JOIN turnover t ON t.association_id = m.id
WHERE t.year <= :year GROUP BY a.kind, t.fund_id, t.account_id"""
REBUILT = """
WITH moved AS MATERIALIZED (
  SELECT association_id, fund_id, debit_account_id, credit_account_id, {year} AS year, sum(amount) AS amount
  FROM posting GROUP BY association_id, fund_id, debit_account_id, credit_account_id, {year})
SELECT count(*) FROM (
  SELECT association_id, fund_id, account_id, year, sum(debit) AS debit, sum(credit) AS credit FROM (
    SELECT association_id, fund_id, debit_account_id AS account_id, year, amount AS debit, 0 AS credit
    FROM moved UNION ALL
    SELECT association_id, fund_id, credit_account_id, year, 0, amount FROM moved) AS sides
  GROUP BY association_id, fund_id, account_id, year) AS posted
LEFT JOIN turnover t ON t.association_id = posted.association_id AND t.fund_id = posted.fund_id
  AND t.account_id = posted.account_id AND t.year = posted.year
WHERE t.debit IS NULL OR t.debit <> posted.debit OR t.credit <> posted.credit"""
YEARS = {
    "sqlite": "CAST(substr(entry_date, 1, 4) AS integer)",
    "postgresql": "extract(year FROM entry_date)::bigint",
}


@contextmanager
def opened(engine: str) -> Iterator[tuple[Database, Server | None]]:
    """An empty book on an engine."""
    with (
        tempfile.TemporaryDirectory() as folder,
        server() if engine == "postgresql" else nullcontext() as given,
    ):
        url = given or f"sqlite:///{folder}/book.db"
        migrate(url)
        database = Database(url)
        yield database, Server(url) if given else None
        database.close()


def repeated(act: Callable[[], object], times: int, pg: Server | None) -> Callable[[], float]:
    """A measure of one act: CPU milliseconds, the mean of some times."""

    def several() -> None:
        for _ in range(times):
            act()

    return lambda: cpu_of(several, pg) / times * 1000


def ask(session: Session, book: Book, engine: str, pg: Server | None) -> dict[str, list[float]]:
    """CPU milliseconds of each question and of its floor, some rounds in turns."""
    root, village = book.places[0], book.places[-1]
    there = {"root": root, "day": totals.structure_day(YEAR), "year": YEAR}
    if engine == "sqlite":
        there["day"] = f"{there['day']}"
    kept = next(check for check in CHECKS if check.name.startswith("turnover is the sum"))
    rebuilt = text(REBUILT.format(year=YEARS[engine]))

    def up_to_a_day(place: int) -> object:
        return totals.totals(session, association_id=place, year=YEAR, until=WORST_DAY)

    ways: dict[str, tuple[Callable[[], object], int]] = {
        "by level and fund": (lambda: breakdowns.by_level(session, association_id=root, year=YEAR), 2),
        "floor: by level and fund": (lambda: session.execute(text(PLAIN), there).all(), 2),
        "the whole page's totals": (lambda: totals.totals(session, association_id=root, year=YEAR), 2),
        "the same up to a day": (lambda: up_to_a_day(root), 2),
        "one association": (lambda: totals.totals(session, association_id=village, year=YEAR), 50),
        "the same up to a day in it": (lambda: up_to_a_day(village), 50),
        "turnovers derived again": (lambda: list(verify._run(session.connection(), kept)), 1),  # noqa: SLF001 - one of its checks
        "floor: derived again": (lambda: session.scalar(rebuilt), 1),
    }
    for act, _ in ways.values():
        act()
    return in_turns({name: repeated(act, times, pg) for name, (act, times) in ways.items()}, ROUNDS)


def warm(session: Session, book: Book) -> float:
    """Milliseconds on the clock of one association's totals, the middle of a hundred."""
    waits = []
    for _ in range(100):
        began = time.perf_counter()
        totals.totals(session, association_id=book.places[-1], year=YEAR)
        waits.append((time.perf_counter() - began) * 1000)
    return statistics.median(waits)


def measure(engine: str, number: int, places: int) -> None:
    """Grow a book and ask it twice."""
    with opened(engine) as (database, pg):
        book = books.found(database, places)
        first = list(books.gifts(book, SMALL))
        later = (
            first[place % SMALL] for place in range(number - SMALL)
        )  # so that what is asked stays as long
        answers, clock = {}, {}
        for size, gifts in ((SMALL, first), (number, later)):
            with database.write() as session:
                bulk.record_many(session, gifts, association_id=book.places[0], by=book.treasurer)
            if pg:
                with database.write() as session:
                    session.execute(text("ANALYZE"))
            with database.read() as session:
                answers[size] = ask(session, book, engine, pg)
                clock[size] = warm(session, book)
    show(engine, places, answers)
    for size, waited in clock.items():
        print(f"one association's totals, warm, at {size:,} entries: {waited:.2f} ms on the clock")


def show(engine: str, places: int, answers: dict[int, dict[str, list[float]]]) -> None:
    """Print what each question cost at both sizes, how it grew, and how it stands to its floor."""
    small, large = answers.values()
    floors = {
        "by level and fund": "floor: by level and fund",
        "the whole page's totals": "floor: by level and fund",
        "turnovers derived again": "floor: derived again",
    }
    rows = []
    for name in large:
        floor = floors.get(name)
        rows.append(
            [
                name,
                *(f"{statistics.median(found[name]):.2f}" for found in (small, large)),
                f"{statistics.median(large[name]) / statistics.median(small[name]):.2f}",
                f"{ratio(large[name], large[floor]):.2f}" if floor else "",
            ]
        )
    heads = ("", *(f"{size:,}: CPU ms" for size in answers), "growth", "ours / floor")
    table(f"{engine}, {places:,} associations", heads, rows)


def main() -> None:
    """Ask on one engine."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    arguments.add_argument("--n", type=int, default=100_000)
    arguments.add_argument("--places", type=int, default=10_000)
    chosen = arguments.parse_args()
    measure(chosen.engine, chosen.n, chosen.places)


if __name__ == "__main__":
    main()
