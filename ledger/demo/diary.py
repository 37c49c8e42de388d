"""The demo's three years as they would have happened: gifts and acts in the order of their days.

An act may enter later acts, as a decision leads to a payment. The clock stands at the day of the act,
so that what is recorded carries the date it would have had.
"""

import heapq
from collections import deque
from collections.abc import Callable, Iterable
from datetime import date

from sqlalchemy.orm import Session

from ledger.clock import stopped_at
from ledger.contributions import bulk
from ledger.contributions.bulk import Gift

Act = Callable[[Session, date], None]
"""Something somebody does on a day."""


class Diary:
    """Gifts and acts still to come."""

    def __init__(self, gifts: Iterable[Gift]) -> None:
        self._gifts = deque(sorted(gifts, key=lambda gift: gift.new.received_on))
        self._acts: list[tuple[date, int, Act]] = []
        self._entered = 0

    def enter(self, day: date, act: Act) -> None:
        """Enter an act on a day; acts of one day are done in the order in which they were entered."""
        self._entered += 1
        heapq.heappush(self._acts, (day, self._entered, act))

    def live(self, session: Session, until: date) -> None:
        """Do everything up to and including a day; the gifts of a day come before its acts."""
        while self._acts and self._acts[0][0] <= until:
            day, _, act = heapq.heappop(self._acts)
            bulk.store(session, self._given_until(day))
            with stopped_at(day):
                act(session, day)
            session.flush()
            session.expunge_all()  # what the database keeps by trigger is read anew by the next act
        bulk.store(session, self._given_until(until))

    def _given_until(self, day: date) -> list[Gift]:
        given = []
        while self._gifts and self._gifts[0].new.received_on <= day:
            given.append(self._gifts.popleft())
        return given
