"""Balances, kept by the database itself as postings arrive. Python only reads them.

`balance` is the whole life of an account in a fund of an association and refuses an overdraft;
`turnover` is the same by year, from which every report is made; `fund_position` refuses a promise
beyond the money that is there. `ledger.disclosure.verify` derives all three again from postings.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import CheckConstraint, ForeignKey, case, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.accounts import chart
from ledger.accounts.funds import Fund
from ledger.database import Base
from ledger.errors import Refusal
from ledger.i18n import N_


class Balance(Base):
    """Debits and credits of an account in a fund of an association since the book was opened, in đồng."""

    __tablename__ = "balance"
    __table_args__ = (
        CheckConstraint("guarded = 0 OR debit >= credit", name="no_overdraft"),
        CheckConstraint("debit >= 0 AND credit >= 0", name="balance_sides"),
        {"sqlite_with_rowid": False},
    )

    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), primary_key=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    debit: Mapped[int]
    credit: Mapped[int]
    guarded: Mapped[int]


class Turnover(Base):
    """Debits and credits of an account in a fund of an association within one calendar year, in đồng."""

    __tablename__ = "turnover"
    __table_args__ = ({"sqlite_with_rowid": False},)

    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), primary_key=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    debit: Mapped[int]
    credit: Mapped[int]


class FundPosition(Base):
    """What an association holds of a fund and what of it is bound, in đồng.

    money: in cash boxes and bank accounts; invested: in term deposits; promised: to recipients;
    capital: of an endowment, never to be spent; 0 for other funds.
    """

    __tablename__ = "fund_position"
    __table_args__ = (
        CheckConstraint("money >= promised", name="fund_available_not_negative"),
        CheckConstraint("promised >= 0", name="fund_promised_not_negative"),
        CheckConstraint(
            "capital = 0 OR money + invested - promised >= capital", name="endowment_capital_kept"
        ),
        {"sqlite_with_rowid": False},
    )

    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), primary_key=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), primary_key=True)
    money: Mapped[int]
    promised: Mapped[int]
    invested: Mapped[int]
    capital: Mapped[int]


class Overdraft(Refusal):
    """More money would leave a cash box or bank account than it holds for that fund."""

    rule = "no_overdraft"
    message = N_("“%(fund)s” holds %(held)s đồng in this account; %(asked)s đồng cannot leave it.")
    general = N_("There is not enough money of this fund in that cash box or bank account.")
    next_step = N_("Pay from the other account, or record the money received first.")


class FundHasTooLittle(Refusal):
    """A fund would be promised, or paid out, beyond its means."""

    rule = "fund_available_not_negative"
    message = N_("“%(fund)s” has %(available)s đồng left to promise; %(asked)s đồng is too much.")
    general = N_("The fund does not have this much left to promise. Someone may have used it just now.")
    next_step = N_("Lower the amounts, choose another fund, or wait until more is contributed.")


class CapitalIsPreserved(Refusal):
    """An endowment's capital is kept; only what it has yielded may be promised or spent."""

    rule = "endowment_capital_kept"
    message = N_("This fund keeps its capital: only its yield may be promised or spent.")
    general = message
    next_step = N_("Lower the amount to what the fund has yielded, or choose another fund.")


class PromiseIsGone(Refusal):
    """More would be paid, or taken back, than is still promised to recipients."""

    rule = "fund_promised_not_negative"
    message = N_("This money is no longer promised: it was paid or cancelled. Nothing new was recorded.")
    general = message


@dataclass(frozen=True)
class Position:
    """Money held, promised and invested, and capital to preserve, in đồng."""

    money: int
    promised: int
    invested: int = 0
    capital: int = 0

    @property
    def available(self) -> int:
        """What can still be promised: money not promised yet, less capital that no investment covers."""
        return self.money - self.promised - max(self.capital - self.invested, 0)


def position(session: Session, *, association_id: int, fund_id: int) -> Position:
    """What an association holds of a fund now."""
    row = session.execute(
        select(FundPosition.money, FundPosition.promised, FundPosition.invested, FundPosition.capital).where(
            FundPosition.association_id == association_id, FundPosition.fund_id == fund_id
        )
    ).one_or_none()
    return Position(*row) if row else Position(0, 0)


@dataclass(frozen=True)
class FundInHand:
    """What an association has of one fund, in đồng: by where it lies, and how much of it is promised."""

    fund: Fund
    cash: int
    bank: int
    position: Position

    @property
    def promised(self) -> int:
        """What of it is promised to recipients."""
        return self.position.promised

    @property
    def available(self) -> int:
        """What can still be promised."""
        return self.position.available


def in_hand(session: Session, association_id: int) -> Sequence[FundInHand]:
    """What an association holds of each fund that ever had money here, the general funds first.

    cash and bank: over all its cash boxes, and over all its bank accounts.
    """
    cash, bank = (
        func.sum(
            case(
                (Balance.account_id.in_(chart.places(session, method)), Balance.debit - Balance.credit),
                else_=0,
            )
        )
        for method in ("cash", "bank")
    )
    stands = (FundPosition.money, FundPosition.promised, FundPosition.invested, FundPosition.capital)
    query = (
        select(Fund, cash, bank, *stands)
        .join(FundPosition, FundPosition.fund_id == Fund.id)
        .join(
            Balance,
            (Balance.fund_id == Fund.id) & (Balance.association_id == FundPosition.association_id),
        )
        .where(FundPosition.association_id == association_id)
        .group_by(Fund.id, *stands)
        .order_by(Fund.kind.desc(), Fund.id)
    )
    return [
        FundInHand(fund, int(in_cash), int(in_bank), Position(*position))
        for fund, in_cash, in_bank, *position in session.execute(query)
    ]


def held(session: Session, *, association_id: int, fund_id: int, role: str) -> int:
    """The debit balance of one account, by its role ('cash', 'bank'), in one fund, in đồng."""
    account_id = chart.by_role(session)[role]
    found = session.execute(
        select(Balance.debit - Balance.credit).where(
            Balance.association_id == association_id,
            Balance.fund_id == fund_id,
            Balance.account_id == account_id,
        )
    ).scalar_one_or_none()
    return found or 0
