"""Texts are stored in one form, found without marks and sorted in Vietnamese order."""

import random
import sqlite3
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.errors import InputError
from ledger.text import HiddenCharacter, clean, fold, person_sort_key, slug, sort_key

LETTERS = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
TONES_OF_A = list("aàảãáạ")
TONES_OF_OI = ["ơi", "ời", "ởi", "ỡi", "ới", "ợi"]
SYLLABLES = st.sampled_from(
    [
        "An",
        "Ân",
        "Ánh",
        "Ẩn",
        "Bình",
        "Đức",
        "Dũng",
        "Hòa",
        "Hoà",
        "Hoa",
        "Hùng",
        "Thào",
        "Pá",
        "Tông",
        "Mùa",
        "Thị",
        "Yến",
        "Thủy",
        "Thuỷ",
        "Lường",
        "Văn",
        "Ước",
        "Quý",
        "Quí",
    ]
)
NAMES = st.lists(SYLLABLES, min_size=1, max_size=5).map(" ".join)


def shuffled(texts: list[str]) -> list[str]:
    return random.Random(len(texts)).sample(texts, len(texts))


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Thào  Pá\tTông \n", "Thào Pá Tông"),
        ("Xã\u00a0Long\u202fHẹ\u3000", "Xã Long Hẹ"),
        (decomposed("Nguyễn Thị Ước"), "Nguyễn Thị Ước"),
        ("Thà\u200bo\ufeff Pá\u00ad", "Thào Pá"),
        ("Quỹ “Tô Hiệu” – 2026", "Quỹ “Tô Hiệu” – 2026"),
        ("\u200b \u00a0", ""),
        ("", ""),
    ],
)
def test_clean__one_stored_form(typed: str, stored: str) -> None:
    assert clean(typed) == stored


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x07", "\x1b", "\x1f", "\x7f", "\x85", "\u202e", "\u2066", "\ud800"]
)
def test_clean__hidden_character_refused(hidden: str) -> None:
    with pytest.raises(HiddenCharacter) as refused:
        clean(f"Thào{hidden} Pá")
    assert isinstance(refused.value, InputError)
    assert refused.value.status == 422


@given(st.text())
@example("e\u200b\u0301")
def test_clean__is_stable_and_storable(text: str) -> None:
    try:
        stored = clean(text)
    except HiddenCharacter:
        return
    assert clean(stored) == stored
    assert unicodedata.is_normalized("NFC", stored)
    assert stored == " ".join(stored.split())
    assert "\x00" not in stored
    stored.encode()


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Thào Pá Tông", "thao pa tong"),
        ("Đặng Đình Đức", "dang dinh duc"),
        ("ÐỨC", "duc"),  # eth, as old converters write đ
        ("Hoà", "hoa"),
        ("Hòa", "hoa"),
        ("H’Mông", "h'mong"),
        ("  ƯỚC\u00a0 mơ ", "uoc mo"),
        ("Trường THCS số 2", "truong thcs so 2"),
    ],
)
def test_fold__search_form(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(decomposed(text)) == folded


def test_fold__every_vietnamese_letter_becomes_ascii() -> None:
    letters = [
        unicodedata.normalize("NFC", base + tone)
        for base in "aăâbcdđeêghiklmnoôơpqrstuưvxy"
        for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    ]
    for letter in letters:
        assert fold(letter).isascii()
        assert fold(letter) == fold(letter.upper())
        assert len(fold(letter)) == 1


@given(st.text())
def test_fold__twice_is_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Xã Long Hẹ", "xa-long-he"),
        ("Quỹ học bổng “Tô Hiệu” (2026)", "quy-hoc-bong-to-hieu-2026"),
        ("Bản H'Mông", "ban-hmong"),
        ("– … –", ""),
        ("中文", ""),
    ],
)
def test_slug__web_address(name: str, address: str) -> None:
    assert slug(name) == address


@given(st.text())
def test_slug__only_lower_case_words_and_single_dashes(text: str) -> None:
    address = slug(text)
    assert not address.strip("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert "--" not in address
    assert address == address.strip("-")


def test_sort_key__alphabet() -> None:
    assert sorted(shuffled(LETTERS), key=sort_key) == LETTERS
    # No letter is a mere variant of another: one more letter behind it changes nothing.
    assert sorted((f"{letter}z" for letter in LETTERS[:-1]), key=sort_key) == [f"{x}z" for x in LETTERS[:-1]]


@pytest.mark.parametrize("row", [TONES_OF_A, TONES_OF_OI])
def test_sort_key__tones(row: list[str]) -> None:
    assert sorted(shuffled(row), key=sort_key) == row


def test_sort_key__letters_before_tones() -> None:
    assert sort_key("Bá An") < sort_key("Ba Bình")
    assert sort_key("má") < sort_key("mai")
    assert sort_key("mạ") < sort_key("mai") < sort_key("măng") < sort_key("mân")


def test_sort_key__words_and_digits_before_letters() -> None:
    words = ["", "An", "An 10", "An 2", "An Bình", "An-Châu", "Ana"]  # digits one by one, as in a dictionary
    assert sorted(shuffled(words), key=sort_key) == words
    assert sort_key("9 bản") < sort_key("An")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa", "Hoà"),
        ("Thủy", "Thuỷ"),
        ("Quỳnh", "QUỲNH"),
        ("Ẩn", decomposed("Ẩn")),
        ("Thào  Pá", "Thào\u00a0Pá"),
        ("H'Mông", "H’Mông"),
        ("Ðức", "Đức"),
        ("(Hoa)", "Hoa"),
    ],
)
def test_sort_key__same_key(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(other)


def test_sort_key__names_in_icu_order() -> None:
    in_order = [
        "An",
        "Anh",
        "Ánh",
        "Ăn",
        "Âm",
        "Ẩm",
        "Ân",
        "Ấn",
        "Bảo",
        "Bình",
        "Chi",
        "Dung",
        "Dũng",
        "Đào",
        "Đặng",
        "Đức",
        "Giang",
        "Hà",
        "Hoa",
        "Hòa",
        "Hùng",
        "Lan",
        "Lường",
        "Mùa",
        "Ngọc",
        "Oanh",
        "Ông",
        "Ơn",
        "Thào",
        "Uyên",
        "Ước",
        "Vân",
        "Yến",
    ]
    assert sorted(shuffled(in_order), key=sort_key) == in_order


@given(st.text(), st.text())
def test_sort_key__only_characters_every_collation_orders_alike(one: str, other: str) -> None:
    key = sort_key(one)
    assert not key.strip("abcdefghijklmnopqrstuvwxyz0123456789")
    assert "0" in key
    if fold(one) == fold(other) and one.isalpha() and one.isascii() and other.isascii():
        assert key == sort_key(other)


@given(NAMES, NAMES)
def test_sort_key__a_shorter_name_comes_first(one: str, more: str) -> None:
    assert sort_key(one) < sort_key(f"{one} {more}")


def test_sort_key__database_orders_by_bytes() -> None:
    names = ["Yến", "Ánh", "Đức", "Dũng", "Ẩn", "An", "Hoà", "Hoa"]
    with sqlite3.connect(":memory:") as db:
        db.execute("CREATE TABLE n (name TEXT, k TEXT) STRICT")
        db.executemany("INSERT INTO n VALUES (?, ?)", [(name, sort_key(name)) for name in names])
        found = [row[0] for row in db.execute("SELECT name FROM n ORDER BY k")]
    db.close()
    assert found == ["An", "Ánh", "Ẩn", "Dũng", "Đức", "Hoa", "Hoà", "Yến"]


def test_person_sort_key__given_then_family_then_middle() -> None:
    in_order = [
        "Thào Thị Ánh",
        "Đặng Văn Hoa",
        "Nguyễn Thị Hoa",
        "Nguyễn Văn Hoa",
        "Bùi Thị Hòa",
        "Thào A Páo",
        "Thào Pá Tông",
        "Tông",  # a single name stands for its family name too
        "Vàng Tông",
    ]
    assert sorted(shuffled(in_order), key=person_sort_key) == in_order


@given(NAMES, NAMES)
def test_person_sort_key__given_name_decides(one: str, other: str) -> None:
    given_one, given_other = (sort_key(name.rpartition(" ")[2]) for name in (one, other))
    if given_one != given_other:
        assert (person_sort_key(one) < person_sort_key(other)) == (given_one < given_other)


def test_person_sort_key__empty_name() -> None:
    assert person_sort_key("") < person_sort_key("An")
