"""One printed page: text, rules and boxes at places measured from its top left corner, in points.

A page only collects PDF drawing operators. That is all ReportLab would do with them too, at twenty times
the cost, and a frozen receipt needs none of its choices.
"""

from collections.abc import Iterable
from typing import Literal

from ledger.printing.fonts import BOLD, REGULAR, Font

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
A5_LANDSCAPE = (210 * MM, 148 * MM)
HAIRLINE = 0.5

Align = Literal["left", "center", "right"]
_SHARE_BEFORE = {"left": 0.0, "center": 0.5, "right": 1.0}
_FONT_NAMES = {REGULAR.fontName: "F1", BOLD.fontName: "F2"}  # in the order `document.pdf` adds them


class Page:
    """A sheet to draw on. x counts from the left edge, y from the top to the baseline, both in points."""

    def __init__(self, size: tuple[float, float]) -> None:
        self.size = size
        self.operators: list[str] = []
        self._top = size[1]
        self._font = ""

    def move_down(self, distance: float) -> None:
        """Count y from further down: the second copy on a sheet is drawn like the first."""
        self._top -= distance

    def text(
        self, x: float, y: float, text: str, size: float, *, font: Font = REGULAR, align: Align = "left"
    ) -> None:
        """Write one line. x is its left end, its middle or its right end, as `align` says."""
        if not text:
            return
        if align != "left":
            x -= font.width(text, size) * _SHARE_BEFORE[align]
        self._choose(font, size)
        self.operators.append(f"BT {x:.1f} {self._top - y:.1f} Td {font.encode(text)} Tj ET")

    def lines(
        self, x: float, y: float, lines: Iterable[str], size: float, leading: float, *,
        font: Font = REGULAR, align: Align = "left",
    ) -> None:  # fmt: skip
        """Write lines under each other, `leading` points apart."""
        for number, line in enumerate(lines):
            self.text(x, y + number * leading, line, size, font=font, align=align)

    def rule(self, x: float, y: float, to_x: float, to_y: float, *, width: float = HAIRLINE) -> None:
        """Draw a straight line."""
        self.operators.append(
            f"{width:g} w {x:.1f} {self._top - y:.1f} m {to_x:.1f} {self._top - to_y:.1f} l S"
        )

    def dotted_rules(self, rules: Iterable[tuple[float, float, float]]) -> None:
        """Draw the dotted lines of a form, on which the words stand: each from x at y to another x."""
        paths = (f"{x:.1f} {self._top - y:.1f} m {to_x:.1f} {self._top - y:.1f} l" for x, y, to_x in rules)
        self.operators.append(f"q 1 J [0 2] 0 d 0.6 w {' '.join(paths)} S Q")

    def box(self, x: float, y: float, width: float, height: float, *, line: float = HAIRLINE) -> None:
        """Draw the outline of a box whose top left corner is at x, y."""
        self.operators.append(
            f"{line:g} w {x:.1f} {self._top - y - height:.1f} {width:.1f} {height:.1f} re S"
        )

    def stamp(self, x: float, y: float, text: str, size: float) -> None:
        """Write large hollow letters rising to the right, their middle at x, y; one can read under them."""
        cosine, sine = 0.94, 0.34
        half = BOLD.width(text, size) / 2
        left, bottom = x - half * cosine + size / 3 * sine, self._top - y - half * sine - size / 3 * cosine
        self._choose(BOLD, size)
        self.operators.append(
            f"q 1.2 w 0.35 G BT 1 Tr {cosine} {sine} {-sine} {cosine} {left:.1f} {bottom:.1f} Tm "
            f"{BOLD.encode(text)} Tj ET Q"
        )

    def picture(self, x: float, y: float, scale: float, operators: str) -> None:
        """Place a drawing of one's own: its unit is `scale` points, its top left corner is at x, y."""
        self.operators.append(f"q {scale:.3f} 0 0 {-scale:.3f} {x:.1f} {self._top - y:.1f} cm {operators} Q")

    def _choose(self, font: Font, size: float) -> None:
        choice = f"/{_FONT_NAMES[font.fontName]} {size:g} Tf"
        if choice != self._font:
            self._font = choice
            self.operators.append(choice)
