"""Changes in the life of one unit, as an administrator makes them: checked, and left in the trail.

What closes or revives a unit moves its money too and is a reorganisation (`ledger.reorganisation`). It
stands here and not with the associations because it asks who may; the associations know nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ledger import audit
from ledger.associations import association_names, associations, moves, successions
from ledger.associations.associations import Association
from ledger.associations.events import Decree, Document
from ledger.associations.moves import NewPlace
from ledger.associations.tree import EdgeRole
from ledger.audit import Act
from ledger.clock import today
from ledger.identity.roles import Actor, require_administering


@dataclass(frozen=True)
class Change:
    """When something changes, and what it rests on. on: the first day of the new order."""

    on: date
    decree: Decree


def rename(
    session: Session,
    unit: Association,
    name: str,
    change: Change,
    *,
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Give a unit a new name, as `association_names.rename`; its administrator acts.

    Returns the event's id.
    """
    said = {"name": name, "change": change}
    act = _begin(session, unit, "rename_unit", by, client_key=client_key, content=said)
    if act.earlier is not None:
        return act.earlier
    event_id = association_names.rename(session, unit, name, on=change.on, decree=change.decree)
    return act.done("association_event", event_id)


def also_called(
    session: Session,
    unit: Association,
    name: str,
    used_to: date | None,
    *,
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Keep another name of a unit, as `association_names.also_called`; its administrator acts.

    used_to: the last day it was official, None for what people merely say. Returns the unit's id.
    """
    said = {"name": name, "used_to": used_to}
    act = _begin(session, unit, "name_unit_too", by, client_key=client_key, content=said)
    if act.earlier is None:
        association_names.also_called(session, unit, name, used_to=used_to)
        act.done("association", unit.id)
    return unit.id


def move(
    session: Session,
    unit: Association,
    place: NewPlace,
    change: Change,
    *,
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Put a unit elsewhere; whoever administers where it stands and where it goes acts.

    Returns the event's id. Refuses as `moves.move`, and somebody who administers the unit but not what
    is above it (`OutsideScope`): nobody leaves by their own word.
    """
    above = moves.standing(session, unit.id, today()).parent
    for parent in (above or unit, place.parent):
        if parent is not None:
            require_administering(session, by, parent.id)
    said = {"parent": place.parent and place.parent.id, "role": place.role, "change": change}
    act = _begin(session, unit, "move_unit", by, client_key=client_key, content=said)
    if act.earlier is not None:
        return act.earlier
    if place.parent is None:
        event_id = moves.leave(session, unit, on=change.on, decree=change.decree)
    elif place.role == EdgeRole.ACTING:
        event_id = moves.put_under_acting(session, unit, place.parent, on=change.on, decree=change.decree)
    else:
        event_id = moves.move(session, unit, place.parent, on=change.on, decree=change.decree)
    return act.done("association_event", event_id)


def start_ledger(
    session: Session, unit: Association, from_day: date, *, by: Actor, client_key: str | None = None
) -> int:
    """Begin to keep a unit's books here, as `associations.start_ledger`; its administrator acts.

    Returns the unit's id.
    """
    act = _begin(session, unit, "start_ledger", by, client_key=client_key, content={"from": from_day})
    if act.earlier is not None:
        return act.earlier
    return act.done("association", associations.start_ledger(session, unit, from_day))


def record_share(
    session: Session,
    unit: Association,
    event_id: int,
    shares: Mapping[int, int],
    document: Document,
    *,
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Record how the history of a divided unit is shared out; whoever administers all successors acts,
    since what one of them gets the others do not.

    shares: as `successions.record_share`. Returns the event's id.
    """
    for successor_id in successions.successors_by(session, event_id):
        require_administering(session, by, successor_id)
    said = {"event": event_id, "shares": sorted(shares.items()), "paper": document}
    act = _begin(session, unit, "record_share", by, client_key=client_key, content=said)
    if act.earlier is not None:
        return act.earlier
    successions.record_share(session, event_id, shares, document=document)
    return act.done("association_event", event_id)


def _begin(
    session: Session,
    unit: Association,
    verb: str,
    by: Actor,
    *,
    client_key: str | None,
    content: Mapping[str, object],
) -> Act:
    require_administering(session, by, unit.id)
    return audit.begin(
        session,
        association_id=unit.id,
        actor_id=by.user_id,
        verb=verb,
        client_key=client_key,
        content=content,
    )
