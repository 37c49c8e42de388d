"""Signed-in sessions, kept on the server so that they can be ended. Only a digest of the token is stored."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.clock import now, today
from ledger.database import Base
from ledger.identity.roles import Actor, Role, RoleHolding, held_on
from ledger.identity.users import User
from ledger.ids import new_token
from ledger.statements import Prepared

LIFETIME = timedelta(hours=12)
"""One working day at the desk; a shared computer is never signed in overnight."""


class SignedIn(Base):
    """One browser signed in. digest: SHA-256 of the cookie's token."""

    __tablename__ = "signed_in"

    digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("app_user.id"), index=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]


_signed_in = Prepared(
    select(User.id, User.name, RoleHolding.association_id, RoleHolding.role)
    .join(SignedIn, SignedIn.user_id == User.id)
    .outerjoin(RoleHolding, (RoleHolding.user_id == User.id) & held_on(bindparam("day")))
    .where(
        SignedIn.digest == bindparam("digest"),
        SignedIn.expires_at > bindparam("moment"),
        User.active == bindparam("yes"),
    )
)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def begin(session: Session, user: User) -> str:
    """Sign a browser in; returns the token for its cookie, which is stored nowhere."""
    token = new_token()
    session.execute(delete(SignedIn).where(SignedIn.expires_at < now()))
    session.add(
        SignedIn(digest=_digest(token), user_id=user.id, started_at=now(), expires_at=now() + LIFETIME)
    )
    session.flush()
    return token


def who(session: Session, token: str) -> Actor | None:
    """The person behind a cookie, with today's roles; None when the session is over or unknown."""
    found = _signed_in.rows(session, digest=_digest(token), moment=now(), day=today(), yes=True)
    if not found:
        return None
    user_id, name, *_ = found[0]
    return Actor(user_id, name, frozenset((place, Role(role)) for _, _, place, role in found if role))


def end(session: Session, token: str) -> None:
    """Sign a browser out."""
    session.execute(delete(SignedIn).where(SignedIn.digest == _digest(token)))


def end_all(session: Session, user_id: int) -> None:
    """Sign a person out everywhere."""
    session.execute(delete(SignedIn).where(SignedIn.user_id == user_id))
