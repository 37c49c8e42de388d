"""What leaves the associations comes in, is on its way or came back: at every node, on every day (I4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pytest

from ledger.clock import stopped_at
from ledger.contributions.contributions import Method
from ledger.disclosure.totals import totals
from tests.disclosure.books import TREE, Province

FIRST, DAYS = date(2024, 11, 1), 150
NODES = {
    "province": {"province", "north", "south", "village", "clan"},
    "north": {"north", "village", "clan"},
    "village": {"village", "clan"},
    "south": {"south"},
}
"""Each node with all that stand under it."""


@dataclass
class Sent:
    """One transfer as a child would write it down. arrived, back: None until then."""

    id: int
    sender: str
    receiver: str
    amount: int
    on: date
    arrived: date | None = None
    back: date | None = None

    def under_way(self, day: date) -> bool:
        """Whether it has left and is in nobody's hands at the end of a day."""
        over = self.arrived or self.back
        return self.on <= day and (over is None or over > day)


def random_transfers(province: Province, numbers: Random) -> list[Sent]:
    """Some months of transfers in all directions, answered late, refused, and taken back later still."""
    for place in TREE:
        province.give(place, 9_000_000, FIRST, "general", Method.CASH)
    made: list[Sent] = []
    open_ones: list[Sent] = []
    for day in (FIRST + timedelta(days=n) for n in range(1, DAYS, 3)):
        sender, receiver = numbers.sample(list(TREE), 2)
        amount = numbers.randrange(1, 300) * 1000
        sent = Sent(
            province.send(sender, receiver, amount, day, method="cash"), sender, receiver, amount, day
        )
        made.append(sent)
        open_ones.append(sent)
        if numbers.random() < 0.7:
            answer(province, open_ones.pop(numbers.randrange(len(open_ones))), day, numbers)
    return made


def answer(province: Province, sent: Sent, day: date, numbers: Random) -> None:
    """Two in three arrive; of the others most come back within three weeks."""
    if numbers.random() < 0.66:
        sent.arrived = day
        province.confirm(sent.id, day)
        return
    province.refuse(sent.id, day)
    if numbers.random() < 0.8:
        sent.back = day + timedelta(days=numbers.randrange(20))
        province.take_back(sent.id, sent.back)


def days_asked(numbers: Random) -> Iterator[date]:
    """Both ends of a year, and some days of both years."""
    yield from (date(2024, 12, 31), date(2025, 1, 1), FIRST + timedelta(days=DAYS + 30))
    yield from (FIRST + timedelta(days=numbers.randrange(DAYS)) for _ in range(5))


@pytest.mark.parametrize("seed", [4])
def test_totals__out_is_in_and_under_way_and_back(province: Province, seed: int) -> None:
    numbers = Random(seed)
    made = random_transfers(province, numbers)
    assert {sent.back is None for sent in made if not sent.arrived} == {True, False}
    for day in days_asked(numbers):
        year = (date(day.year, 1, 1), day)
        for node, inside in NODES.items():
            with stopped_at(date(2025, 12, 31)), province.database.read() as session:
                found = totals(session, association_id=province.id(node), year=day.year, until=day)
            subtree, own = found.subtree_all, found.own_all
            outward, inward, internal = figures(made, inside, *year)
            within = [one for one in made if {one.sender, one.receiver} <= inside]
            under_way = sum(one.amount for one in within if one.under_way(day))
            assert (subtree.transfers_out, subtree.transfers_in) == (outward, inward)
            assert (subtree.internal_transfers, subtree.in_transit) == (internal, under_way)
            assert (own.transfers_out, own.transfers_in) == figures(made, {node}, *year)[:2]
            assert subtree.ties


def figures(made: list[Sent], inside: set[str], first: date, last: date) -> tuple[int, int, int]:
    """What left some associations between two days, what came to them or back, what stayed within."""
    leaving = [one for one in made if one.sender in inside and one.receiver not in inside]
    coming = [one for one in made if one.receiver in inside and one.sender not in inside]
    staying = [one for one in made if {one.sender, one.receiver} <= inside]

    def during(day: date | None) -> bool:
        return day is not None and first <= day <= last

    outward = sum(one.amount for one in leaving if during(one.on))
    inward = sum(one.amount for one in coming if during(one.arrived))
    back = sum(one.amount for one in leaving if during(one.back))
    return outward, inward + back, sum(one.amount for one in staying if during(one.on))
