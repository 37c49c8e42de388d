"""Answers when something is refused or missing: each a page that says what can be done next."""

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ledger.errors import NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.timekeeping import ClockToConfirm
from ledger.web.guard import NotSignedIn
from ledger.web.render import page
from ledger.web.resuming import under_way

log = logging.getLogger("ledger")


async def refused(request: Request, problem: Exception) -> Response:
    """A business refusal is its own page, with the status of its class; nothing was recorded."""
    if not isinstance(problem, Refusal):
        raise problem
    if isinstance(problem, NotSignedIn):
        return sign_in_first(request)
    if isinstance(problem, ClockToConfirm):
        return look_at_the_clock(request, problem)
    template = "problem/not_found.html" if isinstance(problem, NotFound) else "problem/refused.html"
    title = N_("This page is not here") if isinstance(problem, NotFound) else N_("This cannot be done")
    return page(request, template, status=problem.status, title=title, refusal=problem, back=_back(request))


def sign_in_first(request: Request) -> Response:
    """The sign-in page in place of another one; what was typed there is carried along."""
    target, typed = under_way(request)
    response = page(
        request,
        "sign_in/sign_in.html",
        status=401,
        title=N_("Sign in"),
        errors={},
        values={},
        target=target,
        typed=typed,
        expired=bool(typed),
    )
    response.headers["Cache-Control"] = "no-store"  # it holds what was typed
    return response


def look_at_the_clock(request: Request, problem: ClockToConfirm) -> Response:
    """The question what day it is, in place of a page for recording; what was typed is carried along."""
    target, typed = under_way(request)
    return page(
        request,
        "problem/clock.html",
        status=problem.status,
        title=N_("What day is it today?"),
        refusal=problem,
        action=f"/desk/{request.path_params['code']}/clock",
        target=target,
        typed=typed,
    )


def _back(request: Request) -> str:
    desk = getattr(request.state, "desk", None)
    return desk.path if desk else "/"


async def http_problem(request: Request, problem: Exception) -> Response:
    """Addresses that do not exist, and methods they do not take."""
    if not isinstance(problem, HTTPException):
        raise problem
    if problem.status_code in (404, 405):
        return await refused(request, NotFound())
    return await broken(request, problem, status=problem.status_code)


async def no_such_address(request: Request, _problem: Exception) -> Response:
    """An id or a page key in the address that is none of ours."""
    return await refused(request, NotFound())


async def broken(request: Request, problem: Exception, status: int = 500) -> Response:
    """A fault of ours: said plainly, logged by its route, since an address may hold a receipt's code."""
    route = getattr(request.scope.get("route"), "path", "an unknown address")
    log.error("%s %s failed", request.method, route, exc_info=problem)
    return page(request, "problem/broken.html", status=status, title=N_("Something is broken here"))
