"""People of an association: the list, making a user, and the slip with the passphrase, shown once."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ledger.i18n import N_
from ledger.identity import staff, users
from ledger.identity.roles import ROLE_NAMES
from ledger.web import guard
from ledger.web.forms import user as forms
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields, identity
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Id, Route, reading, slow, writing

router = APIRouter(route_class=Route)
PAGE = 50


@router.get("/desk/{code}/admin/people")
def people(request: Request, code: str, after: str = "") -> Response:
    """Those who hold or held a role here."""
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        found = staff.members(session, desk.association.id, after=identity(after), limit=PAGE + 1)
    return page(
        request,
        "admin/people.html",
        title=N_("People and roles"),
        desk=desk,
        members=found[:PAGE],
        role_titles=ROLE_NAMES,
        first=f"{desk.path}/admin/people" if after else None,
        more=f"{desk.path}/admin/people?after={found[PAGE - 1].user.id}" if len(found) > PAGE else None,
    )


@router.get("/desk/{code}/admin/people/new")
def create_user(request: Request, code: str) -> Response:
    """The form to make a user."""
    return _user_page(request, code)


@router.post("/desk/{code}/admin/people")
@slow
def make_user(request: Request, code: str, form: Form) -> Response:
    """Make the user; the answer is the slip to print and hand over."""
    fields, user_id = Fields.sent(form), 0
    with beside(fields, "login"), writing(request) as session:
        desk = guard.administer(session, request, code)
        new = forms.parse(fields)
        if new:
            hashed, key = users.hash_passphrase(forms.passphrase(fields)), fields.key or None
            place = desk.association.id
            user_id = staff.employ(session, place, new, password_hash=hashed, by=desk.actor, client_key=key)
    return _user_page(request, code, fields) if fields.errors else _slip(request, code, user_id, fields)


def _user_page(request: Request, code: str, fields: Fields | None = None) -> Response:
    with reading(request) as session:
        desk = guard.administer(session, request, code)
    status = 200 if fields is None else 422
    fields = fields or forms.fresh()
    return page(
        request,
        "admin/create_user.html",
        title=N_("Make a user"),
        status=status,
        desk=desk,
        role_titles=ROLE_NAMES,
        errors=fields.errors,
        values=fields.values,
    )


@router.get("/desk/{code}/admin/people/{user_id}/passphrase")
def renew_passphrase(request: Request, code: str, user_id: Id) -> Response:
    """What a new passphrase does, before it is given."""
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        member = staff.member(session, desk.association.id, user_id)
        staff.require_whole_person(session, desk.association.id, user_id, desk.actor)
    return page(
        request,
        "admin/renew_passphrase.html",
        title=N_("New passphrase"),
        desk=desk,
        member=member,
        values=forms.fresh().values,
    )


@router.post("/desk/{code}/admin/people/{user_id}/passphrase")
@slow
def give_passphrase(request: Request, code: str, user_id: Id, form: Form) -> Response:
    """Give the passphrase; the answer is the slip."""
    fields = Fields.sent(form)
    with writing(request) as session:
        desk = guard.administer(session, request, code)
        place, key = desk.association.id, fields.key or None
        hashed = users.hash_passphrase(forms.passphrase(fields))
        staff.renew_passphrase(
            session, place, user_id=user_id, password_hash=hashed, by=desk.actor, client_key=key
        )
    return _slip(request, code, user_id, fields)


def _slip(request: Request, code: str, user_id: int, fields: Fields) -> Response:
    """The slip, as long as its passphrase is the one in force; later the person's page."""
    passphrase = forms.passphrase(fields)
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        member = staff.member(session, desk.association.id, user_id)
        if not users.opens(member.user, passphrase):
            return see_other(f"{desk.path}/admin/people/{user_id}")
    return page(
        request,
        "admin/slip.html",
        title=N_("Sign-in slip"),
        desk=desk,
        member=member,
        role_titles=ROLE_NAMES,
        passphrase=passphrase,
        address=request.app.state.settings.public_url,
    )
