"""What followed on the areas of before 1 July 2025, and how a former name finds it."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import select

from ledger.associations import areas, former_areas
from ledger.associations.areas import AdministrativeArea
from ledger.database import Database
from ledger.ids import book_of

KE_SAT = "xã Kẻ Sặt, thành phố Hải Phòng"
GIAO_TIEN = ("xã Giao Thủy, tỉnh Ninh Bình", "thị trấn Giao Thủy, huyện Giao Thủy, tỉnh Nam Định", True)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def country(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A book that knows the areas, and those of before; for all tests of this file."""
    copies = request.getfixturevalue(f"{request.param}_copies")
    with copies.copy() as url, closing(Database(url)) as book:
        with book.write() as session:
            areas.load_areas(session)
            assert former_areas.load_former_areas(session) == 10_794
        yield book


def found(book: Database, typed: str) -> list[tuple[str, str, bool]]:
    with book.read() as session:
        return [
            (areas.label(session, one.area), areas.label(session, one.former), one.by_alias)
            for one in former_areas.search(session, typed)
        ]


def test_search__a_former_name_finds_what_there_is_today_and_says_what_it_was(country: Database) -> None:
    for typed in ("Giao Tiến", "giao tien", "xã Giao Tiến, huyện Giao Thủy", "GIAO TIẾN, Nam Định"):
        assert found(country, typed) == [GIAO_TIEN], typed
    district = found(country, "huyện Bình Giang")
    assert [area for area, _, _ in district][:2] == [KE_SAT, "xã Bình Giang, thành phố Hải Phòng"]
    assert {was for _, was, _ in district} == {"huyện Bình Giang, tỉnh Hải Dương"}
    assert found(country, "tỉnh Hải Dương") == [("thành phố Hải Phòng", "tỉnh Hải Dương", False)]
    divided = found(country, "xã Hòa Bình, huyện Kim Thành, Hải Dương")
    assert [area for area, _, _ in divided] == [
        "xã Kim Thành, thành phố Hải Phòng",
        "xã Hà Nam, thành phố Hải Phòng",
    ]
    for typed in ("", ", Sơn La", "zzz", "%", "xã Long Hẹ"):  # the last is called the same today
        assert found(country, typed) == [], typed
    assert len(found(country, "tan")) == 8


def test_search__names_of_today_are_found_as_before(country: Database) -> None:
    with country.read() as session:
        assert [areas.label(session, area) for area in areas.named(session, "Sơn La")] == ["tỉnh Sơn La"]
        assert [area.name for area in areas.search(session, "hai duong")] == ["Hải Dương"]
        assert areas.named(session, "tỉnh Hải Dương") == []
        assert len(areas.provinces(session)) == 34
        [hai_phong] = former_areas.named(session, "tỉnh Hải Dương")
        assert areas.label(session, hai_phong) == "thành phố Hải Phòng"
        assert [areas.title(area) for area in former_areas.named(session, "giao tiến")] == ["xã Giao Thủy"]
        assert former_areas.named(session, "giao ti") == []


def test_succeed__districts_by_their_communes_and_islands_as_a_whole(country: Database) -> None:
    def after(code: str) -> list[str]:
        with country.read() as session:
            former = session.scalars(select(AdministrativeArea).filter_by(code=code, level="district")).one()
            return [areas.title(area) for area in former_areas.successors(session, former)]

    assert after("318") == ["đặc khu Bạch Long Vĩ"]
    assert after("296")[:2] == ["xã Kẻ Sặt", "xã Bình Giang"]


def test_load__once_and_below_the_ids_of_any_book(country: Database) -> None:
    with country.write() as session:
        assert former_areas.load_former_areas(session) == 0
        identities = session.scalars(select(AdministrativeArea.id)).all()
    assert {book_of(identity) for identity in identities} == {0}
    assert len(identities) == 3_355 + 10_794
