"""Amounts in words: every reading is parsed back to its number, and compared with a second author's."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vn_money import MAX_SAFE_AMOUNT as ORACLE_LIMIT
from vn_money import to_words

from ledger.words import LARGEST_READ, Thousand, ZeroTens, amount_in_words, english_words

DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
UNITS = {"triệu": 10**6, "nghìn": 1000, "ngàn": 1000}
# What each group of three may look like; a slip such as "sáu mươi năm" does not fit.
DIGIT = "(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín)"
ENDING = "(?:hai|ba|sáu|bảy|tám|chín)"
TENS = "(?:hai|ba|bốn|năm|sáu|bảy|tám|chín) mươi"
BELOW_100 = f"(?:{TENS}(?: (?:mốt|tư|lăm|{ENDING}))?|mười(?: (?:một|bốn|lăm|{ENDING}))?)"
GROUP = f"(?:(?:(?:không|{DIGIT}) trăm )?(?:{BELOW_100}|(?:linh|lẻ) {DIGIT})|{DIGIT} trăm|{DIGIT})"
NUMBER = re.compile(f"{GROUP}(?: (?:nghìn|ngàn|triệu|tỷ)(?: {GROUP})?| tỷ)*")

AMOUNTS = st.one_of(
    st.integers(0, 10**13),
    st.integers(0, 10**7),
    st.integers(0, 10**10).map(lambda thousands: thousands * 1000),
    # Groups that are empty, small or full, in every place.
    st.lists(
        st.sampled_from([0, 1, 4, 5, 10, 11, 15, 21, 24, 25, 100, 101, 105, 110, 555, 999]), max_size=6
    ).map(lambda groups: int("0" + "".join(f"{group:03}" for group in groups))),
)
ZERO_TENS = st.sampled_from(["linh", "lẻ"])
THOUSANDS = st.sampled_from(["nghìn", "ngàn"])


def parse_words(text: str) -> int:
    """Read Vietnamese number words left to right; "tỷ" multiplies all that stands before it."""
    total = below = group = 0
    for word in text.split():
        if word in DIGITS:
            group += DIGITS[word]
        elif word == "mười":
            group += 10
        elif word == "mươi":
            tens = group % 10
            group += tens * 9
        elif word == "trăm":
            group *= 100
        elif word in UNITS:
            below, group = below + group * UNITS[word], 0
        elif word == "tỷ":
            total, below, group = total + (below + group) * 10**9, 0, 0
        else:
            assert word in {"linh", "lẻ"}, word
    return total + below + group


def number_words(spoken: str) -> str:
    assert spoken[0].isupper()
    words = spoken[0].lower() + spoken[1:]
    return words.removesuffix(" chẵn").removesuffix(" đồng")


@pytest.mark.parametrize(
    ("amount", "spoken"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (14, "Mười bốn đồng"),
        (15, "Mười lăm đồng"),
        (20, "Hai mươi đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (25, "Hai mươi lăm đồng"),
        (65, "Sáu mươi lăm đồng"),
        (75, "Bảy mươi lăm đồng"),
        (85, "Tám mươi lăm đồng"),
        (95, "Chín mươi lăm đồng"),
        (100, "Một trăm đồng"),
        (101, "Một trăm linh một đồng"),
        (104, "Một trăm linh bốn đồng"),
        (105, "Một trăm linh năm đồng"),
        (111, "Một trăm mười một đồng"),
        (1001, "Một nghìn không trăm linh một đồng"),
        (1010, "Một nghìn không trăm mười đồng"),
        (1500, "Một nghìn năm trăm đồng"),
        (101_000, "Một trăm linh một nghìn đồng chẵn"),
        (105_105, "Một trăm linh năm nghìn một trăm linh năm đồng"),
        (300_000, "Ba trăm nghìn đồng chẵn"),
        (1_000_001, "Một triệu không trăm linh một đồng"),
        (1_005_000, "Một triệu không trăm linh năm nghìn đồng chẵn"),
        (1_300_000, "Một triệu ba trăm nghìn đồng chẵn"),
        (2_000_000_005, "Hai tỷ không trăm linh năm đồng"),
        (1_005_000_000, "Một tỷ không trăm linh năm triệu đồng chẵn"),
        (163_123_000_789, "Một trăm sáu mươi ba tỷ một trăm hai mươi ba triệu bảy trăm tám mươi chín đồng"),
        (10**12, "Một nghìn tỷ đồng chẵn"),
        (1_500 * 10**9, "Một nghìn năm trăm tỷ đồng chẵn"),
        (1_005 * 10**9, "Một nghìn không trăm linh năm tỷ đồng chẵn"),
        (10**12 + 5 * 10**6, "Một nghìn tỷ không trăm linh năm triệu đồng chẵn"),
        (10**13, "Mười nghìn tỷ đồng chẵn"),
        (10**15, "Một triệu tỷ đồng chẵn"),
    ],
)  # fmt: skip
def test_amount_in_words__table(amount: int, spoken: str) -> None:
    assert amount_in_words(amount) == spoken


def test_amount_in_words__settings() -> None:
    assert amount_in_words(1_005, zero_tens="lẻ") == "Một nghìn không trăm lẻ năm đồng"
    assert amount_in_words(300_000, thousand="ngàn") == "Ba trăm ngàn đồng chẵn"
    assert amount_in_words(300_000, round_suffix=False) == "Ba trăm nghìn đồng"
    assert amount_in_words(300_500) == "Ba trăm nghìn năm trăm đồng"


@given(AMOUNTS, ZERO_TENS, THOUSANDS, st.booleans())
def test_amount_in_words__parses_back(
    amount: int, zero_tens: ZeroTens, thousand: Thousand, round_suffix: bool
) -> None:
    spoken = amount_in_words(amount, zero_tens=zero_tens, thousand=thousand, round_suffix=round_suffix)
    assert parse_words(number_words(spoken)) == amount
    assert ("chẵn" in spoken) == (round_suffix and amount > 0 and amount % 1000 == 0)
    assert not {"linh", "lẻ"} - {zero_tens} & set(spoken.split())
    assert not {"nghìn", "ngàn"} - {thousand} & set(spoken.split())


@given(AMOUNTS.filter(bool))
def test_amount_in_words__every_group_is_well_formed(amount: int) -> None:
    assert NUMBER.fullmatch(number_words(amount_in_words(amount)))


def test_amount_in_words__different_amounts_differ() -> None:
    drawn = random.Random(8)
    amounts = {*range(20_000), *(drawn.randrange(10**13) for _ in range(2_000)), *range(10**9, 10**9 + 2_000)}
    assert len({amount_in_words(amount) for amount in amounts}) == len(amounts)


def without_empty_groups(oracle: str) -> str:
    """The oracle says empty groups aloud ("không nghìn") and each tỷ apart; we do neither."""
    return re.sub(r" không (?:nghìn tỷ|nghìn|triệu|tỷ)(?= |$)", "", oracle)


@given(st.one_of(AMOUNTS, st.integers(0, 10**12 - 1)).filter(lambda amount: amount <= ORACLE_LIMIT))
def test_amount_in_words__agrees_with_a_second_author(amount: int) -> None:
    ours, theirs = number_words(amount_in_words(amount)), to_words(amount)
    assert parse_words(theirs) == parse_words(ours)
    if amount < 10**12:
        assert ours == without_empty_groups(theirs)


def test_amount_in_words__agrees_below_ten_thousand() -> None:
    for amount in range(10_000):
        assert number_words(amount_in_words(amount)) == to_words(amount)


@pytest.mark.parametrize("amount", [-1, -25, LARGEST_READ + 1])
def test_amount_in_words__out_of_range_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="no words"):
        amount_in_words(amount)
    with pytest.raises(ValueError, match="no words"):
        english_words(amount)


@pytest.mark.parametrize("amount", [True, 5.0, "5", None])
def test_amount_in_words__not_a_whole_number_refused(amount: int) -> None:
    with pytest.raises(TypeError, match="whole number"):
        amount_in_words(amount)


@pytest.mark.parametrize(
    ("amount", "spoken"),
    [
        (0, "Zero đồng"),
        (13, "Thirteen đồng"),
        (21, "Twenty-one đồng"),
        (40, "Forty đồng"),
        (105, "One hundred and five đồng"),
        (300_000, "Three hundred thousand đồng"),
        (1_300_000, "One million three hundred thousand đồng"),
        (1_005_000, "One million five thousand đồng"),
        (2_000_000_005, "Two billion and five đồng"),
        (1_500 * 10**9, "One trillion five hundred billion đồng"),
        (10**13, "Ten trillion đồng"),
    ],
)
def test_english_words__table(amount: int, spoken: str) -> None:
    assert english_words(amount) == spoken


ENGLISH_SMALL = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
ENGLISH_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def parse_english(text: str) -> int:
    scales = {
        "thousand": 10**3,
        "million": 10**6,
        "billion": 10**9,
        "trillion": 10**12,
        "quadrillion": 10**15,
    }
    total = group = 0
    for word in text.replace("-", " ").split():
        if word in ENGLISH_SMALL:
            group += ENGLISH_SMALL.index(word)
        elif word in ENGLISH_TENS:
            group += 20 + 10 * ENGLISH_TENS.index(word)
        elif word == "hundred":
            group *= 100
        elif word in scales:
            total, group = total + group * scales[word], 0
        else:
            assert word == "and"
    return total + group


@given(st.one_of(AMOUNTS, st.integers(0, LARGEST_READ)))
def test_english_words__parses_back(amount: int) -> None:
    assert parse_english(english_words(amount).lower().removesuffix(" đồng")) == amount
