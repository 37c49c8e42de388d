"""What the forms of a treasurer's acts share: choices, the echo of the amount, and what it will change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from ledger.accounts import balances
from ledger.dates import parse_date
from ledger.errors import InputError
from ledger.i18n import Msgid
from ledger.receipts import numbering, vouchers
from ledger.receipts.vouchers import VoucherKind
from ledger.web.forms import amount, till
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk
from ledger.web.render import page

BESIDE: Mapping[str, str] = {
    "no_overdraft": "amount",
    "fund_available_not_negative": "amount",
    "endowment_capital_kept": "amount",
    "period_is_open": "date",
    "entry_not_in_future": "date",
    "fund_is_open": "fund",
}
"""The field that a refusal of the book is shown beside, so that nothing typed is lost."""


@dataclass(frozen=True)
class Effect:
    """What an act does to the money of its fund in its place, and the voucher it gets.

    direction: 1 when money comes, −1 when it leaves.
    """

    voucher: VoucherKind
    direction: int


EFFECTS: Mapping[str, Effect] = {
    "opening": Effect(VoucherKind.MEMO, 1),
    "interest": Effect(VoucherKind.MEMO, 1),
    "other-income": Effect(VoucherKind.MEMO, 1),
    "expense": Effect(VoucherKind.PAYMENT, -1),
    "fund-transfer": Effect(VoucherKind.MEMO, -1),
    "transfer": Effect(VoucherKind.PAYMENT, -1),
    "advance": Effect(VoucherKind.PAYMENT, -1),
    "deposit": Effect(VoucherKind.MEMO, -1),
}
"""By what the act is called in addresses."""


@dataclass(frozen=True)
class Preview:
    """What recording would change: money of the fund in the place, in đồng, and the number to come.

    after: None while no amount can be read.
    """

    fund_name: str
    place_name: str
    before: int
    after: int | None
    number: str


def show(
    request: Request,
    session: Session,
    desk: Desk,
    fields: Fields,
    template: str,
    /,
    *,
    title: Msgid,
    act: str,
    **context: Any,
) -> Response:
    """A form page of an act, empty or as it was typed.

    template: its file; act: a name of `EFFECTS`; context: what this page alone shows.
    """
    return page(
        request,
        template,
        title=title,
        status=422 if fields.errors else 200,
        desk=desk,
        act=act,
        errors=fields.errors,
        values=fields.values,
        echo=amount.echo(fields.text("amount")),
        amounts=amount.choices(fields.text("amount")),
        funds=till.funds_offered(session, desk),
        places=till.places_offered(session, desk),
        preview=preview(session, desk, fields, act),
        **context,
    )


def preview(session: Session, desk: Desk, fields: Fields, act: str) -> Preview | None:
    """What the fields, as far as they are typed, would change; None where there is no open fund."""
    offered, chosen = till.funds_offered(session, desk), fields.text("fund")
    fund = next((one for one in offered if chosen in ("", str(one[0]))), None)
    places = dict(till.places_offered(session, desk))
    if fund is None:
        return None
    role = fields.text("place") if fields.text("place") in places else "cash"
    before = balances.held(session, association_id=desk.association.id, fund_id=fund[0], role=role)
    dong = amount.read(Fields(fields.values))
    effect = EFFECTS[act]
    after = None if dong is None else before + effect.direction * dong
    return Preview(fund[1], places[role], before, after, _next_number(session, desk, fields, effect.voucher))


def _next_number(session: Session, desk: Desk, fields: Fields, kind: VoucherKind) -> str:
    """The voucher number to come, in the series of the year typed."""
    try:
        year = parse_date(fields.text("date"), today=desk.today).year
    except InputError:
        year = desk.today.year
    book = vouchers.FIRST_BOOK
    number = numbering.upcoming(
        session, association_id=desk.association.id, kind=kind.value, year=year, book=book
    )
    return vouchers.shown_number(kind, year, book, number)
