"""CPU and size of receipts, against plain ReportLab drawing the very same page, in the same run.

    python benchmarks/receipt_pdf.py [--whole-font FILE.ttf] [--rounds N]

Plain ReportLab writes each line with `drawString` in fonts it cuts anew for every file. "cut font" gives it
our small fonts, "whole font" a font as its maker ships it. Both sides lay the page out with the same code.
"""

import argparse
import io
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from reportlab import rl_config
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ledger.printing import qr, voucher
from ledger.printing.fonts import BOLD, REGULAR, TYPEFACES, Font
from ledger.printing.page import A5_LANDSCAPE, Align, Page
from ledger.receipts import receipt_pdf as receipts
from ledger.receipts.receipt_pdf import DEFAULT_FORM, ReceiptPrint

MANY = 1000
DEBIAN_FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
RECEIPT = ReceiptPrint(
    association_name="Hội Khuyến học xã Long Hẹ", association_address="Xã Long Hẹ, tỉnh Sơn La",
    number="PT-2026-Q01-0143", book="Q01", issued_on=date(2026, 11, 22),
    payer_name="Thào A Ví Dụ", payer_address="Số 12 đường Nguyễn Hữu Thọ",
    reason="Ủng hộ Quỹ Khuyến học xã Long Hẹ năm 2026", fund_name="Quỹ Khuyến học xã Long Hẹ",
    amount=300_000, amount_words="Ba trăm nghìn đồng chẵn", method="Tiền mặt", attachments="",
    check_url="HTTPS://KHUYENHOC.EXAMPLE/R/7Q2M4XAK9TZB3F0W", collector_name="Lường Thị Mẫu",
    void=False, copy_number=0, debit_code="1111", credit_code="711",
)  # fmt: skip


class PlainPage(Page):
    """The same page, drawn by ReportLab's own commands."""

    def __init__(self, canvas: Canvas, fonts: dict[Font, str], qr_url: str) -> None:
        super().__init__(A5_LANDSCAPE)
        self.canvas, self.fonts, self.qr_url = canvas, fonts, qr_url

    def text(
        self, x: float, y: float, text: str, size: float, *, font: Font = REGULAR, align: Align = "left"
    ) -> None:
        """Write one line with `drawString` or its centred and right-aligned sisters."""
        canvas = self.canvas
        canvas.setFont(self.fonts[font], size)
        draw = {
            "left": canvas.drawString,
            "center": canvas.drawCentredString,
            "right": canvas.drawRightString,
        }
        draw[align](x, self._top - y, text)

    def dotted_rules(self, rules: Iterable[tuple[float, float, float]]) -> None:
        """Draw each line with `line`."""
        self.canvas.setDash([0, 2])
        for x, y, to_x in rules:
            self.canvas.line(x, self._top - y, to_x, self._top - y)

    def picture(self, x: float, y: float, scale: float, operators: str) -> None:  # noqa: ARG002 - draws its own
        """Draw ReportLab's QR code in place of ours."""
        side = scale * 29
        drawing = Drawing(side, side)
        drawing.add(QrCodeWidget(self.qr_url, barLevel="M", barWidth=side, barHeight=side, barBorder=0))
        renderPDF.draw(drawing, self.canvas, x, self._top - y - side)


def plain(printed: Sequence[ReceiptPrint], fonts: dict[Font, str]) -> bytes:
    """Return receipts by plain ReportLab."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A5_LANDSCAPE, pageCompression=1, invariant=1)
    for receipt in printed:
        page = PlainPage(canvas, fonts, receipt.check_url)
        voucher._draw(page, receipts._voucher(receipt), DEFAULT_FORM, copy_label="")  # noqa: SLF001 - the same layout
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def registered(label: str, regular: Path, bold: Path) -> dict[Font, str]:
    """Give ReportLab two fonts of its own kind."""
    names = {REGULAR: f"{label}-regular", BOLD: f"{label}-bold"}
    for font, file in ((REGULAR, regular), (BOLD, bold)):
        pdfmetrics.registerFont(TTFont(names[font], str(file)))
    return names


def measured(
    ways: dict[str, Callable[[], bytes]], *, rounds: int, repeat: int
) -> dict[str, tuple[float, int]]:
    """Return CPU seconds of one call (median over interleaved rounds) and bytes of each way."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    sizes = {name: len(way()) for name, way in ways.items()}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.process_time()
            for _ in range(repeat):
                way()
            seconds[name].append((time.process_time() - start) / repeat)
    return {name: (statistics.median(seconds[name]), sizes[name]) for name in ways}


def report(title: str, results: dict[str, tuple[float, int]], each: int) -> None:
    """Print CPU and bytes of each receipt, and how ours compares."""
    own = results["ours"][0]
    print(f"\n{title}\n{'':34}{'CPU ms':>9}{'bytes':>9}{'ours / it':>11}")
    for name, (seconds, size) in results.items():
        print(f"{name:34}{seconds * 1000 / each:>9.2f}{size // each:>9}{own / seconds:>11.2f}")


def ways(
    printed: Sequence[ReceiptPrint], kinds: dict[str, dict[Font, str]]
) -> dict[str, Callable[[], bytes]]:
    """Return every way to print these receipts. Ours forgets its QR codes: a real receipt has a new one."""

    def ours() -> bytes:
        qr._bars.cache_clear()  # noqa: SLF001 - or all but the first code would be free
        return receipts.receipts_pdf(printed)

    return {"ours": ours} | {name: partial(plain, printed, fonts) for name, fonts in kinds.items()}


def main() -> None:
    """Measure one receipt a file, without and with QR code, then many receipts in one file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--whole-font", type=Path, default=DEBIAN_FONT, help="a font as its maker ships it")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    rl_config.useA85 = 0  # as in the product
    kinds = {
        "plain ReportLab, cut font": registered(
            "cut", TYPEFACES / "tinos-regular.ttf", TYPEFACES / "tinos-bold.ttf"
        )
    }
    if arguments.whole_font.exists():
        kinds["plain ReportLab, whole font"] = registered(
            "whole", arguments.whole_font, arguments.whole_font.with_stem(f"{arguments.whole_font.stem}-Bold")
        )
    without_code = replace(RECEIPT, check_url="")
    many = [replace(without_code, number=f"PT-2026-Q01-{number:04}") for number in range(MANY)]
    many_codes = [replace(receipt, check_url=f"{RECEIPT.check_url}{n}") for n, receipt in enumerate(many)]
    for title, printed, repeat in (
        ("One receipt a file, no QR code", [without_code], 20),
        ("One receipt a file, with QR code", [RECEIPT], 20),
        (f"{MANY} receipts in one file, no QR code, each", many, 1),
    ):
        results = measured(ways(printed, kinds), rounds=arguments.rounds, repeat=repeat)
        report(title, results, len(printed))
    alone = measured({"ours": ways(many_codes, {})["ours"]}, rounds=1, repeat=1)
    report(f"{MANY} receipts in one file, with QR codes, each", alone, MANY)


if __name__ == "__main__":
    main()
