"""Many gifts recorded at once: the rows that `contributions.record` writes one by one, in a few statements.

Nothing is skipped: the role is asked for, numbers are drawn from their series, the trail gets its
row, and every constraint and trigger of the database judges every row. It is here, and not beside
`record`, because only the demo has ten thousand gifts to record in one go.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

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
from ledger.receipts.numbering import VoucherSeries
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

    Refuses someone who is not the treasurer there (`OutsideScope`). A row that the database refuses
    ends the whole load with the driver's error: the demo has no use for half a book.
    """
    if not gifts:
        return
    for gift in gifts:
        require(session, gift.by, Role.TREASURER, gift.new.association_id)
    moments = _moments({gift.new.received_on for gift in gifts})
    mornings = [moments[gift.new.received_on] for gift in gifts]
    entries = add(session, JournalEntry.id, _entries(gifts, mornings))
    postings = add(session, Posting.id, _postings(session, gifts, entries))
    receipts = add(session, Voucher.id, _receipts(session, gifts, entries))
    add(
        session,
        Contribution.id,
        [
            contributions.row(gift.new, gift.party.id, posting_id, voucher_id, gift.by)
            for gift, posting_id, voucher_id in zip(gifts, postings, receipts, strict=True)
        ],
    )
    add(
        session,
        AuditEvent.id,
        [
            _trail(_act(session, gift), voucher_id, morning)
            for gift, voucher_id, morning in zip(gifts, receipts, mornings, strict=True)
        ],
    )


def add(session: Session, identity: InstrumentedAttribute[int], rows: Rows) -> Sequence[int]:
    """Insert many rows into the table of an id column; returns the ids they got, in the order of the rows.

    Ids only grow and nobody else writes this book, so the ids above the former highest are those of
    these rows. PostgreSQL takes them by COPY: the constraints and triggers are the same, and no
    statement of thousands of parameters has to be read.
    """
    highest = session.scalar(select(func.max(identity))) or 0
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.execute(insert(identity.class_.__table__), rows)
    else:
        _copy(connection, identity.class_.__table__.name, rows)
    return session.scalars(select(identity).where(identity > highest).order_by(identity)).all()


def _copy(connection: Connection, table: str, rows: Rows) -> None:
    """Give rows to PostgreSQL in the transaction of the connection."""
    driver: Any = connection.connection.driver_connection
    columns = list(rows[0])
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[column] for column in columns])


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
    drawn = [(gift.new.association_id, gift.new.received_on.year) for gift in gifts]
    last = _series(session, drawn)
    numbers = []
    for key in drawn:
        last[key] += 1
        numbers.append(last[key])
    step = (
        update(VoucherSeries)
        .where(
            VoucherSeries.association_id == bindparam("place"),
            VoucherSeries.year == bindparam("in_year"),
            VoucherSeries.kind == VoucherKind.RECEIPT,
            VoucherSeries.book == FIRST_BOOK,
        )
        .values(last_number=bindparam("reached"))
    )
    steps = [{"place": place, "in_year": year, "reached": reached} for (place, year), reached in last.items()]
    session.connection().execute(step, steps)
    return numbers


def _series(session: Session, drawn: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """The last number given in each series, by association and year; series not yet begun are begun."""
    query = select(VoucherSeries.association_id, VoucherSeries.year, VoucherSeries.last_number).where(
        VoucherSeries.kind == VoucherKind.RECEIPT,
        VoucherSeries.book == FIRST_BOOK,
        VoucherSeries.year.in_({year for _, year in drawn}),
    )
    begun = {(place, year): last for place, year, last in session.execute(query)}
    new = [key for key in dict.fromkeys(drawn) if key not in begun]
    if new:
        session.connection().execute(
            insert(VoucherSeries),
            [
                {
                    "association_id": place,
                    "kind": VoucherKind.RECEIPT,
                    "year": year,
                    "book": FIRST_BOOK,
                    "last_number": 0,
                }
                for place, year in new
            ],
        )
    return {key: begun.get(key, 0) for key in dict.fromkeys(drawn)}


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
