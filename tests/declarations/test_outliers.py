from datetime import date

import pytest

from ledger.database import Database
from ledger.declarations import declarations, measures, outliers
from ledger.declarations.declarations import FiguresDoubtful
from ledger.declarations.outliers import Doubt, DoubtKind
from ledger.i18n import use_locale
from tests.factories.communes import Commune, open_commune
from tests.factories.declarations import count, declare, figures, villages

END = date(2025, 12, 31)


@pytest.fixture
def commune(book: Database) -> Commune:
    return open_commune(book)


@pytest.mark.parametrize(
    ("figure", "others", "doubtful"),
    [
        (1_631, [16, 15, 17, 18, 16], True),  # 163,1 read as 1631
        (1_600, [16, 15, 17, 18, 16], False),  # exactly 100 times
        (1_601, [16, 15, 17, 18, 16], True),
        (1, [101, 101, 101, 101, 101], True),
        (2, [101, 101, 101, 101, 101], False),
        (0, [500, 500, 500, 500, 500], False),  # nothing is nothing
        (9_999, [16, 15, 17, 18], False),  # four neighbours say nothing
        (1_701, [16, 15, 17, 18, 1_700], True),  # another wrong one does not hide it
    ],
)
def test_among__a_hundred_times_the_middle_neighbour(figure: int, others: list[int], doubtful: bool) -> None:
    assert bool([*outliers.among(figure, others)]) == doubtful


def test_doubts__opening_differs_from_the_former_closing(book: Database, commune: Commune) -> None:
    (village,) = villages(book, commune.association, 1)
    declare(book, village.id, figures(100, as_of=date(2024, 12, 31)), commune.treasurer)
    with book.read() as session:
        assert declarations.doubts(session, village.id, figures(150, opening=100)) == []
        (doubt,) = declarations.doubts(session, village.id, figures(150, opening=90))
        assert doubt == Doubt(DoubtKind.OPENING, 90, 100, 2024)
        (doubt,) = declarations.doubts(session, village.id, figures(100_000, opening=100))
        assert doubt == Doubt(DoubtKind.FORMER, 100_000, 100, 2024)


def test_declare__a_doubtful_figure_only_when_confirmed(book: Database, commune: Commune) -> None:
    *others, village = villages(book, commune.association, 6)
    for other in others:
        declare(book, other.id, figures(20_000_000), commune.treasurer)
    wrong = figures(21_000_000_000)
    with use_locale("en"), pytest.raises(FiguresDoubtful, match="separator was misread") as refused:
        declare(book, village.id, wrong, commune.treasurer, confirmed=False)
    assert "20.000.000" in str(refused.value)
    declare(book, village.id, wrong, commune.treasurer, confirmed=True)
    with book.read() as session:
        (flagged,) = outliers.flagged(session, commune.province.id, END, 2025)
    assert (flagged.association.id, flagged.closing) == (village.id, 21_000_000_000)
    assert [doubt.kind for doubt in flagged.doubts] == [DoubtKind.NEIGHBOURS]


def test_flagged__also_beside_its_own_year_before(book: Database, commune: Commune) -> None:
    (village,) = villages(book, commune.association, 1)
    declare(book, village.id, figures(30_000, as_of=date(2024, 12, 31)), commune.treasurer)
    declare(book, village.id, figures(31_000_000, opening=30_000), commune.treasurer)
    with book.read() as session:
        (flagged,) = outliers.flagged(session, commune.id, END, 2025)
        assert [doubt.kind for doubt in flagged.doubts] == [DoubtKind.FORMER]
        assert outliers.flagged(session, commune.id, END, 2024) == []


def test_count__a_number_far_from_the_year_before_is_asked_about(book: Database, commune: Commune) -> None:
    count(book, commune.id, commune.treasurer, year=2024, members=821)
    with book.write() as session, pytest.raises(FiguresDoubtful):
        measures.count(
            session,
            association_id=commune.id,
            year=2025,
            counts={"members": 821_000},
            source="Báo cáo năm",
            by=commune.treasurer,
        )
