"""An entry and the one numbered voucher that carries it: recorded together, or not at all.

Law on Accounting 88/2015 art. 16 and 18: one voucher for each transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ledger.accounts import journal, periods
from ledger.accounts.funds import Fund
from ledger.accounts.journal import EntryKind, Pair
from ledger.identity.roles import Actor
from ledger.money import Dong
from ledger.receipts import vouchers
from ledger.receipts.vouchers import VoucherDraft, VoucherKind

NO_MONEY = "none"
"""The method of a voucher that moves no money."""


@dataclass(frozen=True)
class Paper:
    """What a voucher says beside its figures. method: 'cash', 'bank' or 'none'; amount: đồng."""

    kind: VoucherKind
    fund: Fund
    amount: Dong
    reason: str
    method: str = NO_MONEY
    party_name: str = ""
    party_address: str = ""


@dataclass(frozen=True)
class Recorded:
    """The ids of an entry and of its voucher."""

    entry_id: int
    voucher_id: int


def record(
    session: Session,
    *,
    association_id: int,
    kind: EntryKind,
    day: date,
    pairs: Sequence[Pair],
    paper: Paper,
    by: Actor,
) -> Recorded:
    """Post an entry and issue its voucher, both of one day.

    Refuses a day in a closed period (`PeriodIsClosed`), and what the book refuses.
    """
    periods.refuse_closed(session, association_id, day)
    posted = journal.post(
        session,
        association_id=association_id,
        kind=kind,
        entry_date=day,
        description=paper.reason,
        pairs=pairs,
        by=by,
    )
    voucher_id = issue(
        session, association_id=association_id, entry_id=posted.entry_id, day=day, paper=paper, by=by
    )
    return Recorded(posted.entry_id, voucher_id)


def issue(session: Session, *, association_id: int, entry_id: int, day: date, paper: Paper, by: Actor) -> int:
    """Issue the voucher of an entry already posted; returns its id."""
    issued = vouchers.issue(
        session,
        association_id=association_id,
        kind=paper.kind,
        entry_id=entry_id,
        issued_on=day,
        method=paper.method,
        drafts=[
            VoucherDraft(
                amount=paper.amount,
                party_name=paper.party_name,
                party_address=paper.party_address,
                reason=paper.reason,
                fund_id=paper.fund.id,
                fund_name=paper.fund.name,
            )
        ],
        by=by,
    )
    return issued.voucher_ids[0]
