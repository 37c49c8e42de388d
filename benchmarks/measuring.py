"""CPU time of processes, waits of clients, and the table in which figures are printed.

CPU time is user and system together, of the client and, on PostgreSQL, of the server's processes: unlike the
time on the clock it says the same on a busy machine. A measure and its floor run in turns, in one run.
"""

import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psycopg

TICK = 1 / os.sysconf("SC_CLK_TCK")


class Server:
    """The processes of a PostgreSQL server. url: any database of it, as its owner."""

    def __init__(self, url: str) -> None:
        with psycopg.connect(url) as connection:
            self._leader = int(_stat(connection.info.backend_pid)[1])

    def cpu(self) -> float:
        """CPU seconds of the server so far, those of sessions that have ended included."""
        leader = _stat(self._leader)
        used = sum(int(field) for field in leader[11:15]) * TICK
        children = Path(f"/proc/{self._leader}/task/{self._leader}/children").read_text(encoding="ascii")
        return used + sum(_running(int(child)) for child in children.split())


def _stat(process: int) -> list[str]:
    """The fields of a process from the third on: state, parent, …."""
    return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def _running(process: int) -> float:
    """CPU seconds of a living process."""
    try:
        fields = _stat(process)
    except FileNotFoundError:  # it ended just now; its parent has counted it
        return 0.0
    return (int(fields[11]) + int(fields[12])) * TICK


def peak_memory() -> float:
    """The most memory this process has held since `forget_peak`, in MiB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def forget_peak() -> None:
    """Begin to look for the peak anew."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def cpu_of(act: Callable[[], object], server: Server | None = None) -> float:
    """CPU seconds of one act in this process, and on the server."""
    before = time.process_time() + (server.cpu() if server else 0)
    act()
    return time.process_time() + (server.cpu() if server else 0) - before


def in_turns(ways: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, list[float]]:
    """What each way measured in each round, the ways in turns."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            found[name].append(way())
    return found


def ratio(measured: Sequence[float], floor: Sequence[float]) -> float:
    """The middle ratio of a measure to its floor, round by round."""
    return statistics.median(mine / bare for mine, bare in zip(measured, floor, strict=True))


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; the first column names things, the others are figures."""
    print(f"\n{title}")
    widths = [max(len(row[place]) for row in [heads, *rows]) for place in range(len(heads))]
    for row in [heads, *rows]:
        first, *others = row
        cells = [
            first.ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)),
        ]
        print("  ".join(cells).rstrip())
