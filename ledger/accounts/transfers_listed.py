"""Transfers as pages show them: both ends, where each stands, and which ones wait for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from ledger.accounts.funds import Fund
from ledger.accounts.transfer_refusals import TransferRefusal, TransferReturn
from ledger.accounts.transfers import Transfer, TransferConfirmation
from ledger.associations.associations import Association
from ledger.clock import today
from ledger.errors import NotFound
from ledger.i18n import N_

LATE_AFTER = 10
"""Days on the way after which a transfer is late: a bank takes one or two, a messenger a week."""


class TransferState(StrEnum):
    """Where a transfer stands."""

    ON_THE_WAY = "on_the_way"
    LATE = "late"
    ARRIVED = "arrived"
    DISPUTED = "disputed"
    RETURNED = "returned"


STATE_NAMES = {
    TransferState.ON_THE_WAY: N_("on the way"),
    TransferState.LATE: N_("late: nobody has answered"),
    TransferState.ARRIVED: N_("arrived"),
    TransferState.DISPUTED: N_("refused, not taken back yet"),
    TransferState.RETURNED: N_("refused and taken back"),
}


@dataclass(frozen=True)
class TransferLine:
    """A transfer with both its associations and what became of it."""

    transfer: Transfer
    fund: Fund
    sender: Association
    receiver: Association
    confirmation: TransferConfirmation | None
    refusal: TransferRefusal | None
    returned: TransferReturn | None

    @property
    def state(self) -> TransferState:
        """Where it stands today."""
        if self.confirmation:
            return TransferState.ARRIVED
        if self.returned:
            return TransferState.RETURNED
        if self.refusal:
            return TransferState.DISPUTED
        late = self.days_on_the_way > LATE_AFTER
        return TransferState.LATE if late else TransferState.ON_THE_WAY

    @property
    def days_on_the_way(self) -> int:
        """Days since it was sent."""
        return (today() - self.transfer.sent_on).days

    @property
    def answered(self) -> bool:
        """Whether the receiver confirmed or refused it."""
        return self.confirmation is not None or self.refusal is not None


def one(session: Session, *, association_id: int, transfer_id: int) -> TransferLine:
    """A transfer that an association sent or is to receive; refuses with `NotFound`, whatever is wrong."""
    found = session.execute(_lines([association_id]).where(Transfer.id == transfer_id)).one_or_none()
    if found is None:
        raise NotFound
    return TransferLine(*found)


def listed(
    session: Session, association_id: int, *, before: int | None = None, limit: int = 50
) -> Sequence[TransferLine]:
    """Transfers sent or received by an association, the newest first. before: an id, for the next page."""
    query = _lines([association_id]).limit(limit)
    if before is not None:
        query = query.where(Transfer.id < before)
    return [TransferLine(*row) for row in session.execute(query)]


def to_answer(session: Session, association_id: int) -> Sequence[TransferLine]:
    """Transfers on the way to an association that it has not answered, the newest first."""
    waiting = _lines([association_id]).where(
        Transfer.receiver_id == association_id,
        TransferConfirmation.id.is_(None),
        TransferRefusal.id.is_(None),
    )
    return [TransferLine(*row) for row in session.execute(waiting)]


def to_take_back(session: Session, association_id: int) -> Sequence[TransferLine]:
    """Transfers of an association that were refused and not taken back yet: disputed money."""
    refused = _lines([association_id]).where(
        Transfer.sender_id == association_id, TransferRefusal.id.is_not(None), TransferReturn.id.is_(None)
    )
    return [TransferLine(*row) for row in session.execute(refused)]


def of_events(session: Session, event_ids: Sequence[int]) -> Sequence[TransferLine]:
    """What was handed over when associations closed by some events, in the order in which it was sent."""
    handed = _lines(select(Association.id)).where(Transfer.event_id.in_(event_ids))
    return [TransferLine(*row) for row in session.execute(handed.order_by(None).order_by(Transfer.id))]


def unsettled(
    session: Session, associations: Select[int] | Sequence[int], *, limit: int = 200
) -> Sequence[TransferLine]:
    """What was sent and neither arrived nor came back, the oldest first: one-sided, late or disputed.

    associations: a SELECT of their ids, or the ids; a transfer counts with either end there.
    """
    query = (
        _lines(associations)
        .where(TransferConfirmation.id.is_(None), TransferReturn.id.is_(None))
        .order_by(None)
        .order_by(Transfer.sent_on, Transfer.id)
        .limit(limit)
    )
    return [TransferLine(*row) for row in session.execute(query)]


def _lines(
    associations: Select[int] | Sequence[int],
) -> Select[
    Transfer,
    Fund,
    Association,
    Association,
    TransferConfirmation | None,
    TransferRefusal | None,
    TransferReturn | None,
]:
    sender, receiver = aliased(Association), aliased(Association)
    return (
        select(Transfer, Fund, sender, receiver, TransferConfirmation, TransferRefusal, TransferReturn)
        .join(Fund, Fund.id == Transfer.fund_id)
        .join(sender, sender.id == Transfer.sender_id)
        .join(receiver, receiver.id == Transfer.receiver_id)
        .outerjoin(TransferConfirmation, TransferConfirmation.transfer_id == Transfer.id)
        .outerjoin(TransferRefusal, TransferRefusal.transfer_id == Transfer.id)
        .outerjoin(TransferReturn, TransferReturn.transfer_id == Transfer.id)
        .where(or_(Transfer.sender_id.in_(associations), Transfer.receiver_id.in_(associations)))
        .order_by(Transfer.id.desc())
    )
