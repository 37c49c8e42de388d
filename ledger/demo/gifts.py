"""The gifts of the demo: few large and many small, and every year's sum is met to the đồng."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from ledger.accounts.funds import Fund
from ledger.associations.associations import Association, AssociationKind
from ledger.clock import now, stopped_at
from ledger.contributions.bulk import Gift
from ledger.contributions.contributions import NewContribution
from ledger.demo import seasons
from ledger.demo.figures import EDUCATION_FUND, MOBILIZED, SCHOLARSHIP_FUND, YEARS, apportion
from ledger.demo.funds import Funds
from ledger.demo.givers import Giver, Givers
from ledger.demo.staff import Staff
from ledger.demo.units import LONG_HE, Tree
from ledger.identity.roles import Role
from ledger.money import Dong
from ledger.people.parties import PartyKind

TEN_THOUSAND = 10_000
SMALLEST = 50_000

SHARES: Mapping[str, Mapping[str, int]] = {
    EDUCATION_FUND: {
        AssociationKind.PROVINCE: 42,
        AssociationKind.COMMUNE: 44,
        AssociationKind.CHAPTER: 5,
        AssociationKind.SCHOOL_BOARD: 6,
        AssociationKind.CLAN_BOARD: 3,
    },
    SCHOLARSHIP_FUND: {AssociationKind.PROVINCE: 78, AssociationKind.COMMUNE: 22},
}
"""In a hundred đồng of a fund, how many come in at which level."""

_HOUSEHOLD = {100: 2, 150: 1, 200: 7, 250: 6, 300: 6, 500: 3, 1_000: 1}
_PERSON = {100: 6, 200: 10, 300: 8, 500: 10, 1_000: 8, 2_000: 3, 5_000: 1}
_ORGANISATION = {1_000: 30, 2_000: 26, 3_000: 18, 5_000: 14, 10_000: 7, 20_000: 4, 30_000: 2, 50_000: 1}
AMOUNTS: Mapping[str, Mapping[int, int]] = {
    PartyKind.HOUSEHOLD: _HOUSEHOLD,
    PartyKind.PERSON: _PERSON,
    PartyKind.ANONYMOUS: _PERSON,
    PartyKind.ORGANISATION: _ORGANISATION,
}
"""Thousands of đồng that a giver of a kind gives, and how often."""


def draw_all(rng: Random, tree: Tree, funds: Funds, givers: Givers, staff: Staff) -> list[Gift]:
    """Draw every single gift of the three years."""
    gifts: list[Gift] = []
    for stream in _streams(rng, tree, funds):
        keeper = staff.who(Role.TREASURER, stream.association)
        gifts += [
            Gift(new, giver.party, stream.fund, keeper, _morning(new.received_on))
            for new, giver in _given(rng, stream, givers[stream.association.id])
        ]
    return gifts


def _morning(day: date) -> datetime:
    """The moment at which the stopped clock stands on a day."""
    with stopped_at(day):
        return now()


@dataclass(frozen=True)
class _Stream:
    """What comes into one fund of one association in one year. target: exactly so much, in đồng."""

    association: Association
    fund: Fund
    year: int
    target: int


def _streams(rng: Random, tree: Tree, funds: Funds) -> Iterator[_Stream]:
    """Every fund's sum of every year, shared out over the levels and their associations."""
    for code, shares in SHARES.items():
        fund = funds.by_code()[code]
        for year in YEARS:
            levels = apportion(MOBILIZED[code][year], list(shares.values()), TEN_THOUSAND)
            for kind, total in zip(shares, levels, strict=True):
                for association, target in _targets(rng, tree, kind, total):
                    yield _Stream(association, fund, year, target)


def _targets(rng: Random, tree: Tree, kind: str, total: int) -> Iterator[tuple[Association, int]]:
    """What each association of a kind is to receive of a total, in đồng; Long Hẹ twice the common share."""
    if kind == AssociationKind.PROVINCE:
        here = [tree.head]
    elif kind == AssociationKind.COMMUNE:
        here = [commune.association for commune in tree.communes]
    else:
        here = [b.association for b in tree.boards if b is not tree.thao and b.association.kind == kind]
    weights = [rng.uniform(0.5, 1.5) * (2 if LONG_HE in place.name else 1) for place in here]
    yield from zip(here, apportion(total, weights, TEN_THOUSAND), strict=True)


def _given(rng: Random, stream: _Stream, givers: Sequence[Giver]) -> Iterator[tuple[NewContribution, Giver]]:
    """The gifts of a stream; together they meet its target."""
    given: list[tuple[Giver, int]] = []
    left = stream.target
    while left:
        giver = rng.choice(givers)
        amount = _amount(rng, giver, most=max(SMALLEST, stream.target // 2))
        if left - amount < SMALLEST:
            amount = left
        given.append((giver, amount))
        left -= amount
    days = seasons.giving_days(rng, stream.year, len(given))
    for (giver, amount), day in zip(given, days, strict=True):
        new = NewContribution(
            association_id=stream.association.id,
            giver=giver.party.id,
            amount=Dong(amount),
            fund_id=stream.fund.id,
            method=giver.method,
            received_on=day,
            display=giver.display,
        )
        yield new, giver


def _amount(rng: Random, giver: Giver, most: int) -> int:
    """What a giver gives this time, in đồng, at most half of what the association receives in a year."""
    table = AMOUNTS[giver.party.kind]
    thousands = rng.choices(list(table), list(table.values()))[0]
    return min(thousands * 1_000, most // TEN_THOUSAND * TEN_THOUSAND)
