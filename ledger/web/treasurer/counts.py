"""Counting the cash of a box by denomination, and what becomes of money that was missing."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts.funds import Fund
from ledger.accounts.places import CASH
from ledger.errors import NotFound
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.treasury import counts, shortages
from ledger.treasury.count_pdf import count_pdf
from ledger.treasury.counts import DENOMINATIONS
from ledger.treasury.shortages import OUTCOME_NAMES
from ledger.web import guard
from ledger.web.forms import amount, till
from ledger.web.forms import cash_count as forms
from ledger.web.forms import shortage as shortage_forms
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk
from ledger.web.render import fragment, page, pdf, see_other
from ledger.web.routing import Form, Id, Route, reading, slow, writing
from ledger.web.treasurer import cash_papers

router = APIRouter(route_class=Route)
PAGE = 50
BESIDE = {
    "money_place_is_named": "place",
    "cash_count_of_box": "place",
    "cash_count_fund_is_chosen": "fund",
    "no_overdraft": "fund",
    "fund_available_not_negative": "fund",
    "endowment_capital_kept": "fund",
    "fund_is_open": "fund",
    "entry_not_in_future": "date",
    "period_is_open": "date",
}
SETTLE_BESIDE = {
    "shortage_is_there": "amount",
    "entry_not_in_future": "date",
    "period_is_open": "date",
    "fund_is_open": "date",
}


@router.get("/desk/{code}/counts")
def count_list(request: Request, code: str, before: str = "") -> Response:
    """The counts of an association, the newest first, and what is still missing."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        place = desk.association.id
        found = counts.listed(session, place, before=identity(before) or None, limit=PAGE + 1)
        return page(
            request,
            "treasurer/counts.html",
            title=N_("Cash counts"),
            desk=desk,
            lines=found[:PAGE],
            missing=shortages.open_shortages(session, place),
            names=cash_papers.place_names(session, place, desk.today),
            older=f"{desk.path}/counts?before={found[PAGE - 1].count.id}" if len(found) > PAGE else None,
        )


@router.get("/desk/{code}/counts/new")
def new_count(request: Request, code: str) -> Response:
    """The sheet on which notes are counted."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        return _form(request, session, desk, forms.fresh(desk, request.query_params))


@router.get("/desk/{code}/counts/sum")
def add_up(request: Request, code: str) -> Response:
    """The notes typed so far, added up and compared with the book."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        found = forms.added_up(session, Fields(request.query_params), desk)
    return fragment("treasurer/count_sum.html", sum=found)


@router.post("/desk/{code}/counts")
def record_count(request: Request, code: str, form: Form) -> Response:
    """Record the count and post its difference; or only add it up, as the first button asks."""
    fields = Fields.sent(form)
    if fields.text("act") != "sum":
        with beside(fields, **BESIDE), writing(request) as session:
            desk = guard.enter(session, request, code, Role.TREASURER)
            new = forms.parse(session, fields, desk)
            if new is not None:
                count_id = counts.record(session, new, by=desk.actor, client_key=fields.key or None)
                return see_other(f"{desk.path}/counts/{count_id}")
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        return _form(request, session, desk, fields)


@router.get("/desk/{code}/counts/{count_id}")
def one_count(request: Request, code: str, count_id: Id) -> Response:
    """A count, with its difference and its paper."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        found = counts.one(session, association_id=desk.association.id, count_id=count_id)
        names = cash_papers.place_names(session, desk.association.id, desk.today)
    title = N_("Cash count")
    return page(request, "treasurer/count.html", title=title, desk=desk, found=found, names=names)


@router.get("/desk/{code}/counts/{count_id}/minutes.pdf")
@slow
def minutes(request: Request, code: str, count_id: Id) -> Response:
    """The minutes of a count, to be signed."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        found = counts.one(session, association_id=desk.association.id, count_id=count_id)
        printed = cash_papers.count(session, desk.association, found)
    return pdf(count_pdf(printed), f"cash-count-{count_id}.pdf")


@router.get("/desk/{code}/shortages/{fund_id}")
def settle(request: Request, code: str, fund_id: Id) -> Response:
    """The form that ends a shortage of a fund."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        missing = _missing(session, desk, fund_id)
        return _settle_form(request, session, desk, missing, shortage_forms.fresh(desk, missing[1]))


@router.post("/desk/{code}/shortages/{fund_id}")
def settle_shortage(request: Request, code: str, fund_id: Id, form: Form) -> Response:
    """Record that the money was paid in, or that it is written off."""
    fields = Fields.sent(form)
    with beside(fields, **SETTLE_BESIDE), writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        new = shortage_forms.parse(session, fields, desk, fund_id)
        if new is not None:
            shortages.settle(session, new, by=desk.actor, client_key=fields.key or None)
            return see_other(f"{desk.path}/counts")
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        return _settle_form(request, session, desk, _missing(session, desk, fund_id), fields)


def _missing(session: Session, desk: Desk, fund_id: int) -> tuple[Fund, int]:
    """A fund of which money is missing here, and how much of it, in đồng."""
    found = shortages.open_shortages(session, desk.association.id)
    for fund, missing in found:
        if fund.id == fund_id:
            return fund, missing
    raise NotFound


def _form(request: Request, session: Session, desk: Desk, fields: Fields) -> Response:
    return page(
        request,
        "treasurer/new_count.html",
        title=N_("Count the cash of a box"),
        status=422 if fields.errors else 200,
        desk=desk,
        notes=DENOMINATIONS,
        boxes=[(role, name) for role, name in till.places_offered(session, desk) if role.startswith(CASH)],
        funds=till.funds_offered(session, desk),
        sum=forms.added_up(session, fields, desk),
        errors=fields.errors,
        values=fields.values,
    )


def _settle_form(
    request: Request, session: Session, desk: Desk, missing: tuple[Fund, int], fields: Fields
) -> Response:
    return page(
        request,
        "treasurer/settle_shortage.html",
        title=N_("Settle missing cash"),
        status=422 if fields.errors else 200,
        desk=desk,
        fund=missing[0],
        missing=missing[1],
        outcomes=OUTCOME_NAMES,
        boxes=till.places_offered(session, desk),
        echo=amount.echo(fields.text("amount")),
        amounts=amount.choices(fields.text("amount")),
        errors=fields.errors,
        values=fields.values,
    )
