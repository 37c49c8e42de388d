from dataclasses import replace
from datetime import date

import pytest

from ledger.receipts.payment_voucher_pdf import (
    PaymentVoucherPrint,
    payment_voucher_pdf,
    payment_vouchers_pdf,
)
from tests.printing.reading import marks_of, overlaps, pages_of, text_of, words_of

PAYMENT = PaymentVoucherPrint(
    association_name="Hội Khuyến học xã Long Hẹ",
    association_address="Xã Long Hẹ, tỉnh Sơn La",
    number="PC-2026-Q01-0007",
    book="Q01",
    issued_on=date(2026, 11, 22),
    receiver_name="Lường Văn Ví Dụ",
    receiver_address="Trường Tiểu học Mẫu",
    reason="Chi học bổng Tô Hiệu",
    fund_name="Quỹ Học bổng Tô Hiệu",
    amount=22_500_000,
    amount_words="Hai mươi hai triệu năm trăm nghìn đồng chẵn",
    method="Tiền mặt",
    attachments="01 quyết định, 01 danh sách ký nhận",
    check_url="",
    treasurer_name="Lường Thị Mẫu",
    void=False,
    copy_number=0,
    debit_code="3388",
    credit_code="1111",
)


def test_print_payment_voucher__carries_every_field() -> None:
    text = text_of(payment_voucher_pdf(PAYMENT))
    for part in (
        "PHIẾU CHI", "Mẫu số: C41-BB", "Ngày 22 tháng 11 năm 2026", "Số: PC-2026-Q01-0007",
        "Nợ: 3388", "Có: 1111", "Họ và tên người nhận tiền: Lường Văn Ví Dụ", "Địa chỉ: Trường Tiểu học Mẫu",
        "Nội dung: Chi học bổng Tô Hiệu", "Chi từ: Quỹ Học bổng Tô Hiệu", "Số tiền: 22.500.000 đồng",
        "Viết bằng chữ: Hai mươi hai triệu năm trăm nghìn đồng chẵn",
        "Kèm theo: 01 quyết định, 01 danh sách ký nhận", "Người nhận tiền", "Lường Thị Mẫu",
        "Đã nhận đủ số tiền (viết bằng chữ): Hai mươi hai triệu năm trăm nghìn đồng chẵn.",
    ):  # fmt: skip
        assert part in text


def test_print_payment_voucher__nothing_overlaps() -> None:
    for words in words_of(payment_voucher_pdf(PAYMENT, paper="A4")):
        assert overlaps(words) == []


def test_print_payment_voucher__same_bytes_every_time() -> None:
    assert payment_voucher_pdf(PAYMENT) == payment_voucher_pdf(replace(PAYMENT))


def test_print_payment_vouchers__a_page_each() -> None:
    second = replace(PAYMENT, number="PC-2026-Q01-0008")
    first_page, second_page = pages_of(payment_vouchers_pdf([PAYMENT, second]))
    assert "PC-2026-Q01-0007" in first_page
    assert "PC-2026-Q01-0008" in second_page


def test_print_payment_voucher__void_is_marked() -> None:
    assert "HỦY" in marks_of(payment_voucher_pdf(replace(PAYMENT, void=True)))
    assert "HỦY" not in marks_of(payment_voucher_pdf(PAYMENT))


def test_print_payment_vouchers__refuses_an_empty_list() -> None:
    with pytest.raises(ValueError, match="no voucher"):
        payment_vouchers_pdf([])
