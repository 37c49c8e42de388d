"""The form for one gift: two typed fields, and three that are remembered."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from ledger.accounts import funds
from ledger.accounts.funds import Fund, FundIsClosed
from ledger.accounts.journal import DateInFuture
from ledger.contributions import contributions
from ledger.contributions.contributions import Method, NewContribution
from ledger.dates import format_date, parse_date
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.ids import new_token
from ledger.people import parties
from ledger.people.parties import NameMissing, Party, SeveralPeople
from ledger.text import HiddenCharacter
from ledger.web.forms import amount, foreign
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk

SOMEONE_NEW = "new"
REMEMBERED = ("fund", "method", "date", "currency")


class ChooseFund(InputError):
    """The fund sent is not one that this association holds."""

    rule = "fund_is_chosen"
    message = N_("Choose one of the funds in the list.")


class ChooseMethod(InputError):
    """The method sent is neither cash nor bank."""

    rule = "method_is_chosen"
    message = N_("Choose how the money came: cash or bank transfer.")


def fresh(session: Session, desk: Desk, asked: Mapping[str, str]) -> Fields:
    """An empty form with what is remembered: from the last gift, or from the address (`asked`)."""
    values = {"date": format_date(desk.today), "method": Method.CASH.value}
    last = contributions.last_choices(session, association_id=desk.association.id, user_id=desk.actor.user_id)
    if last is not None:
        values |= {"fund": str(last.fund_id), "method": last.method.value}
    values |= {name: asked[name] for name in REMEMBERED if name in asked}
    return Fields({**values, "key": new_token()})


def parse(session: Session, fields: Fields, desk: Desk) -> NewContribution | None:
    """The gift that was typed, or None with a sentence beside each field that needs another look."""
    place = desk.association.id
    giver = _giver(session, fields, place)
    original = foreign.read(fields)
    dong = original.dong if original else None if fields.text("currency") else amount.read(fields)
    fund = fields.read("fund", lambda typed: _fund(session, place, typed))
    method = fields.read("method", received_by)
    day = fields.read("date", desk.entry_day)
    if fund and day and not is_open(fund, day):
        fields.refuse("fund", FundIsClosed(fund=fund.name, day=format_date(day)))
    if fields.errors or not (giver and dong and fund and method and day):
        return None
    return NewContribution(
        association_id=place,
        giver=giver,
        amount=dong,
        fund_id=fund.id,
        method=method,
        received_on=day,
        original=original,
    )


def namesakes(session: Session, fields: Fields, desk: Desk) -> Sequence[Party]:
    """The people the typed name may mean, when it fits several of them."""
    try:
        parties.named(session, association_id=desk.association.id, typed=fields.text("giver"))
    except SeveralPeople as several:
        return several.choices
    except InputError:
        return []
    return []


def _giver(session: Session, fields: Fields, association_id: int) -> int | str | None:
    """The id of the person meant, or the name of someone new; None with a sentence beside the field."""
    typed = fields.text("giver")
    try:
        party = parties.named(session, association_id=association_id, typed=typed)
    except SeveralPeople as several:
        which = fields.text("which")
        if which == SOMEONE_NEW:
            return typed
        if which in {str(person.id) for person in several.choices}:
            return int(which)
        fields.refuse("which", several)
        return None
    except (NameMissing, HiddenCharacter) as problem:
        fields.refuse("giver", problem)
        return None
    return party.id if party else typed


def _fund(session: Session, association_id: int, typed: str) -> Fund:
    fund = funds.held(session, association_id=association_id, fund_id=identity(typed))
    if fund is None:
        raise ChooseFund
    return fund


def received_by(typed: str) -> Method:
    """How money came; refuses anything but cash or bank (`ChooseMethod`)."""
    try:
        return Method(typed)
    except ValueError:
        raise ChooseMethod from None


def past_date(typed: str, today: date) -> date:
    """A typed date that has come; refuses a later one with `DateInFuture`."""
    day = parse_date(typed, today=today)
    if day > today:
        raise DateInFuture
    return day


def is_open(fund: Fund, day: date) -> bool:
    """Whether a fund takes money on a day."""
    return fund.opened_on <= day and (fund.closed_on is None or fund.closed_on >= day)
