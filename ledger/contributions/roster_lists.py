"""Rosters as they are read: the sheets of an association, and the receipts of a posted one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.accounts.journal import JournalEntry
from ledger.contributions.contributions import Contribution
from ledger.contributions.rosters import Roster, RosterLine, RosterPosting, Sheet
from ledger.identity.users import User
from ledger.receipts.vouchers import RegisterLine, Voucher, VoucherVoid


@dataclass(frozen=True)
class RosterSummary:
    """A sheet in a list of sheets: how many lines, how many paid, how much (đồng), whether posted."""

    roster: Roster
    lines: int
    paid: int
    total: int
    posted: bool


def summaries(
    session: Session,
    association_id: int,
    *,
    open_only: bool = False,
    before: int | None = None,
    limit: int = 50,
) -> Sequence[RosterSummary]:
    """The sheets of an association, the newest first.

    open_only: leave out the posted ones; before: an id, for the next page.
    """
    query = (
        select(
            Roster,
            func.count(RosterLine.id),
            func.count(RosterLine.amount),
            func.sum(RosterLine.amount),
            RosterPosting.id,
        )
        .join(RosterLine, RosterLine.roster_id == Roster.id)
        .outerjoin(RosterPosting, RosterPosting.roster_id == Roster.id)
        .where(Roster.association_id == association_id)
        .group_by(Roster.id, RosterPosting.id)
        .order_by(Roster.id.desc())
        .limit(limit)
    )
    if open_only:
        query = query.where(RosterPosting.id.is_(None))
    if before is not None:
        query = query.where(Roster.id < before)
    return [
        RosterSummary(roster, lines, paid, int(total or 0), posting_id is not None)
        for roster, lines, paid, total, posting_id in session.execute(query)
    ]


def receipts(session: Session, sheet: Sheet) -> Mapping[int, RegisterLine]:
    """The receipts of a posted sheet by the party that gave, in the order of their numbers."""
    entry_id = sheet.posting.entry_id if sheet.posting else None
    query = (
        select(Contribution.party_id, Voucher, VoucherVoid)
        .join(Voucher, Voucher.id == Contribution.voucher_id)
        .outerjoin(VoucherVoid, VoucherVoid.voucher_id == Voucher.id)
        .where(Voucher.entry_id == entry_id)
        .order_by(Voucher.number)
    )
    return {party_id: RegisterLine(voucher, void) for party_id, voucher, void in session.execute(query)}


def posted_by(session: Session, sheet: Sheet) -> str:
    """Who posted a sheet; "" while it is open."""
    entry_id = sheet.posting.entry_id if sheet.posting else None
    query = (
        select(User.name)
        .join(JournalEntry, JournalEntry.recorded_by == User.id)
        .where(JournalEntry.id == entry_id)
    )
    return session.scalar(query) or ""
