"""Forms from elsewhere are refused: each form carries a token derived from the browser's own cookie.

Besides, cookies are SameSite=Lax, and a browser that says `Sec-Fetch-Site: cross-site` is not served.
"""

import hashlib
import hmac

from starlette.datastructures import FormData
from starlette.requests import Request

from ledger.errors import Refusal
from ledger.i18n import N_
from ledger.ids import new_token

FIELD = "csrf"


class ForeignForm(Refusal):
    """The form did not come from this site, or its cookie is gone."""

    rule = "form_is_ours"
    status = 403
    message = N_("This form is too old or did not come from this site. Nothing was recorded.")
    general = message
    next_step = N_("Go back, open the page again and send the form once more.")


def cookie_name(*, secure: bool) -> str:
    """The cookie that stands for one browser; `__Host-` binds it to this host where TLS is used."""
    return "__Host-ledger" if secure else "ledger"


def browser_token(request: Request) -> str:
    """The token of this browser: from its cookie, or a new one that `render` will set."""
    if not hasattr(request.state, "browser_token"):
        name = cookie_name(secure=request.app.state.settings.secure_cookies)
        request.state.browser_token = request.cookies.get(name) or new_token()
    token: str = request.state.browser_token
    return token


def form_token(request: Request) -> str:
    """The hidden proof for this browser's forms; it cannot be turned back into the cookie."""
    return hashlib.sha256(b"form " + browser_token(request).encode()).hexdigest()


def check(request: Request, form: FormData) -> None:
    """Refuse a form that carries no proof, or another browser's (`ForeignForm`)."""
    given = form.get(FIELD)
    elsewhere = request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
    # as bytes: `compare_digest` raises on text that is not ASCII
    proof = given.encode(errors="replace") if isinstance(given, str) else b""
    if elsewhere or not hmac.compare_digest(proof, form_token(request).encode()):
        raise ForeignForm
