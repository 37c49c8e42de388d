"""Awards, from the list to its decision: what has been proposed, and the chair's word on it."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import balances
from ledger.dates import format_date
from ledger.disbursements import award_lists, decisions
from ledger.disbursements.award_lists import AwardList
from ledger.errors import NotFound
from ledger.i18n import N_
from ledger.identity import roles
from ledger.identity.roles import Role
from ledger.identity.users import User
from ledger.ids import new_token
from ledger.recognition.recognitions import MODEL_NAMES
from ledger.web import guard
from ledger.web.forms import award as forms
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Id, Route, reading, slow, writing

router = APIRouter(route_class=Route)
PAGE = 50


@router.get("/desk/{code}/awards")
def awards(request: Request, code: str, before: str = "") -> Response:
    """The lists of awards of an association and how far each has come."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        place = desk.association.id
        found = award_lists.proposals(session, place, before=identity(before) or None, limit=PAGE + 1)
        due = {decision.id for decision, _ in award_lists.payments_due(session, place)}
    return page(
        request,
        "committee/awards.html",
        title=N_("Award lists"),
        desk=desk,
        proposals=found[:PAGE],
        due=due,
        newest=f"{desk.path}/awards" if before else None,
        older=f"{desk.path}/awards?before={found[PAGE - 1][0].id}" if len(found) > PAGE else None,
    )


@router.get("/desk/{code}/awards/{proposal_id}")
@slow
def award_list(request: Request, code: str, proposal_id: Id) -> Response:
    """One list: its lines, what it does to the fund, and the decision or the form to make one."""
    return _award_list_page(request, code, proposal_id, Fields({"key": new_token()}))


@router.post("/desk/{code}/awards/{proposal_id}/decision")
@slow
def decide(request: Request, code: str, proposal_id: Id, form: Form) -> Response:
    """The chair approves or declines the list; an approval promises the money."""
    fields = Fields.sent(form)
    with beside(fields, "number", entry_not_in_future="decided_on"), writing(request) as session:
        desk = guard.enter(session, request, code, Role.CHAIR)
        _decide(session, desk, proposal_id, fields)
    if fields.errors:
        return _award_list_page(request, code, proposal_id, fields, status=422)
    return see_other(f"/desk/{code}/awards/{proposal_id}")


def _decide(session: Session, desk: Desk, proposal_id: int, fields: Fields) -> None:
    """Decide the list, or leave sentences beside the fields."""
    _found(session, desk, proposal_id)
    new = forms.decision(fields, desk)
    if new is not None:
        decisions.decide(
            session,
            proposal_id=proposal_id,
            approved=new.approved,
            number=new.number,
            decided_on=new.decided_on,
            minutes=new.minutes,
            by=desk.actor,
            client_key=fields.key or None,
        )


def _found(session: Session, desk: Desk, proposal_id: int) -> AwardList:
    """A list of this very association; another's looks as if it were not there."""
    found = award_lists.award_list(session, proposal_id)
    if found.proposal.association_id != desk.association.id:
        raise NotFound
    return found


def _next_role(found: AwardList) -> Role:
    """Who acts next: the chair decides, then the treasurer pays."""
    return Role.CHAIR if found.decision is None else Role.TREASURER


def _barred(found: AwardList) -> int:
    """Who may not act next: nobody decides what they proposed, nor pays what they decided."""
    return found.decision.decided_by if found.decision else found.proposal.proposed_by


def _award_list_page(
    request: Request, code: str, proposal_id: int, fields: Fields, status: int = 200
) -> Response:
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        found = _found(session, desk, proposal_id)
        here = balances.position(session, association_id=desk.association.id, fund_id=found.fund.id)
        proposer = session.get_one(User, found.proposal.proposed_by).name
        next_ones = roles.holders(session, _next_role(found), desk.association.id)
    return page(
        request,
        "committee/award_list.html",
        title=found.proposal.title,
        status=status,
        desk=desk,
        found=found,
        available=here.available,
        proposer=proposer,
        next_names=", ".join(user.name for user in next_ones if user.id != _barred(found)),
        own=found.proposal.proposed_by == desk.actor.user_id,
        models=MODEL_NAMES,
        errors=fields.errors,
        values={"decided_on": format_date(desk.today)} | fields.values,
    )
