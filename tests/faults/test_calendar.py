"""Days at the edges of months and years: every figure puts them into the same period. See docs/faults.md."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from ledger.accounts import periods
from ledger.accounts.balances import Turnover
from ledger.accounts.journal import JournalEntry
from ledger.accounts.periods import PeriodIsClosed, month_end
from ledger.clock import VIETNAM, stopped_at
from ledger.database import Database
from ledger.disclosure.breakdowns import by_month
from ledger.disclosure.totals import totals
from ledger.receipts.vouchers import Voucher
from tests.factories import contributions
from tests.factories.communes import open_commune

EDGES = (
    date(2024, 1, 1),
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 12, 31),
    date(2025, 1, 1),
    date(2025, 2, 28),
    date(2025, 4, 30),
    date(2025, 12, 31),
)


@pytest.fixture(params=["America/New_York", "Pacific/Kiritimati"])
def machine_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine stands in another time zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        (datetime(2025, 12, 31, 23, 59, 59, tzinfo=VIETNAM), 2025),
        (datetime(2026, 1, 1, tzinfo=VIETNAM), 2026),
        (datetime(2025, 12, 31, 17, tzinfo=UTC), 2026),
    ],
)
def test_new_year__the_typed_day_decides_everywhere(
    book: Database, machine_zone: None, moment: datetime, year: int
) -> None:
    """F19: receipt, entry, turnover and totals name the same year, wherever the machine stands."""
    with stopped_at(moment):
        commune = open_commune(book)
        contributions.give(book, commune, 100_000, on=date(2025, 12, 31))
        contributions.give(
            book, commune, 700_000, on=date(year, 12, 31) if year == 2025 else date(2026, 1, 1)
        )
        with book.read() as session:
            days = session.execute(select(JournalEntry.entry_date, JournalEntry.recorded_on)).all()
            vouchers = session.scalars(select(Voucher).order_by(Voucher.id)).all()
            turnover = set(session.scalars(select(Turnover.year)))
            mobilized = totals(session, association_id=commune.id, year=year).own_all.mobilized
    assert {recorded for _, recorded in days} == {moment.astimezone(VIETNAM).date()}
    assert [day.year for day, _ in days] == [voucher.year for voucher in vouchers] == [2025, year]
    assert all(f"-{voucher.issued_on.year}-" in voucher.shown_number for voucher in vouchers)
    assert turnover == {2025, year}
    assert mobilized == (800_000 if year == 2025 else 700_000)


def test_edges__are_in_the_same_period_in_all_figures(book: Database) -> None:
    """F20: 29 February, last days of months, both ends of a year."""
    commune = open_commune(book)
    for number, day in enumerate(EDGES):
        contributions.give(book, commune, 10**number, on=day)
    with book.read() as session:
        for year in (2024, 2025):
            expected = dict.fromkeys(range(1, 13), 0)
            for number, day in enumerate(EDGES):
                if day.year == year:
                    expected[day.month] += 10**number
            months = by_month(session, association_id=commune.id, year=year)
            flow = totals(session, association_id=commune.id, year=year).own_all
            assert {line.month: line.mobilized for line in months} == expected
            assert flow.mobilized == sum(expected.values())
    assert [month_end(day) for day in EDGES[:4]] == [
        date(2024, 1, 31),
        date(2024, 2, 29),
        date(2024, 3, 31),
        date(2024, 12, 31),
    ]


def test_edges__a_month_closes_with_its_last_day(book: Database) -> None:
    """F20, F21: 29 February closes with February; a gift dated in it is refused, one of 1 March is not."""
    commune = open_commune(book)
    with book.write() as session:
        periods.close(session, association_id=commune.id, through=date(2024, 2, 29), by=commune.treasurer)
    with pytest.raises(PeriodIsClosed):
        contributions.give(book, commune, on=date(2024, 2, 29))
    receipt = contributions.give(book, commune, on=date(2024, 3, 1))
    with book.write() as session:
        periods.close(session, association_id=commune.id, through=date(2024, 3, 31), by=commune.treasurer)
    contributions.cancel(book, commune, receipt)
    with book.read() as session:
        entries = session.scalars(select(JournalEntry).order_by(JournalEntry.id)).all()
    assert [entry.entry_date for entry in entries] == [date(2024, 3, 1), entries[1].recorded_on]
