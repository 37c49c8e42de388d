"""Many gifts recorded at once, as `contributions.record` records them one by one, in a few statements.

Nothing is skipped: the role is asked for, numbers are drawn from their series in blocks, every gift
leaves its row in the trail, and every constraint and trigger of the database judges every row. Gifts
are taken some thousands at a time, so that memory does not grow with their number.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import audit
from ledger.accounts import chart, foreign, journal
from ledger.accounts.funds import Fund, FundIsClosed
from ledger.accounts.journal import EntryKind, FundNotHeldHere
from ledger.audit import ManyActs
from ledger.clock import now
from ledger.contributions import contributions
from ledger.contributions.contributions import RECORDED, Contribution, NewContribution
from ledger.dates import format_date
from ledger.errors import NotFound
from ledger.identity.roles import Actor, Role, require
from ledger.people import parties
from ledger.people.parties import Party
from ledger.receipts import vouchers
from ledger.statements import BulkInsert

AT_ONCE = 20_000
"""Gifts held in memory at a time."""

_insert_contributions = BulkInsert(Contribution)


def record_many(
    session: Session,
    gifts: Iterable[NewContribution],
    *,
    association_id: int,
    by: Actor,
    client_key: str | None = None,
) -> int | None:
    """Record gifts in the order given, all or none; they may be of several associations and years.

    association_id: in whose trail the list as a whole stands; client_key: the key of the form that
    brought it; the same list sent again records nothing. Returns the id of the first receipt, None for
    an empty list. Refuses what `contributions.record` refuses of any of them, and another list under
    the same key (`FormAlreadyUsed`).
    """
    whole = ManyActs(
        session, association_id=association_id, actor_id=by.user_id, verb="record_list", client_key=client_key
    )
    moment, first = now(), None
    for some in _some_at_a_time(gifts):
        known = _known_givers(session, some)
        asked = [_fingerprint(new, by) for new in some]
        for fingerprint, new in zip(asked, some, strict=True):
            whole.tell(fingerprint, _name(new, known))
        if not whole.repeated:
            stored = _store(session, _with_parties(session, some, known, by, moment), asked)
            first = first or stored[0]
    return whole.done("voucher", first or 0) if first or whole.repeated else None


@dataclass(frozen=True)
class Gift:
    """A gift with what it names. recorded_at: the moment of recording."""

    new: NewContribution
    party: Party
    fund: Fund
    by: Actor
    recorded_at: datetime


def store(session: Session, gifts: Sequence[Gift]) -> Sequence[int]:
    """Store the entries, receipts, gifts and rows of the trail; returns the ids of the receipts.

    Refuses someone who is not the treasurer there (`OutsideScope`), a day on which the fund is closed
    (`FundIsClosed`), and whatever the book refuses.
    """
    return _store(session, gifts, [_fingerprint(gift.new, gift.by) for gift in gifts])


def _store(session: Session, gifts: Sequence[Gift], asked: Sequence[str]) -> Sequence[int]:
    """Store gifts. asked: the fingerprint of each."""
    if not gifts:
        return []
    _require_allowed(session, gifts)
    places, days = [gift.new.association_id for gift in gifts], [gift.new.received_on for gift in gifts]
    moments = [gift.recorded_at for gift in gifts]
    posting_ids, receipts = _book(session, gifts, places, days, moments)
    _insert_contributions.columns(
        session,
        {
            "association_id": places,
            "fund_id": [gift.new.fund_id for gift in gifts],
            "party_id": [gift.party.id for gift in gifts],
            "amount": [gift.new.amount for gift in gifts],
            "method": [gift.new.method.value for gift in gifts],
            "display": [gift.new.display.value for gift in gifts],
            "received_on": days,
            "posting_id": posting_ids,
            "voucher_id": receipts,
            "recorded_by": [gift.by.user_id for gift in gifts],
        },
    )
    for gift, posting_id in zip(gifts, posting_ids, strict=True):
        if gift.new.original is not None:
            foreign.attach(session, posting_id, gift.new.original)
    audit.leave_many(
        session,
        verb=RECORDED,
        subject_type="voucher",
        association_ids=places,
        actor_ids=[gift.by.user_id for gift in gifts],
        subject_ids=receipts,
        fingerprints=asked,
        recorded_at=moments,
    )
    return receipts


def _require_allowed(session: Session, gifts: Sequence[Gift]) -> None:
    """Refuse who is not the treasurer there, and a fund that is closed on the day."""
    for by, place in dict.fromkeys((gift.by, gift.new.association_id) for gift in gifts):
        require(session, by, Role.TREASURER, place)
    for gift in gifts:
        closed_on = gift.fund.closed_on
        if closed_on is not None and closed_on < gift.new.received_on:
            raise FundIsClosed(fund=gift.fund.name, day=format_date(closed_on))


def _book(
    session: Session,
    gifts: Sequence[Gift],
    places: Sequence[int],
    days: Sequence[date],
    moments: Sequence[datetime],
) -> tuple[Sequence[int], Sequence[int]]:
    """Post the entries and issue the receipts; returns the ids of the postings and of the receipts."""
    roles = chart.by_role(session)
    entry_ids, posting_ids = journal.post_many(
        session,
        kind=EntryKind.CONTRIBUTION,
        association_ids=places,
        entry_dates=days,
        fund_ids=[gift.new.fund_id for gift in gifts],
        debit_account_ids=[roles[gift.new.method] for gift in gifts],
        credit_account_id=roles["contributions"],
        amounts=[gift.new.amount for gift in gifts],
        recorded_by=[gift.by.user_id for gift in gifts],
        recorded_at=moments,
    )
    receipts = vouchers.issue_many(
        session,
        association_ids=places,
        entry_ids=entry_ids,
        issued_on=days,
        methods=[gift.new.method.value for gift in gifts],
        drafts=[contributions.draft_for(gift.party, gift.fund, gift.new.amount) for gift in gifts],
        by=[gift.by for gift in gifts],
    )
    return posting_ids, receipts


def _fingerprint(new: NewContribution, by: Actor) -> str:
    return audit.fingerprint(by.user_id, RECORDED, contributions.asked(new))


T = TypeVar("T")


def _some_at_a_time(things: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(things)
    while some := list(islice(remaining, AT_ONCE)):
        yield some


def _known_givers(session: Session, gifts: Sequence[NewContribution]) -> Mapping[int, Party]:
    """The parties that gifts name by their ids."""
    named = {gift.giver for gift in gifts if isinstance(gift.giver, int)}
    known = {party.id: party for party in session.scalars(select(Party).where(Party.id.in_(named)))}
    if len(known) != len(named):
        raise NotFound
    return known


def _name(new: NewContribution, known: Mapping[int, Party]) -> str:
    """The giver's name, as the receipt has it."""
    return known[new.giver].name if isinstance(new.giver, int) else parties.parted(new.giver)[0]


def _with_parties(
    session: Session,
    gifts: Sequence[NewContribution],
    known: Mapping[int, Party],
    by: Actor,
    moment: datetime,
) -> Sequence[Gift]:
    """Gifts with their funds and givers; givers typed by name are registered."""
    lines = [(new.association_id, parties.parted(new.giver)) for new in gifts if isinstance(new.giver, str)]
    rows = [
        parties.values(association_id=place, name=name, distinguisher=distinguisher)
        for place, (name, distinguisher) in lines
    ]
    registered = iter(
        [
            Party(id=identity, **row)
            for identity, row in zip(parties.register_many(session, rows), rows, strict=True)
        ]
    )
    funds = {fund_id: session.get(Fund, fund_id) for fund_id in {new.fund_id for new in gifts}}
    ready = []
    for new in gifts:
        fund = funds[new.fund_id]
        if fund is None:
            raise FundNotHeldHere
        party = known[new.giver] if isinstance(new.giver, int) else next(registered)
        ready.append(Gift(new, party, fund, by, moment))
    return ready
