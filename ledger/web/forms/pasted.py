"""Pasted lists of people: whom each line means, and what to ask where a name fits several."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ledger.errors import InputError, Refusal
from ledger.i18n import N_, ngettext
from ledger.people import parties
from ledger.people.parties import NameMissing, Party, SeveralPeople
from ledger.text import clean, fold
from ledger.web.forms.fields import Fields

_RUNNING_NUMBER = re.compile(r"[0-9]{1,4}[.)]?")
_NUMBER_IN_FRONT = re.compile(r"^(?:[0-9]{1,4}[.)]|[-–—•*])\s+")
MOST_LINES = 2_000
MOST_SAID = 5
"""Problems written out for one list; further ones are counted."""


class LineNotRead(InputError):
    """A line of the list cannot be read."""

    rule = "pasted_line_is_read"
    message = N_("Line %(line)s: %(problem)s")


class TooManyLines(InputError):
    """More people than one list takes."""

    rule = "pasted_list_size"
    message = N_("A list has at most %(most)s lines. Send the rest as another list.")


class ListedTwice(InputError):
    """Two lines of one list mean the same person."""

    rule = "pasted_line_once"
    message = N_("“%(name)s” is also on line %(first)s. Remove one line, or add what tells them apart.")


@dataclass(frozen=True)
class Line:
    """One line of a list. number: as an editor counts; typed: `name` or `name – what tells it apart`."""

    number: int
    typed: str

    @property
    def field(self) -> str:
        """The field that asks whom this line means, when its name fits several."""
        return f"which-{self.number}"


@dataclass(frozen=True)
class Doubt:
    """A line whose name several people bear, and who they are."""

    line: Line
    choices: Sequence[Party]


def people(
    session: Session,
    fields: Fields,
    lines: Sequence[Line],
    *,
    name: str,
    association_id: int,
    fits: Callable[[Party], bool] = lambda _: True,
) -> Mapping[int, Party | None]:
    """Whom each line means, by its number: somebody known here, or None for somebody new.

    name: the field of the list; fits: who could be meant at all. A name that fits several is asked for
    in the field of its line; a line without a name, and one that repeats another, is told beside the list.
    """
    meant: dict[int, Party | None] = {}
    first: dict[object, int] = {}
    problems: list[Refusal] = []
    unclear: dict[str, SeveralPeople] = {}
    same = _namesakes(session, lines, association_id, fits)
    for line in lines:
        try:
            party = _chosen(fields, line, same[line.number])
            _once(line, party, first)
        except SeveralPeople as several:
            unclear[line.field] = several
        except InputError as problem:
            problems.append(at_line(line.number, problem))
        else:
            meant[line.number] = party
    tell(fields, name, problems)
    for field, question in unclear.items():
        fields.refuse(field, question)
    return meant


def doubts(
    session: Session,
    lines: Sequence[Line],
    *,
    association_id: int,
    fits: Callable[[Party], bool] = lambda _: True,
) -> Sequence[Doubt]:
    """The lines whose name fits several people; to ask for them on the page."""
    same = _namesakes(session, lines, association_id, fits)
    return [Doubt(line, same[line.number]) for line in lines if len(same[line.number]) > 1]


def at_line(number: int, problem: Refusal) -> LineNotRead:
    """A problem of one line."""
    return LineNotRead(line=number, problem=problem.sentence)


def tell(fields: Fields, name: str, problems: Sequence[Refusal]) -> None:
    """Put the problems of many lines beside the field of their list, a line for each."""
    if not problems:
        return
    said = [problem.sentence for problem in problems[:MOST_SAID]]
    if rest := len(problems) - MOST_SAID:
        more = ngettext("%(n)s more line needs another look.", "%(n)s more lines need another look.", rest)
        said += [more] if rest > 0 else []
    fields.errors.setdefault(name, "\n".join(said))


def _namesakes(
    session: Session, lines: Sequence[Line], association_id: int, fits: Callable[[Party], bool]
) -> Mapping[int, Sequence[Party]]:
    """Everybody a line may mean, by its number: of that name, and of its distinguisher if one is typed."""
    typed = {line.number: parties.parted(line.typed) for line in lines}
    known = parties.namesakes(
        session, association_id=association_id, names=[name for name, _ in typed.values()]
    )
    return {
        number: [
            party
            for party in known[name]
            if fits(party) and (not apart or fold(party.distinguisher) == fold(apart))
        ]
        for number, (name, apart) in typed.items()
    }


def _chosen(fields: Fields, line: Line, same: Sequence[Party]) -> Party | None:
    name, _ = parties.parted(line.typed)
    if not name:
        raise NameMissing
    answer = fields.text(line.field)
    if len(same) > 1 and answer not in {str(party.id) for party in same}:
        raise SeveralPeople(name=name, choices=same)
    return next((party for party in same if len(same) == 1 or str(party.id) == answer), None)


def _once(line: Line, party: Party | None, first: dict[object, int]) -> None:
    """Refuse somebody who already stands on an earlier line."""
    who = party.id if party else line.typed.casefold()
    if who in first:
        raise ListedTwice(name=line.typed, first=first[who])
    first[who] = line.number


def numbered(typed: str) -> Sequence[tuple[int, str]]:
    """The lines of a pasted list that are not empty, numbered as an editor counts.

    Refuses more than `MOST_LINES` of them (`TooManyLines`).
    """
    lines = [(number, line) for number, line in enumerate(typed.splitlines(), start=1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    return lines


def cells(typed: str) -> Sequence[str]:
    """The cells of one line, parted by tabs (from a spreadsheet) or semicolons, never none.

    A running number in front, `12.` or a cell of its own, is left out, and so is a list mark.
    """
    mark = "\t" if "\t" in typed else ";"
    found = [clean(cell) for cell in typed.split(mark)]
    if len(found) > 1 and _RUNNING_NUMBER.fullmatch(found[0]):
        return found[1:]
    return [_NUMBER_IN_FRONT.sub("", found[0]), *found[1:]]
