"""The statement of activities (báo cáo thu, chi): income, expenses and what they leave, by fund.

Transfers between associations and between funds are no income and no expense; they stand apart, and
with them opening net assets become closing net assets.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from ledger.accounts import funds
from ledger.accounts.chart import Account
from ledger.i18n import gettext
from ledger.reports import accounts
from ledger.reports.accounts import Accounts
from ledger.reports.asked import Asked, Total, Totals, by_account, by_fund, moved, signers
from ledger.reports.net_assets import BETWEEN_FUNDS, IN_TRANSIT, NetAssets
from ledger.reports.report import Column, Figure, Kind, Report, Row, RowKind, Section


def activities(session: Session, asked: Asked) -> Report:
    """Income and expenses by account: of the fund asked for, or of all together and then of each."""
    chart, found = accounts.read(session, asked.association.id, asked.last), moved(session, asked)
    whole = NetAssets(chart, by_account(found))
    sections = [Section("" if asked.fund else gettext("All funds"), _rows(whole))]
    if asked.fund is None:
        sections += _of_each_fund(session, asked, chart, by_fund(found))
    return Report(
        name="activities",
        title=gettext("Statement of activities"),
        unit_name=asked.association.name,
        unit_address=asked.association.address,
        first=asked.first,
        last=asked.last,
        facts=asked.facts,
        columns=(
            Column("item", gettext("Item"), width=110),
            Column("account", gettext("Account"), width=25),
            Column("amount", gettext("Amount (đồng)"), Kind.DONG, 45),
        ),
        sections=tuple(sections),
        signers=signers(session, asked.association.id),
        notes=(gettext("An award is an expense on the day it is decided."),),
        figures=_figures(whole),
    )


def _of_each_fund(
    session: Session, asked: Asked, chart: Accounts, found: Mapping[int, Totals]
) -> Iterator[Section]:
    for fund in funds.ever_held_by(session, asked.association.id):
        if fund.id in found:
            yield Section(fund.name, _rows(NetAssets(chart, found[fund.id])))


def _figures(whole: NetAssets) -> tuple[Figure, ...]:
    income, expense = _income(whole.together("income")), _expense(whole.together("expense"))
    return (
        Figure(gettext("Income"), income),
        Figure(gettext("Expenses"), expense, "−"),
        Figure(gettext("Surplus or deficit"), income - expense, "="),
    )


def _rows(own: NetAssets) -> Sequence[Row]:
    income, expense = _income(own.together("income")), _expense(own.together("expense"))
    transit, between = own.with_role(IN_TRANSIT), own.with_role(BETWEEN_FUNDS)
    taken_over = own.used("net_assets")
    rows = [_heading(gettext("Income"))]
    rows += [_line(account, _income(total)) for account, total in own.used("income") if _moved(total)]
    rows += [_sum(gettext("Total income"), income), _heading(gettext("Expenses"))]
    rows += [_line(account, _expense(total)) for account, total in own.used("expense") if _moved(total)]
    rows.append(_sum(gettext("Total expenses"), expense))
    rows.append(_sum(gettext("Surplus or deficit"), income - expense, RowKind.TOTAL))
    changes = [
        (gettext("Received from other associations"), transit.credit),
        (gettext("Sent to other associations"), -transit.debit),
        (gettext("Received from other funds"), between.credit),
        (gettext("Given to other funds"), -between.debit),
        *((accounts.name(account), _income(total)) for account, total in taken_over),
    ]
    shown = [Row((label, None, amount), level=1) for label, amount in changes if amount]
    if shown:
        rows += [_heading(gettext("Other changes of net assets")), *shown]
    rows.append(_sum(gettext("Net assets at the beginning"), own.opening))
    rows.append(_sum(gettext("Net assets at the end"), own.closing, RowKind.TOTAL))
    return rows


def _moved(total: Total) -> bool:
    return bool(total.debit or total.credit)


def _income(total: Total) -> int:
    return total.credit - total.debit


def _expense(total: Total) -> int:
    return total.debit - total.credit


def _heading(label: str) -> Row:
    return Row((label, None, None), RowKind.GROUP)


def _line(account: Account, amount: int) -> Row:
    return Row((accounts.name(account), account.code, amount), level=1)


def _sum(label: str, amount: int, kind: RowKind = RowKind.SUBTOTAL) -> Row:
    return Row((label, None, amount), kind)
