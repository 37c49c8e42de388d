"""Many gifts recorded at once: the rows that `contributions.record` writes one by one, in a few statements.

Nothing is skipped: the role is asked for, numbers are drawn from their series, the trail gets its
row, and every constraint and trigger of the database judges every row. It is here, and not beside
`record`, because only the demo has ten thousand gifts to record in one go.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from ledger import audit
from ledger.accounts import chart
from ledger.accounts.funds import Fund
from ledger.accounts.journal import EntryKind, JournalEntry, Posting
from ledger.audit import Act, AuditEvent
from ledger.clock import now, stopped_at
from ledger.contributions import contributions
from ledger.contributions.contributions import Contribution, NewContribution
from ledger.identity.roles import Actor, Role, require
from ledger.ids import new_token
from ledger.people.parties import Party
from ledger.receipts import numbering
from ledger.receipts.vouchers import FIRST_BOOK, Voucher, VoucherKind
from ledger.words import amount_in_words

Rows = list[dict[str, object]]


@dataclass(frozen=True)
class Gift:
    """A gift to record: what `contributions.record` takes, with the party and fund it names, and who acts."""

    new: NewContribution
    party: Party
    fund: Fund
    by: Actor


def record(session: Session, gifts: Sequence[Gift]) -> None:
    """Record gifts, in the order of their days, each as if on the morning of its day.

    Refuses what `contributions.record` refuses; one refusal refuses them all.
    """
    if not gifts:
        return
    for gift in gifts:
        require(session, gift.by, Role.TREASURER, gift.new.association_id)
    moments = _moments({gift.new.received_on for gift in gifts})
    mornings = [moments[gift.new.received_on] for gift in gifts]
    returning = insert(JournalEntry).returning(JournalEntry.id, sort_by_parameter_order=True)
    entries = session.execute(returning, _entries(gifts, mornings)).scalars().all()
    returning = insert(Posting).returning(Posting.id, sort_by_parameter_order=True)
    postings = session.execute(returning, _postings(session, gifts, entries)).scalars().all()
    returning = insert(Voucher).returning(Voucher.id, sort_by_parameter_order=True)
    receipts = session.execute(returning, _receipts(session, gifts, entries)).scalars().all()
    session.execute(
        insert(Contribution),
        [
            contributions.row(gift.new, gift.party.id, posting_id, voucher_id, gift.by)
            for gift, posting_id, voucher_id in zip(gifts, postings, receipts, strict=True)
        ],
    )
    session.execute(
        insert(AuditEvent),
        [
            _trail(_act(session, gift), voucher_id, morning)
            for gift, voucher_id, morning in zip(gifts, receipts, mornings, strict=True)
        ],
    )


def _moments(days: set[date]) -> dict[date, datetime]:
    """The moment at which the stopped clock stands on each day."""
    moments = {}
    for day in days:
        with stopped_at(day):
            moments[day] = now()
    return moments


def _entries(gifts: Sequence[Gift], mornings: Sequence[datetime]) -> Rows:
    return [
        {
            "association_id": gift.new.association_id,
            "kind": EntryKind.CONTRIBUTION,
            "entry_date": gift.new.received_on,
            "description": "",
            "posting_count": 1,
            "recorded_on": gift.new.received_on,
            "recorded_at": morning,
            "recorded_by": gift.by.user_id,
        }
        for gift, morning in zip(gifts, mornings, strict=True)
    ]


def _postings(session: Session, gifts: Sequence[Gift], entries: Sequence[int]) -> Rows:
    roles = chart.by_role(session)
    return [
        {
            "entry_id": entry_id,
            "line": 1,
            "posting_count": 1,
            "association_id": gift.new.association_id,
            "entry_date": gift.new.received_on,
            "fund_id": gift.fund.id,
            "debit_account_id": roles[gift.new.method],
            "credit_account_id": roles["contributions"],
            "amount": gift.new.amount,
            "reverses_id": None,
        }
        for gift, entry_id in zip(gifts, entries, strict=True)
    ]


def _receipts(session: Session, gifts: Sequence[Gift], entries: Sequence[int]) -> Rows:
    rows: Rows = []
    for gift, entry_id, number in zip(gifts, entries, _numbers(session, gifts), strict=True):
        rows.append(
            {
                **vars(contributions.draft_for(gift.party, gift.fund, gift.new.amount)),
                "association_id": gift.new.association_id,
                "kind": VoucherKind.RECEIPT,
                "year": gift.new.received_on.year,
                "book": FIRST_BOOK,
                "number": number,
                "entry_id": entry_id,
                "issued_on": gift.new.received_on,
                "amount_in_words": amount_in_words(gift.new.amount),
                "method": gift.new.method,
                "token": new_token(),
                "issued_by": gift.by.user_id,
                "issued_by_name": gift.by.name,
            }
        )
    return rows


def _numbers(session: Session, gifts: Sequence[Gift]) -> list[int]:
    """The receipt number of each gift, drawn from its series in one step for each series."""
    series = [(gift.new.association_id, gift.new.received_on.year) for gift in gifts]
    upcoming = {
        (place, year): numbering.draw(
            session,
            association_id=place,
            kind=VoucherKind.RECEIPT,
            year=year,
            book=FIRST_BOOK,
            count=count,
        )
        for (place, year), count in Counter(series).items()
    }
    numbers = []
    for key in series:
        numbers.append(upcoming[key])
        upcoming[key] += 1
    return numbers


def _act(session: Session, gift: Gift) -> Act:
    return audit.begin(
        session,
        association_id=gift.new.association_id,
        actor_id=gift.by.user_id,
        verb="record_contribution",
        content=vars(gift.new),
    )


def _trail(act: Act, voucher_id: int, morning: datetime) -> dict[str, object]:
    return {
        "association_id": act.association_id,
        "actor_id": act.actor_id,
        "verb": act.verb,
        "subject_type": "voucher",
        "subject_id": voucher_id,
        "client_key": act.client_key,
        "fingerprint": act.fingerprint,
        "recorded_at": morning,
    }
