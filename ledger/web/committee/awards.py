"""Awards: a committee member proposes a list, the chair decides it."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import balances
from ledger.dates import format_date
from ledger.disbursements import award_lists, decisions, proposals
from ledger.disbursements.award_lists import AwardList
from ledger.disbursements.programmes import CATEGORY_NAMES, Programme, programmes
from ledger.disbursements.proposals import NewAward, RecognitionNeeded
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.ids import new_token
from ledger.people import parties
from ledger.people.parties import PartyKind
from ledger.recognition import recognitions
from ledger.recognition.recognitions import MODEL_NAMES
from ledger.web import guard
from ledger.web.forms import award as forms
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Route, reading, writing

router = APIRouter(route_class=Route)
PAGE = 50


@router.get("/desk/{code}/awards")
def awards(request: Request, code: str, before: int | None = None) -> Response:
    """The lists of awards of an association and how far each has come."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        found = award_lists.proposals(session, desk.association.id, before=before, limit=PAGE + 1)
        due = {decision.id for decision, _ in award_lists.payments_due(session, desk.association.id)}
    older = f"{desk.path}/awards?before={found[PAGE - 1][0].id}" if len(found) > PAGE else None
    return page(
        request,
        "committee/awards.html",
        title=N_("Award lists"),
        desk=desk,
        proposals=found[:PAGE],
        due=due,
        older=older,
    )


@router.get("/desk/{code}/awards/new")
def propose(request: Request, code: str) -> Response:
    """The form to propose a list."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.COMMITTEE_MEMBER)
        return _propose_page(request, session, desk, Fields({"key": new_token()}))


@router.post("/desk/{code}/awards")
def propose_list(request: Request, code: str, form: Form) -> Response:
    """Propose the list; the answer is the list as the chair will see it."""
    fields = Fields.sent(form)
    with writing(request) as session:
        desk = guard.enter(session, request, code, Role.COMMITTEE_MEMBER)
        offered = [programme for programme, _ in programmes(session, desk.association.id)]
        new = forms.proposal(fields, offered)
        proposal_id = _proposed(session, desk, new, fields) if new else None
        if proposal_id is None:
            session.rollback()
            return _propose_page(request, session, desk, fields, status=422)
    return see_other(f"{desk.path}/awards/{proposal_id}")


def _proposed(session: Session, desk: Desk, new: forms.NewProposal, fields: Fields) -> int | None:
    """Store the list; None with a sentence beside the list when a line or the list is refused."""
    try:
        listed = [_award(session, desk, new.programme, line) for line in new.awards]
        return proposals.propose(
            session,
            programme_id=new.programme.id,
            title=new.title,
            awards=listed,
            proposed_on=desk.today,
            by=desk.actor,
            client_key=fields.key or None,
        )
    except InputError as problem:
        fields.refuse("list", problem)
    except Refusal as problem:
        if problem.status != InputError.status:
            raise
        fields.errors["list"] = f"{problem.sentence} {problem.advice}".strip()
    return None


def _award(session: Session, desk: Desk, programme: Programme, line: forms.TypedAward) -> NewAward:
    """The person a line means, with their newest title; a new person where no title is asked for."""
    place = desk.association.id
    party = parties.named(session, association_id=place, typed=line.name)
    if party is None:
        if programme.recognition_required:
            raise RecognitionNeeded(name=line.name)
        party = parties.register_line(session, association_id=place, line=line.name, kind=PartyKind.PERSON)
    titles = recognitions.titles_of(session, party.id)
    newest = titles[0].recognition if titles else None
    return NewAward(party.id, line.amount, line.reason, newest.id if newest else None)


def _propose_page(
    request: Request, session: Session, desk: Desk, fields: Fields, status: int = 200
) -> Response:
    offered = programmes(session, desk.association.id)
    left = {
        fund.id: balances.position(session, association_id=desk.association.id, fund_id=fund.id).available
        for _, fund in offered
    }
    return page(
        request,
        "committee/propose.html",
        title=N_("Propose a list of awards"),
        status=status,
        desk=desk,
        offered=offered,
        left=left,
        categories=CATEGORY_NAMES,
        holders=recognitions.holders(session, desk.association.id),
        models=MODEL_NAMES,
        errors=fields.errors,
        values=fields.values,
    )


@router.get("/desk/{code}/awards/{proposal_id:int}")
def award_list(request: Request, code: str, proposal_id: int) -> Response:
    """One list: its lines, what it does to the fund, and the decision or the form to make one."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        found = _found(session, desk, proposal_id)
        fields = Fields({"key": new_token(), "decided_on": format_date(desk.today)})
        return _award_list_page(request, session, desk, found, fields)


def _found(session: Session, desk: Desk, proposal_id: int) -> AwardList:
    found = award_lists.award_list(session, proposal_id)
    if found.proposal.association_id != desk.association.id:
        raise NotFound
    return found


@router.post("/desk/{code}/awards/{proposal_id:int}/decision")
def decide(request: Request, code: str, proposal_id: int, form: Form) -> Response:
    """The chair approves or declines the list; an approval promises the money."""
    fields = Fields.sent(form)
    with writing(request) as session:
        desk = guard.enter(session, request, code, Role.CHAIR)
        found = _found(session, desk, proposal_id)
        new = forms.decision(fields, desk.today)
        if new is None or not _decided(session, desk, proposal_id, new, fields):
            return _award_list_page(request, session, desk, found, fields, status=422)
    return see_other(f"{desk.path}/awards/{proposal_id}")


def _decided(session: Session, desk: Desk, proposal_id: int, new: forms.NewDecision, fields: Fields) -> bool:
    try:
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
    except Refusal as problem:
        if problem.status != InputError.status:
            raise
        fields.refuse("decided_on" if problem.rule == "entry_not_in_future" else "number", problem)
        return False
    return True


def _award_list_page(
    request: Request,
    session: Session,
    desk: Desk,
    found: AwardList,
    fields: Fields,
    status: int = 200,
) -> Response:
    here = balances.position(session, association_id=desk.association.id, fund_id=found.fund.id)
    return page(
        request,
        "committee/award_list.html",
        title=found.proposal.title,
        status=status,
        desk=desk,
        found=found,
        available=here.available,
        own=found.proposal.proposed_by == desk.actor.user_id,
        models=MODEL_NAMES,
        errors=fields.errors,
        values=fields.values,
    )
