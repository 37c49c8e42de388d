"""The forms of a hand-over: what is given, and the word of the one who took it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from ledger.accounts import places
from ledger.accounts.funds import Fund
from ledger.accounts.places import Place
from ledger.dates import format_date
from ledger.ids import new_token
from ledger.money import Dong, format_dong, parse_dong
from ledger.text import clean
from ledger.treasury.hand_overs import NewHandOver, NothingHandedOver, TwoPlaces
from ledger.treasury.handed_over import HandedOver
from ledger.treasury.means import ChoosePlace
from ledger.web.forms import name
from ledger.web.forms.contribution import past_date
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk


def fresh(session: Session, desk: Desk, source: Place) -> Fields:
    """A form that hands over all that lies in a place, today."""
    held = places.holdings(session, desk.association.id).get(source.account_id, [])
    amounts = {field(fund): format_dong(amount) for fund, amount in held}
    return Fields({"from": source.role, "date": format_date(desk.today), "key": new_token(), **amounts})


def field(fund: Fund) -> str:
    """The name of the field with the amount of a fund."""
    return f"amount{fund.id}"


def place(session: Session, desk: Desk, fields: Fields, name: str) -> Place | None:
    """The place chosen in a field, by its role; None with a sentence beside the field."""
    used = {one.role: one for one in places.in_use(session, desk.association.id)}
    found = used.get(fields.text(name))
    if found is None:
        fields.refuse(name, ChoosePlace())
    return found


def parse(session: Session, fields: Fields, desk: Desk, funds: Sequence[Fund]) -> NewHandOver | None:
    """The hand-over typed, or None with a sentence beside each field that needs another look."""
    source, target = (place(session, desk, fields, side) for side in ("from", "to"))
    if source and target and source == target:
        fields.refuse("to", TwoPlaces())
    amounts = {fund.id: _amount(fields, field(fund)) for fund in funds}
    given = {fund_id: amount for fund_id, amount in amounts.items() if amount}
    if not given and not fields.errors:
        fields.refuse(field(funds[0]) if funds else "", NothingHandedOver())
    day = fields.read("date", lambda typed: past_date(typed, desk.today))
    note = fields.read("note", name.optional)
    if fields.errors or not (source and target and day) or note is None:
        return None
    return NewHandOver(
        desk.association.id, source.account_id, target.account_id, given, handed_on=day, note=note
    )


def _amount(fields: Fields, field: str) -> Dong | None:
    """An amount that may be left empty."""
    if not clean(fields.text(field)):
        return None
    return fields.read(field, lambda typed: parse_dong(typed, zero_allowed=True))


def fresh_confirmation(found: HandedOver) -> Fields:
    """The form of the one who took the money: on the day it was given."""
    return Fields({"date": format_date(found.document.handed_on), "key": new_token()})


def confirmed_on(fields: Fields, desk: Desk) -> date | None:
    """The day on which the money arrived, or None with a sentence beside the field."""
    return fields.read("date", lambda typed: past_date(typed, desk.today))
