import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import InputError
from ledger.money import format_dong
from ledger.web.forms import columns
from ledger.web.forms.columns import NumberNotWhole, NumberTooLarge, NumberUnreadable, TwoWritings, Writing


@pytest.mark.parametrize(
    ("cells", "thousands"),
    [
        (["1.500.000", "0"], "."),
        (["1,500,000", "0"], ","),
        (["1.500", "200"], "."),  # a group of three is thousands while nothing says otherwise
        (["163,1"], "."),  # a fraction: the other mark parts thousands
        (["163.1", "5.250"], ","),  # one fraction tells what the other means
        (["1.500,5"], "."),
        (["1,500.50", "1,500"], ","),
        (["0.250"], ","),
        (["1500.000"], ","),
        (["1 500 000 đ", "-", "", "Bản Một"], ""),
        (["1500000"], ""),
    ],
)
def test_writing__is_what_the_cells_say_together(cells: list[str], thousands: str) -> None:
    assert columns.writing(cells).thousands == thousands


@pytest.mark.parametrize(
    "cells", [["1.500", "1,500"], ["1.500.000", "1,500,000"], ["1.5", "1,5"], ["1.500,5", "1,500.5"]]
)
def test_writing__nobody_guesses_where_cells_contradict_each_other(cells: list[str]) -> None:
    with pytest.raises(TwoWritings):
        columns.writing(cells)


@pytest.mark.parametrize(
    ("typed", "thousands", "scale", "value"),
    [
        ("1.500.000", ".", 1, 1_500_000),
        ("1.500.000 đồng", ".", 1, 1_500_000),
        ("163,1", ".", 1_000_000, 163_100_000),
        ("1.234,5", ".", 1_000_000, 1_234_500_000),
        ("1,234.5", ",", 1_000, 1_234_500),
        ("1.500,00", ".", 1, 1_500),
        ("12 500", ".", 1, 12_500),
        ("–", ".", 1, 0),
        ("0", "", 1, 0),
    ],
)
def test_read__a_cell_as_its_table_writes(typed: str, thousands: str, scale: int, value: int) -> None:
    assert Writing(thousands).read(typed, scale) == value


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("nhiều", NumberUnreadable),
        ("", NumberUnreadable),
        ("-5", NumberUnreadable),
        ("1.50.000", NumberUnreadable),
        ("1.500,5,5", NumberUnreadable),
        ("1.500,", NumberUnreadable),
        ("163,15", NumberNotWhole),
        ("99.000.000.000.000", NumberTooLarge),
    ],
)
def test_read__refuses(typed: str, refusal: type[InputError]) -> None:
    with pytest.raises(refusal):
        Writing(".").read(typed)


@given(st.lists(st.integers(0, 10**13), min_size=1, max_size=8), st.sampled_from(".,"))
def test_writing__any_whole_amounts_grouped_by_one_mark_are_read_back(amounts: list[int], mark: str) -> None:
    cells = [format_dong(amount).replace(".", mark) for amount in amounts]
    written = columns.writing(cells)
    assert [written.read(cell) for cell in cells] == amounts


@given(st.integers(0, 10**6), st.integers(1, 99), st.sampled_from(".,"))
def test_writing__a_fraction_of_a_million_is_read_back(whole: int, fraction: int, mark: str) -> None:
    cell = f"{whole}{mark}{fraction:02}"
    assert columns.writing([cell]).read(cell, 1_000_000) == whole * 1_000_000 + fraction * 10_000
