"""Roles held in an association, and the one function that decides what they allow.

To write in an association one must hold the role in that very association. To read, any role there
or in an association above it is enough. Nobody writes in a unit below by holding a role above, but for
two things: an administrator sets up the units below (`require_administering`), and keeps no books there;
a treasurer types what a unit directly below declares (`require_declaring`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    UniqueConstraint,
    bindparam,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.associations import successions, tree
from ledger.associations.associations import Association, refuse_closed
from ledger.clock import today
from ledger.database import Base
from ledger.errors import NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.users import User
from ledger.statements import Prepared


class Role(StrEnum):
    """What a person does in an association."""

    TREASURER = "treasurer"
    COMMITTEE_MEMBER = "committee_member"
    CHAIR = "chair"
    PUBLISHER = "publisher"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"


ROLE_NAMES = {
    Role.TREASURER: N_("Treasurer"),
    Role.COMMITTEE_MEMBER: N_("Committee member"),
    Role.CHAIR: N_("Chair"),
    Role.PUBLISHER: N_("Publisher"),
    Role.INSPECTOR: N_("Inspector"),
    Role.ADMINISTRATOR: N_("Administrator"),
}


class RoleHolding(Base):
    """A user holds a role in an association from one day, up to but not including another."""

    __tablename__ = "role_holding"
    __table_args__ = (
        UniqueConstraint("user_id", "association_id", "role", "valid_from", name="role_holding_once"),
        CheckConstraint(
            "role IN (" + ", ".join(f"'{role}'" for role in Role) + ")", name="role_holding_role"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    role: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


@dataclass(frozen=True)
class Actor:
    """Who acts: passed explicitly to every verb that changes something.

    holdings: pairs (association id, role) that are valid today.
    """

    user_id: int
    name: str
    holdings: frozenset[tuple[int, Role]]

    def holds(self, role: Role, association_id: int) -> bool:
        """Whether this person holds a role in that very association."""
        return (association_id, role) in self.holdings

    def roles_in(self, association_id: int) -> set[Role]:
        """The roles this person holds in that very association."""
        return {role for place, role in self.holdings if place == association_id}


class OutsideScope(Refusal):
    """The act belongs to another association or another role."""

    rule = "acts_inside_own_role"
    status = 403
    message = N_("Only someone with the role “%(role)s” in %(association)s can do this.")
    general = N_("Your roles do not allow this here.")
    next_step = N_("Ask the administrator of that association if you should hold the role.")


def grant(
    session: Session, *, user_id: int, association_id: int, role: Role, valid_from: date
) -> RoleHolding:
    """Let a user hold a role in an association from a day on.

    Returns the holding. A role that was given and ended on that very day goes on.
    """
    key = {"user_id": user_id, "association_id": association_id, "role": role, "valid_from": valid_from}
    holding = session.scalar(select(RoleHolding).filter_by(**key))
    if holding is None:
        holding = RoleHolding(**key)
        session.add(holding)
    holding.valid_to = None
    session.flush()
    return holding


def revoke(session: Session, *, user_id: int, association_id: int, role: Role) -> int | None:
    """End a role today: from now on it lets do nothing. Returns the holding's id, None if it is not held."""
    ended = session.execute(
        update(RoleHolding)
        .where(
            RoleHolding.user_id == user_id,
            RoleHolding.association_id == association_id,
            RoleHolding.role == role,
            RoleHolding.valid_to.is_(None) | (RoleHolding.valid_to > today()),
        )
        .values(valid_to=today())
        .returning(RoleHolding.id)
    )
    return max(ended.scalars().all(), default=None)


def held_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """The condition that a role is held on a day."""
    return (RoleHolding.valid_from <= day) & (RoleHolding.valid_to.is_(None) | (RoleHolding.valid_to > day))


_held = Prepared(
    select(RoleHolding.association_id, RoleHolding.role).where(
        RoleHolding.user_id == bindparam("user"), held_on(bindparam("day"))
    )
)


def actor(session: Session, *, user_id: int, name: str) -> Actor:
    """The user with the roles valid today."""
    held = _held.rows(session, user=user_id, day=today())
    return Actor(user_id, name, frozenset((place, Role(role)) for place, role in held))


def holders(session: Session, role: Role, association_id: int) -> Sequence[User]:
    """The active people who hold a role in that very association today, by name."""
    query = (
        select(User)
        .join(RoleHolding, RoleHolding.user_id == User.id)
        .where(
            RoleHolding.association_id == association_id,
            RoleHolding.role == role,
            RoleHolding.valid_from <= today(),
            RoleHolding.valid_to.is_(None) | (RoleHolding.valid_to > today()),
        )
        .order_by(User.name, User.id)
    )
    return [user for user in session.scalars(query) if user.active]


def require(session: Session, by: Actor, role: Role, association_id: int) -> None:
    """The one scope rule for writing: the role in that very association, or `OutsideScope`."""
    if by.holds(role, association_id):
        return
    association = session.get(Association, association_id)
    raise OutsideScope(role=ROLE_NAMES[role], association=association.name if association else "")


def administers(session: Session, by: Actor, association_id: int) -> bool:
    """Whether somebody is administrator in an association or in one above it."""
    return _holds_here_or_above(session, by, Role.ADMINISTRATOR, association_id)


def inspects(session: Session, by: Actor, association_id: int) -> bool:
    """Whether somebody is inspector in an association or in one above it."""
    return _holds_here_or_above(session, by, Role.INSPECTOR, association_id)


def _holds_here_or_above(session: Session, by: Actor, role: Role, association_id: int) -> bool:
    places = {place for place, held in by.holdings if held == role}
    if not places or association_id in places:
        return bool(places)
    return any(above.id in places for above in tree.ancestors(session, association_id, today()))


def require_administering(session: Session, by: Actor, association_id: int) -> None:
    """The one scope rule for setting up: administrator in that association or in one above it today.

    It covers founding units, opening funds and programmes, and changing users and roles. It never lets
    anybody record money, decide or publish. Refuses with `OutsideScope`.
    """
    if not administers(session, by, association_id):
        require(session, by, Role.ADMINISTRATOR, association_id)


def require_setting_up(session: Session, by: Actor, association_id: int) -> None:
    """As `require_administering`, and the association is open: in a closed one nothing new is set up.

    Refuses with `OutsideScope`, or with `AssociationStays`.
    """
    require_administering(session, by, association_id)
    refuse_closed(session.get_one(Association, association_id))


def declares_for(session: Session, by: Actor, association_id: int) -> bool:
    """Whether somebody is treasurer in an association, or in the one directly above it today."""
    places = {place for place, held in by.holdings if held == Role.TREASURER}
    if not places or association_id in places:
        return bool(places)
    return any(above.id in places for above in tree.ancestors(session, association_id, today())[:1])


def require_declaring(session: Session, by: Actor, association_id: int) -> None:
    """The one scope rule for declared figures: treasurer there or directly above it today, or `OutsideScope`.

    A clan or village that only declares often has nobody who uses this book, so the commune types for it.
    """
    if not declares_for(session, by, association_id):
        require(session, by, Role.TREASURER, association_id)


def require_reading(session: Session, by: Actor, association_id: int) -> None:
    """The one scope rule for reading what is not public: a role there or above, or `NotFound`.

    The books of a closed association are read by those who follow it too, each of them after a split.
    """
    if not _may_read(session, {place for place, _ in by.holdings}, association_id):
        raise NotFound


def _may_read(session: Session, places: set[int], association_id: int) -> bool:
    if association_id in places:
        return True
    if any(above.id in places for above in tree.ancestors(session, association_id, today())):
        return True
    closed = session.get_one(Association, association_id)
    followers = successions.successors(session, [closed]).get(association_id, [])
    return any(_may_read(session, places, follower.id) for follower in followers)
