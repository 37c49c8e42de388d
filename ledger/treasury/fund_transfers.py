"""Money moved between two funds of one association, in the place where it lies.

From a fund with a named purpose it is a release: the ground, such as the consent of whoever gave or
the purpose fulfilled, is stored and printed. From an endowment only its yield can move.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.accounts import chart
from ledger.accounts.funds import FundKind
from ledger.accounts.journal import EntryKind, Pair
from ledger.database import Base
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.money import Dong
from ledger.receipts.vouchers import VoucherKind
from ledger.text import clean
from ledger.treasury import entries, means
from ledger.treasury.entries import Paper

SHORTEST_GROUND = 3
"""Letters; the database asks for as many (`fund_transfer_has_ground`)."""
REASON = "Điều chuyển từ “%s” sang “%s”. Căn cứ: %s"
RELEASE = "Giải tỏa mục đích, chuyển từ “%s” sang “%s”. Căn cứ: %s"
"""The purpose line of the voucher, a Vietnamese document in every language of the screen."""


class FundTransfer(Base):
    """Money, in đồng, that left one fund for another on a day. account_id: the place where it lies."""

    __tablename__ = "fund_transfer"
    __table_args__ = (
        UniqueConstraint("entry_id", name="fund_transfer_entry_once"),
        CheckConstraint("from_fund_id <> to_fund_id", name="fund_transfer_two_funds"),
        CheckConstraint("length(trim(ground)) >= 3", name="fund_transfer_has_ground"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    from_fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    to_fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    amount: Mapped[Dong]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    moved_on: Mapped[date]
    ground: Mapped[str]
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"))


class SameFund(InputError):
    """Money moves between two funds."""

    rule = "fund_transfer_two_funds"
    message = N_("Choose another fund than the one the money comes from.")
    general = message


class GroundMissing(InputError):
    """A transfer between funds says on what ground."""

    rule = "fund_transfer_has_ground"
    message = N_("Say on what ground: who agreed, or how the purpose was fulfilled.")
    general = message


@dataclass(frozen=True)
class NewFundTransfer:
    """What a treasurer moves. amount: đồng; place: the role of the money account it lies in."""

    association_id: int
    from_fund_id: int
    to_fund_id: int
    amount: Dong
    place: str
    day: date
    ground: str


def move(session: Session, new: NewFundTransfer, *, by: Actor, client_key: str | None = None) -> int:
    """Move money from one fund to another; the treasurer acts. Returns the voucher's id.

    Refuses one and the same fund (`SameFund`), no ground (`GroundMissing`), a closed period, and more
    than lies there of the fund, unpromised, above its capital (`Overdraft`, `FundHasTooLittle`,
    `CapitalIsPreserved`).
    """
    here = new.association_id
    require(session, by, Role.TREASURER, here)
    act = audit.begin(
        session,
        association_id=here,
        actor_id=by.user_id,
        verb="move_between_funds",
        client_key=client_key,
        content=vars(new),
    )
    if act.earlier is not None:
        return act.earlier
    ground = clean(new.ground)
    if new.from_fund_id == new.to_fund_id:
        raise SameFund
    if len(ground) < SHORTEST_GROUND:
        raise GroundMissing
    source = means.fund_here(session, association_id=here, fund_id=new.from_fund_id, day=new.day)
    target = means.fund_here(session, association_id=here, fund_id=new.to_fund_id, day=new.day)
    place = means.place(session, here, new.place)
    means.refuse_beyond(session, association_id=here, fund=source, place=place, amount=new.amount)
    between = chart.by_role(session)["between_funds"]
    words = REASON if source.kind == FundKind.UNRESTRICTED else RELEASE
    recorded = entries.record(
        session,
        association_id=here,
        kind=EntryKind.FUND_TRANSFER,
        day=new.day,
        pairs=[
            Pair(source.id, between, place.account_id, new.amount),
            Pair(target.id, place.account_id, between, new.amount),
        ],
        paper=Paper(
            VoucherKind.MEMO,
            source,
            new.amount,
            words % (source.name, target.name, ground),
            place.method,
        ),
        by=by,
    )
    session.add(_document(new, ground, place.account_id, recorded))
    session.flush()
    return act.done("voucher", recorded.voucher_id)


def _document(new: NewFundTransfer, ground: str, account_id: int, recorded: entries.Recorded) -> FundTransfer:
    return FundTransfer(
        association_id=new.association_id,
        from_fund_id=new.from_fund_id,
        to_fund_id=new.to_fund_id,
        amount=new.amount,
        account_id=account_id,
        moved_on=new.day,
        ground=ground,
        entry_id=recorded.entry_id,
        voucher_id=recorded.voucher_id,
    )
