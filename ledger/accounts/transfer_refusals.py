"""Money that did not arrive: the receiver refuses a transfer, and the sender takes the money back.

Between the two the money is disputed: it left one association and the other does not have it, so it
stays on account 113, in transit, until the sender has put it back where it lies.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.accounts import chart, journal, periods
from ledger.accounts.journal import EntryKind, Pair
from ledger.accounts.transfers import Transfer, said
from ledger.associations.associations import Association
from ledger.clock import today
from ledger.database import Base, one_at_a_time
from ledger.dates import format_date
from ledger.errors import InputError, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor
from ledger.text import SHORTEST_REASON, clean


class TransferRefusal(Base):
    """The receiver's word that the money of a transfer did not come, or is not taken."""

    __tablename__ = "transfer_refusal"
    __table_args__ = (
        UniqueConstraint("transfer_id", name="transfer_refused_once"),
        CheckConstraint("length(trim(reason)) >= 3", name="transfer_refusal_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfer.id"))
    refused_on: Mapped[date]
    refused_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    reason: Mapped[str]


class TransferReturn(Base):
    """A refused transfer whose money is with the sender again, with the entry that says so."""

    __tablename__ = "transfer_return"
    __table_args__ = (
        UniqueConstraint("transfer_id", name="transfer_returned_once"),
        UniqueConstraint("entry_id", name="transfer_return_entry_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfer.id"))
    returned_on: Mapped[date]
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))


class RefusalSaysWhy(InputError):
    """Whoever refuses money says why."""

    rule = "transfer_refusal_says_why"
    message = N_("Say in a few words why this money is refused.")


class TransferAnswered(Refusal):
    """A transfer is answered once: confirmed or refused."""

    rule = "transfer_answered_once"
    message = N_("This transfer was already confirmed or refused. Nothing new was recorded.")
    general = message


class TransferRefusedTwice(Refusal):
    """Money is refused once."""

    rule = "transfer_refused_once"
    message = N_("This transfer was already refused. Nothing new was recorded.")
    general = message


class SenderCannotTakeBack(Refusal):
    """Nobody could take back what a closed association sent."""

    rule = "transfer_can_come_back"
    message = N_("The sender is closed and cannot take this money back, so it cannot be refused.")
    general = message
    next_step = N_("Confirm what the sender handed over. If money is missing, record it by a cash count.")


class RefusedBeforeSending(Refusal):
    """Money is refused after it was sent."""

    rule = "transfer_refused_after_sending"
    message = N_("This money was not sent yet on that day.")
    general = message


class NotRefused(Refusal):
    """Only money that the receiver refused comes back."""

    rule = "transfer_returns_after_refusal"
    message = N_("The receiver has not refused this money, so it cannot be taken back.")
    general = message
    next_step = N_("Ask the receiver to refuse it with a reason. Then you can take it back.")


class ReturnsTooEarly(InputError):
    """Money comes back on the day it was refused, or later."""

    rule = "transfer_returns_later"
    message = N_("This money was refused on %(day)s. Enter that day or a later one.")
    general = N_("The day of taking back is before the day of the refusal.")


class ReturnedTwice(Refusal):
    """Money comes back once."""

    rule = "transfer_returned_once"
    message = N_("This money was already taken back. Nothing new was recorded.")
    general = message


def refuse(session: Session, transfer: Transfer, *, reason: str, by: Actor) -> TransferRefusal:
    """Keep that the receiver refuses a transfer today; no money moves.

    reason: a few words (`RefusalSaysWhy`). Refuses a transfer confirmed or refused before
    (`TransferAnswered`, `TransferRefusedTwice`), and one whose sender is closed, since nobody could take
    the money back (`SenderCannotTakeBack`).
    """
    if len(clean(reason)) < SHORTEST_REASON:
        raise RefusalSaysWhy
    one_at_a_time(session, "transfer", transfer.id)
    refusal = TransferRefusal(
        transfer_id=transfer.id, refused_on=today(), refused_by=by.user_id, reason=clean(reason)
    )
    session.add(refusal)
    session.flush()
    return refusal


def of(session: Session, transfer: Transfer) -> TransferRefusal:
    """The refusal of a transfer; `NotRefused` while there is none."""
    refusal = session.scalar(select(TransferRefusal).where(TransferRefusal.transfer_id == transfer.id))
    if refusal is None:
        raise NotRefused
    return refusal


def post_return(
    session: Session,
    transfer: Transfer,
    refusal: TransferRefusal,
    *,
    account_id: int,
    returned_on: date,
    by: Actor,
) -> TransferReturn:
    """Post at the sender that refused money is back.

    refusal: that of the transfer; account_id: the money account it came back into.
    Refuses a second time (`ReturnedTwice`), a day before the refusal (`ReturnsTooEarly`) and a closed
    period (`PeriodIsClosed`).
    """
    if returned_on < refusal.refused_on:
        raise ReturnsTooEarly(day=format_date(refusal.refused_on))
    periods.refuse_closed(session, transfer.sender_id, returned_on)
    receiver = session.get_one(Association, transfer.receiver_id)
    posted = journal.post(
        session,
        association_id=transfer.sender_id,
        kind=EntryKind.TRANSFER_RETURNED,
        entry_date=returned_on,
        description=said(receiver, refusal.reason),
        pairs=[Pair(transfer.fund_id, account_id, chart.by_role(session)["in_transit"], transfer.amount)],
        by=by,
    )
    returned = TransferReturn(transfer_id=transfer.id, returned_on=returned_on, entry_id=posted.entry_id)
    session.add(returned)
    session.flush()
    return returned
