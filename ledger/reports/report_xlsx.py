"""A report as an Excel workbook: figures are numbers, dates are dates, and no text becomes a formula."""

import io
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

from ledger.clock import now
from ledger.reports.report import Cell, Column, Kind, Report, Row, RowKind

LONGEST_NAME = 31
"""Letters that a sheet's name may have."""
NUMBER, DAY, PERCENT = "#,##0", "dd/mm/yyyy", '0"%"'
PATTERNS = {Kind.TEXT: "@", Kind.DATE: DAY, Kind.DONG: NUMBER, Kind.PERCENT: PERCENT}
LETTERS_IN_10_MM = 6
PAPER_A4 = 9
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def report_xlsx(report: Report) -> bytes:
    """Return the report as one sheet, to print on A4 as well."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties(
            {"title": report.title, "author": report.unit_name, "created": now().replace(tzinfo=None)}
        )
        _Sheet(report, book).write()
    return file.getvalue()


class _Sheet:
    """A sheet while it is being written, row by row: rows written cannot be changed."""

    def __init__(self, report: Report, book: Any) -> None:
        self.report = report
        self.sheet = book.add_worksheet(report.title[:LONGEST_NAME])
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.plain = book.add_format({})
        self.head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "border": 1}
        )
        self.formats = self._formats(book)
        self.next = 0

    def write(self) -> None:
        """Write the whole report."""
        report, last = self.report, len(self.report.columns) - 1
        for number, column in enumerate(report.columns):
            self.sheet.set_column(number, number, column.width * LETTERS_IN_10_MM / 10)
        self._texts(report.unit_name, report.unit_address)
        self._text(report.title, self.title)
        self._texts(*(f"{label}: {value}" for label, value in report.facts))
        head = self._row_of_texts([column.heading for column in report.columns], self.head)
        self.sheet.freeze_panes(head + 1, 0)
        for row in report.rows:
            self._row(row)
        self._texts("", *report.notes)
        signers = [f"{one.title}: {one.name}" if one.name else one.title for one in report.signers]
        self._row_of_texts(signers, self.plain)
        self.sheet.repeat_rows(head)
        self.sheet.set_paper(PAPER_A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&C&P/&N")
        self.sheet.print_area(0, 0, self.next - 1, max(last, len(signers) - 1))
        if report.wide:
            self.sheet.set_landscape()

    def _formats(self, book: Any) -> Mapping[tuple[Kind, RowKind, int], Any]:
        """One format for each kind of cell, made before the first row is written."""
        used = {(row.kind, level) for row in self.report.rows for level in (0, row.level)}
        return {
            (kind, row, level): book.add_format(
                {
                    "num_format": PATTERNS[kind],
                    "bold": row != RowKind.LINE,
                    "border": 1,
                    **({"indent": level, "text_wrap": True} if kind == Kind.TEXT else {}),
                }
            )
            for kind in Kind
            for row, level in used
        }

    def _row(self, row: Row) -> None:
        for number, (cell, column) in enumerate(zip(row.cells, self.report.columns, strict=True)):
            self._cell(number, cell, column, row)
        self.next += 1

    def _cell(self, number: int, cell: Cell, column: Column, row: Row) -> None:
        style = self.formats[column.kind, row.kind, row.level if number == 0 else 0]
        match cell:
            case None:
                self.sheet.write_blank(self.next, number, None, style)
            case str():
                self.sheet.write_string(self.next, number, cell, style)
            case date():
                self.sheet.write_datetime(self.next, number, datetime.combine(cell, time()), style)
            case int():
                self.sheet.write_number(self.next, number, cell, style)

    def _text(self, text: str, style: Any) -> None:
        if text:
            self.sheet.write_string(self.next, 0, text, style)
        self.next += 1

    def _texts(self, *texts: str) -> None:
        for text in texts:
            self._text(text, self.plain)

    def _row_of_texts(self, texts: list[str], style: Any) -> int:
        """Write texts side by side; returns the number of the row."""
        for number, text in enumerate(texts):
            self.sheet.write_string(self.next, number, text, style)
        self.next += 1
        return self.next - 1
