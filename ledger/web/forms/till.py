"""Which fund, how much, where the money lies and on which day: what every act of a treasurer asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ledger.accounts import funds, places
from ledger.accounts.funds import Fund, FundIsClosed
from ledger.dates import format_date
from ledger.i18n import gettext
from ledger.ids import new_token
from ledger.money import Dong
from ledger.treasury.means import ChoosePlace
from ledger.web.forms import amount
from ledger.web.forms.contribution import ChooseFund, is_open, past_date
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk

REMEMBERED = ("fund", "place", "date")


@dataclass(frozen=True)
class Till:
    """Money of one fund in one place. amount: đồng; place: the role of its account."""

    fund: Fund
    amount: Dong
    place: str
    day: date


def fresh(desk: Desk, asked: Mapping[str, str]) -> Fields:
    """An empty form, today and in cash, or with what the address remembers (`asked`)."""
    values = {"date": format_date(desk.today), "place": "cash"}
    values |= {name: asked[name] for name in REMEMBERED if name in asked}
    return Fields({**values, "key": new_token()})


def parse(session: Session, fields: Fields, desk: Desk) -> Till | None:
    """What was typed, or None with a sentence beside each field that needs another look."""
    dong = amount.read(fields)
    in_fund = fund(session, fields, desk)
    where = place(session, fields, desk)
    day = fields.read("date", lambda typed: past_date(typed, desk.today))
    if in_fund and day and not is_open(in_fund, day):
        fields.refuse("fund", FundIsClosed(fund=in_fund.name, day=format_date(day)))
    if fields.errors or not (dong and in_fund and where and day):
        return None
    return Till(in_fund, dong, where, day)


def fund(session: Session, fields: Fields, desk: Desk, name: str = "fund") -> Fund | None:
    """The fund chosen in a field; None with a sentence beside it."""
    chosen = funds.held(session, association_id=desk.association.id, fund_id=identity(fields.text(name)))
    if chosen is None:
        fields.refuse(name, ChooseFund())
    return chosen


def place(session: Session, fields: Fields, desk: Desk) -> str | None:
    """The place chosen, by the role of its account; None with a sentence beside the field."""
    typed = fields.text("place")
    if typed not in {role for role, _ in places_offered(session, desk)}:
        fields.refuse("place", ChoosePlace())
        return None
    return typed


def funds_offered(session: Session, desk: Desk) -> list[tuple[int, str]]:
    """The funds open today, as options."""
    offered = funds.held_by(session, association_id=desk.association.id, on=desk.today)
    return [(one.id, one.name) for one in offered]


def places_offered(session: Session, desk: Desk) -> list[tuple[str, str]]:
    """The cash boxes and bank accounts in use, as options."""
    return [(one.role, gettext(one.name)) for one in places.in_use(session, desk.association.id)]
