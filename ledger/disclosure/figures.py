"""The published figures, by the names that accounts of the chart carry in `account.figure`.

What a figure counts, and why, is in `docs/decisions/0005`. Goods are in none of them: their value is
shown beside the money, never added to it.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, case

HELD = "held"
"""Money, term deposits and advances: debit less credit."""

IN_TRANSIT = "in_transit"
"""Money sent to another association (debit) and money received from one (credit)."""

MOBILIZED = "mobilized"
"""What came in from outside the associations: credit less debit."""

OPENED_WITH = "opening"
"""What was already there when the book was opened: credit less debit."""

SPENT = "spent"
"""What reached recipients or was used up: debit less credit, over expenses and awards payable together,
so that a promise counts only once paid."""

BETWEEN_FUNDS = "between_funds"
"""What one fund passed to another in the same association: credit less debit, nothing over all funds."""

MONEY = "money"
"""The effect of cash boxes and bank accounts; what else is held is tied up for a while."""

PROMISE = "promise"
"""The effect of accounts that hold what is decided and not yet paid: credit less debit."""


class Figure(StrEnum):
    """A published figure that opens to its entries."""

    OPENING = "opening"
    MOBILIZED = "mobilized"
    TRANSFERS_IN = "transfers_in"
    TRANSFERS_OUT = "transfers_out"
    BETWEEN_FUNDS = "between_funds"
    SPENT = "spent"
    CLOSING = "closing"


def year_bounds(year: int, until: date | None = None) -> tuple[date, date]:
    """The first and the last day of a year of accounts, which is the calendar year.

    until: the day of that year with which the figures end, if not with its last one.
    """
    first, last = date(year, 1, 1), until or date(year, 12, 31)
    if last.year != year:
        raise ValueError("the figures of a year end with a day of it")
    return first, last


def sign(debited: ColumnElement[bool], credited: ColumnElement[bool]) -> ColumnElement[int]:
    """+1 for a posting that debits some accounts, −1 for one that credits them, 0 for one within them."""
    return case((debited, 1), else_=0) - case((credited, 1), else_=0)
