"""What every request meets first: its language, its size, and the security headers of its answer."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ledger.i18n import LOCALES, set_locale
from ledger.web.render import LOCALE_COOKIE

LARGEST_BODY = 4 * 1024 * 1024
"""Bytes; a pasted list of thousands of names is well below it."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
STRICT_TRANSPORT = "max-age=31536000"


class Frontdoor:
    """ASGI middleware: sets the reader's language, refuses oversized bodies, adds headers.

    secure: True where the site is served over TLS.
    """

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        headers = {**HEADERS, **({"Strict-Transport-Security": STRICT_TRANSPORT} if secure else {})}
        self.headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 - ASGI's name
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        set_locale(_locale(headers))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self.headers]
            await send(message)

        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            # No text of ours holds this character, and PostgreSQL refuses to look for it.
            await PlainTextResponse("Not found", status_code=404)(scope, receive, send_with_headers)
            return
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()) or int(length) > LARGEST_BODY:
            await PlainTextResponse("Too large", status_code=413)(scope, receive, send_with_headers)
            return
        await self.app(scope, _measured(receive), send_with_headers)


def _measured(receive: Receive) -> Receive:
    """The body as it comes, up to `LARGEST_BODY`: one sent in chunks does not say its length before."""
    left = LARGEST_BODY

    async def receive_measured() -> Message:
        nonlocal left
        message = await receive()
        if message["type"] == "http.request":
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(status_code=413)
        return message

    return receive_measured


def _locale(headers: Headers) -> str:
    """The language this browser chose; Vietnamese until it chooses."""
    chosen = cookie_parser(headers.get("cookie", "")).get(LOCALE_COOKIE, "")
    return chosen if chosen in LOCALES else LOCALES[0]
