"""A pasted table of what many units declare: looked at first, with sums and doubts, then recorded whole."""

from collections.abc import Mapping, Sequence

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.declarations import lists
from ledger.declarations.declarations import DeclaredAlready, FiguresDoubtful
from ledger.declarations.lists import Problem
from ledger.declarations.measures import measures
from ledger.errors import Refusal
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.web import guard
from ledger.web.forms import declared_list as forms
from ledger.web.forms.beside import beside
from ledger.web.forms.declared_list import Table
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk
from ledger.web.render import page, see_other
from ledger.web.routing import Form, Route, reading, slow, writing

router = APIRouter(route_class=Route)
SCALES = [("1", N_("single đồng")), ("1000", N_("thousand đồng")), ("1000000", N_("million đồng"))]
MARKS = [
    ("", N_("Find out from the table")),
    ("dot", N_("1.500.000 is one and a half million")),
    ("comma", N_("1,500,000 is one and a half million")),
]


@router.get("/desk/{code}/declarations/list")
def new_list(request: Request, code: str) -> Response:
    """The form into which a table is pasted."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        return _page(request, session, desk, forms.fresh(desk), None)


@router.post("/desk/{code}/declarations/list")
@slow
def look_or_record(request: Request, code: str, form: Form) -> Response:
    """Show how the table is read; record it when it was seen so, all of it or nothing."""
    fields, table = Fields.sent(form), None
    if forms.to_record(fields):
        with beside(fields, "table"), writing(request) as session:
            desk = guard.enter(session, request, code, Role.TREASURER)
            table = forms.read(session, fields, desk)
            if table and table.whole:
                _record(session, desk, fields, table)
        if table and table.whole and not fields.errors:
            return see_other(f"/desk/{code}/declarations?done=1")
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        return _page(request, session, desk, fields, forms.read(session, fields, desk))


def _record(session: Session, desk: Desk, fields: Fields, table: Table) -> None:
    place = desk.association.id
    lists.declare_many(
        session,
        table.lines,
        association_id=place,
        by=desk.actor,
        **_ticked(fields),
        client_key=fields.key or None,
    )
    lists.count_many(
        session,
        table.counts,
        association_id=place,
        year=table.as_of.year,
        source=table.source,
        by=desk.actor,
    )


def _ticked(fields: Fields) -> Mapping[str, bool]:
    return {name: bool(fields.text(name)) for name in ("confirmed", "replacing")}


def _page(request: Request, session: Session, desk: Desk, fields: Fields, table: Table | None) -> Response:
    """The form, and under it the table as it was read."""
    found: Sequence[Problem] = ()
    if table and table.lines:
        found = lists.problems(session, table.lines, association_id=desk.association.id, **_ticked(fields))
    read = [row for row in table.rows if not row.problem] if table else []
    said: dict[int, Refusal] = {read[problem.position].number: problem.refusal for problem in found}
    asked = (FiguresDoubtful, DeclaredAlready)
    unfit = any(not isinstance(one, asked) for one in said.values()) or (table and not table.whole)
    return page(
        request,
        "treasurer/declare_list.html",
        title=N_("Declared figures of many units"),
        status=422 if unfit or fields.errors else 200,
        desk=desk,
        values=fields.values,
        errors=fields.errors,
        table=table,
        said={number: refusal.sentence for number, refusal in said.items()},
        doubtful=sum(isinstance(one, FiguresDoubtful) for one in said.values()),
        declared=sum(isinstance(one, DeclaredAlready) for one in said.values()),
        unfit=bool(unfit),
        ticked=_ticked(fields),
        measures=measures(),
        scales=SCALES,
        marks=MARKS,
    )
