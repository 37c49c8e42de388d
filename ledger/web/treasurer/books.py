"""The cash book: one fund, in cash or in the bank, one year."""

from collections.abc import Mapping, Sequence
from datetime import date

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import cash_book, funds
from ledger.accounts.cash_book import Book, BookLine, Place
from ledger.accounts.funds import Fund
from ledger.accounts.journal import KIND_NAMES
from ledger.i18n import N_
from ledger.receipts import vouchers
from ledger.web import guard
from ledger.web.forms.fields import identity, year_or
from ledger.web.guard import Desk
from ledger.web.render import page
from ledger.web.routing import Route, reading

router = APIRouter(route_class=Route)
PAGE = 50


@router.get("/desk/{code}/cash-book")
def read_cash_book(request: Request, code: str, before: str = "") -> Response:
    """Opening, in, out and closing of a year, and its entries with the running balance."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        return _book_page(request, session, desk, _place(before))


def _asked(desk: Desk, asked: Mapping[str, str], held: Sequence[Fund]) -> Book:
    """The book named in the address; the first fund, its cash, this year where it says nothing."""
    fund_id = identity(asked.get("fund", ""))
    return Book(
        association_id=desk.association.id,
        fund_id=next((fund.id for fund in held if fund_id in (0, fund.id)), 0),
        role="bank" if asked.get("account") == "bank" else "cash",
        year=year_or(asked.get("year", ""), desk.today.year),
    )


def _book_page(request: Request, session: Session, desk: Desk, before: Place | None) -> Response:
    held = funds.ever_held_by(session, desk.association.id)
    book = _asked(desk, request.query_params, held)
    summary = cash_book.summary(session, book)
    found = cash_book.lines(session, book, summary.opening, before=before, limit=PAGE + 1)
    shown = found[:PAGE]
    address = f"{desk.path}/cash-book?fund={book.fund_id}&account={book.role}&year={book.year}"
    years = {desk.today.year, book.year, *cash_book.years(session, desk.association.id)}
    return page(
        request,
        "treasurer/cash_book.html",
        title=N_("Cash book"),
        desk=desk,
        book=book,
        funds=[(fund.id, fund.name) for fund in held],
        fund_name=next((fund.name for fund in held if fund.id == book.fund_id), ""),
        years=[(one, one) for one in sorted(years, reverse=True)],
        summary=summary,
        lines=shown,
        kinds=KIND_NAMES,
        papers=vouchers.of_entries(session, [line.entry_id for line in shown]),
        newest=address if before else None,
        older=f"{address}&before={_mark(shown[-1])}" if len(found) > PAGE else None,
    )


def _mark(line: BookLine) -> str:
    """Where a page ends, for the address of the next one."""
    return f"{line.entry_date.isoformat()}.{line.entry_id}"


def _place(mark: str) -> Place | None:
    """Where a page begins; the first page when the address says nothing that can be read."""
    day, _, entry_id = mark.partition(".")
    try:
        return date.fromisoformat(day), identity(entry_id)
    except ValueError:
        return None
