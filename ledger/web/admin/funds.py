"""Funds of an association: the list, opening one, and letting units beneath hold it."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import funds as book
from ledger.accounts.funds import KIND_NAMES, Fund
from ledger.associations import tree
from ledger.errors import NotFound
from ledger.i18n import N_
from ledger.ids import new_token
from ledger.web import guard
from ledger.web.forms import fund as forms
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Id, Route, reading, writing

router = APIRouter(route_class=Route)


@router.get("/desk/{code}/admin/funds")
def funds(request: Request, code: str, done: str = "") -> Response:
    """The funds that the association answers for or may hold."""
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        holdings = book.owned_or_held(session, desk.association.id)
        everywhere = tree.size(session, desk.association.id, desk.today)
    return page(
        request,
        "admin/funds.html",
        title=N_("Funds"),
        desk=desk,
        holdings=holdings,
        kinds=KIND_NAMES,
        done=done,
        to_spread=[
            (holding.fund, new_token())
            for holding in holdings
            if holding.owned and holding.fund.closed_on is None and holding.holders < everywhere
        ],
    )


@router.get("/desk/{code}/admin/funds/new")
def open_fund(request: Request, code: str) -> Response:
    """The form to open a fund."""
    return _fund_page(request, code)


@router.post("/desk/{code}/admin/funds")
def open_one(request: Request, code: str, form: Form) -> Response:
    """Open the fund; the answer is the list it stands in."""
    fields = Fields.sent(form)
    with beside(fields, "name", fund_purpose_named="purpose"), writing(request) as session:
        desk = guard.administer(session, request, code)
        new = forms.parse(fields, desk)
        if new:
            key = fields.key or None
            book.open_as_administrator(session, desk.association, new, by=desk.actor, client_key=key)
    return _fund_page(request, code, fields) if fields.errors else see_other(_list(code, "opened"))


@router.post("/desk/{code}/admin/funds/{fund_id}/holders")
def let_hold(request: Request, code: str, fund_id: Id, form: Form) -> Response:
    """Let every unit now beneath hold the fund."""
    key = Fields.sent(form).key or None
    with writing(request) as session:
        desk = guard.administer(session, request, code)
        fund = session.get(Fund, fund_id)
        if fund is None or fund.owner_id != desk.association.id:
            raise NotFound
        book.let_all_beneath_hold(session, fund, by=desk.actor, client_key=key)
    return see_other(_list(code, "held"))


def _list(code: str, done: str) -> str:
    return f"/desk/{code}/admin/funds?done={done}"


def _fund_page(request: Request, code: str, fields: Fields | None = None) -> Response:
    with reading(request) as session:
        desk = guard.administer(session, request, code)
    status = 200 if fields is None else 422
    fields = fields or forms.fresh(desk)
    return page(
        request,
        "admin/open_fund.html",
        title=N_("Open a fund"),
        status=status,
        desk=desk,
        kinds=KIND_NAMES,
        errors=fields.errors,
        values=fields.values,
    )
