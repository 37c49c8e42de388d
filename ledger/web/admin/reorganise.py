"""Merging, splitting, abolishing and reviving units, page by page; and what was done before.

Nothing is kept between the pages: each carries in its form what was typed on the others, so going back
loses nothing, and only the last button changes the book.
"""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts.transfers_listed import STATE_NAMES
from ledger.associations.events import KIND_NAMES as EVENT_NAMES
from ledger.associations.events import EventKind
from ledger.i18n import N_
from ledger.identity import roles
from ledger.identity.roles import Role
from ledger.ids import new_token
from ledger.reorganisation import history
from ledger.reorganisation.carrying_out import carry_out
from ledger.reorganisation.minutes import minutes
from ledger.reorganisation.minutes_pdf import minutes_pdf
from ledger.web import guard
from ledger.web.admin import reorganise_pages as pages
from ledger.web.forms import reorganisation as forms
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk
from ledger.web.render import fragment, page, pdf, see_other
from ledger.web.routing import Form, Id, Route, reading, slow, writing

router = APIRouter(route_class=Route)
PAGE = 25
Check = Callable[[Session, Fields, Desk], object]
CHECKS: Mapping[str, Check] = {
    "kind": lambda _session, fields, _desk: forms.kind(fields),
    "ends": forms.refuse_ends,
    "follows": forms.following,
    "decree": lambda _session, fields, desk: forms.decree(fields, desk),
    "preview": forms.change,
}
"""The pages in their order, and what each must hold before the next one."""
STEPS = tuple(CHECKS)


@router.get("/desk/{code}/admin/reorganise")
def begin(request: Request, code: str, kind: str = "", unit: str = "") -> Response:
    """The first page. kind, unit: what another page knows already, the unit by its id."""
    fields = Fields({"key": new_token(), "kind": kind})
    if identity(unit):
        fields.values[f"{forms.ENDS}{identity(unit)}"] = "1"
    with reading(request) as session:
        return _step_page(request, session, guard.administer(session, request, code), fields, STEPS[0])


@router.post("/desk/{code}/admin/reorganise")
@slow
def go_on(request: Request, code: str, form: Form) -> Response:
    """The page that the button asks for, or the same one with sentences beside its fields."""
    fields = Fields.sent(form)
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        return _step_page(request, session, desk, fields, _step(session, fields, desk))


@router.post("/desk/{code}/admin/reorganise/carry-out")
@slow
def carry_out_change(request: Request, code: str, form: Form) -> Response:
    """Carry out what the last page showed; the answer is the page of what happened."""
    fields, event_id = Fields.sent(form), 0
    with beside(fields), writing(request) as session:
        desk = guard.administer(session, request, code)
        change = forms.change(session, fields, desk)
        if change and not fields.errors:
            key, seen = fields.key or None, fields.text("fingerprint")
            event_id = carry_out(session, change, seen=seen, by=desk.actor, client_key=key)
    if not fields.errors:
        return see_other(f"/desk/{code}/admin/reorganise/{event_id}?done=1")
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        return _step_page(request, session, desk, fields, _furthest(session, fields, desk))


@router.get("/desk/{code}/admin/reorganise/rest")
def rest(request: Request, code: str, held: str = "") -> Response:
    """What of one holding nobody gets yet, while its amounts are typed. held: đồng."""
    with reading(request) as session:
        guard.administer(session, request, code)
    left = identity(held) - forms.given(Fields(request.query_params))
    return fragment("admin/reorganise_rest.html", left=left)


@router.get("/desk/{code}/admin/reorganise/past")
def past_list(request: Request, code: str, before: str = "") -> Response:
    """What was reorganised beneath, the newest first, and whether its money has arrived."""
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        found = history.listed(session, desk.association.id, before=identity(before) or None, limit=PAGE + 1)
        return page(
            request,
            "admin/reorganised_list.html",
            title=N_("What was reorganised"),
            desk=desk,
            found=found[:PAGE],
            kinds=EVENT_NAMES,
            older=f"{desk.path}/admin/reorganise/past?before={found[PAGE - 1].event.id}"
            if len(found) > PAGE
            else None,
        )


@router.get("/desk/{code}/admin/reorganise/{event_id}")
def past_one(request: Request, code: str, event_id: Id, done: str = "") -> Response:
    """One reorganisation: what happened, the minutes to print, and which hand-overs are confirmed."""
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        past = history.one(session, desk.association.id, event_id)
        return page(
            request,
            "admin/reorganised.html",
            title=EVENT_NAMES[EventKind(past.event.kind)],
            desk=desk,
            past=past,
            states=STATE_NAMES,
            nobody=[one for one in past.followers if not roles.holders(session, Role.TREASURER, one.id)],
            done=bool(done),
        )


@router.get("/desk/{code}/admin/reorganise/{event_id}/minutes/{giver_id}/{taker_id}.pdf")
@slow
def print_minutes(request: Request, code: str, event_id: Id, giver_id: Id, taker_id: Id) -> Response:
    """The minutes of what one association handed over to another."""
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        past = history.one(session, desk.association.id, event_id)
        paper = minutes(session, past, giver_id, taker_id)
    return pdf(minutes_pdf(paper), f"bien-ban-{event_id}-{giver_id}-{taker_id}.pdf")


def _step(session: Session, fields: Fields, desk: Desk) -> str:
    """The page to show after a button was pressed."""
    known = fields.text("step") in STEPS and forms.kind(Fields(fields.values))  # each page asks what happens
    at = fields.text("step") if known else STEPS[0]
    if at == "ends":
        forms.add_pasted(session, fields, desk, closed=pages.of_closed(fields))
    if fields.text("go") == "back":
        fields.errors.clear()
        return STEPS[max(STEPS.index(at) - 1, 0)]
    if fields.text("go") == "next" and not fields.errors:
        CHECKS[at](session, fields, desk)
        return at if fields.errors else STEPS[min(STEPS.index(at) + 1, len(STEPS) - 1)]
    return at


def _furthest(session: Session, fields: Fields, desk: Desk) -> str:
    """The first page that is not whole yet; the last one when all are."""
    for step in STEPS[:-1]:
        tried = Fields(fields.values)
        CHECKS[step](session, tried, desk)
        if tried.errors:
            return step
    return STEPS[-1]


def _step_page(request: Request, session: Session, desk: Desk, fields: Fields, step: str) -> Response:
    if step == STEPS[-1]:
        step = _furthest(session, fields, desk)
    shown: dict[str, Any] = pages.CONTEXTS[step](session, fields, desk)
    return page(
        request,
        "admin/reorganise.html",
        title=N_("Reorganise units"),
        status=422 if fields.errors else 200,
        desk=desk,
        step=step,
        number=STEPS.index(step) + 1,
        steps=len(STEPS),
        carried=pages.carried(fields, step),
        errors=fields.errors,
        values=fields.values,
        **shown,
    )
