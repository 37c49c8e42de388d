"""What a book must say, kept the simple way: pots of money day by day, promises, and closed periods.

Nothing of the ledger is used here, so that both cannot be wrong in the same way.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

Pot = tuple[int, int, str]
"""Association, fund, and where the money lies: 'cash' or 'bank'."""

Place = tuple[int, int]
"""Association and fund."""


@dataclass(frozen=True)
class Change:
    """What one posting does to a pot on a day: money, promises and capital, in đồng."""

    pot: Pot
    day: date
    money: int = 0
    promised: int = 0
    capital: int = 0

    @property
    def place(self) -> Place:
        return self.pot[:2]


@dataclass
class Periods:
    """Up to which day a book is closed and filed, and what was done to it: (act, day, who)."""

    closed: date | None = None
    filed: date | None = None
    acts: list[tuple[str, date, int]] = field(default_factory=list)

    def takes(self, day: date) -> bool:
        return self.closed is None or day > self.closed

    def may_close(self, through: date, today: date) -> bool:
        ends_month = (through + timedelta(days=1)).day == 1
        return ends_month and through < today and self.takes(through)

    def may_reopen(self, from_day: date, who: int) -> bool:
        if from_day.day != 1 or self.takes(from_day) or (self.filed and from_day <= self.filed):
            return False
        return who not in self._closed_since_open(from_day)

    def _closed_since_open(self, day: date) -> Iterator[int]:
        """Who closed months from a day on, since that day was open last."""
        for act, at, who in reversed(self.acts):
            if act == "reopen" and at <= day:
                return
            if act == "close" and at >= day:
                yield who

    def may_file(self, year: int) -> bool:
        end = date(year, 12, 31)
        return not self.takes(end) and (self.filed is None or end > self.filed)

    def done(self, act: str, day: date, who: int) -> None:
        self.acts.append((act, day, who))
        if act == "close":
            self.closed = day
        if act == "reopen":
            self.closed = day - timedelta(days=1)
        if act == "file":
            self.filed = day


class Pots:
    """The model. endowments: the funds whose capital is kept; today: moves forward only."""

    def __init__(self, endowments: set[int], today: date) -> None:
        self.endowments = endowments
        self.today = today
        self.moved: dict[Pot, Counter[date]] = defaultdict(Counter)
        self.promised: Counter[Place] = Counter()
        self.capital: Counter[Place] = Counter()
        self.periods: dict[int, Periods] = defaultdict(Periods)

    def held(self, pot: Pot) -> int:
        """What lies in a pot now."""
        return sum(self.moved[pot].values())

    def money(self, place: Place) -> int:
        """What lies in all pots of a fund now."""
        return sum(self.held((*place, role)) for role in ("cash", "bank"))

    def available(self, place: Place) -> int:
        """What may still be promised."""
        return self.money(place) - self.promised[place] - self.capital[place]

    def allows(self, *changes: Change) -> bool:
        """Whether an entry keeps every rule: an open day, no pot below zero, promises and capital covered."""
        if any(c.day > self.today or not self.periods[c.pot[0]].takes(c.day) for c in changes):
            return False
        self._apply(changes, 1)
        kept = all(self._least_from(c.pot, c.day) >= 0 for c in changes if c.money < 0)
        kept &= all(min(self.available(c.place), self.promised[c.place]) >= 0 for c in changes)
        self._apply(changes, -1)
        return kept

    def apply(self, *changes: Change) -> None:
        """Let an entry happen."""
        self._apply(changes, 1)

    def _apply(self, changes: tuple[Change, ...], times: int) -> None:
        for change in changes:
            self.moved[change.pot][change.day] += times * change.money
            self.promised[change.place] += times * change.promised
            if change.pot[1] in self.endowments:
                self.capital[change.place] += times * change.capital

    def _least_from(self, pot: Pot, day: date) -> int:
        """The least that lies in a pot at the end of this day or of any later one."""
        moved = self.moved[pot]
        held = least = sum(amount for on, amount in moved.items() if on <= day)
        for on in sorted(on for on in moved if on > day):
            held += moved[on]
            least = min(least, held)
        return least
