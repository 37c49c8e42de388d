"""Which rows of a list stand on which page."""

from collections.abc import Sequence
from typing import NamedTuple

ROWS_WITH_SIGNATURES = 3  # signatures alone on a sheet could be put under any list


class Block(NamedTuple):
    """The rows of one page: from `start` up to, without, `stop`."""

    start: int
    stop: int


def paginate(heights: Sequence[float], *, first_room: float, next_room: float, closing: float) -> list[Block]:
    """Return the rows of each page, every page as full as it goes; an empty list is one page.

    heights: of each row. first_room, next_room: what rows may fill on the first and on every other page.
    closing: what must fit under the last row; if it does not, it takes the last rows to a page of their own.
    All in one unit.
    """
    blocks: list[Block] = []
    start, used, room = 0, 0.0, first_room
    for row, height in enumerate(heights):
        if used + height > room and row > start:
            blocks.append(Block(start, row))
            start, used, room = row, 0.0, next_room
        used += height
    stop = len(heights)
    if used + closing > room and stop > start:
        moved = max(start + 1, stop - ROWS_WITH_SIGNATURES)
        if moved < stop:
            blocks.append(Block(start, moved))
            start = moved
    return [*blocks, Block(start, stop)]
