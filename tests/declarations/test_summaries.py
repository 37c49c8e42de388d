from datetime import date
from unittest.mock import Mock

import pytest

from ledger import statements
from ledger.associations import associations
from ledger.associations.associations import Association, AssociationKind
from ledger.database import Database
from ledger.declarations import summaries
from ledger.declarations.summaries import KindLine, Summary
from tests.factories.communes import Commune, open_commune
from tests.factories.declarations import count, declare, figures, merge, unit, villages

END = date(2025, 12, 31)


@pytest.fixture
def commune(book: Database) -> Commune:
    return open_commune(book)


def summed(book: Database, root_id: int, *, on: date = END, year: int = 2025) -> Summary:
    with book.read() as session:
        return summaries.summary(session, root_id, on, year)


def test_summary__by_kind_and_together(book: Database, commune: Commune) -> None:
    first, second, third = villages(book, commune.association, 3)
    with book.write() as session:
        clan = unit(session, "Dòng họ Lò", commune.association, kind=AssociationKind.CLAN_BOARD)
    declare(book, first.id, figures(11, opening=10, spent=4), commune.treasurer)
    declare(book, second.id, figures(20), commune.treasurer)
    declare(book, clan.id, figures(5), commune.treasurer)
    count(book, first.id, commune.treasurer, members=40)
    found = summed(book, commune.province.id)
    assert found.lines == [
        KindLine(AssociationKind.CHAPTER, 3, 2, opening=10, received=25, spent=4, members=40),
        KindLine(AssociationKind.CLAN_BOARD, 1, 1, received=5),
    ]
    assert (found.total.units_expected, found.total.units_declared, found.total.closing) == (4, 3, 36)
    assert found.partial
    declare(book, third.id, figures(0), commune.treasurer)
    assert not summed(book, commune.province.id).partial


def test_summary__of_a_year_the_word_that_reaches_furthest(book: Database, commune: Commune) -> None:
    (village,) = villages(book, commune.association, 1)
    declare(book, village.id, figures(20, opening=7, as_of=END), commune.treasurer)
    declare(book, village.id, figures(10, opening=7, as_of=date(2025, 6, 30)), commune.treasurer)
    declare(book, village.id, figures(30, opening=20, as_of=date(2026, 6, 30)), commune.treasurer)
    assert summed(book, commune.id).total.closing == 20
    assert summed(book, commune.id, year=2026).total.closing == 30
    assert summed(book, commune.id, year=2024).total.units_declared == 0


def test_summary__nothing_doubles_when_a_unit_comes_onto_the_ledger(book: Database, commune: Commune) -> None:
    """Its closing is taken off in the year it comes, since its book begins with that money."""
    (village,) = villages(book, commune.association, 1)
    declare(book, village.id, figures(11, opening=10, as_of=date(2025, 6, 30)), commune.treasurer)
    declare(book, village.id, figures(12, opening=11, as_of=END), commune.treasurer)
    declare(book, village.id, figures(13, opening=12, as_of=date(2026, 3, 31)), commune.treasurer)
    with book.write() as session:
        associations.start_ledger(session, session.get_one(Association, village.id), date(2025, 7, 1))
    found = summed(book, commune.id)
    assert found.lines == [KindLine(AssociationKind.CHAPTER, opening=10, received=1, handed_on=11)]
    assert found.total.closing == 0
    assert summed(book, commune.id, year=2026).total == KindLine()


def test_summary__nothing_doubles_when_a_unit_ends(book: Database, commune: Commune) -> None:
    """A village is merged into another on 1 July: what it held is then in the other's figures."""
    former, other = villages(book, commune.association, 2)
    declare(book, former.id, figures(11, opening=10, as_of=date(2025, 6, 30)), commune.treasurer)
    declare(book, other.id, figures(31, opening=20), commune.treasurer)
    merge(book, former, other, on=date(2025, 7, 1))
    for on in (date(2025, 6, 30), END):
        total = summed(book, commune.id, on=on).total
        assert (total.units_expected, total.units_declared, total.closing) == (2, 2, 31)
    assert summed(book, other.id, on=date(2025, 6, 30)).total.opening == 20
    assert summed(book, other.id, on=END).total.opening == 30
    assert summed(book, commune.id, year=2026).total.units_expected == 1


def test_summary__measures_are_never_counted_twice(book: Database, commune: Commune) -> None:
    """A commune speaks for its villages; the province's own word, of the latest year, for all."""
    first, second = villages(book, commune.association, 2)
    for village in (first, second):
        count(book, village.id, commune.treasurer, members=50, courses=2)
    count(book, commune.id, commune.treasurer, members=120)
    found = summed(book, commune.province.id).measures
    assert (found["members"].value, found["members"].units, found["members"].own) == (120, 1, False)
    assert (found["courses"].value, found["courses"].units) == (4, 2)
    count(book, commune.province.id, commune.stranger, year=2024, members=900)
    found = summed(book, commune.province.id).measures
    assert (found["members"].value, found["members"].year, found["members"].own) == (900, 2024, True)
    assert summed(book, commune.id).measures["members"].value == 120


def test_per__names_its_base(book: Database, commune: Commune) -> None:
    count(book, commune.id, commune.treasurer, population=2_000)
    found = summed(book, commune.id)
    base = found.measures["population"]
    assert (found.per("population", 163_000_001), found.per("members", 5)) == (81_500, None)
    assert summaries.per(163_000_001, base) == 81_500
    assert summaries.per(5, None) is None


@pytest.mark.parametrize("how_many", [2, 30])
def test_summary__asks_as_often_for_a_large_tree(
    book: Database, commune: Commune, how_many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for village in villages(book, commune.association, how_many):
        declare(book, village.id, figures(1), commune.treasurer)
    run = Mock(wraps=statements.run)
    monkeypatch.setattr(statements, "run", run)
    summed(book, commune.id)
    assert run.call_count == 3
