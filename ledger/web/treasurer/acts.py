"""What a treasurer records beside gifts and awards: the list, and the acts that have no page of their own."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts.journal import EntryKind
from ledger.errors import NotFound
from ledger.i18n import N_, Msgid, gettext
from ledger.identity.roles import Role
from ledger.treasury import acts, advances, deposits
from ledger.web import guard
from ledger.web.forms import act as forms
from ledger.web.forms import till
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk
from ledger.web.render import fragment, page, see_other
from ledger.web.routing import Form, Route, reading, writing
from ledger.web.treasurer import act_page

router = APIRouter(route_class=Route)


@dataclass(frozen=True)
class Words:
    """What the form of an act is called, and what it says first."""

    title: Msgid
    lead: Msgid


WORDS: Mapping[EntryKind, Words] = {
    EntryKind.OPENING: Words(
        N_("Record an opening balance"),
        N_("What a fund held when this book was begun. It is not counted as mobilized."),
    ),
    EntryKind.INTEREST: Words(
        N_("Record interest"), N_("Interest that the bank paid into the account of a fund.")
    ),
    EntryKind.OTHER_INCOME: Words(
        N_("Record other income"), N_("Money that came in and is neither a gift nor interest.")
    ),
    EntryKind.EXPENSE: Words(
        N_("Record an expense"), N_("What the association spends on its own work, with a payment voucher.")
    ),
}


@router.get("/desk/{code}/acts")
def other_acts(request: Request, code: str) -> Response:
    """All that a treasurer can record, and what of it waits."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        place = desk.association.id
        waiting = len(advances.open_of(session, place))
        due = sum(line.due(desk.today) for line in deposits.listed(session, place))
        return page(
            request, "treasurer/acts.html", title=N_("Other work"), desk=desk, advances=waiting, due=due
        )


@router.get("/desk/{code}/acts/preview/{act}")
def preview(request: Request, code: str, act: str) -> Response:
    """What an act would change, while it is typed."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        if act not in act_page.EFFECTS:
            raise NotFound
        found = act_page.preview(session, desk, Fields(request.query_params), act)
    return fragment("treasurer/after_act.html", preview=found)


@router.get("/desk/{code}/acts/{act}/new")
def new_act(request: Request, code: str, act: str) -> Response:
    """The form of an act; fund, place and date are remembered in the address."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        return _form(request, session, desk, till.fresh(desk, request.query_params), act)


@router.post("/desk/{code}/acts/{act}")
def record_act(request: Request, code: str, act: str, form: Form) -> Response:
    """Record the act; the answer is its voucher."""
    fields = Fields.sent(form)
    with beside(fields, **act_page.BESIDE), writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        new = forms.parse(session, fields, desk, _kind(act))
        if new is not None:
            voucher_id = acts.record(session, new, by=desk.actor, client_key=fields.key or None)
            return see_other(f"{desk.path}/vouchers/{voucher_id}?recorded=1")
    with reading(request) as session:
        return _form(request, session, desk, fields, act)


def _kind(act: str) -> EntryKind:
    if act not in forms.NAMED:
        raise NotFound
    return forms.NAMED[act]


def _form(request: Request, session: Session, desk: Desk, fields: Fields, act: str) -> Response:
    kind = _kind(act)
    return act_page.show(
        request,
        session,
        desk,
        fields,
        "treasurer/new_act.html",
        title=WORDS[kind].title,
        act=act,
        lead=gettext(WORDS[kind].lead),
        headings=acts.headings(session) if kind == EntryKind.EXPENSE else [],
    )
