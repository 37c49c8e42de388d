"""Books and statements of one association: the list of them, each as a page, and each as a file."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import funds, movements, presentation
from ledger.accounts.funds import Fund
from ledger.errors import NotFound
from ledger.i18n import N_, gettext, use_locale
from ledger.money import format_dong
from ledger.reports import accounts
from ledger.reports.asked import Asked
from ledger.reports.catalogue import BOOKS, REPORTS, STATEMENTS, kept
from ledger.reports.report import Figure, Kind, Report
from ledger.reports.report_csv import report_csv
from ledger.reports.report_pdf import report_pdf
from ledger.reports.report_xlsx import report_xlsx
from ledger.web import guard
from ledger.web.forms import report as form
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk
from ledger.web.render import page
from ledger.web.routing import Route, reading, slow

router = APIRouter(route_class=Route)
ABOUT = ("summary", "item", "name")
"""Columns that say what a row is about; every report has one of them."""
AMOUNTS = (Kind.DONG, Kind.PERCENT)
MOST_ON_A_CARD = 4
"""Amounts of a row that a phone can show one under the other; wider tables scroll."""
_KINDS = {"=": "result"}


@dataclass(frozen=True)
class FileKind:
    """A kind of file: how it is made and sent, and in which language; papers are Vietnamese always."""

    make: Callable[[Report], bytes]
    media_type: str
    disposition: str
    locale: Callable[[], AbstractContextManager[None]] = nullcontext


FILES: Mapping[str, FileKind] = {
    "pdf": FileKind(report_pdf, "application/pdf", "inline", lambda: use_locale("vi")),
    "xlsx": FileKind(
        report_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "attachment"
    ),
    "csv": FileKind(report_csv, "text/csv; charset=utf-8", "attachment"),
}


@router.get("/desk/{code}/books")
def books(request: Request, code: str) -> Response:
    """The list of books and statements."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        profile = presentation.profile_of(session, desk.association.id, desk.today)
    lists = [(N_("Books"), kept(BOOKS, profile)), (N_("Statements"), kept(STATEMENTS, profile))]
    return page(request, "treasurer/books.html", title=N_("Books and reports"), desk=desk, lists=lists)


@router.get("/desk/{code}/books/{name}.{suffix}")
@slow
def book_file(request: Request, code: str, name: str, suffix: str) -> Response:
    """A report as a file: all of its lines, and all of its accounts unless one is asked for."""
    offered, kind = REPORTS.get(name), FILES.get(suffix)
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        asked = _asked(session, desk, Fields(request.query_params))
        if offered is None or kind is None or asked is None:
            raise NotFound
        with kind.locale():
            report = offered.make(session, asked)
    return _download(kind, kind.make(report), f"{code}-{name}-{asked.first}-{asked.last}.{suffix}")


@router.get("/desk/{code}/books/{name}")
@slow
def read_book(request: Request, code: str, name: str) -> Response:
    """A report as a page; a book opens at its last lines."""
    if name not in REPORTS:
        raise NotFound
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        return _page(request, session, desk, name, Fields(request.query_params))


def _download(kind: FileKind, content: bytes, name: str) -> Response:
    headers = {
        "Content-Disposition": f'{kind.disposition}; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=kind.media_type, headers=headers)


def _asked(session: Session, desk: Desk, fields: Fields) -> Asked | None:
    return form.parse(fields, desk, funds.ever_held_by(session, desk.association.id))


def _page(request: Request, session: Session, desk: Desk, name: str, fields: Fields) -> Response:
    offered, held = REPORTS[name], funds.ever_held_by(session, desk.association.id)
    asked = form.parse(fields, desk, held)
    offers = offered.accounts(session, asked) if offered.accounts and asked else []
    if asked and offers:
        chosen = next((one for one in offers if one.id == asked.account_id), offers[0])
        asked = replace(asked, account_id=chosen.id)
    if asked and offered.paged:
        asked = replace(asked, page=identity(fields.text("page")))
    address = f"{desk.path}/books/{name}"
    return page(
        request,
        "treasurer/report.html",
        title=offered.title,
        status=200 if asked else 422,
        desk=desk,
        offered=offered,
        address=address,
        values=fields.values,
        errors=fields.errors,
        funds=_fund_choices(held),
        accounts=[(one.id, accounts.label(one)) for one in offers],
        years=_years(session, desk, asked),
        account_id=asked.account_id if asked else None,
        **_shown(offered.make(session, asked) if asked else None),
        link=f"{address}?{form.query(asked)}" if asked else address,
        query=form.query(asked) if asked else "",
        query_of_all=form.query(asked, account=False) if asked else "",
    )


def _shown(report: Report | None) -> dict[str, object]:
    """A report as its template takes it: the strip of figures, the columns, and how a phone shows them."""
    if report is None:
        return {"report": None}
    kinds = ["number" if column.kind in AMOUNTS else "text" for column in report.columns]
    return {
        "report": report,
        "figures": [_figure(one) for one in report.figures],
        "columns": [(column.heading, kind) for column, kind in zip(report.columns, kinds, strict=True)],
        "head": next(n for n, column in enumerate(report.columns) if column.key in ABOUT),
        "on_phone": "scroll" if kinds.count("number") > MOST_ON_A_CARD else "cards",
    }


def _figure(one: Figure) -> dict[str, str]:
    marks = {"sign": one.sign} if one.sign else {}
    return {
        "label": one.label,
        "value": format_dong(one.amount),
        "kind": _KINDS.get(one.sign, "plain"),
        **marks,
    }


def _fund_choices(held: Sequence[Fund]) -> list[tuple[int | str, str]]:
    return [("", gettext("All funds")), *((fund.id, fund.name) for fund in held)]


def _years(session: Session, desk: Desk, asked: Asked | None) -> list[tuple[int, str, bool]]:
    """The years of the book, the newest first: number, address of the year, whether it is shown now."""
    numbers = {desk.today.year, *movements.years(session, desk.association.id)}
    found = []
    for year in sorted(numbers, reverse=True):
        whole = Asked(
            desk.association,
            date(year, 1, 1),
            min(date(year, 12, 31), desk.today),
            asked.fund if asked else None,
            asked.account_id if asked else None,
        )
        shown = asked is not None and (asked.first, asked.last) == (whole.first, whole.last)
        found.append((year, form.query(whole), shown))
    return found
