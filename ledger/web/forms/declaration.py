"""What is typed when a unit declares: its figures of a year, and its counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ledger.dates import format_date
from ledger.declarations.declarations import SourceMissing
from ledger.declarations.figures import Declaration, Figures
from ledger.declarations.measures import MOST, CountTooLarge, measures
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.ids import new_token
from ledger.money import Dong, format_dong, parse_dong
from ledger.text import SHORTEST_NAME, clean
from ledger.web.forms.contribution import past_date
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk

AMOUNTS = ("opening", "received", "spent", "closing")
YEARS = 6
"""Years offered, this one counted."""


class CountUnreadable(InputError):
    """A count is typed in digits."""

    rule = "declared_count_is_number"
    message = N_("Enter a whole number, for example 1.250.")


class NothingCounted(InputError):
    """At least one thing is counted."""

    rule = "declared_counts_given"
    message = N_("Enter at least one number.")


def fresh(desk: Desk) -> Fields:
    """An empty form, for the end of the year that is over."""
    return Fields({"as_of": format_date(date(desk.today.year - 1, 12, 31)), "key": new_token()})


def correcting(former: Declaration) -> Fields:
    """The form with the figures to be put right; the day they speak of stays."""
    typed = {name: format_dong(getattr(former, name)) for name in AMOUNTS}
    rest = {"as_of": format_date(former.as_of), "source": former.source, "replaces": f"{former.id}"}
    return Fields({**typed, **rest, "key": new_token()})


def parse(fields: Fields, desk: Desk) -> Figures | None:
    """The figures typed, or None with a sentence beside each field that needs another look."""
    as_of = fields.read("as_of", lambda typed: past_date(typed, desk.today))
    amounts = {name: fields.read(name, _dong) for name in AMOUNTS}
    source = fields.read("source", source_typed)
    if fields.errors or as_of is None or source is None:
        return None
    return Figures(as_of, **{name: int(amount or 0) for name, amount in amounts.items()}, source=source)


def _dong(typed: str) -> Dong:
    return parse_dong(typed, zero_allowed=True)


def source_typed(typed: str) -> str:
    """The paper typed; refuses none (`SourceMissing`)."""
    source = clean(typed)
    if len(source) < SHORTEST_NAME:
        raise SourceMissing
    return source


def replaces(fields: Fields) -> int | None:
    """The declaration that the form corrects, if it does."""
    return identity(fields.text("replaces")) or None


def sign(figures: Figures) -> str:
    """What a tick confirms: these very figures, not others typed after it was set."""
    return f"{figures.opening}-{figures.closing}"


def confirmed(fields: Fields, figures: Figures) -> bool:
    """Whether somebody ticked that these figures are right."""
    return fields.text("confirmed") == sign(figures)


@dataclass(frozen=True)
class Counts:
    """What a unit counted for a year, by code of the measure, and the paper it is from."""

    year: int
    counts: Mapping[str, int]
    source: str


def fresh_counts(desk: Desk) -> Fields:
    """An empty form for the counts of the year that is over."""
    return Fields({"year": f"{desk.today.year - 1}", "key": new_token()})


def years(desk: Desk) -> list[tuple[int, int]]:
    """The years to choose from, the newest first."""
    return [(year, year) for year in range(desk.today.year, desk.today.year - YEARS, -1)]


def parse_counts(fields: Fields, desk: Desk) -> Counts | None:
    """The counts typed, or None with a sentence beside each field that needs another look."""
    typed = {code: fields.read(code, whole_number) for code in measures() if fields.text(code).strip()}
    source = fields.read("source", source_typed)
    year = identity(fields.text("year"))
    if not typed and not fields.errors:
        fields.refuse(next(iter(measures())), NothingCounted())
    if fields.errors or source is None or year not in {one for one, _ in years(desk)}:
        return None
    return Counts(year, {code: value for code, value in typed.items() if value is not None}, source)


def whole_number(typed: str) -> int:
    """A number typed, grouped by three or not; refuses others (`CountUnreadable`, `CountTooLarge`)."""
    try:
        number = int(parse_dong(typed, zero_allowed=True))
    except InputError:
        raise CountUnreadable from None
    if number > MOST:
        raise CountTooLarge
    return number


def counts_sign(counts: Counts) -> str:
    """What a tick confirms: these very counts."""
    return "-".join(f"{value}" for value in (counts.year, *counts.counts.values()))


def counts_confirmed(fields: Fields, counts: Counts) -> bool:
    """Whether somebody ticked that these counts are right."""
    return fields.text("confirmed") == counts_sign(counts)
