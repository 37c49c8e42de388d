"""Where the money lies: every box and bank account, what is in it, and how long it has lain there."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import places
from ledger.accounts.funds import Fund
from ledger.accounts.places import MoneyPlace, Place
from ledger.errors import NotFound
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.ids import new_token
from ledger.web import guard
from ledger.web.forms import place as forms
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Id, Route, reading, writing

router = APIRouter(route_class=Route)


@dataclass(frozen=True)
class PlaceFile:
    """A place with what lies there of each fund, in đồng, and since when the oldest of it."""

    place: Place
    held: list[tuple[Fund, int]]
    since: date | None
    days: int

    @property
    def total(self) -> int:
        """All that lies there, in đồng."""
        return sum(amount for _, amount in self.held)


@router.get("/desk/{code}/places")
def place_list(request: Request, code: str) -> Response:
    """The boxes and bank accounts of an association, and the age of the cash in hand."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        found = _files(session, desk)
    title, key = N_("Places of money"), new_token()
    return page(request, "treasurer/places.html", title=title, desk=desk, places=found, key=key)


def _files(session: Session, desk: Desk) -> list[PlaceFile]:
    held = places.holdings(session, desk.association.id)
    found = []
    for place in places.in_use(session, desk.association.id):
        since = places.oldest_since(session, desk.association.id, place.account_id)
        days = (desk.today - since).days if since else 0
        found.append(PlaceFile(place, [*held.get(place.account_id, [])], since, days))
    return found


@router.get("/desk/{code}/places/new")
def new_place(request: Request, code: str) -> Response:
    """The form that names a box or a bank account."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
    return _form(request, desk, forms.fresh(request.query_params))


@router.post("/desk/{code}/places")
def name_place(request: Request, code: str, form: Form) -> Response:
    """Name a place; it can be used at once."""
    fields = Fields.sent(form)
    with writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        new = forms.parse(fields, desk)
        if new is None:
            return _form(request, desk, fields)
        places.name(session, new, by=desk.actor, client_key=fields.key or None)
    return see_other(f"{desk.path}/places")


@router.post("/desk/{code}/places/{place_id}/close")
def close_place(request: Request, code: str, place_id: Id, form: Form) -> Response:
    """Close a place that is empty."""
    key = Fields.sent(form).key or None
    with writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        row = session.get(MoneyPlace, place_id)
        if row is None or row.association_id != desk.association.id:
            raise NotFound
        places.close(session, place_id=place_id, by=desk.actor, client_key=key)
    return see_other(f"/desk/{code}/places")


def _form(request: Request, desk: Desk, fields: Fields) -> Response:
    return page(
        request,
        "treasurer/new_place.html",
        title=N_("Name a cash box or a bank account"),
        status=422 if fields.errors else 200,
        desk=desk,
        errors=fields.errors,
        values=fields.values,
    )
