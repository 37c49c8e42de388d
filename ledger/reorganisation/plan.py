"""What a reorganisation will do, before it is done. Nothing here changes the book.

A plan is made twice: to be shown, and again in the transaction that carries it out. Its fingerprint
tells whether both are the same, so that an officer never carries out what was not on the page.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from sqlalchemy.orm import Session

from ledger.accounts import remittance_rules
from ledger.accounts.funds import Fund
from ledger.accounts.remittance_rules import RuleLine
from ledger.associations import closing, tree
from ledger.associations.associations import Association
from ledger.associations.events import EventKind
from ledger.disbursements import award_lists
from ledger.errors import Refusal
from ledger.identity.roles import Actor, administers
from ledger.reorganisation import judging
from ledger.reorganisation.books import ClosedBook, closed_books
from ledger.reorganisation.changes import Change, Founding
from ledger.reorganisation.handing import HandingOver, Holding, capitals, hand_overs, holdings
from ledger.reorganisation.matters import Open, open_matters


@dataclass(frozen=True)
class Ending:
    """An association that ends, or comes back: where it stands, what it has, and what waits there.

    parent: the one above it on the last day, None in a vacuum; children: those directly under it that go
    on, while the history of what was merged into it stays with it; undecided: award lists that lapse.
    """

    association: Association
    parent: Association | None
    children: Sequence[Association]
    holdings: Sequence[Holding]
    books: Sequence[ClosedBook]
    matters: Sequence[Open]
    undecided: int


@dataclass(frozen=True)
class Follower:
    """An association that follows. association: None while it is not founded; parent: above it, if any."""

    name: str
    association: Association | None
    parent: Association | None


@dataclass(frozen=True)
class Plan:
    """What will happen.

    new_holders: funds that a follower is let hold, by its number; rules: of remittance, that end with one
    of their two associations; problems: why it cannot be carried out,
    a sentence each; it can be when there are none and no ending has matters that wait.
    """

    change: Change
    endings: Sequence[Ending]
    followers: Sequence[Follower]
    hand_overs: Sequence[HandingOver]
    new_holders: Sequence[tuple[int, Fund]]
    rules: Sequence[RuleLine]
    problems: Sequence[Refusal]

    @property
    def matters(self) -> Sequence[Open]:
        """All that waits anywhere."""
        return list(chain.from_iterable(ending.matters for ending in self.endings))

    @property
    def ready(self) -> bool:
        """Whether it can be carried out as it stands."""
        return not self.problems and not self.matters

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything that is shown: the same plan has the same one."""
        return hashlib.sha256(json.dumps(_said(self), default=str).encode()).hexdigest()


def plan(session: Session, change: Change, *, by: Actor) -> Plan:
    """What a change will do, who gives what to whom, and what stands in its way.

    by: whoever would carry it out; what they may do is part of the answer.
    """
    endings = [_ending(session, change, place) for place in change.ending]
    above = _common_parent(session, change)
    followers = [_follower(session, follower, change.happened_on, above) for follower in change.following]
    held = [holding for ending in endings for holding in ending.holdings]
    handed = list(hand_overs(change, held, capitals(session, held)))
    missing = judging.new_holders(session, followers_of(followers), handed)
    asked = judging.Asked(change, [e.association for e in endings], followers_of(followers), above)
    problems = [
        *judging.structure(session, asked, by),
        *judging.days(asked),
        *judging.children(asked, [child for ending in endings for child in ending.children]),
        *judging.books(asked, handed),
        *judging.holders(session, asked, missing, by),
        *judging.money(session, asked, held),
    ]
    return Plan(change, endings, followers, handed, missing, _rules(session, endings, by), problems)


def followers_of(followers: Sequence[Follower]) -> Sequence[tuple[str, Association | None]]:
    """The followers by name, with their rows where they have one."""
    return [(follower.name, follower.association) for follower in followers]


def _ending(session: Session, change: Change, place: int) -> Ending:
    association, day = session.get_one(Association, place), change.last_day
    parent = next(iter(tree.ancestors(session, place, day)), None)
    if change.kind == EventKind.REVIVE or association.closed_on is not None:
        return Ending(association, parent, [], [], [], [], 0)
    return Ending(
        association,
        parent,
        closing.units_of(session, [association], change.happened_on),
        holdings(session, association),
        closed_books(session, place),
        open_matters(session, association, day),
        len(award_lists.undecided(session, place)),
    )


def _rules(session: Session, endings: Sequence[Ending], by: Actor) -> Sequence[RuleLine]:
    """The rules in force by which those who end send or receive, as far as whoever acts may end them."""
    lines = {line.rule.id: line for e in endings for line in remittance_rules.of(session, e.association.id)}
    return [
        line
        for line in lines.values()
        if line.rule.valid_to is None and administers(session, by, line.sender.id)
    ]


def _follower(session: Session, follower: int | Founding, day: date, above: Association | None) -> Follower:
    if isinstance(follower, Founding):
        return Follower(follower.name, None, above)
    association = session.get_one(Association, follower)
    parent = next(iter(tree.ancestors(session, follower, day)), None)
    return Follower(association.name, association, parent)


def _common_parent(session: Session, change: Change) -> Association | None:
    """Where a follower that is founded will stand: under the nearest one above all who end."""
    lines = [tree.ancestors(session, place, change.last_day) for place in change.ending]
    if not lines:
        return None
    return next((one for one in lines[0] if all(one in line for line in lines)), None)


def _said(made: Plan) -> list[object]:
    change = made.change
    return [
        [change.kind, change.root_id, change.ending, [str(one) for one in change.following]],
        [change.happened_on, change.decree, sorted(change.children.items()), change.shares],
        [
            [e.association.id, e.association.name, e.parent and e.parent.id, [c.id for c in e.children]]
            for e in made.endings
        ],
        [[f.name, f.association and f.association.id, f.parent and f.parent.id] for f in made.followers],
        [
            [h.holding.giver.id, h.holding.fund.id, h.holding.place.account_id, h.successor, int(h.amount)]
            for h in made.hand_overs
        ],
        [[number, fund.id] for number, fund in made.new_holders],
        [line.rule.id for line in made.rules],
        [[book.association_id, book.last] for e in made.endings for book in e.books],
        [[one.association.id, one.matter, one.amount] for one in made.matters],
        [problem.rule for problem in made.problems],
    ]
