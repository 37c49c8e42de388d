"""Three kinds of check, each made into one SQL statement, and the tables that many checks read.

Every name in these statements is written in this folder; nothing that anybody typed is in them.
"""
# ruff: noqa: S608 - see above

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that does not agree. check: what should hold; where: which rows; expected and found."""

    check: str
    where: str
    expected: str
    found: str


@dataclass(frozen=True)
class Check:
    """One statement. where: names of its leading columns; compared: what each following pair shows."""

    name: str
    where: Sequence[str]
    compared: Sequence[str]
    sql: str


def same(name: str, tables: str, where: Mapping[str, str], compared: Mapping[str, tuple[str, str]]) -> Check:
    """Two columns that state the same fact are equal in every row, and neither is missing.

    tables: what follows FROM; where: the column by shown name; compared: (expected, found) by shown name.
    """
    columns = [*where.values(), *(column for pair in compared.values() for column in pair)]
    wrong = " OR ".join(f"({expected} = {found}) IS NOT TRUE" for expected, found in compared.values())
    return Check(name, [*where], [*compared], f"SELECT {', '.join(columns)} FROM {tables} WHERE {wrong}")


def agree(name: str, where: Sequence[str], compared: str | Sequence[str], expected: str, found: str) -> Check:
    """Two ways to the same sums: equal for every key, also where only one of them has a row.

    where: the key columns; expected, found: statements of those columns and of what is added up: `n`,
    shown as compared, or several columns by their own names.
    """
    keys, sums = ", ".join(where), ("n",) if isinstance(compared, str) else compared
    given, nothing = ", ".join(sums), ", ".join("0" for _ in sums)
    wanted = ", ".join(f"{n} AS expected_{n}" for n in sums) + "".join(f", 0 AS found_{n}" for n in sums)
    sql = (
        f"SELECT {keys}, {', '.join(f'sum(expected_{n}), sum(found_{n})' for n in sums)} FROM ("
        f"SELECT {keys}, {wanted} FROM ({expected}) AS derived UNION ALL "
        f"SELECT {keys}, {nothing}, {given} FROM ({found}) AS kept) AS both_ways "
        f"GROUP BY {keys} HAVING {' OR '.join(f'sum(expected_{n}) <> sum(found_{n})' for n in sums)}"
    )
    shown = [compared] if isinstance(compared, str) else [*compared]
    return Check(name, [key.removesuffix("_id") for key in where], shown, sql)


def never(name: str, where: Mapping[str, str], wrong: str) -> Check:
    """Rows that are not there. wrong: a statement from FROM on, which would find them."""
    return Check(name, [*where], ["rows"], f"SELECT {', '.join(where.values())}, 0, 1 FROM {wrong}")


def year(column: str) -> str:
    """The year of a date column, on both engines."""
    return f"CAST(substr(CAST({column} AS TEXT), 1, 4) AS BIGINT)"


def month_of(column: str) -> str:
    """The month of a date column, on both engines."""
    return f"CAST(substr(CAST({column} AS TEXT), 6, 2) AS BIGINT)"


def day_of(column: str) -> str:
    """The day in the month of a date column, on both engines."""
    return f"CAST(substr(CAST({column} AS TEXT), 9, 2) AS BIGINT)"


def ends(text: str, end: str) -> str:
    """A text, cut to its end as long as another: equal to that when it ends with it."""
    return f"substr({text}, length({text}) - length({end}) + 1)"


LINES = """(
  SELECT association_id, fund_id, debit_account_id AS account_id, 'debit' AS side, entry_date, amount
  FROM posting UNION ALL
  SELECT association_id, fund_id, credit_account_id, 'credit', entry_date, amount FROM posting
) AS l JOIN account a ON a.id = l.account_id"""
"""Both sides of every posting, `l`, with its account, `a`."""

POSTED = """posting p JOIN journal_entry e ON e.id = p.entry_id
  JOIN account d ON d.id = p.debit_account_id JOIN account c ON c.id = p.credit_account_id"""
"""Every posting, `p`, with its entry `e`, debit account `d` and credit account `c`."""

ENTRY_SUMS = """(
  SELECT p.entry_id, count(*) AS lines, sum(p.amount) AS total, min(p.fund_id) AS fund_id,
         min(d.role) AS debit_role, min(c.role) AS credit_role
  FROM posting p JOIN account d ON d.id = p.debit_account_id JOIN account c ON c.id = p.credit_account_id
  GROUP BY p.entry_id)"""
"""Each entry added up; for entries of one fund and one kind."""
