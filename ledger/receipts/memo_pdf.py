"""The voucher of everything that is neither a receipt nor a payment (phiếu kế toán), from stored values only.

It shows the entry itself, each account with its side; an association designs it itself, as the Law on
Accounting 88/2015 art. 16 allows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.money import format_dong
from ledger.printing.signatures import Signature
from ledger.printing.voucher import Paper, Voucher, VoucherForm, vouchers_pdf

MAKER = "maker"  # the role whose name is known when a memo voucher is printed

DEFAULT_FORM = VoucherForm(
    title="PHIẾU KẾ TOÁN",
    code_line="Mẫu do Hội tự lập",
    legal_basis="(Theo Điều 16 Luật Kế toán số 88/2015/QH13)",
    party_label="Đối tượng:",
    reason_label="Nội dung:",
    fund_label="Quỹ:",
    signatures=(
        Signature("Chủ tịch Hội", hint="(Ký, họ tên, đóng dấu)"),
        Signature("Phụ trách kế toán"),
        Signature("Người lập", MAKER),
    ),
    copies=("Liên 1: lưu", "Liên 2: thủ quỹ"),
    address_label="",
    method_label="",
    debit_label="",
    credit_label="",
    received_label="",
)


@dataclass(frozen=True)
class MemoLine:
    """One account of the entry. side: 'Nợ' or 'Có'; amount: đồng; fund_name: empty where it is plain."""

    side: str
    code: str
    name: str
    fund_name: str
    amount: int


@dataclass(frozen=True)
class MemoPrint:
    """What one memo voucher says. Amount in whole đồng; `amount_words` is the same amount in words.

    party_name: whom it is about; empty for nobody. maker_name: who recorded it. void: as on a receipt.
    """

    association_name: str
    association_address: str
    number: str
    book: str
    issued_on: date
    party_name: str
    reason: str
    fund_name: str
    amount: int
    amount_words: str
    lines: Sequence[MemoLine]
    attachments: str
    maker_name: str
    void: bool


def memo_pdf(memo: MemoPrint, form: VoucherForm = DEFAULT_FORM, paper: Paper = "A5") -> bytes:
    """Return one memo voucher as PDF: A5 landscape, or A4 with two copies."""
    return vouchers_pdf([_voucher(memo)], form, paper)


def _voucher(memo: MemoPrint) -> Voucher:
    return Voucher(
        unit_name=memo.association_name,
        unit_address=memo.association_address,
        number=memo.number,
        book=memo.book,
        issued_on=memo.issued_on,
        party_name=memo.party_name,
        party_address="",
        reason=memo.reason,
        fund_name=memo.fund_name,
        amount=memo.amount,
        amount_words=memo.amount_words,
        method="",
        attachments=memo.attachments,
        debit_code="",
        credit_code="",
        check_url="",
        signer_names={MAKER: memo.maker_name},
        void=memo.void,
        copy_number=0,
        lines=[_line(line) for line in memo.lines],
    )


def _line(line: MemoLine) -> tuple[str, str]:
    of_fund = f" ({line.fund_name})" if line.fund_name else ""
    return f"{line.side} {line.code} {line.name}:", f"{format_dong(line.amount)} đồng{of_fund}"
