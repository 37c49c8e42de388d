"""The small province of `stage.py`: on both engines for what moves money, on SQLite for the rest."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from ledger.database import Database
from tests.engines import SqliteCopies
from tests.reorganisation import stage as stages
from tests.reorganisation.stage import Stage


@pytest.fixture
def stage(book: Database) -> Iterator[Stage]:
    """The province, once on each engine."""
    with stages.at_work():
        yield stages.build(book)


@pytest.fixture
def stage_on_sqlite(sqlite_copies: SqliteCopies) -> Iterator[Stage]:
    """The province, on SQLite alone."""
    with sqlite_copies.copy() as url, closing(Database(url)) as book, stages.at_work():
        yield stages.build(book)
