"""Money remitted to another association, up, down or sideways, with the voucher of each side.

The sender gives a payment voucher; the receiver, on confirming, a memo voucher, and so does the sender
who takes refused money back (Law on Accounting 88/2015, arts. 16 and 18: one voucher for each
transaction). What is handed over by a closing association has the minutes of its hand-over instead.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ledger import audit
from ledger.accounts import transfer_refusals, transfers
from ledger.accounts.funds import Fund
from ledger.accounts.places import Place
from ledger.accounts.transfers import ToOneself, Transfer
from ledger.associations.associations import Association
from ledger.errors import NotFound
from ledger.identity.roles import Actor, Role, require
from ledger.money import Dong
from ledger.receipts.vouchers import VoucherKind
from ledger.text import clean
from ledger.treasury import entries, means
from ledger.treasury.entries import Paper

SENT = "Chuyển tiền cho %s"
RECEIVED = "Nhận tiền chuyển từ %s"
RETURNED = "Nhận lại tiền đã chuyển cho %s"
"""The purpose lines of the vouchers, Vietnamese documents in every language of the screen."""


@dataclass(frozen=True)
class NewRemittance:
    """What a treasurer sends. amount: đồng; place: the role of the money account it leaves.

    note: what it is for; rule_id, period_start: the standing rule it follows, and for which period.
    """

    sender_id: int
    receiver_id: int
    fund_id: int
    amount: Dong
    sent_on: date
    place: str = "bank"
    note: str = ""
    rule_id: int | None = None
    period_start: date | None = None


def send(session: Session, new: NewRemittance, *, by: Actor, client_key: str | None = None) -> int:
    """Send money of a fund to another association; it is in transit until answered. Returns its id.

    The sender's treasurer acts (`OutsideScope` otherwise). Refuses what `transfers.post_sent` refuses.
    """
    require(session, by, Role.TREASURER, new.sender_id)
    act = audit.begin(
        session,
        association_id=new.sender_id,
        actor_id=by.user_id,
        verb="send_transfer",
        client_key=client_key,
        content=vars(new),
    )
    if act.earlier is not None:
        return act.earlier
    if new.sender_id == new.receiver_id:
        raise ToOneself
    receiver = session.get(Association, new.receiver_id)
    if receiver is None:
        raise NotFound
    fund = means.fund_here(session, association_id=new.sender_id, fund_id=new.fund_id, day=new.sent_on)
    place = means.place(session, new.sender_id, new.place)
    means.refuse_beyond(session, association_id=new.sender_id, fund=fund, place=place, amount=new.amount)
    transfer = transfers.post_sent(
        session,
        sender=session.get_one(Association, new.sender_id),
        receiver=receiver,
        fund=fund,
        account_id=place.account_id,
        amount=new.amount,
        sent_on=new.sent_on,
        by=by,
        note=clean(new.note),
        rule_id=new.rule_id,
        period_start=new.period_start,
    )
    side = _Side(
        association_id=new.sender_id,
        entry_id=transfer.entry_id,
        day=new.sent_on,
        place=place,
        other=receiver,
        kind=VoucherKind.PAYMENT,
        reason=SENT % transfers.said(receiver, transfer.note),
    )
    _give_voucher(session, transfer, side, by=by)
    return act.done("transfer", transfer.id)


def confirm(
    session: Session,
    *,
    transfer_id: int,
    confirmed_on: date,
    by: Actor,
    place: str = "bank",
    client_key: str | None = None,
) -> int:
    """Confirm that the money arrived; the receiver's treasurer acts. Returns the transfer's id.

    place: the role of the money account it came into. Refuses what `transfers.post_arrival` refuses.
    """
    transfer = transfers.one(session, transfer_id)
    require(session, by, Role.TREASURER, transfer.receiver_id)
    act = audit.begin(
        session,
        association_id=transfer.receiver_id,
        actor_id=by.user_id,
        verb="confirm_transfer",
        client_key=client_key,
        content={"confirm": transfer_id, "day": confirmed_on, "place": place},
    )
    if act.earlier is not None:
        return act.earlier
    into = means.place(session, transfer.receiver_id, place)
    arrived = transfers.post_arrival(
        session, transfer, account_id=into.account_id, confirmed_on=confirmed_on, by=by
    )
    sender = session.get_one(Association, transfer.sender_id)
    side = _Side(
        association_id=transfer.receiver_id,
        entry_id=arrived.entry_id,
        day=confirmed_on,
        place=into,
        other=sender,
        kind=VoucherKind.MEMO,
        reason=RECEIVED % transfers.said(sender, transfer.note),
    )
    _give_voucher(session, transfer, side, by=by)
    return act.done("transfer", transfer_id)


def refuse(
    session: Session, *, transfer_id: int, reason: str, by: Actor, client_key: str | None = None
) -> int:
    """Refuse a transfer with a reason; the receiver's treasurer acts. Returns the transfer's id.

    No money moves: it stays in transit, disputed, until the sender takes it back. Refuses what
    `transfer_refusals.refuse` refuses.
    """
    transfer = transfers.one(session, transfer_id)
    require(session, by, Role.TREASURER, transfer.receiver_id)
    act = audit.begin(
        session,
        association_id=transfer.receiver_id,
        actor_id=by.user_id,
        verb="refuse_transfer",
        client_key=client_key,
        content={"refuse": transfer_id, "reason": reason},
    )
    if act.earlier is not None:
        return act.earlier
    transfer_refusals.refuse(session, transfer, reason=reason, by=by)
    return act.done("transfer", transfer_id)


def take_back(
    session: Session,
    *,
    transfer_id: int,
    returned_on: date,
    by: Actor,
    place: str = "bank",
    client_key: str | None = None,
) -> int:
    """Take refused money back; the sender's treasurer acts. Returns the transfer's id.

    place: the role of the money account it came back into. Refuses a transfer that was not
    refused (`NotRefused`), and what `transfer_refusals.post_return` refuses.
    """
    transfer = transfers.one(session, transfer_id)
    require(session, by, Role.TREASURER, transfer.sender_id)
    act = audit.begin(
        session,
        association_id=transfer.sender_id,
        actor_id=by.user_id,
        verb="take_back_transfer",
        client_key=client_key,
        content={"take back": transfer_id, "day": returned_on, "place": place},
    )
    if act.earlier is not None:
        return act.earlier
    into = means.place(session, transfer.sender_id, place)
    refusal = transfer_refusals.of(session, transfer)
    back = transfer_refusals.post_return(
        session, transfer, refusal, account_id=into.account_id, returned_on=returned_on, by=by
    )
    receiver = session.get_one(Association, transfer.receiver_id)
    side = _Side(
        association_id=transfer.sender_id,
        entry_id=back.entry_id,
        day=returned_on,
        place=into,
        other=receiver,
        kind=VoucherKind.MEMO,
        reason=RETURNED % transfers.said(receiver, refusal.reason),
    )
    _give_voucher(session, transfer, side, by=by)
    return act.done("transfer", transfer_id)


@dataclass(frozen=True)
class _Side:
    """One side of a transfer: its entry, the place of its money, and what its voucher says."""

    association_id: int
    entry_id: int
    day: date
    place: Place
    other: Association
    kind: VoucherKind
    reason: str


def _give_voucher(session: Session, transfer: Transfer, side: _Side, *, by: Actor) -> None:
    """Issue the voucher of one side."""
    paper = Paper(
        kind=side.kind,
        fund=session.get_one(Fund, transfer.fund_id),
        amount=transfer.amount,
        reason=side.reason,
        method=side.place.method,
        party_name=side.other.name,
        party_address=side.other.address,
    )
    entries.issue(
        session,
        association_id=side.association_id,
        entry_id=side.entry_id,
        day=side.day,
        paper=paper,
        by=by,
    )
