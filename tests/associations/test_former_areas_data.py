"""The table of the areas until 30 June 2025 is whole, and says what became of each."""

import csv
import hashlib
import unicodedata
from collections import Counter
from importlib.resources import files

import pytest

DATA = files("ledger.associations") / "data"

Row = dict[str, str]
FACTS = {
    "Hải Dương": (12, 207, 34, "Hải Phòng"),
    "Hải Phòng": (15, 167, 37, "Hải Phòng"),
    "Nam Định": (9, 175, 0, "Ninh Bình"),
    "Khánh Hòa": (9, 132, 7, "Khánh Hòa"),
    "Ninh Thuận": (7, 62, 1, "Khánh Hòa"),
    "Sơn La": (12, 200, 0, "Sơn La"),
}
"""Of a province of before: districts, communes, those of them that were divided, and what it went into."""


def read(name: str) -> list[Row]:
    return list(csv.DictReader(DATA.joinpath(name).read_text("utf-8").splitlines()))


@pytest.fixture(scope="module")
def former() -> list[Row]:
    return read("former_areas.csv")


@pytest.fixture(scope="module")
def today() -> dict[str, Row]:
    return {row["code"]: row for row in read("areas.csv")}


def of_level(rows: list[Row], digits: int) -> list[Row]:
    return [row for row in rows if len(row["code"]) == digits]


def test_count__provinces_districts_and_communes(former: list[Row]) -> None:
    assert Counter(len(row["code"]) for row in former) == {2: 63, 3: 696, 5: 10_035}
    assert Counter(row["kind"] for row in of_level(former, 5)) == {
        "xa": 7_692,
        "phuong": 1_726,
        "thi_tran": 617,
    }
    assert len({row["code"] for row in former}) == len(former)


def test_succeed__every_commune_goes_into_one_to_five_of_one_province(
    former: list[Row], today: dict[str, Row]
) -> None:
    above = {row["code"]: row for row in former}
    for row in of_level(former, 5):
        province = above[above[row["parent_code"]]["parent_code"]]
        after = row["successors"].split()
        assert len(after) in range(1, 6)
        assert {today[code]["parent_code"] for code in after} == {province["successors"]}


def test_succeed__how_many_were_divided(former: list[Row], today: dict[str, Row]) -> None:
    divided = Counter(len(row["successors"].split()) for row in of_level(former, 5))
    assert divided == {1: 9_593, 2: 370, 3: 56, 4: 15, 5: 1}
    reached = {code for row in former for code in row["successors"].split()}
    assert reached == today.keys()


@pytest.mark.parametrize("name", FACTS)
def test_facts__of_the_provinces_of_the_story(name: str, former: list[Row], today: dict[str, Row]) -> None:
    [province] = [row for row in of_level(former, 2) if row["name_vi"] == name]
    districts = [row for row in of_level(former, 3) if row["parent_code"] == province["code"]]
    codes = {row["code"] for row in districts}
    communes = [row for row in of_level(former, 5) if row["parent_code"] in codes]
    divided = [row for row in communes if " " in row["successors"]]
    after = today[province["successors"]]["name_vi"]
    assert (len(districts), len(communes), len(divided), after) == FACTS[name]


def test_facts__the_seven_communes_of_son_la_that_stayed_as_they_were(former: list[Row]) -> None:
    made_of = Counter(code for row in of_level(former, 5) for code in row["successors"].split())
    districts = {row["code"] for row in former if row["parent_code"] == "14"}
    stayed = {
        row["name_vi"]
        for row in of_level(former, 5)
        if row["parent_code"] in districts and made_of[row["successors"]] == 1
    }
    named_by_the_resolution = "Mường Lạn, Phiêng Khoài, Suối Tọ, Ngọc Chiến, Tân Yên, Mường Bám, Mường Lèo"
    assert stayed == set(named_by_the_resolution.split(", "))


def test_code__most_new_communes_carry_one_of_before_under_another_name(
    former: list[Row], today: dict[str, Row]
) -> None:
    names = {row["code"]: row["name_vi"] for row in former}
    communes = [row for row in today.values() if row["level"] == "commune"]
    reused = [row for row in communes if row["code"] in names]
    renamed = [row for row in reused if row["name_vi"] != names[row["code"]]]
    assert (len(reused), len(renamed)) == (3_316, 1_803)


def test_alias__names_still_older_are_keys_without_marks(former: list[Row]) -> None:
    keys = [key for row in former for key in row["aliases"].split()]
    assert len(keys) == 2_051
    assert all(key.isascii() and key.isalnum() and key == key.lower() for key in keys)
    [giao_thuy] = [row for row in former if row["name_vi"] == "Giao Thủy" and row["kind"] == "thi_tran"]
    assert "xagiaotien" in giao_thuy["aliases"].split()


def test_place__every_area_stands_below_one_already_read(former: list[Row]) -> None:
    read_before = {""}
    for row in former:
        assert row["parent_code"] in read_before
        assert row["name_vi"] == unicodedata.normalize("NFC", " ".join(row["name_vi"].split())) != ""
        read_before.add(row["code"])


def test_provenance__names_this_very_file() -> None:
    digest = hashlib.sha256(DATA.joinpath("former_areas.csv").read_bytes()).hexdigest()
    assert f"| sha256 of `former_areas.csv` | `{digest}` |" in DATA.joinpath("PROVENANCE.md").read_text(
        "utf-8"
    )
