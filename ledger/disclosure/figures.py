"""Which accounts make which published figure; the one place that says so.

Accounts are found by their role. What a figure counts, and why, is in `docs/decisions/0005`.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, case

MONEY = ("cash", "bank")
"""Money held: debit less credit."""

IN_TRANSIT = "in_transit"
"""Money sent to another association (debit) and money received from one (credit)."""

MOBILIZED = ("contributions",)
"""Money that came in from outside the associations: credit less debit."""

OPENED_WITH = ("opening",)
"""Money already there when the book was opened: credit less debit."""

PAYABLE = "awards_payable"
"""Awards decided and not yet paid: credit less debit."""

SPENT = ("award_expense", PAYABLE)
"""Money that reached recipients: debit less credit over both, so that a promise counts only once paid."""


class Figure(StrEnum):
    """A published figure that opens to its entries."""

    OPENING = "opening"
    MOBILIZED = "mobilized"
    TRANSFERS_IN = "transfers_in"
    TRANSFERS_OUT = "transfers_out"
    SPENT = "spent"
    CLOSING = "closing"


def year_bounds(year: int) -> tuple[date, date]:
    """The first and the last day of a year of accounts, which is the calendar year."""
    return date(year, 1, 1), date(year, 12, 31)


def sign(debited: ColumnElement[bool], credited: ColumnElement[bool]) -> ColumnElement[int]:
    """+1 for a posting that debits some accounts, −1 for one that credits them, 0 for one within them."""
    return case((debited, 1), else_=0) - case((credited, 1), else_=0)
