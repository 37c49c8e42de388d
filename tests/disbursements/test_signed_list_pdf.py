import re
from dataclasses import replace
from datetime import date

from ledger.disbursements.signed_list_pdf import SignedListLine, SignedListPrint, signed_list_pdf
from tests.printing.reading import overlaps, pages_of, text_of, words_of

FEW = SignedListPrint(
    association_name="Hội Khuyến học xã Long Hẹ",
    association_address="Xã Long Hẹ, tỉnh Sơn La",
    purpose="Học bổng Tô Hiệu năm học 2026 – 2027",
    fund_name="Quỹ Học bổng Tô Hiệu",
    decision_number="05/QĐ-HKH",
    decision_date=date(2026, 11, 20),
    voucher_number="PC-2026-Q01-0007",
    paid_on=None,
    lines=(
        SignedListLine(
            "Thào Thị Ví Dụ", "Lớp 5A, Trường Tiểu học Mẫu", "Học sinh giỏi cấp tỉnh", 500_000, ""
        ),
        SignedListLine("Y Bhĭm Mẫu", "Bản Nà Ngụa", "Công dân học tập", 433_000, "Nhận thay"),
    ),
    preparer_name="Lường Văn Lập",
    treasurer_name="Lường Thị Mẫu",
    chair_name="Thào Văn Mẫu",
)
MANY = replace(
    FEW,
    lines=tuple(
        SignedListLine(
            f"Người Nhận {number}", "Bản Nà Ngụa", "Vượt khó học tốt", 300_000 + number * 1_000, ""
        )
        for number in range(1, 153)
    ),
)


def sums(page: str, label: str) -> list[int]:
    return [int(figures.replace(".", "")) for figures in re.findall(rf"{label}\s+([\d.]+)", page)]


def test_print_signed_list__carries_heading_lines_and_totals() -> None:
    text = text_of(signed_list_pdf(FEW))
    for part in (
        "DANH SÁCH KÝ NHẬN", "Học bổng Tô Hiệu năm học 2026 – 2027",
        "(Quyết định số 05/QĐ-HKH ngày 20/11/2026)",
        "Chi từ: Quỹ Học bổng Tô Hiệu – Phiếu chi số PC-2026-Q01-0007", "STT", "Ký nhận", "Thào Thị Ví Dụ",
        "500.000", "Y Bhĭm Mẫu", "433.000", "Số người nhận: 2. Tổng số tiền: 933.000 đồng.",
        "Viết bằng chữ: Chín trăm ba mươi ba nghìn đồng chẵn.", "Người lập", "Thủ quỹ", "Chủ tịch Hội",
        "Lường Văn Lập", "Lường Thị Mẫu", "Thào Văn Mẫu", "Ngày …… tháng …… năm ………", "Trang 1/1",
    ):  # fmt: skip
        assert part in text
    assert "Cộng trang" not in text
    assert "Mang sang" not in text


def test_print_signed_list__day_of_payment_is_printed() -> None:
    assert "Ngày 22 tháng 11 năm 2026" in text_of(signed_list_pdf(replace(FEW, paid_on=date(2026, 11, 22))))


def test_print_signed_list__carried_totals_add_up() -> None:
    pages = pages_of(signed_list_pdf(MANY))
    assert len(pages) > 5
    carried = 0
    for number, page in enumerate(pages, 1):
        rows = [int(figures.replace(".", "")) for figures in re.findall(r"Vượt khó học tốt\s+([\d.]+)", page)]
        assert sums(page, "Mang sang") == ([carried] if number > 1 else [])
        assert sums(page, "Cộng trang") == [sum(rows)]
        carried += sum(rows)
        assert sums(page, "Tổng cộng" if number == len(pages) else "Cộng mang sang trang sau") == [carried]
        assert f"Trang {number}/{len(pages)}" in page
        assert page.count("Ký nhận") >= 1  # the head of the table, again
    assert carried == sum(line.amount for line in MANY.lines)


def test_print_signed_list__every_row_stands_once_in_order() -> None:
    text = text_of(signed_list_pdf(MANY))
    assert re.findall(r"Người Nhận (\d+)", text) == [str(number) for number in range(1, 153)]


def test_print_signed_list__signatures_never_stand_alone() -> None:
    for count in range(10, 30):
        last = pages_of(signed_list_pdf(replace(MANY, lines=MANY.lines[:count])))[-1]
        assert "Chủ tịch Hội" in last
        assert f"Người Nhận {count}" in last


def test_print_signed_list__long_cells_are_whole() -> None:
    long = SignedListLine(
        "Công Tằng Tôn Nữ Thị Phương Thảo Nguyên Ví Dụ",
        "Lớp 12A1, Trường Phổ thông Dân tộc Nội trú Trung học cơ sở và Trung học phổ thông Mẫu",
        "Giải Nhất kỳ thi chọn học sinh giỏi cấp tỉnh môn Lịch sử năm học 2025 – 2026",
        1_000_000_000_000,
        "Bà ngoại nhận thay, có giấy ủy quyền",
    )
    (words,) = words_of(signed_list_pdf(replace(FEW, lines=(*FEW.lines, long))))
    assert overlaps(words) == []
    printed = [word.text for word in words]
    for value in (long.name, long.place, long.reason, long.note):
        assert set(value.split()) <= set(printed)
    assert "1.000.000.000.000" in printed
    assert all(word.left > 45 and word.right < 565 for word in words)


def test_print_signed_list__same_bytes_every_time() -> None:
    assert signed_list_pdf(MANY) == signed_list_pdf(replace(MANY))
