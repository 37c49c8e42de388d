"""Looking into the book: everything derived again, and the trail of one association."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ledger.clock import VIETNAM, now
from ledger.disclosure import trail as steps
from ledger.disclosure.verify import verify as verify_book
from ledger.i18n import N_
from ledger.web import guard
from ledger.web.forms.fields import identity
from ledger.web.render import page
from ledger.web.routing import Route, reading, slow

router = APIRouter(route_class=Route)
PAGE = 50
MOST_SHOWN = 50


@router.get("/desk/{code}/verify")
@slow
def verify(request: Request, code: str) -> Response:
    """Derive every kept and published figure of the whole book again, and show what differs."""
    with reading(request) as session:
        desk = guard.inspect(session, request, code)
        findings = verify_book(session)
    return page(
        request,
        "admin/verify.html",
        title=N_("Does the book agree with itself?"),
        desk=desk,
        findings=findings[:MOST_SHOWN],
        number=len(findings),
        moment=now().astimezone(VIETNAM),
    )


@router.get("/desk/{code}/trail")
def trail(request: Request, code: str, before: str = "") -> Response:
    """Who did what here, the newest first."""
    with reading(request) as session:
        desk = guard.inspect(session, request, code)
        place = desk.association.id
        found = steps.steps(session, place, before=identity(before) or None, limit=PAGE + 1)
    return page(
        request,
        "admin/trail.html",
        title=N_("Audit trail"),
        desk=desk,
        steps=found[:PAGE],
        zone=VIETNAM,
        newest=f"{desk.path}/trail" if before else None,
        older=f"{desk.path}/trail?before={found[PAGE - 1].id}" if len(found) > PAGE else None,
    )
