"""Going on where one was, after a page that came in between: signing in, or looking at the clock."""

import json
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from ledger.i18n import N_
from ledger.web.forms.fields import Fields
from ledger.web.render import page, see_other


def under_way(request: Request) -> tuple[str, str]:
    """Where a person was, and what was typed there as JSON, empty for a page; both for `resume`."""
    form = getattr(request.state, "form", None)
    typed = [(k, v) for k, v in form.multi_items() if isinstance(v, str) and k != "csrf"] if form else []
    target = request.url.path if typed or request.method == "GET" else "/desk"
    return target, json.dumps(typed) if typed else ""


def local_path(address: str, otherwise: str = "/desk") -> str:
    """An address inside this site, never one that leads elsewhere."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return otherwise
    inside = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if inside and not parts.scheme and not parts.netloc else otherwise


def resume(request: Request, fields: Fields) -> Response:
    """Back to where a person was: the page, or the form that was under way, ready to be sent again."""
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
