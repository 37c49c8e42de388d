"""The forms of a term deposit: placing it, and taking it back with its interest."""

import re

from sqlalchemy.orm import Session

from ledger.dates import format_date, parse_date
from ledger.ids import new_token
from ledger.text import clean
from ledger.treasury.deposits import (
    MOST_RATE_BP,
    BankMissing,
    DepositLine,
    MaturesTooEarly,
    NewDeposit,
    NewReturn,
    RateOutOfRange,
)
from ledger.web.forms import till
from ledger.web.forms.advance import part
from ledger.web.forms.contribution import past_date
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk

_RATE = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?\s*%?")


def parse(session: Session, fields: Fields, desk: Desk) -> NewDeposit | None:
    """The deposit typed, or None with a sentence beside each field that needs another look."""
    typed = till.parse(session, fields, desk)
    bank, rate_bp = fields.read("bank", clean), fields.read("rate", basis_points)
    matures = fields.read("matures", lambda text: parse_date(text, today=desk.today))
    if bank == "":
        fields.refuse("bank", BankMissing())
    if typed and matures and matures <= typed.day:
        fields.refuse("matures", MaturesTooEarly())
    if fields.errors or typed is None or rate_bp is None or matures is None:
        return None
    return NewDeposit(
        association_id=desk.association.id,
        fund_id=typed.fund.id,
        bank_name=bank or "",
        principal=typed.amount,
        rate_bp=rate_bp,
        place=typed.place,
        day=typed.day,
        matures_on=matures,
    )


def basis_points(typed: str) -> int:
    """A rate a year in percent, such as `4,8` or `5.25 %`, as basis points (`RateOutOfRange`)."""
    read = _RATE.fullmatch(clean(typed))
    if read is None:
        raise RateOutOfRange
    rate_bp = int(read[1]) * 100 + int((read[2] or "").ljust(2, "0"))
    if rate_bp > MOST_RATE_BP:
        raise RateOutOfRange
    return rate_bp


def fresh_return(desk: Desk, line: DepositLine) -> Fields:
    """An empty form for a deposit that comes back: into the bank, on the day it matured."""
    day = min(line.deposit.matures_on, desk.today)
    return Fields({"date": format_date(day), "place": "bank", "key": new_token()})


def parse_return(session: Session, fields: Fields, desk: Desk, line: DepositLine) -> NewReturn | None:
    """The return typed, or None with a sentence beside each field that needs another look."""
    interest = part(fields, "interest")
    place = till.place(session, fields, desk)
    day = fields.read("date", lambda typed: past_date(typed, desk.today))
    if fields.errors or interest is None or place is None or day is None:
        return None
    return NewReturn(line.deposit.id, interest, place, day)
