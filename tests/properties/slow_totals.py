"""Totals worked out slowly, straight from the rows: nothing here reads what the database keeps, or walks
the tree as the product does.

Each posting, transfer and edge is read once; then every association's figures on a day are added up
one by one, its line of parents climbed for each.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from ledger.accounts.chart import Account
from ledger.accounts.journal import Posting
from ledger.accounts.transfer_refusals import TransferReturn
from ledger.accounts.transfers import Transfer, TransferConfirmation
from ledger.associations.associations import Association
from ledger.associations.events import AssociationEvent, Succession
from ledger.associations.tree import AssociationEdge

Key = tuple[int, int]
"""An association and a fund."""

FIGURES = (
    "opening",
    "mobilized",
    "transfers_in",
    "transfers_out",
    "spent",
    "closing",
    "in_transit",
    "internal_transfers",
)
HELD, GIVEN, USED, BETWEEN = ("bank",), ("other_income",), ("expense_other",), ("in_transit",)
"""The accounts that a made-up history moves, by role."""


@dataclass(frozen=True)
class Moved:
    """One posting."""

    place: int
    fund: int
    day: date
    debit: str | None
    credit: str | None
    amount: int


@dataclass(frozen=True)
class Passed:
    """One transfer with its days; None for what has not happened."""

    sender: int
    receiver: int
    fund: int
    amount: int
    sent: date
    arrived: date | None
    returned: date | None

    def waits(self, day: date) -> bool:
        """Whether it is on the way at the end of a day."""
        answered = self.arrived or self.returned
        return self.sent <= day and (answered is None or answered > day)


@dataclass(frozen=True)
class Ended:
    """One closed association, the day after its last, and what of its history a successor of a split got."""

    kind: str
    predecessor: int
    successor: int
    on: date
    closed_on: date | None
    share: int | None


@dataclass(frozen=True)
class Edge:
    """Who stood under whom, from a day on, up to but not including another."""

    child: int
    parent: int
    first: date
    end: date | None


class Rows:
    """Everything a book says about money and structure, in lists."""

    def __init__(self, session: Session) -> None:
        debit, credit = aliased(Account), aliased(Account)
        moved = (
            select(
                Posting.association_id,
                Posting.fund_id,
                Posting.entry_date,
                debit.role,
                credit.role,
                Posting.amount,
            )
            .join(debit, debit.id == Posting.debit_account_id)
            .join(credit, credit.id == Posting.credit_account_id)
        )
        passed = (
            select(
                Transfer.sender_id,
                Transfer.receiver_id,
                Transfer.fund_id,
                Transfer.amount,
                Transfer.sent_on,
                TransferConfirmation.confirmed_on,
                TransferReturn.returned_on,
            )
            .outerjoin(TransferConfirmation, TransferConfirmation.transfer_id == Transfer.id)
            .outerjoin(TransferReturn, TransferReturn.transfer_id == Transfer.id)
        )
        ended = (
            select(
                AssociationEvent.kind,
                Succession.predecessor_id,
                Succession.successor_id,
                AssociationEvent.happened_on,
                Association.closed_on,
                Succession.share,
            )
            .join(AssociationEvent, AssociationEvent.id == Succession.event_id)
            .join(Association, Association.id == Succession.predecessor_id)
        )
        edges = select(
            AssociationEdge.child_id,
            AssociationEdge.parent_id,
            AssociationEdge.valid_from,
            AssociationEdge.valid_to,
        )
        self.moved = [Moved(*row) for row in session.execute(moved)]
        self.passed = [Passed(*row) for row in session.execute(passed)]
        self.ended = [Ended(*row) for row in session.execute(ended)]
        self.edges = [Edge(*row) for row in session.execute(edges)]
        self.places: Sequence[int] = session.scalars(select(Association.id)).all()

    def lines(self, on: date) -> Mapping[int, Sequence[int]]:
        """By association: itself and all above it on a day."""
        above = {
            edge.child: edge.parent
            for edge in self.edges
            if edge.first <= on and (edge.end is None or on < edge.end)
        }
        found = {}
        for place in self.places:
            line, at = [place], above.get(place)
            while at is not None:
                line.append(at)
                at = above.get(at)
            found[place] = line
        return found


Figures = dict[str, int]


def own(rows: Rows, last: date) -> Mapping[Key, Figures]:
    """Each association alone: the figures of a year up to a day of it, by fund."""
    first = date(last.year, 1, 1)
    found: defaultdict[Key, Figures] = defaultdict(lambda: dict.fromkeys(FIGURES, 0))
    for posted in rows.moved:
        if posted.day > last:
            continue
        figures = found[posted.place, posted.fund]
        held = posted.amount * ((posted.debit in HELD) - (posted.credit in HELD))
        figures["closing"] += held
        if posted.day < first:
            figures["opening"] += held
            continue
        figures["mobilized"] += posted.amount if posted.credit in GIVEN else 0
        figures["spent"] += posted.amount if posted.debit in USED else 0
        figures["transfers_out"] += posted.amount if posted.debit in BETWEEN else 0
        figures["transfers_in"] += posted.amount if posted.credit in BETWEEN else 0
    return found


def subtrees(rows: Rows, alone: Mapping[Key, Figures], last: date, on: date) -> Mapping[Key, Figures]:
    """Each association with all under it on a day, transfers that stay inside taken out."""
    first = date(last.year, 1, 1)
    eve = date(last.year - 1, 12, 31)
    lines = rows.lines(on)
    found: defaultdict[Key, Figures] = defaultdict(lambda: dict.fromkeys(FIGURES, 0))
    for (place, fund), figures in alone.items():
        for above in lines[place]:
            together = found[above, fund]
            for name in ("opening", "mobilized", "spent", "closing"):
                together[name] += figures[name]
    for passed in rows.passed:
        sent_now = first <= passed.sent <= last
        over_sender, over_receiver = set(lines[passed.sender]), set(lines[passed.receiver])
        for above in over_sender & over_receiver:
            together = found[above, passed.fund]
            together["internal_transfers"] += passed.amount * sent_now
            together["in_transit"] += passed.amount * passed.waits(last)
            together["closing"] += passed.amount * passed.waits(last)
            together["opening"] += passed.amount * passed.waits(eve)
        for above in over_sender - over_receiver:
            back = passed.returned is not None and first <= passed.returned <= last
            found[above, passed.fund]["transfers_out"] += passed.amount * sent_now
            found[above, passed.fund]["transfers_in"] += passed.amount * back
        for above in over_receiver - over_sender:
            came = passed.arrived is not None and first <= passed.arrived <= last
            found[above, passed.fund]["transfers_in"] += passed.amount * came
    return found


def split_beside(rows: Rows, root: int, on: date) -> Mapping[int, int | None]:
    """The associations split by a day whose history is not under a root, though a successor is.

    With the shares recorded for the successors there, None where there is none.
    """
    lines = rows.lines(on)
    found: dict[int, int | None] = {}
    for ended in rows.ended:
        is_last = ended.closed_on is not None and (ended.on - ended.closed_on).days == 1
        if ended.kind != "split" or not is_last or ended.on > on:
            continue
        if root in lines[ended.successor] and root not in lines[ended.predecessor]:
            before = found.get(ended.predecessor)
            found[ended.predecessor] = before if ended.share is None else (before or 0) + ended.share
    return found
