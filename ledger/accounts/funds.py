"""Funds: money kept apart by purpose. Every posting names one; each fund balances by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, bindparam, func, insert, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.associations import tree
from ledger.associations.associations import Association
from ledger.clock import today
from ledger.database import Base, SortKey
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, require_setting_up
from ledger.statements import Lookup
from ledger.text import clean, fold, slug, slugs, sort_key


class FundKind(StrEnum):
    """What may be done with a fund's money."""

    UNRESTRICTED = "unrestricted"
    RESTRICTED = "restricted"
    ENDOWMENT = "endowment"


KIND_NAMES = {
    FundKind.UNRESTRICTED: N_("General fund"),
    FundKind.RESTRICTED: N_("Fund with a named purpose"),
    FundKind.ENDOWMENT: N_("Endowment: its capital is preserved and only its yield is spent"),
}


class Fund(Base):
    """One fund. owner_id: the association that answers for it; purpose: what givers gave it for.

    licence: number and date of the decision that recognizes it as a social or charitable fund with a
    charter of its own (Decree 93/2019/ND-CP); None for a fund that is only kept apart in the book.
    """

    __tablename__ = "fund"
    __table_args__ = (
        UniqueConstraint("code", name="fund_code_once"),
        CheckConstraint("kind IN ('unrestricted', 'restricted', 'endowment')", name="fund_kind"),
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
    licence: Mapped[str | None]
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


class FundNameTaken(InputError):
    """An association tells its own open funds apart by their names."""

    rule = "fund_name_once_for_owner"
    message = N_("This association already has an open fund “%(fund)s”. Choose another name.")


class PurposeMissing(InputError):
    """A restricted fund or an endowment says what its money is for."""

    rule = "fund_purpose_named"
    message = N_("Say what the money of this fund is given for.")


class FundCodeTaken(Refusal):
    """Two funds may not share a code."""

    rule = "fund_code_once"
    message = N_("Another fund was opened under the same code just now. Open the form and send it again.")
    general = message


@dataclass(frozen=True)
class NewFund:
    """A fund to open. all_beneath: every unit under the owner may hold its money too."""

    name: str
    kind: FundKind
    opened_on: date
    purpose: str = ""
    all_beneath: bool = False
    licence: str = ""


def open_as_administrator(
    session: Session, owner: Association, new: NewFund, *, by: Actor, client_key: str | None = None
) -> int:
    """Open a fund of an association, with a place in the trail; an administrator acts. Returns its id.

    Refuses a restricted fund or endowment without purpose (`PurposeMissing`) and the name of another
    open fund of the same owner (`FundNameTaken`).
    """
    require_setting_up(session, by, owner.id)
    act = audit.begin(
        session,
        association_id=owner.id,
        actor_id=by.user_id,
        verb="open_fund",
        client_key=client_key,
        content=vars(new),
    )
    if act.earlier is not None:
        return act.earlier
    if new.kind != FundKind.UNRESTRICTED and not clean(new.purpose):
        raise PurposeMissing
    same = select(Fund.id).where(
        Fund.owner_id == owner.id, Fund.folded == fold(clean(new.name)), Fund.closed_on.is_(None)
    )
    if session.scalar(same.limit(1)) is not None:
        raise FundNameTaken(fund=clean(new.name))
    fund = open_fund(
        session,
        name=new.name,
        kind=new.kind,
        owner_id=owner.id,
        opened_on=new.opened_on,
        holders=_beneath(session, owner.id) if new.all_beneath else [owner.id],
        purpose=new.purpose if new.kind != FundKind.UNRESTRICTED else "",
        licence=new.licence,
        code=next(code for code in slugs(new.name, owner.code) if not _has_code(session, code)),
    )
    return act.done("fund", fund.id)


def let_all_beneath_hold(session: Session, fund: Fund, *, by: Actor, client_key: str | None = None) -> int:
    """Let the owner of a fund and every unit now under it hold its money; an administrator acts.

    Units that hold it already go on. Returns the fund's id.
    """
    require_setting_up(session, by, fund.owner_id)
    act = audit.begin(
        session,
        association_id=fund.owner_id,
        actor_id=by.user_id,
        verb="let_hold",
        client_key=client_key,
        content={"fund": fund.id},
    )
    if act.earlier is not None:
        return act.earlier
    holding = set(session.scalars(select(FundHolder.association_id).where(FundHolder.fund_id == fund.id)))
    missing = [place for place in _beneath(session, fund.owner_id) if place not in holding]
    let_hold(session, fund_id=fund.id, association_ids=missing)
    return act.done("fund", fund.id)


def _beneath(session: Session, owner_id: int) -> Sequence[int]:
    """An association and all under it today."""
    within = tree.subtree(owner_id, today())
    return session.scalars(select(within.c.id)).all()


def _has_code(session: Session, code: str) -> bool:
    return session.scalar(select(Fund.id).where(Fund.code == code)) is not None


@dataclass(frozen=True)
class Holding:
    """A fund as one association sees it.

    owned: whether it answers for the fund; holders: how many associations may hold its money.
    """

    fund: Fund
    owned: bool
    holders: int


def owned_or_held(session: Session, association_id: int) -> Sequence[Holding]:
    """Every fund, open or closed, that an association owns or whose money it may hold, its own first."""
    held_here = select(FundHolder.fund_id).where(FundHolder.association_id == association_id)
    found = session.scalars(
        select(Fund)
        .where(or_(Fund.owner_id == association_id, Fund.id.in_(held_here)))
        .order_by(Fund.owner_id != association_id, Fund.id)
    ).all()
    numbers = session.execute(
        select(FundHolder.fund_id, func.count().label("holders"))
        .where(FundHolder.fund_id.in_([fund.id for fund in found]))
        .group_by(FundHolder.fund_id)
    )
    counted = {row.fund_id: row.holders for row in numbers}
    return [Holding(fund, fund.owner_id == association_id, counted.get(fund.id, 0)) for fund in found]


def open_fund(
    session: Session,
    *,
    name: str,
    kind: FundKind,
    owner_id: int,
    opened_on: date,
    holders: Sequence[int],
    purpose: str = "",
    licence: str = "",
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
        licence=clean(licence) or None,
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


_held = Lookup(
    Fund,
    Fund.id == bindparam("fund"),
    Fund.id.in_(
        select(FundHolder.fund_id).where(
            FundHolder.association_id == bindparam("association"), FundHolder.fund_id == bindparam("fund")
        )
    ),
)


def held(session: Session, *, association_id: int, fund_id: int) -> Fund | None:
    """A fund whose money an association may hold, open or closed; None when it may not."""
    return _held.first(session, fund=fund_id, association=association_id)


def ever_held_by(session: Session, association_id: int) -> Sequence[Fund]:
    """Funds whose money an association may hold, open or closed, the general ones first."""
    return session.scalars(
        select(Fund)
        .join(FundHolder, FundHolder.fund_id == Fund.id)
        .where(FundHolder.association_id == association_id)
        .order_by(Fund.kind.desc(), Fund.id)
    ).all()


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
