"""What those who end have in hand, and to whom each amount goes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from sqlalchemy.orm import Session

from ledger.accounts import balances, places
from ledger.accounts.funds import Fund
from ledger.accounts.places import Place
from ledger.associations.associations import Association
from ledger.associations.events import EventKind
from ledger.errors import InputError, Refusal
from ledger.i18n import N_
from ledger.money import Dong, format_dong
from ledger.reorganisation.changes import Change


@dataclass(frozen=True)
class Holding:
    """Money of one fund in one place of an association that is to end, in đồng."""

    giver: Association
    fund: Fund
    place: Place
    amount: int


@dataclass(frozen=True)
class HandingOver:
    """A part of a holding, in đồng, and the number of the successor that it goes to.

    capital: it is capital of an endowment, to be preserved by the successor.
    """

    holding: Holding
    successor: int
    amount: Dong
    capital: bool


class SplitLeavesRest(InputError):
    """What a divided association holds goes to its successors, all of it and no more."""

    rule = "split_sums_to_balance"
    message = N_("Of “%(fund)s”, %(place)s: %(left)s đồng of %(held)s are not given to anybody yet.")
    general = N_("The amounts of the successors must sum up to what is held.")


class SplitGivesTooMuch(InputError):
    """Nobody hands over more than there is."""

    rule = "split_within_balance"
    message = N_("Of “%(fund)s”, %(place)s: %(over)s đồng too much are given; %(held)s are held.")
    general = N_("The amounts of the successors are more than what is held.")


def holdings(session: Session, giver: Association) -> Sequence[Holding]:
    """What an association holds now, by place and fund, boxes before banks."""
    held = places.holdings(session, giver.id)
    return [
        Holding(giver, fund, place, amount)
        for place in places.in_use(session, giver.id)
        for fund, amount in held.get(place.account_id, [])
    ]


Capitals = Mapping[tuple[int, int], int]
"""The capital to be preserved, in đồng, by giver and fund."""


def capitals(session: Session, held: Sequence[Holding]) -> Capitals:
    """What of the funds held is capital of an endowment."""
    return {
        key: balances.position(session, association_id=key[0], fund_id=key[1]).capital
        for key in {(holding.giver.id, holding.fund.id) for holding in held}
    }


def hand_overs(change: Change, held: Sequence[Holding], capital: Capitals) -> Iterator[HandingOver]:
    """Who gets what: all of it to the one successor, or of a split the amounts that were typed.

    Of an endowment each part has its share of the capital, and is handed over in two.
    """
    whole = Counter[tuple[int, int]]()
    for holding in held:
        whole[holding.giver.id, holding.fund.id] += holding.amount
    passed = Counter[tuple[int, int]]()
    for holding, number in product(held, range(len(change.following))):
        key, amount = (holding.giver.id, holding.fund.id), _portion(change, holding, number)
        before, after = (capital[key] * up_to // whole[key] for up_to in (passed[key], passed[key] + amount))
        passed[key] += amount
        for part, is_capital in ((after - before, True), (amount - after + before, False)):
            if part > 0:
                yield HandingOver(holding, number, Dong(part), is_capital)


def rest(change: Change, holding: Holding) -> int:
    """What of a holding no successor gets yet, in đồng; negative when more is given than there is."""
    given = sum(_portion(change, holding, number) for number in range(len(change.following)))
    return holding.amount - given


def unfit(change: Change, held: Sequence[Holding]) -> Iterator[Refusal]:
    """A sentence for each holding of which the successors get too little or too much."""
    for holding in held:
        left = rest(change, holding)
        facts = {"fund": holding.fund.name, "place": holding.place.name, "held": format_dong(holding.amount)}
        if left > 0:
            yield SplitLeavesRest(left=format_dong(left), **facts)
        elif left < 0:
            yield SplitGivesTooMuch(over=format_dong(-left), **facts)


def _portion(change: Change, holding: Holding, number: int) -> int:
    if change.kind != EventKind.SPLIT:
        return holding.amount if number == 0 else 0
    key = (holding.giver.id, holding.fund.id, holding.place.account_id, number)
    return change.portions.get(key, 0)
