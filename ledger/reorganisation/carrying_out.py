"""A reorganisation carried out: whole, in one transaction, and only as it was shown."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from ledger import audit
from ledger.accounts import funds, remittance_rules, transfers
from ledger.associations import areas, associations, closing, tree
from ledger.associations.areas import AdministrativeArea
from ledger.associations.associations import Association, CodeUnreadable
from ledger.associations.events import EventKind
from ledger.associations.moves import NewPlace
from ledger.database import one_at_a_time
from ledger.identity.roles import Actor, require_administering
from ledger.reorganisation.changes import Change, Founding
from ledger.reorganisation.plan import Follower, Plan, plan
from ledger.reorganisation.refusals import PlanChanged, SomethingWaits

VERBS = {
    EventKind.MERGE: "merge_associations",
    EventKind.SPLIT: "split_association",
    EventKind.ABOLISH: "abolish_association",
    EventKind.REVIVE: "revive_association",
}
"""What each leaves in the trail of the association at whose desk it was done."""


def carry_out(
    session: Session, change: Change, *, seen: str, by: Actor, client_key: str | None = None
) -> int:
    """Carry a reorganisation out, all of it or nothing. Returns the event's id.

    seen: the fingerprint of the plan that was shown. The money of those who end leaves them on their
    last day and is in transit until the treasurers who follow confirm it.
    Somebody who administers the association at whose desk it is done acts (`OutsideScope`). Refuses every
    problem of the plan, what still waits (`SomethingWaits`), and a plan that is not the one that was
    shown (`PlanChanged`).
    """
    require_administering(session, by, change.root_id)
    act = audit.begin(
        session,
        association_id=change.root_id,
        actor_id=by.user_id,
        verb=VERBS[change.kind],
        client_key=client_key,
        content={"plan": seen},
    )
    if act.earlier is not None:
        return act.earlier
    known = [one for one in change.following if isinstance(one, int)]
    for place in sorted({*change.ending, *known}):
        one_at_a_time(session, "association", place)
    made = plan(session, change, by=by)
    _refuse_unready(made, seen)
    event_id = _revive(session, made) if change.kind == EventKind.REVIVE else _close(session, made, by)
    return act.done("association_event", event_id)


def _refuse_unready(made: Plan, seen: str) -> None:
    for problem in made.problems:
        raise problem
    for waiting in made.matters:
        raise SomethingWaits(name=waiting.association.name)
    if made.fingerprint != seen:
        raise PlanChanged


def _revive(session: Session, made: Plan) -> int:
    change, (ending,), (follower,) = made.change, made.endings, made.followers
    return closing.revive(
        session,
        ending.association,
        on=change.happened_on,
        decree=change.decree,
        place=NewPlace(follower.association),
    )


def _close(session: Session, made: Plan, by: Actor) -> int:
    """Found who is new, write the event down, hand the money over, and only then close."""
    change = made.change
    followers = [
        follower.association or _found(session, made, number, by)
        for number, follower in enumerate(made.followers)
    ]
    shares = zip(followers, change.shares, strict=False)
    event_id = closing.announce(
        session,
        change.kind,
        [ending.association for ending in made.endings],
        followers,
        on=change.happened_on,
        decree=change.decree,
        shares={follower.id: share for follower, share in shares if share is not None},
    )
    _hand_over(session, made, followers, event_id, by)
    for line in made.rules:
        remittance_rules.end(session, rule_id=line.rule.id, by=by, on=change.happened_on)
    units = {child: NewPlace(followers[number]) for child, number in change.children.items()}
    closing.close(session, event_id, units=units)
    return event_id


def _found(session: Session, made: Plan, number: int, by: Actor) -> Association:
    """Found a follower on the day itself, under the association that was above those who end."""
    change, follower = made.change, made.followers[number]
    asked, beside = change.following[number], session.get_one(Association, change.root_id)
    if not isinstance(asked, Founding):
        raise TypeError("a follower without a row is one to be founded")
    code = associations.free_code(session, follower.name, beside=beside.code)
    if not code:
        raise CodeUnreadable
    area = _area(session, follower)
    founded = associations.found(
        session,
        name=follower.name,
        kind=asked.kind,
        founded_on=change.happened_on,
        code=code,
        address=areas.label(session, area) if area else (follower.parent or beside).address,
        area_id=area.id if area else None,
        decree=change.decree,
    )
    _place(session, founded, follower, change)
    act = audit.begin(session, association_id=change.root_id, actor_id=by.user_id, verb="found_unit")
    act.done("association", founded.id)
    return founded


def _area(session: Session, follower: Follower) -> AdministrativeArea | None:
    """The commune that a name says, where it says just one of those under the association above."""
    above = follower.parent.area_id if follower.parent else None
    named = areas.named(session, associations.without_title(follower.name))
    fitting = [area for area in named if above is None or area.parent_id == above]
    return fitting[0] if len(fitting) == 1 else None


def _place(session: Session, founded: Association, follower: Follower, change: Change) -> None:
    if follower.parent is not None:
        tree.place_under(
            session,
            child=founded,
            parent=follower.parent,
            valid_from=change.happened_on,
            decision=change.decree.decision,
        )


def _hand_over(
    session: Session, made: Plan, followers: Sequence[Association], event_id: int, by: Actor
) -> None:
    """Let the followers hold what they get, and send it to them on the last day of those who end."""
    for number, fund in made.new_holders:
        funds.let_hold(session, fund_id=fund.id, association_ids=[followers[number].id])
    for part in made.hand_overs:
        giver = part.holding.giver
        act = audit.begin(session, association_id=giver.id, actor_id=by.user_id, verb="send_transfer")
        sent = transfers.post_sent(
            session,
            sender=giver,
            receiver=followers[part.successor],
            fund=part.holding.fund,
            account_id=part.holding.place.account_id,
            amount=part.amount,
            sent_on=made.change.last_day,
            by=by,
            note=made.change.decree.decision,
            event_id=event_id,
            capital=part.capital,
        )
        act.done("transfer", sent.id)
