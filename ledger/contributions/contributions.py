"""A contribution: somebody outside the associations gave money to a fund, and holds a receipt for it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.accounts import chart, foreign, funds, journal, periods
from ledger.accounts.foreign import Foreign
from ledger.accounts.funds import Fund, FundIsClosed
from ledger.accounts.journal import EntryKind, FundNotHeldHere, Pair
from ledger.database import Base
from ledger.dates import format_date
from ledger.errors import NotFound
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.money import Dong
from ledger.people import parties
from ledger.people.parties import Party, PartyKind
from ledger.receipts import vouchers
from ledger.receipts.vouchers import VoucherDraft, VoucherKind
from ledger.statements import PreparedInsert
from ledger.text import SHORTEST_REASON, clean


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
    known = _known_giver(session, new.giver)
    # by name, since the form of someone new means a known party when it comes a second time
    name = known.name if known else parties.parted(str(new.giver))[0]
    act = audit.begin(
        session,
        association_id=new.association_id,
        actor_id=by.user_id,
        verb=RECORDED,
        client_key=client_key,
        content={**vars(new), "giver": name},
    )
    if act.earlier is not None:
        return act.earlier
    fund = funds.held(session, association_id=new.association_id, fund_id=new.fund_id)
    if fund is None:
        raise FundNotHeldHere
    if fund.closed_on is not None and fund.closed_on < new.received_on:
        raise FundIsClosed(fund=fund.name, day=format_date(fund.closed_on))
    party = known or parties.register_line(
        session, association_id=new.association_id, line=str(new.giver), kind=PartyKind.PERSON
    )
    roles = chart.by_role(session)
    posted = journal.post(
        session,
        association_id=new.association_id,
        kind=EntryKind.CONTRIBUTION,
        entry_date=new.received_on,
        description="",
        pairs=[Pair(fund.id, roles[new.method], roles["contributions"], new.amount)],
        by=by,
    )
    issued = vouchers.issue(
        session,
        association_id=new.association_id,
        kind=VoucherKind.RECEIPT,
        entry_id=posted.entry_id,
        issued_on=new.received_on,
        method=new.method,
        drafts=[draft_for(party, fund, new.amount)],
        by=by,
    )
    voucher_id = issued.voucher_ids[0]
    insert_contributions.ids(session, [row(new, party.id, posted.posting_ids[0], voucher_id, by)])
    if new.original is not None:
        foreign.attach(session, posted.posting_ids[0], new.original)
    return act.done("voucher", voucher_id)


def _known_giver(session: Session, giver: int | str) -> Party | None:
    if isinstance(giver, str):
        return None
    party = parties.by_id(session, giver)
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
