"""Months and years closed, reopened and filed; and the days at their edges."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.accounts import balances, periods
from ledger.accounts.journal import DateInFuture
from ledger.accounts.periods import (
    Closed,
    ClosesForward,
    FilesClosedYears,
    NothingToReopen,
    PeriodIsClosed,
    PeriodIsFiled,
    PeriodNotOver,
    ReopenedByAnother,
    ReopeningNeedsReason,
    month_end,
)
from ledger.clock import VIETNAM, stopped_at
from ledger.database import Database
from ledger.errors import Refusal
from ledger.identity.roles import Actor, OutsideScope
from tests.factories import contributions
from tests.factories.communes import Commune, open_commune
from tests.factories.races import refused, together

YEAR_END = date(2024, 12, 31)


def close(book: Database, commune: Commune, through: date, *, by: Actor | None = None) -> int:
    with book.write() as session:
        return periods.close(session, association_id=commune.id, through=through, by=by or commune.treasurer)


def reopen(
    book: Database,
    commune: Commune,
    from_day: date,
    *,
    reason: str = "sót một phiếu",
    by: Actor | None = None,
) -> int:
    with book.write() as session:
        return periods.reopen(
            session,
            association_id=commune.id,
            from_day=from_day,
            reason=reason,
            by=by or commune.colleague,
        )


def file(book: Database, commune: Commune, year: int, *, by: Actor | None = None) -> int:
    with book.write() as session:
        return periods.file(session, association_id=commune.id, year=year, by=by or commune.chair)


def closed(book: Database, commune: Commune) -> Closed:
    with book.read() as session:
        return periods.closed(session, commune.id)


# --- closing ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "last",
    [
        date(2024, 1, 31),
        date(2024, 2, 29),
        date(2025, 2, 28),
        date(2025, 4, 30),
        date(2024, 12, 31),
    ],
)
def test_close__its_last_day_is_closed_and_the_next_is_open(book: Database, last: date) -> None:
    commune = open_commune(book)
    close(book, commune, last)
    assert closed(book, commune) == Closed(last, None)
    with pytest.raises(PeriodIsClosed):
        contributions.give(book, commune, 1_000, on=last)
    contributions.give(book, commune, 1_000, on=last + timedelta(days=1))


@pytest.mark.parametrize(
    "day",
    [
        date(2024, 2, 28),  # a leap year
        date(2024, 12, 30),
        date(2025, 1, 1),
        date(2025, 2, 27),
        date(2025, 4, 29),
    ],
)
def test_close__a_month_ends_on_its_last_day(book: Database, day: date) -> None:
    commune = open_commune(book)
    with pytest.raises(ClosesForward):
        close(book, commune, day)


def test_close__only_forward(book: Database) -> None:
    commune = open_commune(book)
    close(book, commune, date(2024, 3, 31))
    for again in (date(2024, 3, 31), date(2024, 2, 29)):
        with pytest.raises(ClosesForward):
            close(book, commune, again)
    close(book, commune, date(2024, 6, 30))
    assert closed(book, commune).through == date(2024, 6, 30)


def test_close__one_association_only(book: Database) -> None:
    commune = open_commune(book)
    close(book, commune, YEAR_END)
    with book.read() as session:
        assert periods.closed(session, commune.province.id) == Closed()


def test_close__the_treasurer_acts(book: Database) -> None:
    commune = open_commune(book)
    for somebody in (commune.chair, commune.member, commune.stranger):
        with pytest.raises(OutsideScope):
            close(book, commune, YEAR_END, by=somebody)


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def machine(request: pytest.FixtureRequest) -> Iterator[str]:
    """A machine set to a time zone of its own."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


MIDNIGHT = datetime(2025, 1, 1, tzinfo=VIETNAM)


@pytest.mark.usefixtures("machine")
def test_close__the_year_ends_at_midnight_in_vietnam(book: Database) -> None:
    """Wherever the machine believes to stand; in Greenwich it is then five in the afternoon."""
    commune = open_commune(book)
    with stopped_at(MIDNIGHT - timedelta(seconds=1)):
        contributions.give(book, commune, 1_000, on=YEAR_END)
        with pytest.raises(PeriodNotOver):
            close(book, commune, YEAR_END)
        with pytest.raises(DateInFuture):
            contributions.give(book, commune, 1_000, on=date(2025, 1, 1))
    with stopped_at(MIDNIGHT.astimezone(UTC)):
        close(book, commune, YEAR_END)
        with pytest.raises(PeriodIsClosed):
            contributions.give(book, commune, 1_000, on=YEAR_END)
        contributions.give(book, commune, 1_000, on=date(2025, 1, 1))


def test_close__a_gift_at_the_same_moment_is_wholly_before_or_wholly_after(book: Database) -> None:
    commune = open_commune(book)

    def give() -> int:
        return contributions.give(book, commune, 1_000, on=YEAR_END)

    outcomes = together(give, give, lambda: close(book, commune, YEAR_END), give, give)
    late = refused(outcomes)
    assert {type(refusal) for refusal in late} <= {PeriodIsClosed}
    assert closed(book, commune).through == YEAR_END
    with book.read() as session:
        held = balances.held(session, association_id=commune.id, fund_id=commune.fund.id, role="cash")
    assert held == 1_000 * (4 - len(late))


# --- reopening ----------------------------------------------------------------------------------
def test_reopen__from_a_month_on(book: Database) -> None:
    commune = open_commune(book)
    close(book, commune, date(2024, 4, 30))
    reopen(book, commune, date(2024, 3, 1))
    assert closed(book, commune) == Closed(date(2024, 2, 29))
    contributions.give(book, commune, 1_000, on=date(2024, 3, 1))
    with pytest.raises(PeriodIsClosed):
        contributions.give(book, commune, 1_000, on=date(2024, 2, 29))


@pytest.mark.parametrize(
    ("who", "from_day", "reason", "refusal"),
    [
        ("treasurer", date(2024, 4, 1), "sót một phiếu", ReopenedByAnother),
        ("colleague", date(2024, 4, 1), " x ", ReopeningNeedsReason),
        ("colleague", date(2024, 5, 1), "sót một phiếu", NothingToReopen),
        ("colleague", date(2024, 4, 2), "sót một phiếu", NothingToReopen),
        ("member", date(2024, 4, 1), "sót một phiếu", OutsideScope),
        ("stranger", date(2024, 4, 1), "sót một phiếu", OutsideScope),
    ],
)
def test_reopen__refused(
    book: Database, who: str, from_day: date, reason: str, refusal: type[Refusal]
) -> None:
    commune = open_commune(book)
    close(book, commune, date(2024, 4, 30))
    with pytest.raises(refusal):
        reopen(book, commune, from_day, reason=reason, by=getattr(commune, who))
    assert closed(book, commune) == Closed(date(2024, 4, 30))


def test_reopen__the_chair_may_and_whoever_closed_it_since_may_not(book: Database) -> None:
    commune = open_commune(book)
    close(book, commune, date(2024, 4, 30))
    reopen(book, commune, date(2024, 4, 1), by=commune.chair)
    close(book, commune, date(2024, 4, 30), by=commune.colleague)
    with pytest.raises(ReopenedByAnother):
        reopen(book, commune, date(2024, 4, 1), by=commune.colleague)
    reopen(book, commune, date(2024, 4, 1), by=commune.treasurer)


# --- filing -------------------------------------------------------------------------------------
def test_file__the_year_stays_closed(book: Database) -> None:
    commune = open_commune(book)
    close(book, commune, date(2025, 3, 31))
    file(book, commune, 2024)
    with pytest.raises(PeriodIsFiled):
        reopen(book, commune, date(2024, 12, 1))
    reopen(book, commune, date(2025, 1, 1))
    assert closed(book, commune) == Closed(YEAR_END, YEAR_END)


def test_file__refused_unless_the_whole_year_is_closed(book: Database) -> None:
    commune = open_commune(book)
    with pytest.raises(FilesClosedYears):
        file(book, commune, 2024)
    close(book, commune, date(2024, 11, 30))
    with pytest.raises(FilesClosedYears):
        file(book, commune, 2024)
    close(book, commune, YEAR_END)
    with pytest.raises(OutsideScope):
        file(book, commune, 2024, by=commune.treasurer)
    file(book, commune, 2024)
    with pytest.raises(FilesClosedYears):
        file(book, commune, 2024)


def test_history__tells_who_did_what(book: Database) -> None:
    commune = open_commune(book)
    close(book, commune, date(2024, 4, 30))
    reopen(book, commune, date(2024, 4, 1))
    with book.read() as session:
        lines = periods.history(session, commune.id)
    assert [(line.event.act, line.event.day, line.acted_by) for line in lines] == [
        ("reopen", date(2024, 4, 1), "Thủ Quỹ Khác"),
        ("close", date(2024, 4, 30), "Thủ Quỹ Mẫu"),
    ]
    assert lines[0].event.reason == "sót một phiếu"


# --- days ---------------------------------------------------------------------------------------
@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_month_end__is_the_last_day_of_the_same_month(day: date) -> None:
    last = month_end(day)
    assert (last.year, last.month) == (day.year, day.month)
    assert (last + timedelta(days=1)).day == 1
    assert last >= day


@pytest.mark.parametrize(
    ("through", "following"),
    [
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2025, 1, 31), date(2025, 2, 28)),
        (date(2024, 12, 31), date(2025, 1, 31)),
        (date(2024, 3, 31), date(2024, 4, 30)),
    ],
)
def test_next_month_end__follows_what_is_closed(through: date, following: date) -> None:
    assert Closed(through).next_month_end == following
    assert not Closed(through).takes(through)
    assert Closed(through).takes(through + timedelta(days=1))


def test_day_of_correction__its_own_day_while_open_else_today(book: Database) -> None:
    commune = open_commune(book)
    close(book, commune, YEAR_END)
    with stopped_at(date(2025, 2, 3)), book.read() as session:
        assert periods.day_of_correction(session, commune.id, date(2025, 1, 1)) == date(2025, 1, 1)
        assert periods.day_of_correction(session, commune.id, YEAR_END) == date(2025, 2, 3)
