"""The forms that close a book and open it again: the day by choice, and a reason for opening."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.accounts.periods import ClosesForward, NothingToReopen, ReopeningNeedsReason
from ledger.disclosure.waiting import Periods
from ledger.text import SHORTEST_REASON, clean
from ledger.web.forms.fields import Fields

MOST_MONTHS = 24
"""As many closed months as the form offers to open again."""


@dataclass(frozen=True)
class Reopening:
    """The first day that shall be open again, and why."""

    from_day: date
    reason: str


def chosen_month(typed: str, months: Sequence[date]) -> date | None:
    """The month end that an address or a form carries, if it is one of those that can be closed."""
    return next((end for end in months if end.isoformat() == typed), None)


def through(fields: Fields, periods: Periods) -> date | None:
    """The end of the month up to which the book is closed, or None with a sentence beside the field.

    A month that is closed already stays as it was sent, for the same form may come twice.
    """
    end = chosen_month(fields.text("through"), [*periods.months, *_same_form(fields, periods)])
    if end is None:
        fields.refuse("through", ClosesForward())
    return end


def _same_form(fields: Fields, periods: Periods) -> list[date]:
    closed = periods.closed.through
    return [closed] if closed and fields.key else []


def closed_months(periods: Periods) -> list[date]:
    """The first days of the closed months that can be opened again, the newest first."""
    day, filed = periods.closed.through, periods.closed.filed_through
    found: list[date] = []
    while day is not None and (filed is None or day > filed) and len(found) < MOST_MONTHS:
        found.append(day.replace(day=1))
        day = date.fromordinal(found[-1].toordinal() - 1)
    return found


def reopening(fields: Fields) -> Reopening | None:
    """What shall be opened and why, or None with a sentence beside each field that needs another look."""
    from_day = fields.read("from", _first_of_month)
    reason = fields.read("reason", clean)
    if reason is not None and len(reason) < SHORTEST_REASON:
        fields.refuse("reason", ReopeningNeedsReason())
    if fields.errors or from_day is None or reason is None:
        return None
    return Reopening(from_day, reason)


def _first_of_month(typed: str) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise NothingToReopen from None
    if day.day != 1:
        raise NothingToReopen
    return day
