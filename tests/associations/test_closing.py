"""Mergers, splits, abolitions and revivals: who closes, where the units go, and where the history is seen."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from ledger.associations import closing, moves, successions, tree
from ledger.associations.associations import Association, AssociationStays
from ledger.associations.closing import (
    ClosedAlready,
    NotClosed,
    RevivedTooEarly,
    SuccessorsDoNotFit,
    UnitLeftBehind,
)
from ledger.associations.events import DecisionMissing, Decree, Document, EventInFuture, EventKind
from ledger.associations.moves import NOWHERE, NewPlace
from ledger.associations.successions import SharesTooLarge, SuccessorDoesNotStand
from ledger.associations.tree import EdgeRole
from ledger.clock import stopped_at
from ledger.database import Database
from ledger.errors import NotFound
from tests.factories.associations import association, province

BEFORE, REFORM, AFTER = date(2025, 6, 30), date(2025, 7, 1), date(2025, 7, 2)
DECREE = Decree("1676/NQ-UBTVQH15", authority="Ủy ban Thường vụ Quốc hội")
PAPER = Document("Biên bản phân chia số 3", date(2025, 9, 1), "tủ hồ sơ của tỉnh")


def merge(session: Session, *old: Association, into: Association, on: date = REFORM) -> int:
    return closing.close_into(session, EventKind.MERGE, old, [into], on=on, decree=DECREE)


def inside(session: Session, root: Association, on: date) -> set[str]:
    within = set(session.scalars(tree.subtree(root.id, on).select()))
    return {session.get_one(Association, one).name for one in within}


def test_close_into__two_merged_are_seen_under_their_successor(book: Database) -> None:
    with book.write() as session:
        top = province(session)
        first, second = (association(session, name, under=top) for name in ("Hội xã Một", "Hội xã Hai"))
        village = association(session, "Chi hội bản", under=first)
        heir = association(session, "Hội xã Mới", under=top, founded_on=REFORM)
        event_id = merge(session, first, second, into=heir)
        assert (first.closed_on, second.closed_on) == (BEFORE, BEFORE)
        assert inside(session, heir, REFORM) == {"Hội xã Mới", "Hội xã Một", "Hội xã Hai", "Chi hội bản"}
        assert inside(session, first, BEFORE) == {"Hội xã Một", "Chi hội bản"}
        assert inside(session, first, REFORM) == {"Hội xã Một"}
        assert inside(session, top, BEFORE) == {top.name, "Hội xã Một", "Hội xã Hai", "Chi hội bản"}
        assert moves.standing(session, village.id, REFORM) == NewPlace(heir)
        assert moves.standing(session, first.id, REFORM) == NewPlace(heir, EdgeRole.HISTORY)
        assert [place for place, _ in successions.predecessors(session, heir.id)] == [second, first]
        assert {row.event_id for _, row in successions.predecessors(session, heir.id)} == {event_id}


def test_close_into__a_chain_of_mergers_carries_the_history_on(book: Database) -> None:
    with book.write() as session:
        old, middle, new = (association(session, f"Hội {name}") for name in ("cũ", "giữa", "mới"))
        merge(session, old, into=middle)
        merge(session, middle, into=new, on=date(2026, 1, 1))
        assert inside(session, new, date(2026, 1, 1)) == {"Hội mới", "Hội giữa", "Hội cũ"}
        assert inside(session, middle, AFTER) == {"Hội giữa", "Hội cũ"}


def test_close_into__a_district_with_its_communes_in_one_event(book: Database) -> None:
    with book.write() as session:
        top = province(session)
        district = association(session, "Hội huyện", under=top)
        first, second = (association(session, name, under=district) for name in ("Hội xã Một", "Hội xã Hai"))
        heir = association(session, "Hội xã Mới", under=top, founded_on=REFORM)
        merge(session, district, first, into=heir)
        assert moves.standing(session, second.id, REFORM) == NewPlace(heir)
        assert inside(session, heir, REFORM) == {"Hội xã Mới", "Hội huyện", "Hội xã Một", "Hội xã Hai"}


def split(session: Session, old: Association, *heirs: Association, **more: object) -> int:
    return closing.close_into(session, EventKind.SPLIT, [old], heirs, on=REFORM, decree=DECREE, **more)  # type: ignore[arg-type]


def test_close_into__a_split_is_seen_under_the_nearest_above_all_successors(book: Database) -> None:
    with book.write() as session:
        top = province(session)
        south, north = (association(session, f"Hội huyện {name}", under=top) for name in ("Nam", "Bắc"))
        old = association(session, "Hội xã Cũ", under=south)
        village = association(session, "Chi hội bản", under=old)
        left = association(session, "Hội xã Trái", under=south, founded_on=REFORM)
        right = association(session, "Hội xã Phải", under=north, founded_on=REFORM)
        split(session, old, left, right, units={village.id: NewPlace(right)})
        assert moves.standing(session, old.id, REFORM) == NewPlace(top, EdgeRole.HISTORY)
        assert moves.standing(session, village.id, REFORM) == NewPlace(right)
        assert list(successions.successors(session, [old])[old.id]) == [left, right]


def test_close_into__a_split_with_nobody_above_both_stands_alone(book: Database) -> None:
    with book.write() as session:
        old, left, right = (association(session, f"Hội {name}") for name in ("cũ", "trái", "phải"))
        split(session, old, left, right)
        assert moves.standing(session, old.id, REFORM) == NOWHERE
        assert tree.top(session, REFORM) == left


@pytest.mark.parametrize("kind", [EventKind.SPLIT, EventKind.ABOLISH])
def test_close_into__leaves_no_unit_behind(book: Database, kind: EventKind) -> None:
    """A split does not say by itself where a unit goes, nor does a successor follow into itself."""
    with book.write() as session:
        old = association(session, "Hội cũ")
        village = association(session, "Chi hội bản", under=old)
        others = [association(session, "Hội trái"), association(session, "Hội phải")]
    heirs = others if kind == EventKind.SPLIT else [village]
    with pytest.raises(UnitLeftBehind, match="Chi hội bản"), book.write() as session:
        closing.close_into(session, kind, [old], heirs, on=REFORM, decree=DECREE)


def test_close_into__units_may_wait_under_an_acting_supervisor(book: Database) -> None:
    """Xã Lưu Vệ had no association for four months; its branches worked on under the province."""
    with book.write() as session:
        top = province(session)
        old = association(session, "Hội xã Cũ", under=top)
        first, second = (association(session, f"Chi hội {name}", under=old) for name in ("Một", "Hai"))
        units = {first.id: NewPlace(top, EdgeRole.ACTING), second.id: NOWHERE}
        closing.close_into(session, EventKind.ABOLISH, [old], [top], on=REFORM, decree=DECREE, units=units)
        assert moves.standing(session, first.id, REFORM) == NewPlace(top, EdgeRole.ACTING)
        assert moves.standing(session, second.id, REFORM) == NOWHERE


def test_announce__changes_nothing_until_it_is_carried_out(book: Database) -> None:
    with book.write() as session, stopped_at(BEFORE):
        top = province(session)
        old, heir = (association(session, name, under=top) for name in ("Hội xã Cũ", "Hội xã Mới"))
        event_id = closing.announce(session, EventKind.MERGE, [old], [heir], on=REFORM, decree=DECREE)
        assert (old.closed_on, moves.standing(session, old.id, REFORM)) == (None, NewPlace(top))
        assert successions.predecessors(session, heir.id) == []
        with pytest.raises(EventInFuture):
            closing.close(session, event_id)
    with book.write() as session, stopped_at(REFORM):
        closing.close(session, event_id)
        assert [one.name for one, _ in successions.predecessors(session, heir.id)] == ["Hội xã Cũ"]


@pytest.mark.parametrize(
    ("kind", "closing_count", "successor_count"),
    [("merge", 0, 1), ("merge", 2, 2), ("split", 1, 1), ("split", 2, 2), ("abolish", 2, 1), ("move", 1, 1)],
)
def test_announce__a_number_of_associations_that_does_not_fit_is_refused(
    book: Database, kind: str, closing_count: int, successor_count: int
) -> None:
    with book.write() as session:
        old = [association(session, f"Hội cũ {n}") for n in range(closing_count)]
        new = [association(session, f"Hội mới {n}") for n in range(successor_count)]
        with pytest.raises(SuccessorsDoNotFit):
            closing.announce(session, EventKind(kind), old, new, on=REFORM, decree=DECREE)


def test_announce__what_cannot_follow_is_refused(book: Database) -> None:
    with book.write() as session:
        old, heir = association(session, "Hội cũ"), association(session, "Hội mới", founded_on=AFTER)
        with pytest.raises(SuccessorsDoNotFit):
            merge(session, old, into=old)
    with pytest.raises(SuccessorDoesNotStand), book.write() as session:
        merge(session, old, into=heir)
    with book.write() as session:
        other = association(session, "Hội khác")
        merge(session, old, into=other)
    with pytest.raises(ClosedAlready, match="Hội cũ"), book.write() as session:
        merge(session, session.get_one(Association, old.id), into=heir, on=date(2025, 8, 1))
    with pytest.raises(DecisionMissing), book.write() as session:
        closing.announce(session, EventKind.MERGE, [heir], [other], on=AFTER, decree=Decree(" "))


def test_rename__what_is_closed_is_only_read(book: Database) -> None:
    with book.write() as session:
        old = association(session, "Hội cũ")
        merge(session, old, into=association(session, "Hội mới"))
    with pytest.raises(AssociationStays), book.write() as session:
        session.get_one(Association, old.id).address = "Nơi khác"


def test_record_share__is_put_right_by_another_paper(book: Database) -> None:
    with book.write() as session:
        old, left, right = (association(session, f"Hội {name}") for name in ("cũ", "trái", "phải"))
        event_id = split(session, old, left, right, shares={left.id: 4_000, right.id: 6_000})
        successions.record_share(session, event_id, {right.id: 2_500, left.id: 7_500}, document=PAPER)
        assert [row.share for row in successions.of(session, [old])[old.id]] == [7_500, 2_500]
    with pytest.raises(SharesTooLarge), book.write() as session:
        successions.record_share(session, event_id, {right.id: 2_501}, document=PAPER)
    with pytest.raises(NotFound), book.write() as session:
        successions.record_share(session, event_id, {old.id: 1}, document=PAPER)


def test_revive__lives_again_from_its_day(book: Database) -> None:
    with book.write() as session:
        top = province(session)
        old, heir = (association(session, name, under=top) for name in ("Hội xã Cũ", "Hội xã Mới"))
        merge(session, old, into=heir)
        with pytest.raises(RevivedTooEarly):
            closing.revive(session, old, on=REFORM, decree=DECREE)
        closing.revive(session, old, on=date(2026, 1, 1), decree=DECREE, place=NewPlace(top))
        assert old.closed_on is None
        assert inside(session, heir, date(2025, 12, 31)) == {"Hội xã Mới", "Hội xã Cũ"}
        assert inside(session, heir, date(2026, 1, 1)) == {"Hội xã Mới"}
        assert successions.predecessors(session, heir.id) == []
        with pytest.raises(NotClosed):
            closing.revive(session, old, on=date(2026, 2, 1), decree=DECREE)
        merge(session, old, into=heir, on=date(2026, 6, 1))
        assert len(successions.predecessors(session, heir.id)) == 1
