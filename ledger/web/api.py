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
from ledger.disclosure import breakdowns, listings, totals
from ledger.disclosure.drilldown import PublicLine
from ledger.disclosure.flows import Flow
from ledger.errors import NotFound
from ledger.recognition import counts
from ledger.web import questions, years
from ledger.web.routing import Route, reading, slow
from ledger.web.years import Year

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
def totals_csv(request: Request, code: str) -> Response:
    """The year of an association, by fund and in all, its own books and with all units under it.

    Lines of the scope `allocated` are the history of split associations: beside the totals, in none.
    """
    with reading(request) as session:
        found = _totals(session, request, code)
    rows: list[list[object]] = []
    for scope, lines, whole in _scopes(found):
        rows += [[scope, "fund", line.fund_code, line.fund_name, *_flow(line.flow), ""] for line in lines]
        rows.append([scope, "all funds", "", "", *_flow(whole), ""])
    for line in found.allocated:
        place = line.predecessor
        rows.append(["allocated", "history", place.code, place.name, *_flow(line.flow), line.share])
    rows = [[code, found.year, found.structure_on, *row, found.until] for row in rows]
    columns = ("association", "year", "structure_on", "scope", "line", "fund", "fund_name", *WHOLE_FLOW)
    return csv_file(f"totals-{code}-{found.year}", (*columns, "share_of_10000", "until"), rows)


@router.get("/associations/{code}/totals.json")
@slow
def totals_json(request: Request, code: str) -> Response:
    """The same as JSON; amounts are integers in đồng."""
    with reading(request) as session:
        found = _totals(session, request, code)
    answer: dict[str, object] = {
        "association": {"code": found.association.code, "name": found.association.name},
        "year": found.year,
        "structure_on": found.structure_on.isoformat(),
        "until": found.until.isoformat(),
        "read_on": today().isoformat(),
        "unit": "VND",
        "licence": LICENCE,
    }
    for scope, lines, whole in _scopes(found):
        by_fund = [{"fund": line.fund_code, "name": line.fund_name, **line.flow.published} for line in lines]
        answer[scope] = {"funds": by_fund, "all": whole.published}
    answer["allocated"] = [
        {
            "association": {"code": line.predecessor.code, "name": line.predecessor.name},
            "share_of_10000": line.share,
            "all": line.flow.published,
        }
        for line in found.allocated
    ]
    text = json.dumps(answer, ensure_ascii=False, indent=1)
    return Response(text, media_type="application/json", headers={"Cache-Control": "private, no-cache"})


def _totals(session: Session, request: Request, code: str) -> totals.Totals:
    place, year = associations.by_code(session, code), years.read(request.query_params)
    return totals.totals(
        session, association_id=place.id, year=year.number, structure_on=year.structure_on, until=year.until
    )


def _scopes(found: totals.Totals) -> list[tuple[str, Sequence[totals.FundFlow], Flow]]:
    return [("own", found.own, found.own_all), ("subtree", found.subtree, found.subtree_all)]


@router.get("/associations/{code}/levels.csv")
@slow
def levels_csv(request: Request, code: str) -> Response:
    """The year by kind of association."""
    year = years.read(request.query_params)
    with reading(request) as session:
        levels = breakdowns.by_level(session, **year.of(associations.by_code(session, code)))
    rows = [
        (code, year.number, line.kind, line.units, line.declared_units, *_flow(line.flow, FLOW), *last)
        for line, last in ((line, (line.former_units, year.structure_on, year.last)) for line in levels)
    ]
    columns = ("association", "year", "kind", "units", "declared_units", *FLOW)
    return csv_file(f"levels-{code}-{year.number}", (*columns, "former_units", "structure_on", "until"), rows)


@router.get("/associations/{code}/holder-classes.csv")
@slow
def holder_classes_csv(request: Request, code: str) -> Response:
    """The year by who holds the money."""
    year = years.read(request.query_params)
    with reading(request) as session:
        lines = breakdowns.by_holder(session, **year.of(associations.by_code(session, code)))
    rows = [
        (code, year.number, line.holder, *_flow(line.flow, FLOW), year.structure_on, year.last)
        for line in lines
    ]
    columns = ("association", "year", "holder", *FLOW, "structure_on", "until")
    return csv_file(f"holder-classes-{code}-{year.number}", columns, rows)


@router.get("/associations/{code}/months.csv")
@slow
def months_csv(request: Request, code: str) -> Response:
    """The twelve months of a year with all units under the association."""
    year = years.read(request.query_params)
    with reading(request) as session:
        months = breakdowns.by_month(session, **year.of(associations.by_code(session, code)))
    days = (year.structure_on, year.last)
    rows = [(code, year.number, month.month, month.mobilized, month.spent, *days) for month in months]
    columns = ("association", "year", "month", "mobilized", "spent", "structure_on", "until")
    return csv_file(f"months-{code}-{year.number}", columns, rows)


@router.get("/associations/{code}/children.csv")
@slow
def children_csv(request: Request, code: str) -> Response:
    """The units directly under an association, each alone and with all under it."""
    year = years.read(request.query_params)
    with reading(request) as session:
        children = breakdowns.by_child(session, **year.of(associations.by_code(session, code)))
    rows: list[Sequence[object]] = []
    for child in children:
        place = child.association
        known = (code, year.number, place.code, place.name, place.kind)
        days = (place.closed_on, year.structure_on, year.last)
        rows += [(*known, scope, *_flow(getattr(child, scope)), *days) for scope in ("own", "subtree")]
    columns = ("association", "year", "unit", "unit_name", "kind", "scope", *WHOLE_FLOW)
    return csv_file(f"children-{code}-{year.number}", (*columns, "closed_on", "structure_on", "until"), rows)


@router.get("/associations/{code}/learning.csv")
def learning_csv(request: Request, code: str) -> Response:
    """Titles under an association: recorded here, and declared with its source."""
    year = years.read(request.query_params)
    with reading(request) as session:
        place = associations.by_code(session, code)
        lines = counts.counts(session, association_id=place.id, year=year.number, on=year.structure_on)
    number = year.number
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
def units_csv(request: Request, code: str, kind: str) -> Response:
    """The associations of one kind under another one, each with its own books."""
    year = years.read(request.query_params)
    if kind not in list(AssociationKind):
        raise NotFound
    with reading(request) as session:
        place = associations.by_code(session, code)
        lines = listings.of_kind(session, **year.of(place), kind=AssociationKind(kind), limit=None)
    return _unit_lines(f"units-{kind}-{year.number}", year, lines)


@router.get("/funds/{code}/holders.csv")
@slow
def holders_csv(request: Request, code: str) -> Response:
    """The associations that may hold a fund, each with its own flow in it."""
    year = years.read(request.query_params)
    with reading(request) as session:
        fund = funds.by_code(session, code)
        lines = listings.of_fund(session, fund_id=fund.id, year=year.number, until=year.until, limit=None)
    return _unit_lines(f"holders-{code}-{year.number}", year, lines)


def _unit_lines(name: str, year: Year, lines: Sequence[listings.UnitLine]) -> Response:
    def row(place: Association, flow: Flow) -> Sequence[object]:
        known = (year.number, place.code, place.name, place.kind, place.bookkeeping)
        return (*known, *_flow(flow, FLOW), place.closed_on, year.structure_on, year.last)

    columns = ("year", "association", "association_name", "kind", "bookkeeping", *FLOW)
    rows = [row(line.association, line.flow) for line in lines]
    return csv_file(name, (*columns, "closed_on", "structure_on", "until"), rows)


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
    name = f"{question.figure}-{code}{narrowed}-{question.year.number}"
    return csv_file(name, columns, [list(asdict(line).values()) for line in lines])
