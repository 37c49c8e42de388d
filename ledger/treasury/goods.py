"""Goods: given to an association or bought by it, kept in lots, and handed out piece by piece.

A lot has a value in đồng, stated when it comes in. Each issue takes its share of that value, so that the
last piece takes what is left, and there is never more given out than came in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.accounts import chart, places
from ledger.accounts.funds import Fund
from ledger.accounts.journal import EntryKind, Pair
from ledger.accounts.places import Place
from ledger.database import Base, one_at_a_time
from ledger.dates import format_date
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.money import Dong, format_dong
from ledger.receipts.vouchers import Voucher, VoucherKind
from ledger.text import SHORTEST_NAME, clean
from ledger.treasury import entries, means
from ledger.treasury.entries import Paper, Recorded

MOST = 100_000
"""Pieces of one lot; a larger one is recorded in larger units."""
RECEIVED = "Nhận hiện vật: %s (%s %s)"
BOUGHT = "Mua hiện vật: %s (%s %s)"
GIVEN = "Trao hiện vật: %s (%s %s)"


class Source(StrEnum):
    """Where goods come from; each has accounts of its own."""

    DONATED = "donated"
    BOUGHT = "bought"


SOURCE_NAMES = {Source.DONATED: N_("Donated"), Source.BOUGHT: N_("Bought")}
ACCOUNTS = {Source.DONATED: ("goods", "goods_given"), Source.BOUGHT: ("goods_bought", "bought_goods_given")}
"""By source: the account where goods are kept, and that of goods handed out."""


class GoodsLot(Base):
    """Goods of one kind that came in together. value: đồng of the whole lot; from_name: giver or seller."""

    __tablename__ = "goods_lot"
    __table_args__ = (
        UniqueConstraint("entry_id", name="goods_lot_entry_once"),
        CheckConstraint("source IN ('donated', 'bought')", name="goods_source"),
        CheckConstraint(f"quantity BETWEEN 1 AND {MOST}", name="goods_quantity_range"),
        CheckConstraint("value BETWEEN quantity AND 10000000000000", name="goods_value_range"),
        CheckConstraint(
            "length(trim(description)) >= 2 AND length(trim(unit)) >= 1 AND length(trim(from_name)) >= 1",
            name="goods_are_described",
        ),
        Index("goods_lot_by_association_ix", "association_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    source: Mapped[str]
    description: Mapped[str]
    unit: Mapped[str]
    quantity: Mapped[int]
    value: Mapped[Dong]
    from_name: Mapped[str]
    received_on: Mapped[date]
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"))


class GoodsIssue(Base):
    """Pieces of a lot handed out. amount: their share of the lot's value, in đồng."""

    __tablename__ = "goods_issue"
    __table_args__ = (
        UniqueConstraint("entry_id", name="goods_issue_entry_once"),
        CheckConstraint("length(trim(given_to)) >= 1", name="goods_issue_has_receiver"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("goods_lot.id"), index=True)
    quantity: Mapped[int]
    amount: Mapped[Dong]
    given_to: Mapped[str]
    given_on: Mapped[date]
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))
    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"))


class GoodsNotDescribed(InputError):
    """Goods are known by what they are, in which unit, and from whom."""

    rule = "goods_are_described"
    message = N_("Enter what it is, in which unit it is counted, and from whom it came.")


class GoodsQuantity(InputError):
    """Goods are counted in whole pieces."""

    rule = "goods_quantity_range"
    message = N_("Enter how many pieces, from 1 to 100.000.")


class GoodsValue(InputError):
    """Each piece is worth at least one đồng."""

    rule = "goods_value_range"
    message = N_("Enter what all of it is worth together: at least 1 đồng for each piece.")


class GoodsAreFewer(Refusal):
    """Nobody hands out more than is there."""

    rule = "goods_are_there"
    status = 422
    message = N_("There are %(left)s %(unit)s left. Enter that number or less.")
    general = N_("There is less left of these goods. Somebody may have handed some out just now.")


class GoodsReceiverMissing(InputError):
    """Whoever takes goods signs for them."""

    rule = "goods_issue_has_receiver"
    message = N_("Enter who takes the goods.")


class GoodsGivenTooEarly(InputError):
    """Goods are handed out on the day they came or later."""

    rule = "goods_issue_not_before_lot"
    message = N_("These goods came on %(day)s. Enter that day or a later one.")
    general = N_("The day of handing out is before the day the goods came.")


@dataclass(frozen=True)
class NewLot:
    """What came in. value: đồng of all together; account_id: the place it was paid from, when bought."""

    association_id: int
    fund_id: int
    source: Source
    description: str
    unit: str
    quantity: int
    value: Dong
    from_name: str
    received_on: date
    account_id: int | None = None


def receive(session: Session, new: NewLot, *, by: Actor, client_key: str | None = None) -> int:
    """Record goods that came in, with their entry and voucher; the treasurer acts. Returns the lot's id.

    Refuses goods not described, counted or valued (`GoodsNotDescribed`, `GoodsQuantity`, `GoodsValue`),
    and for goods bought more than the place holds or the fund has left (`Overdraft`, `FundHasTooLittle`).
    """
    require(session, by, Role.TREASURER, new.association_id)
    act = audit.begin(
        session,
        association_id=new.association_id,
        actor_id=by.user_id,
        verb="receive_goods",
        client_key=client_key,
        content=vars(new),
    )
    if act.earlier is not None:
        return act.earlier
    _refuse_unfit(new)
    fund = means.fund_here(
        session, association_id=new.association_id, fund_id=new.fund_id, day=new.received_on
    )
    recorded = _take_in(session, new, fund, by)
    lot = GoodsLot(
        association_id=new.association_id,
        fund_id=fund.id,
        source=new.source.value,
        description=clean(new.description),
        unit=clean(new.unit),
        quantity=new.quantity,
        value=new.value,
        from_name=clean(new.from_name),
        received_on=new.received_on,
        entry_id=recorded.entry_id,
        voucher_id=recorded.voucher_id,
    )
    session.add(lot)
    session.flush()
    return act.done("goods_lot", lot.id)


def _refuse_unfit(new: NewLot) -> None:
    if len(clean(new.description)) < SHORTEST_NAME or not clean(new.unit) or not clean(new.from_name):
        raise GoodsNotDescribed
    if not 1 <= new.quantity <= MOST:
        raise GoodsQuantity
    if new.value < new.quantity:
        raise GoodsValue


def _take_in(session: Session, new: NewLot, fund: Fund, by: Actor) -> Recorded:
    """Post goods in, with a memo when they were given and a payment voucher when they were bought."""
    roles = chart.by_role(session)
    what = (clean(new.description), format_dong(new.quantity), clean(new.unit))
    if new.source == Source.BOUGHT:
        place = _paid_from(session, new)
        means.refuse_beyond(
            session, association_id=new.association_id, fund=fund, place=place, amount=new.value
        )
        credit, kind, method, reason = place.account_id, VoucherKind.PAYMENT, place.method, BOUGHT
    else:
        credit, kind, method, reason = roles["goods_income"], VoucherKind.MEMO, entries.NO_MONEY, RECEIVED
    return entries.record(
        session,
        association_id=new.association_id,
        kind=EntryKind.GOODS_IN,
        day=new.received_on,
        pairs=[Pair(fund.id, roles[ACCOUNTS[new.source][0]], credit, new.value)],
        paper=Paper(kind, fund, new.value, reason % what, method, clean(new.from_name)),
        by=by,
    )


def _paid_from(session: Session, new: NewLot) -> Place:
    if new.account_id is None:
        raise means.ChoosePlace
    return places.used_here(session, new.association_id, new.account_id)


def give(
    session: Session,
    *,
    lot_id: int,
    quantity: int,
    given_to: str,
    given_on: date,
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Hand out pieces of a lot, with entry and memo voucher; the treasurer acts. Returns the issue's id.

    Refuses more than is left (`GoodsAreFewer`), nobody who takes them (`GoodsReceiverMissing`), and a day
    before they came (`GoodsGivenTooEarly`).
    """
    lot = session.get(GoodsLot, lot_id)
    if lot is None:
        raise NotFound
    require(session, by, Role.TREASURER, lot.association_id)
    act = audit.begin(
        session,
        association_id=lot.association_id,
        actor_id=by.user_id,
        verb="give_goods",
        client_key=client_key,
        content={"lot": lot_id, "quantity": quantity, "to": given_to, "day": given_on},
    )
    if act.earlier is not None:
        return act.earlier
    one_at_a_time(session, "goods_lot", lot_id)
    amount = _share(session, lot, quantity)
    if not clean(given_to):
        raise GoodsReceiverMissing
    if given_on < lot.received_on:
        raise GoodsGivenTooEarly(day=format_date(lot.received_on))
    recorded = _hand_out(session, lot, quantity, amount, given_to=clean(given_to), given_on=given_on, by=by)
    issue = GoodsIssue(
        lot_id=lot_id,
        quantity=quantity,
        amount=amount,
        given_to=clean(given_to),
        given_on=given_on,
        entry_id=recorded.entry_id,
        voucher_id=recorded.voucher_id,
    )
    session.add(issue)
    session.flush()
    return act.done("goods_issue", issue.id)


def share(value: int, pieces: int, of: int) -> int:
    """The value of the first so many pieces of a lot, in đồng, rounded half up; of all: the whole value."""
    return (2 * value * pieces + of) // (2 * of)


def _share(session: Session, lot: GoodsLot, quantity: int) -> Dong:
    """What the next pieces are worth, in đồng; refuses more than is left (`GoodsAreFewer`)."""
    given = session.scalar(select(func.sum(GoodsIssue.quantity)).where(GoodsIssue.lot_id == lot.id))
    before = int(given or 0)
    if quantity < 1:
        raise GoodsQuantity
    if before + quantity > lot.quantity:
        raise GoodsAreFewer(left=format_dong(lot.quantity - before), unit=lot.unit)
    worth = share(lot.value, before + quantity, lot.quantity) - share(lot.value, before, lot.quantity)
    return Dong(worth)


def _hand_out(
    session: Session,
    lot: GoodsLot,
    quantity: int,
    amount: Dong,
    *,
    given_to: str,
    given_on: date,
    by: Actor,
) -> Recorded:
    roles, fund = chart.by_role(session), session.get_one(Fund, lot.fund_id)
    kept, given = ACCOUNTS[Source(lot.source)]
    reason = GIVEN % (lot.description, format_dong(quantity), lot.unit)
    return entries.record(
        session,
        association_id=lot.association_id,
        kind=EntryKind.GOODS_OUT,
        day=given_on,
        pairs=[Pair(fund.id, roles[given], roles[kept], amount)],
        paper=Paper(VoucherKind.MEMO, fund, amount, reason, party_name=given_to),
        by=by,
    )


@dataclass(frozen=True)
class Stock:
    """A lot as the register shows it: what of it was given out, in pieces and đồng."""

    lot: GoodsLot
    fund: Fund
    given: int
    given_value: int

    @property
    def left(self) -> int:
        """Pieces that are still there."""
        return self.lot.quantity - self.given

    @property
    def left_value(self) -> int:
        """What they are worth, in đồng."""
        return self.lot.value - self.given_value


def register(
    session: Session, association_id: int, *, before: int | None = None, limit: int = 50
) -> Sequence[Stock]:
    """The lots of an association, the newest first. before: an id, for the next page."""
    out = (
        select(
            GoodsIssue.lot_id,
            func.sum(GoodsIssue.quantity).label("pieces"),
            func.sum(GoodsIssue.amount).label("worth"),
        )
        .group_by(GoodsIssue.lot_id)
        .subquery()
    )
    query = (
        select(GoodsLot, Fund, func.coalesce(out.c.pieces, 0), func.coalesce(out.c.worth, 0))
        .join(Fund, Fund.id == GoodsLot.fund_id)
        .outerjoin(out, out.c.lot_id == GoodsLot.id)
        .where(GoodsLot.association_id == association_id)
        .order_by(GoodsLot.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(GoodsLot.id < before)
    return [Stock(lot, fund, int(pieces), int(worth)) for lot, fund, pieces, worth in session.execute(query)]


def one(session: Session, *, association_id: int, lot_id: int) -> Stock:
    """A lot of an association by its id; refuses with `NotFound`, whatever is wrong."""
    found = register(session, association_id, before=lot_id + 1, limit=1)
    if not found or found[0].lot.id != lot_id:
        raise NotFound
    return found[0]


def issues(session: Session, lot_id: int) -> Sequence[tuple[GoodsIssue, Voucher]]:
    """What was given out of a lot, with its vouchers, in order."""
    found = session.execute(
        select(GoodsIssue, Voucher)
        .join(Voucher, Voucher.id == GoodsIssue.voucher_id)
        .where(GoodsIssue.lot_id == lot_id)
        .order_by(GoodsIssue.id)
    )
    return [(issue, voucher) for issue, voucher in found]
