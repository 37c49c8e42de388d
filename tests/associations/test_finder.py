"""The search finds by every name there ever was, and says which one fits."""

from collections.abc import Sequence
from datetime import date

import pytest

from ledger.associations import areas, association_names, closing, finder, former_areas
from ledger.associations.association_names import NameThereAlready, NameTooShort, RenamedLater
from ledger.associations.events import Decree, EventInFuture, EventKind
from ledger.clock import stopped_at
from ledger.database import Database
from tests.factories.associations import FOUNDED, association

REFORM, LATER = date(2025, 7, 1), date(2026, 7, 1)
DECREE = Decree("12/QĐ-UBND")


def found(book: Database, said: str, limit: int = finder.MOST_FOUND) -> Sequence[tuple[str, str | None]]:
    with book.read() as session:
        return [(one.association.name, one.found_by) for one in finder.search(session, said, limit=limit)]


def test_search__by_a_former_name_and_an_alias(book: Database) -> None:
    with book.write() as session:
        place = association(session, "Hội Khuyến học cơ sở Sở Y tế")
        association_names.rename(session, place, "Ban Khuyến học Sở Y tế", on=REFORM, decree=DECREE)
        association_names.also_called(session, place, "Khuyến học ngành Y")
    new = "Ban Khuyến học Sở Y tế"
    assert found(book, "so y te") == [(new, None)]
    assert found(book, "CƠ SỞ") == [(new, "Hội Khuyến học cơ sở Sở Y tế")]
    assert found(book, "nganh y") == [(new, "Khuyến học ngành Y")]
    assert found(book, "") == found(book, "sở công an") == []


def test_search__by_the_name_of_a_predecessor_over_two_generations(book: Database) -> None:
    with book.write() as session:
        first, second, third = (
            association(session, f"Hội Khuyến học {name}")
            for name in ("xã Giao Tiến", "thị trấn Giao Thủy", "xã Giao Ninh")
        )
        other = association(session, "Hội Khuyến học xã Giao An")
        closing.close_into(session, EventKind.MERGE, [first], [second], on=REFORM, decree=DECREE)
        closing.close_into(session, EventKind.SPLIT, [second], [third, other], on=LATER, decree=DECREE)
    old = "Hội Khuyến học xã Giao Tiến"
    assert found(book, "giao tien") == [
        ("Hội Khuyến học xã Giao An", old),
        ("Hội Khuyến học xã Giao Ninh", old),
        ("Hội Khuyến học thị trấn Giao Thủy", old),
        (old, None),
    ]
    assert found(book, "giao tien", limit=1) == [("Hội Khuyến học xã Giao An", old)]
    with book.read() as session:
        matches = {one.association.name: one for one in finder.search(session, "giao")}
    assert [one.name for one in matches["Hội Khuyến học thị trấn Giao Thủy"].successors] == [
        third.name,
        other.name,
    ]
    assert matches[third.name].successors == ()


def test_search__by_an_area_that_no_association_of_the_book_was_named_after(book: Database) -> None:
    with book.write() as session:
        areas.load_areas(session)
        former_areas.load_former_areas(session)
        [area] = areas.named(session, "xã Giao Thủy, Ninh Bình")
        association(session, "Hội Khuyến học xã Giao Thủy").area_id = area.id
    [(name, found_by)] = found(book, "Hội Khuyến học xã Giao Tiến")
    assert name == "Hội Khuyến học xã Giao Thủy"
    assert found_by is not None


def test_name_on__is_that_of_the_day(book: Database) -> None:
    """Renamed, renamed again, and then called as at first."""
    with book.write() as session:
        place = association(session, "Hội A")
        for name, day in (("Hội B", REFORM), ("Hội A", LATER)):
            association_names.rename(session, place, name, on=day, decree=DECREE)
        association_names.also_called(session, place, "Hội Cũ", used_to=date(2024, 6, 30))
        days = (FOUNDED, date(2024, 7, 1), date(2025, 6, 30), REFORM, LATER)
        assert [association_names.name_on(session, place.id, day).removeprefix("Hội ") for day in days] == [
            "Cũ",
            "A",
            "A",
            "B",
            "A",
        ]
        former = [row.name for row in association_names.names(session, place.id)]
    assert former == ["Hội Cũ", "Hội A", "Hội B"]


def test_rename__what_does_not_follow_is_refused(book: Database) -> None:
    with book.write() as session, stopped_at(LATER):
        place = association(session, "Hội A")
        for name, day, refusal in (
            ("Hội A", REFORM, NameThereAlready),
            ("Hội B", FOUNDED, RenamedLater),
            ("Hội B", date(2026, 7, 2), EventInFuture),
        ):
            with pytest.raises(refusal):
                association_names.rename(session, place, name, on=day, decree=DECREE)
        with pytest.raises(NameThereAlready):
            association_names.also_called(session, place, " Hội  A ")
    with pytest.raises(NameTooShort), book.write() as session:
        association_names.also_called(session, place, "A")
