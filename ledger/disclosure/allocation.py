"""What a split left behind: history that stands in no successor's total, shown beside it.

A closed association with one successor counts with it (`EdgeRole.HISTORY`). One that was split counts
whole with the association above all its successors. Beside the total of a single successor its history
is named: with the share that a decision recorded, or as not allocated. It is never added there
(`docs/decisions/0013`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate, pairwise

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from ledger.associations import tree
from ledger.associations.associations import Association
from ledger.associations.events import WHOLE, AssociationEvent, EventKind, Succession
from ledger.database import BigInt, DateType
from ledger.disclosure import flows
from ledger.disclosure.flows import Flow
from ledger.statements import Prepared


@dataclass(frozen=True)
class Allocated:
    """The history of one association that was split, beside the total of what took over a part of it.

    share: how many parts of `WHOLE` were recorded for the successors counted here, None if none were;
    flow: that share of its year, with all that stands under it, or the whole of it where none is recorded.
    """

    predecessor: Association
    share: int | None
    flow: Flow


def allocated(
    session: Session, *, association_id: int, year: int, on: date, until: date | None = None
) -> Sequence[Allocated]:
    """The split associations of which an association, or one under it, is a successor on a day.

    Those whose history is part of the total anyway are left out. By Vietnamese alphabet.
    """
    shares = _shares(session, association_id, on)
    if not shares:
        return []
    lines = []
    for place in session.scalars(
        select(Association).where(Association.id.in_(shares)).order_by(Association.sort_key, Association.id)
    ):
        found = _HISTORY.nested(session, year, until, root=place.id, on=on).get(place.id, {})
        whole = sum((fund.subtree for fund in found.values()), Flow()).checked
        share = shares[place.id]
        lines.append(Allocated(place, share, whole if share is None else part(whole, share)))
    return lines


def part(flow: Flow, parts: int) -> Flow:
    """So many parts of `WHOLE` of a flow, in whole đồng.

    What came in is cut along its running sum, and what became of it along its own, so that the parts tie,
    each is within one đồng of its exact share, and what was nothing stays nothing.
    """

    def cut(*amounts: int) -> list[int]:
        cuts = [edge * parts // WHOLE for edge in accumulate(amounts, initial=0)]
        return [after - before for before, after in pairwise(cuts)]

    opening, mobilized, transfers_in, between_funds = cut(
        flow.opening, flow.mobilized, flow.transfers_in, flow.between_funds
    )
    spent, transfers_out, closing = cut(flow.spent, flow.transfers_out, flow.closing)
    beside = ("in_transit", "internal_transfers", "promised", "tied_up")
    return replace(
        Flow(**{name: getattr(flow, name) * parts // WHOLE for name in beside}),
        opening=opening,
        mobilized=mobilized,
        transfers_in=transfers_in,
        transfers_out=transfers_out,
        spent=spent,
        closing=closing,
        between_funds=between_funds,
    ).checked


_ROOT, _ON = bindparam("root", type_=BigInt), bindparam("on", type_=DateType())
_HISTORY = flows.Reader(tree.branches(Association.id == _ROOT, _ON))
_WITHIN = tree.subtree(_ROOT, _ON)
_SPLITS = Prepared(
    select(Succession.predecessor_id, Association.closed_on, AssociationEvent.happened_on, Succession.share)
    .join(AssociationEvent, AssociationEvent.id == Succession.event_id)
    .join(Association, Association.id == Succession.predecessor_id)
    .where(
        AssociationEvent.kind == EventKind.SPLIT.value,
        AssociationEvent.happened_on <= _ON,
        Association.closed_on < _ON,
        Succession.successor_id.in_(select(_WITHIN.c.id)),
        Succession.predecessor_id.not_in(select(_WITHIN.c.id)),
    )
)


def _shares(session: Session, association_id: int, on: date) -> dict[int, int | None]:
    """By predecessor: the shares of its successors here. Only by the split that closed it for good."""
    shares: dict[int, int | None] = {}
    for predecessor, closed_on, happened_on, share in _SPLITS.rows(session, root=association_id, on=on):
        if happened_on == closed_on + timedelta(days=1):
            earlier = shares.get(predecessor)
            shares[predecessor] = earlier if share is None else (earlier or 0) + share
    return shares
