"""The receipt for money that came in (phiếu thu), as a PDF made from stored values only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.printing.signatures import Signature
from ledger.printing.voucher import Paper, Voucher, VoucherForm, vouchers_pdf

COLLECTOR = "collector"  # the role whose name is known when a receipt is printed

DEFAULT_FORM = VoucherForm(
    title="PHIẾU THU",
    code_line="Mẫu số: C40-BB",
    legal_basis="(Theo Thông tư số 24/2024/TT-BTC)",
    party_label="Họ và tên người nộp tiền:",
    reason_label="Nội dung:",
    fund_label="Thu vào:",
    signatures=(
        Signature("Chủ tịch Hội", hint="(Ký, họ tên, đóng dấu)"),
        Signature("Phụ trách kế toán"),
        Signature("Người lập"),
        Signature("Người nộp tiền"),
        Signature("Thủ quỹ", COLLECTOR),
    ),
    copies=("Liên 1: lưu", "Liên 2: giao người nộp"),
    received_label="Đã nhận đủ số tiền (viết bằng chữ):",
)


@dataclass(frozen=True)
class ReceiptPrint:
    """What one receipt says. Amount in whole đồng; `amount_words` is the same amount in words.

    number: as issued, "PT-2026-Q01-0143". book: its receipt book, "Q01".
    attachments: the vouchers handed over with the money, "01 bảng kê"; empty for none.
    check_url: the public page that shows this receipt without the name; drawn as QR code in capitals.
    void: a void receipt stays in the book and prints with HỦY across it (Law on Accounting art. 18).
    copy_number: 0 for the original; from 1 on the paper says BẢN SAO and the number.
    """

    association_name: str
    association_address: str
    number: str
    book: str
    issued_on: date
    payer_name: str
    payer_address: str
    reason: str
    fund_name: str
    amount: int
    amount_words: str
    method: str
    attachments: str
    check_url: str
    collector_name: str
    void: bool
    copy_number: int
    debit_code: str
    credit_code: str


def receipt_pdf(receipt: ReceiptPrint, form: VoucherForm = DEFAULT_FORM, paper: Paper = "A5") -> bytes:
    """Return one receipt as PDF: A5 landscape, or A4 with the copy to keep above the copy to hand out."""
    return receipts_pdf([receipt], form, paper)


def receipts_pdf(
    receipts: Sequence[ReceiptPrint], form: VoucherForm = DEFAULT_FORM, paper: Paper = "A5"
) -> bytes:
    """Return receipts as one PDF, a page each, in the order given. Refuses an empty list with ValueError."""
    return vouchers_pdf([_voucher(receipt) for receipt in receipts], form, paper)


def _voucher(receipt: ReceiptPrint) -> Voucher:
    return Voucher(
        unit_name=receipt.association_name,
        unit_address=receipt.association_address,
        number=receipt.number,
        book=receipt.book,
        issued_on=receipt.issued_on,
        party_name=receipt.payer_name,
        party_address=receipt.payer_address,
        reason=receipt.reason,
        fund_name=receipt.fund_name,
        amount=receipt.amount,
        amount_words=receipt.amount_words,
        method=receipt.method,
        attachments=receipt.attachments,
        debit_code=receipt.debit_code,
        credit_code=receipt.credit_code,
        check_url=receipt.check_url,
        signer_names={COLLECTOR: receipt.collector_name},
        void=receipt.void,
        copy_number=receipt.copy_number,
    )
