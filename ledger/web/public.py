"""Pages of the public: every total, and what it is made of, with nobody's name."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import funds
from ledger.associations import associations as places
from ledger.associations import tree
from ledger.associations.associations import KIND_NAMES as PLACE_KINDS
from ledger.clock import today
from ledger.i18n import N_
from ledger.web import overview
from ledger.web.questions import FIGURE_NAMES
from ledger.web.render import page
from ledger.web.routing import Route, reading, slow

router = APIRouter(route_class=Route)


@router.get("/")
@slow
def home(request: Request) -> Response:
    """The home of the province."""
    title = N_("The people’s money, open to the last đồng")
    with reading(request) as session:
        head = tree.top(session, today())
        if head is None:
            return page(request, "public/no_book.html", title=title)
        shown = overview.of_province(session, head, request.query_params)
        return page(request, "public/home.html", title=title, notes=request.app.state.notes, **shown)


@router.get("/associations")
def associations(request: Request, q: str = "", open: str = "", after: str = "") -> Response:  # noqa: A002 - the word in the address
    """Find an association by name, or open the tree."""
    with reading(request) as session:
        shown = overview.of_tree(session, q, open, after)
        return page(request, "public/associations.html", title=N_("Associations"), q=q, **shown)


@router.get("/associations/{code}")
@slow
def association(request: Request, code: str) -> Response:
    """One association, its own books beside those of all under it."""
    with reading(request) as session:
        place = places.by_code(session, code)
        shown = overview.of_association(session, place, request.query_params)
        return page(request, "public/association.html", title=place.name, **shown)


@router.get("/associations/{code}/units")
def units(request: Request, code: str) -> Response:
    """The associations of one level under another one."""
    with reading(request) as session:
        shown = overview.of_level(session, places.by_code(session, code), request.query_params)
        return page(request, "public/units.html", title=PLACE_KINDS[shown["kind"]], **shown)


@router.get("/associations/{code}/learning")
def learning(request: Request, code: str) -> Response:
    """Registered, assessed, recognized and declared under one association."""
    with reading(request) as session:
        shown = overview.of_learning(session, places.by_code(session, code), request.query_params)
        return page(request, "public/learning.html", title=N_("Learning titles"), **shown)


@router.get("/associations/{code}/entries")
@slow
def entries(request: Request, code: str) -> Response:
    """What one figure is made of."""
    with reading(request) as session:
        shown = overview.of_figure(session, places.by_code(session, code), request.query_params)
        return page(request, "public/entries.html", title=FIGURE_NAMES[shown["question"].figure], **shown)


@router.get("/funds/{code}")
@slow
def fund(request: Request, code: str) -> Response:
    """One fund: its purpose, its flow and who holds it."""
    with reading(request) as session:
        found = funds.by_code(session, code)
        shown = overview.of_fund(session, found, request.query_params)
        return page(request, "public/fund.html", title=found.name, **shown)
