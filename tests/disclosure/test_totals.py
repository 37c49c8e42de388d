"""The totals function: what it counts, and that it ties at every node, year and fund."""

from datetime import date

import pytest
from sqlalchemy import event, func, select

from ledger.accounts.journal import EntryKind, JournalEntry, Posting
from ledger.associations import tree
from ledger.associations.associations import AssociationKind
from ledger.clock import stopped_at
from ledger.disclosure import totals as disclosed
from ledger.disclosure.breakdowns import by_child, by_level, by_month
from ledger.disclosure.flows import Flow
from ledger.disclosure.totals import Totals, years
from ledger.errors import NotFound
from tests.disclosure.books import TREE, Province, live
from tests.disclosure.treasurer import commune
from tests.factories import treasury

TODAY = date(2026, 3, 1)


def read(province: Province, place: str, year: int) -> Totals:
    with stopped_at(TODAY), province.database.read() as session:
        return disclosed.totals(session, association_id=province.id(place), year=year)


def test_totals__count_gifts_as_mobilized_and_paid_awards_as_spent(province: Province) -> None:
    province.open_with("north", 5_000_000, date(2024, 1, 5))
    province.give("north", 3_000_000, date(2025, 2, 1))
    decision = province.promise("north", [400_000, 600_000], date(2025, 3, 1))
    promised = province.promise("north", [700_000], date(2025, 3, 2))
    province.pay(decision, date(2025, 3, 10))

    found = read(province, "north", 2025)

    assert promised
    assert found.own_all == Flow(
        opening=5_000_000, mobilized=3_000_000, spent=1_000_000, closing=7_000_000, promised=700_000
    )
    assert found.own_all.available == 6_300_000
    assert found.own_counts.contributions == 1
    assert found.own_counts.awards == 2


def test_totals__promise_is_not_spent_before_the_money_leaves(province: Province) -> None:
    province.give("north", 3_000_000, date(2024, 2, 1))
    decision = province.promise("north", [400_000], date(2024, 12, 30))
    province.pay(decision, date(2025, 1, 10))

    assert read(province, "north", 2024).own_all.spent == 0
    assert read(province, "north", 2024).own_all.promised == 400_000
    assert read(province, "north", 2025).own_all.spent == 400_000


def test_totals__opening_balance_is_not_mobilized(province: Province) -> None:
    province.open_with("north", 5_000_000, date(2025, 6, 1))

    found = read(province, "north", 2025).own_all

    assert (found.opening, found.mobilized, found.closing) == (5_000_000, 0, 5_000_000)


def test_totals__transfer_inside_the_subtree_is_eliminated(province: Province) -> None:
    province.give("north", 2_000_000, date(2025, 2, 1))
    province.confirm(province.send("north", "village", 500_000, date(2025, 3, 1)), date(2025, 3, 2))

    north, village = read(province, "north", 2025), read(province, "village", 2025)

    assert north.own_all == Flow(mobilized=2_000_000, transfers_out=500_000, closing=1_500_000)
    assert village.subtree_all == Flow(transfers_in=500_000, closing=500_000)
    assert north.subtree_all == Flow(mobilized=2_000_000, closing=2_000_000, internal_transfers=500_000)


def test_totals__money_on_its_way_over_new_year_stays_in_the_subtree(province: Province) -> None:
    province.give("north", 2_000_000, date(2024, 2, 1))
    transfer = province.send("north", "south", 500_000, date(2024, 12, 30))
    province.confirm(transfer, date(2025, 1, 3))

    before, after = read(province, "province", 2024).subtree_all, read(province, "province", 2025).subtree_all

    assert (before.in_transit, before.closing, before.available) == (500_000, 2_000_000, 1_500_000)
    assert (after.opening, after.in_transit, after.closing) == (2_000_000, 0, 2_000_000)
    assert (before.internal_transfers, after.internal_transfers) == (500_000, 0)


def test_totals__transfer_across_the_border_leaves_one_subtree_and_enters_the_other(
    province: Province,
) -> None:
    province.give("village", 2_000_000, date(2025, 2, 1))
    province.confirm(province.send("village", "south", 500_000, date(2025, 3, 1)), date(2025, 3, 4))

    assert read(province, "north", 2025).subtree_all.transfers_out == 500_000
    assert read(province, "south", 2025).subtree_all.transfers_in == 500_000


def test_totals__cancelled_gift_is_taken_back_in_its_own_year_while_that_is_open(province: Province) -> None:
    receipt = province.give("north", 300_000, date(2024, 12, 1))
    province.give("north", 900_000, date(2024, 12, 2))
    province.cancel(receipt, date(2025, 1, 15))

    assert read(province, "north", 2024).own_all.mobilized == 900_000
    assert read(province, "north", 2025).own_all.mobilized == 0


def test_totals__cancelled_gift_of_a_closed_year_is_taken_back_when_it_is_cancelled(
    province: Province,
) -> None:
    receipt = province.give("north", 300_000, date(2024, 12, 1))
    province.give("north", 900_000, date(2024, 12, 2))
    with stopped_at(date(2025, 1, 10)):
        treasury.close_through(province.database, commune(province, "north"), date(2024, 12, 31))
    province.cancel(receipt, date(2025, 1, 15))

    assert read(province, "north", 2024).own_all.mobilized == 1_200_000
    assert read(province, "north", 2025).own_all.mobilized == -300_000
    assert read(province, "north", 2024).own_counts.contributions == 1


def test_totals__keep_funds_apart(province: Province) -> None:
    province.give("north", 300_000, date(2025, 2, 1), "scholarship")
    province.give("north", 200_000, date(2025, 2, 1), "general")

    found = read(province, "north", 2025)

    assert [(line.fund_code, line.flow.mobilized) for line in found.own] == [
        ("general", 200_000),
        ("scholarship", 300_000),
    ]
    assert found.own_all.mobilized == 500_000


def test_totals__count_units_that_only_declare(province: Province) -> None:
    found = read(province, "province", 2025)

    assert (found.subtree_counts.units, found.subtree_counts.declared_units) == (5, 1)
    assert (found.own_counts.units, found.own_counts.declared_units) == (1, 0)


def test_totals__follow_the_structure_of_a_day(province: Province) -> None:
    province.give("village", 300_000, date(2025, 2, 1))
    with stopped_at(TODAY), province.database.read() as session:
        before_it_was_founded = disclosed.totals(
            session, association_id=province.id("north"), year=2025, structure_on=date(2019, 1, 1)
        )

    assert before_it_was_founded.subtree_all == Flow()
    assert read(province, "north", 2025).subtree_all.mobilized == 300_000


def test_totals__refuse_an_unknown_association(province: Province) -> None:
    with pytest.raises(NotFound), province.database.read() as session:
        disclosed.totals(session, association_id=7, year=2025)


@pytest.mark.parametrize("seed", range(4))
def test_totals__tie_and_cross_foot_after_any_life(province: Province, seed: int) -> None:
    live(province, seed=seed)
    for year in (2023, 2024, 2025, 2026):
        found = {place: read(province, place, year) for place in TREE}
        for one in found.values():
            for line in (*one.own, *one.subtree):
                assert line.flow.ties
            assert one.own_all.ties
            assert one.subtree_all.ties
        whole = found["province"].subtree_all
        assert (whole.transfers_in, whole.transfers_out) == (0, 0)
        owned = sum((one.own_all for one in found.values()), Flow())
        assert owned.closing + whole.in_transit == whole.closing
        assert (owned.mobilized, owned.spent) == (whole.mobilized, whole.spent)


def test_totals__closing_is_the_next_opening_less_opening_entries(lived: Province) -> None:
    for place in TREE:
        before, after = read(lived, place, 2024).subtree_all, read(lived, place, 2025).subtree_all
        assert after.opening - sum_of_openings(lived, place, 2025) == before.closing


def sum_of_openings(province: Province, place: str, year: int) -> int:
    """What opening entries of a year brought into an association and all under it."""
    with stopped_at(TODAY), province.database.read() as session:
        members = select(tree.subtree(province.id(place), TODAY).c.id)
        brought = (
            select(func.coalesce(func.sum(Posting.amount), 0))
            .join(JournalEntry, JournalEntry.id == Posting.entry_id)
            .where(
                JournalEntry.kind == EntryKind.OPENING,
                Posting.association_id.in_(members),
                Posting.entry_date.between(date(year, 1, 1), date(year, 12, 31)),
            )
        )
        return int(session.scalar(brought) or 0)


def test_by_level__adds_up_to_the_subtree(lived: Province) -> None:
    with stopped_at(TODAY), lived.database.read() as session:
        levels = by_level(session, association_id=lived.id("province"), year=2025)
    whole = read(lived, "province", 2025).subtree_all

    assert [line.kind for line in levels] == [
        AssociationKind.PROVINCE,
        AssociationKind.COMMUNE,
        AssociationKind.CHAPTER,
        AssociationKind.CLAN_BOARD,
    ]
    assert [(line.units, line.declared_units) for line in levels] == [(1, 0), (2, 0), (1, 1), (1, 0)]
    assert sum(line.flow.closing for line in levels) + whole.in_transit == whole.closing
    assert sum(line.flow.mobilized for line in levels) == whole.mobilized
    assert sum(line.flow.spent for line in levels) == whole.spent


def test_by_child__shows_what_each_child_shows_of_itself(lived: Province) -> None:
    with stopped_at(TODAY), lived.database.read() as session:
        lines = by_child(session, association_id=lived.id("province"), year=2025)

    assert [line.association.code for line in lines] == ["north", "south"]
    for line in lines:
        alone = read(lived, line.association.code, 2025)
        assert (line.own, line.subtree) == (alone.own_all, alone.subtree_all)


def test_by_month__adds_up_to_the_year(lived: Province) -> None:
    found = read(lived, "north", 2025)
    for subtree, year in ((False, found.own_all), (True, found.subtree_all)):
        with stopped_at(TODAY), lived.database.read() as session:
            months = by_month(session, association_id=lived.id("north"), year=2025, subtree=subtree)

        assert [month.month for month in months] == list(range(1, 13))
        assert sum(month.mobilized for month in months) == year.mobilized
        assert sum(month.spent for month in months) == year.spent


def test_years__are_those_in_which_something_moved(province: Province) -> None:
    province.give("clan", 1_000, date(2023, 5, 5))
    province.give("south", 1_000, date(2025, 5, 5))
    with stopped_at(TODAY), province.database.read() as session:
        assert years(session, province.id("province")) == [2025, 2023]
        assert years(session, province.id("north")) == [2023]


def test_totals__need_the_same_number_of_statements_for_one_unit_and_for_many(lived: Province) -> None:
    counts = []
    for place in ("clan", "province"):
        asked: list[str] = []
        engine = lived.database.reader

        def note(*event_arguments: object, asked: list[str] = asked) -> None:
            asked.append(str(event_arguments[2]))

        event.listen(engine, "before_cursor_execute", note)
        read(lived, place, 2025)
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 8  # with BEGIN
