"""The trial balance (bảng cân đối số phát sinh): every account with both sides, and both sides equal."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from ledger.i18n import gettext
from ledger.reports import accounts
from ledger.reports.accounts import Accounts
from ledger.reports.asked import Asked, Total, Totals, by_account, moved, signers
from ledger.reports.report import Column, Kind, Report, Row, RowKind, Section

_Sides = tuple[int, int, int, int, int, int]
"""Opening, period and closing, each as debit and credit, in đồng."""
_NOTHING: _Sides = (0, 0, 0, 0, 0, 0)


def trial_balance(session: Session, asked: Asked) -> Report:
    """Opening, period and closing of every account that was used, under the headings of the chart.

    An account stands on the side of its balance over the funds asked for; a heading shows the sums of
    both sides of its sub-accounts.
    """
    chart = accounts.read(session, asked.association.id, asked.last)
    sides = _with_headings(chart, by_account(moved(session, asked)))
    return Report(
        name="trial-balance",
        title=gettext("Trial balance"),
        unit_name=asked.association.name,
        unit_address=asked.association.address,
        first=asked.first,
        last=asked.last,
        facts=asked.facts,
        columns=_columns(),
        sections=(Section("", _rows(chart, sides)),),
        signers=signers(session, asked.association.id),
        wide=True,
    )


def _columns() -> tuple[Column, ...]:
    texts = (Column("account", gettext("Account"), width=16), Column("name", gettext("Name"), width=59))
    amounts = (
        ("opening_debit", gettext("Opening debit")),
        ("opening_credit", gettext("Opening credit")),
        ("debit", gettext("Debit of the period")),
        ("credit", gettext("Credit of the period")),
        ("closing_debit", gettext("Closing debit")),
        ("closing_credit", gettext("Closing credit")),
    )
    return texts + tuple(Column(key, heading, Kind.DONG, 32) for key, heading in amounts)


def _rows(chart: Accounts, sides: Mapping[int, _Sides]) -> Sequence[Row]:
    rows = [
        Row(
            (account.code, accounts.name(account), *(amount or None for amount in sides[account.id])),
            RowKind.SUBTOTAL if account.id in chart.under else RowKind.LINE,
            level,
        )
        for account, level in chart.tree()
        if account.id in sides
    ]
    roots = [sides[account.id] for account in chart.under.get(None, ()) if account.id in sides]
    return [*rows, Row((None, gettext("Total"), *_added(roots)), RowKind.TOTAL)]


def _with_headings(chart: Accounts, totals: Totals) -> Mapping[int, _Sides]:
    """The sides of every account that was used, and of each heading above one."""
    sides = {identity: _sides(total) for identity, total in totals.items()}
    for account, _ in reversed(list(chart.tree())):
        below = [sides[child.id] for child in chart.under.get(account.id, ()) if child.id in sides]
        if below:
            sides[account.id] = _added(below)
    return sides


def _sides(total: Total) -> _Sides:
    return (*_side(total.opening), total.debit, total.credit, *_side(total.closing))


def _side(balance: int) -> tuple[int, int]:
    return (balance, 0) if balance >= 0 else (0, -balance)


def _added(several: Sequence[_Sides]) -> _Sides:
    one, two, three, four, five, six = (sum(column) for column in zip(_NOTHING, *several, strict=True))
    return one, two, three, four, five, six
