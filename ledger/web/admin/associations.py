"""Units beneath an association: the list, and founding one, a pasted list, or every commune."""

from itertools import islice

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.associations import areas, associations, former_areas, successions, tree
from ledger.associations.associations import (
    BOOKKEEPING_NAMES,
    KIND_TITLES,
    Association,
    AssociationKind,
)
from ledger.errors import NotFound
from ledger.i18n import N_
from ledger.identity import founding
from ledger.text import HiddenCharacter, clean
from ledger.web import guard
from ledger.web.forms import association as forms
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk
from ledger.web.render import fragment, page, see_other
from ledger.web.routing import Form, Route, reading, slow, writing

router = APIRouter(route_class=Route)
PAGE = 50
FEWEST_LETTERS = 2
MOST_PLACES = 8


@router.get("/desk/{code}/admin/units")
def units(request: Request, code: str, after: str = "", founded: str = "", left: str = "") -> Response:
    """The units directly beneath, in alphabetical order."""
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        last = session.get(Association, identity(after))
        found = tree.children(session, desk.association.id, desk.today, after=last, limit=PAGE + 1)
        became = successions.successors(session, found)
    return page(
        request,
        "admin/units.html",
        title=N_("Units beneath"),
        desk=desk,
        units=found[:PAGE],
        became=became,
        kinds=KIND_TITLES,
        bookkeepings=BOOKKEEPING_NAMES,
        founded=identity(founded),
        left=bool(left),
        has_communes=desk.association.kind == AssociationKind.PROVINCE,
        first=f"{desk.path}/admin/units" if last else None,
        more=f"{desk.path}/admin/units?after={found[PAGE - 1].id}" if len(found) > PAGE else None,
    )


@router.get("/desk/{code}/admin/units/new")
def found_unit(request: Request, code: str) -> Response:
    """The form to found one unit."""
    return _unit_page(request, code)


@router.post("/desk/{code}/admin/units")
def found_one(request: Request, code: str, form: Form) -> Response:
    """Found the unit; the answer is the list it stands in."""
    fields = Fields.sent(form)
    rules = {
        "association_code_once": "code",
        "association_code_form": "code",
        "association_event_has_decision": "decision",
    }
    with beside(fields, "name", **rules), writing(request) as session:
        desk = guard.administer(session, request, code)
        new = forms.parse(session, fields, desk)
        if new:
            key = fields.key or None
            founding.found_beneath(session, desk.association, new, by=desk.actor, client_key=key)
    return _unit_page(request, code, fields) if fields.errors else see_other(_list(code, 1))


def _list(code: str, founded: int) -> str:
    return f"/desk/{code}/admin/units?founded={founded}"


def _unit_page(request: Request, code: str, fields: Fields | None = None) -> Response:
    with reading(request) as session:
        desk = guard.administer(session, request, code)
        status = 200 if fields is None else 422
        fields = fields or forms.fresh(desk)
        namesakes = forms.namesakes(session, fields)
        return page(
            request,
            "admin/found_unit.html",
            title=N_("Found a unit"),
            status=status,
            desk=desk,
            kinds=[(kind.value, KIND_TITLES[kind]) for kind in forms.kinds_beneath(desk.association)],
            bookkeepings=BOOKKEEPING_NAMES,
            namesakes=[(area.id, areas.label(session, area)) for area in namesakes],
            code=_suggested(session, fields.text("name"), code),
            errors=fields.errors,
            values=fields.values,
        )


def _suggested(session: Session, name: str, beside: str) -> str:
    """The code that a unit of this name has if none is typed; empty while it cannot be said."""
    try:
        return associations.free_code(session, name, beside=beside)
    except HiddenCharacter:
        return ""


@router.get("/desk/{code}/admin/units/code")
def suggest_code(request: Request, code: str, name: str = "") -> Response:
    """The code a unit of this name would have."""
    with reading(request) as session:
        guard.administer(session, request, code)
        return fragment("admin/code.html", code=_suggested(session, name, code))


@router.get("/desk/{code}/admin/areas")
def suggest_areas(request: Request, code: str, area: str = "") -> Response:
    """Communes and provinces whose name, of today or of before, begins with what is typed."""
    with reading(request) as session:
        guard.administer(session, request, code)
        return fragment("admin/areas.html", areas=_places(session, area))


def _places(session: Session, typed: str) -> dict[str, str]:
    """What a text being typed may mean, as addresses, each with the former name by which it was found.

    Nothing while the text is short or cannot be read.
    """
    if len(typed.strip()) < FEWEST_LETTERS:
        return {}
    try:
        found = {areas.label(session, area): "" for area in areas.search(session, typed)}
        for one in former_areas.search(session, typed, limit=MOST_PLACES):
            former = areas.label(session, one.former)
            called = f"{clean(typed)} ({former})" if one.by_alias else former
            found.setdefault(areas.label(session, one.area), called)
    except HiddenCharacter:
        return {}
    return dict(islice(found.items(), MOST_PLACES))


@router.get("/desk/{code}/admin/units/list")
def found_many(request: Request, code: str) -> Response:
    """The form to found a pasted list."""
    return _list_page(request, code)


@router.post("/desk/{code}/admin/units/list")
@slow
def found_listed(request: Request, code: str, form: Form) -> Response:
    """Found every unit of the list, all or none."""
    fields, new = Fields.sent(form), None
    with beside(fields, "names", association_event_has_decision="decision"), writing(request) as session:
        desk = guard.administer(session, request, code)
        new = forms.parse_list(fields, desk)
        if new:
            key = fields.key or None
            founding.found_list(session, desk.association, new, by=desk.actor, client_key=key)
    return _list_page(request, code, fields) if fields.errors else see_other(_list(code, len(new or ())))


def _list_page(request: Request, code: str, fields: Fields | None = None) -> Response:
    with reading(request) as session:
        desk = guard.administer(session, request, code)
    status = 200 if fields is None else 422
    fields = fields or forms.fresh(desk)
    return page(
        request,
        "admin/found_many.html",
        title=N_("Found many units at once"),
        status=status,
        desk=desk,
        kinds=[(kind.value, KIND_TITLES[kind]) for kind in forms.kinds_beneath(desk.association)],
        bookkeepings=BOOKKEEPING_NAMES,
        errors=fields.errors,
        values=fields.values,
    )


@router.get("/desk/{code}/admin/units/communes")
def found_communes(request: Request, code: str, province: str = "") -> Response:
    """What founding every commune of a province would do."""
    return _communes_page(request, code, province=province)


@router.post("/desk/{code}/admin/units/communes")
@slow
def found_every_commune(request: Request, code: str, form: Form) -> Response:
    """Found the association of every commune of the province that has none, all or none."""
    fields, founded = Fields.sent(form), 0
    with beside(fields, "province", association_event_has_decision="decision"), writing(request) as session:
        desk = _provincial(session, request, code)
        new = forms.parse_communes(session, fields, desk)
        if new:
            key = fields.key or None
            founded = founding.found_communes(session, desk.association, new, by=desk.actor, client_key=key)
    return _communes_page(request, code, fields) if fields.errors else see_other(_list(code, founded))


def _provincial(session: Session, request: Request, code: str) -> Desk:
    """Enter a province; no other association has communes (`NotFound`)."""
    desk = guard.administer(session, request, code)
    if desk.association.kind != AssociationKind.PROVINCE:
        raise NotFound
    return desk


def _communes_page(request: Request, code: str, fields: Fields | None = None, province: str = "") -> Response:
    with reading(request) as session:
        desk = _provincial(session, request, code)
        status = 200 if fields is None else 422
        fields = fields or forms.fresh_communes(session, desk, province)
        chosen = forms.chosen_province(session, fields)
        missing = founding.communes_without(session, chosen) if chosen else []
        return page(
            request,
            "admin/found_communes.html",
            title=N_("Found every commune of the province"),
            status=status,
            desk=desk,
            provinces=[(area.id, areas.title(area)) for area in areas.provinces(session)],
            missing=[founding.COMMUNE_NAME % areas.title(area) for area in missing],
            errors=fields.errors,
            values=fields.values,
        )
