"""Signing in and out, and choosing the language."""

import json
from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ledger.i18n import LOCALES, N_
from ledger.identity import sessions, users
from ledger.identity.users import WrongSignIn
from ledger.web import csrf, guard
from ledger.web.forms.fields import Fields
from ledger.web.render import LOCALE_COOKIE, page, remember_browser, see_other
from ledger.web.routing import Form, Route, reading, slow, writing

router = APIRouter(route_class=Route)


def local_path(address: str, otherwise: str = "/desk") -> str:
    """An address inside this site, never one that leads elsewhere."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return otherwise
    inside = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if inside and not parts.scheme and not parts.netloc else otherwise


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
    response = (
        _resume(request, fields) if fields.text("typed") else see_other(local_path(fields.text("target")))
    )
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


def _resume(request: Request, fields: Fields) -> Response:
    """The form that was under way when the session ended, ready to be sent again."""
    target = local_path(fields.text("target"))
    typed = _kept(fields.text("typed"))
    if not typed:
        return see_other(target)
    response = page(
        request, "sign_in/resume.html", title=N_("Go on where you were"), target=target, typed=typed
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _kept(typed: str) -> list[tuple[str, str]]:
    """The fields that the sign-in page carried along; nothing when it is not what we wrote there."""
    try:
        pairs = [(name, value) for name, value in json.loads(typed)]
    except (ValueError, TypeError, RecursionError):
        return []
    if not all(isinstance(text, str) for pair in pairs for text in pair):
        return []
    return [(_whole(name), _whole(value)) for name, value in pairs]


def _whole(text: str) -> str:
    """A text without lone surrogates, which JSON can write and no page can show."""
    return text.encode(errors="replace").decode()


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
