"""Which books an association keeps: shown, and chosen from a day on."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import presentation
from ledger.accounts.presentation import PROFILE_NAMES
from ledger.i18n import N_
from ledger.web import guard
from ledger.web.forms import profile as forms
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Route, reading, writing

router = APIRouter(route_class=Route)


@router.get("/desk/{code}/admin/profile")
def profile(request: Request, code: str, done: str = "") -> Response:
    """The books kept today, those of before, and the form to choose others."""
    return _profile_page(request, code, done=done)


@router.post("/desk/{code}/admin/profile")
def choose_profile(request: Request, code: str, form: Form) -> Response:
    """Choose the books; the answer is the page that shows them."""
    fields = Fields.sent(form)
    with beside(fields, "valid_from"), writing(request) as session:
        desk = guard.administer(session, request, code)
        chosen = forms.parse(fields, desk)
        if chosen:
            place, key = desk.association.id, fields.key or None
            presentation.choose(session, association_id=place, **vars(chosen), by=desk.actor, client_key=key)
    if fields.errors:
        return _profile_page(request, code, fields)
    return see_other(f"/desk/{code}/admin/profile?done=chosen")


def _profile_page(request: Request, code: str, fields: Fields | None = None, done: str = "") -> Response:
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        kept = presentation.profile_of(session, desk.association.id, desk.today)
        choices = presentation.choices(session, desk.association.id)
    status = 200 if fields is None else 422
    fields = fields or forms.fresh(desk, kept)
    return page(
        request,
        "admin/profile.html",
        title=N_("Books kept"),
        status=status,
        desk=desk,
        kept=kept,
        choices=choices,
        names=PROFILE_NAMES,
        errors=fields.errors,
        values=fields.values,
        done=done,
    )
