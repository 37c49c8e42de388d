"""The chart of accounts as reports walk it: from heading to sub-account, in the reader's language."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from ledger.accounts import presentation
from ledger.accounts.chart import Account
from ledger.accounts.presentation import Shown
from ledger.i18n import current_locale

CASH, BANK = "cash", "bank"


@dataclass(frozen=True)
class Accounts:
    """Every account by its id, and the sub-accounts of each; those of None are the roots."""

    by_id: Mapping[int, Account]
    under: Mapping[int | None, Sequence[Account]]

    def tree(self, parent_id: int | None = None, level: int = 0) -> Iterator[tuple[Account, int]]:
        """Accounts by code, each before its sub-accounts, with how deep it stands."""
        for account in self.under.get(parent_id, ()):
            yield account, level
            yield from self.tree(account.id, level + 1)

    @cached_property
    def leaves(self) -> Sequence[Account]:
        """The accounts that take postings, by code."""
        return [account for account, _ in self.tree() if account.id not in self.under]

    def of_class(self, *classes: str) -> Sequence[Account]:
        """The accounts of some classes that take postings, by code."""
        return [account for account in self.leaves if account.account_class in classes]

    def with_role(self, role: str) -> Account | None:
        """The account with a role; None where the chart has none."""
        return next((account for account in self.leaves if account.role == role), None)

    def money(self, place: str) -> Sequence[Account]:
        """The accounts that hold money in cash boxes (CASH), or all others that hold money (BANK)."""
        cash = self._root(self.with_role(CASH))
        return [
            account
            for account in self.leaves
            if account.effect == "money" and (self._root(account) is cash) == (place == CASH)
        ]

    def _root(self, account: Account | None) -> Account | None:
        while account is not None and account.parent_id is not None:
            account = self.by_id[account.parent_id]
        return account


def read(session: Session, association_id: int, on: date) -> Accounts:
    """The chart of this book, with the codes and names by which an association shows it on a day."""
    shown = presentation.shown(session, association_id, on)
    found = [_as_shown(account, shown[account.id]) for account in session.scalars(select(Account))]
    under: dict[int | None, list[Account]] = defaultdict(list)
    for account in sorted(found, key=lambda account: account.code):
        under[account.parent_id].append(account)
    return Accounts({account.id: account for account in found}, dict(under))


def _as_shown(account: Account, shown: Shown) -> Account:
    """A copy of an account, which belongs to no session, under another code and name."""
    columns = {attribute.key: getattr(account, attribute.key) for attribute in inspect(Account).column_attrs}
    return Account(**columns | vars(shown))


def name(account: Account) -> str:
    """The account's name in the reader's language."""
    return account.name_vi if current_locale() == "vi" else account.name_en


def label(account: Account) -> str:
    """Code and name, as account books are headed."""
    return f"{account.code} {name(account)}"
