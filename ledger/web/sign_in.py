"""Signing in and out, and choosing the language."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ledger.i18n import LOCALES, N_
from ledger.identity import sessions, users
from ledger.identity.users import WrongSignIn
from ledger.web import csrf, guard
from ledger.web.forms.fields import Fields
from ledger.web.render import LOCALE_COOKIE, page, remember_browser, see_other
from ledger.web.resuming import local_path, resume
from ledger.web.routing import Form, Route, reading, slow, writing

router = APIRouter(route_class=Route)


@router.get("/sign-in")
def sign_in(request: Request, target: str = "/desk") -> Response:
    """The sign-in page."""
    return page(
        request,
        "sign_in/sign_in.html",
        title=N_("Sign in"),
        errors={},
        values={},
        target=local_path(target),
        typed="",
        expired=False,
    )


@router.post("/sign-in")
@slow
def begin_session(request: Request, form: Form) -> Response:
    """Sign in; a wrong name and a wrong passphrase get the same answer in the same time."""
    fields = Fields.sent(form)
    try:
        with reading(request) as session:
            user = users.authenticate(
                session, login=fields.text("login"), passphrase=fields.text("passphrase")
            )
    except WrongSignIn as problem:
        fields.refuse("login", problem)
        return _again(request, fields)
    with writing(request) as session:
        sessions.end(session, csrf.browser_token(request))
        request.state.browser_token = sessions.begin(session, user)
    response = resume(request, fields)
    remember_browser(request, response)
    return response


def _again(request: Request, fields: Fields) -> Response:
    return page(
        request,
        "sign_in/sign_in.html",
        status=422,
        title=N_("Sign in"),
        errors=fields.errors,
        values={"login": fields.text("login")},
        target=local_path(fields.text("target")),
        typed=fields.text("typed"),
        expired=False,
    )


@router.post("/sign-out")
def end_session(request: Request, form: Form) -> Response:  # noqa: ARG001 - its proof was checked
    """Sign out: the session ends on the server, the browser forgets its cookie and its pages."""
    with writing(request) as session:
        sessions.end(session, csrf.browser_token(request))
    response = see_other("/")
    secure = request.app.state.settings.secure_cookies
    # a `__Host-` cookie is only taken back by a header that is secure itself
    response.delete_cookie(csrf.cookie_name(secure=secure), secure=secure, httponly=True, samesite="lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@router.get("/desk")
def first_desk(request: Request) -> Response:
    """The desk of the first association in which the person holds a role."""
    with reading(request) as session:
        actor = guard.signed_in(session, request)
        places = guard.desks(session, actor)
    return see_other(f"/desk/{places[0].code}" if places else "/")


@router.post("/language")
def choose_language(request: Request, form: Form) -> Response:  # noqa: ARG001 - every handler takes it
    """Remember the reader's language for a year and go back to the page they were on."""
    fields = Fields.sent(form)
    chosen = fields.text("locale")
    response = see_other(local_path(fields.text("next"), otherwise="/"))
    if chosen in LOCALES:
        response.set_cookie(LOCALE_COOKIE, chosen, max_age=31_536_000, httponly=True, samesite="lax")
    return response
