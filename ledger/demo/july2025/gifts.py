"""The invented money of Bình Giang: gifts to five communes and a clan, before and after 1 July 2025."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from ledger.accounts.funds import Fund, FundKind, open_fund
from ledger.associations.associations import Association
from ledger.clock import stopped_at
from ledger.contributions import contributions
from ledger.contributions.contributions import Method, NewContribution
from ledger.database import Database
from ledger.demo import names
from ledger.demo.july2025.country import CLAN, DIVIDED, FOUNDED, HEAD, KEEPERS, Country
from ledger.demo.july2025.officers import SURNAMES
from ledger.identity.roles import Actor
from ledger.money import Dong

GIFTS, LIBRARY_GIFTS = 10, 4
"""To each commune and the clan, and to the library of Vĩnh Hồng."""

STEP, MOST_STEPS = 50_000, 41
BEFORE = (date(2025, 2, 1), date(2025, 6, 15))
AFTER = (date(2026, 2, 1), date(2026, 10, 31))


@dataclass(frozen=True)
class Funds:
    """The fund that everybody holds, and one with a purpose that Vĩnh Hồng alone held."""

    general: Fund
    library: Fund


@dataclass(frozen=True)
class Given:
    """So many gifts to an association between two days."""

    place: Association
    fund: Fund
    by: Actor
    between: tuple[date, date]
    count: int = GIFTS


def open_funds(session: Session, country: Country) -> Funds:
    """Open both funds."""
    return Funds(
        open_fund(
            session,
            name="Quỹ Khuyến học",
            kind=FundKind.UNRESTRICTED,
            owner_id=country[HEAD].id,
            opened_on=FOUNDED,
            holders=[country[key].id for key in (*KEEPERS, CLAN)],
        ),
        open_fund(
            session,
            name="Quỹ Tủ sách xã Vĩnh Hồng",
            kind=FundKind.RESTRICTED,
            purpose="Mua sách cho tủ sách thôn xóm",
            owner_id=country[DIVIDED].id,
            opened_on=FOUNDED,
            holders=[country[DIVIDED].id],
        ),
    )


def give(database: Database, rng: Random, given: Sequence[Given]) -> None:
    """Record the gifts, each on its day, in the order of days."""
    drawn = sorted(
        ((_day(rng, one.between), turn, one) for one in given for turn in range(one.count)),
        key=lambda gift: (gift[0], gift[2].place.id, gift[1]),
    )
    for day, turn, one in drawn:
        giver = names.household_head(rng, rng.choice(SURNAMES))
        new = NewContribution(
            association_id=one.place.id,
            giver=giver,
            amount=Dong(STEP * rng.randrange(2, MOST_STEPS)),
            fund_id=one.fund.id,
            method=Method.BANK if turn % 4 == 0 else Method.CASH,
            received_on=day,
        )
        with stopped_at(day), database.write() as session:
            contributions.record(session, new, by=one.by)


def _day(rng: Random, between: tuple[date, date]) -> date:
    first, last = between
    return first + timedelta(days=rng.randrange((last - first).days))
