"""The journal as CSV: one row for each posting."""

from typing import TextIO

from sqlalchemy.orm import Session

from ledger import csv_files
from ledger.disclosure.exports.journal import Row, Window, rows

COLUMNS = (
    "entry",
    "line",
    "date",
    "association",
    "fund",
    "debit",
    "credit",
    "amount",
    "kind",
    "recorded_at",
    "voucher",
    "posting",
    "reverses",
)


def write(file: TextIO, session: Session, window: Window) -> int:
    """Write the postings of a window under `COLUMNS`; returns how many there were."""
    return csv_files.write(file, COLUMNS, map(_cells, rows(session, window)))


def _cells(row: Row) -> tuple[object, ...]:
    return (*row[:9], row.recorded_at.isoformat(), row.voucher, row.posting, row.reverses)
