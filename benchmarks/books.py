"""Books to measure with: a province of any size, one treasurer for all its books, and gifts from a seed.

Everything goes through the service layer or, where that would take minutes, through the same tables, whose
triggers judge every row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from sqlalchemy import insert
from sqlalchemy.orm import Session

from ledger.accounts import chart, funds
from ledger.accounts.funds import FundKind
from ledger.associations import associations
from ledger.associations.associations import Association, AssociationKind
from ledger.associations.tree import AssociationEdge, EdgeRole
from ledger.clock import stopped_at
from ledger.contributions.contributions import Method, NewContribution
from ledger.database import Database
from ledger.identity import roles, users
from ledger.identity.roles import Actor, Role, RoleHolding
from ledger.ids import new_token
from ledger.money import Dong
from ledger.people import parties

SINCE = date(2023, 1, 1)
TODAY = date(2025, 12, 31)
"""The clock of every benchmark stands here, so that the years are whole."""
FUNDS = 5
GIVERS = 1000


@dataclass(frozen=True)
class Book:
    """What there is to record with. places: the associations, the province first; funds, givers: ids."""

    places: Sequence[int]
    funds: Sequence[int]
    givers: Sequence[int]
    treasurer: Actor


def found(database: Database, size: int) -> Book:
    """Found a province of so many associations: at most 100 communes, villages and clans under them."""
    with stopped_at(SINCE), database.write() as session:
        chart.load_chart(session)
        places = _tree(session, size)
        held = [_fund(session, number, places) for number in range(FUNDS)]
        known = [
            parties.register(session, association_id=places[0], name=f"Gia đình ông Mẫu thứ {number}").id
            for number in range(GIVERS)
        ]
        user = users.create(session, login="thuquy", name="Thủ Quỹ Mẫu", password_hash=new_token())
        session.execute(
            insert(RoleHolding),
            [
                {
                    "user_id": user.id,
                    "association_id": place,
                    "role": Role.TREASURER,
                    "valid_from": SINCE,
                    "valid_to": None,
                }
                for place in places
            ],
        )
        treasurer = roles.actor(session, user_id=user.id, name=user.name)
    return Book(places, held, known, treasurer)


def _tree(session: Session, size: int) -> list[int]:
    communes = min(100, size - 1)
    found: list[Association] = []
    for number in range(size):
        kind = AssociationKind.PROVINCE if number == 0 else AssociationKind.COMMUNE
        if number > communes:
            kind = AssociationKind.CHAPTER if number % 7 == 0 else AssociationKind.CLAN_BOARD
        found.append(
            associations.found(
                session,
                name=f"Hội Khuyến học Mẫu {number}",
                code=f"mau-{number}",
                kind=kind,
                founded_on=SINCE,
            )
        )
    ids = [place.id for place in found]
    session.execute(
        insert(AssociationEdge),
        [
            {
                "child_id": ids[number],
                "parent_id": ids[0 if number <= communes else 1 + number % communes],
                "valid_from": SINCE,
                "valid_to": None,
                "decision": "",
                "role": EdgeRole.MEMBER,
            }
            for number in range(1, size)
        ],
    )
    return ids


def _fund(session: Session, number: int, places: Sequence[int]) -> int:
    return funds.open_fund(
        session,
        name=f"Quỹ Khuyến học Mẫu {number}",
        kind=FundKind.UNRESTRICTED,
        owner_id=places[0],
        opened_on=SINCE,
        holders=places,
    ).id


def gifts(book: Book, number: int, *, seed: int = 1) -> Iterator[NewContribution]:
    """So many gifts of three years: few places with many gifts and many with few, households and firms."""
    rng = Random(seed)  # noqa: S311 - drawn again by anybody who measures
    weights = list(accumulate(1 / rank**0.6 for rank in range(1, len(book.places) + 1)))
    days = [SINCE + timedelta(day) for day in range((TODAY - SINCE).days + 1)]
    amounts = [
        Dong(thousands * 1000) for thousands in (50, 100, 150, 200, 200, 200, 250, 300, 500, 1_000, 20_000)
    ]
    while number:
        block = min(number, 1000)
        number -= block
        for place in rng.choices(book.places, cum_weights=weights, k=block):
            yield NewContribution(
                association_id=place,
                giver=rng.choice(book.givers),
                amount=rng.choice(amounts),
                fund_id=rng.choice(book.funds),
                method=Method.CASH,
                received_on=rng.choice(days),
            )
