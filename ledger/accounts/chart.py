"""The chart of accounts: data, one for the whole installation, never one per association.

The codes shipped in `charts/provisional.csv` follow the numbering that Vietnamese bookkeepers know;
they are data with a regime and a validity, not rules. Code finds an account by its role.
"""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlalchemy import CheckConstraint, Connection, Engine, ForeignKey, UniqueConstraint, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.database import Base
from ledger.errors import Refusal
from ledger.i18n import N_

CHART_FILE = Path(__file__).parent / "charts" / "provisional.csv"
REGIME = "provisional"
OPEN_SINCE = date(2000, 1, 1)


class Account(Base):
    """One account of the chart.

    normal_side: the side on which its balance stands ('debit' or 'credit');
    effect: 'money' when it holds money (never below zero, per fund), 'promise' when it is owed to a
    recipient; role: the job by which code finds it; only accounts without children are posted to.
    """

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("regime", "code", name="account_code_once"),
        UniqueConstraint("regime", "role", name="account_role_once"),
        CheckConstraint(
            "class IN ('asset', 'liability', 'net_assets', 'income', 'expense')", name="account_class"
        ),
        CheckConstraint("normal_side IN ('debit', 'credit')", name="account_normal_side"),
        CheckConstraint("effect IN ('none', 'money', 'promise')", name="account_effect"),
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
    role: Mapped[str | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class AccountTakesNoPostings(Refusal):
    """A heading account, or one outside its validity, was posted to."""

    rule = "account_takes_postings"
    message = N_("This account takes no entries on that day. Choose one of its sub-accounts.")
    general = message


def load_chart(session: Session) -> int:
    """Load the shipped chart into an empty book; returns the number of accounts, 0 when already there."""
    if session.scalar(select(Account.id).limit(1)) is not None:
        return 0
    with CHART_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    identities: dict[str, int] = {}
    for row in rows:
        identities[row["code"]] = session.execute(
            insert(Account)
            .values(
                regime=REGIME,
                code=row["code"],
                name_vi=row["name_vi"],
                name_en=row["name_en"],
                parent_id=identities.get(row["parent"]),
                account_class=row["class"],
                normal_side=row["normal_side"],
                effect=row["effect"],
                role=row["role"] or None,
                valid_from=OPEN_SINCE,
            )
            .returning(Account.id)
        ).scalar_one()
    return len(rows)


def codes(session: Session) -> Mapping[str, str]:
    """Account codes by role, as printed on vouchers: {"cash": "1111", …}."""
    found = session.execute(select(Account.role, Account.code).where(Account.role.is_not(None)))
    return {str(role): code for role, code in found}


_roles: WeakKeyDictionary[Engine, Mapping[str, int]] = WeakKeyDictionary()


def by_role(session: Session) -> Mapping[str, int]:
    """Account ids by role: cash, bank, in_transit, awards_payable, opening, contributions, award_expense.

    Kept per open database once read, since roles are given when the chart is loaded.
    """
    bind = session.get_bind()
    engine = bind.engine if isinstance(bind, Connection) else bind
    if not _roles.get(engine):
        found = session.execute(select(Account.role, Account.id).where(Account.role.is_not(None)))
        _roles[engine] = {str(role): identity for role, identity in found}
    return _roles[engine]
