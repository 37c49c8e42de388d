"""What somebody asks of a report, and what every report answers with: unit, period, fund, signatures."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from ledger.accounts.funds import Fund
from ledger.accounts.movements import Movement, movements
from ledger.associations.associations import Association
from ledger.dates import format_date
from ledger.i18n import N_, gettext
from ledger.identity import roles
from ledger.identity.roles import ROLE_NAMES, Role
from ledger.reports.report import Signer, Window

LINES_ON_A_PAGE = 40


@dataclass(frozen=True)
class Asked:
    """Whose books, which days (both counted), and what is narrowed.

    fund: this fund alone; account_id: this account alone; page: this page of a book, counted from 1,
    0 for its last page, None for all of it in one piece.
    """

    association: Association
    first: date
    last: date
    fund: Fund | None = None
    account_id: int | None = None
    page: int | None = None

    @property
    def fund_id(self) -> int | None:
        """The id of the fund, if one was chosen."""
        return self.fund.id if self.fund else None

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The fund and the period, as every report says them first."""
        period = gettext("%(first)s to %(last)s", first=format_date(self.first), last=format_date(self.last))
        return (
            (gettext("Fund"), self.fund.name if self.fund else gettext("All funds")),
            (gettext("Period"), period),
        )

    def window(self, lines: int) -> Window | None:
        """Which of so many lines are asked for; None for all."""
        if self.page is None:
            return None
        pages = max(1, -(-lines // LINES_ON_A_PAGE))
        return Window(min(self.page or pages, pages), pages, LINES_ON_A_PAGE)


class Total(NamedTuple):
    """An account over some funds, in đồng. opening: debits less credits before the period."""

    opening: int = 0
    debit: int = 0
    credit: int = 0

    @property
    def closing(self) -> int:
        """Debits less credits up to the end of the period."""
        return self.opening + self.debit - self.credit

    def __add__(self, other: "Total") -> "Total":  # type: ignore[override]  # not the sum of two tuples
        return Total(*(one + more for one, more in zip(self, other, strict=True)))


Totals = Mapping[int, Total]
"""What each account had and moved, by the account's id."""


def moved(session: Session, asked: Asked) -> Sequence[Movement]:
    """The movements of the books and days asked for."""
    return movements(
        session, [asked.association.id], first=asked.first, last=asked.last, fund_id=asked.fund_id
    )


def by_account(found: Iterable[Movement]) -> Totals:
    """Movements added up over funds."""
    totals: dict[int, Total] = defaultdict(Total)
    for one in found:
        totals[one.account_id] += Total(one.opening, one.debit, one.credit)
    return totals


def by_fund(found: Iterable[Movement]) -> Mapping[int, Totals]:
    """Movements of each fund, by its id."""
    funds: dict[int, list[Movement]] = defaultdict(list)
    for one in found:
        funds[one.fund_id].append(one)
    return {fund_id: by_account(rows) for fund_id, rows in funds.items()}


def signers(session: Session, association_id: int, *, cash: bool = False) -> tuple[Signer, ...]:
    """Who signs the books of an association. cash: a book of money, which its treasurer keeps."""
    keeper = _officer(session, Role.TREASURER, association_id)
    return (
        keeper if cash else Signer(gettext(N_("Kept by"))),
        Signer(gettext(N_("In charge of accounting"))),
        _officer(session, Role.CHAIR, association_id),
    )


def _officer(session: Session, role: Role, association_id: int) -> Signer:
    """The office, with the name of the one person who holds it."""
    holders = roles.holders(session, role, association_id)
    return Signer(gettext(ROLE_NAMES[role]), holders[0].name if len(holders) == 1 else "")
