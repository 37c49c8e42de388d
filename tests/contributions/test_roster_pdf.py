import re
from dataclasses import replace
from datetime import date

from ledger.contributions.roster_pdf import (
    RosterPrint,
    RosterPrintLine,
    blank_roster_pdf,
    collection_list_pdf,
)
from tests.printing.reading import overlaps, pages_of, text_of, words_of

LINES = tuple(
    RosterPrintLine(
        name=f"Thào Ví Dụ {number}",
        branch=("Nhánh cả", "Nhánh hai, con ông Thào Nhìa Mẫu", "Nhánh ba")[number % 3],
        amount=None if number % 50 == 4 else (200_000, 250_000, 300_000)[number % 3],
        receipt_number="" if number % 50 == 4 else f"PT-2026-Q01-{number:04}",
        note="hộ khó khăn, miễn" if number % 50 == 4 else "",
    )
    for number in range(1, 153)
)
PAID = [line.amount for line in LINES if line.amount is not None]
ROSTER = RosterPrint(
    association_name="Ban Khuyến học dòng họ Thào",
    association_address="Xã Long Hẹ, tỉnh Sơn La",
    title="Dòng họ Thào, năm 2026",
    fund_name="Quỹ Khuyến học dòng họ Thào",
    default_amount=250_000,
    lines=LINES,
    posted_on=date(2026, 6, 1),
    counted_households=len(PAID),
    counted_cash=sum(PAID),
    collector_name="Thào Văn Thu",
    treasurer_name="Lường Thị Mẫu",
    chair_name="Thào Văn Mẫu",
)


def sums(page: str, label: str) -> list[int]:
    return [int(figures.replace(".", "")) for figures in re.findall(rf"{label}\s+([\d.]+)", page)]


def test_print_collection_list__totals_words_and_control_count() -> None:
    text = text_of(collection_list_pdf(ROSTER))
    assert "BẢNG KÊ THU" in text
    assert "Thu vào: Quỹ Khuyến học dòng họ Thào. Mức chung: 250.000 đồng mỗi hộ." in text
    assert len(PAID) == 149
    assert sum(PAID) == 37_300_000
    assert "Số hộ đã nộp: 149/152. Tổng số tiền: 37.300.000 đồng." in text
    assert "Viết bằng chữ: Ba mươi bảy triệu ba trăm nghìn đồng chẵn." in text
    assert "Kiểm đếm: 149 hộ, 37.300.000 đồng." in text
    assert "Ngày 01 tháng 06 năm 2026" in text
    for name in ("Thào Văn Thu", "Lường Thị Mẫu", "Thào Văn Mẫu"):
        assert name in text


def test_print_collection_list__carried_totals_add_up() -> None:
    pages = pages_of(collection_list_pdf(ROSTER))
    assert len(pages) > 3
    carried = 0
    for number, page in enumerate(pages, 1):
        rows = [int(figures.replace(".", "")) for figures in re.findall(r"([\d.]+)\s+PT-2026", page)]
        assert sums(page, "Mang sang") == ([carried] if number > 1 else [])
        assert sums(page, "Cộng trang") == [sum(rows)]
        carried += sum(rows)
        assert sums(page, "Tổng cộng" if number == len(pages) else "Cộng mang sang trang sau") == [carried]
    assert carried == sum(PAID)


def test_print_collection_list__household_without_money_has_a_dash_and_no_number() -> None:
    page = pages_of(collection_list_pdf(ROSTER))[0]
    (line,) = [line for line in page.splitlines() if re.search(r"Thào Ví Dụ 4\b", line)]
    assert "–" in line
    assert "PT-" not in line


def test_print_collection_list__nothing_overlaps() -> None:
    for words in words_of(collection_list_pdf(ROSTER)):
        assert overlaps(words) == []


def test_print_blank_roster__names_without_money() -> None:
    blank = replace(ROSTER, posted_on=None, counted_households=None, counted_cash=None, collector_name="")
    text = text_of(blank_roster_pdf(blank))
    assert re.findall(r"Thào Ví Dụ (\d+)", text) == [str(number) for number in range(1, 153)]
    assert "BẢNG THU TIỀN" in text
    assert "Người nộp ký" in text
    assert "Số hộ trong bảng: 152." in text
    assert "200.000" not in text
    assert "PT-2026" not in text
    assert "Mang sang" not in text


def test_print_rosters__same_bytes_every_time() -> None:
    for printer in (blank_roster_pdf, collection_list_pdf):
        assert printer(ROSTER) == printer(replace(ROSTER))
