"""What still waits in an association that is to end: each matter is settled before, where it belongs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.accounts import chart, periods, transfers_listed
from ledger.accounts.balances import Balance
from ledger.accounts.chart import Account
from ledger.accounts.journal import JournalEntry
from ledger.associations.associations import Association
from ledger.contributions import roster_lists
from ledger.i18n import N_
from ledger.treasury import handed_over


class Matter(StrEnum):
    """What waits. Each stands in the way of an ending."""

    PROMISED = "promised"
    ADVANCES = "advances"
    DEPOSITS = "deposits"
    GOODS = "goods"
    SHORTAGES = "shortages"
    TO_CONFIRM = "to_confirm"
    DISPUTED = "disputed"
    ROSTERS = "rosters"
    HAND_OVERS = "hand_overs"
    LATER = "later"
    CLOSED = "closed"


MATTER_NAMES = {
    Matter.PROMISED: N_("Awards decided and not paid: pay them first"),
    Matter.ADVANCES: N_("Advances not settled: settle them first"),
    Matter.DEPOSITS: N_("Term deposits: take them back first"),
    Matter.GOODS: N_("Goods in stock: hand them out first"),
    Matter.SHORTAGES: N_("Cash found missing: settle it first"),
    Matter.TO_CONFIRM: N_("Transfers on the way to it: confirm them first"),
    Matter.DISPUTED: N_("Transfers it sent that were refused: take the money back first"),
    Matter.ROSTERS: N_("Collection lists with money that is not in the book: post them first"),
    Matter.HAND_OVERS: N_("Cash handed over and not confirmed: confirm or withdraw it first"),
    Matter.LATER: N_("Entries dated after its last day: choose a later day"),
    Matter.CLOSED: N_("Its book is closed on that day: choose a later day, or have the month opened again"),
}

ACCOUNTS = {
    "awards_payable": Matter.PROMISED,
    "advances": Matter.ADVANCES,
    "term_deposits": Matter.DEPOSITS,
    "goods": Matter.GOODS,
    "goods_bought": Matter.GOODS,
    "shortage": Matter.SHORTAGES,
}
"""The accounts, by role, that are empty when an association ends; money is handed over by the way."""


@dataclass(frozen=True)
class Open:
    """Something that waits in an association. amount: the money it is about, in đồng, where it is any."""

    association: Association
    matter: Matter
    amount: int


def open_matters(session: Session, association: Association, last_day: date) -> Sequence[Open]:
    """What stands in the way of ending an association, the day after `last_day`."""
    return [Open(association, matter, amount) for matter, amount in _found(session, association.id, last_day)]


def _found(session: Session, place: int, last_day: date) -> Iterator[tuple[Matter, int]]:
    yield from _balances(session, place)
    if coming := transfers_listed.to_answer(session, place):
        yield Matter.TO_CONFIRM, sum(line.transfer.amount for line in coming)
    if refused := transfers_listed.to_take_back(session, place):
        yield Matter.DISPUTED, sum(line.transfer.amount for line in refused)
    sheets = [sheet for sheet in roster_lists.summaries(session, place, open_only=True) if sheet.paid]
    if sheets:
        yield Matter.ROSTERS, sum(sheet.total for sheet in sheets)
    if waiting := handed_over.waiting(session, place):
        papers = (handed_over.one(session, association_id=place, hand_over_id=one) for one in waiting)
        yield Matter.HAND_OVERS, sum(paper.total for paper in papers)
    later = select(func.count()).where(
        JournalEntry.association_id == place, JournalEntry.entry_date > last_day
    )
    if session.scalar(later):
        yield Matter.LATER, 0
    if not periods.closed(session, place).takes(last_day):
        yield Matter.CLOSED, 0


def _balances(session: Session, place: int) -> Iterator[tuple[Matter, int]]:
    """Accounts that are not empty, over all funds, by the matter they are about."""
    left = func.sum(Balance.debit - Balance.credit)
    roles = chart.by_role(session)
    found = session.execute(
        select(Account.role, left)
        .join(Balance, Balance.account_id == Account.id)
        .where(
            Balance.association_id == place,
            Account.id.in_([roles[role] for role in ACCOUNTS]),
            Balance.debit != Balance.credit,
        )
        .group_by(Account.role)
    )
    amounts: dict[Matter, int] = {}
    for role, amount in found:
        matter = ACCOUNTS[str(role)]
        amounts[matter] = amounts.get(matter, 0) + abs(int(amount))
    yield from amounts.items()
