"""Gapless numbers: per association, kind of voucher, book and year, drawn in the posting transaction.

A counter row is stepped in the same transaction that stores the vouchers, so a rolled-back posting
gives its numbers back. The database refuses a counter that goes back (`series_never_goes_back`) and
a voucher whose number does not follow the last one (`voucher_number_follows`).
"""

from sqlalchemy import CheckConstraint, ForeignKey, bindparam, update
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
        CheckConstraint("kind IN ('receipt', 'payment')", name="voucher_series_kind"),
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


def upcoming(session: Session, *, association_id: int, kind: str, year: int, book: int) -> int:
    """The number the next voucher would get if nobody is quicker; for showing, never for storing."""
    row = session.get(VoucherSeries, (association_id, kind, year, book))
    return (row.last_number if row else 0) + 1
