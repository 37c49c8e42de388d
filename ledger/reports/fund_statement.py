"""The statement of a fund (sổ chi tiết quỹ): its money from opening to closing, and what of it is free.

It follows money: an award counts when it is paid. What was decided and is not paid yet is taken off
the expenses again, and stands below as promised.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from ledger.accounts import funds
from ledger.accounts.funds import Fund, FundKind
from ledger.i18n import gettext
from ledger.reports import accounts
from ledger.reports.accounts import Accounts
from ledger.reports.asked import Asked, Total, Totals, by_account, by_fund, moved, signers
from ledger.reports.net_assets import BETWEEN_FUNDS, IN_TRANSIT, NetAssets
from ledger.reports.report import Column, Figure, Kind, Report, Row, RowKind, Section


def fund_statement(session: Session, asked: Asked) -> Report:
    """Opening, in by source, out by use, transfers, closing, promised and available: of each fund."""
    chart, found = accounts.read(session, asked.association.id, asked.last), moved(session, asked)
    money = NetAssets(chart, by_account(found)).with_effect("money")
    return Report(
        name="fund-statement",
        title=gettext("Statement of funds"),
        unit_name=asked.association.name,
        unit_address=asked.association.address,
        first=asked.first,
        last=asked.last,
        facts=asked.facts,
        columns=(
            Column("item", gettext("Item"), width=78),
            Column("account", gettext("Account"), width=18),
            Column("in", gettext("In"), Kind.DONG, 28),
            Column("out", gettext("Out"), Kind.DONG, 28),
            Column("balance", gettext("Balance"), Kind.DONG, 28),
        ),
        sections=tuple(_sections(session, asked, chart, by_fund(found))),
        signers=signers(session, asked.association.id),
        notes=(gettext("An award counts on the day it is paid, not on the day it is decided."),),
        figures=(
            Figure(gettext("Opening balance"), money.opening),
            Figure(gettext("Change of the period"), money.debit - money.credit, "+"),
            Figure(gettext("Closing balance"), money.closing, "="),
        ),
    )


def _sections(
    session: Session, asked: Asked, chart: Accounts, found: Mapping[int, Totals]
) -> Iterator[Section]:
    held = [asked.fund] if asked.fund else funds.ever_held_by(session, asked.association.id)
    for fund in held:
        if fund.id in found or asked.fund:
            statement = _Statement(fund, NetAssets(chart, found.get(fund.id, {})))
            yield Section("" if asked.fund else fund.name, statement.rows())


class _Statement:
    """The statement of one fund. Every account that is not money says why money changed."""

    def __init__(self, fund: Fund, own: NetAssets) -> None:
        self.fund, self.own = fund, own
        self.money = own.with_effect("money")
        self.promises = own.with_effect("promise")

    def rows(self) -> Sequence[Row]:
        transit, between = self.own.with_role(IN_TRANSIT), self.own.with_role(BETWEEN_FUNDS)
        came, went = self._income(), self._spending()
        moved = [
            _line(gettext("Received from other associations"), None, transit.credit, None),
            _line(gettext("Sent to other associations"), None, None, transit.debit),
            _line(gettext("Received from other funds"), None, between.credit, None),
            _line(gettext("Given to other funds"), None, None, between.debit),
            *self._others(),
        ]
        moved = [row for row in moved if row.cells[2] or row.cells[3]]
        all_in = sum(_amount(row, 2) for row in (*came, *went, *moved))
        all_out = sum(_amount(row, 3) for row in (*came, *went, *moved))
        return [
            Row((gettext("Opening balance"), None, None, None, self.money.opening), RowKind.CARRIED),
            *_group(gettext("Money in by source"), came),
            *_group(gettext("Money out by use"), went),
            *_group(gettext("Transfers and other changes"), moved),
            Row((gettext("Total of the period"), None, all_in, all_out, None), RowKind.SUBTOTAL),
            Row((gettext("Closing balance"), None, None, None, self.money.closing), RowKind.TOTAL),
            _line_of_balance(gettext("Promised to recipients"), -self.promises.closing),
            *self._kept(),
            Row((gettext("Left to promise"), None, None, None, self._available()), RowKind.TOTAL),
        ]

    def _income(self) -> list[Row]:
        used = [(account, _raised(total)) for account, total in self.own.used("income")]
        return [_line(accounts.name(one), one.code, amount, None) for one, amount in used if amount]

    def _spending(self) -> list[Row]:
        used = [(account, -_raised(total)) for account, total in self.own.used("expense")]
        rows = [_line(accounts.name(one), one.code, None, amount) for one, amount in used if amount]
        unpaid = _raised(self.promises)
        if unpaid:
            rows.append(_line(gettext("Less: decided and not paid yet"), None, None, -unpaid))
        return rows

    def _others(self) -> Iterator[Row]:
        """Advances, deposits, goods, balances taken over: whatever else money went into or came from."""
        for account, total in self.own.used("asset", "liability", "net_assets"):
            if account.effect not in ("money", "promise"):
                amount = _raised(total)
                yield _line(accounts.name(account), account.code, max(amount, 0), max(-amount, 0))

    def _capital(self) -> int:
        """What must stay: the capital of an endowment that no investment covers, in đồng."""
        if self.fund.kind != FundKind.ENDOWMENT:
            return 0
        capital, invested = self.own.with_effect("capital"), self.own.with_effect("investment")
        return max(-capital.closing - invested.closing, 0)

    def _kept(self) -> Iterator[Row]:
        if self._capital():
            yield _line_of_balance(gettext("Capital to be preserved"), self._capital())

    def _available(self) -> int:
        return self.money.closing + self.promises.closing - self._capital()


def _raised(total: Total) -> int:
    """By how much the credits of a period passed its debits, in đồng."""
    return total.credit - total.debit


def _amount(row: Row, column: int) -> int:
    cell = row.cells[column]
    return cell if isinstance(cell, int) else 0


def _line(label: str, code: str | None, money_in: int | None, money_out: int | None) -> Row:
    return Row((label, code, money_in or None, money_out or None, None), level=1)


def _line_of_balance(label: str, amount: int) -> Row:
    return Row((label, None, None, None, amount), RowKind.SUBTOTAL)


def _group(heading: str, rows: Sequence[Row]) -> Iterator[Row]:
    if rows:
        yield Row((heading, None, None, None, None), RowKind.GROUP)
        yield from rows
