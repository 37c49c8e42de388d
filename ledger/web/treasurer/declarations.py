"""What units declare: the history of one, its figures and counts, and the units beneath that only declare."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.associations import tree
from ledger.associations.associations import Association
from ledger.declarations import declarations, measures, outliers
from ledger.i18n import N_
from ledger.identity.roles import declares_for
from ledger.web import guard
from ledger.web.forms import declaration as forms
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields, identity, year_or
from ledger.web.guard import Desk
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Route, reading, writing

router = APIRouter(route_class=Route)
PAGE = 50
BESIDE = {
    "declaration_once": "as_of",
    "declaration_replaced_once": "as_of",
    "declaration_not_ahead": "as_of",
    "declaration_within_life": "as_of",
    "declaration_not_ledgered": "as_of",
    "declaration_adds_up": "closing",
    "declaration_has_source": "source",
    "declaration_is_confirmed": "confirmed",
}
COUNTS_BESIDE = {
    "declared_measure_within_life": "year",
    "declaration_has_source": "source",
    "declaration_is_confirmed": "confirmed",
}


@router.get("/desk/{code}/declarations")
def declared(request: Request, code: str, year: str = "", after: str = "", done: str = "") -> Response:
    """What a unit declared, and what the units beneath it that only declare did for a year."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        place = desk.association
        number = year_or(year, desk.today.year - 1)
        last = session.get(Association, identity(after))
        found = declarations.beneath(session, place.id, number, after=last, limit=PAGE + 1)
        address = f"{desk.path}/declarations?year={number}"
        return page(
            request,
            "treasurer/declarations.html",
            title=N_("Declared figures"),
            desk=desk,
            done=bool(done),
            year=number,
            years=forms.years(desk),
            declares=place.ledgered_from is None or place.ledgered_from > place.founded_on,
            above=_above(session, desk),
            may=declares_for(session, desk.actor, place.id),
            history=declarations.history(session, place.id),
            counts=measures.history(session, place.id),
            measures=measures.measures(),
            units=found[:PAGE],
            flagged=outliers.flagged(session, place.id, desk.today, number) if found else (),
            first=address if last else None,
            more=f"{address}&after={found[PAGE - 1].association.id}" if len(found) > PAGE else None,
        )


def _above(session: Session, desk: Desk) -> Association | None:
    """The association directly above, for somebody who has a role there."""
    above = tree.ancestors(session, desk.association.id, desk.today)[:1]
    return next((one for one in above if desk.actor.roles_in(one.id)), None)


@router.get("/desk/{code}/declarations/new")
def new_declaration(request: Request, code: str, replaces: str = "") -> Response:
    """The form for figures of a year, or to put figures right."""
    with reading(request) as session:
        desk = guard.declaring(session, request, code)
        fields = forms.fresh(desk)
        if replaces:
            fields = forms.correcting(declarations.one(session, desk.association.id, identity(replaces)))
        return _form(request, session, desk, fields)


@router.post("/desk/{code}/declarations")
def record_declaration(request: Request, code: str, form: Form) -> Response:
    """Record the figures; the answer is the history beside what was done."""
    fields = Fields.sent(form)
    with beside(fields, **BESIDE), writing(request) as session:
        desk = guard.declaring(session, request, code)
        _record(session, desk, fields)
    if not fields.errors:
        return see_other(f"/desk/{code}/declarations?done=1")
    with reading(request) as session:
        desk = guard.declaring(session, request, code)
        return _form(request, session, desk, fields, status=422)


def _record(session: Session, desk: Desk, fields: Fields) -> None:
    figures = forms.parse(fields, desk)
    if figures is None:
        return
    tick, key, former = forms.confirmed(fields, figures), fields.key or None, forms.replaces(fields)
    if former is None:
        place = desk.association.id
        declarations.declare(
            session, association_id=place, figures=figures, by=desk.actor, confirmed=tick, client_key=key
        )
    else:
        declarations.replace(
            session, declaration_id=former, figures=figures, by=desk.actor, confirmed=tick, client_key=key
        )


def _form(request: Request, session: Session, desk: Desk, fields: Fields, status: int = 200) -> Response:
    figures = forms.parse(Fields(fields.values), desk) if fields.errors else None
    doubts = declarations.doubts(session, desk.association.id, figures) if figures else ()
    return page(
        request,
        "treasurer/declare.html",
        title=N_("Correct declared figures") if forms.replaces(fields) else N_("Declare figures"),
        status=status,
        desk=desk,
        values=fields.values,
        errors=fields.errors,
        doubts=doubts if figures and figures.adds_up else (),
        sign=forms.sign(figures) if figures else "",
    )


@router.get("/desk/{code}/declarations/counts")
def new_counts(request: Request, code: str) -> Response:
    """The form for members, people, centres and courses of a year."""
    with reading(request) as session:
        desk = guard.declaring(session, request, code)
        return _counts_form(request, session, desk, forms.fresh_counts(desk))


@router.post("/desk/{code}/declarations/counts")
def record_counts(request: Request, code: str, form: Form) -> Response:
    """Record the counts; the answer is the history beside what was done."""
    fields = Fields.sent(form)
    with beside(fields, **COUNTS_BESIDE), writing(request) as session:
        desk = guard.declaring(session, request, code)
        new = forms.parse_counts(fields, desk)
        if new is not None:
            measures.count(
                session,
                association_id=desk.association.id,
                **vars(new),
                by=desk.actor,
                confirmed=forms.counts_confirmed(fields, new),
                client_key=fields.key or None,
            )
    if not fields.errors:
        return see_other(f"/desk/{code}/declarations?done=1")
    with reading(request) as session:
        desk = guard.declaring(session, request, code)
        return _counts_form(request, session, desk, fields, status=422)


def _counts_form(
    request: Request, session: Session, desk: Desk, fields: Fields, status: int = 200
) -> Response:
    new = forms.parse_counts(Fields(fields.values), desk) if fields.errors else None
    doubts = measures.doubts(session, desk.association.id, new.year, new.counts) if new else {}
    return page(
        request,
        "treasurer/declare_counts.html",
        title=N_("Counts of a year"),
        status=status,
        desk=desk,
        values=fields.values,
        errors=fields.errors,
        years=forms.years(desk),
        measures=measures.measures(),
        doubts=doubts,
        sign=forms.counts_sign(new) if new else "",
    )
