"""Periods walked through again: what their events allow, the days kept from them, and late entries."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, text

from ledger.accounts.periods import PeriodAct, PeriodEvent, PeriodLock
from ledger.associations.associations import Association
from ledger.clock import local_date
from ledger.disclosure.checks.statements import Finding
from ledger.i18n import N_

_FOLLOWS = N_("act on a period follows from those before it")
_KEPT = N_("what is closed and filed follows from the acts")
_OPEN = N_("entry was not recorded in a closed period")

Event = Row[*tuple[Any, ...]]
"""A row of `period_event`."""


@dataclass
class _Walk:
    """Where the acts walked so far leave an association's book."""

    closed: date | None = None
    filed: date | None = None
    closed_by: int | None = None

    def allows(self, event: Event) -> bool:
        """Whether an act may come next. Law on Accounting 88/2015, arts. 26 and 27; four eyes."""
        day, reached = event.day, self.closed or date.min
        match event.act:
            case PeriodAct.CLOSE:
                over = day < event.acted_on
                return bool(over and day > reached and (day + timedelta(days=1)).day == 1)
            case PeriodAct.REOPEN:
                unfiled = day > (self.filed or date.min)
                another = event.acted_by != self.closed_by
                return bool(another and unfiled and day <= reached and day.day == 1)
            case PeriodAct.FILE:
                return (self.filed or date.min) < day <= reached and (day.month, day.day) == (12, 31)
        return False

    def step(self, event: Event) -> None:
        """Take the act."""
        match event.act:
            case PeriodAct.CLOSE:
                self.closed, self.closed_by = event.day, event.acted_by
            case PeriodAct.REOPEN:
                self.closed = event.day - timedelta(days=1)
            case PeriodAct.FILE:
                self.filed = event.day


def periods(connection: Connection) -> Iterator[Finding]:
    """Acts that could not follow, days kept wrongly, and entries in a period that was closed by then."""
    walks: dict[int, _Walk] = defaultdict(_Walk)
    for event in _events(connection):
        walk = walks[event.association_id]
        if not walk.allows(event) or local_date(event.acted_at) != event.acted_on:
            yield Finding(_FOLLOWS, f"period event {event.id}", "0", "1")
        walk.step(event)
    kept = {row.association_id: row for row in connection.execute(select(PeriodLock.__table__))}
    for association_id in {*connection.scalars(select(Association.id)), *kept, *walks}:
        walk, row = walks[association_id], kept.get(association_id)
        found = f"{row.closed_through}, {row.filed_through}" if row else "nothing"
        if (expected := f"{walk.closed}, {walk.filed}") != found:
            yield Finding(_KEPT, f"association {association_id}", expected, found)
    yield from _late_entries(connection)


def _events(connection: Connection) -> Sequence[Event]:
    """Every act, in the order in which they were recorded."""
    return connection.execute(select(PeriodEvent.__table__).order_by(PeriodEvent.id)).all()


_EARLIER = {
    "sqlite": "strftime('%Y-%m-%dT%H:%M:%S+00:00', {}, '{} minute')",
    "postgresql": "{} + interval '{} minute'",
}
"""A moment some minutes away. Two acts within a minute of each other may have been stored in either order."""


def _late_entries(connection: Connection) -> Iterator[Finding]:
    """Entries dated within what was closed when they were recorded."""
    shifted = _EARLIER[connection.dialect.name]
    before, after = shifted.format("e.recorded_at", "-1"), shifted.format("e.recorded_at", "+1")
    query = text(
        f"""SELECT x.id, x.entry_date FROM (
              SELECT e.id, e.association_id, e.entry_date, {before} AS before, {after} AS after
              FROM journal_entry e WHERE e.association_id IN (SELECT association_id FROM period_event)) x
            JOIN period_event v ON v.id = (
              SELECT max(w.id) FROM period_event w
              WHERE w.association_id = x.association_id AND w.act <> 'file' AND w.acted_at < x.before)
            WHERE (x.entry_date < v.day OR (v.act = 'close' AND x.entry_date = v.day))
              AND NOT EXISTS (SELECT 1 FROM period_event w WHERE w.association_id = x.association_id
                AND w.acted_at BETWEEN x.before AND x.after)"""  # noqa: S608 - our own names
    )
    for entry_id, day in connection.execute(query):
        yield Finding(_OPEN, f"entry {entry_id}", "an open day", str(day))
