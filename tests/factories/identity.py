"""People who sign in, with roles."""

from datetime import date
from itertools import count

from sqlalchemy.orm import Session

from ledger.associations.associations import Association
from ledger.identity import roles, users
from ledger.identity.roles import Actor, Role
from ledger.identity.users import User
from ledger.text import slug

SINCE = date(2024, 1, 1)
_numbers = count(1)


def user(session: Session, name: str = "Người Mẫu") -> User:
    """A user with a sign-in name nobody else has."""
    return users.create(
        session, login=f"{slug(name)}-{next(_numbers)}", name=name, password_hash="none: cannot sign in"
    )


def actor(session: Session, place: Association, *held: Role, name: str = "Người Mẫu") -> Actor:
    """Somebody who holds roles in one association."""
    who = user(session, name)
    for role in held:
        roles.grant(session, user_id=who.id, association_id=place.id, role=role, valid_from=SINCE)
    return roles.actor(session, user_id=who.id, name=who.name)
