"""Advances: those that are open with their age, handing one out, and accounting for it."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.errors import NotFound
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.treasury import acts, advances
from ledger.treasury.advances import AdvanceLine
from ledger.web import guard
from ledger.web.forms import advance as forms
from ledger.web.forms import amount, till
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Id, Route, reading, writing
from ledger.web.treasurer import act_page

router = APIRouter(route_class=Route)
BESIDE = {
    "settlement_within_advance": "spent",
    "settlement_not_before_advance": "date",
    "period_is_open": "date",
    "fund_is_open": "date",
}


@router.get("/desk/{code}/advances")
def open_advances(request: Request, code: str) -> Response:
    """Advances that are not settled yet, the oldest first."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        lines = advances.open_of(session, desk.association.id)
    return page(request, "treasurer/advances.html", title=N_("Advances"), desk=desk, lines=lines)


@router.get("/desk/{code}/advances/new")
def new_advance(request: Request, code: str) -> Response:
    """The form of an advance, due in a month."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        return _form(request, session, desk, forms.fresh(desk, request.query_params))


@router.post("/desk/{code}/advances")
def give_advance(request: Request, code: str, form: Form) -> Response:
    """Hand out the advance; the answer is its payment voucher."""
    fields = Fields.sent(form)
    with beside(fields, **act_page.BESIDE), writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        new = forms.parse(session, fields, desk)
        if new is not None:
            voucher_id = advances.give(session, new, by=desk.actor, client_key=fields.key or None)
            return see_other(f"{desk.path}/vouchers/{voucher_id}?recorded=1")
    with reading(request) as session:
        return _form(request, session, desk, fields)


@router.get("/desk/{code}/advances/{advance_id}/settle")
def settle(request: Request, code: str, advance_id: Id) -> Response:
    """The form that accounts for an advance."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        line = _one(session, desk, advance_id)
        return _settle_page(request, session, desk, line, forms.fresh_settlement(desk))


@router.post("/desk/{code}/advances/{advance_id}/settle")
def settle_advance(request: Request, code: str, advance_id: Id, form: Form) -> Response:
    """Record what was spent and what came back; the answer is the memo voucher."""
    fields = Fields.sent(form)
    with beside(fields, **BESIDE), writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        new = forms.parse_settlement(session, fields, desk, _one(session, desk, advance_id))
        if new is not None:
            voucher_id = advances.settle(session, new, by=desk.actor, client_key=fields.key or None)
            return see_other(f"{desk.path}/vouchers/{voucher_id}?recorded=1")
    with reading(request) as session:
        return _settle_page(request, session, desk, _one(session, desk, advance_id), fields)


def _one(session: Session, desk: Desk, advance_id: int) -> AdvanceLine:
    line = advances.one(session, advance_id)
    if line.advance.association_id != desk.association.id:
        raise NotFound
    return line


def _form(request: Request, session: Session, desk: Desk, fields: Fields) -> Response:
    return act_page.show(
        request,
        session,
        desk,
        fields,
        "treasurer/new_advance.html",
        title=N_("Hand out an advance"),
        act="advance",
    )


def _settle_page(
    request: Request, session: Session, desk: Desk, line: AdvanceLine, fields: Fields
) -> Response:
    return page(
        request,
        "treasurer/settle_advance.html",
        title=N_("Settle an advance"),
        status=422 if fields.errors else 200,
        desk=desk,
        line=line,
        errors=fields.errors,
        values=fields.values,
        echo={name: amount.echo(fields.text(name)) for name in ("spent", "returned")},
        headings=acts.headings(session),
        places=till.places_offered(session, desk),
    )
