"""Registration, assessment and recognition of a learner, family, clan, community or unit for one year.

The five models come from the national programme (Prime Minister's decisions 387 and 677 of 2022).
A title is a fact of one year, not a quality of somebody. Criteria and pass marks differ by place and
change, so the mark and the threshold used are stored with each assessment, never coded.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Select,
    UniqueConstraint,
    insert,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.accounts.journal import DateInFuture
from ledger.clock import today
from ledger.database import Base
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.people.parties import Party, PartyKind
from ledger.text import clean


class LearningModel(StrEnum):
    """The five models."""

    CITIZEN = "citizen"
    FAMILY = "family"
    CLAN = "clan"
    COMMUNITY = "community"
    UNIT = "unit"


MODEL_NAMES = {
    LearningModel.CITIZEN: N_("Learning Citizen"),
    LearningModel.FAMILY: N_("Learning Family"),
    LearningModel.CLAN: N_("Learning Clan"),
    LearningModel.COMMUNITY: N_("Learning Community"),
    LearningModel.UNIT: N_("Learning Unit"),
}

SUBJECTS = {
    LearningModel.CITIZEN: PartyKind.PERSON,
    LearningModel.FAMILY: PartyKind.HOUSEHOLD,
    LearningModel.CLAN: PartyKind.CLAN,
    LearningModel.COMMUNITY: PartyKind.COMMUNITY,
    LearningModel.UNIT: PartyKind.ORGANISATION,
}
"""Who can hold which title."""

MOST_POINTS = 100

_MODELS = ", ".join(f"'{model}'" for model in LearningModel)


class Registration(Base):
    """Somebody registered for a model in a year."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("party_id", "model", "year", name="registered_once_a_year"),
        UniqueConstraint("id", "party_id", name="registration_party_key"),
        CheckConstraint(f"model IN ({_MODELS})", name="registration_model"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="registration_year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"))
    model: Mapped[str]
    year: Mapped[int]
    registered_on: Mapped[date]
    registered_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))


class Assessment(Base):
    """The mark a registration got, in points, against the threshold in force there; passed follows."""

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("registration_id", name="assessed_once"),
        UniqueConstraint("registration_id", "passed", name="assessment_passed_key"),
        CheckConstraint("points BETWEEN 0 AND 100 AND threshold BETWEEN 0 AND 100", name="assessment_points"),
        CheckConstraint(
            "(passed = 1 AND points >= threshold) OR (passed = 0 AND points < threshold)",
            name="assessment_passed_follows",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    points: Mapped[int]
    threshold: Mapped[int]
    passed: Mapped[int]
    assessed_on: Mapped[date]
    assessed_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))


class RecognitionDecision(Base):
    """A signed decision that recognizes a list. number: as written on the paper, e.g. `12/QĐ-UBND`."""

    __tablename__ = "recognition_decision"
    __table_args__ = (
        UniqueConstraint("association_id", "number", "decided_on", name="recognition_decision_once"),
        CheckConstraint("number <> ''", name="recognition_decision_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    number: Mapped[str]
    decided_on: Mapped[date]
    decided_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))


class Recognition(Base):
    """A title for a year: a registration that passed, in a decision. passed is always 1, by foreign key."""

    __tablename__ = "recognition"
    __table_args__ = (
        UniqueConstraint("registration_id", name="recognized_once"),
        UniqueConstraint("id", "party_id", name="recognition_party_key"),
        CheckConstraint("passed = 1", name="recognition_needs_pass"),
        ForeignKeyConstraint(
            ["registration_id", "passed"],
            ["assessment.registration_id", "assessment.passed"],
            name="recognition_follows_assessment",
        ),
        ForeignKeyConstraint(
            ["registration_id", "party_id"],
            ["registration.id", "registration.party_id"],
            name="recognition_is_of_registered",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("party.id"), index=True)
    passed: Mapped[int]
    decision_id: Mapped[int] = mapped_column(ForeignKey("recognition_decision.id"))


class RegisteredTwice(Refusal):
    """One registration for each model and year."""

    rule = "registered_once_a_year"
    status = 422
    message = N_("Already registered for this model in this year: %(names)s.")
    general = N_("Somebody is already registered for this model in this year.")


class AssessedTwice(Refusal):
    """One assessment for each registration."""

    rule = "assessed_once"
    status = 422
    message = N_("Already assessed by somebody else: %(names)s.")
    general = N_("This registration was already assessed.")


class DecisionNumberMissing(InputError):
    """A decision has a number."""

    rule = "recognition_decision_number"
    message = N_("Enter the number of the decision, as written on the paper.")


class DecisionNumberTaken(InputError):
    """A decision is entered once."""

    rule = "recognition_decision_once"
    message = N_("A decision with this number and date was already entered. Check the number on the paper.")


class NothingToRecognize(InputError):
    """A decision recognizes at least one registration that passed and was not yet recognized."""

    rule = "recognition_needs_pass"
    message = N_("Choose at least one registration that passed and is not recognized yet.")


class WrongSubject(InputError):
    """Each model is for its own kind of subject."""

    rule = "model_fits_subject"
    message = N_("“%(model)s” is not for “%(name)s”. Choose the model that fits.")


class PointsOutOfRange(InputError):
    """Points run from 0 to 100."""

    rule = "assessment_points"
    message = N_("Enter points from 0 to 100.")


def register(
    session: Session,
    *,
    association_id: int,
    party_id: int,
    model: LearningModel,
    year: int,
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Register a party for a model in a year; returns the registration's id.

    A committee member acts. Refuses a party of the wrong kind (`WrongSubject`) and a second
    registration for the same year (`RegisteredTwice`).
    """
    require(session, by, Role.COMMITTEE_MEMBER, association_id)
    act = audit.begin(
        session,
        association_id=association_id,
        actor_id=by.user_id,
        verb="register_for_model",
        client_key=client_key,
        content={"party": party_id, "model": model, "year": year},
    )
    if act.earlier is not None:
        return act.earlier
    party = session.get(Party, party_id)
    if party is None:
        raise NotFound
    if party.kind != SUBJECTS[model]:
        raise WrongSubject(model=MODEL_NAMES[model], name=party.name)
    registration_id = session.execute(
        insert(Registration)
        .values(
            association_id=association_id,
            party_id=party_id,
            model=model,
            year=year,
            registered_on=today(),
            registered_by=by.user_id,
        )
        .returning(Registration.id)
    ).scalar_one()
    return act.done("registration", registration_id)


def assess(session: Session, *, registration_id: int, points: int, threshold: int, by: Actor) -> bool:
    """Assess a registration: points reached and points needed, 0 to 100. Returns whether it passed."""
    if not (0 <= points <= MOST_POINTS and 0 <= threshold <= MOST_POINTS):
        raise PointsOutOfRange
    registration = session.get(Registration, registration_id)
    if registration is None:
        raise NotFound
    require(session, by, Role.COMMITTEE_MEMBER, registration.association_id)
    act = audit.begin(session, association_id=registration.association_id, actor_id=by.user_id, verb="assess")
    passed = points >= threshold
    session.execute(
        insert(Assessment).values(
            registration_id=registration_id,
            points=points,
            threshold=threshold,
            passed=int(passed),
            assessed_on=today(),
            assessed_by=by.user_id,
        )
    )
    act.done("registration", registration_id)
    return passed


def recognize(
    session: Session,
    *,
    association_id: int,
    number: str,
    decided_on: date,
    registration_ids: Sequence[int],
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Recognize registrations that passed, by one decision; the chair acts. Returns the decision's id.

    number, decided_on: as on the signed paper. Refuses an empty number (`DecisionNumberMissing`), a
    day that has not come (`DateInFuture`), a number already entered for that day
    (`DecisionNumberTaken`), and a list without a registration of this association that passed and is
    not yet recognized (`NothingToRecognize`).
    """
    require(session, by, Role.CHAIR, association_id)
    act = audit.begin(
        session,
        association_id=association_id,
        actor_id=by.user_id,
        verb="recognize",
        client_key=client_key,
        content={"number": number, "day": decided_on, "list": sorted(registration_ids)},
    )
    if act.earlier is not None:
        return act.earlier
    if not clean(number):
        raise DecisionNumberMissing
    if decided_on > today():
        raise DateInFuture
    chosen = set(registration_ids)
    ready = [found for found in session.execute(_passed(association_id)) if found.id in chosen]
    if not ready or len(ready) != len(chosen):
        raise NothingToRecognize
    decision = RecognitionDecision(
        association_id=association_id, number=clean(number), decided_on=decided_on, decided_by=by.user_id
    )
    session.add(decision)
    session.flush()
    session.execute(
        insert(Recognition),
        [
            {"registration_id": found.id, "party_id": found.party_id, "passed": 1, "decision_id": decision.id}
            for found in ready
        ],
    )
    return act.done("recognition_decision", decision.id)


def _passed(association_id: int) -> Select[int, int]:
    """Id and party of the registrations of an association that passed and wait for a decision."""
    return (
        select(Registration.id, Registration.party_id)
        .join(Assessment, Assessment.registration_id == Registration.id)
        .outerjoin(Recognition, Recognition.registration_id == Registration.id)
        .where(
            Registration.association_id == association_id,
            Assessment.passed == 1,
            Recognition.id.is_(None),
        )
    )
