"""Open data of what units declare, under the same promises as `api`: figures that are in no book."""

from dataclasses import asdict

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from ledger.associations import associations
from ledger.declarations import measures, summaries
from ledger.declarations.summaries import Summary
from ledger.web import years
from ledger.web.api import csv_file
from ledger.web.routing import Route, reading, slow

router = APIRouter(route_class=Route)
SUMS = ("units_expected", "units_declared", "opening", "received", "spent", "handed_on", "closing")


@router.get("/associations/{code}/declared.csv")
@slow
def declared_csv(request: Request, code: str) -> Response:
    """What the units under an association declared for a year, by kind and in all."""
    found = _summary(request, code)
    rows = [
        (code, found.year, found.structure_on, line.kind or "all", *(getattr(line, name) for name in SUMS))
        for line in (*(line for line in found.lines if line.declares), found.total)
    ]
    columns = ("association", "year", "structure_on", "kind", *SUMS)
    return csv_file(f"declared-{code}-{found.year}", columns, rows)


@router.get("/associations/{code}/counts.csv")
@slow
def counts_csv(request: Request, code: str) -> Response:
    """Members, people, centres and courses under an association; own: it counted for all under it."""
    found = _summary(request, code)
    rows = [
        (code, found.year, measure, measures.measures()[measure].name_vi, *asdict(total).values())
        for measure, total in found.measures.items()
    ]
    columns = ("association", "year", "measure", "name", "value", "counted_for", "units", "own")
    return csv_file(f"counts-{code}-{found.year}", columns, rows)


def _summary(request: Request, code: str) -> Summary:
    year = years.read(request.query_params)
    with reading(request) as session:
        place = associations.by_code(session, code)
        return summaries.summary(session, place.id, year.structure_on, year.number)
