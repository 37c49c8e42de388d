from datetime import date

import pytest
from sqlalchemy import func, select

from ledger.accounts.journal import DateInFuture
from ledger.clock import stopped_at
from ledger.database import Database
from ledger.errors import NotFound
from ledger.identity.roles import OutsideScope
from ledger.people.parties import Party
from ledger.recognition import lists, recognitions, standings
from ledger.recognition.recognitions import (
    AssessedTwice,
    DecisionNumberMissing,
    DecisionNumberTaken,
    LearningModel,
    NothingToRecognize,
    PointsOutOfRange,
    Recognition,
    RegisteredTwice,
    WrongSubject,
)
from tests.factories import people
from tests.factories.communes import DAY, Commune, open_commune
from tests.factories.recognition import PASS_MARK, assess, recognize, register, title


@pytest.fixture
def commune(book: Database) -> Commune:
    return open_commune(book)


@pytest.fixture
def learner(book: Database, commune: Commune) -> Party:
    with book.write() as session:
        return people.person(session, commune.association)


@pytest.fixture
def family(book: Database, commune: Commune) -> Party:
    with book.write() as session:
        return people.household(session, commune.association)


def recognized(book: Database) -> int:
    with book.read() as session:
        return session.scalar(select(func.count(Recognition.id))) or 0


# --- registering --------------------------------------------------------------------------------
def test_register__each_model_and_year_once(book: Database, commune: Commune, learner: Party) -> None:
    register(book, commune, learner)
    register(book, commune, learner, year=DAY.year + 1)
    with pytest.raises(RegisteredTwice):
        register(book, commune, learner)


@pytest.mark.parametrize("model", [LearningModel.FAMILY, LearningModel.CLAN, LearningModel.UNIT])
def test_register__model_for_somebody_else_is_refused(
    book: Database, commune: Commune, learner: Party, model: LearningModel
) -> None:
    with pytest.raises(WrongSubject, match=learner.name):
        register(book, commune, learner, model=model)


def test_register__family_as_a_learning_family(book: Database, commune: Commune, family: Party) -> None:
    identity = register(book, commune, family, model=LearningModel.FAMILY)
    with book.read() as session:
        (found,) = standings.listed(session, commune.id)
    assert (found.registration.id, found.party.id, found.assessment) == (identity, family.id, None)


def test_register__others_may_not(book: Database, commune: Commune, learner: Party) -> None:
    for somebody in (commune.treasurer, commune.chair, commune.stranger):
        with pytest.raises(OutsideScope), book.write() as session:
            recognitions.register(
                session,
                association_id=commune.id,
                party_id=learner.id,
                model=LearningModel.CITIZEN,
                year=2026,
                by=somebody,
            )


def test_register__unknown_person_is_not_found(book: Database, commune: Commune) -> None:
    with pytest.raises(NotFound), book.write() as session:
        recognitions.register(
            session,
            association_id=commune.id,
            party_id=7,
            model=LearningModel.CITIZEN,
            year=2026,
            by=commune.member,
        )


def test_register_list__all_or_none(book: Database, commune: Commune, learner: Party) -> None:
    with book.write() as session:
        other = people.person(session, commune.association, "Quàng Văn Thử")
    register(book, commune, learner)
    with pytest.raises(RegisteredTwice, match=learner.name), book.write() as session:
        lists.register_list(
            session,
            association_id=commune.id,
            party_ids=[other.id, learner.id],
            model=LearningModel.CITIZEN,
            year=DAY.year,
            by=commune.member,
        )
    with book.read() as session:
        assert [found.party.id for found in standings.listed(session, commune.id)] == [learner.id]


# --- assessing ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("points", "passed"), [(PASS_MARK - 1, False), (PASS_MARK, True), (100, True), (0, False)]
)
def test_assess__passes_from_the_threshold_on(
    book: Database, commune: Commune, learner: Party, points: int, passed: bool
) -> None:
    assert assess(book, commune, register(book, commune, learner), points) is passed


@pytest.mark.parametrize("points", [-1, 101])
def test_assess__points_out_of_range_are_refused(
    book: Database, commune: Commune, learner: Party, points: int
) -> None:
    with pytest.raises(PointsOutOfRange):
        assess(book, commune, register(book, commune, learner), points)


def test_assess__twice_is_refused(book: Database, commune: Commune, learner: Party) -> None:
    registration = register(book, commune, learner)
    assess(book, commune, registration, 10)
    with pytest.raises(AssessedTwice):
        assess(book, commune, registration, 90)


def test_assess__unknown_registration_is_not_found(book: Database, commune: Commune) -> None:
    with pytest.raises(NotFound):
        assess(book, commune, 7)


# --- recognizing --------------------------------------------------------------------------------
def test_recognize__title_of_the_year_with_its_decision(
    book: Database, commune: Commune, learner: Party
) -> None:
    title(book, commune, learner, number="  12/QĐ-UBND ")
    with book.read() as session:
        (held,) = standings.titles_of(session, learner.id)
    assert held.decision is not None
    assert (held.decision.number, held.decision.decided_on) == ("12/QĐ-UBND", DAY)
    assert (held.registration.year, held.registration.model) == (DAY.year, LearningModel.CITIZEN)


def test_recognize__needs_a_pass(book: Database, commune: Commune, learner: Party) -> None:
    registration = register(book, commune, learner)
    with pytest.raises(NothingToRecognize):
        recognize(book, commune, registration)
    assess(book, commune, registration, PASS_MARK - 1)
    with pytest.raises(NothingToRecognize):
        recognize(book, commune, registration)
    assert recognized(book) == 0


def test_recognize__one_who_is_not_ready_holds_up_the_list(
    book: Database, commune: Commune, learner: Party, family: Party
) -> None:
    ready = register(book, commune, learner)
    assess(book, commune, ready)
    waiting = register(book, commune, family, model=LearningModel.FAMILY)
    with pytest.raises(NothingToRecognize):
        recognize(book, commune, ready, waiting)
    assert recognized(book) == 0


def test_recognize__twice_is_refused(book: Database, commune: Commune, learner: Party) -> None:
    title(book, commune, learner)
    with book.read() as session:
        registration = standings.titles_of(session, learner.id)[0].registration.id
    with pytest.raises(NothingToRecognize):
        recognize(book, commune, registration, number="2/QĐ-KH")


@pytest.mark.parametrize("number", ["", "   "])
def test_recognize__needs_the_number_of_the_paper(
    book: Database, commune: Commune, learner: Party, number: str
) -> None:
    registration = register(book, commune, learner)
    assess(book, commune, registration)
    with pytest.raises(DecisionNumberMissing):
        recognize(book, commune, registration, number=number)


def test_recognize__paper_is_entered_once(
    book: Database, commune: Commune, learner: Party, family: Party
) -> None:
    title(book, commune, learner)
    registration = register(book, commune, family, model=LearningModel.FAMILY)
    assess(book, commune, registration)
    with pytest.raises(DecisionNumberTaken):
        recognize(book, commune, registration)


def test_recognize__day_that_has_not_come_is_refused(
    book: Database, commune: Commune, learner: Party
) -> None:
    registration = register(book, commune, learner)
    assess(book, commune, registration)
    with stopped_at(date(2026, 3, 1)), pytest.raises(DateInFuture):
        recognize(book, commune, registration)


def test_recognize__is_the_chairs(book: Database, commune: Commune) -> None:
    for somebody in (commune.member, commune.treasurer, commune.stranger):
        with pytest.raises(OutsideScope), book.write() as session:
            recognitions.recognize(
                session,
                association_id=commune.id,
                number="1",
                decided_on=DAY,
                registration_ids=[],
                by=somebody,
            )


def test_candidates__those_who_passed_in_order_of_given_names(book: Database, commune: Commune) -> None:
    with book.write() as session:
        learners = [
            people.person(session, commune.association, name) for name in ("Vi Văn Yên", "Lò Thị Ân", "Hà An")
        ]
    for learner in learners:
        assess(book, commune, register(book, commune, learner))
    with book.read() as session:
        found = standings.candidates(session, commune.id)
    assert [standing.party.name for standing in found] == ["Hà An", "Lò Thị Ân", "Vi Văn Yên"]


def test_standings__page_by_page_of_one_year(book: Database, commune: Commune) -> None:
    with book.write() as session:
        learners = [people.person(session, commune.association, f"Học Viên {number}") for number in range(4)]
    registered = [register(book, commune, learner) for learner in learners]
    register(book, commune, learners[0], year=2025)
    with book.read() as session:
        first = standings.listed(session, commune.id, year=2026, limit=3)
        rest = standings.listed(session, commune.id, year=2026, before=first[-1].registration.id)
    assert [found.registration.id for found in (*first, *rest)] == registered[::-1]
