"""The forms of an advance: handing it out, and accounting for it."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from ledger.dates import format_date, parse_date
from ledger.ids import new_token
from ledger.money import parse_dong
from ledger.text import clean
from ledger.treasury.advances import (
    AdvanceLine,
    DueTooEarly,
    HolderMissing,
    NewAdvance,
    NewSettlement,
    NothingSettled,
    PurposeMissing,
)
from ledger.web.forms import act, till
from ledger.web.forms.contribution import past_date
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk

USUAL_DAYS = 30
"""An advance is accounted for within a month unless another day is typed."""


def fresh(desk: Desk, asked: Mapping[str, str]) -> Fields:
    """An empty form for a new advance, due in a month."""
    fields = till.fresh(desk, asked)
    fields.values["due"] = format_date(desk.today + timedelta(days=USUAL_DAYS))
    return fields


def parse(session: Session, fields: Fields, desk: Desk) -> NewAdvance | None:
    """The advance typed, or None with a sentence beside each field that needs another look."""
    typed = till.parse(session, fields, desk)
    holder, purpose = fields.read("holder", clean), fields.read("purpose", clean)
    due = fields.read("due", lambda text: parse_date(text, today=desk.today))
    if holder == "":
        fields.refuse("holder", HolderMissing())
    if purpose == "":
        fields.refuse("purpose", PurposeMissing())
    if typed and due and due < typed.day:
        fields.refuse("due", DueTooEarly())
    if fields.errors or typed is None or due is None:
        return None
    return NewAdvance(
        association_id=desk.association.id,
        fund_id=typed.fund.id,
        holder_name=holder or "",
        purpose=purpose or "",
        amount=typed.amount,
        place=typed.place,
        day=typed.day,
        due_on=due,
    )


def fresh_settlement(desk: Desk) -> Fields:
    """An empty form for a settlement, today; what comes back goes into the cash box."""
    return Fields({"date": format_date(desk.today), "place": "cash", "key": new_token()})


def parse_settlement(session: Session, fields: Fields, desk: Desk, line: AdvanceLine) -> NewSettlement | None:
    """The settlement typed, or None with a sentence beside each field that needs another look."""
    spent, returned = part(fields, "spent"), part(fields, "returned")
    day = fields.read("date", lambda typed: past_date(typed, desk.today))
    if spent == returned == 0:
        fields.refuse("spent", NothingSettled())
    heading_id = act.heading(session, fields) if spent else None
    place = till.place(session, fields, desk)
    if fields.errors or spent is None or returned is None or day is None or place is None:
        return None
    return NewSettlement(line.advance.id, spent, heading_id, returned, place, day)


def part(fields: Fields, name: str) -> int | None:
    """An amount that may be nothing: 0 when the field is empty."""
    if not clean(fields.text(name)):
        return 0
    return fields.read(name, lambda typed: parse_dong(typed, zero_allowed=True))
