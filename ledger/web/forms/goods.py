"""The forms of goods: what came in, and what is handed out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ledger.dates import format_date
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.ids import new_token
from ledger.text import clean
from ledger.treasury.goods import (
    MOST,
    GoodsNotDescribed,
    GoodsQuantity,
    GoodsReceiverMissing,
    NewLot,
    Source,
)
from ledger.web.forms import hand_over, name, till
from ledger.web.forms.contribution import past_date
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk


class ChooseSource(InputError):
    """Goods were given or bought."""

    rule = "goods_source"
    message = N_("Choose whether the goods were given or bought.")


@dataclass(frozen=True)
class Handout:
    """Goods handed out: how many pieces, to whom, and when."""

    quantity: int
    given_to: str
    given_on: date


def fresh(desk: Desk, asked: Mapping[str, str]) -> Fields:
    """An empty form: goods that somebody gave, today."""
    fields = till.fresh(desk, asked)
    fields.values["source"] = Source.DONATED.value
    return fields


def parse(session: Session, fields: Fields, desk: Desk) -> NewLot | None:
    """The goods typed, or None with a sentence beside each field that needs another look."""
    source = next((one for one in Source if one == fields.text("source")), None)
    if source is None:
        fields.refuse("source", ChooseSource())
    texts = {field: fields.read(field, name.optional) for field in ("description", "unit", "party")}
    for field, text in texts.items():
        if not text:
            fields.refuse(field, GoodsNotDescribed())
    quantity = fields.read("quantity", _pieces)
    typed = till.parse(session, fields, desk)
    place = hand_over.place(session, desk, fields, "place") if source == Source.BOUGHT else None
    if fields.errors or typed is None or source is None or quantity is None:
        return None
    return NewLot(
        association_id=desk.association.id,
        fund_id=typed.fund.id,
        source=source,
        description=texts["description"] or "",
        unit=texts["unit"] or "",
        quantity=quantity,
        value=typed.amount,
        from_name=texts["party"] or "",
        received_on=typed.day,
        account_id=place.account_id if place else None,
    )


def fresh_handout(desk: Desk) -> Fields:
    """An empty form that hands goods out, today."""
    return Fields({"date": format_date(desk.today), "key": new_token()})


def parse_handout(fields: Fields, desk: Desk) -> Handout | None:
    """What is handed out, or None with a sentence beside each field that needs another look."""
    quantity = fields.read("quantity", _pieces)
    given_to = fields.read("party", name.optional)
    if given_to == "":
        fields.refuse("party", GoodsReceiverMissing())
    day = fields.read("date", lambda typed: past_date(typed, desk.today))
    if fields.errors or not (quantity and given_to and day):
        return None
    return Handout(quantity, given_to, day)


def _pieces(typed: str) -> int:
    text = clean(typed).replace(".", "").replace(" ", "")
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(MOST)) or not 1 <= int(text) <= MOST:
        raise GoodsQuantity
    return int(text)
