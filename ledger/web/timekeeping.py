"""Where somebody says that the clock of this computer is right."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ledger.identity import timekeeping
from ledger.web import guard
from ledger.web.forms.fields import Fields
from ledger.web.resuming import resume
from ledger.web.routing import Form, Route, writing

router = APIRouter(route_class=Route)


@router.post("/desk/{code}/clock")
def confirm_clock(request: Request, code: str, form: Form) -> Response:
    """Note that the date was looked at, and go on."""
    with writing(request) as session:
        desk = guard.enter(session, request, code)
        timekeeping.confirm(session, desk.association.id, by=desk.actor)
    return resume(request, Fields.sent(form))
