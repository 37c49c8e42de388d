"""Recognition of learning models: register a list, assess it, recognize it by a decision."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.dates import format_date
from ledger.errors import InputError, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.ids import new_token
from ledger.people import parties
from ledger.recognition import recognitions
from ledger.recognition.recognitions import MODEL_NAMES, SUBJECTS, RegisteredTwice
from ledger.web import guard
from ledger.web.forms import recognition as forms
from ledger.web.forms.fields import Fields
from ledger.web.forms.recognition import NewRegistrations
from ledger.web.guard import Desk
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Route, reading, writing

router = APIRouter(route_class=Route)
PAGE = 50


@router.get("/desk/{code}/recognition")
def recognition(request: Request, code: str, before: int | None = None) -> Response:
    """Who registered, was assessed and was recognized here, the newest first."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        found = recognitions.standings(session, desk.association.id, before=before, limit=PAGE + 1)
        waiting = len(recognitions.candidates(session, desk.association.id))
        unassessed = len(recognitions.unassessed(session, desk.association.id))
    older = f"{desk.path}/recognition?before={found[PAGE - 1].registration.id}" if len(found) > PAGE else None
    return page(
        request,
        "committee/recognition.html",
        title=N_("Learning models"),
        desk=desk,
        models=MODEL_NAMES,
        standings=found[:PAGE],
        waiting=waiting,
        unassessed=unassessed,
        older=older,
    )


@router.get("/desk/{code}/recognition/register")
def register_for_model(request: Request, code: str) -> Response:
    """The form to register a list of names."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.COMMITTEE_MEMBER)
    return _register_page(request, desk, Fields({"year": str(desk.today.year), "key": new_token()}))


@router.post("/desk/{code}/recognition/register")
def register_list(request: Request, code: str, form: Form) -> Response:
    """Register each name for the model and year; all or none."""
    fields = Fields.sent(form)
    with writing(request) as session:
        desk = guard.enter(session, request, code, Role.COMMITTEE_MEMBER)
        new = forms.registrations(fields)
        if new is None or not _registered(session, desk, new, fields):
            session.rollback()
            return _register_page(request, desk, fields, status=422)
    return see_other(f"{desk.path}/recognition")


def _register_page(request: Request, desk: Desk, fields: Fields, status: int = 200) -> Response:
    return page(
        request,
        "committee/register_for_model.html",
        title=N_("Register for a learning model"),
        status=status,
        desk=desk,
        models=MODEL_NAMES,
        errors=fields.errors,
        values=fields.values,
    )


def _registered(session: Session, desk: Desk, new: NewRegistrations, fields: Fields) -> bool:
    """Register every name; a problem goes beside the names and says which name it is about."""
    place = desk.association.id
    for position, name in enumerate(new.names):
        try:
            party = parties.named(session, association_id=place, typed=name) or parties.register_line(
                session, association_id=place, line=name, kind=SUBJECTS[new.model]
            )
            recognitions.register(
                session,
                association_id=place,
                party_id=party.id,
                model=new.model,
                year=new.year,
                by=desk.actor,
                client_key=f"{fields.key}-{position}" if fields.key else None,
            )
        except (InputError, RegisteredTwice) as problem:
            fields.errors["names"] = f"{name}: {problem.sentence}"
            return False
    return True


@router.get("/desk/{code}/recognition/assess")
def assess(request: Request, code: str) -> Response:
    """The sheet on which points are typed for everybody who waits."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.COMMITTEE_MEMBER)
        waiting = recognitions.unassessed(session, desk.association.id)
    return _assess_page(request, desk, waiting, Fields({"threshold": forms.DEFAULT_THRESHOLD}))


@router.post("/desk/{code}/recognition/assess")
def assess_list(request: Request, code: str, form: Form) -> Response:
    """Record the points typed; lines left empty wait on."""
    fields = Fields.sent(form)
    with writing(request) as session:
        desk = guard.enter(session, request, code, Role.COMMITTEE_MEMBER)
        waiting = recognitions.unassessed(session, desk.association.id)
        marks = forms.marks(fields, waiting)
        if marks is None:
            return _assess_page(request, desk, waiting, fields, status=422)
        for identity, points in marks.points.items():
            recognitions.assess(
                session, registration_id=identity, points=points, threshold=marks.threshold, by=desk.actor
            )
    return see_other(f"{desk.path}/recognition")


def _assess_page(
    request: Request, desk: Desk, waiting: object, fields: Fields, status: int = 200
) -> Response:
    return page(
        request,
        "committee/assess.html",
        title=N_("Assess registrations"),
        status=status,
        desk=desk,
        models=MODEL_NAMES,
        waiting=waiting,
        errors=fields.errors,
        values=fields.values,
    )


@router.get("/desk/{code}/recognition/decide")
def recognize(request: Request, code: str) -> Response:
    """The list that passed, for the chair to recognize by one decision."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.CHAIR)
        waiting = recognitions.candidates(session, desk.association.id)
    ticks = {f"tick-{standing.registration.id}": "1" for standing in waiting}
    fields = Fields({"decided_on": format_date(desk.today), "key": new_token(), **ticks})
    return _recognize_page(request, desk, waiting, fields)


@router.post("/desk/{code}/recognition/decide")
def recognize_list(request: Request, code: str, form: Form) -> Response:
    """Recognize the ticked registrations by a decision with number and date."""
    fields = Fields.sent(form)
    with writing(request) as session:
        desk = guard.enter(session, request, code, Role.CHAIR)
        waiting = recognitions.candidates(session, desk.association.id)
        new = forms.decision(fields, waiting, desk.today)
        if new is None or not _recognized(session, desk, new, fields):
            return _recognize_page(request, desk, waiting, fields, status=422)
    return see_other(f"{desk.path}/recognition")


def _recognized(session: Session, desk: Desk, new: forms.NewDecision, fields: Fields) -> bool:
    try:
        recognitions.recognize(
            session,
            association_id=desk.association.id,
            number=new.number,
            decided_on=new.decided_on,
            registration_ids=new.registration_ids,
            by=desk.actor,
            client_key=fields.key or None,
        )
    except InputError as problem:
        fields.refuse("", problem)
        return False
    except Refusal as problem:
        if problem.status != InputError.status:
            raise
        fields.refuse("number", problem)
        return False
    return True


def _recognize_page(
    request: Request, desk: Desk, waiting: object, fields: Fields, status: int = 200
) -> Response:
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
