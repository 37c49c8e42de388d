"""Where each registration stands: registered, assessed, recognized; read by pages, lists and awards."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.people.parties import Party
from ledger.recognition.recognitions import Assessment, Recognition, RecognitionDecision, Registration


@dataclass(frozen=True)
class Standing:
    """A registration with whatever followed: assessment, recognition and its decision, or None each."""

    registration: Registration
    party: Party
    assessment: Assessment | None
    recognition: Recognition | None
    decision: RecognitionDecision | None


def listed(
    session: Session,
    association_id: int,
    *,
    year: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> Sequence[Standing]:
    """Registrations of an association with what followed, newest first. before: an id, for the next page."""
    query = (
        select(Registration, Party, Assessment, Recognition, RecognitionDecision)
        .join(Party, Party.id == Registration.party_id)
        .outerjoin(Assessment, Assessment.registration_id == Registration.id)
        .outerjoin(Recognition, Recognition.registration_id == Registration.id)
        .outerjoin(RecognitionDecision, RecognitionDecision.id == Recognition.decision_id)
        .where(Registration.association_id == association_id)
        .order_by(Registration.id.desc())
        .limit(limit)
    )
    if year is not None:
        query = query.where(Registration.year == year)
    if before is not None:
        query = query.where(Registration.id < before)
    return [Standing(*found) for found in session.execute(query)]


def unassessed(session: Session, association_id: int, *, limit: int | None = None) -> Sequence[Standing]:
    """Registrations that wait for an assessment, in order of given names; limit: at most this many."""
    query = (
        select(Registration, Party)
        .join(Party, Party.id == Registration.party_id)
        .outerjoin(Assessment, Assessment.registration_id == Registration.id)
        .where(Registration.association_id == association_id, Assessment.id.is_(None))
        .order_by(Party.given_sort_key, Registration.id)
        .limit(limit)
    )
    return [Standing(reg, party, None, None, None) for reg, party in session.execute(query)]


def candidates(session: Session, association_id: int) -> Sequence[Standing]:
    """Registrations that passed and wait for a decision."""
    query = (
        select(Registration, Party, Assessment)
        .join(Party, Party.id == Registration.party_id)
        .join(Assessment, Assessment.registration_id == Registration.id)
        .outerjoin(Recognition, Recognition.registration_id == Registration.id)
        .where(
            Registration.association_id == association_id,
            Assessment.passed == 1,
            Recognition.id.is_(None),
        )
        .order_by(Party.given_sort_key, Registration.id)
    )
    return [Standing(reg, party, mark, None, None) for reg, party, mark in session.execute(query)]


_titles = (
    select(Registration, Party, Assessment, Recognition, RecognitionDecision)
    .join(Party, Party.id == Registration.party_id)
    .join(Assessment, Assessment.registration_id == Registration.id)
    .join(Recognition, Recognition.registration_id == Registration.id)
    .join(RecognitionDecision, RecognitionDecision.id == Recognition.decision_id)
)


def titles_of(session: Session, party_id: int) -> Sequence[Standing]:
    """The titles a party holds, the newest year first."""
    query = _titles.where(Registration.party_id == party_id).order_by(
        Registration.year.desc(), Registration.id
    )
    return [Standing(*found) for found in session.execute(query)]


def holders(session: Session, association_id: int, *, limit: int = 100) -> Sequence[Standing]:
    """Those recognized here, the newest titles first; for choosing whom to award."""
    query = (
        _titles.where(Registration.association_id == association_id)
        .order_by(Registration.year.desc(), Party.given_sort_key, Registration.id)
        .limit(limit)
    )
    return [Standing(*found) for found in session.execute(query)]
