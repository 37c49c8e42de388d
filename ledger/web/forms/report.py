"""What an address asks of a report: days as typed, a fund, an account, a page."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from ledger.accounts.funds import Fund
from ledger.dates import format_date, parse_date
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.reports.asked import Asked
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk

FIRST, LAST = "from", "to"


class PeriodEndsTooEarly(InputError):
    """The last day of a period is before its first."""

    rule = "period_in_order"
    message = N_("The last day is before the first. Check both days.")


def parse(fields: Fields, desk: Desk, held: Sequence[Fund]) -> Asked | None:
    """The books asked for: up to today, from the beginning of that year, of all funds, unless it says more.

    held: the funds to choose from. None with a sentence beside the field when a day cannot be read.
    """
    last = _day(fields, LAST, desk.today, desk)
    first = _day(fields, FIRST, date((last or desk.today).year, 1, 1), desk)
    if first is not None and last is not None and last < first:
        fields.refuse(LAST, PeriodEndsTooEarly())
    if first is None or last is None or fields.errors:
        return None
    fund_id = identity(fields.text("fund"))
    fund = next((fund for fund in held if fund.id == fund_id), None)
    return Asked(desk.association, first, last, fund, identity(fields.text("account")) or None)


def query(asked: Asked, *, account: bool = True) -> str:
    """The same question as an address writes it, without its page. account: narrowed to the account too."""
    said = {FIRST: asked.first.isoformat(), LAST: asked.last.isoformat(), "fund": asked.fund_id or ""}
    if account and asked.account_id:
        said["account"] = asked.account_id
    return urlencode(said)


def _day(fields: Fields, name: str, otherwise: date, desk: Desk) -> date | None:
    """A day as typed, shown again in our own form."""
    if not fields.text(name):
        fields.values[name] = format_date(otherwise)
    day = fields.read(name, lambda typed: parse_date(typed, today=desk.today))
    if day is not None:
        fields.values[name] = format_date(day)
    return day
