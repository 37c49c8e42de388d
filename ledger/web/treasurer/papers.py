"""Stored rows as the papers print them: receipts, payment vouchers, lists. Papers are Vietnamese always."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session
from starlette.requests import Request

from ledger.accounts import chart, foreign
from ledger.accounts.foreign import Foreign
from ledger.accounts.journal import EntryKind
from ledger.associations.associations import Association
from ledger.contributions import roster_lists
from ledger.contributions.roster_pdf import RosterPrint, RosterPrintLine
from ledger.contributions.rosters import Sheet
from ledger.disbursements.award_lists import AwardLine, PaidList
from ledger.disbursements.signed_list_pdf import SignedListLine, SignedListPrint
from ledger.printing.voucher import Paper
from ledger.receipts.memo_pdf import MemoLine, MemoPrint
from ledger.receipts.payment_voucher_pdf import PaymentVoucherPrint
from ledger.receipts.receipt_pdf import ReceiptPrint
from ledger.receipts.vouchers import RegisterLine, Voucher
from ledger.treasury.register import VoucherFile
from ledger.treasury.voucher_lines import CREDIT, DEBIT

METHODS = {"cash": "Tiền mặt", "bank": "Chuyển khoản"}
SIDES = {DEBIT: "Nợ", CREDIT: "Có"}
PAYMENT_ATTACHMENTS = "01 quyết định, 01 danh sách ký nhận"
BY_PEN = "……… chứng từ gốc"
"""Papers behind a voucher that the book does not know of; whoever signs writes how many."""


def paper(asked: str) -> Paper:
    """The sheet asked for in the address: two copies on A4, or one on A5."""
    return "A4" if asked.upper() == "A4" else "A5"


def receipts(
    request: Request, session: Session, place: Association, lines: Sequence[RegisterLine]
) -> list[ReceiptPrint]:
    """Receipts of an association as they are printed, in the order given."""
    codes = chart.codes(session)
    site = request.app.state.settings.public_url.upper()
    originals = foreign.of_entries(session, list({line.voucher.entry_id for line in lines}))
    return [
        _receipt(place, line, codes, f"{site}/V/{line.voucher.token}", originals.get(line.voucher.entry_id))
        for line in lines
    ]


def _receipt(
    place: Association,
    line: RegisterLine,
    codes: Mapping[str, str],
    check_url: str,
    original: Foreign | None,
) -> ReceiptPrint:
    voucher, method = line.voucher, METHODS[line.voucher.method]
    if original is not None:
        method += f": {original.original_shown}, tỷ giá {original.rate_shown} ({original.rate_source})"
    return ReceiptPrint(
        association_name=place.name,
        association_address=place.address,
        number=voucher.shown_number,
        book=_book(voucher),
        issued_on=voucher.issued_on,
        payer_name=voucher.party_name,
        payer_address=voucher.party_address,
        reason=voucher.reason,
        fund_name=voucher.fund_name,
        amount=voucher.amount,
        amount_words=voucher.amount_in_words,
        method=method,
        attachments="",
        check_url=check_url,
        collector_name=voucher.issued_by_name,
        void=line.void is not None,
        copy_number=0,
        debit_code=codes[voucher.method],
        credit_code=codes["contributions"],
    )


def _book(voucher: Voucher) -> str:
    return f"Q{voucher.book:02d}"


def payment_voucher(place: Association, file: VoucherFile) -> PaymentVoucherPrint:
    """A payment voucher of an association as it is printed."""
    voucher = file.voucher
    debits, credits_ = (
        dict.fromkeys(line.account.code for line in file.lines if line.side == side)
        for side in (DEBIT, CREDIT)
    )
    return PaymentVoucherPrint(
        association_name=place.name,
        association_address=place.address,
        number=voucher.shown_number,
        book=_book(voucher),
        issued_on=voucher.issued_on,
        receiver_name=voucher.party_name,
        receiver_address=voucher.party_address,
        reason=voucher.reason,
        fund_name=voucher.fund_name,
        amount=voucher.amount,
        amount_words=voucher.amount_in_words,
        method=METHODS[voucher.method],
        attachments=PAYMENT_ATTACHMENTS if file.kind == EntryKind.AWARD_PAYMENT else BY_PEN,
        check_url="",
        treasurer_name=voucher.issued_by_name,
        void=file.void is not None,
        copy_number=0,
        debit_code=", ".join(debits),
        credit_code=", ".join(credits_),
    )


def memo(place: Association, file: VoucherFile) -> MemoPrint:
    """A memo voucher of an association as it is printed."""
    voucher = file.voucher
    several = len({line.fund.id for line in file.lines}) > 1
    return MemoPrint(
        association_name=place.name,
        association_address=place.address,
        number=voucher.shown_number,
        book=_book(voucher),
        issued_on=voucher.issued_on,
        party_name=voucher.party_name,
        reason=voucher.reason,
        fund_name=voucher.fund_name,
        amount=voucher.amount,
        amount_words=voucher.amount_in_words,
        lines=[
            MemoLine(
                SIDES[line.side],
                line.account.code,
                line.account.name_vi,
                line.fund.name if several else "",
                line.amount,
            )
            for line in file.lines
        ],
        attachments=BY_PEN,
        maker_name=voucher.issued_by_name,
        void=file.void is not None,
    )


def signed_list(place: Association, paid: PaidList, voucher: Voucher) -> SignedListPrint:
    """The list on which the recipients of one payment sign."""
    return SignedListPrint(
        association_name=place.name,
        association_address=place.address,
        purpose=paid.proposal.title,
        fund_name=voucher.fund_name,
        decision_number=paid.decision.number,
        decision_date=paid.decision.decided_on,
        voucher_number=voucher.shown_number,
        paid_on=paid.payment.paid_on,
        lines=tuple(_recipient(line) for line in paid.lines),
        preparer_name=paid.preparer,
        treasurer_name=voucher.issued_by_name,
        chair_name=paid.chair,
    )


def _recipient(line: AwardLine) -> SignedListLine:
    return SignedListLine(
        name=line.party.name,
        place=line.party.distinguisher or line.party.address,
        reason=line.award.reason,
        amount=line.award.amount,
        note="",
    )


def roster(session: Session, place: Association, sheet: Sheet, treasurer: str) -> RosterPrint:
    """A collection sheet as it is printed, with receipt numbers once it is posted.

    treasurer: the name under the treasurer's signature.
    """
    issued = roster_lists.receipts(session, sheet)
    numbers = {party_id: line.voucher.shown_number for party_id, line in issued.items()}
    return RosterPrint(
        association_name=place.name,
        association_address=place.address,
        title=sheet.roster.title,
        fund_name=sheet.fund.name,
        default_amount=sheet.roster.default_amount,
        lines=tuple(
            RosterPrintLine(
                name=party.name,
                branch=party.distinguisher,
                amount=line.amount,
                receipt_number=numbers.get(party.id, ""),
                note=line.note,
            )
            for line, party in sheet.lines
        ),
        posted_on=sheet.posting.posted_on if sheet.posting else None,
        counted_households=sheet.posting.counted_households if sheet.posting else None,
        counted_cash=sheet.posting.counted_cash if sheet.posting else None,
        collector_name="",
        treasurer_name=treasurer,
        chair_name="",
    )
