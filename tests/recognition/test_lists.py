import pytest

from ledger.database import Database
from ledger.errors import NotFound
from ledger.identity.roles import OutsideScope
from ledger.people.parties import Party
from ledger.recognition import lists, standings
from ledger.recognition.recognitions import AssessedTwice, LearningModel, PointsOutOfRange, RegisteredTwice
from tests.factories import people, recognition
from tests.factories.communes import DAY, Commune, open_commune


@pytest.fixture
def commune(book: Database) -> Commune:
    return open_commune(book)


@pytest.fixture
def learners(book: Database, commune: Commune) -> list[Party]:
    with book.write() as session:
        return [people.person(session, commune.association, f"Lò Thị {name}") for name in ("An", "Bình")]


def register(book: Database, commune: Commune, learners: list[Party], key: str | None = None) -> int:
    with book.write() as session:
        return lists.register_list(
            session,
            association_id=commune.id,
            party_ids=[learner.id for learner in learners],
            model=LearningModel.CITIZEN,
            year=DAY.year,
            by=commune.member,
            client_key=key,
        )


def assess(book: Database, commune: Commune, points: dict[int, int], key: str | None = None) -> int:
    with book.write() as session:
        return lists.assess_list(
            session,
            association_id=commune.id,
            points=points,
            threshold=70,
            by=commune.member,
            client_key=key,
        )


def registered(book: Database, commune: Commune) -> list[int]:
    """The ids of all registrations, in order of given names."""
    with book.read() as session:
        return [found.registration.id for found in standings.unassessed(session, commune.id)]


def test_register_list__all_or_none(book: Database, commune: Commune, learners: list[Party]) -> None:
    register(book, commune, learners[:1])
    with pytest.raises(RegisteredTwice, match="Lò Thị An"):
        register(book, commune, learners)
    assert len(registered(book, commune)) == 1


def test_register_list__sent_again_registers_nothing_new(
    book: Database, commune: Commune, learners: list[Party]
) -> None:
    assert register(book, commune, learners, "form") == register(book, commune, learners, "form")
    assert len(registered(book, commune)) == 2


def test_assess_list__all_or_none(book: Database, commune: Commune, learners: list[Party]) -> None:
    register(book, commune, learners)
    first, second = registered(book, commune)
    with pytest.raises(PointsOutOfRange):
        assess(book, commune, {first: 90, second: 101})
    assert len(registered(book, commune)) == 2
    assess(book, commune, {first: 90})
    with pytest.raises(AssessedTwice, match="Lò Thị An"):
        assess(book, commune, {first: 80, second: 80})
    assert registered(book, commune) == [second]


def test_assess_list__refuses_another_associations_registration(
    book: Database, commune: Commune, learners: list[Party]
) -> None:
    register(book, commune, learners)
    (first, _) = registered(book, commune)
    with pytest.raises(NotFound):
        assess(book, commune, {first: 90, first + 1000: 90})
    with pytest.raises(OutsideScope), book.write() as session:
        lists.assess_list(
            session,
            association_id=commune.province.id,
            points={first: 90},
            threshold=70,
            by=commune.member,
        )


def test_waiting__counts_what_waits_for_points_and_for_a_decision(
    book: Database, commune: Commune, learners: list[Party]
) -> None:
    register(book, commune, learners)
    first, second = registered(book, commune)
    assess(book, commune, {first: 90})
    with book.read() as session:
        assert lists.waiting(session, commune.id) == lists.Waiting(unassessed=1, passed=1)
    recognition.recognize(book, commune, first)
    assess(book, commune, {second: 10})
    with book.read() as session:
        assert lists.waiting(session, commune.id) == lists.Waiting(0, 0)
        assert set(lists.newest_titles(session, [learner.id for learner in learners])) == {learners[0].id}
