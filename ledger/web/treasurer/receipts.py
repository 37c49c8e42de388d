"""Receipts: the one just issued, its paper, the register with every number, and cancelling in the open."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import balances, foreign, periods
from ledger.contributions import contributions
from ledger.contributions.contributions import METHOD_NAMES
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.ids import new_token
from ledger.receipts import vouchers
from ledger.receipts.receipt_pdf import receipt_pdf
from ledger.receipts.vouchers import RegisterLine, VoucherKind
from ledger.web import guard
from ledger.web.forms import cancellation
from ledger.web.forms.fields import Fields, identity, year_or
from ledger.web.guard import Desk
from ledger.web.render import page, pdf, see_other
from ledger.web.routing import Form, Id, Route, reading, slow, writing
from ledger.web.treasurer import papers

router = APIRouter(route_class=Route)
PAGE = 50


@router.get("/desk/{code}/receipts")
def receipts(request: Request, code: str, year: str = "", before: str = "") -> Response:
    """The register: every number of a year, the void ones with their reason, newest first."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        return _register(request, session, desk, year_or(year, desk.today.year), identity(before))


def _register(request: Request, session: Session, desk: Desk, year: int, before: int) -> Response:
    kind, place = VoucherKind.RECEIPT, desk.association.id
    found = vouchers.register(
        session, association_id=place, kind=kind, year=year, before=before or None, limit=PAGE + 1
    )
    address = f"{desk.path}/receipts?year={year}"
    older = f"{address}&before={found[PAGE - 1].number}" if len(found) > PAGE else None
    return page(
        request,
        "treasurer/receipts.html",
        title=N_("Receipt register"),
        desk=desk,
        year=year,
        years=vouchers.years(session, association_id=place, kind=kind),
        lines=found[:PAGE],
        newest=address if before else None,
        older=older,
    )


@router.get("/desk/{code}/receipts/{voucher_id}.pdf")
@slow
def receipt_paper(request: Request, code: str, voucher_id: Id, paper: str = "A5") -> Response:
    """The receipt as a PDF: A5, or two copies on A4."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        line = _one(session, desk, voucher_id)
        [receipt] = papers.receipts(request, session, desk.association, [line])
    return pdf(receipt_pdf(receipt, paper=papers.paper(paper)), f"{receipt.number}.pdf")


@router.get("/desk/{code}/receipts/{voucher_id}")
def receipt(request: Request, code: str, voucher_id: Id, recorded: str = "") -> Response:
    """A receipt, its state, and what can be done next. recorded: it was issued a moment ago."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        line = _one(session, desk, voucher_id)
        return page(
            request,
            "treasurer/receipt.html",
            title=N_("The gift is recorded") if recorded else N_("Receipt"),
            desk=desk,
            voucher=line.voucher,
            void=line.void,
            recorded=bool(recorded),
            methods=METHOD_NAMES,
            balance=_balance(session, desk, line),
            original=foreign.of_entries(session, [line.voucher.entry_id]).get(line.voucher.entry_id),
        )


@router.get("/desk/{code}/receipts/{voucher_id}/cancel")
def cancel_receipt(request: Request, code: str, voucher_id: Id) -> Response:
    """What cancelling would do, and the field for its reason."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        return _cancel_page(request, session, desk, voucher_id, Fields({"key": new_token()}))


@router.post("/desk/{code}/receipts/{voucher_id}/cancel")
def cancel_contribution(request: Request, code: str, voucher_id: Id, form: Form) -> Response:
    """Cancel the gift and its receipt; the number stays in the register."""
    fields = Fields.sent(form)
    with writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        reason = cancellation.parse(fields)
        if reason is None:
            return _cancel_page(request, session, desk, voucher_id, fields, status=422)
        _one(session, desk, voucher_id)
        contributions.cancel(
            session, voucher_id=voucher_id, reason=reason, by=desk.actor, client_key=fields.key or None
        )
    return see_other(f"{desk.path}/receipts/{voucher_id}")


def _one(session: Session, desk: Desk, voucher_id: int) -> RegisterLine:
    return vouchers.one(
        session, association_id=desk.association.id, kind=VoucherKind.RECEIPT, voucher_id=voucher_id
    )


def _balance(session: Session, desk: Desk, line: RegisterLine) -> int:
    """What the receipt's fund has now in the place where its money went, in đồng."""
    return balances.held(
        session,
        association_id=desk.association.id,
        fund_id=line.voucher.fund_id,
        role=line.voucher.method,
    )


def _cancel_page(
    request: Request, session: Session, desk: Desk, voucher_id: int, fields: Fields, *, status: int = 200
) -> Response:
    line = _one(session, desk, voucher_id)
    if line.void is not None:
        raise vouchers.AlreadyVoid
    balance = _balance(session, desk, line)
    return page(
        request,
        "treasurer/cancel_receipt.html",
        title=N_("Cancel a receipt"),
        status=status,
        desk=desk,
        voucher=line.voucher,
        methods=METHOD_NAMES,
        before=balance,
        after=balance - line.voucher.amount,
        day=periods.day_of_correction(session, desk.association.id, line.voucher.issued_on),
        errors=fields.errors,
        values=fields.values,
    )
