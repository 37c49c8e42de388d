"""Where money lies: the main cash box and the main bank account, and the others an association named.

Every association has the two main places. The further boxes and bank accounts of the chart are used
only once they have a name, so that each box has somebody who keeps it. A place is closed when it is
empty; its account may then be named anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, case, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.accounts import chart
from ledger.accounts.balances import Balance
from ledger.accounts.funds import Fund
from ledger.accounts.journal import Posting
from ledger.clock import today
from ledger.database import Base
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_, Msgid
from ledger.identity.roles import Actor, Role, require
from ledger.text import clean

CASH, BANK = "cash", "bank"
MAIN_NAMES = {CASH: N_("Main cash box"), BANK: N_("Main bank account")}


class MoneyPlace(Base):
    """A further cash box or bank account of an association.

    holder_name: who keeps it, or may draw from it.
    """

    __tablename__ = "money_place"
    __table_args__ = (
        CheckConstraint("length(trim(name)) >= 1", name="money_place_has_name"),
        CheckConstraint("length(trim(holder_name)) >= 1", name="money_place_has_holder"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str]
    holder_name: Mapped[str]
    bank_name: Mapped[str]
    bank_number: Mapped[str]
    opened_on: Mapped[date]
    named_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))


class MoneyPlaceClosing(Base):
    """A place that is used no more."""

    __tablename__ = "money_place_closing"
    __table_args__ = (UniqueConstraint("place_id", name="money_place_closed_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("money_place.id"))
    closed_on: Mapped[date]
    closed_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))


class PlaceNotNamed(Refusal):
    """Money came into a box or bank account that the association does not use."""

    rule = "money_place_is_named"
    message = N_("This association does not use that cash box or bank account. Give it a name first.")
    general = message


class PlaceNameMissing(InputError):
    """A place is known by its name."""

    rule = "money_place_has_name"
    message = N_("Enter a name, for example “Box of Bản Mẫu”.")


class HolderMissing(InputError):
    """Somebody keeps every box and answers for every bank account."""

    rule = "money_place_has_holder"
    message = N_("Enter who keeps the money there.")


class NoPlaceLeft(Refusal):
    """The chart has nine boxes and nine bank accounts for an association, and all are in use."""

    rule = "money_place_account_once"
    message = N_("All cash boxes or bank accounts of this kind are in use. Close an empty one first.")
    general = message


class PlaceNotEmpty(Refusal):
    """A place with money in it is not closed."""

    rule = "money_place_is_empty"
    message = N_("There is still money in this place. Hand it over first, then close the place.")
    general = message


class PlaceAwaitsHandOver(Refusal):
    """A place that a hand-over names stays until the hand-over is confirmed or withdrawn."""

    rule = "money_place_awaits_nothing"
    message = N_("A hand-over from or to this place still waits. Confirm or withdraw it first.")
    general = message


class PlaceClosedTwice(Refusal):
    """A place is closed once."""

    rule = "money_place_closed_once"
    message = N_("This place was already closed.")
    general = message


@dataclass(frozen=True)
class Place:
    """A place as it is used: its account by id and by role, and its row unless it is a main one."""

    account_id: int
    role: str
    row: MoneyPlace | None

    @property
    def method(self) -> str:
        """'cash' for a box, 'bank' for a bank account."""
        return self.role.partition("_")[0]

    @property
    def name(self) -> Msgid | str:
        """Its name; that of a main place is a text to translate."""
        return MAIN_NAMES[self.method] if self.row is None else self.row.name


@dataclass(frozen=True)
class NewPlace:
    """What a treasurer names. method: 'cash' or 'bank'; bank_name, bank_number: only of a bank account."""

    association_id: int
    method: str
    name: str
    holder_name: str
    bank_name: str = ""
    bank_number: str = ""


def name(session: Session, new: NewPlace, *, by: Actor, client_key: str | None = None) -> int:
    """Name a further cash box or bank account; the treasurer acts. Returns its id.

    Refuses a place without name or holder (`PlaceNameMissing`, `HolderMissing`) and a tenth one
    (`NoPlaceLeft`).
    """
    require(session, by, Role.TREASURER, new.association_id)
    act = audit.begin(
        session,
        association_id=new.association_id,
        actor_id=by.user_id,
        verb="name_place",
        client_key=client_key,
        content=vars(new),
    )
    if act.earlier is not None:
        return act.earlier
    if not clean(new.name):
        raise PlaceNameMissing
    if not clean(new.holder_name):
        raise HolderMissing
    used = {place.account_id for place in in_use(session, new.association_id)}
    free = next((one for one in sorted(chart.places(session, new.method)) if one not in used), None)
    if free is None:
        raise NoPlaceLeft
    place = MoneyPlace(
        association_id=new.association_id,
        account_id=free,
        name=clean(new.name),
        holder_name=clean(new.holder_name),
        bank_name=clean(new.bank_name),
        bank_number=clean(new.bank_number),
        opened_on=today(),
        named_by=by.user_id,
    )
    session.add(place)
    session.flush()
    return act.done("money_place", place.id)


def close(session: Session, *, place_id: int, by: Actor, client_key: str | None = None) -> int:
    """Close a place that is empty in every fund; the treasurer acts. Returns its id.

    Refuses one that holds money (`PlaceNotEmpty`, by the database) and one closed before
    (`PlaceClosedTwice`).
    """
    place = session.get(MoneyPlace, place_id)
    if place is None:
        raise NotFound
    require(session, by, Role.TREASURER, place.association_id)
    act = audit.begin(
        session,
        association_id=place.association_id,
        actor_id=by.user_id,
        verb="close_place",
        client_key=client_key,
        content={"close": place_id},
    )
    if act.earlier is not None:
        return act.earlier
    session.add(MoneyPlaceClosing(place_id=place_id, closed_on=today(), closed_by=by.user_id))
    session.flush()
    return act.done("money_place", place_id)


def in_use(session: Session, association_id: int) -> Sequence[Place]:
    """The places of an association: boxes, then bank accounts, the main one first of each."""
    rows = session.scalars(
        select(MoneyPlace)
        .outerjoin(MoneyPlaceClosing, MoneyPlaceClosing.place_id == MoneyPlace.id)
        .where(MoneyPlace.association_id == association_id, MoneyPlaceClosing.id.is_(None))
    )
    named = {row.account_id: row for row in rows}
    money = sorted(
        (account_id, role)
        for role, account_id in chart.by_role(session).items()
        if role.partition("_")[0] in MAIN_NAMES
    )
    return [
        Place(account_id, role, named.get(account_id))
        for account_id, role in money
        if role in MAIN_NAMES or account_id in named
    ]


def known(session: Session, association_id: int, on: date) -> Mapping[int, Place]:
    """Every place an association ever used, by account: the one that an account was for on a day.

    What is dated before a place was named is of the first that used its account.
    """
    rows = session.scalars(
        select(MoneyPlace).where(MoneyPlace.association_id == association_id).order_by(MoneyPlace.id)
    )
    named: dict[int, MoneyPlace] = {}
    for row in rows:
        if row.account_id not in named or row.opened_on <= on:
            named[row.account_id] = row
    return {
        account_id: Place(account_id, role, named.get(account_id))
        for role, account_id in chart.by_role(session).items()
        if role in MAIN_NAMES or account_id in named
    }


def used_here(session: Session, association_id: int, account_id: int) -> Place:
    """The place of an association with this account; refuses any other with `PlaceNotNamed`."""
    found = next((place for place in in_use(session, association_id) if place.account_id == account_id), None)
    if found is None:
        raise PlaceNotNamed
    return found


def holdings(session: Session, association_id: int) -> Mapping[int, Sequence[tuple[Fund, int]]]:
    """What lies in each place now: by account, each fund with its amount in đồng, without empty ones."""
    money = [*chart.places(session, CASH), *chart.places(session, BANK)]
    found = session.execute(
        select(Balance.account_id, Fund, Balance.debit - Balance.credit)
        .join(Fund, Fund.id == Balance.fund_id)
        .where(
            Balance.association_id == association_id,
            Balance.account_id.in_(money),
            Balance.debit != Balance.credit,
        )
        .order_by(Fund.kind.desc(), Fund.id)
    )
    held: dict[int, list[tuple[Fund, int]]] = {}
    for account_id, fund, amount in found:
        held.setdefault(account_id, []).append((fund, amount))
    return held


def oldest_since(session: Session, association_id: int, account_id: int) -> date | None:
    """The day on which the oldest đồng still in a place came in; None when the place is empty.

    First in, first out over all funds together: what is there now is what came last. Each entry counts
    with what it changed in the place, so moving money between funds in the same box makes nothing newer.
    """
    came = case((Posting.debit_account_id == account_id, Posting.amount), else_=-Posting.amount)
    here = or_(Posting.debit_account_id == account_id, Posting.credit_account_id == account_id)
    changed = func.sum(came)
    moves = (
        select(Posting.entry_date, Posting.entry_id, changed.label("changed"))
        .where(Posting.association_id == association_id, here)
        .group_by(Posting.entry_date, Posting.entry_id)
        .subquery()
    )
    left = select(func.sum(moves.c.changed)).scalar_subquery()
    newest_first = (moves.c.entry_date.desc(), moves.c.entry_id.desc())
    arrivals = (
        select(moves.c.entry_date, func.sum(moves.c.changed).over(order_by=newest_first).label("since"))
        .where(moves.c.changed > 0)
        .subquery()
    )
    oldest = select(func.max(arrivals.c.entry_date)).where(arrivals.c.since >= left, left > 0)
    found: date | None = session.scalar(oldest)
    return found
