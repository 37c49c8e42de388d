"""Transfers between associations: money sent, what is on the way, and the word that it arrived or did not."""

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import transfers_listed
from ledger.accounts.transfers_listed import LATE_AFTER, STATE_NAMES, TransferLine
from ledger.associations import tree
from ledger.errors import NotFound
from ledger.i18n import N_
from ledger.identity.roles import Role
from ledger.treasury import remittance_papers, remittances
from ledger.treasury.remittance_pdf import remittance_pdf
from ledger.web import guard
from ledger.web.forms import remittance as forms
from ledger.web.forms import till
from ledger.web.forms.beside import beside
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk
from ledger.web.render import page, pdf, see_other
from ledger.web.routing import Form, Id, Route, reading, slow, writing
from ledger.web.treasurer import act_page, receivers

router = APIRouter(route_class=Route)
PAGE = 50
SEND = N_("Send money to another association")


@router.get("/desk/{code}/transfers")
def transfer_list(request: Request, code: str, before: str = "") -> Response:
    """Transfers sent and received, the newest first; those that wait for us stand above them."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        place = desk.association.id
        found = transfers_listed.listed(session, place, before=identity(before) or None, limit=PAGE + 1)
        older = f"{desk.path}/transfers?before={found[PAGE - 1].transfer.id}" if len(found) > PAGE else None
        return page(
            request,
            "treasurer/transfers.html",
            title=N_("Transfers"),
            desk=desk,
            waiting=[
                *transfers_listed.to_answer(session, place),
                *transfers_listed.to_take_back(session, place),
            ],
            transfers=found[:PAGE],
            states=STATE_NAMES,
            older=older,
        )


@router.get("/desk/{code}/transfers/unsettled")
@slow
def unsettled(request: Request, code: str) -> Response:
    """What was sent and neither arrived nor came back, here and in all units under it, the oldest first."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        within = select(tree.subtree(desk.association.id, desk.today).c.id)
        return page(
            request,
            "treasurer/unsettled_transfers.html",
            title=N_("Transfers not settled"),
            desk=desk,
            transfers=transfers_listed.unsettled(session, within),
            states=STATE_NAMES,
            late_after=LATE_AFTER,
        )


@router.get("/desk/{code}/transfers/new")
def new_transfer(request: Request, code: str) -> Response:
    """To whom; then the form, filled in as far as the address says."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        return _form(request, session, desk, forms.fresh(desk, request.query_params))


@router.post("/desk/{code}/transfers")
def send(request: Request, code: str, form: Form) -> Response:
    """Send the money; the answer is the transfer's page."""
    fields = Fields.sent(form)
    with beside(fields, **act_page.BESIDE, transfer_receiver_holds_fund="fund"), writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        receiver = receivers.required(session, desk, fields.text("to"))
        new = forms.parse(session, fields, desk, receiver)
        if new is not None:
            transfer_id = remittances.send(session, new, by=desk.actor, client_key=fields.key or None)
            return see_other(f"{desk.path}/transfers/{transfer_id}")
    with reading(request) as session:
        return _form(request, session, guard.enter(session, request, code, Role.TREASURER), fields)


@router.get("/desk/{code}/transfers/{transfer_id}")
def one_transfer(request: Request, code: str, transfer_id: Id) -> Response:
    """A transfer: to be confirmed or refused by one, to be taken back by the other, with its paper."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        return _page(request, session, desk, _line(session, desk, transfer_id), forms.fresh_answer(desk))


@router.post("/desk/{code}/transfers/{transfer_id}/confirm")
def confirm(request: Request, code: str, transfer_id: Id, form: Form) -> Response:
    """Record that the money arrived."""
    fields = Fields.sent(form)
    with beside(fields, "date", **act_page.BESIDE), writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        _mine(_line(session, desk, transfer_id).transfer.receiver_id, desk)
        arrived = forms.arrived(session, fields, desk)
        if arrived is not None:
            remittances.confirm(
                session,
                transfer_id=transfer_id,
                confirmed_on=arrived.day,
                place=arrived.place,
                by=desk.actor,
                client_key=fields.key or None,
            )
            return see_other(f"{desk.path}/transfers/{transfer_id}")
    return _again(request, code, transfer_id, fields)


@router.post("/desk/{code}/transfers/{transfer_id}/refuse")
def refuse(request: Request, code: str, transfer_id: Id, form: Form) -> Response:
    """Record that the money did not come, or is not taken."""
    fields = Fields.sent(form)
    with beside(fields, "reason"), writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        _mine(_line(session, desk, transfer_id).transfer.receiver_id, desk)
        remittances.refuse(
            session,
            transfer_id=transfer_id,
            reason=fields.text("reason"),
            by=desk.actor,
            client_key=fields.key or None,
        )
        return see_other(f"{desk.path}/transfers/{transfer_id}")
    return _again(request, code, transfer_id, fields)


@router.post("/desk/{code}/transfers/{transfer_id}/take-back")
def take_back(request: Request, code: str, transfer_id: Id, form: Form) -> Response:
    """Record that refused money is back."""
    fields = Fields.sent(form)
    with beside(fields, "date", **act_page.BESIDE), writing(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        _mine(_line(session, desk, transfer_id).transfer.sender_id, desk)
        back = forms.arrived(session, fields, desk)
        if back is not None:
            remittances.take_back(
                session,
                transfer_id=transfer_id,
                returned_on=back.day,
                place=back.place,
                by=desk.actor,
                client_key=fields.key or None,
            )
            return see_other(f"{desk.path}/transfers/{transfer_id}")
    return _again(request, code, transfer_id, fields)


@router.get("/desk/{code}/transfers/{transfer_id}/paper.pdf")
@slow
def paper(request: Request, code: str, transfer_id: Id) -> Response:
    """The paper of a transfer, with both sides and their signatures."""
    with reading(request) as session:
        desk = guard.enter(session, request, code)
        printed = remittance_papers.paper(session, _line(session, desk, transfer_id))
    return pdf(remittance_pdf(printed), f"transfer-{transfer_id}.pdf")


def _line(session: Session, desk: Desk, transfer_id: int) -> TransferLine:
    return transfers_listed.one(session, association_id=desk.association.id, transfer_id=transfer_id)


def _mine(end: int, desk: Desk) -> None:
    """Only the association at this end of a transfer does this; for the other one it is not there."""
    if end != desk.association.id:
        raise NotFound


def _again(request: Request, code: str, transfer_id: int, fields: Fields) -> Response:
    """The transfer's page as it was typed, with a sentence beside each field that needs another look."""
    with reading(request) as session:
        desk = guard.enter(session, request, code, Role.TREASURER)
        fields.values = {**forms.fresh_answer(desk).values, **fields.values}
        return _page(request, session, desk, _line(session, desk, transfer_id), fields)


def _form(request: Request, session: Session, desk: Desk, fields: Fields) -> Response:
    receiver = receivers.chosen(session, desk, fields.text("to"))
    if receiver is None:
        lead = N_("The money is on its way until the receiver confirms that it arrived.")
        return receivers.choose(request, session, desk, title=SEND, lead=lead, here="transfers/new")
    return act_page.show(
        request,
        session,
        desk,
        fields,
        "treasurer/new_transfer.html",
        title=SEND,
        act="transfer",
        receiver=receiver,
        common=[(fund.id, fund.name) for fund in forms.funds_of_both(session, desk, receiver)],
    )


def _page(request: Request, session: Session, desk: Desk, line: TransferLine, fields: Fields) -> Response:
    return page(
        request,
        "treasurer/transfer.html",
        title=N_("Transfer"),
        status=422 if fields.errors else 200,
        desk=desk,
        line=line,
        state=STATE_NAMES[line.state],
        vouchers=remittance_papers.vouchers_at(session, line, desk.association.id),
        places=till.places_offered(session, desk),
        errors=fields.errors,
        values=fields.values,
    )
