"""Transfers between associations: what was sent, what is on the way, and the word that it arrived."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import transfers
from ledger.accounts.transfers import Transfer
from ledger.contributions.contributions import METHOD_NAMES
from ledger.dates import format_date
from ledger.errors import NotFound
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.web import guard
from ledger.web.forms import arrival
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Id, Route, reading, writing

router = APIRouter(route_class=Route)
PAGE = 50


@router.get("/desk/{code}/transfers")
def transfer_list(request: Request, code: str, before: str = "", confirm: str = "") -> Response:
    """Transfers sent and received. confirm: which of those on the way to us the form is about."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        fields = Fields({"date": format_date(desk.today)})
        return _list_page(request, session, desk, fields, chosen=identity(confirm), before=identity(before))


@router.post("/desk/{code}/transfers/{transfer_id}/confirm")
def confirm_arrival(request: Request, code: str, transfer_id: Id, form: Form) -> Response:
    """Record that the money of a transfer arrived."""
    fields = Fields.sent(form)
    with writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        transfer = session.get(Transfer, transfer_id)
        if transfer is None or transfer.receiver_id != desk.association.id:
            raise NotFound
        arrived = arrival.parse(fields, desk)
        if arrived is None:
            return _list_page(request, session, desk, fields, chosen=transfer_id, status=422)
        try:
            transfers.confirm(session, transfer_id=transfer_id, by=desk.actor, **vars(arrived))
        except transfers.TransferArrivesTooEarly as problem:
            fields.refuse("date", problem)
            return _list_page(request, session, desk, fields, chosen=transfer_id, status=422)
    return see_other(f"{desk.path}/transfers")


def _list_page(
    request: Request,
    session: Session,
    desk: Desk,
    fields: Fields,
    *,
    chosen: int,
    before: int = 0,
    status: int = 200,
) -> Response:
    place = desk.association.id
    waiting = {line.transfer.id: line for line in transfers.to_confirm(session, place)}
    found = transfers.listed(session, place, before=before or None, limit=PAGE + 1)
    older = f"{desk.path}/transfers?before={found[PAGE - 1].transfer.id}" if len(found) > PAGE else None
    return page(
        request,
        "treasurer/transfers.html",
        title=N_("Transfers"),
        status=status,
        desk=desk,
        waiting=waiting,
        asked=waiting.get(chosen) or next(iter(waiting.values()), None),
        transfers=found[:PAGE],
        older=older,
        methods=METHOD_NAMES,
        errors=fields.errors,
        values=fields.values,
    )
