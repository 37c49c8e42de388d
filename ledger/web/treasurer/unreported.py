"""Who has not reported for a year: the list an officer goes through by telephone, on screen or paper."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ledger.associations.associations import KIND_TITLES, Association
from ledger.disclosure import completeness
from ledger.i18n import N_
from ledger.web import guard
from ledger.web.api import csv_file
from ledger.web.forms import declaration as forms
from ledger.web.forms.fields import identity, year_or
from ledger.web.render import page
from ledger.web.routing import Route, reading, slow

router = APIRouter(route_class=Route)
PAGE = 100
COLUMNS = ("code", "name", "kind", "stands_under", "keeps_books", "reported_up_to")


@router.get("/desk/{code}/unreported")
@slow
def unreported(request: Request, code: str, year: str = "", after: str = "") -> Response:
    """The units under an association that have not reported for a year, and how many have."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        number = year_or(year, desk.today.year - 1)
        place, last = desk.association.id, session.get(Association, identity(after))
        found = completeness.missing(session, place, number, after=last, limit=PAGE + 1)
        address = f"{desk.path}/unreported?year={number}"
        return page(
            request,
            "treasurer/unreported.html",
            title=N_("Who has not reported"),
            desk=desk,
            year=number,
            years=forms.years(desk),
            stand=completeness.of(session, place, number),
            kinds=KIND_TITLES,
            lines=found[:PAGE],
            first=address if last else None,
            more=f"{address}&after={found[PAGE - 1].association.id}" if len(found) > PAGE else None,
            file=f"{desk.path}/unreported.csv?year={number}",
        )


@router.get("/desk/{code}/unreported.csv")
@slow
def unreported_csv(request: Request, code: str, year: str = "") -> Response:
    """The whole list as a file."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        number = year_or(year, desk.today.year - 1)
        rows = [
            (
                line.association.code,
                line.association.name,
                line.association.kind,
                line.above.code if line.above else None,
                "yes" if line.keeps_books else "no",
                line.up_to,
            )
            for line in completeness.missing(session, desk.association.id, number)
        ]
    return csv_file(f"unreported-{code}-{number}", COLUMNS, rows)
