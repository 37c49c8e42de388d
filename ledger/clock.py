"""The only reader of time.

Two kinds of time are kept apart: the accounting date, a plain calendar date in Vietnam that a person
types, and the moment of recording, in UTC. Tests and the demo stop the clock with `stopped_at`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "ICT")
"""Vietnam has kept UTC+7 without summer time since 1975."""

_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def now() -> datetime:
    """The present moment, in UTC, to the second."""
    return _stopped.get() or datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    """The present calendar date in Vietnam, whatever the time zone of the machine."""
    return now().astimezone(VIETNAM).date()


def local_date(moment: datetime) -> date:
    """The calendar date in Vietnam at a moment given in UTC."""
    return moment.astimezone(VIETNAM).date()


@contextmanager
def stopped_at(moment: datetime | date) -> Iterator[None]:
    """Hold the clock at a moment inside the block; a date means nine in the morning in Vietnam."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, 9, tzinfo=VIETNAM)
    token = _stopped.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _stopped.reset(token)
