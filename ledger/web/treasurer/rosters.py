"""Collections by list: start a sheet, mark it, post it whole, and print its papers."""

from collections.abc import Mapping

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import funds
from ledger.contributions import roster_lists, rosters
from ledger.contributions.roster_pdf import blank_roster_pdf, collection_list_pdf
from ledger.contributions.rosters import CashDiffers, CountDiffers, Mark, NobodyPaid, RosterTitleTaken, Sheet
from ledger.errors import InputError, NotFound
from ledger.i18n import N_
from ledger.identity.roles import Role, require
from ledger.receipts.receipt_pdf import receipts_pdf
from ledger.web import guard
from ledger.web.forms import amount
from ledger.web.forms import roster as forms
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk
from ledger.web.render import fragment, page, pdf, see_other
from ledger.web.routing import Form, Id, Route, reading, slow, writing
from ledger.web.treasurer import papers

router = APIRouter(route_class=Route)
PAGE = 50
BESIDE = {CountDiffers: "households", CashDiffers: "cash", NobodyPaid: ""}
"""The field beside which each disagreement between list and count is said."""


@router.get("/desk/{code}/rosters")
def roster_list(request: Request, code: str, before: str = "") -> Response:
    """The sheets of an association, newest first."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        found = roster_lists.summaries(
            session, desk.association.id, before=identity(before) or None, limit=PAGE + 1
        )
    older = f"{desk.path}/rosters?before={found[PAGE - 1].roster.id}" if len(found) > PAGE else None
    title = N_("Collection lists")
    return page(request, "treasurer/rosters.html", title=title, desk=desk, sheets=found[:PAGE], older=older)


@router.get("/desk/{code}/rosters/new")
def new_roster(request: Request, code: str) -> Response:
    """The form that starts a sheet."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        return _new_page(request, session, desk, forms.fresh(session, desk))


@router.post("/desk/{code}/rosters")
def start_roster(request: Request, code: str, form: Form) -> Response:
    """Start the sheet; the answer is the sheet."""
    fields = Fields.sent(form)
    try:
        with writing(request) as session:
            desk = guard.enter(session, request, code, Role.TREASURER)
            roster_id = _start(session, desk, fields)
        if roster_id is not None:
            return see_other(f"/desk/{code}/rosters/{roster_id}")
    except RosterTitleTaken as problem:
        fields.refuse("title", problem)
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        return _new_page(request, session, desk, fields, status=422)


def _start(session: Session, desk: Desk, fields: Fields) -> int | None:
    """Start a sheet; None, with nothing stored, when a field needs another look."""
    new = forms.parse(session, fields, desk)
    if new is None:
        return None
    try:
        return rosters.start(
            session,
            association_id=desk.association.id,
            by=desk.actor,
            client_key=fields.key or None,
            **vars(new),
        )
    except InputError as problem:
        session.rollback()
        fields.refuse("names", problem)
        return None


def _new_page(request: Request, session: Session, desk: Desk, fields: Fields, status: int = 200) -> Response:
    offered = funds.held_by(session, association_id=desk.association.id, on=desk.today)
    return page(
        request,
        "treasurer/new_roster.html",
        title=N_("Start a collection list"),
        status=status,
        desk=desk,
        funds=[(fund.id, fund.name) for fund in offered],
        echo=amount.echo(fields.text("default_amount")),
        amounts=amount.choices(fields.text("default_amount")),
        errors=fields.errors,
        values=fields.values,
    )


@router.get("/desk/{code}/rosters/{roster_id}")
def roster(request: Request, code: str, roster_id: Id, posted: str = "") -> Response:
    """A sheet: to be marked while it is open, frozen with its receipts once it is posted."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        sheet = _sheet(session, desk, roster_id)
        if sheet.posting is not None:
            return _posted_page(request, session, desk, sheet, just_posted=bool(posted))
        require(session, desk.actor, Role.TREASURER, desk.association.id)
        return _sheet_page(request, desk, sheet, forms.sheet_fields(request.query_params, desk.today))


@router.post("/desk/{code}/rosters/{roster_id}")
def keep_roster(request: Request, code: str, roster_id: Id, form: Form) -> Response:
    """Keep the marks of a sheet; htmx, which keeps them after each change, gets the totals only."""
    fields = Fields.sent(form)
    with writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        sheet = _sheet(session, desk, roster_id)
        kept = rosters.keep(session, roster_id=roster_id, marks=_marks(fields, sheet), by=desk.actor)
        if "hx-request" in request.headers:
            return fragment("treasurer/roster_totals.html", **_totals(kept, fields))
        if fields.errors:
            return _sheet_page(request, desk, kept, fields, status=422)
    return see_other(f"{desk.path}/rosters/{roster_id}{forms.still_typed(fields)}")


def _marks(fields: Fields, sheet: Sheet) -> Mapping[int, Mark]:
    marked = forms.marks(fields, sheet)
    return forms.everybody(sheet, marked) if fields.text("act") == "everybody" else marked


@router.post("/desk/{code}/rosters/{roster_id}/post")
def post_roster(request: Request, code: str, roster_id: Id, form: Form) -> Response:
    """Post the sheet whole; what does not agree is said beside the count, and the marks are kept."""
    fields = Fields.sent(form)
    with writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        sheet = _sheet(session, desk, roster_id)
        if not _post(session, desk, sheet, fields):
            return _sheet_page(request, desk, sheet, fields, status=422)
    return see_other(f"{desk.path}/rosters/{roster_id}?posted=1")


def _post(session: Session, desk: Desk, sheet: Sheet, fields: Fields) -> bool:
    """Post a sheet; False, with the marks kept, when marks and count need another look."""
    marks = forms.marks(fields, sheet)
    counted = forms.counted(fields, desk)
    if counted is None:
        rosters.keep(session, roster_id=sheet.roster.id, marks=marks, by=desk.actor)
        return False
    try:
        rosters.post(
            session,
            roster_id=sheet.roster.id,
            by=desk.actor,
            marks=marks,
            client_key=fields.key or None,
            **vars(counted),
        )
    except (CountDiffers, CashDiffers, NobodyPaid) as problem:
        fields.refuse(BESIDE[type(problem)], problem)
        return False
    return True


@router.get("/desk/{code}/rosters/{roster_id}/sheet.pdf")
@slow
def blank_sheet(request: Request, code: str, roster_id: Id) -> Response:
    """The blank sheet to carry from house to house."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        sheet = _sheet(session, desk, roster_id)
        printed = papers.roster(session, desk.association, sheet, desk.actor.name)
    return pdf(blank_roster_pdf(printed), f"sheet-{roster_id}.pdf")


@router.get("/desk/{code}/rosters/{roster_id}/list.pdf")
@slow
def posted_list(request: Request, code: str, roster_id: Id) -> Response:
    """The list of a posted collection with its receipt numbers."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        sheet = _posted(session, desk, roster_id)
        treasurer = roster_lists.posted_by(session, sheet)
        printed = papers.roster(session, desk.association, sheet, treasurer)
    return pdf(collection_list_pdf(printed), f"list-{roster_id}.pdf")


@router.get("/desk/{code}/rosters/{roster_id}/receipts.pdf")
@slow
def roster_receipts(request: Request, code: str, roster_id: Id, paper: str = "A5") -> Response:
    """All receipts of a posted collection in one PDF."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        sheet = _posted(session, desk, roster_id)
        lines = list(roster_lists.receipts(session, sheet).values())
        printed = papers.receipts(request, session, desk.association, lines)
    return pdf(receipts_pdf(printed, paper=papers.paper(paper)), f"receipts-{roster_id}.pdf")


def _sheet(session: Session, desk: Desk, roster_id: int) -> Sheet:
    """A sheet of this association; refuses another's with `NotFound`."""
    found = rosters.sheet(session, roster_id)
    if found.roster.association_id != desk.association.id:
        raise NotFound
    return found


def _posted(session: Session, desk: Desk, roster_id: int) -> Sheet:
    found = _sheet(session, desk, roster_id)
    if found.posting is None:
        raise NotFound
    return found


def _totals(sheet: Sheet, fields: Fields) -> dict[str, object]:
    """The strip above a sheet: ticked of all, the list's total and the counted cash, in đồng."""
    return {
        "paid": sheet.paid_count,
        "households": len(sheet.lines),
        "total": sheet.total,
        "cash": forms.cash_typed(fields),
        "unread": sum(name.startswith("a") for name in fields.errors),
    }


def _sheet_page(request: Request, desk: Desk, sheet: Sheet, fields: Fields, status: int = 200) -> Response:
    return page(
        request,
        "treasurer/roster.html",
        title=sheet.roster.title,
        status=status,
        desk=desk,
        sheet=sheet,
        usual=sheet.roster.default_amount,
        errors=fields.errors,
        values=fields.values,
        **_totals(sheet, fields),
    )


def _posted_page(
    request: Request, session: Session, desk: Desk, sheet: Sheet, *, just_posted: bool
) -> Response:
    return page(
        request,
        "treasurer/posted_roster.html",
        title=sheet.roster.title,
        desk=desk,
        sheet=sheet,
        posting=sheet.posting,
        receipts=roster_lists.receipts(session, sheet),
        just_posted=just_posted,
    )
