"""Every published figure opens to the entries it is made of, with nobody's name.

The entries are read from the view `public_posting`, which has no description, no party and no user.
The signed amounts of all pages add up to the figure, whichever it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    column,
    not_,
    or_,
    select,
    table,
    true,
    tuple_,
)
from sqlalchemy.orm import Session

from ledger.accounts.funds import Fund
from ledger.accounts.transfer_refusals import TransferReturn
from ledger.accounts.transfers import Transfer, TransferConfirmation
from ledger.associations import tree
from ledger.associations.associations import Association
from ledger.contributions.contributions import Contribution
from ledger.database import BigInt, DateType
from ledger.disclosure import figures
from ledger.disclosure.figures import Figure
from ledger.disclosure.totals import structure_day
from ledger.receipts.vouchers import Voucher, VoucherKind, shown_number

PUBLIC = table(
    "public_posting",
    column("id", BigInt),
    column("entry_id", BigInt),
    column("kind"),
    column("association_id", BigInt),
    column("fund_id", BigInt),
    column("entry_date", DateType()),
    column("amount", BigInt),
    column("debit_role"),
    column("credit_role"),
    column("debit_figure"),
    column("credit_figure"),
    column("reverses_id", BigInt),
    column("reversed_by_id", BigInt),
)


@dataclass(frozen=True)
class PublicLine:
    """One posting as the public may see it.

    amount: what it adds to the figure, in đồng, negative when it takes away; corrects: the posting
    it undoes; corrected_by: the posting that undid it; receipt: the number on the giver's receipt.
    """

    posting_id: int
    entry_id: int
    date: date
    association_code: str
    association_name: str
    fund_code: str
    fund_name: str
    kind: str
    amount: int
    corrects: int | None
    corrected_by: int | None
    receipt: str | None


@dataclass(frozen=True)
class PublicPage:
    """Some lines, the newest first, and where the next page begins: None on the last."""

    lines: Sequence[PublicLine]
    next_before: int | None


def entries(
    session: Session,
    *,
    association_id: int,
    year: int,
    figure: Figure,
    fund_id: int | None = None,
    subtree: bool = True,
    structure_on: date | None = None,
    until: date | None = None,
    before: int | None = None,
    limit: int = 50,
) -> PublicPage:
    """The entries behind a figure of an association, by date, the newest first.

    fund_id: one fund, or None for all; subtree: with all that stand under the association, transfers
    between them left out; structure_on, until: the day whose structure counts, and the one with which
    the figure ends, as in `totals`; before: the `next_before` of the page already seen.
    """
    within = None
    here = PUBLIC.c.association_id == association_id
    if subtree:
        within = select(tree.subtree(association_id, structure_on or structure_day(year, until)).c.id)
        here = PUBLIC.c.association_id.in_(within)
    amount, counts = _figure(figure, figures.year_bounds(year, until), within)
    newest_first = (PUBLIC.c.entry_date.desc(), PUBLIC.c.id.desc())
    asked = select(PUBLIC.c.id).where(here, counts).order_by(*newest_first).limit(limit + 1)
    if fund_id is not None:
        asked = asked.where(PUBLIC.c.fund_id == fund_id)
    if before is not None:
        seen = select(PUBLIC.c.entry_date, PUBLIC.c.id).where(PUBLIC.c.id == before)
        asked = asked.where(tuple_(PUBLIC.c.entry_date, PUBLIC.c.id) < seen.scalar_subquery())
    page = asked.subquery("page")  # found first by key alone: most postings are never shown
    query = _lines(amount).join(page, page.c.id == PUBLIC.c.id).order_by(*newest_first)
    found = [_line(row) for row in session.execute(query)]
    shown = found[:limit]
    return PublicPage(shown, shown[-1].posting_id if len(found) > limit else None)


def _line(row: Row[*tuple[Any, ...]]) -> PublicLine:
    *public, year, book, number = row
    receipt = shown_number(VoucherKind.RECEIPT, year, book, number) if number else None
    return PublicLine(*[*public, receipt])


def _lines(amount: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    """Public postings with all that a line shows, in the order of `PublicLine`."""
    return (
        select(
            PUBLIC.c.id,
            PUBLIC.c.entry_id,
            PUBLIC.c.entry_date,
            Association.code,
            Association.name,
            Fund.code,
            Fund.name,
            PUBLIC.c.kind,
            amount,
            PUBLIC.c.reverses_id,
            PUBLIC.c.reversed_by_id,
            Voucher.year,
            Voucher.book,
            Voucher.number,
        )
        .select_from(PUBLIC)
        .join(Association, Association.id == PUBLIC.c.association_id)
        .join(Fund, Fund.id == PUBLIC.c.fund_id)
        .outerjoin(Contribution, Contribution.posting_id == PUBLIC.c.id)
        .outerjoin(Voucher, Voucher.id == Contribution.voucher_id)
    )


def _figure(
    figure: Figure, days: tuple[date, date], within: Select[int] | None
) -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """What each posting adds to the figure, and which postings do."""
    first, last = days
    in_year, earlier = PUBLIC.c.entry_date.between(first, last), PUBLIC.c.entry_date < first
    held, moves_held = _net(figures.HELD)
    in_transit = {Figure.TRANSFERS_OUT: PUBLIC.c.debit_figure, Figure.TRANSFERS_IN: PUBLIC.c.credit_figure}
    if figure in in_transit:
        return PUBLIC.c.amount, and_(in_transit[figure] == figures.IN_TRANSIT, in_year, _crosses(within))
    if figure == Figure.CLOSING:
        return held, and_(moves_held, PUBLIC.c.entry_date <= last, _crosses(within))
    if figure == Figure.OPENING:
        opened, opens = _net(figures.OPENED_WITH)
        before = and_(earlier, moves_held, _crosses(within))
        return case((earlier, held), else_=-opened), or_(before, and_(in_year, opens))
    amount, moves = _net(figure.value)  # the others carry the name that their accounts do
    return amount if figure == Figure.SPENT else -amount, and_(moves, in_year)


def _net(figure: str) -> tuple[ColumnElement[int], ColumnElement[bool]]:
    """The net debit of the accounts of a figure by posting, and whether the posting moves them at all."""
    sign = figures.sign(PUBLIC.c.debit_figure == figure, PUBLIC.c.credit_figure == figure)
    return PUBLIC.c.amount * sign, sign != 0


def _crosses(within: Select[int] | None) -> ColumnElement[bool]:
    """Whether a posting is anything but a transfer between two associations of the subtree.

    Such money stays within the subtree, also while it is on its way, so it is in no figure of it.
    """
    if within is None:
        return true()
    inside = and_(Transfer.sender_id.in_(within), Transfer.receiver_id.in_(within))
    sent = select(Transfer.entry_id).where(inside)
    arrived, returned = (
        select(document.entry_id).join(Transfer, Transfer.id == document.transfer_id).where(inside)
        for document in (TransferConfirmation, TransferReturn)
    )
    return and_(*(not_(PUBLIC.c.entry_id.in_(entries)) for entries in (sent, arrived, returned)))
