"""Money from one fund of the association to another, or released from its purpose."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.treasury import fund_transfers
from ledger.web import guard
from ledger.web.forms import fund_transfer as forms
from ledger.web.forms import till
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk
from ledger.web.render import see_other
from ledger.web.routing import Form, Route, reading, writing
from ledger.web.treasurer import act_page

router = APIRouter(route_class=Route)


@router.get("/desk/{code}/fund-transfers/new")
def new_fund_transfer(request: Request, code: str) -> Response:
    """The form: which funds, how much, and on what ground."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        return _form(request, session, desk, till.fresh(desk, request.query_params))


@router.post("/desk/{code}/fund-transfers")
def move_between_funds(request: Request, code: str, form: Form) -> Response:
    """Record the transfer; the answer is its voucher."""
    fields = Fields.sent(form)
    with beside(fields, **act_page.BESIDE), writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        new = forms.parse(session, fields, desk)
        if new is not None:
            voucher_id = fund_transfers.move(session, new, by=desk.actor, client_key=fields.key or None)
            return see_other(f"{desk.path}/vouchers/{voucher_id}?recorded=1")
    with reading(request) as session:
        return _form(request, session, desk, fields)


def _form(request: Request, session: Session, desk: Desk, fields: Fields) -> Response:
    return act_page.show(
        request,
        session,
        desk,
        fields,
        "treasurer/new_fund_transfer.html",
        title=N_("Move money between funds"),
        act="fund-transfer",
    )
