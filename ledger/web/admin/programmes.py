"""Award programmes of an association: the list, and opening one."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import funds
from ledger.disbursements import programmes as room
from ledger.disbursements.programmes import CATEGORY_NAMES
from ledger.i18n import N_
from ledger.web import guard
from ledger.web.forms import programme as forms
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Route, reading, writing

router = APIRouter(route_class=Route)


@router.get("/desk/{code}/admin/programmes")
def programmes(request: Request, code: str, done: str = "") -> Response:
    """The award programmes of the association."""
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        found = room.programmes(session, desk.association.id)
        holds_funds = bool(funds.held_by(session, association_id=desk.association.id, on=desk.today))
    return page(
        request,
        "admin/programmes.html",
        title=N_("Award programmes"),
        desk=desk,
        programmes=found,
        categories=CATEGORY_NAMES,
        holds_funds=holds_funds,
        done=done,
    )


@router.get("/desk/{code}/admin/programmes/new")
def open_programme(request: Request, code: str) -> Response:
    """The form to open a programme."""
    return _programme_page(request, code)


@router.post("/desk/{code}/admin/programmes")
def open_one(request: Request, code: str, form: Form) -> Response:
    """Open the programme; the answer is the list it stands in."""
    fields = Fields.sent(form)
    with beside(fields, "name"), writing(request) as session:
        desk = guard.administer(session, request, code)
        held = funds.held_by(session, association_id=desk.association.id, on=desk.today)
        new = forms.parse(fields, held)
        if new:
            key = fields.key or None
            room.open_as_administrator(session, desk.association, new, by=desk.actor, client_key=key)
    opened = f"/desk/{code}/admin/programmes?done=opened"
    return _programme_page(request, code, fields) if fields.errors else see_other(opened)


def _programme_page(request: Request, code: str, fields: Fields | None = None) -> Response:
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        held = funds.held_by(session, association_id=desk.association.id, on=desk.today)
    status = 200 if fields is None else 422
    fields = fields or forms.fresh()
    return page(
        request,
        "admin/open_programme.html",
        title=N_("Open an award programme"),
        status=status,
        desk=desk,
        funds=[(fund.id, fund.name) for fund in held],
        categories=CATEGORY_NAMES,
        errors=fields.errors,
        values=fields.values,
    )
