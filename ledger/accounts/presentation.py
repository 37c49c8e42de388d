"""How one book is shown: three presentations of the one chart of accounts.

A licensed fund keeps full accounts of its own (`separate`); an association inside another regime
keeps detail books under that regime's account for special funds (`detail_books`); a clan's board or a
chapter keeps a cash book (`simple`). Circular 41/2022/TT-BTC names these three ways. Postings are the
same in each; only codes, names and the choice of books differ, and from which day they do is data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.accounts.chart import Account, AccountPresentation
from ledger.associations.associations import Association, AssociationKind
from ledger.database import Base
from ledger.errors import NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, require_setting_up


class Profile(StrEnum):
    """Which books an association keeps."""

    SEPARATE = "separate"
    DETAIL_BOOKS = "detail_books"
    SIMPLE = "simple"


PROFILE_NAMES = {
    Profile.SEPARATE: N_("Full accounts of its own"),
    Profile.DETAIL_BOOKS: N_("Detail books inside other accounts"),
    Profile.SIMPLE: N_("A simple cash book"),
}
USUAL = {
    AssociationKind.CLAN_BOARD: Profile.SIMPLE,
    AssociationKind.CHAPTER: Profile.SIMPLE,
}
"""What kinds of association keep unless somebody chose otherwise; the others keep full accounts."""


class BookkeepingProfile(Base):
    """The profile an association keeps its books by, from a day on."""

    __tablename__ = "bookkeeping_profile"
    __table_args__ = (
        UniqueConstraint("association_id", "valid_from", name="bookkeeping_profile_once"),
        CheckConstraint(
            "profile IN ('separate', 'detail_books', 'simple')", name="bookkeeping_profile_known"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    profile: Mapped[str]
    valid_from: Mapped[date]


class ProfileChosenTwice(Refusal):
    """One choice for one day."""

    rule = "bookkeeping_profile_once"
    status = 422
    message = N_("The books to keep from that day on were chosen already. Choose another day.")
    general = message


@dataclass(frozen=True)
class Shown:
    """An account as a book shows it."""

    code: str
    name_vi: str
    name_en: str


def choose(
    session: Session,
    *,
    association_id: int,
    profile: Profile,
    valid_from: date,
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Choose the books an association keeps from a day on; an administrator acts. Returns the row's id."""
    require_setting_up(session, by, association_id)
    act = audit.begin(
        session,
        association_id=association_id,
        actor_id=by.user_id,
        verb="choose_profile",
        client_key=client_key,
        content={"profile": profile.value, "from": valid_from},
    )
    if act.earlier is not None:
        return act.earlier
    chosen = BookkeepingProfile(association_id=association_id, profile=profile.value, valid_from=valid_from)
    session.add(chosen)
    session.flush()
    return act.done("bookkeeping_profile", chosen.id)


def profile_of(session: Session, association_id: int, on: date) -> Profile:
    """The profile an association keeps its books by on a day; refuses an unknown one (`NotFound`)."""
    chosen = session.scalar(
        select(BookkeepingProfile.profile)
        .where(BookkeepingProfile.association_id == association_id, BookkeepingProfile.valid_from <= on)
        .order_by(BookkeepingProfile.valid_from.desc())
        .limit(1)
    )
    if chosen is not None:
        return Profile(chosen)
    association = session.get(Association, association_id)
    if association is None:
        raise NotFound
    return USUAL.get(AssociationKind(association.kind), Profile.SEPARATE)


def choices(session: Session, association_id: int) -> Sequence[BookkeepingProfile]:
    """What was chosen for an association, the latest day first."""
    return session.scalars(
        select(BookkeepingProfile)
        .where(BookkeepingProfile.association_id == association_id)
        .order_by(BookkeepingProfile.valid_from.desc())
    ).all()


def shown(session: Session, association_id: int, on: date) -> Mapping[int, Shown]:
    """Every account, by id, as the books of an association show it on a day."""
    own = select(Account.id, Account.code, Account.name_vi, Account.name_en)
    found = {identity: Shown(*names) for identity, *names in session.execute(own)}
    profile = profile_of(session, association_id, on)
    other = select(
        AccountPresentation.account_id,
        AccountPresentation.code,
        AccountPresentation.name_vi,
        AccountPresentation.name_en,
    ).where(AccountPresentation.profile == profile)
    return found | {identity: Shown(*names) for identity, *names in session.execute(other)}
