from ledger.database import Database
from ledger.recognition import counts
from ledger.recognition.counts import DeclaredCount, ModelCount
from ledger.recognition.recognitions import LearningModel
from tests.factories import people
from tests.factories.communes import DAY, Commune, open_commune
from tests.factories.recognition import assess, register, title


def count(book: Database, place: int, year: int = DAY.year) -> dict[LearningModel, ModelCount]:
    with book.read() as session:
        return {line.model: line for line in counts.counts(session, association_id=place, year=year, on=DAY)}


def declare(book: Database, commune: Commune, year: int, recognized: int) -> None:
    with book.write() as session:
        session.add(
            DeclaredCount(
                association_id=commune.id,
                model=LearningModel.FAMILY,
                year=year,
                registered=None,
                assessed=None,
                recognized=recognized,
                source=f"báo cáo {year}",
            )
        )


def test_counts__registered_assessed_and_recognized_are_three_numbers(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        first, second, third = (
            people.person(session, commune.association, f"Học Viên {number}") for number in range(3)
        )
    title(book, commune, first)
    assess(book, commune, register(book, commune, second), 10)
    register(book, commune, third)
    for place in (commune.id, commune.province.id):
        found = count(book, place)[LearningModel.CITIZEN]
        assert (found.registered, found.assessed, found.recognized) == (3, 2, 1)
    assert count(book, commune.id, 2025)[LearningModel.CITIZEN].registered == 0


def test_counts__all_five_models_even_without_records(book: Database) -> None:
    commune = open_commune(book)
    found = count(book, commune.id)
    assert list(found) == list(LearningModel)
    assert {(line.registered, line.recognized, line.declared) for line in found.values()} == {(0, 0, None)}


def test_counts__declared_figure_stands_beside_the_recorded_one(book: Database) -> None:
    commune = open_commune(book)
    declare(book, commune, 2024, 900)
    declare(book, commune, 2026, 1_200)
    declare(book, commune, 2027, 9_999)
    families = count(book, commune.id)[LearningModel.FAMILY]
    assert (families.recognized, families.declared, families.declared_source) == (0, 1_200, "báo cáo 2026")
    assert count(book, commune.id, 2025)[LearningModel.FAMILY].declared == 900
    assert count(book, commune.id, 2023)[LearningModel.FAMILY].declared is None
    assert count(book, commune.province.id)[LearningModel.FAMILY].declared is None, (
        "never added up in silence"
    )
