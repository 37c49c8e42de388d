"""How many gifts, awards and units a total stands for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from ledger.associations.associations import Association, Bookkeeping
from ledger.database import BigInt, DateType
from ledger.disbursements.payments import Payment, PaymentLine
from ledger.disclosure import figures
from ledger.receipts.numbering import VoucherSeries
from ledger.receipts.vouchers import Voucher, VoucherKind, VoucherVoid
from ledger.statements import Prepared

FORMER = "former"
"""A unit that is closed: its history is shown under what followed on it."""


@dataclass(frozen=True)
class Counts:
    """How many.

    contributions: gifts with a receipt of the year that still stands; awards: awards paid in the
    year; units: associations that keep their books here on the day whose structure counts;
    declared_units: those that only declare then; former_units: those that are closed by then.
    """

    contributions: int = 0
    awards: int = 0
    units: int = 0
    declared_units: int = 0
    former_units: int = 0


def standing(on: date | BindParameter[date]) -> ColumnElement[str]:
    """What an association is on a day: `FORMER`, or one of `Bookkeeping`."""
    kept = Association.ledgered_from <= on
    return case(
        (Association.closed_on < on, FORMER),
        (kept, Bookkeeping.LEDGERED.value),
        else_=Bookkeeping.DECLARED.value,
    )


class Counter:
    """Counts over one table of members, as `flows.Reader` reads flows over it."""

    def __init__(self, members: CTE, on: BindParameter[date]) -> None:
        self._whole = Prepared(_counted(members, on, _by_series(members)))
        self._until = Prepared(_counted(members, on, _by_receipt(members)))

    def counts(
        self, session: Session, year: int, until: date | None = None, **members: Any
    ) -> tuple[Counts, Counts]:
        """The counts of the root alone, and of it with all under it."""
        first, last = figures.year_bounds(year, until)
        ready = self._until if until else self._whole
        rows = ready.rows(session, year=year, first=first, last=last, **members)
        found = {(what, own): int(n) for what, own, n in rows}
        return _made(found, 1), _made(found, 1, 0)


def _made(found: Mapping[tuple[str, int], int], *sides: int) -> Counts:
    def n(what: str) -> int:
        return sum(found.get((what, side), 0) for side in sides)

    return Counts(
        contributions=n("issued") - n("void"),
        awards=n("awards"),
        units=n(Bookkeeping.LEDGERED),
        declared_units=n(Bookkeeping.DECLARED),
        former_units=n(FORMER),
    )


_YEAR: BindParameter[int] = bindparam("year", type_=BigInt)
_LAST: BindParameter[date] = bindparam("last", type_=DateType())
_IS_RECEIPT = and_(Voucher.kind == VoucherKind.RECEIPT.value, Voucher.year == _YEAR)


def _counted(
    members: CTE, on: BindParameter[date], issued: Select[*tuple[Any, ...]]
) -> Select[*tuple[Any, ...]]:
    """What there is how often, and whether in the root itself (1) or under it (0)."""
    voided = (  # few are void: found first, not among all the receipts of each place
        select(Voucher.id, Voucher.association_id)
        .where(Voucher.id.in_(select(VoucherVoid.voucher_id)), _IS_RECEIPT, Voucher.issued_on <= _LAST)
        .cte("voided")
        .prefix_with("MATERIALIZED")
    )
    void = (
        select(literal("void"), members.c.own, func.count(voided.c.id))
        .join(members, members.c.id == voided.c.association_id)
        .group_by(members.c.own)
    )
    awards = (
        select(literal("awards"), members.c.own, func.count(PaymentLine.id))
        .select_from(Payment)
        .join(PaymentLine, PaymentLine.payment_id == Payment.id)
        .join(members, members.c.id == Payment.association_id)
        .where(Payment.paid_on.between(bindparam("first", type_=DateType()), _LAST))
        .group_by(members.c.own)
    )
    stands = (
        select(standing(on).label("what"), members.c.own, Association.id)
        .join(members, members.c.id == Association.id)
        .subquery("stands")
    )
    units = select(stands.c.what, stands.c.own, func.count(stands.c.id)).group_by(stands.c.what, stands.c.own)
    counted = union_all(issued, void, awards, units).subquery()
    return select(counted.c.what, counted.c.own, counted.c.n)


def _by_series(members: CTE) -> Select[*tuple[Any, ...]]:
    """The receipts of a whole year by their series, which gives every gift one number and loses none.

    So the count costs as much as there are associations, not gifts.
    """
    return (
        select(literal("issued").label("what"), members.c.own, func.sum(VoucherSeries.last_number).label("n"))
        .join(VoucherSeries, VoucherSeries.association_id == members.c.id)
        .where(VoucherSeries.kind == VoucherKind.RECEIPT.value, VoucherSeries.year == _YEAR)
        .group_by(members.c.own)
    )


def _by_receipt(members: CTE) -> Select[*tuple[Any, ...]]:
    """The receipts of a part of a year, one by one."""
    return (
        select(literal("issued").label("what"), members.c.own, func.count(Voucher.id).label("n"))
        .join(Voucher, Voucher.association_id == members.c.id)
        .where(_IS_RECEIPT, Voucher.issued_on <= _LAST)
        .group_by(members.c.own)
    )
