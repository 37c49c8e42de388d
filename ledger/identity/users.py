"""Users and their passphrases."""

import unicodedata
from functools import cache
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.database import Base
from ledger.errors import InputError, Refusal
from ledger.i18n import N_
from ledger.text import clean

SHORTEST_PASSPHRASE = 12


class User(Base):
    """Someone who can sign in. password_hash: argon2id; active: False ends every session."""

    __tablename__ = "app_user"
    __table_args__ = (UniqueConstraint("login", name="app_user_login_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str]
    name: Mapped[str]
    password_hash: Mapped[str]
    active: Mapped[bool]


class LoginTaken(Refusal):
    """Two people may not share a sign-in name."""

    rule = "app_user_login_once"
    status = 422
    message = N_("Someone already signs in with this name. Choose another sign-in name.")


class PassphraseTooShort(InputError):
    """A passphrase must be long enough to resist guessing."""

    rule = "passphrase_length"
    message = N_("Use a passphrase of at least %(length)s characters, for example four words.")


class WrongSignIn(InputError):
    """Name or passphrase do not fit; which of them is not said."""

    rule = "sign_in"
    message = N_("The sign-in name or the passphrase is not right. Check both and try again.")


@cache
def hasher() -> PasswordHash:
    """argon2id with the library's defaults (64 MiB, 3 passes)."""
    return PasswordHash((Argon2Hasher(),))


def normalised(passphrase: str) -> str:
    """A passphrase in NFC, so that it verifies however the keyboard composes Vietnamese letters."""
    return unicodedata.normalize("NFC", passphrase)


def hash_passphrase(passphrase: str) -> str:
    """The argon2id hash of a passphrase; refuses a short one (`PassphraseTooShort`)."""
    if len(normalised(passphrase)) < SHORTEST_PASSPHRASE:
        raise PassphraseTooShort(length=SHORTEST_PASSPHRASE)
    return hasher().hash(normalised(passphrase))


def create(session: Session, *, login: str, name: str, password_hash: str) -> User:
    """Create a user from an already hashed passphrase; refuses a taken name (`LoginTaken`)."""
    user = User(login=clean(login).lower(), name=clean(name), password_hash=password_hash, active=True)
    session.add(user)
    session.flush()
    return user


def by_login(session: Session, login: str) -> User | None:
    """The user with a sign-in name, however it was typed; None when nobody has it."""
    return session.scalar(select(User).where(User.login == clean(login).lower()))


@cache
def _decoy() -> str:
    """A hash to verify against when nobody has the name, so that both answers take the same time."""
    return hasher().hash("nobody signs in with this")


AT_ONCE = 2
"""Passphrases verified at the same time; each takes 64 MiB, and more would let strangers fill the memory."""
_verifying = BoundedSemaphore(AT_ONCE)


def authenticate(session: Session, *, login: str, passphrase: str) -> User:
    """The active user whose name and passphrase these are; refuses with `WrongSignIn`."""
    user = by_login(session, login)
    with _verifying:
        right = hasher().verify(normalised(passphrase), user.password_hash if user else _decoy())
    if user is None or not right or not user.active:
        raise WrongSignIn
    return user


def opens(user: User, passphrase: str) -> bool:
    """Whether a passphrase is a user's own; takes as long as signing in does."""
    return hasher().verify(normalised(passphrase), user.password_hash)
