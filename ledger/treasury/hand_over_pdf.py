"""The paper of a hand-over that both sign (biên bản bàn giao), as a PDF made from stored values only."""

from dataclasses import dataclass
from datetime import date

from ledger.dates import format_date
from ledger.money import format_dong
from ledger.printing.signatures import Signature, date_line
from ledger.printing.tables import Column, ListForm, Listing, listing_pdf
from ledger.words import amount_in_words

GIVER, TAKER = "giver", "taker"
AMOUNT_COLUMN = 2

DEFAULT_FORM = ListForm(
    title="BIÊN BẢN BÀN GIAO TIỀN",
    columns=(
        Column("STT", 14, "center"),
        Column("Quỹ", 116),
        Column("Số tiền (đồng)", 50, "right"),
    ),
    signatures=(
        Signature("Bên giao", GIVER),
        Signature("Bên nhận", TAKER),
        Signature("Người chứng kiến"),
    ),
)


@dataclass(frozen=True)
class PlacePrint:
    """A place as papers name it, with who keeps it; the main one has no holder of its own."""

    name: str
    holder: str


@dataclass(frozen=True)
class HandOverPrint:
    """What one paper says. lines: each fund with its amount in đồng.

    confirmed_on, taker_name: None and empty while the other has not confirmed; withdrawn: it did not
    take place.
    """

    association_name: str
    association_address: str
    source: PlacePrint
    target: PlacePrint
    handed_on: date
    confirmed_on: date | None
    lines: tuple[tuple[str, int], ...]
    note: str
    giver_name: str
    taker_name: str
    withdrawn: bool


def hand_over_pdf(paper: HandOverPrint, form: ListForm = DEFAULT_FORM) -> bytes:
    """Return the paper as A4 PDF, the amount in words under the table."""
    amounts = [amount for _, amount in paper.lines]
    return listing_pdf(
        Listing(
            unit_name=paper.association_name,
            unit_address=paper.association_address,
            headings=_headings(paper),
            rows=[
                (str(number), fund, format_dong(amount))
                for number, (fund, amount) in enumerate(paper.lines, 1)
            ],
            amount_column=AMOUNT_COLUMN,
            amounts=amounts,
            closing=_closing(paper, sum(amounts)),
            signed_on=date_line(paper.confirmed_on or paper.handed_on),
            signer_names={GIVER: paper.giver_name, TAKER: paper.taker_name},
            row_height=8.0,
        ),
        form,
    )


def _headings(paper: HandOverPrint) -> tuple[str, ...]:
    headings = (
        f"Từ: {_place(paper.source)}",
        f"Sang: {_place(paper.target)}",
        f"Ngày giao: {format_date(paper.handed_on)}",
    )
    if paper.withdrawn:
        return (*headings, "(ĐÃ RÚT LẠI: việc bàn giao này không diễn ra)")
    if paper.confirmed_on is None:
        return (*headings, "(Bên nhận chưa xác nhận trong sổ)")
    return (*headings, f"Ngày nhận: {format_date(paper.confirmed_on)}")


def _place(place: PlacePrint) -> str:
    return f"{place.name} (người giữ: {place.holder})" if place.holder else place.name


def _closing(paper: HandOverPrint, total: int) -> tuple[str, ...]:
    said = (
        f"Tổng số tiền: {format_dong(total)} đồng. Viết bằng chữ: {amount_in_words(total)}.",
        "Hai bên đã đếm, giao và nhận đủ số tiền trên.",
    )
    return (*said, f"Ghi chú: {paper.note}") if paper.note else said
