"""What still waits in an association before its book is closed up to a day.

It stands here because only here every room below can be seen. Nothing of it stops a closing: whoever
closes is told, and decides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ledger.accounts.journal import JournalEntry
from ledger.accounts.periods import Closed, closed, month_end
from ledger.accounts.transfer_refusals import TransferRefusal, TransferReturn
from ledger.accounts.transfers import Transfer, TransferConfirmation
from ledger.clock import local_date, today
from ledger.contributions import roster_lists
from ledger.disbursements import award_lists
from ledger.i18n import N_
from ledger.treasury import advances, handed_over

SOONEST = 5
"""Days after the end of a month in which its book is still being put in order, and nobody is reminded."""


class Matter(StrEnum):
    """What waits."""

    TO_CONFIRM = "to_confirm"
    DISPUTED = "disputed"
    NOT_CONFIRMED = "not_confirmed"
    ROSTERS = "rosters"
    HAND_OVERS = "hand_overs"
    ADVANCES = "advances"
    UNDECIDED = "undecided"
    UNPAID = "unpaid"


MATTER_NAMES = {
    Matter.TO_CONFIRM: N_("Transfers on the way to you, to be confirmed"),
    Matter.DISPUTED: N_("Transfers you sent that were refused, to be taken back"),
    Matter.NOT_CONFIRMED: N_("Transfers you sent that the receiver has not confirmed"),
    Matter.ROSTERS: N_("Collection lists not posted yet"),
    Matter.HAND_OVERS: N_("Cash handed over and not confirmed"),
    Matter.ADVANCES: N_("Advances not settled"),
    Matter.UNDECIDED: N_("Award lists not decided"),
    Matter.UNPAID: N_("Decided lists not wholly paid"),
}

FOR_INFORMATION = frozenset({Matter.NOT_CONFIRMED, Matter.UNDECIDED, Matter.UNPAID})
"""What the treasurer of this association cannot settle alone."""


@dataclass(frozen=True)
class Waiting:
    """How many of a matter wait, how much money they are about (đồng), and since when."""

    matter: Matter
    count: int
    amount: int
    since: date


def before_closing(session: Session, association_id: int, through: date) -> Sequence[Waiting]:
    """What of the days up to `through` still waits in an association, what it can settle itself first."""
    found = (
        (matter, [(day, amount) for day, amount in rows if day <= through])
        for matter, rows in (
            (Matter.TO_CONFIRM, _unanswered(session, Transfer.receiver_id == association_id)),
            (Matter.DISPUTED, _disputed(session, association_id)),
            (Matter.ROSTERS, _open_rosters(session, association_id)),
            (Matter.HAND_OVERS, _hand_overs(session, association_id)),
            (Matter.ADVANCES, _advances(session, association_id)),
            (Matter.NOT_CONFIRMED, _unanswered(session, Transfer.sender_id == association_id)),
            (Matter.UNDECIDED, _undecided(session, association_id)),
            (Matter.UNPAID, _unpaid(session, association_id)),
        )
    )
    return [
        Waiting(matter, len(rows), sum(amount for _, amount in rows), min(day for day, _ in rows))
        for matter, rows in found
        if rows
    ]


Rows = Iterator[tuple[date, int]]


def _unanswered(session: Session, whose: ColumnElement[bool]) -> Rows:
    query = (
        select(Transfer.sent_on, Transfer.amount)
        .outerjoin(TransferConfirmation, TransferConfirmation.transfer_id == Transfer.id)
        .outerjoin(TransferRefusal, TransferRefusal.transfer_id == Transfer.id)
        .where(whose, TransferConfirmation.id.is_(None), TransferRefusal.id.is_(None))
    )
    yield from ((day, amount) for day, amount in session.execute(query))


def _disputed(session: Session, association_id: int) -> Rows:
    query = (
        select(TransferRefusal.refused_on, Transfer.amount)
        .join(Transfer, Transfer.id == TransferRefusal.transfer_id)
        .outerjoin(TransferReturn, TransferReturn.transfer_id == Transfer.id)
        .where(Transfer.sender_id == association_id, TransferReturn.id.is_(None))
    )
    yield from ((day, amount) for day, amount in session.execute(query))


def _open_rosters(session: Session, association_id: int) -> Rows:
    """Sheets on which somebody is ticked already: money that is in hand and not in the book."""
    for sheet in roster_lists.summaries(session, association_id, open_only=True):
        if sheet.paid:
            yield local_date(sheet.roster.created_at), sheet.total


def _hand_overs(session: Session, association_id: int) -> Rows:
    for waiting in handed_over.waiting(session, association_id):
        line = handed_over.one(session, association_id=association_id, hand_over_id=waiting)
        yield line.document.handed_on, line.total


def _advances(session: Session, association_id: int) -> Rows:
    for line in advances.open_of(session, association_id):
        yield line.advance.given_on, line.open


def _undecided(session: Session, association_id: int) -> Rows:
    for proposal in award_lists.undecided(session, association_id):
        yield proposal.proposed_on, proposal.total


def _unpaid(session: Session, association_id: int) -> Rows:
    for decision, proposal in award_lists.payments_due(session, association_id):
        yield decision.decided_on, proposal.total


@dataclass(frozen=True)
class Periods:
    """Where an association stands with its periods.

    closed: up to when it is closed and filed; months: the ends of the months that are over and open, the
    oldest first; none while nothing was ever recorded.
    """

    closed: Closed
    months: Sequence[date]

    @property
    def overdue(self) -> date | None:
        """The end of the oldest month that should be closed by now."""
        return next((end for end in self.months if (today() - end).days > SOONEST), None)

    @property
    def fileable(self) -> int | None:
        """The last year that is wholly closed and not filed."""
        through, filed = self.closed.through, self.closed.filed_through
        if through is None:
            return None
        year = through.year if through == date(through.year, 12, 31) else through.year - 1
        return year if filed is None or year > filed.year else None


def periods_of(session: Session, association_id: int) -> Periods:
    """The periods of an association: what is closed, and which months could be closed today."""
    now = closed(session, association_id)
    end = now.next_month_end or _first_month(session, association_id)
    months = []
    while end is not None and end < today():
        months.append(end)
        end = Closed(end).next_month_end
    return Periods(now, months)


def _first_month(session: Session, association_id: int) -> date | None:
    first = session.scalar(
        select(func.min(JournalEntry.entry_date)).where(JournalEntry.association_id == association_id)
    )
    return month_end(first) if first else None
