"""What an association's funds are worth, and how a period changed it: the words of both statements.

Income, expenses, balances taken over, transfers between funds and between associations change net
assets. Money sent to another association has left this book's assets on the day it was sent: account
in transit (`docs/decisions/0004`) counts as a change of net assets here, not as an asset.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ledger.accounts.chart import Account
from ledger.reports.accounts import Accounts
from ledger.reports.asked import Total, Totals

IN_TRANSIT, BETWEEN_FUNDS = "in_transit", "between_funds"
OWN = ("net_assets", "income", "expense")


@dataclass(frozen=True)
class NetAssets:
    """The accounts of one or more funds, in đồng, as their changes of net assets."""

    chart: Accounts
    totals: Totals

    def used(self, *classes: str) -> Sequence[tuple[Account, Total]]:
        """Accounts of some classes with what they had or moved, by code, without those of transfers."""
        return [
            (account, self.totals[account.id])
            for account in self.chart.of_class(*classes)
            if account.id in self.totals and account.role not in (IN_TRANSIT, BETWEEN_FUNDS)
        ]

    def with_role(self, role: str) -> Total:
        """The account with a role; nothing where the chart has none."""
        account = self.chart.with_role(role)
        return self.totals.get(account.id, Total()) if account else Total()

    def with_effect(self, effect: str) -> Total:
        """The accounts of one effect together, such as all that hold money."""
        return _added(
            self.totals.get(account.id, Total()) for account in self.chart.leaves if account.effect == effect
        )

    def together(self, *classes: str) -> Total:
        """The accounts of some classes together, without those of transfers."""
        return _added(total for _, total in self.used(*classes))

    @property
    def opening(self) -> int:
        """Net assets before the period."""
        return -sum(total.opening for total in self._changing())

    @property
    def closing(self) -> int:
        """Net assets at the end of the period."""
        return -sum(total.closing for total in self._changing())

    def _changing(self) -> Iterator[Total]:
        yield self.together(*OWN)
        yield self.with_role(IN_TRANSIT)
        yield self.with_role(BETWEEN_FUNDS)


def _added(totals: Iterable[Total]) -> Total:
    return sum(totals, Total())
