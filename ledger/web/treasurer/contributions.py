"""One gift: the form, what it helps with while it is typed, and recording it."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import balances, funds
from ledger.accounts.funds import Fund
from ledger.contributions import contributions, roster_lists
from ledger.contributions.contributions import METHOD_NAMES, Method
from ledger.dates import parse_date
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.people import parties
from ledger.receipts import numbering, vouchers
from ledger.receipts.vouchers import VoucherKind
from ledger.web import guard
from ledger.web.forms import amount, contribution, foreign
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk
from ledger.web.render import fragment, page, see_other
from ledger.web.routing import Form, Route, reading, writing

router = APIRouter(route_class=Route)
FEWEST_LETTERS = 2


@router.get("/amount")
def echo_amount(request: Request) -> Response:
    """An amount being typed, in words; for any field of any form."""
    typed = next(iter(request.query_params.values()), "")
    return fragment("treasurer/echo.html", echo=amount.echo(typed))


@router.get("/foreign")
def echo_foreign(request: Request) -> Response:
    """A foreign amount being typed, in đồng; for the form of a gift."""
    return fragment("treasurer/echo.html", echo=foreign.echo(request.query_params))


@router.get("/desk/{code}/contributions/new")
def new_contribution(request: Request, code: str) -> Response:
    """The form for one gift; fund, method and date are remembered."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        return _form(request, session, desk, contribution.fresh(session, desk, request.query_params))


@router.post("/desk/{code}/contributions")
def record_contribution(request: Request, code: str, form: Form) -> Response:
    """Record the gift; the answer is its receipt."""
    fields = Fields.sent(form)
    with writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        new = contribution.parse(session, fields, desk)
        if new is None:
            return _form(request, session, desk, fields, status=422)
        receipt_id = contributions.record(session, new, by=desk.actor, client_key=fields.key or None)
    return see_other(f"{desk.path}/receipts/{receipt_id}?recorded=1")


@router.get("/desk/{code}/contributions/preview")
def preview_contribution(request: Request, code: str) -> Response:
    """What the gift would change, while it is typed."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        offered = funds.held_by(session, association_id=desk.association.id, on=desk.today)
        after = _after(session, desk, Fields(request.query_params), offered)
    return fragment("treasurer/after_recording.html", after=after)


@router.get("/desk/{code}/givers")
def suggest_givers(request: Request, code: str, giver: str = "") -> Response:
    """Known givers whose name holds what is typed, accents disregarded."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        enough = len(giver.strip()) >= FEWEST_LETTERS
        found = parties.search(session, association_id=desk.association.id, typed=giver) if enough else []
    return fragment("treasurer/givers.html", givers=found)


@dataclass(frozen=True)
class After:
    """What recording a gift changes: money of the fund in its place (đồng), and the receipt's number.

    after: None while no amount can be read.
    """

    fund_name: str
    method: Method
    before: int
    after: int | None
    number: str


def _form(request: Request, session: Session, desk: Desk, fields: Fields, status: int = 200) -> Response:
    offered = funds.held_by(session, association_id=desk.association.id, on=desk.today)
    return page(
        request,
        "treasurer/new_contribution.html",
        title=N_("Record a gift"),
        status=status,
        desk=desk,
        errors=fields.errors,
        values=fields.values,
        echo=amount.echo(fields.text("amount")),
        amounts=amount.choices(fields.text("amount")),
        currencies=foreign.CHOICES,
        worth=foreign.echo(fields.values),
        namesakes=contribution.namesakes(session, fields, desk) if fields.text("giver") else [],
        funds=[(fund.id, fund.name) for fund in offered],
        methods=METHOD_NAMES,
        after=_after(session, desk, fields, offered),
        rosters=roster_lists.summaries(session, desk.association.id, open_only=True, limit=1),
    )


def _after(session: Session, desk: Desk, fields: Fields, offered: Sequence[Fund]) -> After | None:
    """What the fields, as far as they are typed, would change; None where there is no fund to give to."""
    chosen = identity(fields.text("fund"))
    fund = next((fund for fund in offered if chosen in (0, fund.id)), None)
    if fund is None:
        return None
    method = Method.BANK if fields.text("method") == Method.BANK else Method.CASH
    before = balances.held(session, association_id=desk.association.id, fund_id=fund.id, role=method.value)
    dong = amount.read(Fields(fields.values))
    after = None if dong is None else before + dong
    return After(fund.name, method, before, after, _next_number(session, desk, fields))


def _next_number(session: Session, desk: Desk, fields: Fields) -> str:
    """The receipt number to come, in the series of the year typed."""
    try:
        year = parse_date(fields.text("date"), today=desk.today).year
    except InputError:
        year = desk.today.year
    kind, book = VoucherKind.RECEIPT, vouchers.FIRST_BOOK
    number = numbering.upcoming(
        session, association_id=desk.association.id, kind=kind.value, year=year, book=book
    )
    return vouchers.shown_number(kind, year, book, number)
