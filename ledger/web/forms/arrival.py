"""The form that confirms a transfer: where the money lies now, and since when."""

from dataclasses import dataclass
from datetime import date

from ledger.web.forms.contribution import received_by
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk


@dataclass(frozen=True)
class Arrival:
    """Money that arrived: the day, and the place ('cash' or 'bank') it lies in."""

    confirmed_on: date
    method: str


def parse(fields: Fields, desk: Desk) -> Arrival | None:
    """The arrival typed, or None with a sentence beside each field that needs another look."""
    method = fields.read("method", received_by)
    day = fields.read("date", desk.entry_day)
    return Arrival(day, method.value) if method and day else None
