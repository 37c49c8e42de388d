"""When people give: a little on every working day, much before Tết and the three feasts of learning."""

from datetime import date, timedelta
from functools import cache
from random import Random

from ledger.demo.figures import LAST_DAY

TET = {2024: date(2024, 2, 10), 2025: date(2025, 1, 29), 2026: date(2026, 2, 17)}
"""The first day of the lunar year."""

_SATURDAY = 5


def giving_days(rng: Random, year: int, count: int) -> list[date]:
    """Draw as many days of a year, in no order; peaks before Tết, 1 June, 5 September and 2 October."""
    days, weights = _weighted(year)
    return rng.choices(days, weights, k=count)


@cache
def _weighted(year: int) -> tuple[list[date], list[float]]:
    """The days of a year up to the demo's last one, each with its weight."""
    first, last = date(year, 1, 2), min(date(year, 12, 30), LAST_DAY)
    days = [first + timedelta(days=turn) for turn in range((last - first).days + 1)]
    return days, [_weight(day) for day in days]


def _weight(day: date) -> float:
    """How much more is given on a day than on a plain working day."""
    if timedelta(0) <= day - TET[day.year] < timedelta(days=5):
        return 0.1
    ordinary = 0.4 if day.weekday() >= _SATURDAY else 1.0
    peaks = (
        (TET[day.year], 14, 3.0),
        (date(day.year, 6, 1), 12, 5.0),
        (date(day.year, 9, 5), 10, 5.0),
        (date(day.year, 10, 2), 10, 7.0),
        (date(day.year, 11, 20), 6, 2.5),
    )
    return ordinary * max(
        [1.0, *(times for feast, before, times in peaks if 0 <= (feast - day).days < before)]
    )
