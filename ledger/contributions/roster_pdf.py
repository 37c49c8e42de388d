"""The two papers of a collection: the blank sheet that goes round the houses, and the list after posting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.money import format_dong
from ledger.printing.signatures import Signature, date_line
from ledger.printing.tables import Column, ListForm, Listing, listing_pdf
from ledger.words import amount_in_words

COLLECTOR, TREASURER, CHAIR = "collector", "treasurer", "chair"
AMOUNT_COLUMN = 3
WRITING_HEIGHT, READING_HEIGHT = 9.0, 6.5  # mm: a row to write in, a row to read

BLANK_FORM = ListForm(
    title="BẢNG THU TIỀN",
    columns=(
        Column("STT", 10, "center"),
        Column("Chủ hộ", 50),
        Column("Nhánh", 40),
        Column("Số tiền (đồng)", 28, "right"),
        Column("Người nộp ký", 27),
        Column("Ghi chú", 25),
    ),
    signatures=(Signature("Người thu tiền", COLLECTOR), Signature("Thủ quỹ", TREASURER)),
)
POSTED_FORM = ListForm(
    title="BẢNG KÊ THU",
    columns=(
        Column("STT", 10, "center"),
        Column("Chủ hộ", 48),
        Column("Nhánh", 38),
        Column("Số tiền (đồng)", 26, "right"),
        Column("Số biên lai", 34),
        Column("Ghi chú", 24),
    ),
    signatures=(
        Signature("Người thu tiền", COLLECTOR),
        Signature("Thủ quỹ", TREASURER),
        Signature("Chủ tịch Hội", CHAIR, "(Ký, họ tên, đóng dấu)"),
    ),
)


@dataclass(frozen=True)
class RosterPrintLine:
    """One household. amount: what it paid, in đồng; None if nothing. receipt_number: empty without one."""

    name: str
    branch: str
    amount: int | None
    receipt_number: str
    note: str


@dataclass(frozen=True)
class RosterPrint:
    """What a sheet says, before or after posting. Totals are made from its lines.

    title: the collection, "Dòng họ Thào, năm 2026". default_amount: the usual gift of a household, in đồng.
    posted_on: the day of posting. counted_households, counted_cash: what the treasurer counted, the cash in
    đồng. All three are None on a sheet that is not posted.
    """

    association_name: str
    association_address: str
    title: str
    fund_name: str
    default_amount: int
    lines: tuple[RosterPrintLine, ...]
    posted_on: date | None
    counted_households: int | None
    counted_cash: int | None
    collector_name: str
    treasurer_name: str
    chair_name: str


def blank_roster_pdf(roster: RosterPrint, form: ListForm = BLANK_FORM) -> bytes:
    """Return the sheet to carry from house to house: names printed, amounts and totals left to the pen."""
    return listing_pdf(
        _listing(
            roster,
            rows=[
                (str(number), line.name, line.branch, "", "", "")
                for number, line in enumerate(roster.lines, 1)
            ],
            amounts=None,
            closing=(
                f"Số hộ trong bảng: {len(roster.lines)}. Số hộ đã nộp: ………… Tiền đếm được: ………………………… đồng.",
                "Viết bằng chữ: ………………………………………………………………………………………………………",
            ),
            row_height=WRITING_HEIGHT,
        ),
        form,
    )


def collection_list_pdf(roster: RosterPrint, form: ListForm = POSTED_FORM) -> bytes:
    """Return the list of a posted collection, with receipt numbers, totals and what was counted.

    Households that did not pay stay on the list with a dash: the control count is read against it.
    """
    paid = [line.amount for line in roster.lines if line.amount is not None]
    total = sum(paid)
    counted = (
        f"Kiểm đếm: {roster.counted_households} hộ, {format_dong(roster.counted_cash)} đồng."
        if roster.counted_households is not None and roster.counted_cash is not None
        else ""
    )
    return listing_pdf(
        _listing(
            roster,
            rows=[_posted_row(number, line) for number, line in enumerate(roster.lines, 1)],
            amounts=[line.amount or 0 for line in roster.lines],
            closing=(
                f"Số hộ đã nộp: {len(paid)}/{len(roster.lines)}. Tổng số tiền: {format_dong(total)} đồng.",
                f"Viết bằng chữ: {amount_in_words(total)}.",
                *([counted] if counted else []),
            ),
            row_height=READING_HEIGHT,
        ),
        form,
    )


def _listing(
    roster: RosterPrint,
    *,
    rows: Sequence[tuple[str, ...]],
    amounts: Sequence[int] | None,
    closing: tuple[str, ...],
    row_height: float,
) -> Listing:
    return Listing(
        unit_name=roster.association_name,
        unit_address=roster.association_address,
        headings=(
            roster.title,
            f"Thu vào: {roster.fund_name}. Mức chung: {format_dong(roster.default_amount)} đồng mỗi hộ.",
        ),
        rows=rows,
        amount_column=AMOUNT_COLUMN,
        amounts=amounts,
        closing=closing,
        signed_on=date_line(roster.posted_on),
        signer_names={
            COLLECTOR: roster.collector_name,
            TREASURER: roster.treasurer_name,
            CHAIR: roster.chair_name,
        },
        row_height=row_height,
    )


def _posted_row(number: int, line: RosterPrintLine) -> tuple[str, ...]:
    amount = "–" if line.amount is None else format_dong(line.amount)
    return (str(number), line.name, line.branch, amount, line.receipt_number, line.note)
