"""A contribution: somebody outside the associations gave money to a fund, and holds a receipt for it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    bindparam,
    column,
    func,
    insert,
    select,
    table,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.accounts import chart, foreign, funds, journal, periods
from ledger.accounts.foreign import Foreign
from ledger.accounts.funds import Fund, FundIsClosed
from ledger.accounts.journal import FundNotHeldHere, JournalEntry, Posting
from ledger.audit import AuditEvent, FormAlreadyUsed
from ledger.clock import local_date, now
from ledger.database import Base, BigInt
from ledger.dates import format_date
from ledger.errors import NotFound
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.ids import new_token
from ledger.money import Dong
from ledger.people import parties
from ledger.people.parties import Party
from ledger.receipts import vouchers
from ledger.receipts.vouchers import Voucher, VoucherDraft
from ledger.statements import Prepared, PreparedInsert
from ledger.text import SHORTEST_REASON, clean
from ledger.words import amount_in_words


class Method(StrEnum):
    """How the money came; each is the role of an account of the chart."""

    CASH = "cash"
    BANK = "bank"


METHOD_NAMES = {Method.CASH: N_("Cash"), Method.BANK: N_("Bank transfer")}


class Display(StrEnum):
    """What the giver lets be shown in public."""

    NAME_AND_AMOUNT = "name_and_amount"
    NAME = "name"
    NEITHER = "neither"


REASON = "Đóng góp %s"
"""The purpose line of a receipt, which is a Vietnamese document in every language of the screen."""


class Contribution(Base):
    """One gift of money, in đồng, equal by constraint to its posting and to its receipt."""

    __tablename__ = "contribution"
    __table_args__ = (
        UniqueConstraint("posting_id", name="contribution_posting_once"),
        UniqueConstraint("voucher_id", name="contribution_voucher_once"),
        ForeignKeyConstraint(
            ["voucher_id", "amount"], ["voucher.id", "voucher.amount"], name="receipt_equals_contribution"
        ),
        CheckConstraint("method IN ('cash', 'bank')", name="contribution_method"),
        CheckConstraint("display IN ('name_and_amount', 'name', 'neither')", name="contribution_display"),
        Index("contribution_by_actor_ix", "association_id", "recorded_by", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    amount: Mapped[Dong]
    method: Mapped[str]
    display: Mapped[str]
    received_on: Mapped[date]
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id"))
    voucher_id: Mapped[int]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))


insert_contributions = PreparedInsert(Contribution, Contribution.id)
RECORDED = "record_contribution"
"""The verb of a gift in the trail."""

_KEPT_IN: dict[type[Base], tuple[str, ...]] = {
    Contribution: ("association_id", "fund_id", "party_id", "amount", "method", "display", "received_on"),
    Posting: ("debit_account_id", "credit_account_id"),
    JournalEntry: ("recorded_on", "recorded_at", "recorded_by"),
    Voucher: ("amount_in_words", "token"),
    AuditEvent: ("client_key", "fingerprint"),
}
_OF_GIVER = ("kind", "name", "distinguisher", "folded", "sort_key", "given_sort_key")
_GIFT = table(
    "gift_to_record",
    *(column(name, kept.__table__.c[name].type) for kept, names in _KEPT_IN.items() for name in names),
    column("recorded_by_name", Text()),
    *(column(f"giver_{name}", Party.__table__.c[name].type) for name in _OF_GIVER),
)
_voucher_id = select(Voucher.id).where(Voucher.token == bindparam("token")).scalar_subquery()
_record = Prepared(
    insert(_GIFT)
    .values({column.name: bindparam(column.name) for column in _GIFT.columns})
    .returning(func.coalesce(column("voucher_id", BigInt), _voucher_id))
)
"""Records a gift whole; answers with the id of its receipt, None when nothing was recorded.

PostgreSQL knows the id when the trigger of `gift_to_record` ends, SQLite finds it by its token.
"""
_KNOWN: dict[str, object] = dict.fromkeys(f"giver_{name}" for name in _OF_GIVER)


@dataclass(frozen=True)
class NewContribution:
    """What a treasurer records: who, how much (đồng), into which fund, how, when.

    giver: an id of a known party, or a new one as typed, `name` or `name – distinguisher`, registered
    with the gift; original: what it was in another currency, worth exactly the amount.
    """

    association_id: int
    giver: int | str
    amount: Dong
    fund_id: int
    method: Method
    received_on: date
    display: Display = Display.NEITHER
    original: Foreign | None = None


def record(session: Session, new: NewContribution, *, by: Actor, client_key: str | None = None) -> int:
    """Record a gift: its entry, its receipt and its place in the trail, all or nothing.

    client_key: the key of the form; the same form sent again returns the first voucher's id.
    Returns the id of the receipt. Refuses someone who is not the treasurer there (`OutsideScope`),
    other content under the same key (`FormAlreadyUsed`), and whatever the book refuses.
    Source: Law on Accounting 88/2015 art. 16 and 18, one voucher for each transaction.
    """
    require(session, by, Role.TREASURER, new.association_id)
    roles, moment = chart.by_role(session), now()
    ((voucher_id,),) = _record.rows(
        session,
        **_giver(new),
        association_id=new.association_id,
        fund_id=new.fund_id,
        amount=new.amount,
        amount_in_words=amount_in_words(new.amount),
        method=new.method.value,
        display=new.display.value,
        received_on=new.received_on,
        debit_account_id=roles[new.method],
        credit_account_id=roles["contributions"],
        recorded_on=local_date(moment),
        recorded_at=moment,
        recorded_by=by.user_id,
        recorded_by_name=by.name,
        token=new_token(),
        client_key=audit.readable(client_key),
        fingerprint=audit.fingerprint(by.user_id, RECORDED, asked(new)),
    )
    if voucher_id is None:
        return _earlier(session, new, by=by, client_key=client_key)
    if new.original is not None:
        posting = select(Contribution.posting_id).where(Contribution.voucher_id == voucher_id)
        foreign.attach(session, session.scalars(posting).one(), new.original)
    return int(voucher_id)


def asked(new: NewContribution) -> dict[str, object]:
    """What a form asked for but for its giver: who was new the first time is known the second time."""
    return {name: value for name, value in vars(new).items() if name != "giver"}


def _giver(new: NewContribution) -> dict[str, object]:
    """The giver's columns of `gift_to_record`: the id of a known party, or the row of a new one."""
    if isinstance(new.giver, int):
        return _KNOWN | {"party_id": new.giver}
    name, distinguisher = parties.parted(new.giver)
    row = parties.values(association_id=new.association_id, name=name, distinguisher=distinguisher)
    return {"party_id": None} | {f"giver_{column}": value for column, value in row.items()}


def _earlier(session: Session, new: NewContribution, *, by: Actor, client_key: str | None) -> int:
    """The receipt that the same form made before; refuses what kept a gift from being recorded."""
    name = parties.parted(new.giver)[0] if isinstance(new.giver, str) else _known(session, new.giver).name
    act = audit.begin(
        session,
        association_id=new.association_id,
        actor_id=by.user_id,
        verb=RECORDED,
        client_key=client_key,
        content=asked(new),
    )
    if act.earlier is not None:
        if session.get_one(Voucher, act.earlier).party_name != name:
            raise FormAlreadyUsed
        return act.earlier
    fund = funds.held(session, association_id=new.association_id, fund_id=new.fund_id)
    if fund is None:
        raise FundNotHeldHere
    raise FundIsClosed(fund=fund.name, day=format_date(fund.closed_on or new.received_on))


def _known(session: Session, party_id: int) -> Party:
    party = parties.by_id(session, party_id)
    if party is None:
        raise NotFound
    return party


def draft_for(party: Party, fund: Fund, amount: Dong) -> VoucherDraft:
    """The receipt that a gift of a party to a fund will have."""
    return VoucherDraft(
        amount=amount,
        party_name=party.name,
        party_address=party.address or party.distinguisher,
        reason=REASON % fund.name,
        fund_id=fund.id,
        fund_name=fund.name,
    )


def row(
    new: NewContribution, party_id: int, posting_id: int, voucher_id: int, by: Actor
) -> dict[str, object]:
    """The stored row of one gift; for one insert or for many."""
    return {
        "association_id": new.association_id,
        "fund_id": new.fund_id,
        "party_id": party_id,
        "amount": new.amount,
        "method": new.method,
        "display": new.display,
        "received_on": new.received_on,
        "posting_id": posting_id,
        "voucher_id": voucher_id,
        "recorded_by": by.user_id,
    }


def cancel(
    session: Session, *, voucher_id: int, reason: str, by: Actor, client_key: str | None = None
) -> int:
    """Cancel a gift in the open: its posting is mirrored and its receipt is void, number kept.

    The reversal is dated on the day of the gift while that period is open, else today.
    reason: a few words, kept with the void receipt. Returns the id of the receipt.
    Refuses an empty reason (`VoidNeedsReason`), a second time (`AlreadyReversed`), and money that has
    already left (`Overdraft`, `FundHasTooLittle`).
    """
    found = session.execute(
        select(Contribution.association_id, Contribution.posting_id, Contribution.received_on).where(
            Contribution.voucher_id == voucher_id
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    require(session, by, Role.TREASURER, found.association_id)
    act = audit.begin(
        session,
        association_id=found.association_id,
        actor_id=by.user_id,
        verb="cancel_contribution",
        client_key=client_key,
        content={"cancel": voucher_id, "reason": reason},
    )
    if act.earlier is not None:
        return act.earlier
    reason = clean(reason)
    if len(reason) < SHORTEST_REASON:
        raise vouchers.VoidNeedsReason
    day = periods.day_of_correction(session, found.association_id, found.received_on)
    reversal = journal.reverse(session, posting_ids=[found.posting_id], entry_date=day, reason=reason, by=by)
    vouchers.void(session, voucher_id=voucher_id, reason=reason, entry_id=reversal.entry_id, by=by)
    return act.done("voucher", voucher_id)


@dataclass(frozen=True)
class Remembered:
    """What the last gift of this treasurer used; offered again on the next form."""

    fund_id: int
    method: Method


def last_choices(session: Session, *, association_id: int, user_id: int) -> Remembered | None:
    """The fund and method of the newest gift this user recorded here; None before the first."""
    found = session.execute(
        select(Contribution.fund_id, Contribution.method)
        .where(Contribution.association_id == association_id, Contribution.recorded_by == user_id)
        .order_by(Contribution.id.desc())
        .limit(1)
    ).one_or_none()
    return Remembered(found.fund_id, Method(found.method)) if found else None
