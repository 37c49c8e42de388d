"""The gifts of the demo: few large and many small, and every year's sum is met to the đồng."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from random import Random

from ledger.accounts.funds import Fund
from ledger.associations.associations import Association, AssociationKind
from ledger.contributions.contributions import NewContribution
from ledger.demo import seasons
from ledger.demo.bulk import Gift
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
    for code, shares in SHARES.items():
        fund = funds.by_code()[code]
        for year in YEARS:
            levels = apportion(MOBILIZED[code][year], list(shares.values()), TEN_THOUSAND)
            for kind, total in zip(shares, levels, strict=True):
                for association, target in _targets(rng, tree, kind, total):
                    keeper = staff.who(Role.TREASURER, association)
                    for new, giver in _stream(rng, association, fund, year, target, givers[association.id]):
                        gifts.append(Gift(new, giver.party, fund, keeper))
    return gifts


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


def _stream(
    rng: Random, association: Association, fund: Fund, year: int, target: int, givers: Sequence[Giver]
) -> Iterator[tuple[NewContribution, Giver]]:
    """The gifts of a year to one fund of one association; together exactly the target, in đồng."""
    given: list[tuple[Giver, int]] = []
    left = target
    while left:
        giver = rng.choice(givers)
        amount = _amount(rng, giver, most=max(SMALLEST, target // 2))
        if left - amount < SMALLEST:
            amount = left
        given.append((giver, amount))
        left -= amount
    days: list[date] = seasons.giving_days(rng, year, len(given))
    for (giver, amount), day in zip(given, days, strict=True):
        new = NewContribution(
            association_id=association.id,
            giver=giver.party.id,
            amount=Dong(amount),
            fund_id=fund.id,
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
