"""Where an association stands, from which day, and by which decision."""

from datetime import date

import pytest
from sqlalchemy import select

from ledger.associations import associations, life, moves
from ledger.associations.associations import AssociationKind, Bookkeeping, LedgerBeforeFounding, LedgerStarted
from ledger.associations.events import AssociationEvent, Decree, Document, EventInFuture, EventKind
from ledger.associations.moves import NOWHERE, NewPlace, PlaceSettled, StandsThereAlready
from ledger.associations.tree import ChildDoesNotStand, EdgeRole, ParentDoesNotStand, TreeCycle
from ledger.clock import stopped_at
from ledger.database import Database
from tests.factories.associations import FOUNDED, association, province

REFORM, LATER = date(2025, 7, 1), date(2026, 7, 1)
DECREE = Decree("12/QĐ", "UBND tỉnh", "ghi chú", [Document("Tờ trình số 4")])


def test_move__acting_leave_and_back(book: Database) -> None:
    with book.write() as session:
        top = province(session)
        old, new = (association(session, name, under=top) for name in ("Hội cũ", "Hội mới"))
        unit = association(session, "Chi hội", under=old)
        days = [date(2025, month, 1) for month in range(7, 11)]
        moves.move(session, unit, new, on=days[0], decree=DECREE)
        moves.put_under_acting(session, unit, top, on=days[1], decree=DECREE)
        moves.leave(session, unit, on=days[2], decree=DECREE)
        event_id = moves.move(session, unit, old, on=days[3], decree=DECREE)
        stood = [moves.standing(session, unit.id, day) for day in (FOUNDED, *days)]
        assert stood == [NewPlace(old), NewPlace(new), NewPlace(top, EdgeRole.ACTING), NOWHERE, NewPlace(old)]
        told = life.life(session, unit)
    assert [place.edge.decision for place in told.places] == ["12/QĐ", "12/QĐ", "12/QĐ", ""]
    assert [place.up_to for place in told.places][:2] == [None, date(2025, 8, 31)]
    assert told.happenings[0].event.id == event_id
    assert [paper.title for paper in told.happenings[0].documents] == ["Tờ trình số 4"]


def test_move__what_does_not_follow_is_refused(book: Database) -> None:
    with book.write() as session, stopped_at(LATER):
        top = province(session)
        unit = association(session, "Hội xã", under=top)
        other = association(session, "Hội khác", under=top)
        with pytest.raises(StandsThereAlready):
            moves.move(session, unit, top, on=REFORM, decree=DECREE)
        with pytest.raises(EventInFuture):
            moves.move(session, unit, other, on=date(2026, 7, 2), decree=DECREE)
        moves.move(session, unit, other, on=REFORM, decree=DECREE)
        for day in (FOUNDED, REFORM):
            with pytest.raises(PlaceSettled, match="01/07/2025"):
                moves.leave(session, unit, on=day, decree=DECREE)


def test_move__a_circle_or_a_day_on_which_one_is_not_there_is_refused(book: Database) -> None:
    with book.write() as session:
        top = province(session)
        unit = association(session, "Hội xã", under=top)
        young = association(session, "Hội mới", founded_on=LATER)
    for child, parent, day, refusal in (
        (top, unit, REFORM, TreeCycle),
        (unit, young, REFORM, ParentDoesNotStand),
        (young, unit, REFORM, ChildDoesNotStand),
    ):
        with pytest.raises(refusal), book.write() as session:
            moves.move(session, child, parent, on=day, decree=DECREE)


def test_found__by_a_decision_is_an_event(book: Database) -> None:
    with book.write() as session:
        unit = associations.found(
            session, name="Hội xã", kind=AssociationKind.COMMUNE, founded_on=REFORM, decree=DECREE
        )
        event = session.scalars(select(AssociationEvent)).one()
    assert (event.kind, event.association_id, event.happened_on) == (EventKind.FOUND, unit.id, REFORM)
    assert (event.decision, event.authority, event.note) == ("12/QĐ", "UBND tỉnh", "ghi chú")


def test_start_ledger__once_and_not_before_the_founding(book: Database) -> None:
    with book.write() as session:
        unit = associations.found(
            session,
            name="Họ Lò",
            kind=AssociationKind.CLAN_BOARD,
            founded_on=REFORM,
            bookkeeping=Bookkeeping.DECLARED,
        )
    with pytest.raises(LedgerBeforeFounding), book.write() as session:
        associations.start_ledger(session, unit, FOUNDED)
    with book.write() as session:
        associations.start_ledger(session, unit, LATER)
    with book.write() as session:
        stored = associations.by_code(session, unit.code)
        assert (stored.ledgered_from, stored.bookkeeping) == (LATER, Bookkeeping.LEDGERED)
        with pytest.raises(LedgerStarted):
            associations.start_ledger(session, stored, LATER)
