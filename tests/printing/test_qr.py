from pathlib import Path

import pytest

from ledger.printing.document import pdf
from ledger.printing.page import A4, A5_LANDSCAPE, MM, Page
from ledger.printing.qr import draw_qr
from tests.printing.reading import qr_codes


@pytest.mark.parametrize("dots_per_inch", [100, 120, 160, 200, 250, 270, 300])
def test_draw_qr__reads_back_at_every_resolution(dots_per_inch: int, tmp_path: Path) -> None:
    url = "HTTPS://KHUYENHOC.EXAMPLE/R/7Q2M4XAK9TZB3F0W"
    page = Page(A5_LANDSCAPE)
    draw_qr(page, 36.9, 56.7, 24 * MM, url)
    assert qr_codes(pdf([page], title="Thử", author="Hội Mẫu"), tmp_path, dots_per_inch=dots_per_inch) == [
        url
    ]


@pytest.mark.parametrize(
    "url",
    ["HTTPS://A.VN/R/7", "https://hoi.example/r/7q2m4xak", "HTTPS://" + "KHUYENHOC" * 9 + ".EXAMPLE/R/7Q2M"],
)
def test_draw_qr__reads_back_in_capitals(url: str, tmp_path: Path) -> None:
    page = Page(A4)
    draw_qr(page, 40, 40, 24 * MM, url)
    assert qr_codes(pdf([page], title="Thử", author="Hội Mẫu"), tmp_path) == [url.upper()]
