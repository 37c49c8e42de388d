"""The voucher for money that went out (phiếu chi), as a PDF made from stored values only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.printing.signatures import Signature
from ledger.printing.voucher import Paper, Voucher, VoucherForm, vouchers_pdf

TREASURER, RECEIVER = "treasurer", "receiver"

DEFAULT_FORM = VoucherForm(
    title="PHIẾU CHI",
    code_line="Mẫu số: C41-BB",
    legal_basis="(Theo Thông tư số 24/2024/TT-BTC)",
    party_label="Họ và tên người nhận tiền:",
    reason_label="Nội dung:",
    fund_label="Chi từ:",
    signatures=(
        Signature("Chủ tịch Hội", hint="(Ký, họ tên, đóng dấu)"),
        Signature("Phụ trách kế toán"),
        Signature("Người lập"),
        Signature("Thủ quỹ", TREASURER),
        Signature("Người nhận tiền", RECEIVER),
    ),
    copies=("Liên 1: lưu", "Liên 2: thủ quỹ"),
    received_label="Đã nhận đủ số tiền (viết bằng chữ):",
)


@dataclass(frozen=True)
class PaymentVoucherPrint:
    """What one payment voucher says. Amount in whole đồng; `amount_words` is the same amount in words.

    receiver_name: who takes the money: one person, or who carries it to a ceremony.
    attachments: the vouchers behind the payment, "01 quyết định, 01 danh sách ký nhận"; empty for none.
    check_url: a public page about this payment, drawn as QR code in capitals; empty for none.
    treasurer_name: who paid it out. void, copy_number: as on a receipt.
    """

    association_name: str
    association_address: str
    number: str
    book: str
    issued_on: date
    receiver_name: str
    receiver_address: str
    reason: str
    fund_name: str
    amount: int
    amount_words: str
    method: str
    attachments: str
    check_url: str
    treasurer_name: str
    void: bool
    copy_number: int
    debit_code: str
    credit_code: str


def payment_voucher_pdf(
    payment: PaymentVoucherPrint, form: VoucherForm = DEFAULT_FORM, paper: Paper = "A5"
) -> bytes:
    """Return one payment voucher as PDF: A5 landscape, or A4 with two copies."""
    return payment_vouchers_pdf([payment], form, paper)


def payment_vouchers_pdf(
    payments: Sequence[PaymentVoucherPrint], form: VoucherForm = DEFAULT_FORM, paper: Paper = "A5"
) -> bytes:
    """Return payment vouchers as one PDF, a page each, in order. Refuses an empty list with ValueError."""
    return vouchers_pdf([_voucher(payment) for payment in payments], form, paper)


def _voucher(payment: PaymentVoucherPrint) -> Voucher:
    return Voucher(
        unit_name=payment.association_name,
        unit_address=payment.association_address,
        number=payment.number,
        book=payment.book,
        issued_on=payment.issued_on,
        party_name=payment.receiver_name,
        party_address=payment.receiver_address,
        reason=payment.reason,
        fund_name=payment.fund_name,
        amount=payment.amount,
        amount_words=payment.amount_words,
        method=payment.method,
        attachments=payment.attachments,
        debit_code=payment.debit_code,
        credit_code=payment.credit_code,
        check_url=payment.check_url,
        signer_names={TREASURER: payment.treasurer_name, RECEIVER: payment.receiver_name},
        void=payment.void,
        copy_number=payment.copy_number,
    )
