"""Term deposits: money placed with a bank for a time, and its return with the interest.

The money stays the fund's: account 1211 counts as held and as invested, and nothing of it can be paid
before it returns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.accounts import chart
from ledger.accounts.funds import Fund
from ledger.accounts.journal import EntryKind, Pair
from ledger.database import Base
from ledger.dates import format_date
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.money import Dong
from ledger.receipts.vouchers import Voucher, VoucherKind
from ledger.text import clean
from ledger.treasury import entries, means
from ledger.treasury.entries import Paper

MOST_RATE_BP = 10_000
"""Basis points a year, that is 100 %; the database asks for no more (`deposit_rate_range`)."""
REASON = "Gửi có kỳ hạn tại %s, lãi suất %s %%/năm, đáo hạn ngày %s"
RETURN = "Tất toán tiền gửi có kỳ hạn tại %s theo %s"
"""The purpose lines of the vouchers, Vietnamese documents in every language of the screen."""


class TermDeposit(Base):
    """Money, in đồng, placed with a bank until a day. rate_bp: basis points a year."""

    __tablename__ = "term_deposit"
    __table_args__ = (
        UniqueConstraint("entry_id", name="deposit_entry_once"),
        CheckConstraint("length(trim(bank_name)) >= 1", name="deposit_names_bank"),
        CheckConstraint(f"rate_bp BETWEEN 0 AND {MOST_RATE_BP}", name="deposit_rate_range"),
        CheckConstraint("matures_on > placed_on", name="deposit_matures_later"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    bank_name: Mapped[str]
    principal: Mapped[Dong]
    rate_bp: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    placed_on: Mapped[date]
    matures_on: Mapped[date]
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"))


class TermDepositReturn(Base):
    """A term deposit paid back into a money account, with its interest in đồng; once, and whole."""

    __tablename__ = "term_deposit_return"
    __table_args__ = (
        UniqueConstraint("deposit_id", name="deposit_returned_once"),
        UniqueConstraint("entry_id", name="deposit_return_entry_once"),
        CheckConstraint("interest >= 0", name="deposit_interest_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deposit_id: Mapped[int] = mapped_column(ForeignKey("term_deposit.id"))
    interest: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    returned_on: Mapped[date]
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"))


class BankMissing(InputError):
    """A deposit lies with a bank."""

    rule = "deposit_names_bank"
    message = N_("Enter the name of the bank.")
    general = message


class RateOutOfRange(InputError):
    """A rate a year."""

    rule = "deposit_rate_range"
    message = N_("Enter the interest rate a year, from 0 to 100, such as 4,8.")
    general = message


class MaturesTooEarly(InputError):
    """A deposit ends after it began."""

    rule = "deposit_matures_later"
    message = N_("Enter a day after the deposit was placed.")
    general = message


class ReturnedTwice(Refusal):
    """A deposit returns once."""

    rule = "deposit_returned_once"
    message = N_("This term deposit was already returned. Nothing new was recorded.")
    general = message


class ReturnedTooEarly(InputError):
    """A deposit returns after it was placed."""

    rule = "deposit_not_returned_before"
    message = N_("This deposit was placed on %(day)s. Enter that day or a later one.")
    general = N_("The day of the return is before the day of the deposit.")


@dataclass(frozen=True)
class NewDeposit:
    """What a treasurer places. principal: đồng; rate_bp: basis points a year; place: where the money lay."""

    association_id: int
    fund_id: int
    bank_name: str
    principal: Dong
    rate_bp: int
    place: str
    day: date
    matures_on: date


@dataclass(frozen=True)
class NewReturn:
    """A deposit paid back. interest: đồng; place: the role of the money account that took both."""

    deposit_id: int
    interest: int
    place: str
    day: date


@dataclass(frozen=True)
class DepositLine:
    """A deposit, its voucher, and its return if there was one."""

    deposit: TermDeposit
    fund: Fund
    voucher: Voucher
    returned: TermDepositReturn | None

    @property
    def percent(self) -> str:
        """The rate a year in percent, such as `4,80`."""
        return percent(self.deposit.rate_bp)

    def due(self, today: date) -> bool:
        """Whether it matured and has not returned."""
        return self.returned is None and self.deposit.matures_on <= today


def place_deposit(session: Session, new: NewDeposit, *, by: Actor, client_key: str | None = None) -> int:
    """Place money for a term, on a memo voucher; the treasurer acts. Returns the voucher's id.

    An endowment's capital may be placed. Refuses no bank, an odd rate or term, a closed period, and
    money that is not there or promised (`Overdraft`, `FundHasTooLittle`).
    """
    here, bank = new.association_id, clean(new.bank_name)
    require(session, by, Role.TREASURER, here)
    act = audit.begin(
        session,
        association_id=here,
        actor_id=by.user_id,
        verb="place_deposit",
        client_key=client_key,
        content=vars(new),
    )
    if act.earlier is not None:
        return act.earlier
    _refuse_incomplete(bank, new)
    fund = means.fund_here(session, association_id=here, fund_id=new.fund_id, day=new.day)
    place = means.place(session, here, new.place)
    means.refuse_beyond(
        session, association_id=here, fund=fund, place=place, amount=new.principal, spends=False
    )
    recorded = entries.record(
        session,
        association_id=here,
        kind=EntryKind.DEPOSIT,
        day=new.day,
        pairs=[Pair(fund.id, chart.by_role(session)["term_deposits"], place.account_id, new.principal)],
        paper=Paper(
            VoucherKind.MEMO,
            fund,
            new.principal,
            REASON % (bank, percent(new.rate_bp), format_date(new.matures_on)),
            place.method,
            bank,
        ),
        by=by,
    )
    session.add(_document(new, bank, place.account_id, recorded))
    session.flush()
    return act.done("voucher", recorded.voucher_id)


def _document(new: NewDeposit, bank: str, account_id: int, recorded: entries.Recorded) -> TermDeposit:
    return TermDeposit(
        association_id=new.association_id,
        fund_id=new.fund_id,
        bank_name=bank,
        principal=new.principal,
        rate_bp=new.rate_bp,
        account_id=account_id,
        placed_on=new.day,
        matures_on=new.matures_on,
        entry_id=recorded.entry_id,
        voucher_id=recorded.voucher_id,
    )


def percent(rate_bp: int) -> str:
    """A rate in basis points as percent, as Vietnamese papers write it: 480 is `4,80`."""
    return f"{rate_bp // 100},{rate_bp % 100:02d}"


def _refuse_incomplete(bank: str, new: NewDeposit) -> None:
    if not bank:
        raise BankMissing
    if not 0 <= new.rate_bp <= MOST_RATE_BP:
        raise RateOutOfRange
    if new.matures_on <= new.day:
        raise MaturesTooEarly


def _refuse_unreturnable(line: DepositLine, new: NewReturn) -> None:
    if line.returned is not None:
        raise ReturnedTwice
    if new.day < line.deposit.placed_on:
        raise ReturnedTooEarly(day=format_date(line.deposit.placed_on))


def take_back(session: Session, new: NewReturn, *, by: Actor, client_key: str | None = None) -> int:
    """Record that a deposit came back with its interest, on one memo voucher. Returns the voucher's id.

    Refuses a second time (`ReturnedTwice`), a day before it was placed (`ReturnedTooEarly`), and a
    closed period.
    """
    line = one(session, new.deposit_id)
    deposit, here = line.deposit, line.deposit.association_id
    require(session, by, Role.TREASURER, here)
    act = audit.begin(
        session,
        association_id=here,
        actor_id=by.user_id,
        verb="take_back_deposit",
        client_key=client_key,
        content=vars(new),
    )
    if act.earlier is not None:
        return act.earlier
    _refuse_unreturnable(line, new)
    place, roles = means.place(session, here, new.place), chart.by_role(session)
    parts = [("term_deposits", deposit.principal), ("interest", new.interest)]
    recorded = entries.record(
        session,
        association_id=here,
        kind=EntryKind.DEPOSIT_RETURN,
        day=new.day,
        pairs=[
            Pair(deposit.fund_id, place.account_id, roles[role], Dong(part)) for role, part in parts if part
        ],
        paper=Paper(
            VoucherKind.MEMO,
            line.fund,
            Dong(deposit.principal + new.interest),
            RETURN % (deposit.bank_name, line.voucher.shown_number),
            place.method,
            deposit.bank_name,
        ),
        by=by,
    )
    session.add(_return(new, place.account_id, recorded))
    session.flush()
    return act.done("voucher", recorded.voucher_id)


def _return(new: NewReturn, account_id: int, recorded: entries.Recorded) -> TermDepositReturn:
    return TermDepositReturn(
        deposit_id=new.deposit_id,
        interest=new.interest,
        account_id=account_id,
        returned_on=new.day,
        entry_id=recorded.entry_id,
        voucher_id=recorded.voucher_id,
    )


_LINES = (
    select(TermDeposit, Fund, Voucher, TermDepositReturn)
    .join(Fund, Fund.id == TermDeposit.fund_id)
    .join(Voucher, Voucher.id == TermDeposit.voucher_id)
    .outerjoin(TermDepositReturn, TermDepositReturn.deposit_id == TermDeposit.id)
)


def one(session: Session, deposit_id: int) -> DepositLine:
    """A term deposit by its id; refuses with `NotFound`."""
    found = session.execute(_LINES.where(TermDeposit.id == deposit_id)).one_or_none()
    if found is None:
        raise NotFound
    return DepositLine(*found)


def listed(session: Session, association_id: int) -> Sequence[DepositLine]:
    """The term deposits of an association, those still placed first, by the day they mature."""
    found = session.execute(
        _LINES.where(TermDeposit.association_id == association_id).order_by(
            TermDepositReturn.id.is_not(None), TermDeposit.matures_on, TermDeposit.id
        )
    )
    return [DepositLine(*row) for row in found]
