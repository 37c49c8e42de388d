"""Dates as people type and read them: day first, year in four digits, in both languages.

Nothing here reads the clock: who needs today's date passes it in.
"""

import re
from datetime import date, timedelta

from babel.dates import format_date as babel_format_date

from ledger.errors import InputError
from ledger.i18n import N_
from ledger.text import clean, fold

EARLIEST_YEAR = 1900
LATEST_YEAR = 2100
_YEAR_DIGITS = 4
_MONTHS = 12


class DateError(InputError):
    """What was typed is not a date. Forms catch this one class."""


class DateMissing(DateError):
    """Nothing was typed."""

    rule = "date_missing"
    message = N_("Enter the date.")


class DateUnreadable(DateError):
    """The text has none of the forms of a date."""

    rule = "date_unreadable"
    message = N_("Enter the date as day/month/year, for example 22/11/2026.")


class DateYearShort(DateError):
    """The year has fewer than four digits: 58 may be 1958 or 2058."""

    rule = "date_year_short"
    message = N_("Write the year with four digits, for example 22/11/2026.")


class DateMonthFirst(DateError):
    """The second number can only be a day."""

    rule = "date_month_first"
    message = N_("Write the day first, then the month, for example 22/11/2026.")


class DateNotInCalendar(DateError):
    """The calendar has no such day."""

    rule = "date_not_in_calendar"
    message = N_("The date %(date)s is not in the calendar. Check the day and the month.")


class DateYearFarAway(DateError):
    """The year is outside what this ledger can hold."""

    rule = "date_year_far_away"
    message = N_("Check the year. It must be between %(earliest)s and %(latest)s.")


_DAYS_BACK = {"hom nay": 0, "today": 0, "hom qua": 1, "yesterday": 1}
_DAY, _MONTH = "(?P<day>[0-9]{1,2})", "(?P<month>[0-9]{1,2})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?:ngay )?{_DAY} ?(?P<mark>[/.-]) ?{_MONTH}(?: ?(?P=mark) ?(?P<year>[0-9]+))?",
        rf"(?P<year>[0-9]{{4}})(?P<mark>[/.-]){_MONTH}(?P=mark){_DAY}",
        rf"(?:ngay )?{_DAY} thang {_MONTH}(?:,? nam (?P<year>[0-9]+))?",
    )
)


def parse_date(text: str, *, today: date) -> date:
    """Return the date a person typed.

    Reads 22/11/2026, 22-11-2026, 22.11.2026, 22/11 (in the year of `today`), 2026-11-22,
    "ngày 22 tháng 11 năm 2026", "hôm nay" and "hôm qua", with or without accents.
    Refuses with a `DateError`: nothing typed, a year of two digits (a date of birth and a voucher
    would mean different centuries), the month before the day, a day the calendar does not have,
    a year outside 1900–2100.
    """
    typed = fold(clean(text))
    if not typed:
        raise DateMissing
    if typed in _DAYS_BACK:
        return today - timedelta(days=_DAYS_BACK[typed])
    match = next((match for form in _FORMS if (match := form.fullmatch(typed))), None)
    if match is None:
        raise DateUnreadable
    year = match["year"] or f"{today.year:04}"
    if len(year) != _YEAR_DIGITS:
        raise DateYearShort if len(year) < _YEAR_DIGITS else DateUnreadable
    return _in_calendar(int(year), int(match["month"]), int(match["day"]))


def format_date(day: date) -> str:
    """Return the date as 22/11/2026, the form of both languages."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_date_long(day: date, locale: str) -> str:
    """Return "ngày 22 tháng 11 năm 2026" for locale `vi`, "22 November 2026" for `en`."""
    pattern = "'ngày' dd 'tháng' MM 'năm' yyyy" if locale == "vi" else "d MMMM yyyy"
    return babel_format_date(day, pattern, locale=locale)


def _in_calendar(year: int, month: int, day: int) -> date:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise DateYearFarAway(earliest=EARLIEST_YEAR, latest=LATEST_YEAR)
    if 1 <= day <= _MONTHS < month:
        raise DateMonthFirst
    try:
        return date(year, month, day)
    except ValueError:
        raise DateNotInCalendar(date=f"{day:02}/{month:02}/{year}") from None
