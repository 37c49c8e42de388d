"""What a committee types about awards: a pasted list to propose, and the chair's decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ledger.disbursements.decisions import DecisionNumberMissing
from ledger.disbursements.programmes import Programme, programmes
from ledger.disbursements.proposals import NoAwards, RecognitionNeeded
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.money import AmountError, Dong, format_dong, parse_dong, suggest_thousands
from ledger.people.parties import Party
from ledger.recognition import lists
from ledger.text import clean
from ledger.web.forms import paper, pasted
from ledger.web.forms.fields import Fields
from ledger.web.forms.pasted import Doubt, Line
from ledger.web.guard import Desk

APPROVE, DECLINE = "approve", "decline"


class ProgrammeMissing(InputError):
    """A list belongs to one programme of this association."""

    rule = "proposal_has_programme"
    message = N_("Choose the programme.")


class AmountShort(AmountError):
    """An award below 1.000 đồng: the word nghìn was left out."""

    rule = "award_amount_in_full"
    message = N_("Write the amount in full. Do you mean %(amount)s đồng?")


class WordMissing(InputError):
    """The chair approves or declines; silence is neither."""

    rule = "decision_has_word"
    message = N_("Choose whether the list is approved or declined.")


@dataclass(frozen=True)
class TypedAward:
    """One line of a list. person: somebody known, or the line of somebody new; amount in đồng."""

    person: Party | str
    amount: Dong
    reason: str
    recognition_id: int | None


@dataclass(frozen=True)
class NewProposal:
    """A list typed for one programme."""

    programme: Programme
    title: str
    awards: Sequence[TypedAward]


@dataclass(frozen=True)
class _Row:
    """A line of the list as it was split into its cells; amount in đồng."""

    line: Line
    amount: Dong
    reason: str


def proposal(session: Session, fields: Fields, association_id: int) -> NewProposal | None:
    """The list typed, or None with sentences beside the fields."""
    offered = [programme for programme, _ in programmes(session, association_id)]
    chosen = next((p for p in offered if str(p.id) == fields.text("programme")), None)
    if chosen is None:
        fields.refuse("programme", ProgrammeMissing())
    title = fields.read("title", clean)
    usual = fields.read("amount", _amount) if fields.text("amount").strip() else None
    rows = _rows(fields, Dong(1) if "amount" in fields.errors else usual)
    if chosen is None or title is None or fields.errors:
        return None
    lines = [row.line for row in rows]
    meant = pasted.people(session, fields, lines, name="list", association_id=association_id)
    held = lists.newest_titles(session, [party.id for party in meant.values() if party])
    _refuse_untitled(fields, chosen, lines, meant, held)
    return None if fields.errors else NewProposal(chosen, title, [_award(row, meant, held) for row in rows])


def doubts(session: Session, fields: Fields, association_id: int) -> Sequence[Doubt]:
    """The names typed that several people bear."""
    lines = [row.line for row in _rows(Fields(fields.values), Dong(1))]
    return pasted.doubts(session, lines, association_id=association_id)


def _award(row: _Row, meant: Mapping[int, Party | None], held: Mapping[int, int]) -> TypedAward:
    party = meant[row.line.number]
    title = held.get(party.id) if party else None
    return TypedAward(party or row.line.typed, row.amount, row.reason, title)


def _refuse_untitled(
    fields: Fields,
    programme: Programme,
    lines: Sequence[Line],
    meant: Mapping[int, Party | None],
    held: Mapping[int, int],
) -> None:
    """Where the programme asks for a title, name everybody on the list who holds none."""
    if programme.recognition_required and not fields.errors:
        untitled = [line for line in lines if not ((p := meant[line.number]) and p.id in held)]
        problems = [pasted.at_line(line.number, RecognitionNeeded(name=line.typed)) for line in untitled]
        pasted.tell(fields, "list", problems)


def _rows(fields: Fields, usual: Dong | None) -> Sequence[_Row]:
    """Each line: a name, and if they differ from what is usual, an amount and a reason."""
    rows: list[_Row] = []
    problems: list[InputError] = []
    for number, typed in pasted.numbered(fields.text("list")):
        try:
            rows.append(_row(number, typed, usual))
        except InputError as problem:
            problems.append(pasted.at_line(number, problem))
    pasted.tell(fields, "list", problems if rows or problems else [NoAwards()])
    return rows


def _row(number: int, typed: str, usual: Dong | None) -> _Row:
    name, amount, reason = (*pasted.cells(typed), "", "")[:3]
    line = Line(number, name)
    if not amount and usual is not None:
        return _Row(line, usual, reason)
    try:
        return _Row(line, _amount(amount), reason)
    except AmountError:
        if usual is None or not amount[:1].isalpha():
            raise
        return _Row(line, usual, " ".join(filter(None, (amount, reason))))


def _amount(typed: str) -> Dong:
    amount = parse_dong(typed)
    if (meant := suggest_thousands(amount)) is not None:
        raise AmountShort(amount=format_dong(meant))
    return amount


@dataclass(frozen=True)
class NewDecision:
    """The chair's word: approved or declined, number and date of the paper, minutes."""

    approved: bool
    number: str
    decided_on: date
    minutes: str


def decision(fields: Fields, desk: Desk) -> NewDecision | None:
    """The decision typed, or None with sentences beside the fields."""
    word = fields.text("word")
    if word not in (APPROVE, DECLINE):
        fields.refuse("word", WordMissing())
    number = paper.number(fields, DecisionNumberMissing)
    if word == APPROVE:  # it posts the promise
        decided_on = fields.read("decided_on", desk.entry_day)
    else:
        decided_on = paper.decided_on(fields, desk.today)
    minutes = fields.read("minutes", clean)
    if number is None or decided_on is None or minutes is None or fields.errors:
        return None
    return NewDecision(word == APPROVE, number, decided_on, minutes)
