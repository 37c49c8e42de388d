"""Cash counted by denomination (kiểm kê quỹ), compared with the book, and the difference posted at once.

A count is of a whole box, over all its funds. What is too much is other income of the fund chosen; what
is missing is owed by whoever keeps the box, until it is made good or written off.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    case,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.accounts import chart, periods, places
from ledger.accounts.funds import Fund
from ledger.accounts.journal import EntryKind, Pair, Posting
from ledger.database import Base
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.identity.users import User
from ledger.money import Dong, format_dong
from ledger.receipts.vouchers import Voucher, VoucherKind
from ledger.text import SHORTEST_NAME, clean
from ledger.treasury import entries, means
from ledger.treasury.entries import Paper

DENOMINATIONS = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500)
"""The notes in use, in đồng, the largest first."""
MOST_PIECES = 1_000_000
REASON = "Kiểm kê quỹ %s: %s"
OVER, SHORT = "thừa so với sổ", "thiếu so với sổ"
_NOTES = ", ".join(str(note) for note in DENOMINATIONS)


class CashCount(Base):
    """One count of a box, in đồng.

    counted_total: what lay there; book_total: what the book said that day, over all funds; entry_id,
    voucher_id, fund_id: of the difference, if there was one; witnesses: who stood by, as they are named.
    """

    __tablename__ = "cash_count"
    __table_args__ = (
        UniqueConstraint("entry_id", name="cash_count_entry_once"),
        CheckConstraint(
            "(counted_total = book_total) = (entry_id IS NULL) "
            "AND (entry_id IS NULL) = (voucher_id IS NULL) AND (entry_id IS NULL) = (fund_id IS NULL)",
            name="cash_count_posts_difference",
        ),
        CheckConstraint("length(trim(witnesses)) >= 2", name="cash_count_has_witness"),
        Index("cash_count_by_association_ix", "association_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    counted_on: Mapped[date]
    counted_total: Mapped[int]
    book_total: Mapped[int]
    counted_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    witnesses: Mapped[str]
    note: Mapped[str]
    fund_id: Mapped[int | None] = mapped_column(ForeignKey("fund.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("journal_entry.id"))
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("voucher.id"))


class CashCountLine(Base):
    """How many notes of one denomination were counted."""

    __tablename__ = "cash_count_line"
    __table_args__ = (
        UniqueConstraint("cash_count_id", "denomination", name="cash_count_note_once"),
        CheckConstraint(f"denomination IN ({_NOTES})", name="cash_count_denomination"),
        CheckConstraint(f"pieces BETWEEN 1 AND {MOST_PIECES}", name="cash_count_pieces_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cash_count_id: Mapped[int] = mapped_column(ForeignKey("cash_count.id"))
    denomination: Mapped[int]
    pieces: Mapped[int]


class WitnessMissing(InputError):
    """A count has somebody who stood by."""

    rule = "cash_count_has_witness"
    message = N_("Enter who was present at the count.")


class FundOfDifferenceMissing(InputError):
    """A difference belongs to a fund."""

    rule = "cash_count_fund_is_chosen"
    message = N_("The count differs from the book. Choose the fund that the difference belongs to.")


class CountOfCash(InputError):
    """Notes are counted in a cash box."""

    rule = "cash_count_of_box"
    message = N_("Choose the cash box that was counted.")


class CountDiffers(Refusal):
    """After a count the book says what was counted."""

    rule = "cash_count_equals_book"
    message = N_("The count and its difference do not agree with the book. Nothing was recorded.")
    general = message


@dataclass(frozen=True)
class NewCount:
    """What was counted. pieces: number of notes by denomination in đồng; fund_id: bears a difference."""

    association_id: int
    account_id: int
    counted_on: date
    pieces: Mapping[int, int]
    witnesses: str
    fund_id: int | None = None
    note: str = ""

    @property
    def total(self) -> int:
        """What was counted, in đồng."""
        return sum(note * pieces for note, pieces in self.pieces.items())


def record(session: Session, new: NewCount, *, by: Actor, client_key: str | None = None) -> int:
    """Record a count, and post its difference in the same act; the treasurer acts. Returns its id.

    Refuses a count without witness (`WitnessMissing`), of no cash box (`CountOfCash`, `PlaceNotNamed`), a
    difference without fund (`FundOfDifferenceMissing`), a closed period (`PeriodIsClosed`), and more
    missing than the fund has there (`Overdraft`, `FundHasTooLittle`).
    Source: Law on Accounting 88/2015 art. 40, stock-taking and the treatment of differences.
    """
    require(session, by, Role.TREASURER, new.association_id)
    act = audit.begin(
        session,
        association_id=new.association_id,
        actor_id=by.user_id,
        verb="count_cash",
        client_key=client_key,
        content=vars(new),
    )
    if act.earlier is not None:
        return act.earlier
    place = places.used_here(session, new.association_id, new.account_id)
    if place.method != places.CASH:
        raise CountOfCash
    if len(clean(new.witnesses)) < SHORTEST_NAME:
        raise WitnessMissing
    periods.refuse_closed(session, new.association_id, new.counted_on)
    book = book_total(session, new.association_id, new.account_id, new.counted_on)
    count = CashCount(
        association_id=new.association_id,
        account_id=new.account_id,
        counted_on=new.counted_on,
        counted_total=new.total,
        book_total=book,
        counted_by=by.user_id,
        witnesses=clean(new.witnesses),
        note=clean(new.note),
    )
    if new.total != book:
        _post_difference(session, new, new.total - book, count, by)
    session.add(count)
    session.flush()
    lines = [
        {"cash_count_id": count.id, "denomination": note, "pieces": pieces}
        for note, pieces in sorted(new.pieces.items(), reverse=True)
        if pieces
    ]
    if lines:
        session.execute(insert(CashCountLine), lines)
    return act.done("cash_count", count.id)


def _post_difference(session: Session, new: NewCount, difference: int, count: CashCount, by: Actor) -> None:
    """Post what is too much or too little, in đồng, and note it on the count."""
    if new.fund_id is None:
        raise FundOfDifferenceMissing
    fund = means.fund_here(
        session, association_id=new.association_id, fund_id=new.fund_id, day=new.counted_on
    )
    roles, amount = chart.by_role(session), Dong(abs(difference))
    sides = (new.account_id, roles["other_income"]) if difference > 0 else (roles["shortage"], new.account_id)
    said = f"{OVER if difference > 0 else SHORT} {format_dong(amount)} đồng"
    recorded = entries.record(
        session,
        association_id=new.association_id,
        kind=EntryKind.CASH_DIFFERENCE,
        day=new.counted_on,
        pairs=[Pair(fund.id, *sides, amount)],
        paper=Paper(VoucherKind.MEMO, fund, amount, REASON % ("tiền mặt", said), party_name=by.name),
        by=by,
    )
    count.fund_id, count.entry_id, count.voucher_id = fund.id, recorded.entry_id, recorded.voucher_id


def book_total(session: Session, association_id: int, account_id: int, on: date) -> int:
    """What the book says lay in a place at the end of a day, over all funds, in đồng."""
    moved = case((Posting.debit_account_id == account_id, Posting.amount), else_=-Posting.amount)
    found = session.scalar(
        select(func.sum(moved)).where(
            Posting.association_id == association_id,
            Posting.entry_date <= on,
            or_(Posting.debit_account_id == account_id, Posting.credit_account_id == account_id),
        )
    )
    return int(found or 0)


@dataclass(frozen=True)
class Counted:
    """A count as a page or a paper shows it. fund, voucher: of the difference, if there was one."""

    count: CashCount
    counter: str
    fund: Fund | None
    voucher: Voucher | None
    lines: Sequence[CashCountLine]

    @property
    def difference(self) -> int:
        """What was too much, or below zero what was missing, in đồng."""
        return self.count.counted_total - self.count.book_total


def listed(
    session: Session, association_id: int, *, before: int | None = None, limit: int = 50
) -> Sequence[Counted]:
    """Counts of an association, the newest first. before: an id, for the next page."""
    query = (
        select(CashCount, User.name, Fund, Voucher)
        .join(User, User.id == CashCount.counted_by)
        .outerjoin(Fund, Fund.id == CashCount.fund_id)
        .outerjoin(Voucher, Voucher.id == CashCount.voucher_id)
        .where(CashCount.association_id == association_id)
        .order_by(CashCount.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(CashCount.id < before)
    rows = session.execute(query).all()
    lines: dict[int, list[CashCountLine]] = {}
    for line in session.scalars(
        select(CashCountLine)
        .where(CashCountLine.cash_count_id.in_([row[0].id for row in rows]))
        .order_by(CashCountLine.denomination.desc())
    ):
        lines.setdefault(line.cash_count_id, []).append(line)
    return [
        Counted(count, counter, fund, voucher, lines.get(count.id, []))
        for count, counter, fund, voucher in rows
    ]


def one(session: Session, *, association_id: int, count_id: int) -> Counted:
    """A count of an association by its id; refuses with `NotFound`, whatever is wrong."""
    found = listed(session, association_id, before=count_id + 1, limit=1)
    if not found or found[0].count.id != count_id:
        raise NotFound
    return found[0]
