"""The minutes behind money that a closed association handed over, for the treasurers of both sides."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import transfers_listed
from ledger.reorganisation import history
from ledger.reorganisation.minutes import minutes
from ledger.reorganisation.minutes_pdf import minutes_pdf
from ledger.web import guard
from ledger.web.render import pdf
from ledger.web.routing import Id, Route, reading, slow

router = APIRouter(route_class=Route)


@router.get("/desk/{code}/transfers/{transfer_id}/minutes.pdf")
@slow
def print_minutes(request: Request, code: str, transfer_id: Id) -> Response:
    """The minutes of the hand-over that a transfer is part of."""
    with reading(request) as session:
        place = guard.enter(session, request, code).association.id
        line = transfers_listed.one(session, association_id=place, transfer_id=transfer_id)
        paper = minutes(session, history.of_transfer(session, line), line.sender.id, line.receiver.id)
    return pdf(minutes_pdf(paper), f"bien-ban-{transfer_id}.pdf")
