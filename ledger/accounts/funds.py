"""Funds: money kept apart by purpose. Every posting names one; each fund balances by itself."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.database import Base, SortKey
from ledger.errors import NotFound, Refusal
from ledger.i18n import N_
from ledger.text import clean, fold, slug, sort_key


class FundKind(StrEnum):
    """What may be done with a fund's money."""

    UNRESTRICTED = "unrestricted"
    RESTRICTED = "restricted"


KIND_NAMES = {
    FundKind.UNRESTRICTED: N_("General fund"),
    FundKind.RESTRICTED: N_("Fund with a named purpose"),
}


class Fund(Base):
    """One fund. owner_id: the association that answers for it; purpose: what givers gave it for."""

    __tablename__ = "fund"
    __table_args__ = (
        UniqueConstraint("code", name="fund_code_once"),
        CheckConstraint("kind IN ('unrestricted', 'restricted')", name="fund_kind"),
        CheckConstraint("kind = 'unrestricted' OR purpose <> ''", name="fund_purpose_named"),
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="fund_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    folded: Mapped[str]
    sort_key: Mapped[SortKey]
    purpose: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]


class FundHolder(Base):
    """An association that may hold money of a fund; a posting elsewhere is refused by foreign key."""

    __tablename__ = "fund_holder"
    __table_args__ = ({"sqlite_with_rowid": False},)

    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), primary_key=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"), primary_key=True)


class FundIsClosed(Refusal):
    """The fund takes and gives no money on that day."""

    rule = "fund_is_open"
    message = N_("The fund “%(fund)s” is closed on %(day)s. Choose another fund or another day.")
    general = N_("This fund is closed on that day. Choose another fund or another day.")


def open_fund(
    session: Session,
    *,
    name: str,
    kind: FundKind,
    owner_id: int,
    opened_on: date,
    holders: Sequence[int],
    purpose: str = "",
    code: str | None = None,
) -> Fund:
    """Open a fund owned by one association and held by some.

    holders: ids of the associations that may hold its money (the owner too, if it does).
    A restricted fund must name its purpose (CHECK `fund_purpose_named`).
    """
    name = clean(name)
    fund = Fund(
        code=code or slug(name),
        kind=kind,
        name=name,
        folded=fold(name),
        sort_key=sort_key(name),
        purpose=clean(purpose),
        owner_id=owner_id,
        opened_on=opened_on,
        closed_on=None,
    )
    session.add(fund)
    session.flush()
    let_hold(session, fund_id=fund.id, association_ids=holders)
    return fund


def let_hold(session: Session, *, fund_id: int, association_ids: Sequence[int]) -> None:
    """Let more associations hold money of a fund."""
    if association_ids:
        session.execute(
            insert(FundHolder), [{"association_id": place, "fund_id": fund_id} for place in association_ids]
        )


def by_code(session: Session, code: str) -> Fund:
    """The fund with this code; refuses with `NotFound`."""
    fund = session.scalar(select(Fund).where(Fund.code == code))
    if fund is None:
        raise NotFound
    return fund


def held(session: Session, *, association_id: int, fund_id: int) -> Fund | None:
    """A fund whose money an association may hold, open or closed; None when it may not."""
    return session.scalar(
        select(Fund)
        .join(FundHolder, FundHolder.fund_id == Fund.id)
        .where(Fund.id == fund_id, FundHolder.association_id == association_id)
    )


def held_by(session: Session, *, association_id: int, on: date) -> Sequence[Fund]:
    """Funds open on a day whose money an association may hold, the general ones first."""
    return session.scalars(
        select(Fund)
        .join(FundHolder, FundHolder.fund_id == Fund.id)
        .where(
            FundHolder.association_id == association_id,
            Fund.opened_on <= on,
            (Fund.closed_on.is_(None)) | (Fund.closed_on >= on),
        )
        .order_by(Fund.kind.desc(), Fund.id)
    ).all()
