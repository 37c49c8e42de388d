"""The forms of remittance: money sent, where and when it arrived or came back, and standing rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ledger.accounts import funds
from ledger.accounts.funds import Fund
from ledger.accounts.remittance_rules import (
    NewRule,
    RulePeriod,
    RuleRestsOnDecision,
    ShareOrAmount,
    ShareUnreadable,
)
from ledger.associations.associations import Association
from ledger.dates import format_date, parse_date
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.ids import new_token
from ledger.money import Dong
from ledger.text import SHORTEST_NAME, clean
from ledger.treasury.deposits import RateOutOfRange
from ledger.treasury.remittances import NewRemittance
from ledger.web.forms import amount, name, till
from ledger.web.forms.fields import Fields, identity
from ledger.web.forms.term_deposit import basis_points
from ledger.web.guard import Desk

REMEMBERED = ("to", "fund", "place", "amount", "note", "rule", "period")
"""What an address may fill in: what is due by a rule opens the form with all of it."""
RULE_REMEMBERED = ("to", "fund", "cycle")


class ChoosePeriod(InputError):
    """A rule asks every month, quarter or year."""

    rule = "remittance_rule_period"
    message = N_("Choose how often the rule asks.")


@dataclass(frozen=True)
class Arrival:
    """Money that is in a place, by the role of its account, since a day."""

    place: str
    day: date


def fresh(desk: Desk, asked: Mapping[str, str]) -> Fields:
    """The form that sends money: today, from the bank, with what the address fills in."""
    values = {"date": format_date(desk.today), "place": "bank"}
    values |= {field: asked[field] for field in REMEMBERED if field in asked}
    return Fields({**values, "key": new_token()})


def funds_of_both(session: Session, desk: Desk, receiver: Association) -> Sequence[Fund]:
    """The funds open today that both may hold: only their money can be sent."""
    theirs = {fund.id for fund in funds.held_by(session, association_id=receiver.id, on=desk.today)}
    ours = funds.held_by(session, association_id=desk.association.id, on=desk.today)
    return [fund for fund in ours if fund.id in theirs]


def parse(session: Session, fields: Fields, desk: Desk, receiver: Association) -> NewRemittance | None:
    """The remittance typed, or None with a sentence beside each field that needs another look."""
    typed = till.parse(session, fields, desk)
    note = fields.read("note", name.optional)
    period = None
    if fields.text("rule"):
        period = fields.read("period", lambda said: parse_date(said, today=desk.today))
    if fields.errors or typed is None or note is None:
        return None
    return NewRemittance(
        sender_id=desk.association.id,
        receiver_id=receiver.id,
        fund_id=typed.fund.id,
        amount=typed.amount,
        sent_on=typed.day,
        place=typed.place,
        note=note,
        rule_id=identity(fields.text("rule")) or None,
        period_start=period,
    )


def arrived(session: Session, fields: Fields, desk: Desk) -> Arrival | None:
    """Where money is and since when, or None with a sentence beside each field that needs another look."""
    place = till.place(session, fields, desk)
    day = fields.read("date", desk.entry_day)
    return Arrival(place, day) if place and day else None


def fresh_answer(desk: Desk) -> Fields:
    """The form that says where money is: today, in the bank."""
    return Fields({"date": format_date(desk.today), "place": "bank", "key": new_token()})


def fresh_rule(desk: Desk, asked: Mapping[str, str]) -> Fields:
    """The form of a rule: from the first day of this year on, every quarter."""
    values = {"from": format_date(date(desk.today.year, 1, 1)), "cycle": RulePeriod.QUARTER.value}
    values |= {field: asked[field] for field in RULE_REMEMBERED if field in asked}
    return Fields({**values, "key": new_token()})


def rule(session: Session, fields: Fields, desk: Desk, receiver: Association) -> NewRule | None:
    """The rule typed, or None with a sentence beside each field that needs another look."""
    fund = till.fund(session, fields, desk)
    share, fixed = _share(fields), _fixed(fields)
    if not fields.errors and (share is None) == (fixed is None):
        fields.refuse("share", ShareOrAmount())
    period = fields.read("cycle", _period)
    since = fields.read("from", lambda typed: parse_date(typed, today=desk.today))
    decision = fields.read("decision", clean)
    if decision is not None and len(decision) < SHORTEST_NAME:
        fields.refuse("decision", RuleRestsOnDecision())
    if fields.errors or not (fund and period and since and decision):
        return None
    return NewRule(
        sender_id=desk.association.id,
        receiver_id=receiver.id,
        fund_id=fund.id,
        period=period,
        valid_from=since,
        decision=decision,
        share=share,
        fixed_amount=fixed,
    )


def _share(fields: Fields) -> int | None:
    """A percentage that may be left empty, in basis points."""
    return fields.read("share", basis_points_of) if clean(fields.text("share")) else None


def basis_points_of(typed: str) -> int:
    """A percentage such as `30` or `12,5 %`, as basis points (`ShareUnreadable`)."""
    try:
        share = basis_points(typed)
    except RateOutOfRange:
        raise ShareUnreadable from None
    if not share:
        raise ShareUnreadable
    return share


def _fixed(fields: Fields) -> Dong | None:
    """An amount that may be left empty."""
    return amount.read(fields) if clean(fields.text("amount")) else None


def _period(typed: str) -> RulePeriod:
    try:
        return RulePeriod(typed)
    except ValueError:
        raise ChoosePeriod from None
