"""Open data: beside every public table the same figures as a file, under CC BY 4.0.

Columns only ever grow at the right. Amounts are whole đồng. No file holds a name of a person. A cell
that a spreadsheet would take for a formula gets an apostrophe in front; figures stay figures.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger import csv_files
from ledger.accounts import funds
from ledger.associations import associations, finder
from ledger.associations.associations import Association, AssociationKind
from ledger.clock import today
from ledger.disclosure import listings, totals
from ledger.disclosure.drilldown import PublicLine
from ledger.disclosure.flows import Flow
from ledger.errors import NotFound
from ledger.recognition import counts
from ledger.web import questions
from ledger.web.questions import year_of
from ledger.web.routing import Route, reading, slow

router = APIRouter(route_class=Route)

LICENCE = "CC BY 4.0"
EVERY_LINE = 10**7
FLOW = ("opening", "mobilized", "transfers_in", "transfers_out", "spent", "closing")
WHOLE_FLOW = (*FLOW, "in_transit", "internal_transfers", "promised", "between_funds", "tied_up")

Rows = Iterable[Sequence[object]]


def csv_file(name: str, columns: Sequence[str], rows: Rows) -> Response:
    """A table as a file. name: ASCII, without its ending."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.csv"',
        "Cache-Control": "private, no-cache",
    }
    table = csv_files.content(columns, rows)
    return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


def _flow(flow: Flow, fields: Sequence[str] = WHOLE_FLOW) -> list[int]:
    published = flow.published
    return [published[field] for field in fields]


@router.get("/associations.csv")
@slow
def all_associations(request: Request) -> Response:
    """Every association: code, name, kind, whose books, what it stands under today."""
    with reading(request) as session:
        rows = [
            (a.code, a.name, a.kind, a.bookkeeping, above, a.founded_on, a.closed_on)
            for a, above in finder.everywhere(session, today())
        ]
    columns = ("code", "name", "kind", "bookkeeping", "stands_under", "founded_on", "closed_on")
    return csv_file("associations", columns, rows)


@router.get("/associations/{code}/totals.csv")
@slow
def totals_csv(request: Request, code: str, year: str = "") -> Response:
    """The year of an association, by fund and in all, its own books and with all units under it."""
    with reading(request) as session:
        found = _totals(session, code, year)
    rows: list[list[object]] = []
    for scope, lines, whole in _scopes(found):
        rows += [[scope, "fund", line.fund_code, line.fund_name, *_flow(line.flow)] for line in lines]
        rows.append([scope, "all funds", "", "", *_flow(whole)])
    rows = [[code, found.year, found.structure_on, *row] for row in rows]
    columns = ("association", "year", "structure_on", "scope", "line", "fund", "fund_name", *WHOLE_FLOW)
    return csv_file(f"totals-{code}-{found.year}", columns, rows)


@router.get("/associations/{code}/totals.json")
@slow
def totals_json(request: Request, code: str, year: str = "") -> Response:
    """The same as JSON; amounts are integers in đồng."""
    with reading(request) as session:
        found = _totals(session, code, year)
    answer: dict[str, object] = {
        "association": {"code": found.association.code, "name": found.association.name},
        "year": found.year,
        "structure_on": found.structure_on.isoformat(),
        "read_on": today().isoformat(),
        "unit": "VND",
        "licence": LICENCE,
    }
    for scope, lines, whole in _scopes(found):
        by_fund = [{"fund": line.fund_code, "name": line.fund_name, **line.flow.published} for line in lines]
        answer[scope] = {"funds": by_fund, "all": whole.published}
    text = json.dumps(answer, ensure_ascii=False, indent=1)
    return Response(text, media_type="application/json", headers={"Cache-Control": "private, no-cache"})


def _totals(session: Session, code: str, year: str) -> totals.Totals:
    place = associations.by_code(session, code)
    return totals.totals(session, association_id=place.id, year=year_of(year))


def _scopes(found: totals.Totals) -> list[tuple[str, Sequence[totals.FundFlow], Flow]]:
    return [("own", found.own, found.own_all), ("subtree", found.subtree, found.subtree_all)]


@router.get("/associations/{code}/levels.csv")
@slow
def levels_csv(request: Request, code: str, year: str = "") -> Response:
    """The year by kind of association."""
    number = year_of(year)
    with reading(request) as session:
        place = associations.by_code(session, code)
        levels = totals.by_level(session, association_id=place.id, year=number)
    rows = [
        (code, number, line.kind, line.units, line.declared_units, *_flow(line.flow, FLOW)) for line in levels
    ]
    return csv_file(
        f"levels-{code}-{number}", ("association", "year", "kind", "units", "declared_units", *FLOW), rows
    )


@router.get("/associations/{code}/months.csv")
@slow
def months_csv(request: Request, code: str, year: str = "") -> Response:
    """The twelve months of a year with all units under the association."""
    number = year_of(year)
    with reading(request) as session:
        place = associations.by_code(session, code)
        months = totals.by_month(session, association_id=place.id, year=number)
    rows = [(code, number, month.month, month.mobilized, month.spent) for month in months]
    return csv_file(f"months-{code}-{number}", ("association", "year", "month", "mobilized", "spent"), rows)


@router.get("/associations/{code}/children.csv")
@slow
def children_csv(request: Request, code: str, year: str = "") -> Response:
    """The units directly under an association, each alone and with all under it."""
    number = year_of(year)
    with reading(request) as session:
        place = associations.by_code(session, code)
        children = totals.by_child(session, association_id=place.id, year=number)
    rows = []
    for child in children:
        known = (code, number, child.association.code, child.association.name, child.association.kind)
        rows += [(*known, "own", *_flow(child.own)), (*known, "subtree", *_flow(child.subtree))]
    columns = ("association", "year", "unit", "unit_name", "kind", "scope", *WHOLE_FLOW)
    return csv_file(f"children-{code}-{number}", columns, rows)


@router.get("/associations/{code}/learning.csv")
def learning_csv(request: Request, code: str, year: str = "") -> Response:
    """Titles under an association: recorded here, and declared with its source."""
    number = year_of(year)
    with reading(request) as session:
        place = associations.by_code(session, code)
        on = totals.structure_day(number)
        lines = counts.counts(session, association_id=place.id, year=number, on=on)
    rows = [(code, number, *asdict(line).values()) for line in lines]
    columns = (
        "model",
        "registered",
        "assessed",
        "recognized",
        "declared",
        "declared_year",
        "declared_source",
    )
    return csv_file(f"learning-{code}-{number}", ("association", "year", *columns), rows)


@router.get("/associations/{code}/units.csv")
@slow
def units_csv(request: Request, code: str, kind: str, year: str = "") -> Response:
    """The associations of one kind under another one, each with its own books."""
    number = year_of(year)
    if kind not in list(AssociationKind):
        raise NotFound
    with reading(request) as session:
        place = associations.by_code(session, code)
        lines = listings.of_kind(
            session, association_id=place.id, kind=AssociationKind(kind), year=number, limit=None
        )
    return _unit_lines(f"units-{kind}-{number}", number, lines)


@router.get("/funds/{code}/holders.csv")
@slow
def holders_csv(request: Request, code: str, year: str = "") -> Response:
    """The associations that may hold a fund, each with its own flow in it."""
    number = year_of(year)
    with reading(request) as session:
        fund = funds.by_code(session, code)
        lines = listings.of_fund(session, fund_id=fund.id, year=number, limit=None)
    return _unit_lines(f"holders-{code}-{number}", number, lines)


def _unit_lines(name: str, year: int, lines: Sequence[listings.UnitLine]) -> Response:
    def row(place: Association, flow: Flow) -> Sequence[object]:
        return (year, place.code, place.name, place.kind, place.bookkeeping, *_flow(flow, FLOW))

    columns = ("year", "association", "association_name", "kind", "bookkeeping", *FLOW)
    return csv_file(name, columns, [row(line.association, line.flow) for line in lines])


@router.get("/associations/{code}/entries.csv")
@slow
def entries_csv(request: Request, code: str) -> Response:
    """Every entry behind a figure; their amounts add up to it."""
    with reading(request) as session:
        place = associations.by_code(session, code)
        question = questions.read(session, place, request.query_params)
        lines = questions.entries(session, question, limit=EVERY_LINE).lines
    columns = list(PublicLine.__dataclass_fields__)
    narrowed = f"-{question.fund.code}" if question.fund else ""
    name = f"{question.figure}-{code}{narrowed}-{question.year}"
    return csv_file(name, columns, [list(asdict(line).values()) for line in lines])
