"""Term deposits: the list, placing one, and taking it back with its interest."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.errors import NotFound
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.treasury import deposits
from ledger.treasury.deposits import DepositLine
from ledger.web import guard
from ledger.web.forms import amount, till
from ledger.web.forms import term_deposit as forms
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Id, Route, reading, writing
from ledger.web.treasurer import act_page

router = APIRouter(route_class=Route)


@router.get("/desk/{code}/deposits")
def term_deposits(request: Request, code: str) -> Response:
    """Term deposits, those still placed first."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        lines = deposits.listed(session, desk.association.id)
    return page(request, "treasurer/deposits.html", title=N_("Term deposits"), desk=desk, lines=lines)


@router.get("/desk/{code}/deposits/new")
def new_deposit(request: Request, code: str) -> Response:
    """The form of a term deposit; money is placed from the bank unless the address says otherwise."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        fields = till.fresh(desk, {"place": "bank", **request.query_params})
        return _form(request, session, desk, fields)


@router.post("/desk/{code}/deposits")
def place_deposit(request: Request, code: str, form: Form) -> Response:
    """Place the money; the answer is the memo voucher."""
    fields = Fields.sent(form)
    with beside(fields, **act_page.BESIDE), writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        new = forms.parse(session, fields, desk)
        if new is not None:
            voucher_id = deposits.place_deposit(session, new, by=desk.actor, client_key=fields.key or None)
            return see_other(f"{desk.path}/vouchers/{voucher_id}?recorded=1")
    with reading(request) as session:
        return _form(request, session, desk, fields)


@router.get("/desk/{code}/deposits/{deposit_id}/return")
def take_back(request: Request, code: str, deposit_id: Id) -> Response:
    """The form for a deposit that came back."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        line = _one(session, desk, deposit_id)
        return _return_page(request, session, desk, line, forms.fresh_return(desk, line))


@router.post("/desk/{code}/deposits/{deposit_id}/return")
def take_back_deposit(request: Request, code: str, deposit_id: Id, form: Form) -> Response:
    """Record that it came back; the answer is the memo voucher."""
    fields = Fields.sent(form)
    with (
        beside(fields, period_is_open="date", deposit_not_returned_before="date", fund_is_open="date"),
        writing(request) as session,
    ):
        desk = guard.enter(session, request, code, Role.TREASURER)
        new = forms.parse_return(session, fields, desk, _one(session, desk, deposit_id))
        if new is not None:
            voucher_id = deposits.take_back(session, new, by=desk.actor, client_key=fields.key or None)
            return see_other(f"{desk.path}/vouchers/{voucher_id}?recorded=1")
    with reading(request) as session:
        return _return_page(request, session, desk, _one(session, desk, deposit_id), fields)


def _one(session: Session, desk: Desk, deposit_id: int) -> DepositLine:
    line = deposits.one(session, deposit_id)
    if line.deposit.association_id != desk.association.id:
        raise NotFound
    return line


def _form(request: Request, session: Session, desk: Desk, fields: Fields) -> Response:
    return act_page.show(
        request,
        session,
        desk,
        fields,
        "treasurer/new_deposit.html",
        title=N_("Place a term deposit"),
        act="deposit",
    )


def _return_page(
    request: Request, session: Session, desk: Desk, line: DepositLine, fields: Fields
) -> Response:
    return page(
        request,
        "treasurer/return_deposit.html",
        title=N_("A term deposit came back"),
        status=422 if fields.errors else 200,
        desk=desk,
        line=line,
        errors=fields.errors,
        values=fields.values,
        echo=amount.echo(fields.text("interest")),
        places=till.places_offered(session, desk),
    )
