from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ledger.printing.signatures import Signature
from ledger.printing.voucher import Paper
from ledger.receipts.receipt_pdf import DEFAULT_FORM, ReceiptPrint, receipt_pdf, receipts_pdf
from tests.printing.reading import marks_of, overlaps, pages_of, qr_codes, run, text_of, words_of

RECEIPT = ReceiptPrint(
    association_name="Hội Khuyến học xã Long Hẹ",
    association_address="Bản Long Hẹ, xã Long Hẹ, tỉnh Sơn La",
    number="PT-2026-Q01-0143",
    book="Q01",
    issued_on=date(2026, 11, 22),
    payer_name="Thào A Ví Dụ",
    payer_address="Số 12 đường Nguyễn Hữu Thọ",
    reason="Ủng hộ Quỹ Khuyến học năm 2026",
    fund_name="Quỹ Khuyến học xã Long Hẹ",
    amount=300_000,
    amount_words="Ba trăm nghìn đồng chẵn",
    method="Tiền mặt",
    attachments="01 bảng kê",
    check_url="HTTPS://KHUYENHOC.EXAMPLE/R/7Q2M4XAK9TZB3F0W",
    collector_name="Lường Thị Mẫu",
    void=False,
    copy_number=0,
    debit_code="1111",
    credit_code="711",
)
LONG = replace(
    RECEIPT,
    association_name="Ban Khuyến học dòng họ Thào bản Nà Ngụa, Hội Khuyến học xã Long Hẹ, tỉnh Sơn La",
    payer_name="Công ty Trách nhiệm hữu hạn Một thành viên Thương mại và Dịch vụ Ví Dụ Miền Núi",
    payer_address="Tầng 3, toà nhà Ví Dụ, số 999 đường Nguyễn Hữu Thọ nối dài, tổ 12, phường Mẫu, Sơn La",
    reason="Ủng hộ học bổng cho học sinh vươn lên trong học tập của ba bản vùng cao, theo thư ngỏ số 05, "
    "gồm cả phần tiền mua xe đạp, áo ấm và sách giáo khoa cho năm học 2026 – 2027, đợt vận động thứ hai",
    amount=9_887_777_654_321,
    amount_words="Chín nghìn tám trăm tám mươi bảy tỷ bảy trăm bảy mươi bảy triệu sáu trăm năm mươi tư nghìn "
    "ba trăm hai mươi mốt đồng",
    attachments="01 bảng kê chi tiết, 01 thư ngỏ, 12 biên lai thu tiền của các chi hội",
    collector_name="Công Tằng Tôn Nữ Thị Phương Thảo Nguyên Ví Dụ",
    copy_number=12,
)


def test_print_receipt__carries_every_field() -> None:
    text = text_of(receipt_pdf(RECEIPT))
    for part in (
        "Hội Khuyến học xã Long Hẹ", "Bản Long Hẹ, xã Long Hẹ, tỉnh Sơn La", "Mẫu số: C40-BB", "PHIẾU THU",
        "Ngày 22 tháng 11 năm 2026", "Quyển số: Q01", "Số: PT-2026-Q01-0143", "Nợ: 1111", "Có: 711",
        "Họ và tên người nộp tiền: Thào A Ví Dụ", "Địa chỉ: Số 12 đường Nguyễn Hữu Thọ",
        "Nội dung: Ủng hộ Quỹ Khuyến học năm 2026", "Thu vào: Quỹ Khuyến học xã Long Hẹ",
        "Số tiền: 300.000 đồng", "Viết bằng chữ: Ba trăm nghìn đồng chẵn", "Hình thức: Tiền mặt",
        "Kèm theo: 01 bảng kê", "Chủ tịch Hội", "Phụ trách kế toán", "Người lập", "Người nộp tiền", "Thủ quỹ",
        "(Ký, họ tên, đóng dấu)", "Lường Thị Mẫu",
        "Đã nhận đủ số tiền (viết bằng chữ): Ba trăm nghìn đồng chẵn.", "HTTPS://KHUYENHOC.EXAMPLE/R/7Q2M4XAK9TZB3F0W",
    ):  # fmt: skip
        assert part in text
    assert "HỦY" not in marks_of(receipt_pdf(RECEIPT))
    assert "BẢN SAO" not in text
    assert "Liên" not in text


def test_print_receipt__same_bytes_every_time() -> None:
    assert receipt_pdf(RECEIPT) == receipt_pdf(replace(RECEIPT))
    assert receipt_pdf(RECEIPT) != receipt_pdf(replace(RECEIPT, amount=300_001))


def test_print_receipt__fits_a_slow_line() -> None:
    assert len(receipt_pdf(RECEIPT)) <= 25 * 1024


def test_print_receipt__qr_code_leads_to_the_check_page(tmp_path: Path) -> None:
    assert qr_codes(receipt_pdf(RECEIPT), tmp_path) == [RECEIPT.check_url]


def test_print_receipt__qr_code_of_both_copies(tmp_path: Path) -> None:
    sheet = receipt_pdf(RECEIPT, paper="A4")
    assert qr_codes(sheet, tmp_path) == [RECEIPT.check_url]
    assert qr_codes(sheet, tmp_path, lower_half=True) == [RECEIPT.check_url]


@pytest.mark.parametrize(
    ("paper", "size"), [("A5", "595.276 x 419.528 pts"), ("A4", "595.276 x 841.89 pts (A4)")]
)
def test_print_receipt__paper_size(paper: Paper, size: str) -> None:
    assert f"Page size:       {size}" in run("pdfinfo", "-", given=receipt_pdf(RECEIPT, paper=paper))


def test_print_receipt__two_copies_say_the_same() -> None:
    words = words_of(receipt_pdf(RECEIPT, paper="A4"))[0]
    middle = 148.5 * 72 / 25.4
    upper = [word.text for word in words if word.bottom < middle]
    lower = [word.text for word in words if word.top > middle]
    assert "Liên 1: lưu" in " ".join(upper)
    assert "Liên 2: giao người nộp" in " ".join(lower)
    labels = {"Liên", "1:", "lưu", "2:", "giao", "người", "nộp"}
    assert [word for word in upper if word not in labels] == [word for word in lower if word not in labels]


@pytest.mark.parametrize("receipt", [RECEIPT, LONG])
def test_print_receipt__nothing_overlaps_or_leaves_the_paper(receipt: ReceiptPrint) -> None:
    (words,) = words_of(receipt_pdf(receipt))
    assert overlaps(words) == []
    assert all(word.left > 30 and word.right < 570 and word.top > 15 and word.bottom < 415 for word in words)


def test_print_receipt__long_values_are_whole() -> None:
    text = " ".join(word.text for word in words_of(receipt_pdf(LONG))[0])
    for value in (LONG.payer_name, LONG.payer_address, LONG.reason, LONG.amount_words, LONG.attachments):
        assert value in text
    assert "9.887.777.654.321 đồng" in text


def test_print_receipt__void_is_marked_and_stays_legible() -> None:
    text = marks_of(receipt_pdf(replace(RECEIPT, void=True)))
    assert "HỦY" in text
    assert "PT-2026-Q01-0143" in text


def test_print_receipt__copy_says_which() -> None:
    assert "BẢN SAO 2" in text_of(receipt_pdf(replace(RECEIPT, copy_number=2)))


def test_print_receipt__no_attachments_is_said() -> None:
    assert "Kèm theo: không có chứng từ gốc" in text_of(receipt_pdf(replace(RECEIPT, attachments="")))


def test_print_receipt__form_of_another_association() -> None:
    form = replace(
        DEFAULT_FORM,
        title="BIÊN LAI THU TIỀN",
        code_line="",
        legal_basis="",
        signatures=(Signature("Trưởng ban"),),
    )
    text = text_of(receipt_pdf(RECEIPT, form))
    assert "BIÊN LAI THU TIỀN" in text
    assert "Trưởng ban" in text
    assert "C40-BB" not in text
    assert "Thủ quỹ" not in text


def test_print_receipts__thousand_in_one_file() -> None:
    numbers = [f"PT-2026-Q01-{number:04}" for number in range(1, 1001)]
    printed = receipts_pdf([replace(RECEIPT, number=number, check_url="") for number in numbers])
    pages = pages_of(printed)
    assert len(pages) == 1000
    assert all(number in page for number, page in zip(numbers, pages, strict=True))
    assert len(printed) <= 1000 * 1536
    assert "Title:           PHIẾU THU PT-2026-Q01-0001 – PT-2026-Q01-1000" in run(
        "pdfinfo", "-", given=printed
    )


def test_print_receipts__refuses_an_empty_list() -> None:
    with pytest.raises(ValueError, match="no voucher"):
        receipts_pdf([])
