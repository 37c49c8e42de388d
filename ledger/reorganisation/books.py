"""The numbered books of an association, and the last number of each when it ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.receipts.numbering import VoucherSeries
from ledger.receipts.vouchers import VoucherKind, shown_number


@dataclass(frozen=True)
class ClosedBook:
    """A book of one kind of voucher and year. first, last: its numbers as printed."""

    association_id: int
    kind: VoucherKind
    year: int
    first: str
    last: str


def closed_books(session: Session, association_id: int) -> Sequence[ClosedBook]:
    """The books of an association in which a number was given, the newest first."""
    order = (VoucherSeries.year.desc(), VoucherSeries.kind.desc(), VoucherSeries.book)
    found = session.scalars(
        select(VoucherSeries)
        .where(VoucherSeries.association_id == association_id, VoucherSeries.last_number > 0)
        .order_by(*order)
    )
    return [_closed(series) for series in found]


def _closed(series: VoucherSeries) -> ClosedBook:
    kind = VoucherKind(series.kind)
    first, last = (shown_number(kind, series.year, series.book, n) for n in (1, series.last_number))
    return ClosedBook(series.association_id, kind, series.year, first, last)
