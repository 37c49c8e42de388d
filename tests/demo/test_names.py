"""The demo's people, places and organisations are invented, varied, and the same for the same seed."""

import unicodedata
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from ledger.demo import names, places

Draw = Callable[[Random], str]

DRAWS: dict[str, Draw] = {
    "household_head": names.household_head,
    "organisation": names.organisation,
    "pupil": lambda rng: names.pupil(rng).name,
    "adult_learner": lambda rng: names.adult_learner(rng).name,
    "clan_surnames": lambda rng: " ".join(names.clan_surnames(rng, "Long Hẹ", 6)),
    "thao_households": lambda rng: str(names.thao_households(rng, 152)),
    "school": lambda rng: places.school(rng, "Chiềng Hoa"),
    "village": lambda rng: places.village(rng, "Mường Bú"),
}

each_draw = pytest.mark.parametrize("draw", DRAWS.values(), ids=DRAWS.keys())

GIVEN_NAMES_IN_THE_NEWS = {
    "du", "doan", "giap", "hung", "huong", "khoa", "man", "minh", "nhu", "quynh", "thanh", "tong", "trang",
}  # fmt: skip
"""Unaccented, of persons in the articles whose figures the demo reproduces, and of a few famous ones."""


def fold(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def drawn(draw: Draw, count: int, seed: int = 1) -> list[str]:
    rng = Random(seed)
    return [draw(rng) for _ in range(count)]


@each_draw
def test_draw__same_seed_same_text(draw: Draw) -> None:
    assert drawn(draw, 50) == drawn(draw, 50)
    assert drawn(draw, 50) != drawn(draw, 50, seed=2)


@each_draw
def test_draw__text_is_nfc_and_single_spaced(draw: Draw) -> None:
    for text in drawn(draw, 300):
        assert text == unicodedata.normalize("NFC", text) == " ".join(text.split()) != ""


def test_draw__has_not_changed_since_the_demo_was_written() -> None:
    rng = Random(2025)
    assert [names.household_head(rng) for _ in range(3)] == ["Dương Thị Vườn", "Lèo Văn Chữ", "Lò Văn Khe"]


def test_draw__ten_thousand_heads_give_over_two_thousand_names() -> None:
    assert len(set(drawn(names.household_head, 10_000))) > 2_000


def test_draw__every_people_of_the_province_is_there_by_its_share() -> None:
    surnames = Counter(head.split()[0] for head in drawn(names.household_head, 10_000))
    for people in names.PEOPLES:
        assert sum(surnames[name] for name in people.surnames) == pytest.approx(100 * people.share, rel=0.1)


def test_pools__no_surname_belongs_to_two_peoples() -> None:
    surnames = [name for people in names.PEOPLES for name in people.surnames]
    assert len(surnames) == len(set(surnames))


@pytest.mark.parametrize("pool", [names.MEN, names.WOMEN], ids=["men", "women"])
def test_pools__no_given_name_is_of_a_person_in_the_news(pool: tuple[str, ...]) -> None:
    assert len(set(pool)) == len(pool)
    assert not {fold(name) for name in pool} & GIVEN_NAMES_IN_THE_NEWS


def test_pools__given_names_of_men_differ_without_accents() -> None:
    assert len({fold(name) for name in names.MEN}) == len(names.MEN)


def test_household_head__of_a_clan() -> None:
    heads = drawn(lambda rng: names.household_head(rng, "Sùng"), 100)
    assert {head.split()[0] for head in heads} == {"Sùng"}
    assert {head.split()[1] for head in heads} <= {*names.HMONG.men, *names.HMONG.women}


def test_household_head__of_an_unknown_clan() -> None:
    with pytest.raises(ValueError, match="Smith"):
        names.household_head(Random(1), "Smith")


def test_thao_households__are_152_different_ones() -> None:
    households = names.thao_households(Random(1), 152)
    assert len(households) == len(set(households)) == 152
    assert {name.split()[0] for name, _ in households} == {"Thào"}


@pytest.mark.parametrize("seed", range(20))
def test_thao_households__equal_names_are_told_apart_by_father_or_branch(seed: int) -> None:
    kin: dict[str, list[tuple[str, str]]] = {}
    for name, distinguisher in names.thao_households(Random(seed), 152):
        branch, father = distinguisher.split(", con ông ")
        kin.setdefault(name, []).append((branch, father))
    shared = [pair for pair in kin.values() if len(pair) > 1]
    assert len(shared) == 12
    assert Counter(len({branch for branch, _ in pair}) for pair in shared) == {1: 6, 2: 6}
    assert all(len({father for _, father in pair}) == len(pair) for pair in shared)


def test_thao_households__stand_in_three_branches_in_order() -> None:
    branches = [where.split(",")[0] for _, where in names.thao_households(Random(1), 152)]
    assert branches == sorted(branches, key=names.BRANCHES.index)
    assert min(Counter(branches)[branch] for branch in names.BRANCHES) > 40


def test_thao_households__nobody_is_called_as_the_father() -> None:
    for name, distinguisher in names.thao_households(Random(1), 152):
        assert name.split()[-1] != distinguisher.split()[-1]


def test_thao_households__more_than_can_be_named() -> None:
    with pytest.raises(ValueError, match="different names"):
        names.thao_households(Random(1), 300)


def test_pupil__age_goes_with_the_class() -> None:
    rng = Random(1)
    for pupil in (names.pupil(rng, 2025) for _ in range(500)):
        grade = int(pupil.school_class[:-1])
        assert 1 <= grade <= 12
        assert 2025 - pupil.birth_year - grade in (5, 6)


def test_adult_learner__is_of_age() -> None:
    rng = Random(1)
    ages = {2025 - names.adult_learner(rng, 2025).birth_year for _ in range(1_000)}
    assert (min(ages), max(ages)) == (18, 70)


def test_organisation__is_of_every_kind() -> None:
    found = drawn(names.organisation, 300)
    starts = (*names.BUSINESSES, "Ngân hàng", "Cựu học sinh")
    assert all(any(text.startswith(start) for text in found) for start in starts)
    assert len(set(found)) > 200


def test_clan_surnames__begin_with_those_the_newspaper_names() -> None:
    clans = names.clan_surnames(Random(1), "Long Hẹ", 8)
    assert clans[:3] == ["Thào", "Mùa", "Sùng"]
    assert len(set(clans)) == len(clans) == 8


def test_clan_surnames__more_than_there_are() -> None:
    with pytest.raises(ValueError, match="surnames"):
        names.clan_surnames(Random(1), "Long Hẹ", 99)


def test_villages__are_different_and_named_ones_come_first() -> None:
    assert places.villages("Thuận Châu")[0] == "Bản Pán"
    assert places.villages("Bình Thuận")[0] == "Bản Nậm Giắt"
    whole_pool = len(places.VILLAGE_STARTS) * len(places.VILLAGE_ENDS)
    assert len(set(places.villages("Long Hẹ", whole_pool))) == whole_pool
    with pytest.raises(ValueError, match="villages"):
        places.villages("Long Hẹ", whole_pool + 1)


def test_villages__of_two_communes_are_not_the_same() -> None:
    assert places.villages("Long Hẹ") != places.villages("Mường Bú")


def test_village__is_one_of_its_commune() -> None:
    assert set(drawn(lambda rng: places.village(rng, "Phù Yên"), 2_000)) == set(places.villages("Phù Yên"))
