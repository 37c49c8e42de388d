"""A treasurer's year beside gifts and awards: money in and out, corrections, deposits, advances, periods."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from ledger.accounts import periods
from ledger.accounts.journal import EntryKind
from ledger.clock import stopped_at
from tests.disclosure.books import Province
from tests.factories import treasury
from tests.factories.communes import Commune


@contextmanager
def _on(day: date) -> Iterator[date]:
    """Whatever happens in the block is recorded on that day."""
    with stopped_at(day):
        yield day


def commune(province: Province, place: str, fund: str = "general") -> Commune:
    """One association of the province, as the factories of other tests know it."""
    return Commune(
        province=province.places["province"],
        association=province.places[place],
        fund=province.funds[fund],
        treasurer=province.treasurer,
        colleague=province.member,
        member=province.member,
        chair=province.chair,
        stranger=province.treasurer,
    )


def keep_a_year(province: Province, place: str, year: int) -> None:
    """Everything a treasurer does in a year, in cash, with its mistakes put right and its months closed."""
    book, here = province.database, commune(province, place)
    with _on(date(year, 1, 3)) as day:
        opened = treasury.open_with(book, here, 9_000_000, on=day)
        treasury.correct(book, here, opened, 9_500_000)
    with _on(date(year, 1, 20)) as day:
        spent = treasury.spend(book, here, 300_000, on=day)
        wrong = treasury.spend(book, here, 70_000, on=day)
        treasury.record(book, here, treasury.new_act(here, EntryKind.OTHER_INCOME, 40_000, on=day))
        earned = treasury.record(book, here, treasury.new_act(here, EntryKind.INTEREST, 21_000, on=day))
        treasury.cancel(book, here, wrong)
        treasury.correct(book, here, spent, 280_000)
        treasury.correct(book, here, spent, 290_000, heading="expense_ceremony")
    with _on(date(year, 2, 1)):
        _close(province, place, date(year, 1, 31))
        treasury.correct(book, here, earned, 20_000)
    with _on(date(year, 2, 2)) as day:
        source, target = (province.fund_id(fund) for fund in ("general", "scholarship"))
        treasury.move(book, here, 500_000, source=source, target=target, on=day)
        held = treasury.advance(book, here, 400_000, on=day, due_on=date(year, 3, 2))
        placed = treasury.deposit(book, here, 2_000_000, on=day, matures_on=date(year, 8, 2))
    with _on(date(year, 2, 20)) as day:
        treasury.settle(book, here, held, spent=350_000, returned=50_000, on=day)
        treasury.advance(book, here, 100_000, on=day, due_on=date(year, 3, 2))
    with _on(date(year, 8, 2)) as day:
        treasury.take_back(book, here, placed, interest=48_000, on=day)
        treasury.deposit(book, here, 1_000_000, on=day, matures_on=date(year + 1, 8, 2))
        _close(province, place, date(year, 7, 31))
    with _on(date(year, 8, 3)):
        _reopen(province, place, date(year, 7, 1))
    with _on(date(year + 1, 1, 5)):
        _close(province, place, date(year, 12, 31))
        with book.write() as session:
            periods.file(session, association_id=province.id(place), year=year, by=province.chair)


def _close(province: Province, place: str, through: date) -> None:
    with province.database.write() as session:
        periods.close(session, association_id=province.id(place), through=through, by=province.treasurer)


def _reopen(province: Province, place: str, from_day: date) -> None:
    with province.database.write() as session:
        periods.reopen(
            session,
            association_id=province.id(place),
            from_day=from_day,
            reason="sót một phiếu",
            by=province.chair,
        )
