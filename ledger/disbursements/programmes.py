"""Award programmes: each gives from one named fund, so restricted money pays its purpose only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.accounts import funds
from ledger.accounts.funds import Fund
from ledger.associations.associations import Association
from ledger.clock import today
from ledger.database import Base
from ledger.errors import InputError, NotFound
from ledger.i18n import N_
from ledger.identity.roles import Actor, require_setting_up
from ledger.text import clean

CATEGORY_NAMES = {
    "reward": N_("Reward for achievement"),
    "scholarship": N_("Scholarship"),
    "hardship": N_("Hardship grant"),
    "adult_learner": N_("Grant for an adult learner"),
}

_CATEGORIES = ", ".join(f"'{category}'" for category in CATEGORY_NAMES)


class Programme(Base):
    """One programme of an association. recognition_required: only holders of a title can be awarded."""

    __tablename__ = "programme"
    __table_args__ = (
        UniqueConstraint("association_id", "name", name="programme_name_once"),
        UniqueConstraint("id", "association_id", "fund_id", name="programme_fund_key"),
        CheckConstraint(f"category IN ({_CATEGORIES})", name="programme_category"),
        ForeignKeyConstraint(
            ["association_id", "fund_id"],
            ["fund_holder.association_id", "fund_holder.fund_id"],
            name="programme_fund_is_held",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    name: Mapped[str]
    category: Mapped[str]
    recognition_required: Mapped[bool]
    opened_on: Mapped[date]


class ProgrammeNameTaken(InputError):
    """An association tells its programmes apart by their names."""

    rule = "programme_name_once"
    message = N_("This association already has a programme of this name. Choose another name.")


@dataclass(frozen=True)
class NewProgramme:
    """A programme to open; category: a key of `CATEGORY_NAMES`."""

    name: str
    category: str
    fund_id: int
    recognition_required: bool = False


def open_as_administrator(
    session: Session, place: Association, new: NewProgramme, *, by: Actor, client_key: str | None = None
) -> int:
    """Open a programme today, with a place in the trail; an administrator acts. Returns its id.

    Refuses a fund that the association does not hold (`NotFound`) and a name that another programme
    there has (`ProgrammeNameTaken`).
    """
    require_setting_up(session, by, place.id)
    act = audit.begin(
        session,
        association_id=place.id,
        actor_id=by.user_id,
        verb="open_programme",
        client_key=client_key,
        content=vars(new),
    )
    if act.earlier is not None:
        return act.earlier
    if funds.held(session, association_id=place.id, fund_id=new.fund_id) is None:
        raise NotFound
    same = select(Programme.id).where(Programme.association_id == place.id, Programme.name == clean(new.name))
    if session.scalar(same) is not None:
        raise ProgrammeNameTaken
    programme = open_programme(
        session,
        association_id=place.id,
        fund_id=new.fund_id,
        name=new.name,
        category=new.category,
        opened_on=today(),
        recognition_required=new.recognition_required,
    )
    return act.done("programme", programme.id)


def open_programme(
    session: Session,
    *,
    association_id: int,
    fund_id: int,
    name: str,
    category: str,
    opened_on: date,
    recognition_required: bool = False,
) -> Programme:
    """Open a programme that gives from one fund the association holds (by foreign key)."""
    programme = Programme(
        association_id=association_id,
        fund_id=fund_id,
        name=clean(name),
        category=category,
        recognition_required=recognition_required,
        opened_on=opened_on,
    )
    session.add(programme)
    session.flush()
    return programme


def programmes(session: Session, association_id: int) -> Sequence[tuple[Programme, Fund]]:
    """The programmes of an association with their funds, in the order they were opened."""
    query = (
        select(Programme, Fund)
        .join(Fund, Fund.id == Programme.fund_id)
        .where(Programme.association_id == association_id)
        .order_by(Programme.id)
    )
    return session.execute(query).all()
