"""Long lists on A4: the head of the table again on every page, and totals carried from page to page.

Page totals and carried totals are how Vietnamese books are kept (Law on Accounting 88/2015/QH13 art. 24–26):
a reader with one sheet in hand can add it up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ledger.money import format_dong
from ledger.printing.document import pdf
from ledger.printing.fonts import BOLD, REGULAR, Font
from ledger.printing.page import A4, MM, Align, Page
from ledger.printing.pagination import Block, paginate
from ledger.printing.signatures import Signature, draw_signatures
from ledger.printing.wrapping import fit, wrap

LEFT, RIGHT = 18 * MM, 198 * MM
TOP, BOTTOM = 14 * MM, 283 * MM
FOOTER = 290 * MM
SIZE, LEADING = 10.5, 12.5
PADDING = 3.5
ABOVE_BASELINE = 9.5
LONGEST_CELL = 5  # lines; a longer text is printed smaller
SIGNATURES_HEIGHT = 30 * MM
CLOSING_GAP = 16.0


@dataclass(frozen=True)
class Column:
    """A column of a list. width: share of the paper in mm; the columns of a list fill 180 mm.

    What stands at the right is a figure and is never broken into lines.
    """

    title: str
    width: float
    align: Align = "left"


@dataclass(frozen=True)
class ListForm:
    """The fixed words of a list, as an association has set them from a date on."""

    title: str
    columns: tuple[Column, ...]
    signatures: tuple[Signature, ...]
    code_line: str = ""
    legal_basis: str = ""
    page_total_label: str = "Cộng trang"
    carried_label: str = "Mang sang"
    carry_label: str = "Cộng mang sang trang sau"
    total_label: str = "Tổng cộng"
    page_label: str = "Trang"


@dataclass(frozen=True)
class Listing:
    """What one list says.

    headings: lines under the title. rows: the cells of each row, left to right.
    amount_column: its number, from 0. amounts: đồng of each row for the totals; None prints totals to be
    filled in by hand. closing: lines under the table. signed_on: the line over the signatures, a date.
    row_height: the least height of a row in mm, so that a hand can write in it.
    """

    unit_name: str
    unit_address: str
    headings: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    amount_column: int
    amounts: Sequence[int] | None
    closing: tuple[str, ...]
    signed_on: str
    signer_names: Mapping[str, str]
    row_height: float


def listing_pdf(listing: Listing, form: ListForm) -> bytes:
    """Return the list as PDF, on as many A4 pages as it needs, numbered."""
    return pdf(_Sheets(listing, form).draw(), title=form.title, author=listing.unit_name)


class _Sheets:
    """A list while it is being drawn: the page under the pen, the place on it, and the sums so far."""

    def __init__(self, listing: Listing, form: ListForm) -> None:
        self.listing = listing
        self.form = form
        self.edges = [LEFT]
        for column in form.columns:
            self.edges.append(self.edges[-1] + column.width * MM)
        self.cells = [self._cells(row) for row in listing.rows]
        self.titles = [
            wrap(column.title, SIZE, column.width * MM - 2 * PADDING, font=BOLD) for column in form.columns
        ]
        self.page = Page(A4)
        self.y = TOP

    def draw(self) -> list[Page]:
        """Return all pages."""
        head = Page(A4)
        self.page = head
        first_top = self._draw_head()
        heights = [self._height(cells) for cells in self.cells]
        title_height = max(map(len, self.titles)) * LEADING + 2 * PADDING
        summary = LEADING + 2 * PADDING
        blocks = paginate(
            heights,
            first_room=BOTTOM - first_top - title_height - 2 * summary,
            next_room=BOTTOM - TOP - title_height - 3 * summary,
            closing=self._closing_height(),
        )
        pages = []
        for number, block in enumerate(blocks):
            self.page = Page(A4) if number else head
            self.y = TOP if number else first_top
            self._draw_block(block, is_first=number == 0, is_last=number == len(blocks) - 1)
            self._draw_footer(number + 1, len(blocks))
            pages.append(self.page)
        return pages

    def _cells(self, row: tuple[str, ...]) -> list[tuple[float, list[str]]]:
        return [
            fit(
                text,
                SIZE,
                column.width * MM - 2 * PADDING,
                at_most=1 if column.align == "right" else LONGEST_CELL,
            )
            for text, column in zip(row, self.form.columns, strict=True)
        ]

    def _height(self, cells: Sequence[tuple[float, list[str]]]) -> float:
        lines = max(len(lines) for _, lines in cells)
        return max(lines * LEADING + 2 * PADDING, self.listing.row_height * MM)

    def _draw_head(self) -> float:
        """Draw unit, form code, title and headings; return where the table begins."""
        page, form, middle = self.page, self.form, (LEFT + RIGHT) / 2
        size, names = fit(self.listing.unit_name, 11, 105 * MM, font=BOLD, at_most=2)
        page.lines(LEFT, TOP, names, size, 13, font=BOLD)
        size, addresses = fit(self.listing.unit_address, 9.5, 105 * MM)
        page.lines(LEFT, TOP + 13 * len(names), addresses, size, 12)
        code_middle = RIGHT - 30 * MM
        page.text(code_middle, TOP, form.code_line, 10, font=BOLD, align="center")
        size, basis = fit(form.legal_basis, 9.5, 60 * MM, at_most=2)
        page.lines(code_middle, TOP + 12, basis, size, 10.5, align="center")
        size, titles = fit(form.title, 16, RIGHT - LEFT, font=BOLD, at_most=2)
        y = TOP + 17 * MM
        page.lines(middle, y, titles, size, 19, font=BOLD, align="center")
        y += 19 * len(titles)
        for heading in self.listing.headings:
            lines = wrap(heading, 11, RIGHT - LEFT - 20 * MM)
            page.lines(middle, y, lines, 11, 14, align="center")
            y += 14 * len(lines)
        return y

    def _draw_block(self, block: Block, *, is_first: bool, is_last: bool) -> None:
        form, amounts = self.form, self.listing.amounts
        self._draw_titles()
        if not is_first and amounts is not None:
            self._draw_sum(form.carried_label, sum(amounts[: block.start]))
        top = self.y
        for cells in self.cells[block.start : block.stop]:
            self._draw_row(cells)
        self._draw_edges(self.edges, top)
        if not (is_first and is_last):
            self._draw_sum(form.page_total_label, sum(amounts[block.start : block.stop]) if amounts else None)
        if is_last:
            self._draw_sum(form.total_label, sum(amounts) if amounts else None)
            self._draw_closing()
        elif amounts is not None:
            self._draw_sum(form.carry_label, sum(amounts[: block.stop]))

    def _draw_edges(self, edges: Sequence[float], top: float) -> None:
        for edge in edges:
            self.page.rule(edge, top, edge, self.y)

    def _draw_titles(self) -> None:
        top = self.y
        self.page.rule(LEFT, self.y, RIGHT, self.y)
        tallest = max(map(len, self.titles))
        for number, lines in enumerate(self.titles):
            middle = (self.edges[number] + self.edges[number + 1]) / 2
            first = self.y + PADDING + ABOVE_BASELINE + (tallest - len(lines)) * LEADING / 2
            self.page.lines(middle, first, lines, SIZE, LEADING, font=BOLD, align="center")
        self._end_row(tallest * LEADING + 2 * PADDING)
        self._draw_edges(self.edges, top)

    def _draw_row(self, cells: Sequence[tuple[float, list[str]]]) -> None:
        height = self._height(cells)
        for number, (size, lines) in enumerate(cells):
            first = self.y + (height - len(lines) * LEADING) / 2 + ABOVE_BASELINE
            self._write(number, first, lines, size)
        self._end_row(height)

    def _draw_sum(self, label: str, amount: int | None) -> None:
        """Draw a row of one label across all columns before the amount; None leaves the amount to the pen."""
        top, column = self.y, self.listing.amount_column
        first = top + PADDING + ABOVE_BASELINE
        self.page.text(self.edges[column] - PADDING, first, label, SIZE, font=BOLD, align="right")
        if amount is not None:
            room = self.edges[column + 1] - self.edges[column] - 2 * PADDING
            size, figures = fit(format_dong(amount), SIZE, room, font=BOLD)
            self._write(column, first, figures, size, font=BOLD)
        self._end_row(LEADING + 2 * PADDING)
        self._draw_edges([self.edges[0], *self.edges[column:]], top)

    def _write(
        self, column: int, y: float, lines: Sequence[str], size: float, *, font: Font = REGULAR
    ) -> None:
        align = self.form.columns[column].align
        left, right = self.edges[column] + PADDING, self.edges[column + 1] - PADDING
        x = {"left": left, "center": (left + right) / 2, "right": right}[align]
        self.page.lines(x, y, lines, size, LEADING, font=font, align=align)

    def _end_row(self, height: float) -> None:
        self.y += height
        self.page.rule(LEFT, self.y, RIGHT, self.y)

    def _closing_lines(self) -> list[str]:
        return [line for text in self.listing.closing for line in wrap(text, 11, RIGHT - LEFT)]

    def _closing_height(self) -> float:
        return CLOSING_GAP + (len(self._closing_lines()) + 1) * 14 + 16 + SIGNATURES_HEIGHT

    def _draw_closing(self) -> None:
        """Draw totals in words, the date and the signatures under the table."""
        lines = self._closing_lines()
        self.y += CLOSING_GAP
        self.page.lines(LEFT, self.y, lines, 11, 14)
        self.y += len(lines) * 14 + 6
        share = (RIGHT - LEFT) / len(self.form.signatures)
        self.page.text(RIGHT - share / 2, self.y, self.listing.signed_on, 10.5, align="center")
        draw_signatures(
            self.page, self.form.signatures, self.listing.signer_names,
            left=LEFT, right=RIGHT, top=self.y + 16, height=SIGNATURES_HEIGHT,
        )  # fmt: skip

    def _draw_footer(self, number: int, count: int) -> None:
        size, (name,) = fit(f"{self.form.title} – {self.listing.headings[0]}", 9, 150 * MM)
        self.page.text(LEFT, FOOTER, name, size)
        self.page.text(RIGHT, FOOTER, f"{self.form.page_label} {number}/{count}", 9, align="right")
