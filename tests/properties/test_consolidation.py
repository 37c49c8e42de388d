"""Totals over time never count twice: thirty years of made-up events and transfers, worked out again slowly.

On the day of every event, the day before, and days between, with the structure as it was and as it is
now: own books, subtrees, transfers over each border, money on its way and what was taken out, at every
association and in each fund, equal an independent computation (`slow_totals.py`) from the rows.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing as closed_at_end
from contextlib import contextmanager
from datetime import date
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, true
from sqlalchemy.orm import Session

from ledger.associations import tree
from ledger.associations.events import WHOLE
from ledger.clock import stopped_at
from ledger.database import Database, DateType
from ledger.disclosure import breakdowns, drilldown
from ledger.disclosure.figures import Figure
from ledger.disclosure.flows import Flow, Nested, Reader
from ledger.disclosure.totals import Totals, totals
from ledger.disclosure.verify import verify
from tests.engines import PostgresCopies, SqliteCopies
from tests.properties import slow_totals
from tests.properties.histories import A_DAY, BEGINNING, History, Size, make_up
from tests.properties.slow_totals import FIGURES, Figures, Key, Rows

EVERYWHERE = Reader(tree.branches(true(), bindparam("on", type_=DateType())))
OF_TOTALS = {
    "opening + in − out = closing",
    "published figure is what the postings say",
    "no association stands under itself",
}
"""What `verify` checks of totals; a made-up history has no papers, which it would miss."""
Copies = SqliteCopies | PostgresCopies


@contextmanager
def lived(copies: Copies, numbers: Random, size: Size) -> Iterator[tuple[Session, History]]:
    """A book that has lived a history, with the clock at its last day."""
    with copies.copy() as url, closed_at_end(Database(url)) as book:
        made = make_up(book, numbers, size)
        with stopped_at(made.end), book.read() as session:
            yield session, made


def flow_of(figures: Figures) -> Flow:
    """The figures that were worked out, as the product gives them; all others are 0."""
    return Flow(**figures)


class Judge:
    """Compares what the product says of a book with what its rows say."""

    def __init__(self, session: Session) -> None:
        self.session, self.rows = session, Rows(session)

    def everywhere(self, last: date, on: date) -> None:
        """Every association and fund: the year up to a day, with the structure of a day."""
        alone, together = self.worked_out(last, on)
        found = EVERYWHERE.nested(self.session, last.year, last, on=on)
        shown = {(place, fund): nested for place, funds in found.items() for fund, nested in funds.items()}
        assert {key: nested.own for key, nested in shown.items() if nested.own != Flow()} == flows(alone)
        under = {key: nested.subtree for key, nested in shown.items() if nested.subtree != Flow()}
        assert under == flows(together)
        assert all(nested.own.ties and nested.subtree.ties for nested in shown.values())
        self.transfers_meet(shown, on)

    def transfers_meet(self, shown: Mapping[Key, Nested], on: date) -> None:
        """I4 at every node: what its members sent is what they got, what left it, and what is on its way."""
        lines = self.rows.lines(on)
        sent: Counter[Key] = Counter()
        for (place, fund), nested in shown.items():
            for above in lines[place]:
                sent[above, fund] += nested.own.transfers_out - nested.own.transfers_in - nested.own.opening
        for key, nested in shown.items():
            whole = nested.subtree
            left = whole.transfers_out - whole.transfers_in
            assert sent[key] == left + whole.in_transit - whole.opening

    def one(self, place: int, last: date, on: date) -> None:
        """What the one totals function, and the tables beside it, say of one association."""
        alone, together = self.worked_out(last, on)
        said = totals(self.session, association_id=place, year=last.year, structure_on=on, until=last)
        for lines, in_all, expected in (
            (said.own, said.own_all, flows(alone)),
            (said.subtree, said.subtree_all, flows(together)),
        ):
            here = {fund: flow for (at, fund), flow in expected.items() if at == place}
            assert {line.fund_id: line.flow for line in lines} == here
            assert in_all == sum(here.values(), Flow())
        self.beside(said, together)
        self.tables(said, together)

    def beside(self, said: Totals, together: Mapping[Key, Figures]) -> None:
        """Split associations stand beside, each with its share to the đồng, and are never added."""
        expected = slow_totals.split_beside(self.rows, said.association.id, said.structure_on)
        assert {line.predecessor.id: line.share for line in said.allocated} == expected
        for line in said.allocated:
            whole = sum((flow_of(f) for (at, _), f in together.items() if at == line.predecessor.id), Flow())
            assert line.flow.ties
            if line.share is None:
                assert line.flow == whole
                continue
            for name in FIGURES:
                exact = getattr(whole, name) * line.share / WHOLE
                assert abs(getattr(line.flow, name) - exact) <= 1

    def tables(self, said: Totals, together: Mapping[Key, Figures]) -> None:
        """By level, holder, child and month the same year adds up to the same figures."""
        place, on, until, whole = said.association.id, said.structure_on, said.until, said.subtree_all
        levels = breakdowns.by_level(self.session, association_id=place, year=until.year, on=on, until=until)
        holders = breakdowns.by_holder(
            self.session, association_id=place, year=until.year, on=on, until=until
        )
        months = breakdowns.by_month(self.session, association_id=place, year=until.year, on=on, until=until)
        children = breakdowns.by_child(
            self.session, association_id=place, year=until.year, on=on, until=until
        )
        for of_parts in ([line.flow for line in levels], [line.flow for line in holders]):
            parts = sum(of_parts, Flow())
            assert parts.closing + whole.in_transit == whole.closing
            assert (parts.mobilized, parts.spent) == (whole.mobilized, whole.spent)
        assert sum(month.mobilized for month in months) == whole.mobilized
        assert sum(month.spent for month in months) == whole.spent
        for child in children:
            here = [flow_of(f) for (at, _), f in together.items() if at == child.association.id]
            assert child.subtree == sum(here, Flow())

    def opens(self, place: int, last: date, on: date) -> None:
        """Every figure of a subtree opens to entries that add up to it."""
        said = totals(self.session, association_id=place, year=last.year, structure_on=on, until=last)
        for figure in Figure:
            page = drilldown.entries(
                self.session,
                association_id=place,
                year=last.year,
                figure=figure,
                structure_on=on,
                until=last,
                limit=10**6,
            )
            assert sum(line.amount for line in page.lines) == getattr(said.subtree_all, figure)

    def worked_out(self, last: date, on: date) -> tuple[Mapping[Key, Figures], Mapping[Key, Figures]]:
        """Own figures and those of subtrees, worked out slowly."""
        alone = slow_totals.own(self.rows, last)
        return alone, slow_totals.subtrees(self.rows, alone, last, on)


def flows(worked_out: Mapping[Key, Figures]) -> dict[Key, Flow]:
    """What was worked out, as flows; those with nothing in them left out."""
    found = {key: flow_of(figures) for key, figures in worked_out.items()}
    return {key: flow for key, flow in found.items() if flow != Flow()}


def days_around(made: History) -> list[date]:
    """The days on which the structure changed, and the days before."""
    return sorted({day for change in made.days for day in (change - A_DAY, change) if day >= BEGINNING})


SMALL = Size(most=12, founded=5, years=2, events=6, acts=15)
MEDIUM = Size(most=80, founded=45, years=30, events=3, acts=12)
LARGE = Size(most=500, founded=460, years=30, events=4, acts=40)


def judge_small(copies: Copies, numbers: Random) -> None:
    """A short history, on every day around a change: as it was and as it is now, here and there in full."""
    with lived(copies, numbers, SMALL) as (session, made):
        judge = Judge(session)
        for day in days_around(made):
            for on in (day, made.end):
                judge.everywhere(day, on)
            judge.one(numbers.choice(made.units).id, day, numbers.choice((day, made.end)))
        judge.opens(made.units[0].id, made.end, made.end)
        judge.opens(numbers.choice(made.units).id, numbers.choice(made.days), made.end)
        assert not {finding.check for finding in verify(session)} & OF_TOTALS


CHECKED = settings(
    max_examples=6,
    deadline=None,
    print_blob=True,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


@CHECKED
@given(numbers=st.randoms(use_true_random=False))
def test_totals__equal_the_slow_ones_around_every_change(
    sqlite_copies: SqliteCopies, numbers: Random
) -> None:
    judge_small(sqlite_copies, numbers)


@pytest.mark.postgres
@settings(CHECKED, max_examples=2)
@given(numbers=st.randoms(use_true_random=False))
def test_totals__equal_the_slow_ones_on_postgresql(postgres_copies: PostgresCopies, numbers: Random) -> None:
    judge_small(postgres_copies, numbers)


def judge_large(copies: Copies, size: Size, *, days: int) -> None:
    """Thirty years; so many days of them, drawn from those around changes and from all."""
    numbers = Random(20250701)
    with lived(copies, numbers, size) as (session, made):
        judge = Judge(session)
        around = numbers.sample(days_around(made), days)
        between = [
            BEGINNING + A_DAY * numbers.randrange((made.end - BEGINNING).days) for _ in range(days // 4)
        ]
        for day in (*around, *between):
            judge.everywhere(day, numbers.choice((day, day, made.end)))
        for day in numbers.sample(around, 5):
            judge.one(made.units[0].id, day, day)
            judge.one(numbers.choice(made.units).id, day, made.end)


def test_totals__equal_the_slow_ones_over_thirty_years_of_500_units(sqlite_copies: SqliteCopies) -> None:
    judge_large(sqlite_copies, LARGE, days=16)


@pytest.mark.postgres
def test_totals__equal_the_slow_ones_over_thirty_years_on_postgresql(postgres_copies: PostgresCopies) -> None:
    judge_large(postgres_copies, MEDIUM, days=8)
