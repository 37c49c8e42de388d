"""Which year an address asks for, up to which day of it, and with the structure of which day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.associations.associations import Association
from ledger.associations.events import AssociationEvent, EventKind
from ledger.clock import today
from ledger.dates import DateError, format_date, parse_date
from ledger.disclosure import figures, totals
from ledger.errors import NotFound
from ledger.i18n import gettext

FIRST_YEAR = 2000
LARGEST_NUMBER = 2**63 - 1
LONGEST_SHOWN = 12
NOW = "now"
"""How an address says that the structure of today counts."""
MOST_CHANGES = 3
CHANGES = [kind.value for kind in EventKind if kind not in (EventKind.FOUND, EventKind.RENAME)]


@dataclass(frozen=True)
class Year:
    """The year a page shows.

    structure_on: the day whose structure counts; until: the day of the year with which all figures end,
    None for its last; choices: the years with figures, the newest first; changes: the last days before
    the structure changed in the year, the newest first; notice: why it is not what was asked for.
    """

    number: int
    structure_on: date
    until: date | None = None
    choices: Sequence[int] = ()
    changes: Sequence[date] = ()
    notice: str = ""

    @property
    def today(self) -> date:
        """The present day."""
        return today()

    @property
    def runs(self) -> bool:
        """Whether the figures are those of this moment."""
        return self.number == today().year and self.until in (None, today())

    @property
    def last(self) -> date:
        """The last day that the figures hold."""
        return figures.year_bounds(self.number, self.until)[1]

    @property
    def as_it_was(self) -> date:
        """The day whose structure counts if no other was asked for."""
        return totals.structure_day(self.number, self.until)

    @property
    def as_it_is_now(self) -> bool:
        """Whether a year that is over is shown with the structure of today."""
        return self.structure_on == today() != self.as_it_was

    @property
    def query(self) -> str:
        """The year as an address writes it, always in the same way."""
        return self.asking(NOW if self.as_it_is_now else self.structure_on.isoformat(), self.number)

    def of(self, place: Association) -> dict[str, Any]:
        """What every breakdown of the year is asked for."""
        return {"association_id": place.id, "year": self.number, "on": self.structure_on, "until": self.until}

    def asking(self, structure: str, number: int) -> str:
        """An address for another structure (`NOW` or a day) or another year."""
        parts = [f"year={number}"]
        if structure != self.as_it_was.isoformat() or number != self.number:
            parts += [f"structure_on={structure}"] if structure else []
        if self.until and number == self.number:
            parts.append(f"until={self.until.isoformat()}")
        return "&".join(parts)

    def of_year(self, number: int) -> str:
        """An address for another year, as it is now if this one is shown so."""
        return self.asking(NOW if self.as_it_is_now else "", number)


def number(typed: str) -> int | None:
    """A whole number of an address, or None when it is none that a database could hold."""
    if not (typed.isascii() and typed.isdigit()) or len(typed) > len(str(LARGEST_NUMBER)):
        return None
    read = int(typed)
    return read if read <= LARGEST_NUMBER else None


def read(asked: Mapping[str, str]) -> Year:
    """The year of an address.

    asked: `year` (the running one if left out), `until` (a day of it), `structure_on` (a day, or `NOW`; by
    default the structure as it was). Refuses what is no year of books, or no day up to today (`NotFound`).
    """
    typed = asked.get("year", "")
    year = number(typed) if typed else today().year
    if year is None or not FIRST_YEAR <= year <= today().year:
        raise NotFound
    return _with_days(Year(year, today()), asked)


def _with_days(year: Year, asked: Mapping[str, str]) -> Year:
    until = _day(asked.get("until", ""))
    if until is not None and until.year != year.number:
        raise NotFound
    structure = asked.get("structure_on", "")
    on = today() if structure == NOW else _day(structure)
    was = totals.structure_day(year.number, until)
    return Year(year.number, on or was, until, year.choices, year.changes, year.notice)


def _day(typed: str) -> date | None:
    """A day of an address, None if nothing was typed; refuses any other text and the future (`NotFound`)."""
    if not typed:
        return None
    try:
        day = parse_date(typed, today=today())
    except DateError as error:
        raise NotFound from error
    if not date(FIRST_YEAR, 1, 1) <= day <= today():
        raise NotFound
    return day


def choose(session: Session, place: Association, asked: Mapping[str, str]) -> Year:
    """The year asked for, or the running one; the newest with figures where the running one has none.

    asked: as for `read`. What is no year and no day is not refused here: a sentence says what is shown
    instead.
    """
    choices = totals.years(session, place.id)
    running, typed = today().year, asked.get("year", "")
    usual = running if running in choices or not choices else choices[0]
    said = number(typed)
    fits = said is not None and FIRST_YEAR <= said <= running
    shown = said if said is not None and fits else usual
    notice = ""
    if typed and not fits:
        notice = gettext(
            "The books have no year “%(asked)s”. This is %(year)s.", asked=typed[:LONGEST_SHOWN], year=usual
        )
    year = Year(shown, today(), None, choices, _changes(session, shown), notice)
    try:
        return _with_days(year, asked)
    except NotFound:
        plain = _with_days(year, {})
        notice = notice or gettext(
            "Enter a day of the year %(year)s that is not in the future, for example %(day)s.",
            year=shown,
            day=format_date(date(shown, 1, 1)),
        )
        return Year(plain.number, plain.structure_on, None, choices, plain.changes, notice)


def _changes(session: Session, year: int) -> Sequence[date]:
    """The last days before the structure changed within a year, the newest first."""
    first, last = figures.year_bounds(year)
    days = (
        select(AssociationEvent.happened_on)
        .where(
            AssociationEvent.kind.in_(CHANGES),
            AssociationEvent.happened_on.between(first + timedelta(days=1), min(last, today())),
        )
        .distinct()
        .order_by(AssociationEvent.happened_on.desc())
        .limit(MOST_CHANGES)
    )
    return [day - timedelta(days=1) for day in session.scalars(days)]
