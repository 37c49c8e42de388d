from datetime import date
from typing import Any

import pytest

from ledger.clock import stopped_at
from ledger.database import Database
from ledger.declarations import measures
from ledger.declarations.declarations import SourceMissing
from ledger.declarations.measures import CountedOutsideLife, CountTooLarge, MeasureUnknown
from ledger.errors import Refusal
from ledger.i18n import LOCALES, use_locale
from ledger.identity.roles import OutsideScope, Role
from tests.factories import identity
from tests.factories.communes import Commune, open_commune
from tests.factories.declarations import count, merge, villages


@pytest.fixture
def commune(book: Database) -> Commune:
    return open_commune(book)


def test_count__a_unit_with_books_here_counts_too(book: Database, commune: Commune) -> None:
    count(book, commune.id, commune.treasurer, members=812, learning_centres=1)
    with book.read() as session:
        said = measures.standing_of(session, commune.id, 2025)
    assert {code: row.value for code, row in said.items()} == {"members": 812, "learning_centres": 1}


def test_count__a_new_value_replaces_and_an_equal_one_is_left(book: Database, commune: Commune) -> None:
    count(book, commune.id, commune.treasurer, members=812, courses=3)
    count(book, commune.id, commune.treasurer, members=820, courses=3)
    with book.read() as session:
        lines = measures.history(session, commune.id)
    assert [(line.row.measure, line.row.value, line.stands) for line in lines] == [
        ("courses", 3, True),
        ("members", 820, True),
        ("members", 812, False),
    ]


def test_count__the_one_directly_above_may(book: Database, commune: Commune) -> None:
    (village,) = villages(book, commune.association, 1)
    count(book, village.id, commune.treasurer, members=50)
    with pytest.raises(OutsideScope):
        count(book, village.id, commune.stranger, members=50)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"counts": {"cows": 3}}, MeasureUnknown),
        ({"counts": {"members": 1_000_000_001}}, CountTooLarge),
        ({"counts": {"members": -1}}, CountTooLarge),
        ({"source": " "}, SourceMissing),
        ({"year": 2023}, CountedOutsideLife),
        ({"year": 2027}, CountedOutsideLife),
    ],
)
def test_count__refuses(
    book: Database, commune: Commune, wrong: dict[str, Any], refusal: type[Refusal]
) -> None:
    said: dict[str, Any] = {"year": 2025, "counts": {"members": 1}, "source": "Báo cáo"} | wrong
    with stopped_at(date(2026, 11, 22)), book.write() as session, pytest.raises(refusal):
        measures.count(session, association_id=commune.id, by=commune.treasurer, **said)


def test_count__not_for_a_year_after_the_unit_closed(book: Database, commune: Commune) -> None:
    village, other = villages(book, commune.association, 2)
    merge(book, village, other, on=date(2024, 7, 1))
    with book.write() as session:
        keeper = identity.actor(session, other, Role.TREASURER)
    count(book, village.id, keeper, year=2024, members=1)
    with pytest.raises(CountedOutsideLife):
        count(book, village.id, keeper, members=1)


@pytest.mark.parametrize("locale", LOCALES)
def test_measures__each_has_a_name_in_both_languages(locale: str) -> None:
    with use_locale(locale):
        names = [measure.name for measure in measures.measures().values()]
    assert all(names)
    assert len(set(names)) == len(names)
