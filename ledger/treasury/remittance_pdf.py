"""The paper of a transfer between two associations (giấy chuyển tiền), as a PDF from stored values only.

One paper for both: the sender's payment voucher and the receiver's voucher are named on it, and each side
signs its half.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ledger.dates import format_date
from ledger.money import format_dong
from ledger.printing.signatures import Signature, date_line
from ledger.printing.tables import Column, ListForm, Listing, listing_pdf
from ledger.words import amount_in_words

SENDER, RECEIVER = "sender", "receiver"
AMOUNT_COLUMN = 2
METHODS = {"cash": "tiền mặt", "bank": "chuyển khoản"}

DEFAULT_FORM = ListForm(
    title="GIẤY CHUYỂN TIỀN",
    columns=(Column("Quỹ", 60), Column("Nội dung", 75), Column("Số tiền (đồng)", 45, "right")),
    signatures=(
        Signature("Thủ quỹ bên gửi", SENDER),
        Signature("Chủ tịch bên gửi"),
        Signature("Thủ quỹ bên nhận", RECEIVER),
        Signature("Chủ tịch bên nhận"),
    ),
)


@dataclass(frozen=True)
class SidePrint:
    """One side of a transfer: who, when, with which voucher and how ('cash' or 'bank'), and who signs.

    day: None while the money has not arrived; voucher, method: empty where there is no voucher.
    """

    name: str
    address: str
    day: date | None
    voucher: str
    method: str
    signer: str


@dataclass(frozen=True)
class RemittancePrint:
    """What the paper says. amount: đồng; refused_on, returned_on: None unless it was refused, came back."""

    sender: SidePrint
    receiver: SidePrint
    fund_name: str
    amount: int
    note: str
    refused_on: date | None
    refusal: str
    returned_on: date | None
    return_voucher: str


def remittance_pdf(paper: RemittancePrint, form: ListForm = DEFAULT_FORM) -> bytes:
    """Return the paper as A4 PDF, the amount in words under the table."""
    return listing_pdf(
        Listing(
            unit_name=paper.sender.name,
            unit_address=paper.sender.address,
            headings=tuple(_headings(paper)),
            rows=[(paper.fund_name, paper.note or "Chuyển tiền giữa các hội", format_dong(paper.amount))],
            amount_column=AMOUNT_COLUMN,
            amounts=[paper.amount],
            closing=(
                f"Số tiền: {format_dong(paper.amount)} đồng. Viết bằng chữ: {amount_in_words(paper.amount)}.",
                "Tiền giữ nguyên quỹ và mục đích khi sang bên nhận.",
            ),
            signed_on=date_line(paper.receiver.day or paper.sender.day),
            signer_names={SENDER: paper.sender.signer, RECEIVER: paper.receiver.signer},
            row_height=8.0,
        ),
        form,
    )


def _headings(paper: RemittancePrint) -> Iterator[str]:
    yield f"Bên gửi: {_who(paper.sender)}"
    yield f"Bên nhận: {_who(paper.receiver)}"
    yield _step("Ngày gửi", paper.sender)
    if paper.receiver.day is not None:
        yield _step("Ngày nhận", paper.receiver)
    elif paper.refused_on is None:
        yield "(Bên nhận chưa xác nhận trong sổ)"
    else:
        yield f"(BÊN NHẬN TỪ CHỐI ngày {format_date(paper.refused_on)}: {paper.refusal})"
    if paper.returned_on is not None:
        voucher = f", phiếu số {paper.return_voucher}" if paper.return_voucher else ""
        yield f"Bên gửi nhận lại tiền ngày {format_date(paper.returned_on)}{voucher}"


def _who(side: SidePrint) -> str:
    return f"{side.name}, {side.address}" if side.address else side.name


def _step(label: str, side: SidePrint) -> str:
    said = [f"{label}: {format_date(side.day)}" if side.day else label]
    if side.voucher:
        said.append(f"phiếu số {side.voucher}")
    if side.method in METHODS:
        said.append(METHODS[side.method])
    return ", ".join(said)
