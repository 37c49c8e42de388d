"""Whatever happens to associations, in whatever order: one parent a day, no circle, a successor for all.

Events are drawn at random over some years; what the verbs or the database refuse is left out. Then every
day on which something changed, and the day before it, is looked at by a slow walk over all edges.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger.associations import association_names, closing, moves, successions, tree
from ledger.associations.associations import Association
from ledger.associations.events import Decree, EventKind
from ledger.associations.moves import NewPlace
from ledger.associations.tree import AssociationEdge, EdgeRole
from ledger.clock import stopped_at
from ledger.database import Database
from ledger.errors import Refusal
from tests.factories.associations import FOUNDED, association

DECREE = Decree("12/QĐ-UBND")
A_DAY = timedelta(days=1)
END = date(2060, 1, 1)
WHICH = st.integers(0, 11)
ACTS = ("found", "rename", "move", "acting", "leave", "merge", "merge two", "split", "abolish", "revive")
STEP = st.tuples(st.sampled_from(ACTS), WHICH, WHICH, WHICH, st.sampled_from([0, 0, 1, 30, 400]))


class Lives:
    """A few associations, the day it is, and all days on which something changed."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.day = FOUNDED + A_DAY
        self.days = {self.day}
        top = association(session, "Hội tỉnh")
        self.places = [top, *(association(session, f"Hội {number}", under=top) for number in range(4))]

    def step(self, act: str, first: int, second: int, third: int, wait: int) -> None:
        """Let days pass and something happen, unless it is refused."""
        self.day += timedelta(days=wait)
        one, two, three = (self.places[which % len(self.places)] for which in (first, second, third))
        try:
            with self.session.begin_nested():
                self.act(act, one, two, three)
                self.days |= {self.day, self.day - A_DAY}
        except (Refusal, IntegrityError):
            self.session.expire_all()

    def act(self, act: str, one: Association, two: Association, three: Association) -> None:
        """What happens to the first of three associations, or to two of them."""
        session, on = self.session, self.day
        match act:
            case "found":
                self.places.append(association(session, f"Hội {len(self.places)}", under=one, founded_on=on))
            case "rename":
                association_names.rename(session, one, f"{one.name} {two.id}", on=on, decree=DECREE)
            case "move":
                moves.move(session, one, two, on=on, decree=DECREE)
            case "acting":
                moves.put_under_acting(session, one, two, on=on, decree=DECREE)
            case "leave":
                moves.leave(session, one, on=on, decree=DECREE)
            case "revive":
                closing.revive(session, one, on=on, decree=DECREE, place=NewPlace(two))
            case "merge" | "abolish":
                self.close(EventKind(act), [one], [two])
            case "merge two":
                self.close(EventKind.MERGE, [one, two], [three])
            case "split":
                self.close(EventKind.SPLIT, [one], [two, three])

    def close(self, kind: EventKind, ending: Sequence[Association], following: Sequence[Association]) -> None:
        """The units are dealt out among those that follow."""
        units = {
            unit.id: NewPlace(following[unit.id % len(following)])
            for unit in closing.units_of(self.session, ending, self.day)
        }
        closing.close_into(self.session, kind, ending, following, on=self.day, decree=DECREE, units=units)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=40))
def test_lives__one_parent_a_day_no_circle_and_a_successor_for_all(
    book: Database, steps: list[tuple[str, int, int, int, int]]
) -> None:
    with stopped_at(END), Session(book.engine, expire_on_commit=False) as session:
        lives = Lives(session)
        for step in steps:
            lives.step(*step)
        session.expire_all()
        every_closed_one_is_followed(session)
        names_follow(session)
        edges = session.scalars(select(AssociationEdge)).all()
        for day in sorted(lives.days | {END}):
            stands_on(session, edges, day)
        session.rollback()


def stands_on(session: Session, edges: Sequence[AssociationEdge], day: date) -> None:
    """The tree of a day, walked from every association up to where it ends."""
    live = [
        edge for edge in edges if edge.valid_from <= day and (edge.valid_to is None or day < edge.valid_to)
    ]
    above = {edge.child_id: edge for edge in live}
    assert len(above) == len(live), "one parent a day"
    walked = set()
    for place in session.scalars(select(Association)):
        line, at = [place.id], place.id
        while at in above:
            at = above[at].parent_id
            assert at not in line, "no circle"
            line.append(at)
        walked |= {(one, place.id, int(one == place.id)) for one in line}
    for edge in live:
        lives_as_long(session, edge, day)
    within = tree.branches(Association.id > 0, day)
    assert set(session.execute(select(within.c.branch, within.c.id, within.c.own))) == walked


def lives_as_long(session: Session, edge: AssociationEdge, day: date) -> None:
    """A member while both live; the history of a closed one for ever."""
    parent, child = (session.get_one(Association, one) for one in (edge.parent_id, edge.child_id))
    assert max(parent.founded_on, child.founded_on) <= day
    if edge.role != EdgeRole.HISTORY:
        assert day <= min(parent.closed_on or END, child.closed_on or END)
    elif edge.valid_to is None:
        assert child.closed_on is not None
        assert child.closed_on < day


def every_closed_one_is_followed(session: Session) -> None:
    """By one that lived as long at least: a district may go into a province that goes on the same day."""
    closed = session.scalars(select(Association).where(Association.closed_on.is_not(None))).all()
    followed = successions.successors(session, closed)
    for place in closed:
        assert followed[place.id]
        for heir in followed[place.id]:
            assert heir.closed_on is None or heir.closed_on >= place.closed_on  # type: ignore[operator]
            if len(followed[place.id]) == 1:
                last = place.closed_on or END
                assert moves.standing(session, place.id, last + A_DAY).parent == heir


def names_follow(session: Session) -> None:
    for place in session.scalars(select(Association)):
        assert association_names.name_on(session, place.id, END) == place.name
        for row in association_names.names(session, place.id):
            assert row.used_to is not None
            assert association_names.name_on(session, place.id, row.used_to) == row.name
