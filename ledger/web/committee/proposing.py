"""Awards, first step: a committee member puts a pasted list before the chair."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import balances
from ledger.database import one_at_a_time
from ledger.disbursements import proposals
from ledger.disbursements.programmes import programmes
from ledger.disbursements.proposals import NewAward
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.ids import new_token
from ledger.people import parties
from ledger.people.parties import KIND_NAMES, PartyKind
from ledger.recognition import standings
from ledger.recognition.recognitions import MODEL_NAMES
from ledger.web import guard
from ledger.web.forms import amount
from ledger.web.forms import award as forms
from ledger.web.forms.award import TypedAward
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Route, reading, slow, writing

router = APIRouter(route_class=Route)


@router.get("/desk/{code}/awards/new")
def propose(request: Request, code: str) -> Response:
    """The form to propose a list."""
    return _propose_page(request, code, Fields({"key": new_token()}))


@router.post("/desk/{code}/awards")
@slow
def propose_list(request: Request, code: str, form: Form) -> Response:
    """Propose the list; the answer is the list as the chair will see it."""
    fields, proposal_id = Fields.sent(form), None
    with beside(fields, "list"), writing(request) as session:
        desk = guard.enter(session, request, code, Role.COMMITTEE_MEMBER)
        proposal_id = _proposed(session, desk, fields)
    if fields.errors:
        return _propose_page(request, code, fields, status=422)
    return see_other(f"/desk/{code}/awards/{proposal_id}")


def _proposed(session: Session, desk: Desk, fields: Fields) -> int | None:
    """The id of the proposal; None with sentences beside the fields."""
    place = desk.association.id
    one_at_a_time(session, "form", (place, fields.key))  # so that a double click finds the names it made
    new = forms.proposal(session, fields, place)
    if new is None:
        return None
    return proposals.propose(
        session,
        programme_id=new.programme.id,
        title=new.title,
        awards=[_award(session, place, line) for line in new.awards],
        proposed_on=desk.today,
        by=desk.actor,
        client_key=fields.key or None,
    )


def _award(session: Session, association_id: int, line: TypedAward) -> NewAward:
    """The award of a line; somebody new becomes known here."""
    who = line.person
    if isinstance(who, str):
        kind = PartyKind.PERSON
        who = parties.register_line(session, association_id=association_id, line=who, kind=kind)
    return NewAward(who.id, line.amount, line.reason, line.recognition_id)


def _propose_page(request: Request, code: str, fields: Fields, status: int = 200) -> Response:
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.COMMITTEE_MEMBER)
        place = desk.association.id
        offered = programmes(session, place)
        left = {
            fund.id: balances.position(session, association_id=place, fund_id=fund.id).available
            for _, fund in offered
        }
        holders = standings.holders(session, place)
        doubts = forms.doubts(session, fields, place) if fields.errors else []
    return page(
        request,
        "committee/propose.html",
        title=N_("Propose a list of awards"),
        status=status,
        desk=desk,
        offered=offered,
        left=left,
        holders=holders,
        doubts=doubts,
        kinds=KIND_NAMES,
        models=MODEL_NAMES,
        echo=amount.echo(fields.text("amount")),
        errors=fields.errors,
        values=fields.values,
    )
