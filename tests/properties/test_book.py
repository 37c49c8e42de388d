"""Whatever a commune and its province do over the years, and in whatever order, the book agrees with a model.

The model (`pots.py`) knows what lies in each pot on each day, what is promised and what is closed. An act
that it allows must succeed, and one that it does not must be refused and change nothing. A failing story
is printed step by step, with the blob that replays it.
"""

from datetime import timedelta
from itertools import product

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ledger.accounts.journal import EntryKind
from ledger.audit import FormAlreadyUsed
from ledger.clock import stopped_at
from ledger.contributions.contributions import Method
from tests.properties import agreement
from tests.properties.money_acts import MoneyActs
from tests.properties.passing_acts import PassingActs
from tests.properties.period_acts import PeriodActs
from tests.properties.stage import WHICH


class BookAgainstPots(MoneyActs, PassingActs, PeriodActs):
    """All acts, time that passes, forms that come again, and what holds after each step."""

    def teardown(self) -> None:
        try:
            if hasattr(self, "pots"):
                with stopped_at(self.pots.today):
                    agreement.years_follow(self.book, *self.places)
                    agreement.nothing_to_find(self.book)
        finally:
            self.book.close()
            self.copy.__exit__(None, None, None)

    @initialize()
    def open(self) -> None:
        """Every pot begins with some interest of last January."""
        self.set_up()
        for place, fund, method in product((0, 1), (0, 1), Method):
            self.record(
                kind=EntryKind.INTEREST,
                who=5,
                place=place,
                fund=fund,
                method=method,
                amount=500_000,
                back=300,
            )

    # --- time ---------------------------------------------------------------------------------
    @rule(days=st.sampled_from([1, 10, 25, 31, 90, 366]))
    def wait(self, days: int) -> None:
        self.pots.today += timedelta(days=days)

    # --- the same form again ------------------------------------------------------------------
    @precondition(lambda self: self.forms)
    @rule(which=WHICH)
    def resend(self, which: int) -> None:
        """As it was, a form finds its first result; with other content it is refused."""
        form = self.forms[which % len(self.forms)]
        with stopped_at(self.pots.today):
            assert form.again() == form.result
            with pytest.raises(FormAlreadyUsed):
                form.other()

    # --- what holds after every step ----------------------------------------------------------
    @invariant()
    def book_agrees(self) -> None:
        if not hasattr(self, "pots"):
            return
        with self.book.read() as session:
            agreement.pots_agree(session, self.pots)
            under_way = [*self.sent, *(sent for sent, _ in self.refused)]
            agreement.in_transit_agrees(session, sum(sent.amount for sent in under_way))
            agreement.kept_is_derived(session)
            agreement.numbers_have_no_gap(session, self.numbers, void=self.counts["void"])
            agreement.undone_once(session)
            self.kept.unchanged(session)


@pytest.mark.parametrize(
    ("engine", "examples"), [("sqlite", 12), pytest.param("postgresql", 3, marks=pytest.mark.postgres)]
)
def test_book__agrees_with_the_pots(request: pytest.FixtureRequest, engine: str, examples: int) -> None:
    copies = request.getfixturevalue("sqlite_copies" if engine == "sqlite" else "postgres_copies")
    machine = type("Book", (BookAgainstPots,), {"copies": staticmethod(copies.copy)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
