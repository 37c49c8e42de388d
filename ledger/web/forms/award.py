"""What a committee types about awards: a pasted list to propose, and the chair's decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.dates import parse_date
from ledger.disbursements.decisions import DecisionNumberMissing
from ledger.disbursements.programmes import Programme
from ledger.disbursements.proposals import NoAwards
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.money import AmountError, Dong, parse_dong
from ledger.text import clean
from ledger.web.forms.fields import Fields

CELL_MARKS = ("\t", ";")
"""What stands between the cells of a pasted line: a tab from a spreadsheet, or a semicolon."""


class LineNotRead(InputError):
    """A line of the list cannot be read."""

    rule = "award_line_is_read"
    message = N_("Line %(line)s: %(problem)s")


class ProgrammeMissing(InputError):
    """A list belongs to one programme of this association."""

    rule = "proposal_has_programme"
    message = N_("Choose the programme.")


@dataclass(frozen=True)
class TypedAward:
    """One line of a pasted list; amount in đồng."""

    name: str
    amount: Dong
    reason: str


@dataclass(frozen=True)
class NewProposal:
    """A list typed for one programme."""

    programme: Programme
    title: str
    awards: Sequence[TypedAward]


def proposal(fields: Fields, programmes: Sequence[Programme]) -> NewProposal | None:
    """The list typed, or None with sentences beside the fields."""
    chosen = next((p for p in programmes if str(p.id) == fields.text("programme")), None)
    if chosen is None:
        fields.refuse("programme", ProgrammeMissing())
    usual = fields.read("amount", parse_dong) if fields.text("amount").strip() else None
    awards = fields.read("list", lambda typed: _lines(typed, usual))
    if chosen is None or awards is None or fields.errors:
        return None
    return NewProposal(chosen, fields.text("title"), awards)


def _lines(typed: str, usual: Dong | None) -> list[TypedAward]:
    """Each line: a name, and if they differ from what is usual, an amount and a reason."""
    awards = []
    for number, line in enumerate(typed.splitlines(), start=1):
        if line.strip():
            try:
                awards.append(_line(line, usual))
            except InputError as problem:
                raise LineNotRead(line=number, problem=problem.sentence) from problem
    if not awards:
        raise NoAwards
    return awards


def _line(line: str, usual: Dong | None) -> TypedAward:
    mark = next((mark for mark in CELL_MARKS if mark in line), None)
    cells = [clean(cell) for cell in line.split(mark)] if mark else [clean(line)]
    name, amount, reason = (*cells, "", "")[:3]
    if not amount and usual is not None:
        return TypedAward(name, usual, reason)
    try:
        return TypedAward(name, parse_dong(amount), reason)
    except AmountError:
        if usual is None or any(letter.isdigit() for letter in amount):
            raise
        return TypedAward(name, usual, amount)


@dataclass(frozen=True)
class NewDecision:
    """The chair's word: approved or declined, number and date of the paper, minutes."""

    approved: bool
    number: str
    decided_on: date
    minutes: str


def _number(typed: str) -> str:
    if not clean(typed):
        raise DecisionNumberMissing
    return clean(typed)


def decision(fields: Fields, today: date) -> NewDecision | None:
    """The decision typed, or None with sentences beside the fields."""
    number = fields.read("number", _number)
    decided_on = fields.read("decided_on", lambda typed: parse_date(typed, today=today))
    if number is None or decided_on is None:
        return None
    return NewDecision(fields.text("word") == "approve", number, decided_on, fields.text("minutes"))
