"""Totals with the structure of a day, up to a day, and by who holds the money."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ledger.accounts.funds import Fund
from ledger.associations import associations, closing, moves
from ledger.associations.associations import Association
from ledger.associations.events import WHOLE, Decree, EventKind
from ledger.associations.moves import NewPlace
from ledger.clock import stopped_at
from ledger.disclosure import totals as disclosed
from ledger.disclosure.allocation import part
from ledger.disclosure.breakdowns import HolderClass, by_child, by_holder, by_level
from ledger.disclosure.flows import FIELDS, Flow
from ledger.disclosure.totals import Totals
from tests.disclosure.books import Province

TODAY = date(2026, 3, 1)
DECREE = Decree("1/QĐ")
AMOUNTS = st.integers(0, 10**13)


def read(
    province: Province, place: str, year: int, on: date | None = None, until: date | None = None
) -> Totals:
    with stopped_at(TODAY), province.database.read() as session:
        return disclosed.totals(
            session, association_id=province.id(place), year=year, structure_on=on, until=until
        )


def test_totals__until_a_day_hold_what_there_was_on_that_day(province: Province) -> None:
    province.open_with("north", 5_000_000, date(2023, 6, 1))
    days = [date(2024, 2, 29), date(2024, 6, 30), date(2024, 7, 1), date(2024, 12, 31)]
    for number, day in enumerate(days):
        province.give("north", 10**number, day)
    sent = province.send("north", "village", 7, date(2024, 3, 1))
    province.confirm(sent, date(2024, 7, 1))

    for number, day in enumerate(days):
        before, on_it = (read(province, "north", 2024, until=at) for at in (day - timedelta(days=1), day))
        assert (before.until, on_it.until) == (day - timedelta(days=1), day)
        assert on_it.own_all.mobilized == int("1" * (number + 1))
        assert on_it.subtree_all.closing == 5_000_000 + on_it.own_all.mobilized
        assert on_it.subtree_all.closing - before.subtree_all.closing == 10**number
        assert (before.own_counts.contributions, on_it.own_counts.contributions) == (number, number + 1)
    assert read(province, "north", 2024, until=date(2024, 6, 30)).subtree_all.in_transit == 7
    assert read(province, "north", 2024, until=date(2024, 7, 1)).subtree_all.in_transit == 0


def test_totals__count_who_keeps_books_on_the_day_of_the_structure(province: Province) -> None:
    with stopped_at(TODAY), province.database.write() as session:
        declaring = associations.by_code(session, "declared")
        associations.start_ledger(session, session.get_one(Association, declaring.id), date(2025, 7, 1))
        clan = session.get_one(Association, province.id("clan"))
        village = session.get_one(Association, province.id("village"))
        closing.close_into(session, EventKind.ABOLISH, [clan], [village], on=date(2025, 9, 1), decree=DECREE)

    counted = [
        read(province, "province", 2025, on).subtree_counts for on in (date(2025, 6, 30), date(2025, 12, 31))
    ]
    assert [(n.units, n.declared_units, n.former_units) for n in counted] == [(5, 1, 0), (5, 0, 1)]


def test_totals__show_an_abolished_unit_under_its_successor_as_it_is_now(province: Province) -> None:
    province.give("clan", 300_000, date(2024, 2, 1))
    decision = province.promise("clan", [300_000], date(2024, 3, 1))
    province.pay(decision, date(2024, 3, 2))
    with stopped_at(TODAY), province.database.write() as session:
        clan, south = (session.get_one(Association, province.id(place)) for place in ("clan", "south"))
        closing.close_into(session, EventKind.ABOLISH, [clan], [south], on=date(2025, 7, 1), decree=DECREE)

    was, now = read(province, "south", 2024), read(province, "south", 2024, TODAY)
    assert (was.subtree_all.mobilized, now.subtree_all.mobilized) == (0, 300_000)
    assert read(province, "village", 2024).subtree_all.mobilized == 300_000
    assert read(province, "village", 2024, TODAY).subtree_all.mobilized == 0
    with stopped_at(TODAY), province.database.read() as session:
        lines = by_child(session, association_id=south.id, year=2024, on=TODAY)
    assert [(line.association.code, line.own.mobilized) for line in lines][-1] == ("clan", 300_000)


def test_totals__name_a_split_unit_beside_its_successors_alone(province: Province) -> None:
    province.give("village", 300_001, date(2024, 2, 1))
    province.pay(province.promise("village", [300_001], date(2024, 3, 1)), date(2024, 3, 2))
    with stopped_at(TODAY), province.database.write() as session:
        village, north, south, clan = (
            session.get_one(Association, province.id(place))
            for place in ("village", "north", "south", "clan")
        )
        closing.close_into(
            session,
            EventKind.SPLIT,
            [village],
            [north, south],
            on=date(2025, 7, 1),
            decree=DECREE,
            shares={south.id: 5000},
            units={clan.id: NewPlace(south)},
        )

    unshared, shared = (read(province, place, 2024, TODAY).allocated for place in ("north", "south"))
    assert [(line.predecessor.code, line.share) for line in (*unshared, *shared)] == [
        ("village", None),
        ("village", 5000),
    ]
    assert unshared[0].flow == Flow(mobilized=300_001, spent=300_001)
    assert shared[0].flow == Flow(mobilized=150_000, spent=150_000)
    above = read(province, "province", 2024, TODAY)
    assert (above.subtree_all.mobilized, above.allocated) == (300_001, [])
    assert read(province, "south", 2024).allocated == []


def test_totals__a_unit_that_moved_counts_where_it_stood_on_the_day(province: Province) -> None:
    province.give("clan", 300_000, date(2024, 2, 1))
    with stopped_at(TODAY), province.database.write() as session:
        clan, south = (session.get_one(Association, province.id(place)) for place in ("clan", "south"))
        moves.move(session, clan, south, on=date(2024, 8, 1), decree=DECREE)

    for on, expected in ((date(2024, 7, 31), (300_000, 0)), (date(2024, 8, 1), (0, 300_000))):
        found = tuple(read(province, place, 2024, on).subtree_all.mobilized for place in ("north", "south"))
        assert found == expected


def test_by_holder__money_of_a_licensed_fund_counts_there_wherever_it_lies(province: Province) -> None:
    for place in ("province", "clan", "village"):
        province.give(place, 300_000, date(2025, 2, 1), "general")
        province.give(place, 500_000, date(2025, 2, 1), "scholarship")
    with stopped_at(TODAY), province.database.write() as session:
        session.get_one(Fund, province.fund_id("scholarship")).licence = "12/QĐ-UBND, 01/02/2024"
    with stopped_at(TODAY), province.database.read() as session:
        lines = by_holder(session, association_id=province.id("province"), year=2025)
        levels = by_level(session, association_id=province.id("province"), year=2025)

    assert [(line.holder, line.flow.closing) for line in lines] == [
        (HolderClass.PROVINCE, 300_000),
        (HolderClass.VILLAGE, 300_000),
        (HolderClass.CLAN, 300_000),
        (HolderClass.LICENSED_FUND, 1_500_000),
    ]
    assert sum(line.flow.closing for line in levels) == 2_400_000


@given(st.tuples(*[AMOUNTS] * 5), st.integers(1, WHOLE))
def test_part__ties_and_is_within_one_dong_of_the_exact_share(amounts: tuple[int, ...], share: int) -> None:
    opening, mobilized, received, spent, sent = amounts
    coming = opening + mobilized + received
    spent, sent = min(spent, coming), min(sent, max(coming - spent, 0))
    whole = Flow(
        opening=opening,
        mobilized=mobilized,
        transfers_in=received,
        spent=spent,
        transfers_out=sent,
        closing=coming - spent - sent,
    )

    found = part(whole, share)

    assert found.ties
    for name in FIELDS:
        exact = getattr(whole, name) * share
        assert -WHOLE < getattr(found, name) * WHOLE - exact < WHOLE
        assert getattr(found, name) >= 0
        assert getattr(whole, name) or not getattr(found, name)
    assert part(whole, WHOLE) == whole
