"""A report as CSV: what programs read, with stable names, ISO dates and whole đồng."""

import io
from collections.abc import Iterator

from ledger import csv_files
from ledger.reports.report import Report


def report_csv(report: Report) -> bytes:
    """Return the report as CSV in UTF-8 with the mark by which spreadsheets know it.

    Columns `section` (the fund or account a row belongs to) and `row` (heading, carried, line, subtotal
    or total) come first, so that whoever adds up lines can leave the sums out.
    """
    text = io.StringIO(newline="")
    header = ("section", "row", *(column.key for column in report.columns))
    csv_files.write(text, header, _rows(report))
    return text.getvalue().encode("utf-8-sig")


def _rows(report: Report) -> Iterator[tuple[object, ...]]:
    for section in report.sections:
        for row in section.rows:
            yield (section.heading, row.kind.value, *row.cells)
