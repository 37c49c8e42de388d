"""Whether a reorganisation can be what was asked for: one sentence for each thing that is in the way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.accounts.funds import Fund, FundHolder
from ledger.associations import tree
from ledger.associations.associations import Association
from ledger.associations.closing import ClosedAlready, NotClosed, RevivedTooEarly, UnitLeftBehind
from ledger.associations.events import WHOLE, DecisionMissing, EventInFuture, EventKind
from ledger.associations.successions import SharesTooLarge
from ledger.clock import today
from ledger.dates import format_date
from ledger.errors import Refusal
from ledger.identity import roles
from ledger.identity.founding import UnitThereAlready
from ledger.identity.roles import Actor
from ledger.reorganisation import refusals
from ledger.reorganisation.changes import Change
from ledger.reorganisation.handing import HandingOver, Holding, unfit
from ledger.text import SHORTEST_NAME, clean

FEWEST_PARTS = 2


@dataclass(frozen=True)
class Asked:
    """A change with its associations. followers: by name, None while one is not founded.

    above: where a follower that is founded will stand.
    """

    change: Change
    endings: Sequence[Association]
    followers: Sequence[tuple[str, Association | None]]
    above: Association | None

    @property
    def standing(self) -> Sequence[Association]:
        """The followers that are there already."""
        return [association for _, association in self.followers if association is not None]


def structure(session: Session, asked: Asked, by: Actor) -> Iterator[Refusal]:
    """Who is concerned: how many, from how high above it is done, and who stands under whom."""
    change = asked.change
    yield from _numbers(asked)
    roles.require_administering(session, by, change.root_id)
    root = session.get_one(Association, change.root_id)
    within = set(session.scalars(select(tree.subtree(root.id, today()).c.id)))
    for one in asked.endings:
        if one.id not in within or one.id == root.id:
            yield refusals.OutOfReach(name=one.name, above=root.name)
    for one in asked.standing:
        if one.id not in within:
            yield refusals.OutOfReach(name=one.name, above=root.name)
        above = {two.id: two for two in tree.ancestors(session, one.id, change.happened_on)}
        for two in asked.endings:
            if two.id in above and change.kind != EventKind.REVIVE:
                yield refusals.FollowerStandsBeneath(name=one.name, above=two.name)
    yield from _namesakes(session, asked)


def _namesakes(session: Session, asked: Asked) -> Iterator[Refusal]:
    """Who is founded has a name of its own beside those who go on; it may take that of one who ends."""
    founded = [name for name, association in asked.followers if association is None]
    beneath = tree.children(session, asked.above.id, today()) if founded and asked.above else ()
    names = {one.name for one in beneath} - {one.name for one in asked.endings}
    for name in founded:
        if clean(name) in names:
            yield UnitThereAlready(name=name)


def _numbers(asked: Asked) -> Iterator[Refusal]:
    change = asked.change
    if not asked.endings:
        yield refusals.ChooseWhoEnds()
    elif len(asked.endings) > 1 and change.kind != EventKind.MERGE:
        yield refusals.ChooseOne()
    if not asked.followers or (len(asked.followers) > 1 and change.kind != EventKind.SPLIT):
        yield refusals.ChooseWhoFollows()
    elif change.kind == EventKind.SPLIT and len(asked.followers) < FEWEST_PARTS:
        yield refusals.SplitIntoSeveral()
    if sum(share or 0 for share in change.shares) > WHOLE:
        yield SharesTooLarge()
    if len(clean(change.decree.decision)) < SHORTEST_NAME:
        yield DecisionMissing()


def days(asked: Asked) -> Iterator[Refusal]:
    """The day: it has come, and everybody concerned was there by then."""
    day = asked.change.happened_on
    if day > today():
        yield EventInFuture()
    for one in asked.endings:
        yield from _comes_back(asked, one) if asked.change.kind == EventKind.REVIVE else _ends(asked, one)
    for one in asked.standing:
        facts = {"name": one.name, "day": format_date(one.closed_on or one.founded_on)}
        if one.closed_on is not None:
            yield refusals.FollowerIsClosed(**facts)
        elif one.founded_on > day:
            yield refusals.FollowerIsLater(**facts)


def _ends(asked: Asked, one: Association) -> Iterator[Refusal]:
    if one.closed_on is not None:
        yield ClosedAlready(name=one.name, day=format_date(one.closed_on))
    elif one.founded_on > asked.change.last_day:
        yield refusals.EndsBeforeItBegan(name=one.name, day=format_date(one.founded_on))


def _comes_back(asked: Asked, one: Association) -> Iterator[Refusal]:
    if one.closed_on is None:
        yield NotClosed(name=one.name)
    elif asked.change.last_day <= one.closed_on:
        yield RevivedTooEarly(name=one.name, day=format_date(one.closed_on))


def children(asked: Asked, beneath: Sequence[Association]) -> Iterator[Refusal]:
    """Units beneath a divided association: each goes to one of its successors."""
    if asked.change.kind != EventKind.SPLIT:
        return
    for child in beneath:
        if asked.change.children.get(child.id) not in range(len(asked.followers)):
            yield UnitLeftBehind(name=child.name)


def new_holders(
    session: Session, followers: Sequence[tuple[str, Association | None]], handed: Sequence[HandingOver]
) -> Sequence[tuple[int, Fund]]:
    """The funds that a follower gets money of and may not hold yet, by the number of the follower."""
    got = dict.fromkeys((part.successor, part.holding.fund.id) for part in handed)
    named = {part.holding.fund.id: part.holding.fund for part in handed}
    places = [place.id for _, place in followers if place is not None]
    holds = set(
        session.execute(
            select(FundHolder.association_id, FundHolder.fund_id).where(
                FundHolder.association_id.in_(places), FundHolder.fund_id.in_(named)
            )
        ).all()
    )
    return [
        (number, named[fund_id])
        for number, fund_id in got
        if (place := followers[number][1]) is None or (place.id, fund_id) not in holds
    ]


def books(asked: Asked, handed: Sequence[HandingOver]) -> Iterator[Refusal]:
    """Money is handed over from book to book."""
    day = asked.change.happened_on
    for number in dict.fromkeys(part.successor for part in handed):
        place = asked.followers[number][1]
        if place is not None and (place.ledgered_from is None or place.ledgered_from > day):
            yield refusals.FollowerKeepsNoBook(name=place.name)


def holders(
    session: Session, asked: Asked, missing: Sequence[tuple[int, Fund]], by: Actor
) -> Iterator[Refusal]:
    """Money keeps its purpose: whoever acts lets a follower hold the fund, or somebody else has to."""
    for number, fund in missing:
        if not roles.administers(session, by, fund.owner_id):
            owner = session.get_one(Association, fund.owner_id)
            yield refusals.FollowerMayNotHold(
                name=asked.followers[number][0], fund=fund.name, owner=owner.name
            )


def money(session: Session, asked: Asked, held: Sequence[Holding]) -> Iterator[Refusal]:
    """All of the money goes somewhere, out of funds that are open."""
    for holding in held:
        fund = holding.fund
        if fund.closed_on is not None and fund.closed_on < asked.change.happened_on:
            owner = session.get_one(Association, fund.owner_id)
            yield refusals.FundEndedBefore(name=holding.giver.name, fund=fund.name, owner=owner.name)
    yield from unfit(asked.change, held)
