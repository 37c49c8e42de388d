"""The cash book: money in and out of one account in one fund, with its running balance.

Law on Accounting 88/2015, art. 24: opening, each entry in the order of its date, closing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ledger.accounts import chart
from ledger.accounts.balances import Turnover
from ledger.accounts.journal import JournalEntry, Posting

Place = tuple[date, int]
"""Where a page begins: the date and id of an entry."""


@dataclass(frozen=True)
class Book:
    """Which book: one association, one fund, one account by its role ('cash', 'bank'), one year."""

    association_id: int
    fund_id: int
    role: str
    year: int


@dataclass(frozen=True)
class Summary:
    """A year of a book, in đồng."""

    opening: int
    money_in: int
    money_out: int

    @property
    def closing(self) -> int:
        """What is there at the end of the year, or now."""
        return self.opening + self.money_in - self.money_out


@dataclass(frozen=True)
class BookLine:
    """One entry in a book. change: đồng, negative when money left; balance: what was there after it."""

    entry_id: int
    kind: str
    entry_date: date
    description: str
    change: int
    balance: int


def summary(session: Session, book: Book) -> Summary:
    """Opening, in and out of a year, from the turnovers the database keeps."""
    account_id = chart.by_role(session)[book.role]
    found = session.execute(
        select(Turnover.year, Turnover.debit, Turnover.credit).where(
            Turnover.association_id == book.association_id,
            Turnover.fund_id == book.fund_id,
            Turnover.account_id == account_id,
            Turnover.year <= book.year,
        )
    ).all()
    this_year = next(((debit, credit) for year, debit, credit in found if year == book.year), (0, 0))
    opening = sum(debit - credit for year, debit, credit in found if year < book.year)
    return Summary(opening, *this_year)


def years(session: Session, association_id: int) -> Sequence[int]:
    """The years in which an association posted anything, the newest first."""
    return session.scalars(
        select(Turnover.year)
        .where(Turnover.association_id == association_id)
        .distinct()
        .order_by(Turnover.year.desc())
    ).all()


def lines(
    session: Session, book: Book, opening: int, *, before: Place | None = None, limit: int = 50
) -> Sequence[BookLine]:
    """The entries of a year, newest first, each with the balance after it.

    opening: the balance when the year began, in đồng; before: where the last page ended.
    """
    account_id = chart.by_role(session)[book.role]
    page = session.execute(_entries(book, account_id, before).limit(limit)).all()
    if not page:
        return []
    oldest = page[-1]
    start = opening + _change_before(session, book, account_id, (oldest.entry_date, oldest.id))
    balances = list(accumulate((row.change for row in reversed(page)), initial=start))[1:]
    return [
        BookLine(row.id, row.kind, row.entry_date, row.description, row.change, balance)
        for row, balance in zip(page, reversed(balances), strict=True)
    ]


def _change(account_id: int) -> ColumnElement[int]:
    return case((Posting.debit_account_id == account_id, Posting.amount), else_=-Posting.amount)


def _touches(book: Book, account_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Posting.association_id == book.association_id,
        Posting.fund_id == book.fund_id,
        or_(Posting.debit_account_id == account_id, Posting.credit_account_id == account_id),
    )


def _in_year(column: InstrumentedAttribute[date], year: int) -> ColumnElement[bool]:
    return column.between(date(year, 1, 1), date(year, 12, 31))


def _entries(book: Book, account_id: int, before: Place | None) -> Select[int, str, date, str, int]:
    """Entries of the book's year that touch the account, each with what it changed."""
    change = (
        select(func.sum(_change(account_id)))
        .where(Posting.entry_id == JournalEntry.id, *_touches(book, account_id))
        .scalar_subquery()
    )
    entries = select(
        JournalEntry.id,
        JournalEntry.kind,
        JournalEntry.entry_date,
        JournalEntry.description,
        change.label("change"),
    ).where(
        JournalEntry.association_id == book.association_id,
        _in_year(JournalEntry.entry_date, book.year),
        select(Posting.id).where(Posting.entry_id == JournalEntry.id, *_touches(book, account_id)).exists(),
    )
    if before is not None:
        entries = entries.where(_before(JournalEntry.entry_date, JournalEntry.id, before))
    return entries.order_by(JournalEntry.entry_date.desc(), JournalEntry.id.desc())


def _before(
    day: InstrumentedAttribute[date], identity: InstrumentedAttribute[int], place: Place
) -> ColumnElement[bool]:
    return or_(day < place[0], and_(day == place[0], identity < place[1]))


def _change_before(session: Session, book: Book, account_id: int, place: Place) -> int:
    """What the entries of the year before this place changed together, in đồng."""
    changes = select(func.coalesce(func.sum(_change(account_id)), 0)).where(
        *_touches(book, account_id),
        _in_year(Posting.entry_date, book.year),
        _before(Posting.entry_date, Posting.entry_id, place),
    )
    return int(session.execute(changes).scalar_one())
