"""Advances: money handed to somebody who spends it for the association and accounts for it later.

The money stays the fund's until it is settled: account 141 counts as held. A settlement says what was
spent, under a heading, and what came back; several settle one advance, never more than it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.accounts import chart
from ledger.accounts.funds import Fund
from ledger.accounts.journal import EntryKind, Pair
from ledger.database import Base, one_at_a_time
from ledger.dates import format_date
from ledger.errors import InputError, NotFound
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.money import Dong, format_dong
from ledger.receipts.vouchers import Voucher, VoucherKind
from ledger.text import clean
from ledger.treasury import acts, entries, means
from ledger.treasury.entries import Paper

REASON = "Tạm ứng: %s; thanh toán trước ngày %s"
SETTLEMENT = "Thanh toán tạm ứng theo %s: %s"
"""The purpose lines of the vouchers, Vietnamese documents in every language of the screen."""


class Advance(Base):
    """Money, in đồng, that somebody took in advance for a purpose. account_id: the place it left."""

    __tablename__ = "advance"
    __table_args__ = (
        UniqueConstraint("entry_id", name="advance_entry_once"),
        CheckConstraint("length(trim(holder_name)) >= 1", name="advance_has_holder"),
        CheckConstraint("length(trim(purpose)) >= 1", name="advance_has_purpose"),
        CheckConstraint("due_on >= given_on", name="advance_due_after_giving"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    holder_name: Mapped[str]
    purpose: Mapped[str]
    amount: Mapped[Dong]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    given_on: Mapped[date]
    due_on: Mapped[date]
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"))


class AdvanceSettlement(Base):
    """What became of an advance, in đồng. spent: under a heading; returned: into a money account."""

    __tablename__ = "advance_settlement"
    __table_args__ = (
        UniqueConstraint("entry_id", name="settlement_entry_once"),
        CheckConstraint(
            "spent >= 0 AND returned >= 0 AND spent + returned > 0", name="settlement_settles_something"
        ),
        CheckConstraint("(spent = 0) = (heading_id IS NULL)", name="settlement_names_heading"),
        CheckConstraint("(returned = 0) = (account_id IS NULL)", name="settlement_names_place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    advance_id: Mapped[int] = mapped_column(ForeignKey("advance.id"), index=True)
    spent: Mapped[int]
    heading_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    returned: Mapped[int]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    settled_on: Mapped[date]
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"))


class HolderMissing(InputError):
    """Somebody holds an advance."""

    rule = "advance_has_holder"
    message = N_("Enter who takes the money and accounts for it.")
    general = message


class PurposeMissing(InputError):
    """An advance is for something."""

    rule = "advance_has_purpose"
    message = N_("Say in a few words what the advance is for.")
    general = message


class DueTooEarly(InputError):
    """An advance is accounted for after it was given."""

    rule = "advance_due_after_giving"
    message = N_("Enter the day of the advance or a later one.")
    general = message


class SettledBeyondAdvance(InputError):
    """No more is accounted for than was taken."""

    rule = "settlement_within_advance"
    message = N_("%(open)s đồng of this advance are not settled yet; %(asked)s đồng is too much.")
    general = N_("More would be settled than is open of this advance. Someone may have settled it just now.")
    next_step = N_("Record what was paid beyond the advance as an expense of its own.")


class SettledTooEarly(InputError):
    """An advance is settled on its own day or later."""

    rule = "settlement_not_before_advance"
    message = N_("This advance was given on %(day)s. Enter that day or a later one.")
    general = N_("The day of the settlement is before the day of the advance.")


class NothingSettled(InputError):
    """A settlement says what was spent, or what came back."""

    rule = "settlement_settles_something"
    message = N_("Enter what was spent, or what came back.")
    general = message


@dataclass(frozen=True)
class NewAdvance:
    """What a treasurer hands out. amount: đồng; place: the role of a money account."""

    association_id: int
    fund_id: int
    holder_name: str
    purpose: str
    amount: Dong
    place: str
    day: date
    due_on: date


@dataclass(frozen=True)
class NewSettlement:
    """What became of an advance, in đồng. heading_id: of what was spent; place: where the rest came back."""

    advance_id: int
    spent: int
    heading_id: int | None
    returned: int
    place: str
    day: date


@dataclass(frozen=True)
class AdvanceLine:
    """An advance and how far it is settled, in đồng; voucher: the payment voucher the holder signed."""

    advance: Advance
    fund: Fund
    voucher: Voucher
    settled: int

    @property
    def open(self) -> int:
        """What is not accounted for yet."""
        return self.advance.amount - self.settled

    def age(self, today: date) -> int:
        """Days since it was given."""
        return (today - self.advance.given_on).days

    def overdue(self, today: date) -> bool:
        """Whether it should have been settled before today."""
        return self.open > 0 and self.advance.due_on < today


def give(session: Session, new: NewAdvance, *, by: Actor, client_key: str | None = None) -> int:
    """Hand out an advance on a payment voucher; the treasurer acts. Returns the voucher's id.

    Refuses no holder or purpose, a due day before the day itself, a closed period, and money that is
    not there or promised (`Overdraft`, `FundHasTooLittle`, `CapitalIsPreserved`).
    """
    here, holder, purpose = new.association_id, clean(new.holder_name), clean(new.purpose)
    require(session, by, Role.TREASURER, here)
    act = audit.begin(
        session,
        association_id=here,
        actor_id=by.user_id,
        verb="give_advance",
        client_key=client_key,
        content=vars(new),
    )
    if act.earlier is not None:
        return act.earlier
    _refuse_incomplete(holder, purpose, new)
    fund = means.fund_here(session, association_id=here, fund_id=new.fund_id, day=new.day)
    place = means.place(session, here, new.place)
    means.refuse_beyond(session, association_id=here, fund=fund, place=place, amount=new.amount)
    reason = REASON % (purpose, format_date(new.due_on))
    recorded = entries.record(
        session,
        association_id=here,
        kind=EntryKind.ADVANCE,
        day=new.day,
        pairs=[Pair(fund.id, chart.by_role(session)["advances"], place.account_id, new.amount)],
        paper=Paper(VoucherKind.PAYMENT, fund, new.amount, reason, place.method, holder),
        by=by,
    )
    session.add(
        Advance(
            association_id=here,
            fund_id=fund.id,
            holder_name=holder,
            purpose=purpose,
            amount=new.amount,
            account_id=place.account_id,
            given_on=new.day,
            due_on=new.due_on,
            entry_id=recorded.entry_id,
            voucher_id=recorded.voucher_id,
        )
    )
    session.flush()
    return act.done("voucher", recorded.voucher_id)


def _refuse_incomplete(holder: str, purpose: str, new: NewAdvance) -> None:
    if not holder:
        raise HolderMissing
    if not purpose:
        raise PurposeMissing
    if new.due_on < new.day:
        raise DueTooEarly


def settle(session: Session, new: NewSettlement, *, by: Actor, client_key: str | None = None) -> int:
    """Account for an advance, whole or in part, on a memo voucher. Returns the voucher's id.

    Refuses more than is open (`SettledBeyondAdvance`), a day before the advance (`SettledTooEarly`),
    nothing at all (`NothingSettled`), and a closed period.
    """
    line = one(session, new.advance_id)
    advance, here = line.advance, line.advance.association_id
    require(session, by, Role.TREASURER, here)
    act = audit.begin(
        session,
        association_id=here,
        actor_id=by.user_id,
        verb="settle_advance",
        client_key=client_key,
        content=vars(new),
    )
    if act.earlier is not None:
        return act.earlier
    one_at_a_time(session, "advance", advance.id)
    _refuse_unsettleable(one(session, new.advance_id), new)
    heading_id = acts.heading(session, new.heading_id).id if new.spent else None
    place = means.place(session, here, new.place) if new.returned else None
    advances = chart.by_role(session)["advances"]
    sides = [(heading_id, new.spent), (place.account_id if place else None, new.returned)]
    recorded = entries.record(
        session,
        association_id=here,
        kind=EntryKind.ADVANCE_SETTLEMENT,
        day=new.day,
        pairs=[Pair(advance.fund_id, debit, advances, Dong(part)) for debit, part in sides if debit],
        paper=Paper(
            VoucherKind.MEMO,
            line.fund,
            Dong(new.spent + new.returned),
            SETTLEMENT % (line.voucher.shown_number, advance.purpose),
            place.method if place else entries.NO_MONEY,
            advance.holder_name,
        ),
        by=by,
    )
    session.add(_settlement(new, heading_id, place.account_id if place else None, recorded))
    session.flush()
    return act.done("voucher", recorded.voucher_id)


def _refuse_unsettleable(line: AdvanceLine, new: NewSettlement) -> None:
    asked = new.spent + new.returned
    if asked <= 0:
        raise NothingSettled
    if asked > line.open:
        raise SettledBeyondAdvance(open=format_dong(line.open), asked=format_dong(asked))
    if new.day < line.advance.given_on:
        raise SettledTooEarly(day=format_date(line.advance.given_on))


def _settlement(
    new: NewSettlement, heading_id: int | None, account_id: int | None, recorded: entries.Recorded
) -> AdvanceSettlement:
    return AdvanceSettlement(
        advance_id=new.advance_id,
        spent=new.spent,
        heading_id=heading_id,
        returned=new.returned,
        account_id=account_id,
        settled_on=new.day,
        entry_id=recorded.entry_id,
        voucher_id=recorded.voucher_id,
    )


_SETTLED = (
    select(func.coalesce(func.sum(AdvanceSettlement.spent + AdvanceSettlement.returned), 0))
    .where(AdvanceSettlement.advance_id == Advance.id)
    .correlate(Advance)
    .scalar_subquery()
)
_LINES = (
    select(Advance, Fund, Voucher, _SETTLED.label("settled"))
    .join(Fund, Fund.id == Advance.fund_id)
    .join(Voucher, Voucher.id == Advance.voucher_id)
)


def one(session: Session, advance_id: int) -> AdvanceLine:
    """An advance by its id; refuses with `NotFound`."""
    found = session.execute(_LINES.where(Advance.id == advance_id)).one_or_none()
    if found is None:
        raise NotFound
    return AdvanceLine(found[0], found[1], found[2], int(found[3]))


def open_of(session: Session, association_id: int) -> Sequence[AdvanceLine]:
    """The advances of an association that are not settled yet, the oldest first."""
    found = session.execute(
        _LINES.where(Advance.association_id == association_id, Advance.amount > _SETTLED).order_by(
            Advance.given_on, Advance.id
        )
    )
    return [AdvanceLine(advance, fund, voucher, int(settled)) for advance, fund, voucher, settled in found]
