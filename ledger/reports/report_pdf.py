"""A report on A4, in Vietnamese as papers are: a book to bind, or a statement to sign.

A book's pages are numbered from 01; each ends with what it carries to the next, and begins with what it
was carried, so that one sheet can be added up alone (Law on Accounting 88/2015/QH13 arts 24-26).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.dates import format_date
from ledger.money import format_dong
from ledger.printing.document import pdf
from ledger.printing.fonts import BOLD, REGULAR, Font
from ledger.printing.page import A4, MM, Align, Page
from ledger.printing.pagination import Block, paginate
from ledger.printing.signatures import Signature, date_line, draw_signatures
from ledger.printing.wrapping import fit, wrap
from ledger.reports.report import Carry, Cell, Column, Kind, Report, Row, RowKind

MARGIN, EDGE = 18 * MM, 12 * MM
TOP = 14 * MM
FOOT = 14 * MM
SIZE, LEADING = 9.5, 11.5
PADDING = 3.0
ABOVE_BASELINE = 8.7
INDENT = 8.0
LONGEST_CELL = 5  # lines; a longer text is printed smaller
HEADING_SIZE = 11.0
TITLES = (RowKind.HEADING, RowKind.GROUP)
SIGNATURES_HEIGHT = 28 * MM
NOTE_SIZE, NOTE_LEADING = 10.0, 13.0
CARRY, CARRIED = "Cộng chuyển sang trang sau", "Cộng trang trước chuyển sang"
PAGES_SENTENCE = "Sổ này có %s trang, đánh số từ trang 01 đến trang %s."
OPENED_SENTENCE = "Ngày mở sổ: %s. Ngày khóa sổ: %s."
UNIT = "Đơn vị tính: đồng"


def report_pdf(report: Report) -> bytes:
    """Return the report as PDF; its texts were made in Vietnamese (`i18n.use_locale`)."""
    return pdf(_Sheets(report).draw(), title=report.title, author=report.unit_name)


@dataclass(frozen=True)
class _Entry:
    """A row ready to draw: its cells as lines of letters of some size, and how tall it is."""

    row: Row
    cells: Sequence[tuple[float, list[str]]]
    height: float


class _Sheets:
    """A report while it is being drawn: the page under the pen, and the place on it."""

    def __init__(self, report: Report) -> None:
        self.report = report
        width, height = (A4[1], A4[0]) if report.wide else A4
        self.size = (width, height)
        self.left, self.right, self.bottom = MARGIN, width - EDGE, height - FOOT - 4 * MM
        self.edges = self._edges()
        self.rows = [self._entry(row) for row in report.rows]
        self.titles = [
            fit(column.heading, SIZE, self._room(number), font=BOLD, at_most=3)
            for number, column in enumerate(report.columns)
        ]
        self.page = Page(self.size)
        self.y = TOP
        self.carry = _Carry(report.columns)

    def draw(self) -> list[Page]:
        """Return all pages."""
        head = self.page
        first_top = self._draw_head()
        groups = list(self._groups())
        title_height = self._title_height()
        carry = LEADING + 2 * PADDING if self.report.is_book else 0
        blocks = paginate(
            [sum(entry.height for entry in group) for group in groups],
            first_room=self.bottom - first_top - title_height - carry,
            next_room=self.bottom - TOP - title_height - 2 * carry,
            closing=self._closing_height(),
        )
        pages = []
        for number, block in enumerate(blocks):
            self.page = Page(self.size) if number else head
            self.y = TOP if number else first_top
            self._draw_block(groups, block, is_last=number == len(blocks) - 1)
            if number == len(blocks) - 1:
                self._draw_closing(len(blocks))
            self._draw_foot(number + 1, len(blocks))
            pages.append(self.page)
        return pages

    def _edges(self) -> list[float]:
        share = (self.right - self.left) / sum(column.width for column in self.report.columns)
        edges = [self.left]
        for column in self.report.columns:
            edges.append(edges[-1] + column.width * share)
        return edges

    def _room(self, number: int) -> float:
        return self.edges[number + 1] - self.edges[number] - 2 * PADDING

    def _entry(self, row: Row) -> _Entry:
        font = REGULAR if row.kind == RowKind.LINE else BOLD
        size = HEADING_SIZE if row.kind == RowKind.HEADING else SIZE
        cells = [
            fit(
                shown(cell),
                size,
                self._width(row, number),
                font=font,
                at_most=LONGEST_CELL if column.kind == Kind.TEXT else 1,
            )
            for number, (cell, column) in enumerate(zip(row.cells, self.report.columns, strict=True))
        ]
        lines = max(len(lines) for _, lines in cells)
        return _Entry(row, cells, lines * LEADING + 2 * PADDING)

    def _width(self, row: Row, number: int) -> float:
        """The room of a cell; a heading has the whole width."""
        if row.kind in TITLES:
            return self.right - self.left - 2 * PADDING
        return self._room(number) - (INDENT * row.level if number == 0 else 0)

    def _groups(self) -> Iterator[list[_Entry]]:
        """Rows that stay together: a heading with its first row, and totals with the row before them."""
        group: list[_Entry] = []
        whole = False
        for entry in self.rows:
            if whole and entry.row.kind != RowKind.TOTAL:
                yield group
                group = []
            group.append(entry)
            whole = entry.row.kind not in (*TITLES, RowKind.CARRIED)
        if group:
            yield group

    def _draw_head(self) -> float:
        """Draw unit, title, facts and the unit of money; return where the table begins."""
        page, middle = self.page, (self.left + self.right) / 2
        size, names = fit(self.report.unit_name, 11, 120 * MM, font=BOLD, at_most=2)
        page.lines(self.left, TOP, names, size, 13, font=BOLD)
        size, addresses = fit(self.report.unit_address, 9.5, 120 * MM)
        page.lines(self.left, TOP + 13 * len(names), addresses, size, 12)
        y = TOP + 16 * MM
        page.text(middle, y, self.report.title.upper(), 15, font=BOLD, align="center")
        y += 17
        for label, value in self.report.facts:
            lines = wrap(f"{label}: {value}", 10.5, self.right - self.left - 20 * MM)
            page.lines(middle, y, lines, 10.5, 13, align="center")
            y += 13 * len(lines)
        page.text(self.right, y, UNIT, 9, align="right")
        return y + 5

    def _title_height(self) -> float:
        return max(len(lines) for _, lines in self.titles) * LEADING + 2 * PADDING

    def _draw_block(self, groups: Sequence[Sequence[_Entry]], block: Block, *, is_last: bool) -> None:
        self._draw_titles()
        if block.start:
            self._draw_carry(CARRIED)
        for group in groups[block.start : block.stop]:
            for entry in group:
                self._draw_entry(entry)
                self.carry.read(entry.row)
        if not is_last:
            self._draw_carry(CARRY)

    def _draw_titles(self) -> None:
        height, top = self._title_height(), self.y
        self.page.rule(self.left, top, self.right, top)
        for number, (size, lines) in enumerate(self.titles):
            middle = (self.edges[number] + self.edges[number + 1]) / 2
            first = top + (height - len(lines) * LEADING) / 2 + ABOVE_BASELINE
            self.page.lines(middle, first, lines, size, LEADING, font=BOLD, align="center")
        self._end_row(height)

    def _draw_carry(self, label: str) -> None:
        """Draw the row that links two pages of a book, unless an account ended between them."""
        if self.report.is_book and not self.carry.ended:
            self._draw_entry(self._entry(Row(self.carry.cells(label), RowKind.CARRIED)))

    def _draw_entry(self, entry: _Entry) -> None:
        row, font = entry.row, REGULAR if entry.row.kind == RowKind.LINE else BOLD
        for number, (size, lines) in enumerate(entry.cells):
            first = self.y + (entry.height - len(lines) * LEADING) / 2 + ABOVE_BASELINE
            if row.kind in TITLES:
                self.page.lines(self.left + PADDING, first, lines, size, LEADING, font=font)
                break
            indent = INDENT * row.level if number == 0 else 0
            self._write(number, first, (size, lines), font=font, indent=indent)
        self._end_row(entry.height, whole=row.kind in TITLES)

    def _write(
        self, number: int, y: float, letters: tuple[float, list[str]], *, font: Font, indent: float
    ) -> None:
        align = _align(self.report.columns[number])
        left = self.edges[number] + PADDING + indent
        right = self.edges[number + 1] - PADDING
        x = {"left": left, "center": (left + right) / 2, "right": right}[align]
        size, lines = letters
        self.page.lines(x, y, lines, size, LEADING, font=font, align=align)

    def _end_row(self, height: float, *, whole: bool = False) -> None:
        for edge in (self.left, self.right) if whole else self.edges:
            self.page.rule(edge, self.y, edge, self.y + height)
        self.y += height
        self.page.rule(self.left, self.y, self.right, self.y)

    def _closing_lines(self, pages: str) -> list[str]:
        report = self.report
        said = list(report.notes)
        if report.is_book:
            said += [PAGES_SENTENCE % (pages, pages)]
            said += [OPENED_SENTENCE % (format_date(report.first), format_date(report.last))]
        return [line for text in said for line in wrap(text, NOTE_SIZE, self.right - self.left)]

    def _closing_height(self) -> float:
        return (len(self._closing_lines("00")) + 2) * NOTE_LEADING + 26 + SIGNATURES_HEIGHT

    def _draw_closing(self, pages: int) -> None:
        """Draw notes, the date and the signatures under the table."""
        lines = self._closing_lines(f"{pages:02}")
        self.y += 16
        self.page.lines(self.left, self.y, lines, NOTE_SIZE, NOTE_LEADING)
        self.y += len(lines) * NOTE_LEADING + 6
        signers = self.report.signers
        share = (self.right - self.left) / len(signers)
        self.page.text(self.right - share / 2, self.y, date_line(None), NOTE_SIZE, align="center")
        draw_signatures(
            self.page,
            [Signature(one.title, one.title) for one in signers],
            {one.title: one.name for one in signers},
            left=self.left,
            right=self.right,
            top=self.y + 15,
            height=SIGNATURES_HEIGHT,
        )

    def _draw_foot(self, number: int, count: int) -> None:
        y = self.size[1] - FOOT + 3 * MM
        facts = " – ".join((self.report.title, *(value for _, value in self.report.facts)))
        size, (name,) = fit(facts, 8.5, (self.right - self.left) * 0.8)
        self.page.text(self.left, y, name, size)
        self.page.text(self.right, y, f"Trang {number:02}/{count:02}", 9, align="right")


def shown(cell: Cell) -> str:
    """A cell as it is printed: 22/11/2026, 1.500.000, and nothing for None."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case date():
            return format_date(cell)
        case int():
            return format_dong(cell)


class _Carry:
    """What a book carries over the end of a page: sums and the last balance of the account it is in."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.amounts: list[int | None] = [None] * len(columns)
        self.ended = False

    def read(self, row: Row) -> None:
        """Take in the next row of the book."""
        self.ended = row.kind == RowKind.TOTAL
        if row.kind == RowKind.HEADING:
            self.amounts = [None] * len(self.columns)
        if row.kind not in (RowKind.LINE, RowKind.CARRIED):
            return
        for number, (cell, column) in enumerate(zip(row.cells, self.columns, strict=True)):
            if column.carry == Carry.SUM:
                self.amounts[number] = (self.amounts[number] or 0) + (cell if isinstance(cell, int) else 0)
            elif column.carry == Carry.LAST and isinstance(cell, int):
                self.amounts[number] = cell

    def cells(self, label: str) -> tuple[Cell, ...]:
        """The row that links two pages."""
        cells: list[Cell] = [*self.amounts]
        cells[next((n for n, column in enumerate(self.columns) if column.key == "summary"), 0)] = label
        return tuple(cells)


def _align(column: Column) -> Align:
    if column.kind in (Kind.DONG, Kind.PERCENT):
        return "right"
    return "center" if column.kind == Kind.DATE else "left"
