"""The paper of a hand-over at a closing (biên bản bàn giao), as a PDF made from stored values only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.associations.events import EventKind
from ledger.dates import format_date
from ledger.money import format_dong
from ledger.printing.signatures import Signature, date_line
from ledger.printing.tables import Column, ListForm, Listing, listing_pdf
from ledger.words import amount_in_words

AMOUNT_COLUMN = 3
KINDS = {
    EventKind.MERGE: "sáp nhập",
    EventKind.SPLIT: "chia tách",
    EventKind.ABOLISH: "giải thể",
}
"""What happened, as the paper says it; papers are Vietnamese in every language of the screen."""

DEFAULT_FORM = ListForm(
    title="BIÊN BẢN BÀN GIAO TÀI CHÍNH, CHỨNG TỪ",
    columns=(
        Column("STT", 12, "center"),
        Column("Quỹ", 78),
        Column("Nơi giữ tiền", 50),
        Column("Số tiền (đồng)", 40, "right"),
    ),
    signatures=(
        Signature("Bên giao"),
        Signature("Bên nhận"),
        Signature("Đại diện cấp trên"),
    ),
)


@dataclass(frozen=True)
class MinutesLine:
    """Money of one fund out of one place, in đồng. purpose: what it was given for, if for anything."""

    fund: str
    purpose: str
    place: str
    amount: int


@dataclass(frozen=True)
class MinutesPrint:
    """What the minutes say. happened_on: the first day of the new order; books: last numbers by year.

    above_name: the association above the one that ended, empty in a vacuum; documents: each as one line.
    """

    kind: str
    happened_on: date
    decision: str
    authority: str
    giver_name: str
    giver_address: str
    taker_name: str
    above_name: str
    lines: tuple[MinutesLine, ...]
    books: tuple[tuple[int, tuple[str, ...]], ...]
    documents: tuple[str, ...]


def minutes_pdf(paper: MinutesPrint, form: ListForm = DEFAULT_FORM) -> bytes:
    """Return the minutes as A4 PDF: funds with their amounts, the amounts in words, books and papers."""
    return listing_pdf(
        Listing(
            unit_name=paper.giver_name,
            unit_address=paper.giver_address,
            headings=tuple(_headings(paper)),
            rows=[
                (str(number), line.fund, line.place, format_dong(line.amount))
                for number, line in enumerate(paper.lines, 1)
            ],
            amount_column=AMOUNT_COLUMN,
            amounts=[line.amount for line in paper.lines],
            closing=tuple(_closing(paper)),
            signed_on=date_line(paper.happened_on - timedelta(days=1)),
            signer_names={},
            row_height=8.0,
        ),
        form,
    )


def _headings(paper: MinutesPrint) -> Iterator[str]:
    last_day = format_date(paper.happened_on - timedelta(days=1))
    yield f"Bên giao: {paper.giver_name}"
    yield f"Bên nhận: {paper.taker_name}"
    by = f" của {paper.authority}" if paper.authority else ""
    yield f"Căn cứ văn bản số {paper.decision}{by} về việc {KINDS[EventKind(paper.kind)]}"
    yield f"Bên giao hoạt động đến hết ngày {last_day}"
    if paper.above_name:
        yield f"Có sự chứng kiến của: {paper.above_name}"


def _closing(paper: MinutesPrint) -> Iterator[str]:
    totals: dict[tuple[str, str], int] = {}
    for line in paper.lines:
        totals[line.fund, line.purpose] = totals.get((line.fund, line.purpose), 0) + line.amount
    yield "1. Tiền của các quỹ, bàn giao nguyên mục đích:" if totals else "1. Tiền: không có."
    for (fund, purpose), amount in totals.items():
        named = f"{fund} (mục đích: {purpose})" if purpose else fund
        yield f"– {named}: {format_dong(amount)} đồng. Viết bằng chữ: {amount_in_words(amount)}."
    yield "2. Quyển chứng từ đã khóa, kèm số cuối cùng:" if paper.books else "2. Quyển chứng từ: không có."
    for year, numbers in paper.books:
        yield f"– Năm {year}: {', '.join(numbers)}"
    yield "3. Giấy tờ kèm theo:" if paper.documents else "3. Giấy tờ kèm theo: ghi bằng tay nếu có ………………"
    for document in paper.documents:
        yield f"– {document}"
    yield "Hai bên đã đối chiếu sổ sách, giao và nhận đủ. Hồ sơ được lưu trữ ít nhất 10 năm."
