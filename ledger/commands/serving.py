"""Serving a book to browsers, and the demonstration with a book of its own."""

import argparse
import socket
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import uvicorn

from ledger.app import create_app
from ledger.commands.books import open_book
from ledger.database import Database, NotMigrated, ensure_migrated, migrate
from ledger.demo import province
from ledger.demo.july2025 import officers, story
from ledger.demo.july2025.notes import STORY_NOTES
from ledger.demo.notes import SEED_NOTES
from ledger.demo.staff import SIGN_INS, SignIn
from ledger.errors import Refusal
from ledger.i18n import N_, Msgid, gettext
from ledger.settings import Settings, from_environment

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Story:
    """A demonstration.

    url: always this file, so that it never touches a book in real use; filler: whose `load` fills it.
    """

    url: str
    filler: ModuleType
    sign_ins: Sequence[SignIn]
    notes: Sequence[Msgid]


STORIES = {
    "province": Story("sqlite:///var/demo.db", province, SIGN_INS, SEED_NOTES),
    "reorganisation": Story("sqlite:///var/reorganisation.db", story, officers.SIGN_INS, STORY_NOTES),
}
"""By the names that `khuyenhoc demo --story` knows."""


class PortTaken(Refusal):
    """Another program listens there."""

    rule = "command_port"
    message = N_("Port %(port)s is taken by another program. Choose another with --port.")


def serve(chosen: argparse.Namespace) -> int:
    """Serve the book until Ctrl-C."""
    settings = from_environment()
    with open_book(writing=True) as database:
        _serve(settings, database, _listen(chosen.host, chosen.port))
    return 0


def demo(chosen: argparse.Namespace) -> int:
    """Build the demonstration when it is missing, then serve it until Ctrl-C."""
    told = STORIES[chosen.story]
    with closing(Database(told.url)) as database:
        file = Path(str(database.url.database))
        if chosen.fresh or not _is_ready(database):
            database.reader.dispose()  # the file it has just looked into is replaced
            _build_demo(file, told)
        if chosen.no_serve:
            print(gettext("The demonstration is ready in %(file)s.", file=file))
            return 0
        listening = listen_near(chosen.port)
        print(gettext("To sign in, as one of these:"))
        for entry in told.sign_ins:
            print(f"  {entry.login:<20} {entry.passphrase:<24} {gettext(entry.role)}, {entry.association}")
        _serve(Settings(database_url=told.url, demo=True), database, listening, notes=told.notes)
    return 0


def _is_ready(database: Database) -> bool:
    """Whether the demonstration was built, by this version of the program."""
    try:
        ensure_migrated(database)
    except NotMigrated:
        return False
    return True


def _build_demo(file: Path, told: Story) -> None:
    """Build the demonstration apart and move it into place when it is whole, so that none is half there."""
    with TemporaryDirectory(dir=file.parent, prefix="demo-") as folder:
        draft = Path(folder, file.name)
        migrate(f"sqlite:///{draft}")
        with closing(Database(f"sqlite:///{draft}")) as database:
            told.filler.load(database, progress=lambda said: print(f"{said} …", flush=True))
        for left in ("-wal", "-shm"):
            file.with_name(file.name + left).unlink(missing_ok=True)
        draft.replace(file)


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; refuses with `PortTaken`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise PortTaken(port=port) from error


def listen_near(port: int) -> socket.socket:
    """A socket that listens at the first free port from this one on; says so when it is another."""
    for candidate in range(port, port + 100):
        try:
            found = _listen(HOST, candidate)
        except PortTaken:
            continue
        if candidate != port:
            print(gettext("Port %(port)s is taken; %(other)s is used.", port=port, other=candidate))
        return found
    raise PortTaken(port=port)


def _serve(
    settings: Settings, database: Database, listening: socket.socket, *, notes: Sequence[Msgid] = ()
) -> None:
    """Serve until Ctrl-C, in one process. notes: what a demonstration says about its figures."""
    host, port = listening.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    if settings.public_url == Settings().public_url:
        settings = replace(settings, public_url=address)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(settings, database, notes=notes),
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=3,
        )
    )
    print(gettext("Serving at %(address)s (Ctrl-C ends it)", address=address), flush=True)
    with suppress(KeyboardInterrupt):  # which Ctrl-C ends as, or not, by what the loop was doing
        server.run(sockets=[listening])
    print(gettext("Stopped."))
