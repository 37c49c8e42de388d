"""The form that ends a shortage: it is paid in, or written off."""

from sqlalchemy.orm import Session

from ledger.dates import format_date
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.ids import new_token
from ledger.money import format_dong
from ledger.text import SHORTEST_REASON
from ledger.treasury.shortages import NewSettlement, Outcome, SettlementSaysWhy
from ledger.web.forms import amount, hand_over, name
from ledger.web.forms.contribution import past_date
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk


class ChooseOutcome(InputError):
    """A shortage is paid in or written off."""

    rule = "shortage_outcome"
    message = N_("Choose whether the money was paid in or is written off.")


def fresh(desk: Desk, missing: int) -> Fields:
    """A form for all that is missing, today; missing: đồng."""
    return Fields(
        {
            "outcome": Outcome.MADE_GOOD,
            "amount": format_dong(missing),
            "place": "cash",
            "date": format_date(desk.today),
            "key": new_token(),
        }
    )


def parse(session: Session, fields: Fields, desk: Desk, fund_id: int) -> NewSettlement | None:
    """The end typed, or None with a sentence beside each field that needs another look."""
    outcome = next((one for one in Outcome if one == fields.text("outcome")), None)
    if outcome is None:
        fields.refuse("outcome", ChooseOutcome())
    dong = amount.read(fields)
    place = hand_over.place(session, desk, fields, "place")
    day = fields.read("date", lambda typed: past_date(typed, desk.today))
    reason = fields.read("reason", name.optional)
    if reason is not None and len(reason) < SHORTEST_REASON:
        fields.refuse("reason", SettlementSaysWhy())
    if fields.errors or not (outcome and dong and place and day and reason):
        return None
    return NewSettlement(desk.association.id, fund_id, outcome, dong, place.account_id, day, reason)
