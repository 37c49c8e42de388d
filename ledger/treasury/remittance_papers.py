"""What stands on the paper of a transfer: both sides, their vouchers, and what became of the money."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.accounts.journal import JournalEntry
from ledger.accounts.transfers_listed import TransferLine
from ledger.identity.users import User
from ledger.receipts.vouchers import Voucher
from ledger.treasury.remittance_pdf import RemittancePrint, SidePrint


def vouchers_at(session: Session, line: TransferLine, association_id: int) -> Sequence[Voucher]:
    """The vouchers of a transfer in the books of one of its two associations, in the order of issue."""
    found = _vouchers(session, line).values()
    return [voucher for voucher in found if voucher.association_id == association_id]


def paper(session: Session, line: TransferLine) -> RemittancePrint:
    """A transfer as it is printed."""
    transfer, vouchers = line.transfer, _vouchers(session, line)
    arrived = line.confirmation.entry_id if line.confirmation else None
    returned = line.returned.entry_id if line.returned else None
    return RemittancePrint(
        sender=SidePrint(
            name=line.sender.name,
            address=line.sender.address,
            day=transfer.sent_on,
            voucher=_number(vouchers, transfer.entry_id),
            method=_method(vouchers, transfer.entry_id),
            signer=_recorder(session, transfer.entry_id),
        ),
        receiver=SidePrint(
            name=line.receiver.name,
            address=line.receiver.address,
            day=line.confirmation.confirmed_on if line.confirmation else None,
            voucher=_number(vouchers, arrived),
            method=_method(vouchers, arrived),
            signer=_recorder(session, arrived) if arrived else "",
        ),
        fund_name=line.fund.name,
        amount=transfer.amount,
        note=transfer.note,
        refused_on=line.refusal.refused_on if line.refusal else None,
        refusal=line.refusal.reason if line.refusal else "",
        returned_on=line.returned.returned_on if line.returned else None,
        return_voucher=_number(vouchers, returned),
    )


def _vouchers(session: Session, line: TransferLine) -> Mapping[int, Voucher]:
    """The vouchers of a transfer by entry."""
    documents = (line.transfer, line.confirmation, line.returned)
    entries = [document.entry_id for document in documents if document]
    found = session.scalars(select(Voucher).where(Voucher.entry_id.in_(entries)).order_by(Voucher.id))
    return {voucher.entry_id: voucher for voucher in found}


def _number(vouchers: Mapping[int, Voucher], entry_id: int | None) -> str:
    return vouchers[entry_id].shown_number if entry_id and entry_id in vouchers else ""


def _method(vouchers: Mapping[int, Voucher], entry_id: int | None) -> str:
    return vouchers[entry_id].method if entry_id and entry_id in vouchers else ""


def _recorder(session: Session, entry_id: int) -> str:
    """Who recorded an entry."""
    found = session.scalar(
        select(User.name)
        .join(JournalEntry, JournalEntry.recorded_by == User.id)
        .where(JournalEntry.id == entry_id)
    )
    return found or ""
