"""How long `khuyenhoc serve` takes on the demo book, from the command to the first answer.

    .venv/bin/python benchmarks/start.py [--book var/demo.db] [--rounds 5]

Each round starts the program anew on a copy of the book and asks every 10 ms until it answers: first whether
it is ready (`/healthz`), then for the public home, the heaviest page. What the system has read before stays
in its memory, and one start beforehand lets Python keep what it compiles, as on any machine in use. The CPU
time (user and system, of the whole run) says how much of the waiting is the program's own.
"""

import argparse
import http.client
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GOAL = 1.5
"""Seconds from start to the first answer."""

PATIENCE = 30
PROGRAM = Path(sys.executable).with_name("khuyenhoc")


def main() -> None:
    """Start, ask and stop a few times; print the middle and the slowest."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("--book", type=Path, default=Path("var/demo.db"))
    arguments.add_argument("--rounds", type=int, default=5)
    chosen = arguments.parse_args()
    if not chosen.book.exists():
        raise SystemExit("There is no demo book yet: python3 run.py demo --no-serve")
    with tempfile.TemporaryDirectory() as folder:
        book = shutil.copy(chosen.book, folder)
        started(f"sqlite:///{book}")
        used = cpu()
        rounds = [started(f"sqlite:///{book}") for _ in range(chosen.rounds)]
        used = (cpu() - used) / chosen.rounds
    for said, seconds in zip(("ready", "public home"), zip(*rounds, strict=True), strict=True):
        middle, slowest = statistics.median(seconds), max(seconds)
        print(f"{said}: {middle:.2f} s after the start, {slowest:.2f} s at the slowest (goal {GOAL} s)")
    print(f"CPU of a start and an end, with both answers: {used:.2f} s")


def cpu() -> float:
    """CPU seconds of the programs started here that have ended, user and system."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime


def started(url: str) -> tuple[float, float]:
    """Seconds from the start of the program to its answer that it is ready, and to the public home."""
    port = free_port()
    environment = {**os.environ, "KHUYENHOC_DATABASE_URL": url, "PYTHONDONTWRITEBYTECODE": ""}
    began = time.monotonic()
    with subprocess.Popen(
        [PROGRAM, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
    ) as process:
        try:
            while not answers(port, "/healthz"):
                if process.poll() is not None or time.monotonic() - began > PATIENCE:
                    raise SystemExit("The program did not start; try it by hand: khuyenhoc serve")
                time.sleep(0.01)
            ready = time.monotonic() - began
            if not answers(port, "/"):
                raise SystemExit("The public home did not answer.")
            return ready, time.monotonic() - began
        finally:
            process.terminate()


def answers(port: int, path: str) -> bool:
    """Whether the address answers with a whole page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    except OSError:
        return False
    else:
        return answer.status == http.client.OK
    finally:
        connection.close()


def free_port() -> int:
    """A port that nobody listens to."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
