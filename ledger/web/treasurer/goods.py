"""The register of goods: what came in, what was handed out, what is left."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.treasury import goods
from ledger.treasury.goods import SOURCE_NAMES
from ledger.web import guard
from ledger.web.forms import amount, till
from ledger.web.forms import goods as forms
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Id, Route, reading, writing
from ledger.web.treasurer import act_page

router = APIRouter(route_class=Route)
PAGE = 50
BESIDE = {**act_page.BESIDE, "goods_value_range": "amount", "money_place_is_chosen": "place"}
GIVE_BESIDE = {
    "goods_are_there": "quantity",
    "goods_issue_not_before_lot": "date",
    "period_is_open": "date",
    "entry_not_in_future": "date",
    "fund_is_open": "date",
}


@router.get("/desk/{code}/goods")
def goods_register(request: Request, code: str, before: str = "") -> Response:
    """Goods of an association, the newest first."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        found = goods.register(session, desk.association.id, before=identity(before) or None, limit=PAGE + 1)
    older = f"{desk.path}/goods?before={found[PAGE - 1].lot.id}" if len(found) > PAGE else None
    return page(
        request,
        "treasurer/goods.html",
        title=N_("Register of goods"),
        desk=desk,
        lots=found[:PAGE],
        older=older,
    )


@router.get("/desk/{code}/goods/new")
def new_goods(request: Request, code: str) -> Response:
    """The form of goods that came in."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        return _form(request, session, desk, forms.fresh(desk, request.query_params))


@router.post("/desk/{code}/goods")
def receive_goods(request: Request, code: str, form: Form) -> Response:
    """Record goods that came in; the answer is their page."""
    fields = Fields.sent(form)
    with beside(fields, **BESIDE), writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        new = forms.parse(session, fields, desk)
        if new is not None:
            lot_id = goods.receive(session, new, by=desk.actor, client_key=fields.key or None)
            return see_other(f"{desk.path}/goods/{lot_id}")
    with reading(request) as session:
        return _form(request, session, guard.enter(session, request, code, Role.TREASURER), fields)


@router.get("/desk/{code}/goods/{lot_id}")
def one_lot(request: Request, code: str, lot_id: Id) -> Response:
    """One lot: what is left, what was handed out, and the form that hands out more."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        return _page(request, session, desk, lot_id, forms.fresh_handout(desk))


@router.post("/desk/{code}/goods/{lot_id}")
def give_goods(request: Request, code: str, lot_id: Id, form: Form) -> Response:
    """Hand goods out."""
    fields = Fields.sent(form)
    with beside(fields, **GIVE_BESIDE), writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        goods.one(session, association_id=desk.association.id, lot_id=lot_id)
        given = forms.parse_handout(fields, desk)
        if given is not None:
            goods.give(session, lot_id=lot_id, by=desk.actor, client_key=fields.key or None, **vars(given))
            return see_other(f"{desk.path}/goods/{lot_id}")
    with reading(request) as session:
        return _page(request, session, guard.enter(session, request, code), lot_id, fields)


def _form(request: Request, session: Session, desk: Desk, fields: Fields) -> Response:
    return page(
        request,
        "treasurer/new_goods.html",
        title=N_("Record goods"),
        status=422 if fields.errors else 200,
        desk=desk,
        sources=SOURCE_NAMES,
        funds=till.funds_offered(session, desk),
        places=till.places_offered(session, desk),
        echo=amount.echo(fields.text("amount")),
        amounts=amount.choices(fields.text("amount")),
        errors=fields.errors,
        values=fields.values,
    )


def _page(request: Request, session: Session, desk: Desk, lot_id: int, fields: Fields) -> Response:
    return page(
        request,
        "treasurer/goods_lot.html",
        title=N_("Goods"),
        status=422 if fields.errors else 200,
        desk=desk,
        stock=goods.one(session, association_id=desk.association.id, lot_id=lot_id),
        issues=goods.issues(session, lot_id),
        sources=SOURCE_NAMES,
        errors=fields.errors,
        values=fields.values,
    )
