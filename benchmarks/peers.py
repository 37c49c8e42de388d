"""One durable posting of three other ledgers beside one gift of ours, in turns, in the same run.

    PYTHONPATH=. .venv/bin/python benchmarks/peers.py [--install] [--gifts 200] [--rounds 5]

Theirs is the shortest posting that each handbook shows, committed, as shipped: no receipt, no gapless
number and no role. Ours is `contributions.record` with all of these. The others run in environments of
their own under `var/peers`, which `--install` makes from the package index; what is not there is named.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from sqlalchemy import make_url

from benchmarks import books
from benchmarks.measuring import Server, ratio, table
from ledger.contributions import contributions
from ledger.database import Database, migrate
from tests.postgres import server

HOME = Path("var/peers")
PROGRAMS = Path(__file__).parent / "peer_programs"
PLACES = 100
SAME_SERVER = "2.6"
"""The goal against django-hordak where ours runs on PostgreSQL too."""
Took = tuple[float, float]
"""Seconds on the clock and CPU seconds of the client for some postings."""
Way = Callable[[int], Took]


@dataclass(frozen=True)
class Peer:
    """Another ledger. packages: what pip installs; alone: packages installed without their own needs."""

    name: str
    program: str
    engine: str
    goal: int
    packages: Sequence[str]
    alone: Sequence[str] = ()

    @property
    def python(self) -> Path:
        """The interpreter of its environment."""
        return HOME / self.program / "bin" / "python"


PEERS = (
    Peer("django-hordak", "hordak", "postgresql", 5, ("django-hordak==2.0.0", "psycopg[binary]==3.3.*")),
    Peer(
        "python-accounting",
        "accounting",
        "sqlite",
        25,
        ("sqlalchemy>=2.1.4,<2.2", "python-dateutil"),
        ("python-accounting==2.0.0",),  # it asks for MySQL's headers, which SQLite does not need
    ),
    Peer("piecash", "piecash", "sqlite", 20, ("piecash==1.2.1",)),
)


def install(peer: Peer) -> None:
    """Make the environment of a peer."""
    subprocess.run([sys.executable, "-m", "venv", str(peer.python.parents[1])], check=True)
    pip = [str(peer.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *peer.packages], check=True)
    if peer.alone:
        subprocess.run([*pip, "--no-deps", *peer.alone], check=True)


@contextmanager
def running(peer: Peer, *arguments: str) -> Iterator[Way]:
    """A peer's program, which posts when asked."""
    command = [
        str(peer.python.absolute()),
        "-W",
        "ignore",
        str(PROGRAMS / f"with_{peer.program}.py"),
        *arguments,
    ]
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout"), subprocess.PIPE)
    found = os.environ | {"PYTHONPATH": str(PROGRAMS.parents[1])}
    with subprocess.Popen(command, text=True, env=found, **pipes) as process:
        asked, said = _pipes(process)
        if said.readline().strip() != "ready":
            raise SystemExit(f"{peer.name} did not start")

        def post(number: int) -> Took:
            asked.write(f"{number}\n")
            asked.flush()
            seconds, used = json.loads(said.readline())
            return seconds, used

        yield post
        asked.close()


def _pipes(process: "subprocess.Popen[str]") -> tuple[IO[str], IO[str]]:
    if process.stdin is None or process.stdout is None:
        raise ValueError("a process without pipes")
    return process.stdin, process.stdout


@contextmanager
def ours(url: str) -> Iterator[Way]:
    """One gift after the other, each in a transaction of its own."""
    migrate(url)
    database = Database(url)
    book = books.found(database, PLACES)
    gifts = books.gifts(book, 1_000_000)

    def post(number: int) -> Took:
        began, used = time.perf_counter(), time.process_time()
        for _ in range(number):
            with database.write() as session:
                contributions.record(session, next(gifts), by=book.treasurer)
        return time.perf_counter() - began, time.process_time() - used

    yield post
    database.close()


def taken(ways: Sequence[Way], number: int, rounds: int, pg: Server | None = None) -> list[list[Took]]:
    """What a posting took of each way, with the CPU of the server, in turns; the first round warms up."""
    found: list[list[Took]] = [[] for _ in ways]
    for turn in range(rounds + 1):
        for way, took in zip(ways, found, strict=True):
            before = pg.cpu() if pg else 0.0
            seconds, used = way(number)
            used += pg.cpu() - before if pg else 0.0
            if turn:
                took.append((seconds / number, used / number))
    return found


def show(title: str, goals: Mapping[str, str], measured: Sequence[Sequence[Took]]) -> None:
    """Print postings, ours first. goals: what is hoped for, by the name of each peer."""
    rows = []
    for name, took in zip(("ours, with receipt and number", *goals), measured, strict=True):
        goal = goals.get(name, "")
        clock, used = zip(*took, strict=True)
        our_clock, our_used = zip(*measured[0], strict=True)
        figures = (1 / statistics.median(clock), ratio(clock, our_clock))
        cost = (statistics.median(used) * 1000, ratio(used, our_used))
        rows.append(
            [name, f"{figures[0]:.0f}", f"{figures[1]:.1f}", goal, f"{cost[0]:.2f}", f"{cost[1]:.1f}"]
        )
    heads = ("", "postings a second", "ours / it", "goal", "CPU ms", "its CPU / ours")
    table(title, heads, rows)


def on_sqlite(peers: Sequence[Peer], number: int, rounds: int) -> None:
    """Ours and the peers on SQLite."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        ways = [stack.enter_context(ours(f"sqlite:///{folder}/ours.db"))]
        ways += [stack.enter_context(running(peer, f"{folder}/{peer.program}.db")) for peer in peers]
        goals = {peer.name: str(peer.goal) for peer in peers}
        show("SQLite", goals, taken(ways, number, rounds))


def on_postgresql(peers: Sequence[Peer], number: int, rounds: int) -> None:
    """Ours on either engine and the peers on PostgreSQL, on one server."""
    with server() as maintenance, tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        with psycopg.connect(maintenance, autocommit=True) as connection:
            for name in ("ours", *(peer.program for peer in peers)):
                connection.execute(f"CREATE DATABASE {name}".encode())
        at = make_url(maintenance)

        def url(name: str) -> str:
            return at.set(database=name).render_as_string(hide_password=False)

        ways = [stack.enter_context(ours(each)) for each in (url("ours"), f"sqlite:///{folder}/ours.db")]
        socket = str(at.query.get("host", ""))
        ways += [
            stack.enter_context(running(peer, url(peer.program), *([socket] if socket else [])))
            for peer in peers
        ]
        on_server, on_file, *others = taken(ways, number, rounds, Server(maintenance))
        goals = {peer.name: str(peer.goal) for peer in peers}
        show("PostgreSQL", dict.fromkeys(goals, SAME_SERVER), [on_server, *others])
        show("Ours on SQLite, theirs on PostgreSQL", goals, [on_file, *others])


def main() -> None:
    """Measure the peers that are installed."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--install", action="store_true")
    arguments.add_argument("--gifts", type=int, default=200)
    arguments.add_argument("--rounds", type=int, default=5)
    chosen = arguments.parse_args()
    for peer in PEERS:
        if chosen.install and not peer.python.exists():
            install(peer)
        if not peer.python.exists():
            print(f"{peer.name}: not installed; --install puts it into {peer.python.parents[1]}")
    for engine, measure in (("sqlite", on_sqlite), ("postgresql", on_postgresql)):
        there = [peer for peer in PEERS if peer.engine == engine and peer.python.exists()]
        if there:
            measure(there, chosen.gifts, chosen.rounds)


if __name__ == "__main__":
    main()
