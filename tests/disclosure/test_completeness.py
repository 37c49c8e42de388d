"""Who is expected to report for a year, and who has not."""

from datetime import date

import pytest
from sqlalchemy import event

from ledger.accounts import periods
from ledger.associations import associations
from ledger.associations.associations import Association
from ledger.clock import stopped_at
from ledger.database import Database
from ledger.disclosure import completeness
from ledger.disclosure.completeness import Completeness, Missing, Reported
from tests.factories.communes import Commune, open_commune
from tests.factories.declarations import declare, figures, merge, villages

NOW = date(2026, 11, 22)


@pytest.fixture
def commune(book: Database) -> Commune:
    return open_commune(book)


def stand(book: Database, root_id: int, year: int = 2025) -> Completeness:
    with stopped_at(NOW), book.read() as session:
        return completeness.of(session, root_id, year)


def absent(book: Database, root_id: int, year: int = 2025) -> list[Missing]:
    with stopped_at(NOW), book.read() as session:
        return list(completeness.missing(session, root_id, year))


def test_of__counts_books_closed_and_figures_declared(book: Database, commune: Commune) -> None:
    first, second = villages(book, commune.association, 2)
    declare(book, first.id, figures(1), commune.treasurer)
    declare(book, second.id, figures(1, as_of=date(2025, 6, 30)), commune.treasurer)
    found = stand(book, commune.province.id)
    assert (found.ledgered, found.declared) == (Reported(2, 0), Reported(2, 1))
    assert (found.missing, found.partial, found.structure_on) == (3, True, date(2025, 12, 31))
    lines = absent(book, commune.province.id)
    assert [(line.association.id, line.above and line.above.id, line.up_to) for line in lines] == [
        (second.id, commune.id, date(2025, 6, 30)),
        (commune.province.id, None, None),
        (commune.id, commune.province.id, None),
    ]
    with book.write() as session:
        for place, by in ((commune.id, commune.treasurer), (commune.province.id, commune.stranger)):
            periods.close(session, association_id=place, through=date(2025, 12, 31), by=by)
    declare(book, second.id, figures(1), commune.treasurer)
    assert not stand(book, commune.province.id).partial
    assert absent(book, commune.province.id) == []


def test_of__only_who_was_open_in_the_year(book: Database, commune: Commune) -> None:
    """Until its last day a merged unit reports as others do; afterwards nobody waits for it."""
    former, other = villages(book, commune.association, 2)
    merge(book, former, other, on=date(2025, 7, 1))
    assert stand(book, commune.id, 2023).missing == 0
    assert stand(book, commune.id, 2024).declared == Reported(2, 0)
    assert stand(book, commune.id, 2026).declared == Reported(1, 0)
    assert [line.association.id for line in absent(book, other.id)] == [former.id, other.id]


def test_of__a_merged_unit_reports_up_to_its_last_day(book: Database, commune: Commune) -> None:
    former, other = villages(book, commune.association, 2)
    declare(book, former.id, figures(1, as_of=date(2025, 6, 30)), commune.treasurer)
    merge(book, former, other, on=date(2025, 7, 1))
    assert [line.association.id for line in absent(book, other.id)] == [other.id]


def test_of__a_unit_on_the_ledger_closes_its_book(book: Database, commune: Commune) -> None:
    (village,) = villages(book, commune.association, 1)
    declare(book, village.id, figures(1), commune.treasurer)
    with book.write() as session:
        unit = session.get_one(Association, village.id)
        associations.start_ledger(session, unit, date(2025, 7, 1))
    found = stand(book, village.id)
    assert (found.ledgered, found.declared) == (Reported(1, 0), Reported(0, 0))
    assert stand(book, village.id, 2024).declared == Reported(1, 0)


def test_of__a_running_year_is_reported_by_nobody(book: Database, commune: Commune) -> None:
    (village,) = villages(book, commune.association, 1)
    declare(book, village.id, figures(1, as_of=date(2026, 6, 30)), commune.treasurer)
    found = stand(book, village.id, 2026)
    assert (found.partial, found.structure_on) == (True, NOW)


def test_missing__by_pages(book: Database, commune: Commune) -> None:
    units = villages(book, commune.association, 5)
    with stopped_at(NOW), book.read() as session:
        first = completeness.missing(session, commune.id, 2025, limit=3)
        rest = completeness.missing(session, commune.id, 2025, after=first[-1].association)
    assert [line.association.id for line in (*first, *rest)] == [*(unit.id for unit in units), commune.id]


@pytest.mark.parametrize("how_many", [1, 25])
def test_completeness__asks_as_often_for_a_large_tree(
    book: Database, commune: Commune, how_many: int
) -> None:
    villages(book, commune.association, how_many)
    asked: list[str] = []
    event.listen(book.reader, "before_cursor_execute", lambda *call: asked.append(call[2]))
    stand(book, commune.id)
    absent(book, commune.id)
    assert len(asked) == 2


def test_of__a_book_that_ended_is_closed_for_the_years_before_too(book: Database, commune: Commune) -> None:
    """Nothing is recorded in it any more, so nobody could still close its earlier years."""
    (village,) = villages(book, commune.association, 1)
    with book.write() as session:
        associations.start_ledger(session, session.get_one(Association, village.id), date(2024, 1, 1))
    assert stand(book, village.id, 2024).ledgered == Reported(1, 0)
    merge(book, village, commune.association, on=date(2025, 7, 1))
    assert stand(book, village.id, 2024).ledgered == Reported(1, 1)
    assert absent(book, village.id, 2024) == []
