"""The demo province in a book of its own, as tests look at it."""

import fcntl
import pickle
import shutil
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from ledger.database import Database, migrate
from ledger.demo import province
from ledger.demo.facts import DemoFacts
from ledger.i18n import use_locale


@dataclass(frozen=True)
class Loaded:
    """A book with the demo in it, what loading returned, and what it said on the way."""

    book: Database
    facts: DemoFacts
    said: list[str]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with self.book.read() as session:
            return [tuple(row) for row in session.execute(text(sql))]

    def value(self, sql: str) -> Any:
        """The first column of its first row."""
        return self.rows(sql)[0][0]


@dataclass(frozen=True)
class DemoFile:
    """A SQLite file with the demo in it, which nobody opens: what loading returned, and what it said."""

    path: Path
    facts: DemoFacts
    said: list[str]

    def copy(self, folder: Path) -> Path:
        """A copy of one's own."""
        return Path(shutil.copy(self.path, folder / "demo.db"))


def built(folder: Path) -> DemoFile:
    """The demo in a folder that the processes of a run share: the first loads it, the others wait."""
    file, told = folder / "demo.db", folder / "demo.pickle"
    with (folder / "demo.building").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not told.exists():
            migrate(f"sqlite:///{file}")
            loading = load(f"sqlite:///{file}")
            loaded = next(loading)
            loading.close()
            told.write_bytes(pickle.dumps((loaded.facts, loaded.said)))
    return DemoFile(file, *pickle.loads(told.read_bytes()))  # noqa: S301 - written above


def load(url: str) -> Generator[Loaded]:
    """The demo, loaded into an empty book, and closed at the end."""
    said: list[str] = []
    with closing(Database(url)) as book:
        with use_locale("en"):
            facts = province.load(book, progress=said.append)
        yield Loaded(book, facts, said)
