"""Empty books for tests, on both engines and quickly: migrated, and with the shipped chart of accounts.

A book is made once for each engine; every test gets a copy of it: of the file on SQLite, of the template
database on PostgreSQL.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from ledger.accounts import chart
from ledger.database import Database, migrate


def make(url: str) -> None:
    """Make an empty book of number 1 with the shipped chart of accounts."""
    migrate(url)
    with closing(Database(url)) as book, book.write() as session:
        chart.load_chart(session)


class SqliteCopies:
    """Copies of one file, each in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = folder / "template.db"
        make(f"sqlite:///{self.template}")
        assert not Path(f"{self.template}-wal").exists(), "make() left a connection open"

    @contextmanager
    def copy(self, of: str | None = None) -> Iterator[str]:
        """The URL of a database of one's own while the block runs. of: the URL of another book to copy."""
        source = Path(make_url(of).database or "") if of else self.template
        with TemporaryDirectory(dir=self.folder) as folder:
            yield f"sqlite:///{shutil.copy(source, Path(folder, 'book.db'))}"


class PostgresCopies:
    """Copies of one database on one server, shared by all test processes of one run.

    server_url: any database of the server, which we may leave to make others.
    run: a name that the processes of this run have in common.
    process: a name that tells them apart.
    """

    def __init__(self, server_url: str, run: str, process: str) -> None:
        self.server_url = server_url
        self.template = f"test_{run}"
        self.process = process
        self.numbers = count(1)
        self.connection = psycopg.connect(server_url, autocommit=True)

    def url(self, database: str) -> str:
        """The URL of another database of the same server."""
        return make_url(self.server_url).set(database=database).render_as_string(hide_password=False)

    @contextmanager
    def kept_template(self) -> Iterator[None]:
        """The database exists in the block: the first process makes it, the last drops it."""
        making, using = f"{self.template} made", f"{self.template} used"
        with self.connection:
            self._lock("pg_advisory_lock", making)
            if not self._exists():
                self._make_template()
            self._lock("pg_advisory_lock_shared", using)
            self._lock("pg_advisory_unlock", making)
            yield
            self._lock("pg_advisory_lock", making)
            self._lock("pg_advisory_unlock_shared", using)
            if self._lock("pg_try_advisory_lock", using):
                self._run(SQL("DROP DATABASE IF EXISTS {}"), self.template)

    @contextmanager
    def copy(self, of: str | None = None) -> Iterator[str]:
        """The URL of a database of one's own while the block runs.

        of: the URL of another book to copy, which nobody has open.
        """
        name = f"{self.template}_{self.process}_{next(self.numbers)}"
        source = make_url(of).database if of else self.template
        self._run(SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"), name, f"{source}")
        try:
            yield self.url(name)
        finally:
            self._run(SQL("DROP DATABASE {} WITH (FORCE)"), name)

    def _make_template(self) -> None:
        """Make it whole, or leave nothing that another process could take for it."""
        self._run(SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'"), self.template)
        try:
            make(self.url(self.template))
        except BaseException:
            self._run(SQL("DROP DATABASE {} WITH (FORCE)"), self.template)
            raise

    def _exists(self) -> bool:
        query = "SELECT count(*) FROM pg_database WHERE datname = %s"
        return bool(self._value(query, self.template))

    def _lock(self, function: str, name: str) -> object:
        return self._value(f"SELECT {function}(hashtext(%s))", name)

    def _value(self, query: str, argument: str) -> object:
        row = self.connection.execute(query.encode(), (argument,)).fetchone()
        return row[0] if row else None

    def _run(self, statement: SQL, *names: str) -> None:
        self.connection.execute(statement.format(*map(Identifier, names)))
