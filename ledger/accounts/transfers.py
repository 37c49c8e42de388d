"""Money moved between associations: one document, two entries, and account 113 in between.

The sender debits 113 and credits its money; the receiver, on confirming, debits its money and
credits 113. Over both together 113 is what is still on the way, so a transfer is never counted as
money raised, and totals that contain both ends leave it out (`docs/decisions/0004`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Select,
    UniqueConstraint,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from ledger import audit
from ledger.accounts import balances, chart, journal
from ledger.accounts.funds import Fund
from ledger.accounts.journal import EntryKind, Pair
from ledger.associations.associations import Association
from ledger.database import Base
from ledger.dates import format_date
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.money import Dong, format_dong


class Transfer(Base):
    """Money of one fund sent by one association to another, in đồng."""

    __tablename__ = "transfer"
    __table_args__ = (
        UniqueConstraint("entry_id", name="transfer_entry_once"),
        ForeignKeyConstraint(
            ["receiver_id", "fund_id"],
            ["fund_holder.association_id", "fund_holder.fund_id"],
            name="transfer_receiver_holds_fund",
        ),
        CheckConstraint("sender_id <> receiver_id", name="transfer_two_associations"),
        CheckConstraint("amount BETWEEN 1 AND 10000000000000", name="transfer_amount_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    receiver_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    amount: Mapped[Dong]
    sent_on: Mapped[date]
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))


class TransferConfirmation(Base):
    """The receiver's word that the money of a transfer arrived."""

    __tablename__ = "transfer_confirmation"
    __table_args__ = (
        UniqueConstraint("transfer_id", name="transfer_confirmed_once"),
        UniqueConstraint("entry_id", name="transfer_confirmation_entry_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfer.id"))
    confirmed_on: Mapped[date]
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))


class ReceiverHoldsNoSuchFund(Refusal):
    """Money sent to an association that may not hold the fund could never be confirmed there."""

    rule = "transfer_receiver_holds_fund"
    message = N_("The receiving association does not hold this fund. Choose one that does.")
    general = message


class TransferConfirmedTwice(Refusal):
    """Money arrives once."""

    rule = "transfer_confirmed_once"
    message = N_("This transfer was already confirmed. Nothing new was recorded.")
    general = message


class TransferArrivesTooEarly(InputError):
    """Money does not arrive before it was sent."""

    rule = "transfer_arrives_after_sending"
    message = N_("This money was sent on %(day)s. Enter that day or a later one.")
    general = N_("The day of arrival is before the day of sending.")


def send(
    session: Session,
    *,
    sender: Association,
    receiver: Association,
    fund: Fund,
    amount: Dong,
    sent_on: date,
    by: Actor,
    method: str = "bank",
) -> Transfer:
    """Send money of a fund to another association; it is in transit until confirmed.

    amount: đồng; method: 'cash' or 'bank'. The sender's treasurer acts (`OutsideScope` otherwise).
    Refuses more than the fund has left (`FundHasTooLittle`) or the account holds (`Overdraft`), and
    a receiver that may not hold the fund (`ReceiverHoldsNoSuchFund`).
    """
    require(session, by, Role.TREASURER, sender.id)
    act = audit.begin(session, association_id=sender.id, actor_id=by.user_id, verb="send_transfer")
    left = balances.position(session, association_id=sender.id, fund_id=fund.id).available
    if amount > left:
        raise balances.FundHasTooLittle(
            fund=fund.name, available=format_dong(left), asked=format_dong(amount)
        )
    roles = chart.by_role(session)
    posted = journal.post(
        session,
        association_id=sender.id,
        kind=EntryKind.TRANSFER_SENT,
        entry_date=sent_on,
        description=receiver.name,
        pairs=[Pair(fund.id, roles["in_transit"], roles[method], amount)],
        by=by,
    )
    transfer = Transfer(
        sender_id=sender.id,
        receiver_id=receiver.id,
        fund_id=fund.id,
        amount=amount,
        sent_on=sent_on,
        entry_id=posted.entry_id,
    )
    session.add(transfer)
    session.flush()
    act.done("transfer", transfer.id)
    return transfer


@dataclass(frozen=True)
class TransferLine:
    """A transfer as one of its two associations sees it. arrived_on: None while it is on the way."""

    transfer: Transfer
    fund: Fund
    sender: str
    receiver: str
    arrived_on: date | None


def listed(
    session: Session, association_id: int, *, before: int | None = None, limit: int = 50
) -> Sequence[TransferLine]:
    """Transfers sent or received by an association, the newest first. before: an id, for the next page."""
    query = _lines().where(or_(Transfer.sender_id == association_id, Transfer.receiver_id == association_id))
    if before is not None:
        query = query.where(Transfer.id < before)
    return [TransferLine(*row) for row in session.execute(query.limit(limit))]


def to_confirm(session: Session, association_id: int) -> Sequence[TransferLine]:
    """Transfers on the way to an association, the newest first."""
    waiting = _lines().where(
        Transfer.receiver_id == association_id, TransferConfirmation.confirmed_on.is_(None)
    )
    return [TransferLine(*row) for row in session.execute(waiting)]


def _lines() -> Select[Transfer, Fund, str, str, date | None]:
    sender, receiver = aliased(Association), aliased(Association)
    return (
        select(Transfer, Fund, sender.name, receiver.name, TransferConfirmation.confirmed_on)
        .join(Fund, Fund.id == Transfer.fund_id)
        .join(sender, sender.id == Transfer.sender_id)
        .join(receiver, receiver.id == Transfer.receiver_id)
        .outerjoin(TransferConfirmation, TransferConfirmation.transfer_id == Transfer.id)
        .order_by(Transfer.id.desc())
    )


def confirm(
    session: Session, *, transfer_id: int, confirmed_on: date, by: Actor, method: str = "bank"
) -> None:
    """Confirm that the money arrived; the receiver's treasurer acts.

    Once only (`TransferConfirmedTwice`), and not before it was sent (`TransferArrivesTooEarly`).
    """
    transfer = session.get(Transfer, transfer_id)
    if transfer is None:
        raise NotFound
    require(session, by, Role.TREASURER, transfer.receiver_id)
    act = audit.begin(
        session, association_id=transfer.receiver_id, actor_id=by.user_id, verb="confirm_transfer"
    )
    if confirmed_on < transfer.sent_on:
        raise TransferArrivesTooEarly(day=format_date(transfer.sent_on))
    roles = chart.by_role(session)
    sender = session.get_one(Association, transfer.sender_id)
    posted = journal.post(
        session,
        association_id=transfer.receiver_id,
        kind=EntryKind.TRANSFER_RECEIVED,
        entry_date=confirmed_on,
        description=sender.name,
        pairs=[Pair(transfer.fund_id, roles[method], roles["in_transit"], transfer.amount)],
        by=by,
    )
    session.execute(
        insert(TransferConfirmation).values(
            transfer_id=transfer.id, confirmed_on=confirmed_on, entry_id=posted.entry_id
        )
    )
    act.done("transfer", transfer.id)
