"""Acts that happen at the same time, each in a thread of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from ledger.errors import Refusal

T = TypeVar("T")


def together(*acts: Callable[[], T]) -> list[T | Refusal]:
    """What each act returned, or how it was refused, in the order given; a fault is raised."""
    start = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | Refusal:
        start.wait()
        try:
            return act()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refused(outcomes: Sequence[object]) -> list[Refusal]:
    """Those that were refused."""
    return [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
