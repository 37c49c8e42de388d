"""Learning models by the list: a committee registers and assesses many on one sheet, as one act."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger import audit
from ledger.errors import NotFound
from ledger.identity.roles import Actor, Role, require
from ledger.people.parties import Party
from ledger.recognition import recognitions
from ledger.recognition.recognitions import (
    AssessedTwice,
    Assessment,
    LearningModel,
    Recognition,
    RegisteredTwice,
    Registration,
)


def register_list(
    session: Session,
    *,
    association_id: int,
    party_ids: Sequence[int],
    model: LearningModel,
    year: int,
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Register parties for a model in a year, all or none; returns the first registration's id.

    A committee member acts. client_key: the key of the form; the same list sent again registers
    nothing new. Refuses, with their names, those already registered (`RegisteredTwice`), and whatever
    `recognitions.register` refuses.
    """
    require(session, by, Role.COMMITTEE_MEMBER, association_id)
    act = audit.begin(
        session,
        association_id=association_id,
        actor_id=by.user_id,
        verb="register_list",
        client_key=client_key,
        content={"parties": party_ids, "model": model, "year": year},
    )
    if act.earlier is not None:
        return act.earlier
    registered = select(Registration.party_id).where(Registration.model == model, Registration.year == year)
    twice = session.scalars(
        select(Party).where(Party.id.in_(party_ids), Party.id.in_(registered)).order_by(Party.given_sort_key)
    ).all()
    if twice:
        raise RegisteredTwice(names=_named(twice))
    ids = [
        recognitions.register(
            session, association_id=association_id, party_id=party_id, model=model, year=year, by=by
        )
        for party_id in party_ids
    ]
    return act.done("registration", ids[0])


def assess_list(
    session: Session,
    *,
    association_id: int,
    points: Mapping[int, int],
    threshold: int,
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Assess registrations of an association, all or none; returns the first registration's id.

    points: reached, by registration id; threshold: needed to pass; both 0 to 100. A committee member
    acts. client_key: the key of the form; the same sheet sent again assesses nothing new. Refuses,
    with their names, those already assessed (`AssessedTwice`), another association's (`NotFound`),
    and points out of range (`PointsOutOfRange`).
    """
    require(session, by, Role.COMMITTEE_MEMBER, association_id)
    act = audit.begin(
        session,
        association_id=association_id,
        actor_id=by.user_id,
        verb="assess_list",
        client_key=client_key,
        content={"points": sorted(points.items()), "threshold": threshold},
    )
    if act.earlier is not None:
        return act.earlier
    _refuse_foreign_or_assessed(session, association_id, points)
    for registration_id, reached in points.items():
        recognitions.assess(
            session, registration_id=registration_id, points=reached, threshold=threshold, by=by
        )
    return act.done("registration", min(points))


def _refuse_foreign_or_assessed(session: Session, association_id: int, ids: Iterable[int]) -> None:
    query = (
        select(Party, Assessment.registration_id.is_not(None))
        .join(Registration, Registration.party_id == Party.id)
        .outerjoin(Assessment, Assessment.registration_id == Registration.id)
        .where(Registration.id.in_(list(ids)), Registration.association_id == association_id)
        .order_by(Party.given_sort_key)
    )
    found = session.execute(query).all()
    if len(found) != len(list(ids)):
        raise NotFound
    if twice := [party for party, assessed in found if assessed]:
        raise AssessedTwice(names=_named(twice))


def _named(people: Sequence[Party]) -> str:
    return ", ".join(party.label for party in people)


@dataclass(frozen=True)
class Waiting:
    """How many registrations wait for points, and how many passed and wait for a decision."""

    unassessed: int
    passed: int


def waiting(session: Session, association_id: int) -> Waiting:
    """What waits in an association, counted without reading it."""
    query = (
        select(func.count(Registration.id), func.count(Assessment.id))
        .outerjoin(Assessment, Assessment.registration_id == Registration.id)
        .outerjoin(Recognition, Recognition.registration_id == Registration.id)
        .where(
            Registration.association_id == association_id,
            Recognition.id.is_(None),
            Assessment.id.is_(None) | (Assessment.passed == 1),
        )
    )
    open_ones, passed = session.execute(query).one()
    return Waiting(open_ones - passed, passed)


def newest_titles(session: Session, party_ids: Iterable[int]) -> Mapping[int, int]:
    """The newest title of each of these parties that holds one: recognition id by party id."""
    query = (
        select(Recognition.party_id, Recognition.id)
        .join(Registration, Registration.id == Recognition.registration_id)
        .where(Recognition.party_id.in_(list(party_ids)))
        .order_by(Registration.year, Registration.id.desc())
    )
    return dict(session.execute(query).all())
