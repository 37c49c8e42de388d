"""QR codes, drawn as vectors: sharp at any printer's resolution."""

from functools import lru_cache
from itertools import groupby

import segno

from ledger.printing.page import Page

QUIET_MODULES = 4  # the white edge a reader needs on every side
MASK = 2  # any of the eight masks is read as well; trying all eight takes five times as long
OVERLAP = 1.05  # rows reach into the next: viewers draw a pale seam between bars that only touch
NEXT_ROW = "1 0 0 1 0 1 cm"


def draw_qr(page: Page, x: float, y: float, side: float, url: str) -> None:
    """Draw the code of a URL with error correction level M, `side` points wide, white edge included.

    The URL is drawn in capitals, which need fewer modules: the address it names must not tell case apart.
    """
    modules, bars = _bars(url.upper())
    module = side / (modules + 2 * QUIET_MODULES)
    page.picture(x + QUIET_MODULES * module, y + QUIET_MODULES * module, module, bars)


@lru_cache(maxsize=16)  # both copies on a sheet
def _bars(text: str) -> tuple[int, str]:
    """Return the modules per side, and the dark ones: side by side in a row they are one rectangle."""
    matrix = segno.make(text, error="m", mask=MASK, micro=False, boost_error=False).matrix
    operators = []
    for row in matrix:
        column = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                operators.append(f"{column} 0 {length} {OVERLAP} re")
            column += length
        operators += ["f", NEXT_ROW]
    return len(matrix), " ".join(operators)
