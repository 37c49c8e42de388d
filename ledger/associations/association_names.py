"""Names an association once had, or is called by: many generations, all found by the search."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.associations import events
from ledger.associations.associations import Association
from ledger.associations.events import Decree, EventKind
from ledger.database import Base
from ledger.dates import format_date
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.text import clean, fold, sort_key


class AssociationName(Base):
    """A former name or an alias; the name of today is on the association itself.

    used_to: the last day it was the official name; None for what people merely say.
    """

    __tablename__ = "association_name"
    __table_args__ = (
        UniqueConstraint("association_id", "name", "used_to", name="association_name_once"),
        CheckConstraint("length(name) >= 2", name="association_name_length"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    used_to: Mapped[date | None]


class NameThereAlready(InputError):
    """An association is known by each of its names once."""

    rule = "association_name_once"
    message = N_("This association has or had this very name already. Enter another one.")


class NameTooShort(InputError):
    """A name has letters."""

    rule = "association_name_length"
    message = N_("Enter the whole name.")


class RenamedLater(InputError):
    """Names follow one another."""

    rule = "names_follow"
    message = N_("The name it has today has been in use since %(day)s. Enter a later day.")


def rename(session: Session, association: Association, name: str, *, on: date, decree: Decree) -> int:
    """Give an association a new name from a day on; the old one is kept, and finds it.

    Entries, receipts and other papers keep the name that was printed on them. on: the first day of the
    new name. Returns the event's id.
    Refuses the name it has (`NameThereAlready`), a day before the last change (`RenamedLater`) and one
    that has not come (`EventInFuture`).
    """
    events.refuse_future(on)
    name = clean(name)
    if name == association.name:
        raise NameThereAlready
    since = _named_since(session, association)
    if on <= since:
        raise RenamedLater(day=format_date(since))
    also_called(session, association, association.name, used_to=on - timedelta(days=1))
    event_id = events.record(session, EventKind.RENAME, association.id, on, decree)
    stored = session.get_one(Association, association.id)
    stored.name, stored.folded, stored.sort_key = name, fold(name), sort_key(name)
    session.flush()
    return event_id


def also_called(session: Session, association: Association, name: str, *, used_to: date | None = None) -> int:
    """Keep a name under which an association is found too. Returns the id of its row.

    used_to: the last day it was the official name; None for an alias, what people merely say.
    Refuses a name kept already (`NameThereAlready`) and one too short to say (`NameTooShort`).
    """
    name = clean(name)
    kept = select(AssociationName.id).filter_by(association_id=association.id, name=name, used_to=used_to)
    if session.scalar(kept.limit(1)) is not None or (used_to is None and name == association.name):
        raise NameThereAlready
    row = AssociationName(association_id=association.id, name=name, folded=fold(name), used_to=used_to)
    session.add(row)
    session.flush()
    return row.id


def names(session: Session, association_id: int) -> Sequence[AssociationName]:
    """The former names of an association, the oldest first, then its aliases."""
    return session.scalars(
        select(AssociationName)
        .where(AssociationName.association_id == association_id)
        .order_by(AssociationName.used_to.is_(None), AssociationName.used_to, AssociationName.id)
    ).all()


def name_on(session: Session, association_id: int, day: date) -> str:
    """The official name of an association on a day."""
    then = session.scalar(
        select(AssociationName.name)
        .where(AssociationName.association_id == association_id, AssociationName.used_to >= day)
        .order_by(AssociationName.used_to)
        .limit(1)
    )
    return then or session.get_one(Association, association_id).name


def _named_since(session: Session, association: Association) -> date:
    """The first day on which an association had the name it has today."""
    former = [row.used_to for row in names(session, association.id) if row.used_to is not None]
    return max((day + timedelta(days=1) for day in former), default=association.founded_on)
