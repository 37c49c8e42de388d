"""CSV files that programs and spreadsheets read alike, and that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TextIO

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so is a formula to some spreadsheet; full-width signs count as well."""


def safe(cell: object) -> object:
    """A cell as it is written: numbers as they are, a text that could be a formula behind an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def write(file: TextIO, header: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write a header and rows, each as it comes; returns the number of rows. None is an empty cell."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header)
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - the last count is the answer
        writer.writerow([safe(cell) for cell in row])
    return count


def content(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A whole file, in UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO(newline="")
    write(text, header, rows)
    return text.getvalue().encode("utf-8-sig")
