"""Acts on periods: months are closed and opened again, years are filed."""

from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
)

from ledger.accounts import periods
from ledger.accounts.periods import month_end
from ledger.identity.roles import Actor, Role
from tests.properties.stage import MONTHS, RARELY, TWO, WHO, Stage


class PeriodActs(Stage):
    """What is done to the periods of both books."""

    @rule(who=WHO, place=TWO, months=MONTHS, early=RARELY)
    def close(self, who: int, place: int, months: int, early: bool) -> None:
        at = self.places[place]
        by = self.person(who, Role.TREASURER, at)
        through = month_end(self.day(31 * months)) - timedelta(days=int(early))
        allowed = by.holds(Role.TREASURER, at) and self.pots.periods[at].may_close(through, self.pots.today)
        if self._period(at, "close", through, by, allowed=allowed):
            self.kept.remember(self.book, at, through)

    @precondition(lambda self: any(kept.closed for kept in self.pots.periods.values()))
    @rule(who=WHO, place=TWO, months=MONTHS)
    def reopen(self, who: int, place: int, months: int) -> None:
        at = self.places[place]
        by = self.person(who, Role.TREASURER, at)
        day = self.day(31 * months).replace(day=1)
        role = by.holds(Role.TREASURER, at) or by.holds(Role.CHAIR, at)
        may = role and self.pots.periods[at].may_reopen(day, by.user_id)
        if self._period(at, "reopen", day, by, allowed=may):
            self.kept.forget(at, day)

    @precondition(
        lambda self: any(kept.closed and kept.closed.month == 12 for kept in self.pots.periods.values())
    )
    @rule(who=WHO, place=TWO, years=st.integers(0, 2))
    def file(self, who: int, place: int, years: int) -> None:
        at, year = self.places[place], self.pots.today.year - years
        by = self.person(who, Role.CHAIR, at)
        allowed = by.holds(Role.CHAIR, at) and self.pots.periods[at].may_file(year)
        self._period(at, "file", date(year, 12, 31), by, allowed=allowed)

    def _period(self, at: int, act: str, day: date, by: Actor, *, allowed: bool) -> bool:
        def do(key: str, other: bool) -> int:
            with self.book.write() as session:
                if act == "close":
                    through = month_end(day + timedelta(days=1)) if other else day
                    return periods.close(session, association_id=at, through=through, by=by, client_key=key)
                if act == "file":
                    year = day.year + other
                    return periods.file(session, association_id=at, year=year, by=by, client_key=key)
                reason = "sót một phiếu" if other else "sót phiếu"
                return periods.reopen(
                    session, association_id=at, from_day=day, reason=reason, by=by, client_key=key
                )

        done = self.sign(do, allowed=allowed) is not None
        if done:
            self.pots.periods[at].done(act, day, by.user_id)
        return done
