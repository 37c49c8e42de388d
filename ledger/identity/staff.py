"""Users and roles as an administrator changes them: each act is checked and left in the trail.

Two rules keep the power small. Nobody changes their own roles or sign-in here, so that every role was
given by somebody else. And whoever may sign in as a person (by a new passphrase) or shut them out must
administer every association in which that person ever held a role.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import audit
from ledger.associations.associations import Association
from ledger.audit import Act
from ledger.clock import today
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.identity import roles, sessions, users
from ledger.identity.roles import ROLE_NAMES, Actor, Role, RoleHolding
from ledger.identity.users import LoginTaken, User


class OwnRoles(Refusal):
    """Roles and sign-ins are always given by somebody else."""

    rule = "nobody_changes_own_roles"
    status = 403
    message = N_("Nobody changes their own roles or their own sign-in.")
    general = message
    next_step = N_("Ask another administrator, here or in an association above.")


class KnownElsewhere(Refusal):
    """The person holds or held a role in an association that this administrator does not administer."""

    rule = "administers_whole_person"
    status = 403
    message = N_("%(name)s also works for %(association)s, which you do not administer.")
    general = N_("This person also works for an association which you do not administer.")
    next_step = N_("Ask an administrator of an association above both.")


class RoleHeldAlready(InputError):
    """A role is held once in one association."""

    rule = "role_held_already"
    message = N_("%(name)s already holds the role “%(role)s” here.")


class NobodySignsInSo(InputError):
    """No user has this sign-in name."""

    rule = "login_is_known"
    message = N_("Nobody signs in with this name. Check the spelling, or make a new user.")


class RoleMissing(InputError):
    """A user is made for at least one role."""

    rule = "user_has_role"
    message = N_("Choose at least one role.")


@dataclass(frozen=True)
class NewUser:
    """Somebody who shall sign in, with the roles to hold in one association from today."""

    login: str
    name: str
    roles: frozenset[Role]


def employ(
    session: Session,
    association_id: int,
    new: NewUser,
    *,
    password_hash: str,
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Make a user with roles in an association; an administrator acts. Returns the user's id.

    password_hash: of the first passphrase.
    Refuses no role at all (`RoleMissing`) and a sign-in name that is taken (`LoginTaken`).
    """
    roles.require_setting_up(session, by, association_id)
    content = {"login": new.login, "name": new.name, "roles": sorted(new.roles)}
    act = _begin(session, association_id, "create_user", by, client_key=client_key, content=content)
    if act.earlier is not None:
        return act.earlier
    if not new.roles:
        raise RoleMissing
    if users.by_login(session, new.login) is not None:
        raise LoginTaken
    user = users.create(session, login=new.login, name=new.name, password_hash=password_hash)
    act.done("app_user", user.id)
    for role in sorted(new.roles):
        appoint(session, association_id, user_id=user.id, role=role, by=by)
    return user.id


def appoint(
    session: Session,
    association_id: int,
    *,
    user_id: int,
    role: Role,
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Let a user hold one more role in an association from today. Returns the user's id.

    Refuses one's own roles (`OwnRoles`) and a role held already (`RoleHeldAlready`).
    """
    roles.require_setting_up(session, by, association_id)
    act = _begin(
        session,
        association_id,
        "grant_role",
        by,
        client_key=client_key,
        content={"user": user_id, "role": role},
    )
    if act.earlier is not None:
        return user_id
    user = _somebody_else(session, user_id, by)
    if role in roles_of(session, association_id, user_id):
        raise RoleHeldAlready(name=user.name, role=ROLE_NAMES[role])
    holding = roles.grant(
        session, user_id=user_id, association_id=association_id, role=role, valid_from=today()
    )
    act.done("role_holding", holding.id)
    return user_id


def dismiss(
    session: Session,
    association_id: int,
    *,
    user_id: int,
    role: Role,
    by: Actor,
    client_key: str | None = None,
) -> int:
    """End a role of a user in an association today. Returns the user's id.

    Refuses one's own roles (`OwnRoles`) and a role that is not held (`NotFound`).
    """
    act = _begin(
        session,
        association_id,
        "end_role",
        by,
        client_key=client_key,
        content={"user": user_id, "role": role},
    )
    if act.earlier is not None:
        return user_id
    _somebody_else(session, user_id, by)
    ended = roles.revoke(session, user_id=user_id, association_id=association_id, role=role)
    if ended is None:
        raise NotFound
    act.done("role_holding", ended)
    return user_id


def set_active(
    session: Session,
    association_id: int,
    *,
    user_id: int,
    active: bool,
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Shut a user out of every association at once, or let them in again. Returns the user's id.

    Refuses oneself (`OwnRoles`) and somebody who works elsewhere too (`KnownElsewhere`).
    """
    verb = "enable_user" if active else "disable_user"
    act = _begin(session, association_id, verb, by, client_key=client_key, content={"user": user_id})
    if act.earlier is not None:
        return act.earlier
    user = require_whole_person(session, association_id, user_id, by)
    user.active = active
    sessions.end_all(session, user_id)
    return act.done("app_user", user_id)


def renew_passphrase(
    session: Session,
    association_id: int,
    *,
    user_id: int,
    password_hash: str,
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Give a user a new passphrase and sign them out everywhere. Returns the user's id.

    Refuses oneself (`OwnRoles`) and somebody who works elsewhere too (`KnownElsewhere`).
    """
    act = _begin(
        session, association_id, "renew_passphrase", by, client_key=client_key, content={"user": user_id}
    )
    if act.earlier is not None:
        return act.earlier
    user = require_whole_person(session, association_id, user_id, by)
    user.password_hash = password_hash
    sessions.end_all(session, user_id)
    return act.done("app_user", user_id)


def roles_of(session: Session, association_id: int, user_id: int) -> set[Role]:
    """The roles a user holds in an association today."""
    user = session.get(User, user_id)
    return roles.actor(session, user_id=user_id, name=user.name if user else "").roles_in(association_id)


@dataclass(frozen=True)
class Member:
    """Somebody who holds or held a role in an association, with the roles held there today."""

    user: User
    roles: Sequence[Role]


def members(session: Session, association_id: int, *, after: int = 0, limit: int) -> Sequence[Member]:
    """Those who hold or ever held a role in an association, in the order in which they became users.

    after: the id of the last user of the page before; limit: at most so many.
    """
    ever = select(RoleHolding.user_id).where(RoleHolding.association_id == association_id)
    query = select(User).where(User.id.in_(ever), User.id > after).order_by(User.id).limit(limit)
    found = session.scalars(query).all()
    held: dict[int, list[Role]] = {user.id: [] for user in found}
    live = select(RoleHolding.user_id, RoleHolding.role).where(
        RoleHolding.association_id == association_id,
        RoleHolding.user_id.in_(held),
        RoleHolding.valid_from <= today(),
        RoleHolding.valid_to.is_(None) | (RoleHolding.valid_to > today()),
    )
    for user_id, role in session.execute(live):
        held[user_id].append(Role(role))
    order = list(Role)
    return [Member(user, sorted(held[user.id], key=order.index)) for user in found]


def member(session: Session, association_id: int, user_id: int) -> Member:
    """One of the members of an association; refuses with `NotFound`."""
    found = members(session, association_id, after=user_id - 1, limit=1)
    if not found or found[0].user.id != user_id:
        raise NotFound
    return found[0]


def known(session: Session, login: str) -> User:
    """The user with a sign-in name; refuses with `NobodySignsInSo`."""
    user = users.by_login(session, login)
    if user is None:
        raise NobodySignsInSo
    return user


def require_whole_person(session: Session, association_id: int, user_id: int, by: Actor) -> User:
    """The rule before somebody's sign-in is changed: a member here, not oneself (`OwnRoles`), and every
    association where a role was ever held is administered by the one who acts (`KnownElsewhere`).
    """
    member(session, association_id, user_id)
    user = _somebody_else(session, user_id, by)
    places = select(RoleHolding.association_id).where(RoleHolding.user_id == user_id)
    for place in session.scalars(select(Association).where(Association.id.in_(places))):
        if not roles.administers(session, by, place.id):
            raise KnownElsewhere(name=user.name, association=place.name)
    return user


def _begin(
    session: Session,
    association_id: int,
    verb: str,
    by: Actor,
    *,
    client_key: str | None,
    content: Mapping[str, object],
) -> Act:
    roles.require_administering(session, by, association_id)
    return audit.begin(
        session,
        association_id=association_id,
        actor_id=by.user_id,
        verb=verb,
        client_key=client_key,
        content=content,
    )


def _somebody_else(session: Session, user_id: int, by: Actor) -> User:
    if user_id == by.user_id:
        raise OwnRoles
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    return user
