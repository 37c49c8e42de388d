"""A pasted table of declared figures: a line for each unit, read the way the table itself is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.associations import associations, tree
from ledger.associations.association_names import AssociationName
from ledger.associations.associations import Association
from ledger.dates import format_date
from ledger.declarations.declarations import NewDeclaration
from ledger.declarations.figures import Figures
from ledger.declarations.lists import MOST_LINES
from ledger.declarations.measures import MEMBERS, POPULATION, measures
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.ids import new_token
from ledger.text import fold
from ledger.web.forms import columns, pasted
from ledger.web.forms.columns import Writing
from ledger.web.forms.contribution import past_date
from ledger.web.forms.declaration import AMOUNTS, source_typed
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk

UNIT = "unit"
USUAL = (UNIT, *AMOUNTS, MEMBERS, POPULATION)
"""The columns of a table without a heading."""
HEADINGS = {
    UNIT: ("don vi", "ten", "ten don vi", "chi hoi", "dong ho", "thon", "ban", "ma", "unit", "name", "code"),
    "opening": ("dau ky", "so du dau ky", "ton dau ky", "dau nam", "opening"),
    "received": ("thu", "thu trong ky", "thu trong nam", "tong thu", "in", "received"),
    "spent": ("chi", "chi trong ky", "chi trong nam", "tong chi", "out", "spent"),
    "closing": ("cuoi ky", "so du cuoi ky", "ton cuoi ky", "cuoi nam", "ton quy", "closing"),
}
NUMBERED = ("stt", "tt", "so tt", "no", "#")
TOTALS = ("tong", "tong cong", "cong", "total")
SCALES = {"1": 1, "1000": 1_000, "1000000": 1_000_000}
"""What one of the table stands for, in đồng."""
MARKS = {"dot": Writing("."), "comma": Writing(",")}


class NothingPasted(InputError):
    """A list has lines."""

    rule = "declared_list_has_lines"
    message = N_("Paste the table: a line for each unit.")


class ColumnsMissing(InputError):
    """A heading must name the unit and its four amounts."""

    rule = "declared_list_columns"
    message = N_("The heading must name the unit, opening, in, out and closing.")


class CellMissing(InputError):
    """A line must have the four amounts."""

    rule = "declared_line_is_whole"
    message = N_("An amount is missing. Type 0 or a dash where there is none.")


class UnitUnknown(InputError):
    """A line names a unit directly under the association."""

    rule = "declared_line_unit"
    message = N_("No unit directly under this association is called “%(name)s”.")


class SeveralUnits(InputError):
    """Units share names."""

    rule = "declared_line_one_unit"
    message = N_("Several units are called “%(name)s”. Write the code of the one you mean.")


@dataclass(frozen=True)
class Row:
    """One line. number: as an editor counts; problem: why it cannot be read, empty when it was."""

    number: int
    typed: str
    unit: Association | None = None
    figures: Figures | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """What was read.

    columns: in their order; ignored: headings that nobody knows; stated: the closing on its line of totals.
    """

    as_of: date
    source: str
    writing: Writing
    columns: Sequence[str]
    ignored: Sequence[str]
    rows: Sequence[Row]
    stated: int | None

    @property
    def whole(self) -> bool:
        """Whether every line was read."""
        return not any(row.problem for row in self.rows)

    @property
    def lines(self) -> Sequence[NewDeclaration]:
        """The lines that were read, to be judged and recorded."""
        return [NewDeclaration(row.unit.id, row.figures) for row in self.rows if row.unit and row.figures]

    @property
    def counts(self) -> Mapping[int, Mapping[str, int]]:
        """What the units counted, by unit."""
        return {row.unit.id: row.counts for row in self.rows if row.unit and row.counts}

    @property
    def sums(self) -> Mapping[str, int]:
        """The amounts of all lines together."""
        return {name: sum(getattr(line.figures, name) for line in self.lines) for name in AMOUNTS}


def fresh(desk: Desk) -> Fields:
    """An empty form, for the end of the year that is over."""
    as_of = format_date(date(desk.today.year - 1, 12, 31))
    return Fields({"as_of": as_of, "scale": "1", "marks": "", "key": new_token()})


def to_record(fields: Fields) -> bool:
    """Whether the form is the one under a table that was looked at."""
    return fields.text("press") == "record"


def read(session: Session, fields: Fields, desk: Desk) -> Table | None:
    """The table as read, or None with a sentence beside each field that needs another look."""
    as_of = fields.read("as_of", lambda typed: past_date(typed, desk.today))
    source = fields.read("source", source_typed)
    lines = fields.read("table", _lines)
    if as_of is None or source is None or not lines:
        return None
    try:
        order, ignored, lines = _columns(lines)
        writing = MARKS.get(fields.text("marks")) or columns.writing(_numbers(order, lines))
    except InputError as problem:
        fields.refuse("table", problem)
        return None
    scale = SCALES.get(fields.text("scale"), 1)
    reader = _Reader(_Names(session, desk), order, writing, scale, as_of, source)
    totals = [line for line in lines if _is_total(reader.cells(line[1]))]
    rows = [reader.row(number, cells) for number, cells in lines if (number, cells) not in totals]
    stated = next((reader.closing(cells) for _, cells in totals), None)
    return Table(as_of, source, writing, [name for name in order if name], ignored, rows, stated)


Lines = Sequence[tuple[int, Sequence[str]]]


def _lines(typed: str) -> Lines:
    found = [(number, _cells(line)) for number, line in pasted.numbered(typed)]
    if not found:
        raise NothingPasted
    if len(found) > MOST_LINES:
        raise pasted.TooManyLines(most=MOST_LINES)
    return found


def _cells(line: str) -> Sequence[str]:
    """The cells of a line; the first column may number the lines, and leaves the line of totals empty."""
    first, *rest = pasted.cells(line)
    return rest if rest and not first else [first, *rest]


def _columns(lines: Lines) -> tuple[Sequence[str], Sequence[str], Lines]:
    """The columns in their order, headings that say nothing here, and the lines without the heading."""
    (_, first), *rest = lines
    if len(first) == 1 or any(columns.is_number(cell) for cell in first[1:]):
        return USUAL, (), lines
    known = _measures() | {said: name for name, words in HEADINGS.items() for said in words}
    headings = first[1:] if fold(first[0]).rstrip(".") in NUMBERED else first
    order = [known.get(fold(cell), "") for cell in headings]
    if not {UNIT, *AMOUNTS} <= set(order):
        raise ColumnsMissing
    return order, [cell for cell, name in zip(headings, order, strict=True) if cell and not name], rest


def _numbers(order: Sequence[str], lines: Lines) -> Iterator[str]:
    """The cells of the columns that hold numbers."""
    for _, cells in lines:
        yield from (cell for name, cell in zip(order, cells, strict=False) if name and name != UNIT)


def _measures() -> dict[str, str]:
    """What the measures are called in headings."""
    return {
        fold(said): measure.code
        for measure in measures().values()
        for said in (measure.code, measure.name_vi, measure.name_en)
    }


def _is_total(found: Mapping[str, str]) -> bool:
    return fold(found.get(UNIT, "")) in TOTALS


class _Names:
    """The units directly under an association by what they are called: code, name, short and former names."""

    def __init__(self, session: Session, desk: Desk) -> None:
        self._by_name: dict[str, dict[int, Association]] = {}
        units = {unit.id: unit for unit in tree.children(session, desk.association.id, desk.today)}
        for unit in units.values():
            for said in (unit.code, unit.name, associations.without_title(unit.name)):
                self._add(said, unit)
        former = select(AssociationName.association_id, AssociationName.name)
        for unit_id, said in session.execute(former.where(AssociationName.association_id.in_(units))):
            self._add(said, units[unit_id])

    def _add(self, said: str, unit: Association) -> None:
        self._by_name.setdefault(fold(said), {})[unit.id] = unit

    def one(self, typed: str) -> Association:
        """The unit meant; refuses with `UnitUnknown` or `SeveralUnits`."""
        found = list(self._by_name.get(fold(typed), {}).values())
        exact = [unit for unit in found if unit.code == typed]
        if not found:
            raise UnitUnknown(name=typed)
        if len(found) > 1 and not exact:
            raise SeveralUnits(name=typed)
        return (exact or found)[0]


@dataclass(frozen=True)
class _Reader:
    """What is needed to read a line of one table."""

    names: _Names
    order: Sequence[str]
    writing: Writing
    scale: int
    as_of: date
    source: str

    def cells(self, cells: Sequence[str]) -> Mapping[str, str]:
        """The cells of a line by column; empty ones and columns nobody knows left out."""
        return {name: cell for name, cell in zip(self.order, cells, strict=False) if name and cell}

    def row(self, number: int, cells: Sequence[str]) -> Row:
        """One line, or why it cannot be read."""
        found = self.cells(cells)
        typed = found.get(UNIT, "")
        try:
            unit = self.names.one(typed)
            if not found.keys() >= set(AMOUNTS):
                raise CellMissing
            amounts = {name: self.writing.read(found[name], self.scale) for name in AMOUNTS}
            counts = dict(self._counts(found))
        except InputError as problem:
            return Row(number, typed, problem=problem.sentence)
        return Row(number, typed, unit, Figures(self.as_of, **amounts, source=self.source), counts)

    def _counts(self, found: Mapping[str, str]) -> Iterator[tuple[str, int]]:
        for name, cell in found.items():
            if name in measures():
                yield name, self.writing.read(cell)

    def closing(self, cells: Sequence[str]) -> int | None:
        """The closing on the line of a total, if it can be read."""
        try:
            return self.writing.read(self.cells(cells).get("closing", ""), self.scale)
        except InputError:
            return None
