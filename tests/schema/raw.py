"""Short ways to write the raw SQL of a forbidden act: a row like another, with something changed."""

from dataclasses import dataclass

from ledger.database import Base

LAST_ENTRY = "(SELECT max(id) FROM journal_entry)"
OTHER_ENTRY = "(SELECT min(id) FROM journal_entry)"


@dataclass(frozen=True)
class Case:
    """Statements of one transaction: the last one is refused under the name of the rule.

    on_sqlite: what SQLite says instead, where it knows no name (`foreign_key`).
    """

    rule: str
    statements: tuple[str, ...]
    on_sqlite: str

    def expected(self, engine: str) -> str:
        """The name the rule goes by on an engine."""
        return self.on_sqlite if engine == "sqlite" else self.rule


def refused(rule: str, *statements: str, on_sqlite: str | None = None) -> Case:
    """The last statement breaks the rule, and no other rule before it."""
    return Case(rule, statements, on_sqlite or rule)


def no_such(rule: str, *statements: str) -> Case:
    """The last statement breaks a foreign key that keeps a rule; SQLite gives foreign keys no names."""
    return refused(rule, *statements, on_sqlite="foreign_key")


def copy(table: str, where: str = "1 = 1", **changes: str) -> str:
    """Insert a copy of the first row of a table, under a new id, with some values changed.

    where: which row instead of the first; changes: SQL expressions by column.
    """
    columns = [column.name for column in Base.metadata.tables[table].columns if column.name != "id"]
    unknown = changes.keys() - set(columns)
    if unknown:
        raise ValueError(f"{table} has no {unknown}")
    values = ", ".join(changes.get(column, column) for column in columns)
    order = "id" if "id" in Base.metadata.tables[table].columns else columns[0]
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) "
        f"SELECT {values} FROM {table} WHERE {where} ORDER BY {table}.{order} LIMIT 1"
    )


def account(role: str) -> str:
    """The id of an account, by its role."""
    return f"(SELECT id FROM account WHERE role = '{role}')"


def user(name: str) -> str:
    """The id of a user, by name."""
    return f"(SELECT id FROM app_user WHERE name = '{name}')"


def entry(postings: str | int = 1, kind: str = "contribution", **changes: str) -> str:
    """A new entry of the commune, with room for some postings."""
    return copy("journal_entry", posting_count=str(postings), kind=f"'{kind}'", **changes)


def posting(debit: str = "cash", credit: str = "contributions", **changes: str) -> str:
    """A posting of the newest entry; debit and credit: roles of accounts."""
    sides = {"debit_account_id": account(debit), "credit_account_id": account(credit)}
    return copy("posting", entry_id=LAST_ENTRY, **(sides | changes))


LAST_POSTING = "(SELECT max(id) FROM posting)"


def undo(
    debit: str, credit: str, amount: str, posting_id: str = LAST_POSTING, **changes: str
) -> tuple[str, str]:
    """A reversal of a posting, the newest if no other is named; debit, credit: as they were."""
    mirrored = posting(credit, debit, amount=amount, reverses_id=posting_id, **changes)
    return entry(kind="reversal", **changes), mirrored


SERIES = "kind = 'receipt' AND association_id = (SELECT min(association_id) FROM contribution)"
COUNTER = f"(SELECT last_number FROM voucher_series WHERE {SERIES})"
STEP = f"UPDATE voucher_series SET last_number = last_number + 1 WHERE {SERIES}"


def voucher(**changes: str) -> str:
    """The next receipt of the newest entry, once the counter made its `STEP`."""
    given = {
        "entry_id": LAST_ENTRY,
        "number": COUNTER,
        "token": "'ABCDEFGHJKMNPQRSTVWXYZ0123'",
    }
    return copy("voucher", **(given | changes))


GIFT = (entry(), posting(), STEP, voucher())
"""A gift but for its row in `contribution`."""


def contribution(**changes: str) -> str:
    """The gift of the newest posting and receipt."""
    given = {
        "posting_id": LAST_POSTING,
        "voucher_id": "(SELECT max(id) FROM voucher)",
    }
    return copy("contribution", **(given | changes))
