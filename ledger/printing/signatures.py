"""The row of people who sign a paper, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.dates import format_date_long
from ledger.printing.fonts import BOLD
from ledger.printing.page import Page
from ledger.printing.wrapping import fit

TITLE_SIZE = 10.0
HINT_SIZE = 9.0
LEADING = 12.0
GAP = 6.0


@dataclass(frozen=True)
class Signature:
    """A place to sign.

    title: the office of the person, as the association calls it.
    role: which of the paper's names is printed under it, as the paper's own file lists them; empty for none.
    hint: what to write there, in brackets.
    """

    title: str
    role: str = ""
    hint: str = "(Ký, họ tên)"


def date_line(day: date | None) -> str:
    """Return "Ngày 22 tháng 11 năm 2026", or the same with dots for the pen."""
    if day is None:
        return "Ngày …… tháng …… năm ………"
    words = format_date_long(day, "vi")
    return words[0].upper() + words[1:]


def draw_signatures(
    page: Page,
    signatures: Sequence[Signature],
    names: Mapping[str, str],
    *,
    left: float,
    right: float,
    top: float,
    height: float,
) -> None:
    """Draw the row between `left` and `right`; names stand on its last line, `height` points under the first.

    names: by role; who is not named writes the name by hand.
    """
    width = (right - left) / len(signatures)
    for number, signature in enumerate(signatures):
        middle = left + (number + 0.5) * width
        size, titles = fit(signature.title, TITLE_SIZE, width - GAP, font=BOLD, at_most=2)
        page.lines(middle, top, titles, size, LEADING, font=BOLD, align="center")
        page.text(middle, top + len(titles) * LEADING, signature.hint, HINT_SIZE, align="center")
        size, lines = fit(names.get(signature.role, ""), TITLE_SIZE, width - GAP, at_most=2)
        first = top + height - (len(lines) - 1) * LEADING
        page.lines(middle, first, lines, size, LEADING, align="center")
