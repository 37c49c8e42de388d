"""Who is asking, and for which association: the first line of every handler behind sign-in."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request

from ledger.accounts import periods
from ledger.accounts.journal import DateInFuture
from ledger.accounts.periods import Closed, PeriodIsClosed
from ledger.associations import associations
from ledger.associations.associations import Association
from ledger.clock import today
from ledger.dates import format_date, parse_date
from ledger.errors import Refusal
from ledger.i18n import N_, Msgid
from ledger.identity import roles, sessions, timekeeping
from ledger.identity.roles import Actor, Role
from ledger.web import csrf

NOTHING_CLOSED = Closed()


class NotSignedIn(Refusal):
    """The page needs a sign-in, or the one there was is over. What was typed is kept."""

    rule = "signed_in"
    status = 401
    message = N_("Sign in to go on. What you typed is kept.")
    general = message


class OnlyRead(Refusal):
    """Nothing is recorded any more in an association that was closed."""

    rule = "desk_is_open"
    message = N_("“%(name)s” was closed on %(day)s. Its books are only read.")
    general = N_("This association is closed. Its books are only read.")
    next_step = N_("Record it at the association that followed it.")


@dataclass(frozen=True)
class Desk:
    """A signed-in person at the desk of one association, as pages see them.

    administers: whether they are administrator here or above; inspects: the same of an inspector.
    closed: up to when the book is closed, known where something can be recorded.
    """

    actor: Actor
    association: Association
    today: date
    administers: bool = False
    inspects: bool = False
    closed: Closed = NOTHING_CLOSED

    @property
    def name(self) -> str:
        """The person's name."""
        return self.actor.name

    @property
    def association_name(self) -> str:
        """The association's name."""
        return self.association.name

    @property
    def association_code(self) -> str:
        """The association's code, used in addresses."""
        return self.association.code

    @property
    def roles(self) -> set[Role]:
        """The roles held in this very association."""
        return self.actor.roles_in(self.association.id)

    @property
    def path(self) -> str:
        """The address of this desk."""
        return f"/desk/{self.association.code}"

    def entry_day(self, typed: str) -> date:
        """A typed day on which an entry may be dated.

        Refuses one that has not come (`DateInFuture`), and one in a closed month (`PeriodIsClosed`).
        """
        day = parse_date(typed, today=self.today)
        if day > self.today:
            raise DateInFuture
        if self.closed.through is not None and not self.closed.takes(day):
            raise PeriodIsClosed(day=format_date(self.closed.through))
        return day

    def menu(self, current: str) -> list[tuple[str, Msgid, bool]]:
        """The menu of this desk by role: (address, label, whether it is the current page)."""
        entries = [(self.path, N_("Desk"))]
        held = self.roles if self.association.closed_on is None else set()
        if Role.TREASURER in held:
            entries += [
                (f"{self.path}/contributions/new", N_("Receive")),
                (f"{self.path}/payments", N_("Pay")),
            ]
        if held & {Role.COMMITTEE_MEMBER, Role.CHAIR}:
            entries += [
                (f"{self.path}/recognition", N_("Recognition")),
                (f"{self.path}/awards", N_("Awards")),
            ]
        entries.append((f"{self.path}/books/cash-book", N_("Cash book")))
        if self.administers:
            entries.append((f"{self.path}/admin", N_("Administration")))
        if self.inspects:
            entries.append((f"{self.path}/verify", N_("Inspection")))
        return [(href, label, href == current) for href, label in entries]


def signed_in(session: Session, request: Request) -> Actor:
    """The person behind this browser's cookie; refuses with `NotSignedIn`."""
    actor = sessions.who(session, csrf.browser_token(request))
    if actor is None:
        raise NotSignedIn
    return actor


def enter(session: Session, request: Request, code: str, role: Role | None = None) -> Desk:
    """Enter the desk of an association.

    role: the role the page is for; it must be held in that very association (`OutsideScope`), which must
    not be closed (`OnlyRead`).
    Without one, any role there or above it lets read (`NotFound` otherwise, as if it were not there).
    Where something can be recorded, a clock that went back is refused (`ClockWentBack`), and one that may
    run ahead must be looked at first (`ClockToConfirm`).
    """
    actor = signed_in(session, request)
    association = associations.by_code(session, code)
    if role is None:
        roles.require_reading(session, actor, association.id)
    else:
        roles.require(session, actor, role, association.id)
        if not request.app.state.settings.demo:  # the demo province has a time of its own
            timekeeping.refuse_wrong_clock(session)
    desk = Desk(
        actor,
        association,
        today(),
        administers=roles.administers(session, actor, association.id),
        inspects=roles.inspects(session, actor, association.id),
        closed=periods.closed(session, association.id) if role else NOTHING_CLOSED,
    )
    request.state.desk = desk
    if role is not None and association.closed_on is not None:
        raise OnlyRead(name=association.name, day=format_date(association.closed_on))
    return desk


def administer(session: Session, request: Request, code: str) -> Desk:
    """Enter an association to set it up: administrator there or above (`OutsideScope`)."""
    desk = enter(session, request, code)
    roles.require_administering(session, desk.actor, desk.association.id)
    return desk


def inspect(session: Session, request: Request, code: str) -> Desk:
    """Enter an association to look into it: inspector or administrator there or above (`OutsideScope`)."""
    desk = enter(session, request, code)
    if not (desk.inspects or desk.administers):
        roles.require(session, desk.actor, Role.INSPECTOR, desk.association.id)
    return desk


def declaring(session: Session, request: Request, code: str) -> Desk:
    """Enter an association to record what it declares: treasurer there or directly above (`OutsideScope`)."""
    desk = enter(session, request, code)
    roles.require_declaring(session, desk.actor, desk.association.id)
    if not request.app.state.settings.demo:
        timekeeping.refuse_wrong_clock(session)
    return desk


def desks(session: Session, actor: Actor) -> list[Association]:
    """The associations in which a person holds a role, in the order they were founded."""
    places = {place for place, _ in actor.holdings}
    query = select(Association).where(Association.id.in_(places)).order_by(Association.id)
    return list(session.scalars(query))
