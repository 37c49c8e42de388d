"""Gapless numbers: per association, kind of voucher, book and year, drawn in the posting transaction.

A counter row is stepped in the same transaction that stores the vouchers, so a rolled-back posting
gives its numbers back. The database refuses a counter that goes back (`series_never_goes_back`) and
a voucher whose number does not follow the last one (`voucher_number_follows`).
"""

from collections.abc import Mapping

from sqlalchemy import CheckConstraint, ForeignKey, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.database import Base
from ledger.errors import Refusal
from ledger.i18n import N_
from ledger.statements import Prepared


class VoucherSeries(Base):
    """The counter of one kind of voucher in one book and year of one association."""

    __tablename__ = "voucher_series"
    __table_args__ = (
        CheckConstraint("kind IN ('receipt', 'payment', 'memo')", name="voucher_series_kind"),
        CheckConstraint("book >= 1", name="voucher_series_book"),
        CheckConstraint("last_number >= 0", name="voucher_series_number"),
        {"sqlite_with_rowid": False},
    )

    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    book: Mapped[int] = mapped_column(primary_key=True)
    last_number: Mapped[int]


class NumberOutOfTurn(Refusal):
    """A voucher came with a number that is not the next one."""

    rule = "voucher_number_follows"
    message = N_("This voucher number is out of turn. Nothing was recorded; try again.")
    general = message


_step = Prepared(
    update(VoucherSeries)
    .where(
        VoucherSeries.association_id == bindparam("association"),
        VoucherSeries.kind == bindparam("kind"),
        VoucherSeries.year == bindparam("year"),
        VoucherSeries.book == bindparam("book"),
    )
    .values(last_number=VoucherSeries.last_number + bindparam("count"))
    .returning(VoucherSeries.last_number)
)


def draw(session: Session, *, association_id: int, kind: str, year: int, book: int, count: int = 1) -> int:
    """Draw the next numbers of a series; returns the first of `count` consecutive ones.

    The series row stays locked until the surrounding `write()` ends, so nobody else can draw in between.
    """
    series = {"association": association_id, "kind": kind, "year": year, "book": book}
    stepped = _step.row(session, **series, count=count)
    if stepped is None:
        insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else pg_insert
        first_of_all = insert(VoucherSeries).values(
            association_id=association_id, kind=kind, year=year, book=book, last_number=0
        )
        session.execute(first_of_all.on_conflict_do_nothing())
        stepped = _step.rows(session, **series, count=count)[0]
    last: int = stepped[0]
    return last - count + 1


Series = tuple[int, int]
"""An association and a year."""


def draw_many(
    session: Session, counts: Mapping[Series, int], *, kind: str, book: int
) -> Mapping[Series, int]:
    """Draw numbers of many series in a few statements; returns the first of each block.

    counts: how many numbers of each series. The rows are locked in the order of their keys.
    """
    keys = sorted(counts)
    connection = session.connection()
    series = (VoucherSeries.kind == kind, VoucherSeries.book == book)
    query = select(VoucherSeries.association_id, VoucherSeries.year, VoucherSeries.last_number).where(
        *series,
        VoucherSeries.year.in_({year for _, year in keys}),
        VoucherSeries.association_id.in_({place for place, _ in keys}),
    )
    begun = {(place, year) for place, year, _ in connection.execute(query)}
    fresh = [
        {"association_id": place, "kind": kind, "year": year, "book": book, "last_number": 0}
        for place, year in keys
        if (place, year) not in begun
    ]
    if fresh:
        insert = sqlite_insert if connection.dialect.name == "sqlite" else pg_insert
        connection.execute(insert(VoucherSeries).on_conflict_do_nothing(), fresh)
    steps = [{"place": place, "in_year": year, "count": counts[place, year]} for place, year in keys]
    connection.execute(_steps.where(*series), steps)
    reached = {(place, year): last for place, year, last in connection.execute(query)}
    return {key: reached[key] - count + 1 for key, count in counts.items()}


_steps = (
    update(VoucherSeries)
    .where(VoucherSeries.association_id == bindparam("place"), VoucherSeries.year == bindparam("in_year"))
    .values(last_number=VoucherSeries.last_number + bindparam("count"))
)


def upcoming(session: Session, *, association_id: int, kind: str, year: int, book: int) -> int:
    """The number the next voucher would get if nobody is quicker; for showing, never for storing."""
    row = session.get(VoucherSeries, (association_id, kind, year, book))
    return (row.last_number if row else 0) + 1
