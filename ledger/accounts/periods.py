"""Periods: months and years of an association's book, closed, reopened and filed.

Two days say it all: up to which day a book is closed, and up to which it is filed (its annual
statement was handed in). What happens to a period is an event that stays; the two days follow from
the events and are kept by the database, which refuses an entry dated within them
(`period_is_open`). Closing is a barrier: a posting comes wholly before or wholly after it.
Law on Accounting 88/2015, arts. 26 and 27: books are closed at the end of a period, and a mistake
found after the annual statement was filed is corrected in the year in which it is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.clock import local_date, now, today
from ledger.database import Base
from ledger.dates import format_date
from ledger.errors import InputError, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.identity.users import User
from ledger.text import clean


class PeriodAct(StrEnum):
    """What happens to a period."""

    CLOSE = "close"
    REOPEN = "reopen"
    FILE = "file"


ACT_NAMES = {
    PeriodAct.CLOSE: N_("Closed"),
    PeriodAct.REOPEN: N_("Reopened"),
    PeriodAct.FILE: N_("Annual statement filed"),
}


class PeriodEvent(Base):
    """One act on the periods of an association.

    day: the last day closed or filed; of a reopening, the first day that is open again.
    """

    __tablename__ = "period_event"
    __table_args__ = (
        CheckConstraint("act IN ('close', 'reopen', 'file')", name="period_event_act"),
        CheckConstraint("act <> 'reopen' OR length(trim(reason)) >= 3", name="reopening_has_reason"),
        CheckConstraint("act = 'reopen' OR day < acted_on", name="period_is_over"),
        Index("period_event_by_association_ix", "association_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    act: Mapped[str]
    day: Mapped[date]
    reason: Mapped[str]
    acted_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    acted_on: Mapped[date]
    acted_at: Mapped[datetime]


class PeriodLock(Base):
    """Up to which day an association's book is closed, and filed; kept by the database from the events."""

    __tablename__ = "period_lock"
    __table_args__ = (
        CheckConstraint(
            "filed_through IS NULL OR (closed_through IS NOT NULL AND filed_through <= closed_through)",
            name="filed_is_closed",
        ),
        {"sqlite_with_rowid": False},
    )

    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), primary_key=True)
    closed_through: Mapped[date | None]
    filed_through: Mapped[date | None]


class PeriodIsClosed(Refusal):
    """An entry was dated within a closed period."""

    rule = "period_is_open"
    message = N_("The book is closed up to %(day)s. Choose a later day.")
    general = N_("The book is closed for that day. Choose a day in an open month.")
    next_step = N_("A mistake in a closed month is corrected today, in a month that is open.")


class PeriodNotOver(InputError):
    """A month is closed when it is over."""

    rule = "period_is_over"
    message = N_("This month is not over yet. Close it from its next day on.")
    general = message


class ClosesForward(InputError):
    """A period ends with a month, later than what is closed already."""

    rule = "period_closes_forward"
    message = N_("Choose the end of a month that is not closed yet.")
    general = message


class ReopeningNeedsReason(InputError):
    """Reopening says why."""

    rule = "reopening_has_reason"
    message = N_("Say in a few words why the book is opened again.")
    general = message


class ReopenedByAnother(Refusal):
    """Whoever closed a period does not open it again."""

    rule = "reopened_by_another"
    message = N_("You closed this period yourself, so somebody else must open it again.")
    general = message
    next_step = N_("The chair or another treasurer of this association can open it.")


class NothingToReopen(Refusal):
    """Only what is closed can be opened again."""

    rule = "reopens_what_is_closed"
    message = N_("Choose a month that is closed.")
    general = message


class PeriodIsFiled(Refusal):
    """A year whose annual statement was filed stays closed."""

    rule = "period_not_filed"
    message = N_("The annual statement of that year was filed, so its book stays closed.")
    general = message
    next_step = N_("Correct the mistake today, in the year in which it was found.")


class FilesClosedYears(InputError):
    """A filed period is a whole year that is closed."""

    rule = "files_a_closed_year"
    message = N_("Close all months of the year first, then mark its statement as filed.")
    general = message


@dataclass(frozen=True)
class Closed:
    """Up to which day a book is closed, and filed; None while nothing is."""

    through: date | None = None
    filed_through: date | None = None

    def takes(self, day: date) -> bool:
        """Whether an entry may be dated on a day."""
        return self.through is None or day > self.through

    @property
    def next_month_end(self) -> date | None:
        """The last day of the first open month, when something is closed."""
        return None if self.through is None else month_end(self.through + timedelta(days=1))


def month_end(day: date) -> date:
    """The last day of a day's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def closed(session: Session, association_id: int) -> Closed:
    """Up to which day the book of an association is closed and filed."""
    lock = session.get(PeriodLock, association_id)
    return Closed(lock.closed_through, lock.filed_through) if lock else Closed()


def day_of_correction(session: Session, association_id: int, made_on: date) -> date:
    """The day on which a mistake is put right: its own while that period is open, else today.

    Law on Accounting 88/2015, art. 27: before the statement is filed in the books of that year, after
    it in the books of the year in which the mistake is found.
    """
    return made_on if closed(session, association_id).takes(made_on) else today()


def close(
    session: Session, *, association_id: int, through: date, by: Actor, client_key: str | None = None
) -> int:
    """Close the book of an association up to the end of a month; its treasurer acts. Returns the event's id.

    through: the last day of a month that is over (`PeriodNotOver`) and not closed yet (`ClosesForward`).
    """
    require(session, by, Role.TREASURER, association_id)
    return _record(session, _New(association_id, PeriodAct.CLOSE, through), by, client_key)


def reopen(
    session: Session,
    *,
    association_id: int,
    from_day: date,
    reason: str,
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Open the book again from the first day of a month on; the chair or another treasurer acts.

    reason: a few words (`ReopeningNeedsReason`). Refuses whoever closed it (`ReopenedByAnother`), a month
    that is open (`NothingToReopen`), and a filed year (`PeriodIsFiled`). Returns the event's id.
    """
    if not by.holds(Role.CHAIR, association_id):
        require(session, by, Role.TREASURER, association_id)
    return _record(session, _New(association_id, PeriodAct.REOPEN, from_day, clean(reason)), by, client_key)


def file(
    session: Session, *, association_id: int, year: int, by: Actor, client_key: str | None = None
) -> int:
    """Mark the annual statement of a closed year as filed; the chair acts. Returns the event's id.

    From then on the year stays closed (`PeriodIsFiled`). Refuses a year not wholly closed
    (`FilesClosedYears`).
    """
    require(session, by, Role.CHAIR, association_id)
    return _record(session, _New(association_id, PeriodAct.FILE, date(year, 12, 31)), by, client_key)


@dataclass(frozen=True)
class _New:
    """An event to store."""

    association_id: int
    act: PeriodAct
    day: date
    reason: str = ""


def _record(session: Session, new: _New, by: Actor, client_key: str | None) -> int:
    """Store an event; the database judges it and moves the lock."""
    begun = audit.begin(
        session,
        association_id=new.association_id,
        actor_id=by.user_id,
        verb=f"{new.act}_period",
        client_key=client_key,
        content={"day": new.day, "reason": new.reason},
    )
    if begun.earlier is not None:
        return begun.earlier
    moment = now()
    event = PeriodEvent(**vars(new), acted_by=by.user_id, acted_on=local_date(moment), acted_at=moment)
    session.add(event)
    session.flush()
    return begun.done("period_event", event.id)


@dataclass(frozen=True)
class PeriodLine:
    """One act on the periods, and the name of who did it."""

    event: PeriodEvent
    acted_by: str


def history(session: Session, association_id: int) -> Sequence[PeriodLine]:
    """All acts on the periods of an association, the newest first."""
    found = session.execute(
        select(PeriodEvent, User.name)
        .join(User, User.id == PeriodEvent.acted_by)
        .where(PeriodEvent.association_id == association_id)
        .order_by(PeriodEvent.id.desc())
    )
    return [PeriodLine(event, name) for event, name in found]


def refuse_closed(session: Session, association_id: int, day: date) -> None:
    """Refuse a day in a closed period, and say up to when it is closed (`PeriodIsClosed`)."""
    through = closed(session, association_id).through
    if through is not None and day <= through:
        raise PeriodIsClosed(day=format_date(through))
