from hypothesis import given
from hypothesis import strategies as st

from ledger.printing.pagination import Block, paginate


def test_paginate__fills_pages_in_order() -> None:
    assert paginate([10] * 8, first_room=30, next_room=40, closing=5) == [
        Block(0, 3),
        Block(3, 7),
        Block(7, 8),
    ]


def test_paginate__empty_list_is_one_page() -> None:
    assert paginate([], first_room=30, next_room=40, closing=20) == [Block(0, 0)]


def test_paginate__one_page_with_room_for_the_signatures() -> None:
    assert paginate([10, 10], first_room=40, next_room=40, closing=20) == [Block(0, 2)]


def test_paginate__signatures_take_the_last_rows_to_their_page() -> None:
    assert paginate([10] * 4, first_room=40, next_room=60, closing=20) == [Block(0, 1), Block(1, 4)]


@given(st.lists(st.floats(min_value=5, max_value=30), max_size=60))
def test_paginate__every_row_stands_once_and_fits(heights: list[float]) -> None:
    blocks = paginate(heights, first_room=100, next_room=150, closing=50)
    assert [row for block in blocks for row in range(block.start, block.stop)] == list(range(len(heights)))
    for number, block in enumerate(blocks):
        closing = 50 if number == len(blocks) - 1 else 0
        assert sum(heights[block.start : block.stop]) + closing <= (150 if number else 100)
