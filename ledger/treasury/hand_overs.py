"""Cash handed from one holder to another: a document of one, confirmed by the other, then posted.

Whoever keeps a box answers for it. So money changes hands on paper with both names: one gives it out of
a box, another user confirms that it came into theirs, and only then the book moves it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    insert,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.accounts import journal, periods, places
from ledger.accounts.balances import Overdraft
from ledger.accounts.funds import Fund
from ledger.accounts.journal import EntryKind, Pair
from ledger.clock import today
from ledger.database import Base, one_at_a_time
from ledger.dates import format_date
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.money import Dong, format_dong
from ledger.text import SHORTEST_REASON, clean


class HandOver(Base):
    """Money given out of one place of an association, for another of its places."""

    __tablename__ = "hand_over"
    __table_args__ = (
        UniqueConstraint("id", "handed_by", name="hand_over_giver_key"),
        CheckConstraint("from_account_id <> to_account_id", name="hand_over_two_places"),
        CheckConstraint("line_count >= 1", name="hand_over_has_lines"),
        Index("hand_over_by_association_ix", "association_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    from_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    to_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    line_count: Mapped[int]
    handed_on: Mapped[date]
    handed_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    note: Mapped[str]


class HandOverLine(Base):
    """What is handed over of one fund, in đồng."""

    __tablename__ = "hand_over_line"
    __table_args__ = (
        UniqueConstraint("hand_over_id", "fund_id", name="hand_over_fund_once"),
        UniqueConstraint("hand_over_id", "line", name="hand_over_line_once"),
        CheckConstraint("amount BETWEEN 1 AND 10000000000000", name="hand_over_amount_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hand_over_id: Mapped[int] = mapped_column(ForeignKey("hand_over.id"))
    line: Mapped[int]
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    amount: Mapped[Dong]


class HandOverConfirmation(Base):
    """The word of another user that the money arrived, with the entry that moves it."""

    __tablename__ = "hand_over_confirmation"
    __table_args__ = (
        UniqueConstraint("hand_over_id", name="hand_over_confirmed_once"),
        UniqueConstraint("entry_id", name="hand_over_entry_once"),
        ForeignKeyConstraint(
            ["hand_over_id", "handed_by"],
            ["hand_over.id", "hand_over.handed_by"],
            name="hand_over_confirmation_of",
        ),
        CheckConstraint("confirmed_by <> handed_by", name="hand_over_by_two"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hand_over_id: Mapped[int]
    handed_by: Mapped[int]
    confirmed_on: Mapped[date]
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))


class HandOverWithdrawal(Base):
    """A hand-over that did not take place: taken back, or not accepted."""

    __tablename__ = "hand_over_withdrawal"
    __table_args__ = (
        UniqueConstraint("hand_over_id", name="hand_over_withdrawn_once"),
        CheckConstraint("length(trim(reason)) >= 3", name="hand_over_withdrawal_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hand_over_id: Mapped[int] = mapped_column(ForeignKey("hand_over.id"))
    withdrawn_on: Mapped[date]
    withdrawn_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    reason: Mapped[str]


class ByTwoPeople(Refusal):
    """Whoever gives the money does not confirm that it arrived."""

    rule = "hand_over_by_two"
    message = N_("You handed this money over yourself, so whoever took it must confirm.")
    general = message
    next_step = N_("Another treasurer of this association signs in and confirms.")


class TwoPlaces(InputError):
    """Money is handed from one place to another."""

    rule = "hand_over_two_places"
    message = N_("Choose two different places.")


class NothingHandedOver(InputError):
    """A hand-over is of some money."""

    rule = "hand_over_has_lines"
    message = N_("Enter how much of at least one fund is handed over.")


class ConfirmedAlready(Refusal):
    """Money changes hands once."""

    rule = "hand_over_confirmed_once"
    message = N_("This hand-over was already confirmed. Nothing new was recorded.")
    general = message


class NotWaiting(Refusal):
    """A hand-over that was confirmed or withdrawn is over."""

    rule = "hand_over_waits"
    message = N_("This hand-over no longer waits: it was confirmed or withdrawn.")
    general = message


class WithdrawalSaysWhy(InputError):
    """A hand-over that did not take place says why."""

    rule = "hand_over_withdrawal_says_why"
    message = N_("Say in a few words why this hand-over did not take place.")


class ConfirmedTooEarly(InputError):
    """Money does not arrive before it was given."""

    rule = "hand_over_confirmed_later"
    message = N_("This money was handed over on %(day)s. Enter that day or a later one.")
    general = N_("The day of confirmation is before the day of the hand-over.")


@dataclass(frozen=True)
class NewHandOver:
    """What a treasurer hands over. amounts: đồng by fund; from_account_id, to_account_id: two places."""

    association_id: int
    from_account_id: int
    to_account_id: int
    amounts: Mapping[int, Dong]
    handed_on: date
    note: str = ""


def hand_over(session: Session, new: NewHandOver, *, by: Actor, client_key: str | None = None) -> int:
    """Write down that money is handed over; it moves in the book when another confirms. Returns the id.

    The treasurer acts. Refuses one place twice (`TwoPlaces`), no money (`NothingHandedOver`), a place not
    in use (`PlaceNotNamed`) and more than the place holds of a fund (`Overdraft`).
    """
    require(session, by, Role.TREASURER, new.association_id)
    act = audit.begin(
        session,
        association_id=new.association_id,
        actor_id=by.user_id,
        verb="hand_over",
        client_key=client_key,
        content=vars(new),
    )
    if act.earlier is not None:
        return act.earlier
    if new.from_account_id == new.to_account_id:
        raise TwoPlaces
    if not new.amounts:
        raise NothingHandedOver
    for account_id in (new.from_account_id, new.to_account_id):
        places.used_here(session, new.association_id, account_id)
    _refuse_beyond(session, new)
    document = HandOver(
        association_id=new.association_id,
        from_account_id=new.from_account_id,
        to_account_id=new.to_account_id,
        line_count=len(new.amounts),
        handed_on=new.handed_on,
        handed_by=by.user_id,
        note=clean(new.note),
    )
    session.add(document)
    session.flush()
    lines = [
        {"hand_over_id": document.id, "line": line, "fund_id": fund_id, "amount": amount}
        for line, (fund_id, amount) in enumerate(sorted(new.amounts.items()), start=1)
    ]
    session.execute(insert(HandOverLine), lines)
    return act.done("hand_over", document.id)


def _refuse_beyond(session: Session, new: NewHandOver) -> None:
    there = places.holdings(session, new.association_id).get(new.from_account_id, [])
    held = {fund.id: amount for fund, amount in there}
    for fund_id, amount in new.amounts.items():
        if amount > held.get(fund_id, 0):
            fund = session.get(Fund, fund_id)
            if fund is None:
                raise NotFound
            raise Overdraft(fund=fund.name, held=format_dong(held.get(fund_id, 0)), asked=format_dong(amount))


def confirm(
    session: Session, *, hand_over_id: int, confirmed_on: date, by: Actor, client_key: str | None = None
) -> int:
    """Confirm that the money arrived; the book moves it in the same moment. Returns the hand-over's id.

    Another treasurer than the giver acts (`ByTwoPeople`). Refuses a second time (`ConfirmedAlready`), one
    withdrawn (`NotWaiting`), a day before the hand-over (`ConfirmedTooEarly`) or in a closed period
    (`PeriodIsClosed`), and money that has left the first place since (`Overdraft`).
    """
    document = _document(session, hand_over_id)
    require(session, by, Role.TREASURER, document.association_id)
    act = audit.begin(
        session,
        association_id=document.association_id,
        actor_id=by.user_id,
        verb="confirm_hand_over",
        client_key=client_key,
        content={"confirm": hand_over_id, "day": confirmed_on},
    )
    if act.earlier is not None:
        return act.earlier
    one_at_a_time(session, "hand_over", hand_over_id)
    if by.user_id == document.handed_by:
        raise ByTwoPeople
    if confirmed_on < document.handed_on:
        raise ConfirmedTooEarly(day=format_date(document.handed_on))
    _refuse_over(session, hand_over_id)
    periods.refuse_closed(session, document.association_id, confirmed_on)
    posted = journal.post(
        session,
        association_id=document.association_id,
        kind=EntryKind.HAND_OVER,
        entry_date=confirmed_on,
        description=document.note,
        pairs=[
            Pair(line.fund_id, document.to_account_id, document.from_account_id, line.amount)
            for line in _lines(session, hand_over_id)
        ],
        by=by,
    )
    session.add(
        HandOverConfirmation(
            hand_over_id=hand_over_id,
            handed_by=document.handed_by,
            confirmed_on=confirmed_on,
            confirmed_by=by.user_id,
            entry_id=posted.entry_id,
        )
    )
    session.flush()
    return act.done("hand_over", hand_over_id)


def withdraw(
    session: Session, *, hand_over_id: int, reason: str, by: Actor, client_key: str | None = None
) -> int:
    """Say that a hand-over did not take place: its giver, or who did not get it. Returns its id.

    reason: a few words (`WithdrawalSaysWhy`). Refuses one confirmed or withdrawn (`NotWaiting`).
    """
    document = _document(session, hand_over_id)
    require(session, by, Role.TREASURER, document.association_id)
    act = audit.begin(
        session,
        association_id=document.association_id,
        actor_id=by.user_id,
        verb="withdraw_hand_over",
        client_key=client_key,
        content={"withdraw": hand_over_id, "reason": reason},
    )
    if act.earlier is not None:
        return act.earlier
    one_at_a_time(session, "hand_over", hand_over_id)
    if len(clean(reason)) < SHORTEST_REASON:
        raise WithdrawalSaysWhy
    _refuse_over(session, hand_over_id)
    session.add(
        HandOverWithdrawal(
            hand_over_id=hand_over_id, withdrawn_on=today(), withdrawn_by=by.user_id, reason=clean(reason)
        )
    )
    session.flush()
    return act.done("hand_over", hand_over_id)


def _document(session: Session, hand_over_id: int) -> HandOver:
    document = session.get(HandOver, hand_over_id)
    if document is None:
        raise NotFound
    return document


def _refuse_over(session: Session, hand_over_id: int) -> None:
    confirmed, withdrawn = (
        session.scalar(select(table.id).where(table.hand_over_id == hand_over_id))
        for table in (HandOverConfirmation, HandOverWithdrawal)
    )
    if confirmed is not None:
        raise ConfirmedAlready
    if withdrawn is not None:
        raise NotWaiting


def _lines(session: Session, hand_over_id: int) -> Sequence[HandOverLine]:
    return session.scalars(
        select(HandOverLine).where(HandOverLine.hand_over_id == hand_over_id).order_by(HandOverLine.line)
    ).all()
