"""Planning: what a fund means to raise and to spend in a year, account by account."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import funds
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.reports import budget
from ledger.web import guard
from ledger.web.forms import amount
from ledger.web.forms import budget as form_of_budget
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Route, reading, writing

router = APIRouter(route_class=Route)


@router.get("/desk/{code}/budget")
def plan_budget(request: Request, code: str) -> Response:
    """The form for one amount of the budget."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        return _form(request, session, desk, form_of_budget.fresh(desk, request.query_params))


@router.post("/desk/{code}/budget")
def set_budget(request: Request, code: str, form: Form) -> Response:
    """Keep the amount; the answer is the budget beside what was done."""
    fields = Fields.sent(form)
    with writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        plan = form_of_budget.parse(session, fields, desk)
        if plan is None:
            return _form(request, session, desk, fields, status=422)
        place, key = desk.association.id, fields.key or None
        budget.set_budget(session, association_id=place, **vars(plan), by=desk.actor, client_key=key)
    return see_other(
        f"{desk.path}/books/budget?from={plan.year}-01-01&to={plan.year}-12-31&fund={plan.fund_id}"
    )


def _form(request: Request, session: Session, desk: Desk, fields: Fields, status: int = 200) -> Response:
    return page(
        request,
        "treasurer/plan_budget.html",
        title=N_("Plan the budget"),
        status=status,
        desk=desk,
        values=fields.values,
        errors=fields.errors,
        funds=[(fund.id, fund.name) for fund in funds.ever_held_by(session, desk.association.id)],
        accounts=form_of_budget.choices(session, desk),
        years=form_of_budget.years(desk),
        echo=amount.echo(fields.text("amount")),
        amounts=amount.choices(fields.text("amount")),
    )
