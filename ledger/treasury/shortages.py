"""Cash found missing by a count: owed by whoever keeps the box, until made good or written off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.accounts import balances, chart, places
from ledger.accounts.balances import Balance
from ledger.accounts.funds import Fund
from ledger.accounts.journal import EntryKind, Pair
from ledger.database import Base
from ledger.errors import InputError, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.money import Dong, format_dong
from ledger.receipts.vouchers import VoucherKind
from ledger.text import SHORTEST_REASON, clean
from ledger.treasury import entries, means
from ledger.treasury.entries import Paper

REASONS = {
    "made_good": "Bồi hoàn tiền mặt thiếu khi kiểm kê: %s",
    "written_off": "Xóa khoản tiền mặt thiếu khi kiểm kê: %s",
}


class Outcome(StrEnum):
    """How a shortage ends."""

    MADE_GOOD = "made_good"
    WRITTEN_OFF = "written_off"


OUTCOME_NAMES = {
    Outcome.MADE_GOOD: N_("The money was paid in"),
    Outcome.WRITTEN_OFF: N_("It is written off by a decision"),
}


class ShortageSettlement(Base):
    """A shortage made good in cash, or written off as an expense, in đồng.

    reason: who paid, or who decided.
    """

    __tablename__ = "shortage_settlement"
    __table_args__ = (
        UniqueConstraint("entry_id", name="shortage_entry_once"),
        CheckConstraint("outcome IN ('made_good', 'written_off')", name="shortage_outcome"),
        CheckConstraint("length(trim(reason)) >= 3", name="shortage_settlement_says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    outcome: Mapped[str]
    amount: Mapped[Dong]
    settled_on: Mapped[date]
    settled_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    reason: Mapped[str]
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"))


class ShortageIsLess(Refusal):
    """No more is made good or written off than is missing."""

    rule = "shortage_is_there"
    status = 422
    message = N_("Of “%(fund)s” %(missing)s đồng are missing. Enter that amount or less.")
    general = N_("This is more than is missing of that fund.")


class SettlementSaysWhy(InputError):
    """A shortage that ends says who paid or who decided."""

    rule = "shortage_settlement_says_why"
    message = N_("Say who paid the money in, or who decided to write it off.")


@dataclass(frozen=True)
class NewSettlement:
    """How a shortage of a fund ends. account_id: the box the money was paid into; amount: đồng."""

    association_id: int
    fund_id: int
    outcome: Outcome
    amount: Dong
    account_id: int
    settled_on: date
    reason: str


def settle(session: Session, new: NewSettlement, *, by: Actor, client_key: str | None = None) -> int:
    """Record that a shortage was made good or written off; the treasurer acts. Returns its id.

    Refuses more than is missing (`ShortageIsLess`), no reason (`SettlementSaysWhy`), and what the book
    refuses.
    """
    require(session, by, Role.TREASURER, new.association_id)
    act = audit.begin(
        session,
        association_id=new.association_id,
        actor_id=by.user_id,
        verb="settle_shortage",
        client_key=client_key,
        content=vars(new),
    )
    if act.earlier is not None:
        return act.earlier
    fund = means.fund_here(
        session, association_id=new.association_id, fund_id=new.fund_id, day=new.settled_on
    )
    left = balances.held(session, association_id=new.association_id, fund_id=fund.id, role="shortage")
    if new.amount > left:
        raise ShortageIsLess(fund=fund.name, missing=format_dong(left))
    if len(clean(new.reason)) < SHORTEST_REASON:
        raise SettlementSaysWhy
    recorded = _record(session, new, fund, by)
    settlement = ShortageSettlement(
        association_id=new.association_id,
        fund_id=fund.id,
        outcome=new.outcome.value,
        amount=new.amount,
        settled_on=new.settled_on,
        settled_by=by.user_id,
        reason=clean(new.reason),
        entry_id=recorded.entry_id,
        voucher_id=recorded.voucher_id,
    )
    session.add(settlement)
    session.flush()
    return act.done("shortage_settlement", settlement.id)


def _record(session: Session, new: NewSettlement, fund: Fund, by: Actor) -> entries.Recorded:
    """Post the end of a shortage, with its voucher."""
    roles, method, debit = chart.by_role(session), entries.NO_MONEY, 0
    if new.outcome == Outcome.MADE_GOOD:
        place = places.used_here(session, new.association_id, new.account_id)
        method, debit = place.method, place.account_id
    else:
        debit = roles["expense_other"]
    return entries.record(
        session,
        association_id=new.association_id,
        kind=EntryKind.CASH_DIFFERENCE,
        day=new.settled_on,
        pairs=[Pair(fund.id, debit, roles["shortage"], new.amount)],
        paper=Paper(
            VoucherKind.MEMO, fund, new.amount, REASONS[new.outcome] % clean(new.reason), method, by.name
        ),
        by=by,
    )


def open_shortages(session: Session, association_id: int) -> Sequence[tuple[Fund, int]]:
    """What is missing of each fund of an association, in đồng, where something is."""
    left = Balance.debit - Balance.credit
    found = session.execute(
        select(Fund, left)
        .join(Balance, Balance.fund_id == Fund.id)
        .where(
            Balance.association_id == association_id,
            Balance.account_id == chart.by_role(session)["shortage"],
            left > 0,
        )
        .order_by(Fund.id)
    )
    return [(fund, int(amount)) for fund, amount in found]
