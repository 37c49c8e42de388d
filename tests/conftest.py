"""Fixtures every test may ask for: an empty book on SQLite and on a real PostgreSQL."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from ledger.database import Database
from tests import engines
from tests.demo.loaded import DemoFile, Loaded, built
from tests.postgres import CannotStart, open_folder, server

GIVEN_SERVER = "TEST_PG_URL"
"""Names another PostgreSQL to test on, such as `postgresql://user:password@host/postgres`."""

until_the_end = pytest.StashKey[ExitStack]()
shared_server = pytest.StashKey[dict[str, str]]()
shared_folder = pytest.StashKey[str]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give all processes of a parallel run one PostgreSQL and one folder, kept by the one that leads them."""
    stash = node.config.stash
    if shared_server not in stash:
        stash[until_the_end] = ExitStack()
        stash[shared_server] = find_server(stash[until_the_end])
        stash[shared_folder] = f"{stash[until_the_end].enter_context(open_folder(in_memory=True))}"
    node.workerinput["postgres"] = stash[shared_server]
    node.workerinput["folder"] = stash[shared_folder]


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server of a parallel run, and remove its folder."""
    if until_the_end in config.stash:
        config.stash[until_the_end].close()


def find_server(stack: ExitStack) -> dict[str, str]:
    """Either the `url` of a PostgreSQL that runs until the stack is closed, or why it is `missing`."""
    if url := os.environ.get(GIVEN_SERVER):
        return {"url": url}
    try:
        return {"url": stack.enter_context(server())}
    except CannotStart as reason:
        return {"missing": str(reason)}


@pytest.fixture(scope="session")
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A PostgreSQL server; without one the test fails under CI=true and is skipped elsewhere."""
    with ExitStack() as stack:
        found = getattr(request.config, "workerinput", {}).get("postgres") or find_server(stack)
        if "missing" in found:
            refuse = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
            refuse(f"No PostgreSQL to test on; {GIVEN_SERVER} may name one. {found['missing']}")
        yield found["url"]


@pytest.fixture(scope="session")
def sqlite_copies() -> Iterator[engines.SqliteCopies]:
    """An empty SQLite book that every test copies."""
    with open_folder(in_memory=True) as folder:
        yield engines.SqliteCopies(folder)


@pytest.fixture(scope="session")
def postgres_copies(postgres_url: str, testrun_uid: str, worker_id: str) -> Iterator[engines.PostgresCopies]:
    """An empty PostgreSQL book that every test copies."""
    copies = engines.PostgresCopies(postgres_url, testrun_uid[:12], worker_id)
    with copies.kept_template():
        yield copies


@pytest.fixture(scope="session")
def demo_file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> DemoFile:
    """The demo province in a SQLite file, loaded by whichever process of the run needs it first; to copy."""
    given = getattr(request.config, "workerinput", {}).get("folder")
    return built(Path(given) if given else tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def demo_on_sqlite(demo_file: DemoFile, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """The demo province, open, for all tests of this process that only read it."""
    with closing(Database(f"sqlite:///{demo_file.copy(tmp_path_factory.mktemp('read'))}")) as book:
        yield Loaded(book, demo_file.facts, demo_file.said)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty book of number 1, as `engines.make` makes it: the test runs once on each engine."""
    fixture = "sqlite_copies" if request.param == "sqlite" else "postgres_copies"
    with request.getfixturevalue(fixture).copy() as url:
        yield url


@pytest.fixture
def book(engine_url: str) -> Iterator[Database]:
    """An empty book, open for writing."""
    database = Database(engine_url)
    yield database
    database.close()
