"""Payment and memo vouchers: the register, one voucher and its paper, cancelling it, correcting it."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import chart, corrections, periods
from ledger.accounts.chart import Account
from ledger.accounts.corrections import CAUSE_NAMES
from ledger.accounts.journal import KIND_NAMES, DocumentStands, EntryKind
from ledger.accounts.places import PlaceNotNamed
from ledger.disbursements import payments
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.ids import new_token
from ledger.receipts import vouchers
from ledger.receipts.memo_pdf import memo_pdf
from ledger.receipts.payment_voucher_pdf import payment_voucher_pdf
from ledger.receipts.vouchers import AlreadyVoid, VoucherKind
from ledger.treasury import acts, adjustments, register
from ledger.treasury.acts import RECIPES, CancellationSaysWhy
from ledger.treasury.register import VoucherFile
from ledger.web import guard
from ledger.web.forms import act as act_forms
from ledger.web.forms import amount, cancellation
from ledger.web.forms import correction as forms
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields, identity, year_or
from ledger.web.guard import Desk
from ledger.web.render import page, pdf, see_other
from ledger.web.routing import Form, Id, Route, reading, slow, writing
from ledger.web.treasurer import papers

router = APIRouter(route_class=Route)
CORRECT_BESIDE = {
    "no_overdraft": "amount",
    "fund_available_not_negative": "amount",
    "endowment_capital_kept": "amount",
    "money_place_is_named": "amount",
    "fund_is_open": "amount",
}
"""The field that a refusal of the book is shown beside, so that nothing typed is lost."""
PAGE = 50
ADDRESSES = {kind: name for name, kind in act_forms.NAMED.items()}
"""What the acts that can be recorded again are called in addresses."""


@router.get("/desk/{code}/vouchers")
def voucher_register(
    request: Request, code: str, kind: str = "", year: str = "", before: str = ""
) -> Response:
    """The register of payment vouchers, or of memo vouchers: every number of a year, newest first."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        chosen = VoucherKind.PAYMENT if kind == VoucherKind.PAYMENT else VoucherKind.MEMO
        return _register(
            request, session, desk, chosen, year=year_or(year, desk.today.year), before=identity(before)
        )


@router.get("/desk/{code}/vouchers/{voucher_id}.pdf")
@slow
def voucher_pdf(request: Request, code: str, voucher_id: Id, paper: str = "A5") -> Response:
    """The voucher as a PDF: A5, or two copies on A4."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        file = register.one(session, association_id=desk.association.id, voucher_id=voucher_id)
        sheet, place = papers.paper(paper), desk.association
        if file.voucher.kind == VoucherKind.PAYMENT:
            content = payment_voucher_pdf(papers.payment_voucher(place, file), paper=sheet)
        else:
            content = memo_pdf(papers.memo(place, file), paper=sheet)
    return pdf(content, f"{file.voucher.shown_number}.pdf")


@router.get("/desk/{code}/vouchers/{voucher_id}")
def voucher(request: Request, code: str, voucher_id: Id, recorded: str = "") -> Response:
    """A voucher, its lines, its state, and what can be done next. recorded: it was issued a moment ago."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        file = register.one(session, association_id=desk.association.id, voucher_id=voucher_id)
        if file.kind == EntryKind.AWARD_PAYMENT:
            return see_other(f"{desk.path}/payments/{payments.of_voucher(session, voucher_id)}/done")
        return _voucher_page(request, session, desk, file, recorded=bool(recorded))


@router.get("/desk/{code}/vouchers/{voucher_id}/cancel")
def cancel(request: Request, code: str, voucher_id: Id) -> Response:
    """What cancelling would do, and the field for its reason."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        return _cancel_page(request, session, desk, voucher_id, Fields({"key": new_token()}))


@router.post("/desk/{code}/vouchers/{voucher_id}/cancel")
def cancel_voucher(request: Request, code: str, voucher_id: Id, form: Form) -> Response:
    """Cancel the voucher; its number stays in the register."""
    fields = Fields.sent(form)
    with writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        reason = cancellation.parse(fields, CancellationSaysWhy)
        if reason is None:
            return _cancel_page(request, session, desk, voucher_id, fields)
        register.one(session, association_id=desk.association.id, voucher_id=voucher_id)
        acts.cancel(
            session, voucher_id=voucher_id, reason=reason, by=desk.actor, client_key=fields.key or None
        )
    return see_other(f"{desk.path}/vouchers/{voucher_id}")


@router.get("/desk/{code}/vouchers/{voucher_id}/correct")
def correct(request: Request, code: str, voucher_id: Id) -> Response:
    """The form that says what is right instead."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        return _correct_page(request, session, desk, voucher_id, None)


@router.post("/desk/{code}/vouchers/{voucher_id}/correct")
def correct_voucher(request: Request, code: str, voucher_id: Id, form: Form) -> Response:
    """Record the difference; the answer is the memo voucher that names the corrected one."""
    fields = Fields.sent(form)
    with (
        beside(fields, "amount", **CORRECT_BESIDE),
        writing(request) as session,
    ):
        desk = guard.enter(session, request, code, Role.TREASURER)
        file = _standing(session, desk, voucher_id)
        right = forms.parse(fields, headings(session, file.kind))
        if right is not None:
            key = fields.key or None
            made = adjustments.correct(
                session, voucher_id=voucher_id, right=right, by=desk.actor, client_key=key
            )
            return see_other(f"{desk.path}/vouchers/{made}?recorded=1")
    with reading(request) as session:
        return _correct_page(request, session, desk, voucher_id, fields)


def headings(session: Session, kind: EntryKind) -> list[Account]:
    """Where an act may have belonged instead: an expense elsewhere, an income to the other one."""
    if kind == EntryKind.EXPENSE:
        return [*acts.headings(session)]
    if kind in (EntryKind.INTEREST, EntryKind.OTHER_INCOME):
        roles = chart.by_role(session)
        return [session.get_one(Account, roles[role]) for role in ("interest", "other_income")]
    return []


def _standing(session: Session, desk: Desk, voucher_id: int) -> VoucherFile:
    """A voucher that can be cancelled or corrected (`DocumentStands`, `AlreadyVoid` otherwise)."""
    file = register.one(session, association_id=desk.association.id, voucher_id=voucher_id)
    if file.kind not in RECIPES:
        raise DocumentStands
    if file.void is not None:
        raise AlreadyVoid
    return file


def _register(
    request: Request, session: Session, desk: Desk, kind: VoucherKind, *, year: int, before: int
) -> Response:
    place = desk.association.id
    found = vouchers.register(
        session, association_id=place, kind=kind, year=year, before=before or None, limit=PAGE + 1
    )
    address = f"{desk.path}/vouchers?kind={kind}&year={year}"
    return page(
        request,
        "treasurer/vouchers.html",
        title=N_("Payment vouchers") if kind == VoucherKind.PAYMENT else N_("Memo vouchers"),
        desk=desk,
        kind=kind,
        year=year,
        years=vouchers.years(session, association_id=place, kind=kind),
        lines=found[:PAGE],
        newest=address if before else None,
        older=f"{address}&before={found[PAGE - 1].number}" if len(found) > PAGE else None,
    )


def _voucher_page(
    request: Request, session: Session, desk: Desk, file: VoucherFile, *, recorded: bool
) -> Response:
    return page(
        request,
        "treasurer/voucher.html",
        title=N_("It is recorded") if recorded else N_("Voucher"),
        desk=desk,
        file=file,
        voucher=file.voucher,
        what=KIND_NAMES[file.kind],
        recorded=recorded and file.void is None,
        holdings=register.holdings(session, file),
        adjustments=adjustments.of(session, file.voucher.id),
        causes=CAUSE_NAMES,
        again=ADDRESSES.get(file.kind),
        changeable=file.kind in RECIPES and file.void is None,
    )


def _cancel_page(request: Request, session: Session, desk: Desk, voucher_id: int, fields: Fields) -> Response:
    file = _standing(session, desk, voucher_id)
    direction = 1 if RECIPES[file.kind].spends else -1
    day = periods.day_of_correction(session, desk.association.id, file.voucher.issued_on)
    holding = next(iter(register.holdings(session, file)), None)
    if holding is None:  # the box it was paid from is closed
        raise PlaceNotNamed
    return page(
        request,
        "treasurer/cancel_voucher.html",
        title=N_("Cancel a voucher"),
        status=422 if fields.errors else 200,
        desk=desk,
        voucher=file.voucher,
        what=KIND_NAMES[file.kind],
        holding=holding,
        after=holding.amount + direction * file.voucher.amount,
        day=day,
        errors=fields.errors,
        values=fields.values,
    )


def _correct_page(
    request: Request, session: Session, desk: Desk, voucher_id: int, typed: Fields | None
) -> Response:
    file = _standing(session, desk, voucher_id)
    _, posting = acts.posting_of(session, voucher_id)
    was = corrections.standing(session, posting.id)
    fields = typed or forms.fresh(was)
    return page(
        request,
        "treasurer/correct_voucher.html",
        title=N_("Correct a voucher"),
        status=422 if fields.errors else 200,
        desk=desk,
        voucher=file.voucher,
        what=KIND_NAMES[file.kind],
        was=was,
        heading=session.get_one(Account, was.account_id),
        headings=headings(session, file.kind),
        causes=CAUSE_NAMES,
        day=corrections.right_day(session, posting),
        echo=amount.echo(fields.text("amount")),
        amounts=amount.choices(fields.text("amount")),
        errors=fields.errors,
        values=fields.values,
    )
