"""One person in an association: the roles held there, and whether they may sign in at all."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.i18n import N_
from ledger.identity import staff
from ledger.identity.roles import ROLE_NAMES, Role
from ledger.ids import new_token
from ledger.web import guard
from ledger.web.forms import user as forms
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Id, Route, reading, writing

router = APIRouter(route_class=Route)


@router.get("/desk/{code}/admin/people/{user_id}")
def person(request: Request, code: str, user_id: Id, done: str = "") -> Response:
    """One person: roles here, and what can be done."""
    return _person_page(request, code, user_id, done=done)


@router.post("/desk/{code}/admin/people/{user_id}/roles")
def give_role(request: Request, code: str, user_id: Id, form: Form) -> Response:
    """Let a person of this association hold one more role here."""
    fields = Fields.sent(form)
    with beside(fields, "role"), writing(request) as session:
        desk = guard.administer(session, request, code)
        staff.member(session, desk.association.id, user_id)
        _appoint(session, desk, fields, user_id)
    return _person_page(request, code, user_id, fields) if fields.errors else _back(code, user_id, "given")


@router.get("/desk/{code}/admin/roles/new")
def invite(request: Request, code: str) -> Response:
    """The form to give a role to somebody who signs in already, elsewhere in this book."""
    return _invite_page(request, code)


@router.post("/desk/{code}/admin/roles")
def invite_user(request: Request, code: str, form: Form) -> Response:
    """Give the role; the answer is that person's page."""
    fields, user_id = Fields.sent(form), 0
    with beside(fields, "login", role_held_already="role"), writing(request) as session:
        desk = guard.administer(session, request, code)
        user_id = staff.known(session, fields.text("login")).id
        _appoint(session, desk, fields, user_id)
    return _invite_page(request, code, fields) if fields.errors else _back(code, user_id, "given")


@router.post("/desk/{code}/admin/people/{user_id}/roles/end")
def end_role(request: Request, code: str, user_id: Id, form: Form) -> Response:
    """End a role here today."""
    fields = Fields.sent(form)
    with beside(fields, "role"), writing(request) as session:
        desk = guard.administer(session, request, code)
        role, key = forms.role(fields), fields.key or None
        if role:
            place = desk.association.id
            staff.dismiss(session, place, user_id=user_id, role=role, by=desk.actor, client_key=key)
    return _person_page(request, code, user_id, fields) if fields.errors else _back(code, user_id, "ended")


@router.post("/desk/{code}/admin/people/{user_id}/access")
def change_access(request: Request, code: str, user_id: Id, form: Form) -> Response:
    """Shut a person out at once, or let them in again."""
    fields = Fields.sent(form)
    active = fields.text("word") == "open"
    with writing(request) as session:
        desk = guard.administer(session, request, code)
        place, key = desk.association.id, fields.key or None
        staff.set_active(session, place, user_id=user_id, active=active, by=desk.actor, client_key=key)
    return _back(code, user_id, "opened" if active else "shut")


def _appoint(session: Session, desk: Desk, fields: Fields, user_id: int) -> None:
    role = forms.role(fields)
    if role:
        place, key = desk.association.id, fields.key or None
        staff.appoint(session, place, user_id=user_id, role=role, by=desk.actor, client_key=key)


def _back(code: str, user_id: int, done: str) -> Response:
    return see_other(f"/desk/{code}/admin/people/{user_id}?done={done}")


def _person_page(
    request: Request, code: str, user_id: int, fields: Fields | None = None, done: str = ""
) -> Response:
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        member = staff.member(session, desk.association.id, user_id)
    status = 200 if fields is None else 422
    fields = fields or Fields({})
    return page(
        request,
        "admin/person.html",
        title=member.user.name,
        status=status,
        desk=desk,
        member=member,
        own=user_id == desk.actor.user_id,
        role_titles=ROLE_NAMES,
        free=[role for role in Role if role not in member.roles],
        keys=[new_token() for _ in range(len(Role) + 2)],
        done=done,
        errors=fields.errors,
        values=fields.values,
    )


def _invite_page(request: Request, code: str, fields: Fields | None = None) -> Response:
    with reading(request) as session:
        desk = guard.administer(session, request, code)
    status = 200 if fields is None else 422
    fields = fields or Fields({"key": new_token()})
    return page(
        request,
        "admin/invite.html",
        title=N_("Give a role to somebody who signs in already"),
        status=status,
        desk=desk,
        role_titles=ROLE_NAMES,
        errors=fields.errors,
        values=fields.values,
    )
