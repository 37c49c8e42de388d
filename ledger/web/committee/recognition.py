"""Recognition of learning models: register a list, assess it, recognize it by a decision."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.database import one_at_a_time
from ledger.dates import format_date
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.ids import new_token
from ledger.people import parties
from ledger.people.parties import KIND_NAMES
from ledger.recognition import lists, recognitions, standings
from ledger.recognition.recognitions import MODEL_NAMES, SUBJECTS
from ledger.web import guard
from ledger.web.forms import recognition as forms
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Route, reading, slow, writing

router = APIRouter(route_class=Route)
PAGE = 50
SHEET = 100
"""Lines of one assessment sheet; whoever does not fit on it stands on the next."""


@router.get("/desk/{code}/recognition")
def recognition(request: Request, code: str, before: str = "", done: str = "", count: str = "") -> Response:
    """Who registered, was assessed and was recognized here, the newest first."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        place = desk.association.id
        found = standings.listed(session, place, before=identity(before) or None, limit=PAGE + 1)
        waiting = lists.waiting(session, place)
    return page(
        request,
        "committee/recognition.html",
        title=N_("Learning models"),
        desk=desk,
        models=MODEL_NAMES,
        standings=found[:PAGE],
        waiting=waiting,
        done=done if identity(count) else "",
        count=identity(count),
        newest=f"{desk.path}/recognition" if before else None,
        older=f"{desk.path}/recognition?before={found[PAGE - 1].registration.id}"
        if len(found) > PAGE
        else None,
    )


@router.get("/desk/{code}/recognition/register")
def register_for_model(request: Request, code: str) -> Response:
    """The form to register a list of names."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.COMMITTEE_MEMBER)
        fields = Fields({"year": str(desk.today.year), "key": new_token()})
        return _register_page(request, session, desk, fields)


@router.post("/desk/{code}/recognition/register")
@slow
def register_list(request: Request, code: str, form: Form) -> Response:
    """Register each name for the model and year; all or none."""
    fields, count = Fields.sent(form), 0
    with beside(fields, "names"), writing(request) as session:
        desk = guard.enter(session, request, code, Role.COMMITTEE_MEMBER)
        count = _registered(session, desk, fields)
    if not fields.errors:
        return see_other(f"/desk/{code}/recognition?done=registered&count={count}")
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.COMMITTEE_MEMBER)
        return _register_page(request, session, desk, fields, status=422)


def _registered(session: Session, desk: Desk, fields: Fields) -> int:
    """How many were registered; 0 with sentences beside the fields."""
    place = desk.association.id
    one_at_a_time(session, "form", (place, fields.key))  # so that a double click finds the names it made
    new = forms.registrations(session, fields, place)
    if new is None:
        return 0
    kind = SUBJECTS[new.model]
    people = [
        parties.register_line(session, association_id=place, line=who, kind=kind)
        if isinstance(who, str)
        else who
        for who in new.people
    ]
    lists.register_list(
        session,
        association_id=place,
        party_ids=[party.id for party in people],
        model=new.model,
        year=new.year,
        by=desk.actor,
        client_key=fields.key or None,
    )
    return len(people)


def _register_page(
    request: Request, session: Session, desk: Desk, fields: Fields, status: int = 200
) -> Response:
    return page(
        request,
        "committee/register_for_model.html",
        title=N_("Register for a learning model"),
        status=status,
        desk=desk,
        models=MODEL_NAMES,
        kinds=KIND_NAMES,
        doubts=forms.doubts(session, fields, desk.association.id) if fields.errors else [],
        errors=fields.errors,
        values=fields.values,
    )


@router.get("/desk/{code}/recognition/assess")
def assess(request: Request, code: str) -> Response:
    """The sheet on which points are typed for everybody who waits."""
    fields = Fields({"threshold": forms.DEFAULT_THRESHOLD, "key": new_token()})
    return _assess_page(request, code, fields)


@router.post("/desk/{code}/recognition/assess")
@slow
def assess_list(request: Request, code: str, form: Form) -> Response:
    """Record the points typed; lines left empty wait on."""
    fields, count = Fields.sent(form), 0
    with beside(fields), writing(request) as session:
        desk = guard.enter(session, request, code, Role.COMMITTEE_MEMBER)
        count = _assessed(session, desk, fields)
    if fields.errors:
        return _assess_page(request, code, fields, status=422)
    return see_other(f"/desk/{code}/recognition?done=assessed&count={count}")


def _assessed(session: Session, desk: Desk, fields: Fields) -> int:
    """How many were assessed; 0 with sentences beside the fields."""
    new = forms.marks(fields)
    if new is None:
        return 0
    lists.assess_list(
        session,
        association_id=desk.association.id,
        points=new.points,
        threshold=new.threshold,
        by=desk.actor,
        client_key=fields.key or None,
    )
    return len(new.points)


def _assess_page(request: Request, code: str, fields: Fields, status: int = 200) -> Response:
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.COMMITTEE_MEMBER)
        waiting = standings.unassessed(session, desk.association.id, limit=SHEET + 1)
    return page(
        request,
        "committee/assess.html",
        title=N_("Assess registrations"),
        status=status,
        desk=desk,
        models=MODEL_NAMES,
        waiting=waiting[:SHEET],
        more=len(waiting) > SHEET,
        errors=fields.errors,
        values=fields.values,
    )


@router.get("/desk/{code}/recognition/decide")
def recognize(request: Request, code: str) -> Response:
    """The list that passed, for the chair to recognize by one decision."""
    return _recognize_page(request, code, Fields({"key": new_token()}))


@router.post("/desk/{code}/recognition/decide")
@slow
def recognize_list(request: Request, code: str, form: Form) -> Response:
    """Recognize the ticked registrations by a decision with number and date."""
    fields, count = Fields.sent(form), 0
    with (
        beside(fields, recognition_decision_once="number", entry_not_in_future="decided_on"),
        writing(request) as session,
    ):
        desk = guard.enter(session, request, code, Role.CHAIR)
        count = _recognized(session, desk, fields)
    if fields.errors:
        return _recognize_page(request, code, fields, status=422)
    return see_other(f"/desk/{code}/recognition?done=recognized&count={count}")


def _recognized(session: Session, desk: Desk, fields: Fields) -> int:
    """How many were recognized; 0 with sentences beside the fields."""
    new = forms.decision(fields, desk.today)
    if new is None:
        return 0
    recognitions.recognize(
        session,
        association_id=desk.association.id,
        number=new.number,
        decided_on=new.decided_on,
        registration_ids=new.registration_ids,
        by=desk.actor,
        client_key=fields.key or None,
    )
    return len(new.registration_ids)


def _recognize_page(request: Request, code: str, fields: Fields, status: int = 200) -> Response:
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.CHAIR)
        waiting = standings.candidates(session, desk.association.id)
    if "decided_on" not in fields.values:  # everybody stands on the paper until somebody is taken off it
        fields.values |= {"decided_on": format_date(desk.today)}
        fields.values |= {f"{forms.TICK}{row.registration.id}": "1" for row in waiting}
    return page(
        request,
        "committee/recognize.html",
        title=N_("Recognize by decision"),
        status=status,
        desk=desk,
        models=MODEL_NAMES,
        waiting=waiting,
        errors=fields.errors,
        values=fields.values,
    )
