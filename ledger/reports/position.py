"""The statement of financial position (báo cáo tình hình tài chính): what is there, and whose it is.

Assets = liabilities + net assets, for each fund and for all together, before the period and at its end.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from ledger.accounts import funds
from ledger.accounts.chart import Account
from ledger.i18n import gettext
from ledger.reports import accounts
from ledger.reports.asked import Asked, Total, by_account, by_fund, moved, signers
from ledger.reports.net_assets import BETWEEN_FUNDS, IN_TRANSIT, NetAssets
from ledger.reports.report import Column, Figure, Kind, Report, Row, RowKind, Section


def position(session: Session, asked: Asked) -> Report:
    """Assets, liabilities and net assets by account, and the net assets of each fund."""
    chart, found = accounts.read(session, asked.association.id, asked.last), moved(session, asked)
    whole = NetAssets(chart, by_account(found))
    rows = [*_assets(whole), *_liabilities(whole), *_net_assets(whole)]
    if asked.fund is None:
        each = {fund_id: NetAssets(chart, totals) for fund_id, totals in by_fund(found).items()}
        held = funds.ever_held_by(session, asked.association.id)
        rows.append(_heading(gettext("Net assets by fund")))
        rows += [_line(f.name, None, each[f.id].opening, each[f.id].closing) for f in held if f.id in each]
        rows.append(_sum(gettext("Total net assets"), whole.opening, whole.closing))
    assets, liabilities = whole.together("asset"), whole.together("liability")
    return Report(
        name="position",
        title=gettext("Statement of financial position"),
        unit_name=asked.association.name,
        unit_address=asked.association.address,
        first=asked.first,
        last=asked.last,
        facts=asked.facts,
        columns=(
            Column("item", gettext("Item"), width=80),
            Column("account", gettext("Account"), width=20),
            Column("beginning", gettext("At the beginning"), Kind.DONG, 40),
            Column("end", gettext("At the end"), Kind.DONG, 40),
        ),
        sections=(Section("", rows),),
        signers=signers(session, asked.association.id),
        notes=(gettext("Money sent to another association is no asset here from the day it was sent."),),
        figures=(
            Figure(gettext("Assets"), assets.closing),
            Figure(gettext("Liabilities"), -liabilities.closing, "−"),
            Figure(gettext("Net assets"), whole.closing, "="),
        ),
    )


def _assets(whole: NetAssets) -> Sequence[Row]:
    total = whole.together("asset")
    return [
        _heading(gettext("Assets")),
        *_accounts(whole.used("asset"), 1),
        _sum(gettext("Total assets"), total.opening, total.closing, RowKind.TOTAL),
    ]


def _liabilities(whole: NetAssets) -> Sequence[Row]:
    total = whole.together("liability")
    return [
        _heading(gettext("Liabilities")),
        *_accounts(whole.used("liability"), -1),
        _sum(gettext("Total liabilities"), -total.opening, -total.closing),
    ]


def _net_assets(whole: NetAssets) -> Sequence[Row]:
    liabilities = whole.together("liability")
    changes = (
        (gettext("Income less expenses since the book was opened"), whole.together("income", "expense")),
        (gettext("Received from other associations, less sent"), whole.with_role(IN_TRANSIT)),
        (gettext("Received from other funds, less given"), whole.with_role(BETWEEN_FUNDS)),
    )
    return [
        _heading(gettext("Net assets")),
        *_accounts(whole.used("net_assets"), -1),
        *(_line(label, None, -one.opening, -one.closing) for label, one in changes if _stands(one)),
        _sum(gettext("Total net assets"), whole.opening, whole.closing),
        _sum(
            gettext("Liabilities and net assets"),
            whole.opening - liabilities.opening,
            whole.closing - liabilities.closing,
            RowKind.TOTAL,
        ),
    ]


def _accounts(used: Iterable[tuple[Account, Total]], side: int) -> Sequence[Row]:
    """Accounts with a balance at either end. side: 1 where debits count, −1 where credits do."""
    return [
        _line(accounts.name(account), account.code, side * total.opening, side * total.closing)
        for account, total in used
        if _stands(total)
    ]


def _stands(total: Total) -> bool:
    return bool(total.opening or total.closing)


def _heading(label: str) -> Row:
    return Row((label, None, None, None), RowKind.GROUP)


def _line(label: str, code: str | None, opening: int, closing: int) -> Row:
    return Row((label, code, opening, closing), level=1)


def _sum(label: str, opening: int, closing: int, kind: RowKind = RowKind.SUBTOTAL) -> Row:
    return Row((label, None, opening, closing), kind)
