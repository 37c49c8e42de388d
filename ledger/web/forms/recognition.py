"""What a committee types about learning models: names to register, points, and a decision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ledger.errors import InputError
from ledger.i18n import N_
from ledger.people.parties import SEPARATOR, Party, PartyKind
from ledger.recognition.recognitions import (
    MODEL_NAMES,
    MOST_POINTS,
    SUBJECTS,
    DecisionNumberMissing,
    LearningModel,
    NothingToRecognize,
    PointsOutOfRange,
    WrongSubject,
)
from ledger.web.forms import paper, pasted
from ledger.web.forms.fields import Fields, identity
from ledger.web.forms.pasted import Doubt, Line

OLDEST_YEAR, LATEST_YEAR = 2000, 2100
DEFAULT_THRESHOLD = "70"
"""Points offered for a pass until the committee types its own; criteria differ by place and year."""

POINTS, TICK = "points-", "tick-"
NAMED_AFTER_PEOPLE = {PartyKind.PERSON, PartyKind.HOUSEHOLD}
"""A household often bears the name of its head, so a person of that name does not stand in its way."""


class NamesMissing(InputError):
    """A registration needs at least one name."""

    rule = "registration_has_names"
    message = N_("Enter at least one name, one on each line.")


class ModelMissing(InputError):
    """A registration is for one of the five models."""

    rule = "registration_model"
    message = N_("Choose the model.")


class YearNotRead(InputError):
    """A year is four digits."""

    rule = "registration_year"
    message = N_("Enter the year with four digits, for example 2026.")


class PointsMissing(InputError):
    """A sheet without any points records nothing."""

    rule = "assessment_has_points"
    message = N_("Type the points of at least one line.")


@dataclass(frozen=True)
class NewRegistrations:
    """Whom to register for one model and year: somebody known, or the line of somebody new."""

    model: LearningModel
    year: int
    people: Sequence[Party | str]


def registrations(session: Session, fields: Fields, association_id: int) -> NewRegistrations | None:
    """Whom to register, or None with sentences beside the fields."""
    model = _model(fields)
    if model is None:
        fields.refuse("model", ModelMissing())
    year = fields.read("year", _year)
    lines = _lines(fields)
    if model is None or year is None or fields.errors:
        return None
    meant = pasted.people(
        session, fields, lines, name="names", association_id=association_id, fits=_fits(model)
    )
    pasted.tell(
        fields,
        "names",
        [
            pasted.at_line(number, WrongSubject(model=MODEL_NAMES[model], name=party.name))
            for number, party in meant.items()
            if party and party.kind != SUBJECTS[model]
        ],
    )
    if fields.errors:
        return None
    return NewRegistrations(model, year, [meant[line.number] or line.typed for line in lines])


def doubts(session: Session, fields: Fields, association_id: int) -> Sequence[Doubt]:
    """The names typed that fit several of those the model could mean."""
    model = _model(fields)
    if model is None:
        return []
    lines = _lines(Fields(fields.values))
    return pasted.doubts(session, lines, association_id=association_id, fits=_fits(model))


def _model(fields: Fields) -> LearningModel | None:
    return next((model for model in LearningModel if model.value == fields.text("model")), None)


def _fits(model: LearningModel) -> Callable[[Party], bool]:
    """Who could be meant: the model's own kind, and kinds whose names are not those of people."""
    return lambda party: party.kind == SUBJECTS[model] or party.kind not in NAMED_AFTER_PEOPLE


def _year(typed: str) -> int:
    year = identity(typed.strip())
    if not OLDEST_YEAR <= year <= LATEST_YEAR:
        raise YearNotRead
    return year


def _lines(fields: Fields) -> list[Line]:
    lines: list[Line] = []
    problems: list[InputError] = []
    for number, typed in pasted.numbered(fields.text("names")):
        try:
            name, *apart = pasted.cells(typed)
            lines.append(Line(number, SEPARATOR.join(filter(None, [name, *apart])) if name else ""))
        except InputError as problem:
            problems.append(pasted.at_line(number, problem))
    if not lines:
        problems.append(NamesMissing())
    pasted.tell(fields, "names", problems)
    return lines


@dataclass(frozen=True)
class Marks:
    """Points by registration id, against one threshold, 0 to 100."""

    threshold: int
    points: dict[int, int]


def marks(fields: Fields) -> Marks | None:
    """The points typed, or None with sentences beside the fields; a line left empty waits on."""
    threshold = fields.read("threshold", _points)
    typed = [name for name, text in fields.values.items() if name.startswith(POINTS) and text.strip()]
    read = {identity(name.removeprefix(POINTS)): fields.read(name, _points) for name in typed}
    if not typed:
        fields.refuse("", PointsMissing())
    points = {registration: mark for registration, mark in read.items() if mark is not None}
    return Marks(threshold, points) if threshold is not None and not fields.errors else None


def _points(typed: str) -> int:
    digits = typed.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(MOST_POINTS))):
        raise PointsOutOfRange
    if int(digits) > MOST_POINTS:
        raise PointsOutOfRange
    return int(digits)


@dataclass(frozen=True)
class NewDecision:
    """A decision that recognizes: its number and date, and the registrations ticked."""

    number: str
    decided_on: date
    registration_ids: Sequence[int]


def decision(fields: Fields, today: date) -> NewDecision | None:
    """The decision typed, or None with sentences beside the fields."""
    number = paper.number(fields, DecisionNumberMissing)
    decided_on = paper.decided_on(fields, today)
    ticked = [identity(name.removeprefix(TICK)) for name in fields.values if name.startswith(TICK)]
    if not ticked:
        fields.refuse("", NothingToRecognize())
    if number is None or decided_on is None or fields.errors:
        return None
    return NewDecision(number, decided_on, ticked)
