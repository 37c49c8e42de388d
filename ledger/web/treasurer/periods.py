"""Periods: closing the months of the book, opening them again, and the statement of a year that was filed."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import periods
from ledger.accounts.periods import ACT_NAMES
from ledger.disclosure import waiting
from ledger.disclosure.waiting import MATTER_NAMES
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.ids import new_token
from ledger.web import guard
from ledger.web.forms import period as forms
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields, year_or
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Route, reading, writing

router = APIRouter(route_class=Route)
WHERE = {
    waiting.Matter.TO_CONFIRM: "transfers",
    waiting.Matter.NOT_CONFIRMED: "transfers",
    waiting.Matter.ROSTERS: "rosters",
    waiting.Matter.HAND_OVERS: "hand-overs",
    waiting.Matter.ADVANCES: "advances",
    waiting.Matter.UNDECIDED: "awards",
    waiting.Matter.UNPAID: "payments",
}
"""The page of the desk on which each matter is settled."""
DONE = {
    "close": N_("The book is closed."),
    "reopen": N_("The book is open again."),
    "file": N_("The annual statement is marked as filed."),
}


@router.get("/desk/{code}/periods")
def period_list(request: Request, code: str, through: str = "", done: str = "") -> Response:
    """What is closed and filed, what waits, and the history. through: the month asked about."""
    return _periods_page(request, code, Fields({"through": through}), done=done)


@router.post("/desk/{code}/periods/close")
def close_period(request: Request, code: str, form: Form) -> Response:
    """Close the book up to the end of a month."""
    fields = Fields.sent(form)
    with beside(fields, "through"), writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        place, key = desk.association.id, fields.key or None
        if end := forms.through(fields, waiting.periods_of(session, place)):
            periods.close(session, association_id=place, through=end, by=desk.actor, client_key=key)
    return _answer(request, code, fields, "close")


@router.post("/desk/{code}/periods/reopen")
def reopen_period(request: Request, code: str, form: Form) -> Response:
    """Open the book again from a month on, with a reason; never by who closed it."""
    fields = Fields.sent(form)
    with beside(fields, "from"), writing(request) as session:
        desk = guard.enter(session, request, code)
        place, key = desk.association.id, fields.key or None
        if new := forms.reopening(fields):
            periods.reopen(session, association_id=place, by=desk.actor, client_key=key, **vars(new))
    return _answer(request, code, fields, "reopen")


@router.post("/desk/{code}/periods/file")
def file_year(request: Request, code: str, form: Form) -> Response:
    """Mark the annual statement of a year as filed; from then on the year stays closed."""
    fields = Fields.sent(form)
    with beside(fields), writing(request) as session:
        desk = guard.enter(session, request, code, Role.CHAIR)
        place, key = desk.association.id, fields.key or None
        year = year_or(fields.text("year"), desk.today.year)
        periods.file(session, association_id=place, year=year, by=desk.actor, client_key=key)
    return _answer(request, code, fields, "file")


def _answer(request: Request, code: str, fields: Fields, act: str) -> Response:
    if fields.errors:
        return _periods_page(request, code, fields, status=422)
    return see_other(f"/desk/{code}/periods?done={act}")


def _periods_page(
    request: Request, code: str, fields: Fields, *, done: str = "", status: int = 200
) -> Response:
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        place = desk.association.id
        found = waiting.periods_of(session, place)
        end = forms.chosen_month(fields.text("through"), found.months) or next(iter(found.months), None)
        return page(
            request,
            "treasurer/periods.html",
            title=N_("Closing the book"),
            status=status,
            desk=desk,
            periods=found,
            end=end,
            waiting=waiting.before_closing(session, place, end) if end else [],
            matters=MATTER_NAMES,
            where=WHERE,
            reopens=forms.closed_months(found) if desk.roles & {Role.TREASURER, Role.CHAIR} else [],
            history=periods.history(session, place),
            acts=ACT_NAMES,
            done=DONE.get(done),
            key=fields.key or new_token(),
            errors=fields.errors,
            values=fields.values,
        )
