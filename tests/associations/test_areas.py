import pytest

from ledger.associations import areas
from ledger.database import Database

LONG_HE = "xã Long Hẹ, tỉnh Sơn La"


@pytest.fixture
def country(book: Database) -> Database:
    """A book that knows the areas."""
    with book.write() as session:
        areas.load_areas(session)
    return book


def found(book: Database, typed: str) -> list[str]:
    with book.read() as session:
        return [areas.label(session, area) for area in areas.search(session, typed)]


def named(book: Database, typed: str) -> list[str]:
    with book.read() as session:
        return [areas.label(session, area) for area in areas.named(session, typed)]


@pytest.mark.parametrize(
    "typed", ["long he", "LONG HẸ", "xã Long Hẹ", "xa long he", "Long Hẹ, Sơn La", LONG_HE, "long he,son"]
)
def test_search__reads_a_place_as_people_write_it(country: Database, typed: str) -> None:
    assert found(country, typed)[:1] == [LONG_HE]
    assert named(country, typed) == [LONG_HE]


def test_search__offers_what_is_begun_and_not_too_much(country: Database) -> None:
    assert LONG_HE in found(country, "long h")
    assert len(found(country, "tan")) == 8
    assert found(country, "") == found(country, ", Sơn La") == found(country, "zzz") == []


def test_search__the_province_comes_before_communes_of_its_name(country: Database) -> None:
    assert found(country, "Sơn La")[0] == "tỉnh Sơn La"


def test_named__communes_that_share_a_name_are_all_meant(country: Database) -> None:
    several = named(country, "xã Tân Thành")
    assert len(several) > 5
    assert all(label.startswith("xã Tân Thành, ") for label in several)
    assert named(country, "xã Tân Thành, Lạng Sơn") == ["xã Tân Thành, tỉnh Lạng Sơn"]


def test_named__marks_tell_names_apart_when_they_are_typed(country: Database) -> None:
    assert len(named(country, "ba to, quang ngai")) == 2
    assert named(country, "xã Ba Tơ, Quảng Ngãi") == ["xã Ba Tơ, tỉnh Quảng Ngãi"]


def test_named__a_percent_sign_is_only_a_letter(country: Database) -> None:
    assert found(country, "%") == []
