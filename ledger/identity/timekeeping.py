"""Whether the clock of this machine can be right: it dates every record, and nobody looks at it.

A clock that stands before the last record is wrong. One that stands long after it may be right, in a
book that is opened once a year, so a person is asked, and the answer is a record of its own.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from ledger import audit
from ledger.audit import AuditEvent
from ledger.clock import VIETNAM, now
from ledger.database import BigInt, own_number
from ledger.dates import format_date
from ledger.errors import Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.ids import first_id
from ledger.statements import Prepared

MAY_LAG = timedelta(hours=1)
"""How far clocks of machines that share a book may differ."""

MAY_REST = timedelta(days=60)
"""How long nothing may have been recorded before somebody is asked what day it is."""


class ClockWentBack(Refusal):
    """The clock of this machine stands before the last record of the book."""

    rule = "clock_goes_on"
    message = N_("This computer says it is %(now)s, but something was recorded on %(last)s already.")
    general = N_("The clock of this computer is wrong.")
    next_step = N_("Set the clock of the computer right, then try again. Nothing was recorded.")


class ClockToConfirm(Refusal):
    """The clock stands so long after the last record that it may run ahead."""

    rule = "clock_is_confirmed"
    message = N_("This computer says today is %(today)s, but nothing was recorded here since %(last)s.")
    general = N_("Nothing was recorded here for a long time. Look at the date of this computer.")
    next_step = N_("If that is not today's date, set the clock of the computer right before you go on.")


def refuse_wrong_clock(session: Session) -> None:
    """Refuse to record by a clock that went back (`ClockWentBack`) or may run ahead (`ClockToConfirm`)."""
    last, moment = _last(session), now()
    if last is None:
        return
    if last - moment > MAY_LAG:
        raise ClockWentBack(now=_said(moment), last=_said(last))
    if moment - last > MAY_REST:
        days = (format_date(at.astimezone(VIETNAM).date()) for at in (moment, last))
        raise ClockToConfirm(**dict(zip(("today", "last"), days, strict=True)))


def confirm(session: Session, association_id: int, *, by: Actor) -> None:
    """Somebody with a role in the association (`OutsideScope` otherwise) says that the date is today's."""
    if not by.roles_in(association_id):
        require(session, by, Role.TREASURER, association_id)
    act = audit.begin(session, association_id=association_id, actor_id=by.user_id, verb="confirm_clock")
    act.done("association", association_id)


def _last(session: Session) -> datetime | None:
    """When the last act in this book was recorded; acts that came with another book do not count."""
    number = session.scalar(own_number)
    if number is None:
        return None
    row = _last_act.row(session, beyond=first_id(number + 1))
    return None if row is None else row[0]


_last_act = Prepared(
    select(AuditEvent.recorded_at)
    .where(AuditEvent.id < bindparam("beyond", type_=BigInt))
    .order_by(AuditEvent.id.desc())
    .limit(1)
)


def _said(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
