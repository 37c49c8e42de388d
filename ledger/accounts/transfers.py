"""Money moved between associations: one document, two entries, and account 113 in between.

The sender debits 113 and credits its money; the receiver, on confirming, debits its money and
credits 113. Over both together 113 is what is still on the way, so a transfer is never counted as
money raised, and totals that contain both ends leave it out (`docs/decisions/0004`). A transfer that
the receiver refuses comes back to the sender (`transfer_refusals`).

What is here posts and keeps the documents; who may do it, the voucher and the trail belong to the
rooms that call it: `treasury.remittances` for what a treasurer sends.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.accounts import chart, journal, periods
from ledger.accounts.funds import Fund
from ledger.accounts.journal import EntryKind, Pair, Posting
from ledger.associations.associations import Association
from ledger.database import Base
from ledger.dates import format_date
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor
from ledger.money import Dong

_MONEY, _CAPITAL = "in_transit", "capital_in_transit"
"""The accounts, by role, of money on its way, and of capital that goes to a successor."""


class Transfer(Base):
    """Money of one fund sent by one association to another, in đồng.

    note: what it is for; event_id: the event that closed the sender, when its money is handed over to a
    successor; rule_id, period_start: the standing rule it follows, and the first day of the period it is
    for.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        UniqueConstraint("entry_id", name="transfer_entry_once"),
        ForeignKeyConstraint(
            ["receiver_id", "fund_id"],
            ["fund_holder.association_id", "fund_holder.fund_id"],
            name="transfer_receiver_holds_fund",
        ),
        ForeignKeyConstraint(
            ["rule_id", "sender_id", "receiver_id", "fund_id"],
            [
                "remittance_rule.id",
                "remittance_rule.sender_id",
                "remittance_rule.receiver_id",
                "remittance_rule.fund_id",
            ],
            name="transfer_follows_rule",
        ),
        CheckConstraint("sender_id <> receiver_id", name="transfer_two_associations"),
        CheckConstraint("amount BETWEEN 1 AND 10000000000000", name="transfer_amount_range"),
        CheckConstraint("(rule_id IS NULL) = (period_start IS NULL)", name="transfer_rule_and_period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    receiver_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    amount: Mapped[Dong]
    sent_on: Mapped[date]
    note: Mapped[str]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("association_event.id"), index=True)
    rule_id: Mapped[int | None] = mapped_column(index=True)
    period_start: Mapped[date | None]
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


class ToOneself(InputError):
    """A transfer is between two associations; within one, money changes its fund or its place."""

    rule = "transfer_two_associations"
    message = N_("Choose another association than your own.")


class ReceiverHoldsNoSuchFund(Refusal):
    """Money sent to an association that may not hold the fund could never be confirmed there."""

    rule = "transfer_receiver_holds_fund"
    message = N_("The receiving association does not hold this fund. Choose one that does.")
    general = message


class ReceiverDoesNotStand(Refusal):
    """Money goes to an association that is there on that day: founded, and not closed."""

    rule = "transfer_receiver_stands"
    message = N_("The receiving association is not founded yet on that day, or it is closed.")
    general = message
    next_step = N_("If it was merged or abolished, send the money to its successor.")


class ReceiverKeepsNoBook(Refusal):
    """An association whose book is kept elsewhere could never confirm here that money arrived."""

    rule = "transfer_receiver_keeps_book"
    message = N_("The receiving association does not keep its book here, so it could not confirm.")
    general = message
    next_step = N_("Record what you give it as an expense, or ask an administrator to begin its book.")


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


def post_sent(
    session: Session,
    *,
    sender: Association,
    receiver: Association,
    fund: Fund,
    account_id: int,
    amount: Dong,
    sent_on: date,
    by: Actor,
    note: str = "",
    event_id: int | None = None,
    capital: bool = False,
    rule_id: int | None = None,
    period_start: date | None = None,
) -> Transfer:
    """Post money that leaves an association for another; it is in transit until confirmed.

    account_id: the money account it leaves; amount: đồng; event_id: of the event that closed the sender,
    whose succession, recorded before, names both: then the receiver stands from the day of the event on;
    capital: it is capital of an endowment, which the receiver preserves from then on.
    Whether `by` may do it is the caller's question; so is the row in the trail.
    Refuses a closed period (`PeriodIsClosed`), a receiver that is not there (`ReceiverDoesNotStand`),
    keeps no book here (`ReceiverKeepsNoBook`) or may not hold the fund (`ReceiverHoldsNoSuchFund`), and
    more than the account holds or the fund has left (`Overdraft`, `FundHasTooLittle`).
    """
    periods.refuse_closed(session, sender.id, sent_on)
    posted = journal.post(
        session,
        association_id=sender.id,
        kind=EntryKind.TRANSFER_SENT,
        entry_date=sent_on,
        description=said(receiver, note),
        pairs=[Pair(fund.id, chart.by_role(session)[_CAPITAL if capital else _MONEY], account_id, amount)],
        by=by,
    )
    transfer = Transfer(
        sender_id=sender.id,
        receiver_id=receiver.id,
        fund_id=fund.id,
        amount=amount,
        sent_on=sent_on,
        note=note,
        event_id=event_id,
        rule_id=rule_id,
        period_start=period_start,
        entry_id=posted.entry_id,
    )
    session.add(transfer)
    session.flush()
    return transfer


def said(other: Association, note: str) -> str:
    """What the journal says of a transfer: the other association, and what the money is for."""
    return f"{other.name}: {note}" if note else other.name


def one(session: Session, transfer_id: int) -> Transfer:
    """A transfer by its id; refuses with `NotFound`."""
    transfer = session.get(Transfer, transfer_id)
    if transfer is None:
        raise NotFound
    return transfer


def _on_its_way(session: Session, transfer: Transfer) -> int:
    """The account on which the sender put the money of a transfer, so that both ends take it off together."""
    return session.scalars(
        select(Posting.debit_account_id).where(Posting.entry_id == transfer.entry_id)
    ).one()


def post_arrival(
    session: Session, transfer: Transfer, *, account_id: int, confirmed_on: date, by: Actor
) -> TransferConfirmation:
    """Post at the receiver that the money of a transfer arrived.

    account_id: the money account it came into. Once only (`TransferConfirmedTwice`, `TransferAnswered`),
    not before it was sent (`TransferArrivesTooEarly`) nor in a closed period (`PeriodIsClosed`).
    """
    if confirmed_on < transfer.sent_on:
        raise TransferArrivesTooEarly(day=format_date(transfer.sent_on))
    periods.refuse_closed(session, transfer.receiver_id, confirmed_on)
    sender = session.get_one(Association, transfer.sender_id)
    posted = journal.post(
        session,
        association_id=transfer.receiver_id,
        kind=EntryKind.TRANSFER_RECEIVED,
        entry_date=confirmed_on,
        description=said(sender, transfer.note),
        pairs=[Pair(transfer.fund_id, account_id, _on_its_way(session, transfer), transfer.amount)],
        by=by,
    )
    confirmation = TransferConfirmation(
        transfer_id=transfer.id, confirmed_on=confirmed_on, entry_id=posted.entry_id
    )
    session.add(confirmation)
    session.flush()
    return confirmation
