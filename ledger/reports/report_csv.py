"""A report as CSV: what programs read, with stable names, ISO dates and whole đồng."""

from collections.abc import Iterator

from ledger import csv_files
from ledger.reports.report import Report


def report_csv(report: Report) -> bytes:
    """Return the report as CSV in UTF-8 with the mark by which spreadsheets know it.

    Columns `section` (the fund or account a row belongs to) and `row` (heading, carried, line, subtotal
    or total) come first, so that whoever adds up lines can leave the sums out.
    """
    header = ("section", "row", *(column.key for column in report.columns))
    return csv_files.content(header, _rows(report))


def _rows(report: Report) -> Iterator[tuple[object, ...]]:
    for section in report.sections:
        for row in section.rows:
            yield (section.heading, row.kind.value, *row.cells)
