"""Every figure opens to entries that add up to it and name nobody."""

from dataclasses import fields
from datetime import date
from itertools import product
from typing import Any

from ledger.accounts.journal import EntryKind
from ledger.clock import stopped_at
from ledger.disclosure import drilldown, totals
from ledger.disclosure.drilldown import PublicLine
from ledger.disclosure.figures import Figure
from tests.disclosure.books import TREE, Province

TODAY = date(2026, 3, 1)


def pages(
    province: Province, place: str, figure: Figure, *, year: int = 2025, limit: int = 50, **more: Any
) -> list[list[PublicLine]]:
    """All pages of an answer."""
    found = []
    before: int | None = None
    with stopped_at(TODAY), province.database.read() as session:
        while True:
            page = drilldown.entries(
                session,
                association_id=province.id(place),
                year=year,
                figure=figure,
                before=before,
                limit=limit,
                **more,
            )
            found.append(list(page.lines))
            if page.next_before is None:
                return found
            before = page.next_before


def test_entries__add_up_to_every_figure_by_fund_and_in_all(lived: Province) -> None:
    for place, year in zip(TREE, (2025, 2024, 2025, 2024, 2025), strict=True):
        with stopped_at(TODAY), lived.database.read() as session:
            read = totals.totals(session, association_id=lived.id(place), year=year)
        own = [(False, line.fund_id, line.flow) for line in read.own]
        under = [(True, line.fund_id, line.flow) for line in read.subtree]
        in_all = [(False, None, read.own_all), (True, None, read.subtree_all)]
        for (subtree, fund_id, flow), figure in product([*own, *under, *in_all], Figure):
            (lines,) = pages(lived, place, figure, year=year, limit=9_999, fund_id=fund_id, subtree=subtree)
            assert sum(line.amount for line in lines) == getattr(flow, figure), (place, figure, flow)


def test_entries__pages_lose_and_repeat_nothing(lived: Province) -> None:
    for figure, subtree in product(Figure, (True, False)):
        (whole,) = pages(lived, "north", figure, limit=10_000, subtree=subtree)
        turned = pages(lived, "north", figure, limit=3, subtree=subtree)

        assert all(len(page) == 3 for page in turned[:-1])
        assert [line for page in turned for line in page] == whole
        assert [line.date for line in whole] == sorted((line.date for line in whole), reverse=True)


def test_entries__show_a_cancelled_gift_and_what_cancelled_it(province: Province) -> None:
    receipt = province.give("north", 300_000, date(2025, 2, 1))
    province.cancel(receipt, date(2025, 2, 3))

    undo, gift = pages(province, "north", Figure.MOBILIZED)[0]

    assert (gift.amount, undo.amount) == (300_000, -300_000)
    assert (gift.corrected_by, undo.corrects) == (undo.posting_id, gift.posting_id)
    assert gift.receipt == "PT-2025-Q01-0001"
    assert undo.receipt is None
    assert undo.kind == EntryKind.REVERSAL


def test_entries__name_nobody(province: Province) -> None:
    province.give("north", 300_000, date(2025, 2, 1))
    (line,) = pages(province, "north", Figure.MOBILIZED)[0]

    assert "Người ủng hộ" not in str(line)
    assert {field.name for field in fields(line)} == {
        "posting_id",
        "entry_id",
        "date",
        "association_code",
        "association_name",
        "fund_code",
        "fund_name",
        "kind",
        "amount",
        "corrects",
        "corrected_by",
        "receipt",
    }


def test_entries__promise_is_no_entry_of_spent(province: Province) -> None:
    province.give("north", 3_000_000, date(2025, 2, 1))
    decision = province.promise("north", [400_000, 500_000], date(2025, 3, 1))
    assert pages(province, "north", Figure.SPENT) == [[]]

    province.pay(decision, date(2025, 3, 2))

    assert [line.amount for line in pages(province, "north", Figure.SPENT)[0]] == [500_000, 400_000]
