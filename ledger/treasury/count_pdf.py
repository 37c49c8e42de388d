"""The minutes of a cash count (biên bản kiểm kê quỹ), as a PDF made from stored values only.

The familiar layout is that of form 08a-TT: notes by denomination, the book, the difference, and who
stood by.
"""

from dataclasses import dataclass
from datetime import date

from ledger.dates import format_date
from ledger.money import format_dong
from ledger.printing.signatures import Signature, date_line
from ledger.printing.tables import Column, ListForm, Listing, listing_pdf
from ledger.words import amount_in_words

COUNTER, WITNESS = "counter", "witness"
AMOUNT_COLUMN = 3

DEFAULT_FORM = ListForm(
    title="BIÊN BẢN KIỂM KÊ QUỸ TIỀN MẶT",
    columns=(
        Column("STT", 14, "center"),
        Column("Mệnh giá (đồng)", 56, "right"),
        Column("Số tờ", 40, "right"),
        Column("Thành tiền (đồng)", 70, "right"),
    ),
    signatures=(
        Signature("Người chứng kiến", WITNESS),
        Signature("Thủ quỹ", COUNTER),
        Signature("Chủ tịch Hội", hint="(Ký, họ tên, đóng dấu)"),
    ),
)


@dataclass(frozen=True)
class CountPrint:
    """What one paper says. lines: denomination in đồng and number of notes; book_total: đồng.

    box: the name of the box; voucher_number, fund_name: of the difference; empty when there is none.
    """

    association_name: str
    association_address: str
    box: str
    counted_on: date
    lines: tuple[tuple[int, int], ...]
    book_total: int
    fund_name: str
    voucher_number: str
    note: str
    counter_name: str
    witnesses: str


def count_pdf(paper: CountPrint, form: ListForm = DEFAULT_FORM) -> bytes:
    """Return the minutes as A4 PDF: the notes, their total in words, the book and the difference."""
    amounts = [note * pieces for note, pieces in paper.lines]
    return listing_pdf(
        Listing(
            unit_name=paper.association_name,
            unit_address=paper.association_address,
            headings=(
                paper.box,
                f"Kiểm kê ngày {format_date(paper.counted_on)}",
                f"Người chứng kiến: {paper.witnesses}",
            ),
            rows=[
                (str(number), format_dong(note), format_dong(pieces), format_dong(note * pieces))
                for number, (note, pieces) in enumerate(paper.lines, 1)
            ],
            amount_column=AMOUNT_COLUMN,
            amounts=amounts,
            closing=_closing(paper, sum(amounts)),
            signed_on=date_line(paper.counted_on),
            signer_names={COUNTER: paper.counter_name},
            row_height=7.0,
        ),
        form,
    )


def _closing(paper: CountPrint, counted: int) -> tuple[str, ...]:
    in_words = amount_in_words(counted) if counted else "Không đồng"
    said = [
        f"Số tiền kiểm kê: {format_dong(counted)} đồng. Viết bằng chữ: {in_words}.",
        f"Số dư theo sổ: {format_dong(paper.book_total)} đồng.",
        _difference(paper, counted - paper.book_total),
    ]
    return (*said, f"Ghi chú: {paper.note}") if paper.note else tuple(said)


def _difference(paper: CountPrint, difference: int) -> str:
    if difference == 0:
        return "Chênh lệch: không có."
    said = "Thừa" if difference > 0 else "Thiếu"
    return (
        f"Chênh lệch: {said.lower()} {format_dong(abs(difference))} đồng, ghi vào “{paper.fund_name}” "
        f"theo phiếu kế toán số {paper.voucher_number}."
    )
