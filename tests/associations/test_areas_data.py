"""The table of provinces and communes is whole, as it was derived, and says where it came from."""

import csv
import hashlib
import unicodedata
from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

DATA = files("ledger.associations") / "data"
SON_LA = "14"

Row = dict[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return list(csv.DictReader(DATA.joinpath("areas.csv").read_text("utf-8").splitlines()))


def communes_of(rows: list[Row], province: str) -> list[Row]:
    return [row for row in rows if row["parent_code"] == province]


def test_count__areas_of_each_kind(rows: list[Row]) -> None:
    assert Counter((row["level"], row["kind"]) for row in rows) == {
        ("province", "tinh"): 28,
        ("province", "thanh_pho"): 6,
        ("commune", "xa"): 2_621,
        ("commune", "phuong"): 687,
        ("commune", "dac_khu"): 13,
    }


def test_count__communes_of_son_la(rows: list[Row]) -> None:
    assert Counter(row["kind"] for row in communes_of(rows, SON_LA)) == {"xa": 67, "phuong": 8}


@pytest.mark.parametrize(
    "name",
    ["Long Hẹ", "Thuận Châu", "Phù Yên", "Bình Thuận", "Mường Bú", "Ngọc Chiến", "Chiềng Hoa"],
)
def test_find__a_commune_that_the_demo_province_needs(rows: list[Row], name: str) -> None:
    assert [row["kind"] for row in communes_of(rows, SON_LA) if row["name_vi"] == name] == ["xa"]


def test_identify__codes_are_unique_and_keep_their_zeros(rows: list[Row]) -> None:
    assert len({row["code"] for row in rows}) == len(rows) == 34 + 3_321
    assert {(row["level"], len(row["code"])) for row in rows} == {("province", 2), ("commune", 5)}
    assert all(row["code"].isascii() and row["code"].isdecimal() for row in rows)


def test_place__every_commune_stands_below_a_province_already_read(rows: list[Row]) -> None:
    read: set[str] = set()
    for row in rows:
        assert row["parent_code"] in read if row["level"] == "commune" else row["parent_code"] == ""
        if row["level"] == "province":
            read.add(row["code"])


def test_name__is_normalised_and_free_of_its_kind(rows: list[Row]) -> None:
    for row in rows:
        name = row["name_vi"]
        assert name == unicodedata.normalize("NFC", name) == " ".join(name.split()) != ""
        assert not name.startswith(("Tỉnh ", "Thành phố ", "Xã ", "Phường ", "Đặc khu "))


def test_name__is_unique_within_a_province(rows: list[Row]) -> None:
    assert max(Counter((row["parent_code"], row["name_vi"]) for row in rows).values()) == 1


def test_kind__follows_the_name_where_the_source_contradicts_itself(rows: list[Row]) -> None:
    kinds = {row["code"]: row["kind"] for row in rows}
    assert [kinds[code] for code in ("10543", "11848", "31213", "31299")] == ["phuong", "xa", "phuong", "xa"]


def test_order__is_by_level_then_province_then_code(rows: list[Row]) -> None:
    keys = [(row["level"] == "commune", row["parent_code"], row["code"]) for row in rows]
    assert keys == sorted(keys)


def test_date__all_areas_begin_with_the_two_tier_structure_and_are_open(rows: list[Row]) -> None:
    assert {date.fromisoformat(row["valid_from"]) for row in rows} == {date(2025, 7, 1)}
    assert {row["valid_to"] for row in rows} == {""}


def test_provenance__names_this_very_file_and_its_licence() -> None:
    provenance = DATA.joinpath("PROVENANCE.md").read_text("utf-8")
    digest = hashlib.sha256(DATA.joinpath("areas.csv").read_bytes()).hexdigest()
    assert f"| sha256 of `areas.csv` | `{digest}` |" in provenance
    assert "vietnamadminunits" in provenance
    assert DATA.joinpath("LICENSE-vietnamadminunits").read_text("utf-8").startswith("MIT License")
