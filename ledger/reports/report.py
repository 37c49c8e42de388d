"""What a report says, before it becomes a page, a PDF, a workbook or a CSV file.

Cells are values (đồng, dates, texts); whoever shows them gives them their form. Texts are in the
language that was spoken when the report was made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

Cell = str | int | date | None


class Kind(StrEnum):
    """What the cells of a column are. DONG: whole đồng; PERCENT: whole percents."""

    TEXT = "text"
    DATE = "date"
    DONG = "dong"
    PERCENT = "percent"


class Carry(StrEnum):
    """What stands in a column where a page of a book ends: nothing, the sum so far, the last value."""

    NONE = "none"
    SUM = "sum"
    LAST = "last"


class RowKind(StrEnum):
    """What a row is: a section's or a group's title, what was carried in, a line, sums of lines."""

    HEADING = "heading"
    GROUP = "group"
    CARRIED = "carried"
    LINE = "line"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


@dataclass(frozen=True)
class Column:
    """A column. key: its name for programs; width: its share of the paper, about mm on a portrait A4."""

    key: str
    heading: str
    kind: Kind = Kind.TEXT
    width: int = 20
    carry: Carry = Carry.NONE


class Row(NamedTuple):
    """One row: a cell for each column. level: how far it is indented, as sub-accounts are."""

    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.LINE
    level: int = 0


@dataclass(frozen=True)
class Section:
    """Rows under one heading; a report of one part has one section without a heading."""

    heading: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Figure:
    """A headline figure in đồng, one of a chain such as opening + in − out = closing."""

    label: str
    amount: int
    sign: str = ""


@dataclass(frozen=True)
class Signer:
    """Who signs. name: printed under the title; empty where several people hold the office, or none."""

    title: str
    name: str = ""


@dataclass(frozen=True)
class Window:
    """The part of the lines that is shown. page, pages: from 1; size: lines of a page."""

    page: int
    pages: int
    size: int

    @property
    def offset(self) -> int:
        """How many lines stand on the pages before."""
        return (self.page - 1) * self.size

    @property
    def is_last(self) -> bool:
        """Whether the book ends on this page."""
        return self.page == self.pages


@dataclass(frozen=True)
class Report:
    """A book or a statement.

    name: for addresses and files; facts: what it is about, as (label, value); figures: its headline;
    wide: it needs the long side of the paper; is_book: its pages carry their sums forward, as the
    books of arts 24-26 of the Law on Accounting do; window: which of its lines these are, None for all.
    """

    name: str
    title: str
    unit_name: str
    unit_address: str
    first: date
    last: date
    facts: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]
    signers: tuple[Signer, ...]
    notes: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    wide: bool = False
    is_book: bool = False
    window: Window | None = None

    @property
    def rows(self) -> Iterator[Row]:
        """All rows, a section's heading as a row of its own."""
        for section in self.sections:
            if section.heading:
                yield Row((section.heading, *[None] * (len(self.columns) - 1)), RowKind.HEADING)
            yield from section.rows
