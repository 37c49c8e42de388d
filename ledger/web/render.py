"""Pages: one Jinja environment, the context every page shares, and answers other than pages."""

import gzip
import hashlib
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ledger import i18n
from ledger.dates import format_date, format_date_long
from ledger.i18n import N_, Msgid
from ledger.money import format_compact, format_dong
from ledger.settings import PACKAGE, TEMPLATES
from ledger.web import csrf

STATIC = PACKAGE / "web" / "static"
LOCALE_COOKIE = "locale"
PUBLIC_MENU = (
    ("/associations", N_("Associations")),
    ("/check", N_("Check a receipt")),
    ("/sign-in", N_("Sign in")),
)


@cache
def environment() -> Environment:
    """The templates, escaped always, with our filters and the reader's language."""
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    jinja.globals["_"] = jinja.globals["gettext"] = _text
    jinja.globals["ngettext"] = _counted
    jinja.filters["dong"] = format_dong
    jinja.filters["compact"] = compact
    jinja.filters["date"] = format_date
    jinja.filters["date_long"] = _date_long
    jinja.filters["translate"] = i18n.gettext
    jinja.globals["static"] = static_address
    return jinja


@cache
def _plain(locale: str, msgid: str) -> Markup:
    """A text of ours is markup already; so is what the translators wrote."""
    return Markup(i18n.translations(locale).gettext(msgid))  # noqa: S704 - our own texts


def _text(msgid: str, **facts: Any) -> Markup:
    """A text of a template in the reader's language; its facts are escaped as they are filled in."""
    text = _plain(i18n.current_locale(), msgid)
    return text % facts if facts else text


def _counted(singular: str, plural: str, n: int, **facts: Any) -> Markup:
    """A text that depends on a count, likewise."""
    text = i18n.translations(i18n.current_locale()).ngettext(singular, plural, n)
    return Markup(text) % {"n": n, **facts}  # noqa: S704 - our own texts


def compact(amount: int) -> str:
    """A headline figure, e.g. `7,04 tỷ đồng`."""
    return i18n.gettext("%(amount)s đồng", amount=format_compact(amount, i18n.current_locale()))


def _date_long(day: date) -> str:
    return format_date_long(day, i18n.current_locale())


@cache
def static_files() -> dict[str, tuple[bytes, bytes, str]]:
    """Every static file by its hashed name: content, the same compressed, and media type."""
    kinds = {
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
    }
    found = {}
    for file in STATIC.iterdir():
        if file.suffix in kinds:
            content = file.read_bytes()
            name = f"{file.stem}.{hashlib.sha256(content).hexdigest()[:12]}{file.suffix}"
            found[name] = (content, gzip.compress(content, mtime=0), kinds[file.suffix])
    return found


@cache
def static_address(name: str) -> str:
    """The address of a static file, with a digest of its content in the name."""
    stem, _, suffix = name.rpartition(".")
    hashed = next(n for n in static_files() if n.startswith(f"{stem}.") and n.endswith(f".{suffix}"))
    return f"/static/{hashed}"


def page(
    request: Request, template: str, /, *, status: int = 200, title: Msgid | str, **context: Any
) -> Response:
    """A page, made from its template.

    template: its path under `templates/`; title: its heading and tab title; context: what it shows.
    Pages behind sign-in are never stored by browsers or proxies between.
    """
    state = request.app.state
    desk = getattr(request.state, "desk", None)
    path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
    html = (
        environment()
        .get_template(template)
        .render(
            locale=i18n.current_locale(),
            page_title=i18n.gettext(title),
            current_path=f"{path}?{query}" if query else path,
            csrf_token=csrf.form_token(request),
            actor=desk,
            nav=_menu(desk, path),
            demo=state.settings.demo,
            help_url="/guide",
            province_name=state.province_name,
            **context,
        )
    )
    response = HTMLResponse(html, status_code=status)
    response.headers["Cache-Control"] = "no-store" if desk is not None else "private, no-cache"
    remember_browser(request, response)
    return response


def fragment(template: str, /, **context: Any) -> Response:
    """A part of a page, asked for by htmx; the page that shows it includes the same template."""
    html = environment().get_template(template).render(**context)
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


def _menu(desk: Any, path: str) -> list[tuple[str, str, bool]]:
    entries = desk.menu(path) if desk else [(href, label, href == path) for href, label in PUBLIC_MENU]
    return [(href, i18n.gettext(label), current) for href, label, current in entries]


def remember_browser(request: Request, response: Response) -> None:
    """Set the browser's cookie when it has none, so that its forms can be told from foreign ones."""
    secure = request.app.state.settings.secure_cookies
    name = csrf.cookie_name(secure=secure)
    if request.cookies.get(name) != csrf.browser_token(request):
        response.set_cookie(
            name, csrf.browser_token(request), httponly=True, secure=secure, samesite="lax", path="/"
        )


def see_other(address: str) -> Response:
    """Send the browser to another page after an act, so that a reload does not act again."""
    return RedirectResponse(address, status_code=303)


def pdf(content: bytes, name: str) -> Response:
    """A PDF to look at and print; name: ASCII, ending in .pdf."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)
