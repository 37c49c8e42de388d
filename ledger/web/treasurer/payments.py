"""Money out: decided lists to pay, the payment, and its two papers."""

from collections.abc import Sequence

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import balances
from ledger.contributions.contributions import METHOD_NAMES
from ledger.disbursements import award_lists, payments
from ledger.disbursements.award_lists import AwardList
from ledger.disbursements.decisions import Decision
from ledger.disbursements.payments import NothingToPay, OwnDecision, PaidTooEarly
from ledger.disbursements.signed_list_pdf import signed_list_pdf
from ledger.errors import NotFound
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.receipts import vouchers
from ledger.receipts.payment_voucher_pdf import payment_voucher_pdf
from ledger.receipts.vouchers import RegisterLine, VoucherKind
from ledger.treasury import register
from ledger.web import guard
from ledger.web.forms import payment as forms
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk
from ledger.web.render import page, pdf, see_other
from ledger.web.routing import Form, Id, Route, reading, slow, writing
from ledger.web.treasurer import papers

router = APIRouter(route_class=Route)
PAGE = 50


@router.get("/desk/{code}/payments")
def payments_due(request: Request, code: str, before: str = "") -> Response:
    """Decided lists that wait for the treasurer, and what was paid."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        place = desk.association.id
        due = award_lists.payments_due(session, place)
        paid = award_lists.paid(session, place, before=identity(before) or None, limit=PAGE + 1)
    older = f"{desk.path}/payments?before={paid[PAGE - 1][0].id}" if len(paid) > PAGE else None
    title = N_("Payments")
    return page(
        request, "treasurer/payments_due.html", title=title, desk=desk, due=due, paid=paid[:PAGE], older=older
    )


@router.get("/desk/{code}/payments/{decision_id}")
def pay(request: Request, code: str, decision_id: Id) -> Response:
    """The form that pays a decided list; everybody still unpaid is ticked."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        found = _decided(session, desk, decision_id)
        everybody = [line.award.id for line in found.lines if not line.paid]
        return _pay_page(request, session, desk, found, forms.fresh(found, desk.today), ticked=everybody)


@router.post("/desk/{code}/payments/{decision_id}")
def pay_list(request: Request, code: str, decision_id: Id, form: Form) -> Response:
    """Pay the ticked awards on one payment voucher."""
    fields = Fields.sent(form)
    with writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        found = _decided(session, desk, decision_id)
        ticked = forms.ticked(form, found.lines)
        new = forms.parse(fields, ticked, desk)
        if new is None:
            return _pay_page(request, session, desk, found, fields, ticked=ticked, status=422)
        try:
            payment_id = payments.pay(
                session, decision_id=decision_id, by=desk.actor, client_key=fields.key or None, **vars(new)
            )
        except PaidTooEarly as problem:
            fields.refuse("date", problem)
            return _pay_page(request, session, desk, found, fields, ticked=ticked, status=422)
    return see_other(f"{desk.path}/payments/{payment_id}/done")


@router.get("/desk/{code}/payments/{payment_id}/done")
def paid(request: Request, code: str, payment_id: Id) -> Response:
    """A payment: its voucher's number, and the papers to sign."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        found = award_lists.paid_list(session, association_id=desk.association.id, payment_id=payment_id)
        voucher = _voucher(session, desk, found.payment.voucher_id).voucher
        left = balances.held(
            session, association_id=desk.association.id, fund_id=voucher.fund_id, role=voucher.method
        )
    return page(
        request,
        "treasurer/paid.html",
        title=N_("The payment is recorded"),
        desk=desk,
        found=found,
        voucher=voucher,
        methods=METHOD_NAMES,
        left=left,
    )


@router.get("/desk/{code}/payments/{payment_id}/voucher.pdf")
@slow
def payment_voucher(request: Request, code: str, payment_id: Id, paper: str = "A5") -> Response:
    """The payment voucher as a PDF: A5, or two copies on A4."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        found = award_lists.paid_list(session, association_id=desk.association.id, payment_id=payment_id)
        voucher_id = found.payment.voucher_id
        file = register.one(session, association_id=desk.association.id, voucher_id=voucher_id)
        printed = papers.payment_voucher(desk.association, file)
    return pdf(payment_voucher_pdf(printed, paper=papers.paper(paper)), f"{printed.number}.pdf")


@router.get("/desk/{code}/payments/{payment_id}/signed-list.pdf")
@slow
def signed_list(request: Request, code: str, payment_id: Id) -> Response:
    """The list on which the recipients sign, as a PDF."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        found = award_lists.paid_list(session, association_id=desk.association.id, payment_id=payment_id)
        voucher = _voucher(session, desk, found.payment.voucher_id).voucher
    printed = papers.signed_list(desk.association, found, voucher)
    return pdf(signed_list_pdf(printed), f"{printed.voucher_number}-list.pdf")


def _voucher(session: Session, desk: Desk, voucher_id: int) -> RegisterLine:
    return vouchers.one(
        session, association_id=desk.association.id, kind=VoucherKind.PAYMENT, voucher_id=voucher_id
    )


def _decided(session: Session, desk: Desk, decision_id: int) -> AwardList:
    """An approved list of this association that is not this person's own decision."""
    decision = session.get(Decision, decision_id)
    if decision is None or decision.association_id != desk.association.id:
        raise NotFound
    if decision.decided_by == desk.actor.user_id:
        raise OwnDecision
    if not decision.approved:
        raise NothingToPay
    return award_lists.award_list(session, decision.proposal_id)


def _pay_page(
    request: Request,
    session: Session,
    desk: Desk,
    found: AwardList,
    fields: Fields,
    *,
    ticked: Sequence[int],
    status: int = 200,
) -> Response:
    place, fund_id = desk.association.id, found.fund.id
    return page(
        request,
        "treasurer/pay.html",
        title=N_("Pay a list"),
        status=status,
        desk=desk,
        found=found,
        ticked=set(ticked),
        asked=sum(line.award.amount for line in found.lines if line.award.id in ticked),
        cash=balances.held(session, association_id=place, fund_id=fund_id, role="cash"),
        bank=balances.held(session, association_id=place, fund_id=fund_id, role="bank"),
        methods=METHOD_NAMES,
        errors=fields.errors,
        values=fields.values,
    )
