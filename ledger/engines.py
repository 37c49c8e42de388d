"""Connections to either engine: one writer at a time on SQLite, an ordinary pool on PostgreSQL."""

import re
import sys
from collections import deque
from pathlib import Path
from threading import Lock
from typing import IO, Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from ledger.errors import Refusal
from ledger.i18n import N_
from ledger.statements import run

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LONGEST_WAIT = 30
"""Seconds that an act waits for others before it is given up (`SomebodyWasQuicker`)."""


class BookIsBusy(Refusal):
    """Another process already writes this SQLite book."""

    rule = "one_writing_process"
    message = N_("Another program is already writing this book (%(file)s). Stop it first, then try again.")


def postgresql_engine(url: str) -> Engine:
    """An ordinary pool; no act waits for ever for what another one holds."""
    psycopg = re.sub(r"^postgres(ql)?(\+psycopg)?://", "postgresql+psycopg://", url)
    patience = {"options": f"-c lock_timeout={LONGEST_WAIT * 1000:.0f}"}
    return create_engine(psycopg, pool_size=16, max_overflow=16, hide_parameters=True, connect_args=patience)


def hold_lock(path: Path) -> IO[str]:
    """Take the writer's lock of a SQLite book, or refuse; the system frees it when the process ends."""
    lock = path.with_name(path.name + ".lock").open("w")
    try:
        if sys.platform == "win32":
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise BookIsBusy(file=path.name) from error
    return lock


class _OneInTurn(StaticPool):
    """The one writing connection, given to those who wait for it in the order in which they came.

    SQLAlchemy's own queue lets whoever runs at that moment pass the others, who then wait for a second.
    """

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._timeout: float = LONGEST_WAIT
        self._guard, self._taken = Lock(), False
        self._waiting: deque[Lock] = deque()

    def _do_get(self) -> ConnectionPoolEntry:
        turn = Lock()
        with self._guard:
            if self._taken:
                turn.acquire()
                self._waiting.append(turn)
            self._taken = True
        try:
            self._wait(turn)
            return super()._do_get()
        except BaseException:
            self._leave(turn)
            raise

    def _wait(self, turn: Lock) -> None:
        if not turn.acquire(timeout=self._timeout):
            raise PoolTimeout(f"nobody gave the writing connection back for {self._timeout} s")

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        super()._do_return_conn(record)
        self._next()

    def _next(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def _leave(self, turn: Lock) -> None:
        """Leave the queue; whose turn it is already gives it on."""
        with self._guard:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return
        self._next()


def sqlite_engine(path: Path, *, writing: bool) -> Engine:
    """One connection that writes, or a few that cannot."""
    if writing:
        url = URL.create("sqlite", database=f"{path}")
        engine = create_engine(url, poolclass=_OneInTurn, hide_parameters=True)
    else:
        query = {"mode": "ro", "uri": "true"}
        url = URL.create("sqlite", database=f"file:{quote(str(path))}", query=query)
        engine = create_engine(url, pool_size=4, max_overflow=28, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        pragmas = [
            "foreign_keys=ON",
            f"busy_timeout={LONGEST_WAIT * 1000:.0f}",
            "recursive_triggers=ON",
            "trusted_schema=OFF",
        ]
        if writing:
            pragmas += ["journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY"]
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        run(connection, "BEGIN IMMEDIATE" if writing else "BEGIN", ())

    return engine
