import re
from random import Random

import pytest

from ledger import ids


def test_new_token__is_130_bits_in_letters_that_can_be_read_aloud() -> None:
    tokens = {ids.new_token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(re.fullmatch("[0-9A-HJKMNP-TV-Z]{26}", token) for token in tokens)


def test_new_token__uses_every_symbol() -> None:
    assert set("".join(ids.new_token() for _ in range(200))) == set(ids.ALPHABET)
    assert len(ids.ALPHABET) == 32


def test_drawn_from__repeats_with_the_same_seed_and_ends_with_the_block() -> None:
    with ids.drawn_from(Random(7)):
        first = [ids.new_token() for _ in range(3)]
    with ids.drawn_from(Random(7)):
        assert [ids.new_token() for _ in range(3)] == first
    assert ids.new_token() not in first


@pytest.mark.parametrize("book", [1, 2, 34, ids.MAX_BOOK])
def test_first_id__tells_its_book(book: int) -> None:
    first = ids.first_id(book)
    assert ids.book_of(first) == book
    assert ids.book_of(first + 2**48 - 2) == book
    assert first + 2**48 - 2 < 2**63


@pytest.mark.parametrize("book", [0, -1, ids.MAX_BOOK + 1])
def test_first_id__refuses_a_number_no_book_can_have(book: int) -> None:
    with pytest.raises(ValueError, match="a book number is 1 to 32767"):
        ids.first_id(book)
