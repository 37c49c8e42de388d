"""Standing rules of remittance: what is due by them, and the form that records one."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import remittance_dues, remittance_rules
from ledger.accounts.remittance_rules import PERIOD_NAMES, RemittanceRule
from ledger.errors import NotFound
from ledger.i18n import N_, gettext
from ledger.identity.roles import OutsideScope, Role
from ledger.web import guard
from ledger.web.forms import remittance as forms
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Id, Route, reading, writing
from ledger.web.treasurer import receivers

router = APIRouter(route_class=Route)
TITLE, NEW = N_("Rules of remittance"), N_("Record a rule of remittance")


@router.get("/desk/{code}/remittance-rules")
def rules(request: Request, code: str) -> Response:
    """What is due by the rules, and the rules themselves."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        return page(
            request,
            "treasurer/remittance_rules.html",
            title=TITLE,
            desk=desk,
            may_set=_may_set(desk),
            due=remittance_dues.due(session, desk.association.id, desk.today),
            rules=remittance_rules.of(session, desk.association.id),
            periods=PERIOD_NAMES,
        )


@router.get("/desk/{code}/remittance-rules/new")
def new_rule(request: Request, code: str) -> Response:
    """To whom; then the form of a rule."""
    with reading(request) as session:
        desk = _enter(session, request, code)
        return _form(request, session, desk, forms.fresh_rule(desk, request.query_params))


@router.post("/desk/{code}/remittance-rules")
def add(request: Request, code: str, form: Form) -> Response:
    """Record a rule; the answer is the list."""
    fields = Fields.sent(form)
    with (
        beside(fields, transfer_receiver_holds_fund="fund", remittance_rule_once="from"),
        writing(request) as session,
    ):
        desk = _enter(session, request, code)
        receiver = receivers.required(session, desk, fields.text("to"))
        new = forms.rule(session, fields, desk, receiver)
        if new is not None:
            remittance_rules.add(session, new, by=desk.actor, client_key=fields.key or None)
            return see_other(f"{desk.path}/remittance-rules")
    with reading(request) as session:
        return _form(request, session, _enter(session, request, code), fields)


@router.post("/desk/{code}/remittance-rules/{rule_id}/end")
def end(request: Request, code: str, rule_id: Id, form: Form) -> Response:
    """End a rule today; the answer is the list."""
    with writing(request) as session:
        desk = _enter(session, request, code)
        rule = session.get(RemittanceRule, rule_id)
        if rule is None or rule.sender_id != desk.association.id:
            raise NotFound
        remittance_rules.end(
            session, rule_id=rule_id, by=desk.actor, client_key=Fields.sent(form).key or None
        )
    return see_other(f"{desk.path}/remittance-rules")


def _may_set(desk: Desk) -> bool:
    return desk.administers or Role.TREASURER in desk.roles


def _enter(session: Session, request: Request, code: str) -> Desk:
    """The desk of somebody who may set rules (`OutsideScope` otherwise)."""
    desk = guard.enter(session, request, code)
    if not _may_set(desk):
        raise OutsideScope
    return desk


def _form(request: Request, session: Session, desk: Desk, fields: Fields) -> Response:
    receiver = receivers.chosen(session, desk, fields.text("to"))
    if receiver is None:
        lead = N_("A rule says what is due. Somebody still sends the money.")
        here = "remittance-rules/new"
        return receivers.choose(request, session, desk, title=NEW, lead=lead, here=here)
    return page(
        request,
        "treasurer/new_remittance_rule.html",
        title=NEW,
        status=422 if fields.errors else 200,
        desk=desk,
        receiver=receiver,
        funds=[(fund.id, fund.name) for fund in forms.funds_of_both(session, desk, receiver)],
        periods_shown=[(period.value, gettext(name)) for period, name in PERIOD_NAMES.items()],
        errors=fields.errors,
        values=fields.values,
    )
