"""One filled book for each engine. Every test here tries something forbidden on it, and changes nothing."""

from collections.abc import Iterator

import pytest

from ledger.database import Database
from tests.schema.filling import fill


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def filled(request: pytest.FixtureRequest) -> Iterator[Database]:
    copies = request.getfixturevalue("sqlite_copies" if request.param == "sqlite" else "postgres_copies")
    with copies.copy() as url:
        database = Database(url)
        fill(database)
        yield database
        database.close()
