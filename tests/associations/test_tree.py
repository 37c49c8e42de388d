from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.associations import tree
from ledger.associations.associations import Association
from ledger.associations.tree import AssociationEdge, TreeCycle, TwoParents
from ledger.database import Database
from tests.factories.associations import association, province

BEFORE, REFORM, AFTER = date(2025, 6, 30), date(2025, 7, 1), date(2025, 7, 2)


def place(session: Session, child: Association, parent: Association, since: date = REFORM) -> None:
    tree.place_under(session, child=child, parent=parent, valid_from=since, decision="1676/NQ")


def below(book: Database, root: Association, on: date) -> set[str]:
    with book.read() as session:
        within = tree.subtree(root.id, on)
        names = select(Association.name).where(Association.id.in_(select(within.c.id)))
        return set(session.scalars(names))


def test_subtree__is_that_of_the_day(book: Database) -> None:
    """In July 2025 the district went, and its commune came straight under the province."""
    with book.write() as session:
        top = province(session)
        district = association(session, "Hội huyện", under=top)
        commune = association(session, "Hội xã", under=district)
        association(session, "Chi hội bản", under=commune)
        former = session.scalars(select(AssociationEdge).where(AssociationEdge.child_id == commune.id)).one()
        former.valid_to = REFORM
        session.flush()
        place(session, commune, top)
    assert below(book, district, BEFORE) == {"Hội huyện", "Hội xã", "Chi hội bản"}
    assert below(book, district, REFORM) == {"Hội huyện"}
    assert below(book, top, REFORM) == {top.name, "Hội huyện", "Hội xã", "Chi hội bản"}


def test_ancestors__the_nearest_first(book: Database) -> None:
    with book.write() as session:
        top = province(session)
        commune = association(session, "Hội xã", under=top)
        village = association(session, "Chi hội bản", under=commune)
        assert [above.name for above in tree.ancestors(session, village.id, AFTER)] == ["Hội xã", top.name]
        assert tree.ancestors(session, top.id, AFTER) == []
        assert tree.ancestors(session, village.id, date(2023, 1, 1)) == []


def test_ancestors__an_orphan_keeps_its_own_branch(book: Database) -> None:
    """A commune may have no parent for months."""
    with book.write() as session:
        commune = association(session, "Hội xã")
        village = association(session, "Chi hội bản", under=commune)
        assert [above.name for above in tree.ancestors(session, village.id, AFTER)] == ["Hội xã"]


def test_children__in_vietnamese_order(book: Database) -> None:
    with book.write() as session:
        top = province(session)
        for name in ("Hội Mường Ét", "Hội Đoàn Kết", "Hội Ân Nghĩa", "Hội An Bình", "Hội Dân Chủ"):
            association(session, name, under=top)
    with book.read() as session:
        assert [child.name for child in tree.children(session, top.id, AFTER)] == [
            "Hội An Bình",
            "Hội Ân Nghĩa",
            "Hội Dân Chủ",
            "Hội Đoàn Kết",
            "Hội Mường Ét",
        ]


def test_ancestors__of_a_village_are_not_its_neighbours(book: Database) -> None:
    with book.write() as session:
        top = province(session)
        commune, other = (association(session, name, under=top) for name in ("Hội xã", "Hội xã khác"))
        village = association(session, "Chi hội bản", under=commune)

        above = {found.id for found in tree.ancestors(session, village.id, AFTER)}
        assert [root.id in above for root in (village, commune, top, other)] == [False, True, True, False]


def test_top__the_first_without_a_parent(book: Database) -> None:
    with book.write() as session:
        assert tree.top(session, AFTER) is None
        top = province(session)
        association(session, "Hội xã", under=top)
        association(session, "Hội chưa xếp")
        found = tree.top(session, AFTER)
    assert found is not None
    assert found.id == top.id


def test_branches__several_subtrees_at_once(book: Database) -> None:
    with book.write() as session:
        top = province(session)
        first, second = (association(session, name, under=top) for name in ("Hội xã", "Hội xã khác"))
        village = association(session, "Chi hội bản", under=first)
    with book.read() as session:
        found = tree.branches(Association.id.in_([first.id, second.id]), AFTER)
        rows = set(session.execute(select(found.c.branch, found.c.id, found.c.own)))
    assert rows == {(first.id, first.id, 1), (first.id, village.id, 0), (second.id, second.id, 1)}


def test_place_under__second_parent_is_refused(book: Database) -> None:
    with book.write() as session:
        top = province(session)
        commune = association(session, "Hội xã", under=top)
        other = association(session, "Hội tỉnh khác")
    with pytest.raises(TwoParents), book.write() as session:
        place(session, commune, other)


def test_place_under__circle_is_refused(book: Database) -> None:
    with book.write() as session:
        top = province(session)
        commune = association(session, "Hội xã", under=top)
        village = association(session, "Chi hội bản", under=commune)
    with pytest.raises(TreeCycle), book.write() as session:
        place(session, top, village)


def test_place_under__former_order_may_be_turned_round(book: Database) -> None:
    """A circle counts only where the edges are alive on the same day."""
    with book.write() as session:
        first = association(session, "Hội một")
        second = association(session, "Hội hai", under=first)
        session.scalars(select(AssociationEdge)).one().valid_to = REFORM
        session.flush()
        place(session, first, second, REFORM)
    assert below(book, second, AFTER) == {"Hội một", "Hội hai"}


def test_place_under__circle_closed_by_two_at_once_is_refused(book: Database) -> None:
    with book.write() as session:
        first, second = association(session, "Hội một"), association(session, "Hội hai")

    def close_the_circle() -> None:
        with book.write() as session:
            place(session, second, first)

    with ThreadPoolExecutor(1) as pool:
        with book.write() as session:
            place(session, first, second)
            closing = pool.submit(close_the_circle)
            wait([closing], timeout=0.3)  # long enough to be done, were it not made to wait
        assert isinstance(closing.exception(), TreeCycle)
