"""The form that confirms a transfer: where the money lies now, and since when."""

from dataclasses import dataclass
from datetime import date

from ledger.web.forms.contribution import past_date, received_by
from ledger.web.forms.fields import Fields


@dataclass(frozen=True)
class Arrival:
    """Money that arrived: the day, and the place ('cash' or 'bank') it lies in."""

    confirmed_on: date
    method: str


def parse(fields: Fields, today: date) -> Arrival | None:
    """The arrival typed, or None with a sentence beside each field that needs another look."""
    method = fields.read("method", received_by)
    day = fields.read("date", lambda typed: past_date(typed, today))
    return Arrival(day, method.value) if method and day else None
