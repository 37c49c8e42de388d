"""The voucher: one description, printed alone on A5 or twice on A4 to be cut apart.

Phiếu thu, phiếu chi and phiếu kế toán differ only in words, so the words are data (`VoucherForm`).
Fields follow the Law on Accounting 88/2015/QH13 art. 16 and the familiar layouts C40-BB and C41-BB;
since Circular 24/2024/TT-BTC an association may design its own, so form code and legal basis belong to
the form, not to this code.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ledger.money import format_dong
from ledger.printing.document import pdf
from ledger.printing.fonts import BOLD, REGULAR, Font
from ledger.printing.page import A4, A5_LANDSCAPE, MM, Page
from ledger.printing.qr import draw_qr
from ledger.printing.signatures import Signature, date_line, draw_signatures
from ledger.printing.wrapping import fit, wrap

Paper = Literal["A5", "A4"]

LEFT, RIGHT = 15 * MM, 198 * MM
CENTER = 105 * MM
NUMBERS_LEFT = 146 * MM
CODE_LEFT = 138 * MM
HEAD_TOP = 11 * MM
FIELDS_TOP, FIELDS_BOTTOM = 48.5 * MM, 93 * MM
SIGNATURES_TOP, SIGNATURES_HEIGHT = 101 * MM, 27 * MM
RECEIVED_TOP, ADDRESS_TOP = 135 * MM, 144 * MM
QR_SIDE = 24 * MM
COPY_HEIGHT = 148.5 * MM
BODY_SIZE, SIZE_STEP, LEADING_RATIO = 11.5, 0.25, 1.55
NOTE_SIZE = 9.5


@dataclass(frozen=True)
class VoucherForm:
    """The fixed words of a voucher, as an association has set them from a date on.

    signatures: in the order of the row; `copies` name the two halves of an A4 sheet. A field whose label
    is empty is left out.
    """

    title: str
    code_line: str
    legal_basis: str
    party_label: str
    reason_label: str
    fund_label: str
    signatures: tuple[Signature, ...]
    copies: tuple[str, str]
    received_label: str
    address_label: str = "Địa chỉ:"
    method_label: str = "Hình thức:"
    amount_label: str = "Số tiền:"
    words_label: str = "Viết bằng chữ:"
    attachments_label: str = "Kèm theo:"
    no_attachments: str = "không có chứng từ gốc"
    book_label: str = "Quyển số:"
    number_label: str = "Số:"
    debit_label: str = "Nợ:"
    credit_label: str = "Có:"
    currency: str = "đồng"
    check_caption: str = "Quét mã để xem khoản này trong sổ của Hội"
    void_mark: str = "HỦY"
    copy_mark: str = "BẢN SAO"


@dataclass(frozen=True)
class Voucher:
    """What one voucher says. Amount in đồng; `amount_words` must say the same amount.

    check_url: where the QR code leads; empty for none.
    signer_names: by the role of the form's signatures; who is missing writes the name by hand.
    copy_number: 0 for the original. lines: what is said beside the fields, (label, value), such as the
    accounts of an entry.
    """

    unit_name: str
    unit_address: str
    number: str
    book: str
    issued_on: date
    party_name: str
    party_address: str
    reason: str
    fund_name: str
    amount: int
    amount_words: str
    method: str
    attachments: str
    debit_code: str
    credit_code: str
    check_url: str
    signer_names: Mapping[str, str]
    void: bool
    copy_number: int
    lines: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class _Field:
    label: str
    value: str
    font: Font = REGULAR


def vouchers_pdf(vouchers: Sequence[Voucher], form: VoucherForm, paper: Paper) -> bytes:
    """Return a PDF with one page per voucher: A5 landscape, or A4 with two copies of it.

    Refuses an empty list with ValueError.
    """
    if not vouchers:
        raise ValueError("no voucher to print")
    first, last = vouchers[0], vouchers[-1]
    numbers = first.number if first is last else f"{first.number} – {last.number}"
    pages = (_page(voucher, form, paper) for voucher in vouchers)
    return pdf(pages, title=f"{form.title} {numbers}", author=first.unit_name)


def _page(voucher: Voucher, form: VoucherForm, paper: Paper) -> Page:
    if paper == "A5":
        page = Page(A5_LANDSCAPE)
        _draw(page, voucher, form, copy_label="")
        return page
    page = Page(A4)
    first, second = form.copies
    _draw(page, voucher, form, copy_label=first)
    page.dotted_rules([(0, COPY_HEIGHT, A4[0])])
    page.move_down(COPY_HEIGHT)
    _draw(page, voucher, form, copy_label=second)
    return page


def _draw(page: Page, voucher: Voucher, form: VoucherForm, *, copy_label: str) -> None:
    _draw_head(page, voucher, form)
    _draw_title(page, voucher, form, copy_label)
    _draw_fields(page, [field for field in _fields(voucher, form) if field.label])
    draw_signatures(
        page, form.signatures, voucher.signer_names,
        left=LEFT, right=RIGHT, top=SIGNATURES_TOP, height=SIGNATURES_HEIGHT,
    )  # fmt: skip
    _draw_received(page, voucher, form)
    if voucher.void:
        page.stamp(CENTER, 80 * MM, form.void_mark, 120)


def _draw_head(page: Page, voucher: Voucher, form: VoucherForm) -> None:
    """Unit and address at the left, form code and legal basis at the right."""
    unit_width = CODE_LEFT - LEFT - 4 * MM
    size, names = fit(voucher.unit_name, 11, unit_width, font=BOLD, at_most=2)
    page.lines(LEFT, HEAD_TOP, names, size, 13, font=BOLD)
    size, addresses = fit(voucher.unit_address, NOTE_SIZE, unit_width)
    page.lines(LEFT, HEAD_TOP + 13 * len(names), addresses, size, 12)
    code_middle = (CODE_LEFT + RIGHT) / 2
    page.text(code_middle, HEAD_TOP, form.code_line, 10, font=BOLD, align="center")
    size, basis = fit(form.legal_basis, NOTE_SIZE, RIGHT - CODE_LEFT, at_most=2)
    page.lines(code_middle, HEAD_TOP + 12, basis, size, 10.5, align="center")


def _draw_title(page: Page, voucher: Voucher, form: VoucherForm, copy_label: str) -> None:
    """QR code at the left, title and date in the middle, number and accounts at the right."""
    if voucher.check_url:
        draw_qr(page, LEFT - 2 * MM, 20 * MM, QR_SIDE, voucher.check_url)
        caption = wrap(form.check_caption, 9, 25 * MM)
        page.lines(LEFT + QR_SIDE - 2 * MM, 28 * MM, caption, 9, 10.5)
    page.text(CENTER, 29 * MM, form.title, 18, font=BOLD, align="center")
    page.text(CENTER, 35 * MM, date_line(voucher.issued_on), 11, align="center")
    copy_mark = f"{form.copy_mark} {voucher.copy_number}" if voucher.copy_number else ""
    marks = " – ".join(filter(None, (copy_mark, copy_label)))
    page.text(CENTER, 40.5 * MM, marks, 10.5, font=BOLD if copy_mark else REGULAR, align="center")
    numbers = (
        (form.book_label, voucher.book), (form.number_label, voucher.number),
        (form.debit_label, voucher.debit_code), (form.credit_label, voucher.credit_code),
    )  # fmt: skip
    for row, (label, value) in enumerate(pair for pair in numbers if pair[0]):
        y = 26 * MM + row * 14
        start = NUMBERS_LEFT + REGULAR.width(label, 10.5) + 4
        size, _ = fit(value, 10.5, RIGHT - start, font=BOLD)
        page.text(NUMBERS_LEFT, y, label, 10.5)
        page.text(start, y, value, size, font=BOLD)


def _fields(voucher: Voucher, form: VoucherForm) -> Iterator[_Field]:
    yield _Field(form.party_label, voucher.party_name, BOLD)
    yield _Field(form.address_label, voucher.party_address)
    yield _Field(form.reason_label, voucher.reason)
    yield _Field(form.fund_label, voucher.fund_name)
    yield from (_Field(label, value) for label, value in voucher.lines)
    yield _Field(form.amount_label, f"{format_dong(voucher.amount)} {form.currency}", BOLD)
    yield _Field(form.words_label, voucher.amount_words)
    yield _Field(form.method_label, voucher.method)
    yield _Field(form.attachments_label, voucher.attachments or form.no_attachments)


def _draw_fields(page: Page, fields: Sequence[_Field]) -> None:
    """Draw labels and values on dotted lines, in the largest letters that leave room for all of them."""
    size = BODY_SIZE
    while True:
        values = [_value_lines(field, size) for field in fields]
        leading = size * LEADING_RATIO
        if sum(map(len, values)) * leading <= FIELDS_BOTTOM - FIELDS_TOP + leading:
            break
        size -= SIZE_STEP
    y = FIELDS_TOP
    rules = []
    for field, lines in zip(fields, values, strict=True):
        x = LEFT + REGULAR.width(field.label, size) + 4
        page.text(LEFT, y, field.label, size)
        for line in lines:
            rules.append((x, y + 2, RIGHT))
            page.text(x, y, line, size, font=field.font)
            x = LEFT
            y += leading
    page.dotted_rules(rules)


def _value_lines(field: _Field, size: float) -> list[str]:
    first = RIGHT - LEFT - REGULAR.width(field.label, size) - 4
    return wrap(field.value, size, RIGHT - LEFT, font=field.font, first=first)


def _draw_received(page: Page, voucher: Voucher, form: VoucherForm) -> None:
    if not form.received_label:
        return
    size, received = fit(f"{form.received_label} {voucher.amount_words}.", 10.5, RIGHT - LEFT, at_most=2)
    page.lines(LEFT, RECEIVED_TOP, received, size, 12)
    page.text(LEFT, ADDRESS_TOP, voucher.check_url, 8)
