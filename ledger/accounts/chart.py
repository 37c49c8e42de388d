"""The chart of accounts: data, one for the whole installation, never one per association.

The codes shipped in `charts/provisional.csv` follow the numbering that Vietnamese bookkeepers know;
they are data with a regime and a validity, not rules. Code finds an account by its role.
`charts/patterns.csv` says which accounts each kind of entry may debit and credit; the database
refuses every other pair (`posting_fits_kind`).

Shipped rows have the same ids in every book, below those of any book, so that books merge.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import CheckConstraint, Connection, Engine, ForeignKey, UniqueConstraint, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.database import Base
from ledger.errors import Refusal
from ledger.i18n import N_

CHARTS = Path(__file__).parent / "charts"
REGIME = "provisional"
RUNNING_EXPENSES = "612"
"""The heading of what an association spends on its own work."""
OPEN_SINCE = date(2000, 1, 1)


class Account(Base):
    """One account of the chart.

    normal_side: the side on which its balance stands ('debit' or 'credit');
    effect: what it does to its fund's position: 'money' is held there (never below zero, per fund),
    'investment' is lent out for a while, 'promise' is owed to recipients, 'capital' must be preserved
    where the fund is an endowment; figure: the published figure it belongs to (`docs/decisions/0005`);
    role: the job by which code finds it. Only accounts without children are posted to.
    """

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("regime", "code", name="account_code_once"),
        UniqueConstraint("regime", "role", name="account_role_once"),
        CheckConstraint(
            "class IN ('asset', 'liability', 'net_assets', 'income', 'expense')", name="account_class"
        ),
        CheckConstraint("normal_side IN ('debit', 'credit')", name="account_normal_side"),
        CheckConstraint(
            "effect IN ('none', 'money', 'investment', 'promise', 'capital')", name="account_effect"
        ),
        CheckConstraint(
            "figure IN ('held', 'in_transit', 'opening', 'mobilized', 'spent', 'between_funds', 'goods')",
            name="account_figure",
        ),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="account_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    regime: Mapped[str]
    code: Mapped[str]
    name_vi: Mapped[str]
    name_en: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    account_class: Mapped[str] = mapped_column("class")
    normal_side: Mapped[str]
    effect: Mapped[str]
    figure: Mapped[str]
    role: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class EntryPattern(Base):
    """A pair of accounts that entries of a kind may debit and credit."""

    __tablename__ = "entry_pattern"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kind: Mapped[str] = mapped_column(primary_key=True)
    debit_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    credit_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)


class AccountPresentation(Base):
    """The code and name an account goes by in a profile of `presentation`; where there is none, its own."""

    __tablename__ = "account_presentation"
    __table_args__ = (
        CheckConstraint("profile IN ('detail_books', 'simple')", name="account_presentation_profile"),
        {"sqlite_with_rowid": False},
    )

    profile: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    code: Mapped[str]
    name_vi: Mapped[str]
    name_en: Mapped[str]


class AccountTakesNoPostings(Refusal):
    """A heading account, or one outside its validity, was posted to."""

    rule = "account_takes_postings"
    message = N_("This account takes no entries on that day. Choose one of its sub-accounts.")
    general = message


class AccountsDoNotFit(Refusal):
    """A posting named accounts that its kind of entry does not use."""

    rule = "posting_fits_kind"
    message = N_("This kind of entry does not use these accounts. Nothing was recorded.")
    general = message


Pattern = tuple[str, int, int]
"""A kind of entry, and the ids of the accounts that it may debit and credit."""


def load_chart(session: Session) -> int:
    """Load the shipped chart into an empty book; returns the number of accounts, 0 when already there."""
    if session.scalar(select(Account.id).limit(1)) is not None:
        return 0
    accounts, patterns = shipped()
    by_code = {account["code"]: account["id"] for account in accounts}
    session.execute(insert(Account), accounts)
    session.execute(
        insert(AccountPresentation),
        [
            {
                "account_id": by_code[row["account"]],
                **{name: row[name] for name in row if name != "account"},
            }
            for row in rows_of("presentations.csv")
        ],
    )
    session.execute(
        insert(EntryPattern),
        [
            {"kind": kind, "debit_account_id": debit, "credit_account_id": credit}
            for kind, debit, credit in patterns
        ],
    )
    return len(accounts)


def shipped() -> tuple[Sequence[dict[str, Any]], Sequence[Pattern]]:
    """The rows of `account` that this program ships, and what each kind of entry may do with them."""
    identities: dict[str, int] = {}
    accounts = []
    for identity, row in enumerate(rows_of("provisional.csv"), start=1):
        identities[row["code"]] = identity
        accounts.append(
            {
                "id": identity,
                "regime": REGIME,
                "code": row["code"],
                "name_vi": row["name_vi"],
                "name_en": row["name_en"],
                "parent_id": identities.get(row["parent"]),
                "account_class": row["class"],
                "normal_side": row["normal_side"],
                "effect": row["effect"],
                "figure": row["figure"],
                "role": row["role"] or None,
                "valid_from": OPEN_SINCE,
                "valid_to": None,
            }
        )
    return accounts, sorted(set(_patterns(accounts)))


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a file shipped with the chart."""
    with (CHARTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _patterns(accounts: Sequence[Mapping[str, Any]]) -> Iterator[Pattern]:
    """The pairs of accounts of each kind. `@money` and `@expense` stand for every account of that sort."""
    meant: dict[str, list[int]] = {"@money": [], "@expense": []}
    for account in accounts:
        if (role := account["role"]) is None:
            continue
        meant[role] = [account["id"]]
        if account["effect"] == "money":
            meant["@money"].append(account["id"])
        if account["code"].startswith(RUNNING_EXPENSES):
            meant["@expense"].append(account["id"])
    for row in rows_of("patterns.csv"):
        for debit, credit in product(meant[row["debit"]], meant[row["credit"]]):
            if debit != credit:
                yield row["kind"], debit, credit


def codes(session: Session) -> Mapping[str, str]:
    """Account codes by role, as printed on vouchers: {"cash": "1111", …}."""
    found = session.execute(select(Account.role, Account.code).where(Account.role.is_not(None)))
    return {str(role): code for role, code in found}


_roles: WeakKeyDictionary[Engine, Mapping[str, int]] = WeakKeyDictionary()


def by_role(session: Session) -> Mapping[str, int]:
    """Account ids by role, e.g. cash, bank, in_transit, awards_payable, contributions, award_expense.

    Kept per open database once read, since roles are given when the chart is loaded.
    """
    bind = session.get_bind()
    engine = bind.engine if isinstance(bind, Connection) else bind
    if not _roles.get(engine):
        roles = select(Account.role, Account.id).where(Account.role.is_not(None)).order_by(Account.id)
        found = session.execute(roles)
        _roles[engine] = {str(role): identity for role, identity in found}
    return _roles[engine]


def places(session: Session, method: str) -> Sequence[int]:
    """The accounts where money can lie, the main one first. method: 'cash' for boxes, 'bank' for banks."""
    return [
        identity
        for role, identity in by_role(session).items()
        if role == method or role.removeprefix(f"{method}_").isdigit()
    ]
