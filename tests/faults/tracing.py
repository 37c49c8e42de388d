"""Faults put into the system calls of another process, by strace."""

import multiprocessing
import os
import shutil
import subprocess
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from tests.faults import worker
from tests.faults.worker import Work

CALLS = "pwrite64,fdatasync,fsync"
LONGEST = 60
"""Seconds after which a process that does not end is a failure."""


def needs_strace() -> None:
    """Skip where nobody may trace, or where strace is missing; under CI=true the latter is a failure."""
    refuse = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
    if shutil.which("strace") is None:
        refuse("strace is not installed")
    tried = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("this system lets nobody trace")


def forks() -> Any:
    """Processes that start at once, with the ledger imported already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.faults.worker", "ledger.disclosure.verify"])
    return context


def traced(work: Work, keys: list[str], log: Path, *inject: str) -> tuple[dict[str, object], int]:
    """Let a process work with faults injected; returns what it told, and its exit code (-9 when killed).

    inject: expressions of strace, such as `pwrite64:signal=KILL:when=3`; log: where strace writes the calls.
    """
    context = forks()
    gate, (hear, told) = context.Event(), context.Pipe(duplex=False)
    process = context.Process(target=worker.run, args=(work, keys, gate, told))
    process.start()
    told.close()
    assert hear.recv() == "ready"
    command = ["strace", "-f", "-o", f"{log}", "-e", f"trace={CALLS}", "-p", f"{process.pid}"]
    command += [part for expression in inject for part in ("-e", f"inject={expression}")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as strace:
        said = strace.stderr.readline() if strace.stderr else ""
        assert "attached" in said, said
        gate.set()
        heard = _heard(hear)
        process.join(LONGEST)
        assert process.exitcode is not None
    return heard, process.exitcode


def _heard(hear: Connection) -> dict[str, object]:
    found: dict[str, object] = {}
    with hear:
        try:
            while True:
                key, value = hear.recv()
                found[key] = value
        except EOFError:
            return found


def calls(log: Path, name: str) -> int:
    """How often a system call was made."""
    return sum(f" {name}(" in line for line in log.read_text().splitlines())
