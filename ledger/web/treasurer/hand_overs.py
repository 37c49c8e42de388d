"""Cash handed from one holder to another: given by one, confirmed by the other."""

from collections.abc import Sequence

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import funds, places
from ledger.accounts.funds import Fund
from ledger.errors import NotFound
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.treasury import hand_overs, handed_over
from ledger.treasury.hand_over_pdf import hand_over_pdf
from ledger.treasury.handed_over import HandedOver
from ledger.web import guard
from ledger.web.forms import hand_over as forms
from ledger.web.forms import till
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk
from ledger.web.render import page, pdf, see_other
from ledger.web.routing import Form, Id, Route, reading, slow, writing
from ledger.web.treasurer import cash_papers

router = APIRouter(route_class=Route)
PAGE = 50


@router.get("/desk/{code}/hand-overs")
def hand_over_list(request: Request, code: str, before: str = "") -> Response:
    """Hand-overs, the newest first; those that wait stand out."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        place = desk.association.id
        found = handed_over.listed(session, place, before=identity(before) or None, limit=PAGE + 1)
        names = cash_papers.place_names(session, place, desk.today)
    older = f"{desk.path}/hand-overs?before={found[PAGE - 1].document.id}" if len(found) > PAGE else None
    title, shown = N_("Cash handed over"), found[:PAGE]
    return page(
        request, "treasurer/hand_overs.html", title=title, desk=desk, lines=shown, names=names, older=older
    )


@router.get("/desk/{code}/hand-overs/new")
def new_hand_over(request: Request, code: str) -> Response:
    """The form that hands money over, out of the place that the address names."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        asked = Fields({"from": request.query_params.get("from", places.CASH)})
        source = forms.place(session, desk, asked, "from")
        if source is None:
            raise NotFound
        return _form(request, session, desk, forms.fresh(session, desk, source))


@router.post("/desk/{code}/hand-overs")
def hand_over(request: Request, code: str, form: Form) -> Response:
    """Write the hand-over down; the answer is its page, where the other one confirms."""
    fields = Fields.sent(form)
    with beside(fields, no_overdraft=""), writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        new = forms.parse(session, fields, desk, _funds(session, desk, fields))
        if new is not None:
            document = hand_overs.hand_over(session, new, by=desk.actor, client_key=fields.key or None)
            return see_other(f"{desk.path}/hand-overs/{document}")
    with reading(request) as session:
        return _form(request, session, guard.enter(session, request, code, Role.TREASURER), fields)


@router.get("/desk/{code}/hand-overs/{hand_over_id}")
def one_hand_over(request: Request, code: str, hand_over_id: Id) -> Response:
    """A hand-over: to be confirmed or withdrawn while it waits, with its paper."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        found = handed_over.one(session, association_id=desk.association.id, hand_over_id=hand_over_id)
        return _page(request, session, desk, found, forms.fresh_confirmation(found))


@router.post("/desk/{code}/hand-overs/{hand_over_id}/confirm")
def confirm(request: Request, code: str, hand_over_id: Id, form: Form) -> Response:
    """Record that the money arrived, and move it in the book."""
    fields = Fields.sent(form)
    with beside(fields, "date"), writing(request) as session:
        desk, _ = _one(session, request, code, hand_over_id)
        day = forms.confirmed_on(fields, desk)
        if day is not None:
            hand_overs.confirm(
                session,
                hand_over_id=hand_over_id,
                confirmed_on=day,
                by=desk.actor,
                client_key=fields.key or None,
            )
            return see_other(f"{desk.path}/hand-overs/{hand_over_id}")
    with reading(request) as session:
        return _page(request, session, *_one(session, request, code, hand_over_id), fields)


@router.post("/desk/{code}/hand-overs/{hand_over_id}/withdraw")
def withdraw(request: Request, code: str, hand_over_id: Id, form: Form) -> Response:
    """Record that the hand-over did not take place."""
    fields = Fields.sent(form)
    with beside(fields, "reason"), writing(request) as session:
        desk, _ = _one(session, request, code, hand_over_id)
        hand_overs.withdraw(
            session,
            hand_over_id=hand_over_id,
            reason=fields.text("reason"),
            by=desk.actor,
            client_key=fields.key or None,
        )
        return see_other(f"{desk.path}/hand-overs/{hand_over_id}")
    with reading(request) as session:
        return _page(request, session, *_one(session, request, code, hand_over_id), fields)


@router.get("/desk/{code}/hand-overs/{hand_over_id}/minutes.pdf")
@slow
def minutes(request: Request, code: str, hand_over_id: Id) -> Response:
    """The paper that both sign."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        found = handed_over.one(session, association_id=desk.association.id, hand_over_id=hand_over_id)
        printed = cash_papers.hand_over(session, desk.association, found)
    return pdf(hand_over_pdf(printed), f"hand-over-{hand_over_id}.pdf")


def _one(session: Session, request: Request, code: str, hand_over_id: int) -> tuple[Desk, HandedOver]:
    """The desk of a treasurer, and a hand-over of that association."""
    desk = guard.enter(session, request, code, Role.TREASURER)
    return desk, handed_over.one(session, association_id=desk.association.id, hand_over_id=hand_over_id)


def _funds(session: Session, desk: Desk, fields: Fields) -> Sequence[Fund]:
    """The funds that the form asks about: those with money in the place, and those typed before."""
    used = {place.role: place.account_id for place in places.in_use(session, desk.association.id)}
    held = places.holdings(session, desk.association.id).get(used.get(fields.text("from"), 0), [])
    there = {fund.id for fund, _ in held}
    return [
        fund
        for fund in funds.ever_held_by(session, desk.association.id)
        if fund.id in there or fields.text(forms.field(fund))
    ]


def _form(request: Request, session: Session, desk: Desk, fields: Fields) -> Response:
    offered = till.places_offered(session, desk)
    used = {place.role: place.account_id for place in places.in_use(session, desk.association.id)}
    held = places.holdings(session, desk.association.id).get(used.get(fields.text("from"), 0), [])
    there = {fund.id: amount for fund, amount in held}
    return page(
        request,
        "treasurer/new_hand_over.html",
        title=N_("Hand cash over"),
        status=422 if fields.errors else 200,
        desk=desk,
        source=dict(offered).get(fields.text("from"), ""),
        targets=[(role, name) for role, name in offered if role != fields.text("from")],
        funds=[(forms.field(fund), fund, there.get(fund.id, 0)) for fund in _funds(session, desk, fields)],
        errors=fields.errors,
        values=fields.values,
    )


def _page(request: Request, session: Session, desk: Desk, found: HandedOver, fields: Fields) -> Response:
    return page(
        request,
        "treasurer/hand_over.html",
        title=N_("Hand-over of cash"),
        status=422 if fields.errors else 200,
        desk=desk,
        found=found,
        names=cash_papers.place_names(session, desk.association.id, desk.today),
        own=found.document.handed_by == desk.actor.user_id,
        errors=fields.errors,
        values=fields.values,
    )
