"""A voucher with everything a treasurer asks of it: what it records, its lines, whether it still stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.accounts import balances, places
from ledger.accounts.journal import EntryKind, JournalEntry
from ledger.accounts.places import Place
from ledger.errors import NotFound
from ledger.receipts.vouchers import Voucher, VoucherKind, VoucherVoid
from ledger.treasury import voucher_lines
from ledger.treasury.voucher_lines import VoucherLine


@dataclass(frozen=True)
class VoucherFile:
    """A voucher, its void if any, what its entry records, and the lines of the entry."""

    voucher: Voucher
    void: VoucherVoid | None
    kind: EntryKind
    lines: Sequence[VoucherLine]


@dataclass(frozen=True)
class Holding:
    """What a place holds of a fund now, in đồng."""

    place: Place
    fund_name: str
    amount: int


def one(session: Session, *, association_id: int, voucher_id: int) -> VoucherFile:
    """A payment or memo voucher of an association; refuses with `NotFound`, receipts too."""
    found = session.execute(
        select(Voucher, VoucherVoid, JournalEntry.kind)
        .join(JournalEntry, JournalEntry.id == Voucher.entry_id)
        .outerjoin(VoucherVoid, VoucherVoid.voucher_id == Voucher.id)
        .where(
            Voucher.id == voucher_id,
            Voucher.association_id == association_id,
            Voucher.kind != VoucherKind.RECEIPT,
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    voucher, void, kind = found
    return VoucherFile(voucher, void, EntryKind(kind), voucher_lines.of_entry(session, voucher.entry_id))


def holdings(session: Session, file: VoucherFile) -> Sequence[Holding]:
    """What the places that the voucher moved money in hold now, of each of its funds."""
    place_id = file.voucher.association_id
    used = {place.account_id: place for place in places.in_use(session, place_id)}
    moved = dict.fromkeys((line.account.id, line.fund) for line in file.lines if line.account.id in used)
    return [
        Holding(
            used[account_id],
            fund.name,
            balances.held(session, association_id=place_id, fund_id=fund.id, role=used[account_id].role),
        )
        for account_id, fund in moved
    ]
