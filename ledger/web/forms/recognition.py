"""What a committee types about learning models: names to register, points, and a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.dates import parse_date
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.recognition.recognitions import (
    MOST_POINTS,
    DecisionNumberMissing,
    LearningModel,
    PointsOutOfRange,
    Standing,
)
from ledger.text import clean
from ledger.web.forms.fields import Fields

OLDEST_YEAR, LATEST_YEAR = 2000, 2100
DEFAULT_THRESHOLD = "70"
"""Points offered for a pass until the committee types its own; criteria differ by place and year."""


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


@dataclass(frozen=True)
class NewRegistrations:
    """Names to register for one model and year, each `name` or `name – distinguisher`."""

    model: LearningModel
    year: int
    names: Sequence[str]


def _year(typed: str) -> int:
    digits = typed.strip()
    if not (digits.isascii() and digits.isdigit() and OLDEST_YEAR <= int(digits) <= LATEST_YEAR):
        raise YearNotRead
    return int(digits)


def _names(typed: str) -> list[str]:
    names = [line for line in (clean(line) for line in typed.splitlines()) if line]
    if not names:
        raise NamesMissing
    return list(dict.fromkeys(names))


def _points(typed: str) -> int:
    digits = typed.strip()
    if not (digits.isascii() and digits.isdigit() and int(digits) <= MOST_POINTS):
        raise PointsOutOfRange
    return int(digits)


def _number(typed: str) -> str:
    if not clean(typed):
        raise DecisionNumberMissing
    return clean(typed)


def registrations(fields: Fields) -> NewRegistrations | None:
    """Names to register, or None with sentences beside the fields."""
    model = next((model for model in LearningModel if model.value == fields.text("model")), None)
    if model is None:
        fields.refuse("model", ModelMissing())
    year = fields.read("year", _year)
    names = fields.read("names", _names)
    return NewRegistrations(model, year, names) if model and year and names else None


@dataclass(frozen=True)
class Marks:
    """Points by registration id, against one threshold, 0 to 100."""

    threshold: int
    points: dict[int, int]


def marks(fields: Fields, waiting: Sequence[Standing]) -> Marks | None:
    """The points typed for registrations that wait; a line left empty waits on."""
    threshold = fields.read("threshold", _points)
    points = {}
    for standing in waiting:
        name = f"points-{standing.registration.id}"
        if fields.text(name).strip():
            read = fields.read(name, _points)
            if read is not None:
                points[standing.registration.id] = read
    return Marks(threshold, points) if threshold is not None and not fields.errors else None


@dataclass(frozen=True)
class NewDecision:
    """A decision that recognizes: its number and date, and the registrations ticked."""

    number: str
    decided_on: date
    registration_ids: Sequence[int]


def decision(fields: Fields, waiting: Sequence[Standing], today: date) -> NewDecision | None:
    """The decision typed, or None with sentences beside the fields."""
    number = fields.read("number", _number)
    decided_on = fields.read("decided_on", lambda typed: parse_date(typed, today=today))
    ticked = [s.registration.id for s in waiting if fields.text(f"tick-{s.registration.id}")]
    return NewDecision(number, decided_on, ticked) if number and decided_on else None
