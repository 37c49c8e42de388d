"""Titles, with the registration, assessment and decision before them."""

from ledger.database import Database
from ledger.people.parties import Party
from ledger.recognition import recognitions, standings
from ledger.recognition.recognitions import LearningModel
from tests.factories.communes import DAY, Commune

PASS_MARK = 70


def register(
    book: Database,
    commune: Commune,
    party: Party,
    *,
    model: LearningModel = LearningModel.CITIZEN,
    year: int = DAY.year,
) -> int:
    """Register a party for a model; returns the registration's id."""
    with book.write() as session:
        return recognitions.register(
            session, association_id=commune.id, party_id=party.id, model=model, year=year, by=commune.member
        )


def assess(book: Database, commune: Commune, registration_id: int, points: int = 85) -> bool:
    """Assess a registration; returns whether it passed."""
    with book.write() as session:
        return recognitions.assess(
            session,
            registration_id=registration_id,
            points=points,
            threshold=PASS_MARK,
            by=commune.member,
        )


def recognize(book: Database, commune: Commune, *registration_ids: int, number: str = "1/QĐ-KH") -> int:
    """Recognize registrations; returns the decision's id."""
    with book.write() as session:
        return recognitions.recognize(
            session,
            association_id=commune.id,
            number=number,
            decided_on=DAY,
            registration_ids=registration_ids,
            by=commune.chair,
        )


def title(book: Database, commune: Commune, party: Party, *, number: str = "1/QĐ-KH") -> int:
    """Give a person the title of Learning Citizen; returns the recognition's id."""
    registration_id = register(book, commune, party)
    assess(book, commune, registration_id)
    recognize(book, commune, registration_id, number=number)
    with book.read() as session:
        held = standings.titles_of(session, party.id)[0].recognition
    assert held is not None
    return held.id
