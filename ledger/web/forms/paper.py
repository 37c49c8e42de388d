"""The number and date of a signed paper, as typed for every kind of decision."""

from collections.abc import Callable
from datetime import date

from ledger.accounts.journal import DateInFuture
from ledger.dates import parse_date
from ledger.errors import InputError
from ledger.text import clean
from ledger.web.forms.fields import Fields


def number(fields: Fields, missing: Callable[[], InputError]) -> str | None:
    """The number of the decision; missing: how to refuse an empty one."""

    def parse(typed: str) -> str:
        if not clean(typed):
            raise missing()
        return clean(typed)

    return fields.read("number", parse)


def decided_on(fields: Fields, today: date) -> date | None:
    """The date of the decision; one that has not come is refused beside the field."""

    def parse(typed: str) -> date:
        day = parse_date(typed, today=today)
        if day > today:
            raise DateInFuture
        return day

    return fields.read("decided_on", parse)
