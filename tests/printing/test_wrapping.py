from hypothesis import given
from hypothesis import strategies as st

from ledger.printing.fonts import REGULAR
from ledger.printing.wrapping import fit, wrap

texts = st.text(alphabet="aăđĐễ Ỵ 10.,–W", max_size=120)


@given(texts, st.floats(min_value=20, max_value=300))
def test_wrap__loses_no_letter_and_overflows_no_line(text: str, width: float) -> None:
    lines = wrap(text, 10, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(REGULAR.width(line, 10) <= width for line in lines)


@given(texts)
def test_wrap__shorter_first_line_is_kept_to(text: str) -> None:
    lines = wrap(text, 10, 150, first=40)
    assert REGULAR.width(lines[0], 10) <= 40
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(texts, st.integers(min_value=1, max_value=3))
def test_fit__keeps_to_the_number_of_lines(text: str, at_most: int) -> None:
    size, lines = fit(text, 10, 60, at_most=at_most)
    assert len(lines) <= at_most
    assert all(REGULAR.width(line, size) <= 60 for line in lines)


def test_wrap__breaks_between_words() -> None:
    width = REGULAR.width("Hội Khuyến học", 10)
    assert wrap("Hội Khuyến học xã Long Hẹ", 10, width) == ["Hội Khuyến học", "xã Long Hẹ"]


def test_wrap__empty_text_is_one_empty_line() -> None:
    assert wrap("  ", 10, 50) == [""]


def test_fit__short_text_keeps_its_size() -> None:
    assert fit("Long Hẹ", 10, 200) == (10, ["Long Hẹ"])
