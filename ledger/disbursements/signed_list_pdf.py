"""The list on which recipients sign for their award (danh sách ký nhận): the source voucher of a ceremony.

It names pupils, some in hardship: it is for the committee's own folder, never for the village board.
"""

from dataclasses import dataclass
from datetime import date

from ledger.dates import format_date
from ledger.money import format_dong
from ledger.printing.signatures import Signature, date_line
from ledger.printing.tables import Column, ListForm, Listing, listing_pdf
from ledger.words import amount_in_words

PREPARER, TREASURER, CHAIR = "preparer", "treasurer", "chair"
AMOUNT_COLUMN = 4
ROW_HEIGHT = 10.0  # mm: room for a signature

DEFAULT_FORM = ListForm(
    title="DANH SÁCH KÝ NHẬN",
    columns=(
        Column("STT", 10, "center"),
        Column("Họ và tên", 41),
        Column("Lớp, trường hoặc thôn", 34),
        Column("Danh hiệu, lý do", 32),
        Column("Số tiền (đồng)", 23, "right"),
        Column("Ký nhận", 24),
        Column("Ghi chú", 16),
    ),
    signatures=(
        Signature("Người lập", PREPARER),
        Signature("Thủ quỹ", TREASURER),
        Signature("Chủ tịch Hội", CHAIR, "(Ký, họ tên, đóng dấu)"),
    ),
)


@dataclass(frozen=True)
class SignedListLine:
    """One recipient. place: class and school, or village. reason: title or merit. Amount in whole đồng."""

    name: str
    place: str
    reason: str
    amount: int
    note: str


@dataclass(frozen=True)
class SignedListPrint:
    """What one list says. Totals, in figures and in words, are made from its lines.

    purpose: what is handed out, "Học bổng Tô Hiệu năm học 2026 – 2027".
    voucher_number: the payment voucher it belongs to; empty while there is none.
    paid_on: the day of payment; None leaves the date to the pen.
    The names are printed under the signatures; an empty one is written by hand.
    """

    association_name: str
    association_address: str
    purpose: str
    fund_name: str
    decision_number: str
    decision_date: date
    voucher_number: str
    paid_on: date | None
    lines: tuple[SignedListLine, ...]
    preparer_name: str
    treasurer_name: str
    chair_name: str


def signed_list_pdf(signed_list: SignedListPrint, form: ListForm = DEFAULT_FORM) -> bytes:
    """Return the list as A4 PDF, its rows numbered, its totals carried from page to page."""
    amounts = [line.amount for line in signed_list.lines]
    return listing_pdf(
        Listing(
            unit_name=signed_list.association_name,
            unit_address=signed_list.association_address,
            headings=_headings(signed_list),
            rows=[
                (str(number), line.name, line.place, line.reason, format_dong(line.amount), "", line.note)
                for number, line in enumerate(signed_list.lines, 1)
            ],
            amount_column=AMOUNT_COLUMN,
            amounts=amounts,
            closing=(
                f"Số người nhận: {len(amounts)}. Tổng số tiền: {format_dong(sum(amounts))} đồng.",
                f"Viết bằng chữ: {amount_in_words(sum(amounts))}.",
            ),
            signed_on=date_line(signed_list.paid_on),
            signer_names={
                PREPARER: signed_list.preparer_name,
                TREASURER: signed_list.treasurer_name,
                CHAIR: signed_list.chair_name,
            },
            row_height=ROW_HEIGHT,
        ),
        form,
    )


def _headings(signed_list: SignedListPrint) -> tuple[str, ...]:
    decision = f"Quyết định số {signed_list.decision_number} ngày {format_date(signed_list.decision_date)}"
    voucher = f"Phiếu chi số {signed_list.voucher_number}"
    return (
        signed_list.purpose,
        f"({decision})",
        f"Chi từ: {signed_list.fund_name}" + (f" – {voucher}" if signed_list.voucher_number else ""),
    )
