from dataclasses import replace
from datetime import date

import pytest

from ledger.receipts.memo_pdf import MemoLine, MemoPrint, memo_pdf
from tests.printing.reading import marks_of, overlaps, pages_of, text_of, words_of

LINES = (
    MemoLine("Nợ", "1121", "Tiền gửi không kỳ hạn", "", 10_240_000),
    MemoLine("Có", "1211", "Tiền gửi có kỳ hạn", "", 10_000_000),
    MemoLine("Có", "5151", "Lãi tiền gửi", "", 240_000),
)
BETWEEN_FUNDS = (
    MemoLine("Nợ", "4318", "Điều chuyển giữa các quỹ", "Quỹ Học bổng Tô Hiệu", 1_000_000),
    MemoLine("Có", "1111", "Tiền mặt tại quỹ", "Quỹ Học bổng Tô Hiệu", 1_000_000),
    MemoLine("Nợ", "1111", "Tiền mặt tại quỹ", "Quỹ Khuyến học xã Long Hẹ", 1_000_000),
    MemoLine("Có", "4318", "Điều chuyển giữa các quỹ", "Quỹ Khuyến học xã Long Hẹ", 1_000_000),
)
MEMO = MemoPrint(
    association_name="Hội Khuyến học xã Long Hẹ",
    association_address="Xã Long Hẹ, tỉnh Sơn La",
    number="PK-2026-Q01-0007",
    book="Q01",
    issued_on=date(2026, 11, 22),
    party_name="Ngân hàng Ví Dụ",
    reason="Tất toán tiền gửi có kỳ hạn",
    fund_name="Quỹ Khuyến học",
    amount=10_240_000,
    amount_words="Mười triệu hai trăm bốn mươi nghìn đồng chẵn",
    lines=LINES,
    attachments="……… chứng từ gốc",
    maker_name="Lường Thị Mẫu",
    void=False,
)


def test_print_memo__carries_every_field_and_both_sides_of_the_entry() -> None:
    text = text_of(memo_pdf(MEMO))
    for part in (
        "PHIẾU KẾ TOÁN", "Điều 16 Luật Kế toán", "Ngày 22 tháng 11 năm 2026", "Số: PK-2026-Q01-0007",
        "Đối tượng: Ngân hàng Ví Dụ", "Nội dung: Tất toán tiền gửi có kỳ hạn", "Quỹ: Quỹ Khuyến học",
        "Nợ 1121 Tiền gửi không kỳ hạn: 10.240.000 đồng", "Có 1211 Tiền gửi có kỳ hạn: 10.000.000 đồng",
        "Có 5151 Lãi tiền gửi: 240.000 đồng", "Số tiền: 10.240.000 đồng",
        "Viết bằng chữ: Mười triệu hai trăm bốn mươi nghìn đồng chẵn", "Kèm theo: ……… chứng từ gốc",
        "Chủ tịch Hội", "Phụ trách kế toán", "Người lập", "Lường Thị Mẫu",
    ):  # fmt: skip
        assert part in text
    for missing in ("Đã nhận đủ", "Hình thức:", "Địa chỉ:", "Quét mã"):
        assert missing not in text


@pytest.mark.parametrize("lines", [LINES, BETWEEN_FUNDS])
@pytest.mark.parametrize(
    "reason", [MEMO.reason, "Giải tỏa mục đích, căn cứ nghị quyết của ban thường vụ. " * 6]
)
def test_print_memo__nothing_overlaps(lines: tuple[MemoLine, ...], reason: str) -> None:
    [page] = words_of(memo_pdf(replace(MEMO, lines=lines, reason=reason)))
    assert overlaps(page) == []


def test_print_memo__names_the_fund_where_there_are_several() -> None:
    text = text_of(memo_pdf(replace(MEMO, lines=BETWEEN_FUNDS)))
    assert "Có 4318 Điều chuyển giữa các quỹ: 1.000.000 đồng (Quỹ Khuyến học xã Long Hẹ)" in text


def test_print_memo__two_copies_on_a4_and_a_mark_on_a_void_one() -> None:
    [page] = pages_of(memo_pdf(MEMO, paper="A4"))
    assert page.count("PHIẾU KẾ TOÁN") == 2
    assert "HỦY" in marks_of(memo_pdf(replace(MEMO, void=True)))
