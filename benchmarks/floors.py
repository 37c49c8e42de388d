"""The least that could do the same: statements written by hand into the same tables, without one rule.

The tables, keys, CHECKs and indexes are those of the book; its triggers are dropped in the floor's copy.
*Least* is a number from the counter, an entry, a posting and two balances. *Same rows* adds the receipt, the
gift, the row of the trail, the turnovers and the position of the fund: all that a gift leaves behind. What
a rule, a right, a form's key or a typed date would cost is in neither.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import psycopg
from sqlalchemy import text

from benchmarks.books import Book, gifts
from ledger.contributions import contributions
from ledger.database import Database

TABLES = (
    "journal_entry",
    "posting",
    "voucher",
    "contribution",
    "audit_event",
    "balance",
    "turnover",
    "fund_position",
)
GIVEN = ("place", "fund", "amount", "day", "year", "token", "giver")
"""What a floor is told of a gift."""

Rows = Mapping[str, Mapping[str, Any]]


def samples(database: Database, book: Book) -> Rows:
    """One row of each table, as a gift makes them that is not kept: a floor repeats what it need not make."""
    (gift,) = gifts(book, 1)
    rows: dict[str, Mapping[str, Any]] = {}
    with suppress(_OnlyToLook), database.write() as session:
        contributions.record(session, gift, by=book.treasurer)
        for name in TABLES:
            rows[name] = dict(session.execute(text(f"SELECT * FROM {name} LIMIT 1")).mappings().one())  # noqa: S608 - our own names
        raise _OnlyToLook
    return rows


class _OnlyToLook(Exception):
    """Takes back what was written."""


def literal(value: object) -> str:
    """A value as SQL."""
    if value is None or isinstance(value, int):
        return "NULL" if value is None else str(int(value))
    return "'" + str(value).replace("'", "''") + "'"


def insert(rows: Rows, table: str, **computed: str) -> str:
    """An INSERT of a row like the sample, but for columns given as SQL; the id is the table's to give."""
    values = {name: literal(value) for name, value in rows[table].items() if name != "id"} | computed
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(values.values())})"  # noqa: S608 - the same


def kept(rows: Rows, given: Mapping[str, str], *, all_sums: bool) -> list[str]:
    """Upserts of what a posting moves: the two balances, or all that is kept."""
    sides = []
    for table in ("balance", "turnover") if all_sums else ("balance",):
        key = {"association_id": given["place"], "fund_id": given["fund"]}
        key |= {"year": given["year"]} if table == "turnover" else {}
        for side, other in (("debit", "credit"), ("credit", "debit")):
            account = literal(rows["posting"][f"{side}_account_id"])
            values = key | {"account_id": account, side: given["amount"], other: "0"}
            if table == "balance":
                values["guarded"] = "1" if side == "debit" else "0"
            sides.append(insert(rows, table, **values) + _added(table, [*key, "account_id"], side))
    if all_sums:
        position = insert(
            rows,
            "fund_position",
            association_id=given["place"],
            fund_id=given["fund"],
            money=given["amount"],
            promised="0",
        )
        sides.append(position + _added("fund_position", ["association_id", "fund_id"], "money"))
    return sides


def _added(table: str, key: Sequence[str], column: str) -> str:
    """What makes an INSERT add to the row that is there."""
    return f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {column} = {table}.{column} + excluded.{column}"


def kept_at_once(rows: Rows) -> list[str]:
    """What makes every kept sum anew from the postings, by one statement a table."""
    year = "CAST(substr(CAST(p.entry_date AS text), 1, 4) AS bigint)"
    found = []
    for table, keys in (("balance", {}), ("turnover", {"year": year})):
        names = {"association_id": "p.association_id", "fund_id": "p.fund_id", **keys}
        sides = []
        for side, guarded in (("debit", "1"), ("credit", "0")):
            values = {name: literal(value) for name, value in rows[table].items()} | names
            values |= {
                "account_id": f"p.{side}_account_id",
                "debit": "0",
                "credit": "0",
                side: "sum(p.amount)",
            }
            values |= {"guarded": guarded} if table == "balance" else {}
            groups = ", ".join([*names.values(), values["account_id"]])
            sides.append(f"SELECT {', '.join(values.values())} FROM posting p GROUP BY {groups}")  # noqa: S608 - our own names
        filled = f"INSERT INTO {table} ({', '.join(rows[table])}) {' UNION ALL '.join(sides)}"
        found += [f"DELETE FROM {table}", filled]  # noqa: S608 - the same
    place = {"association_id": "p.association_id", "fund_id": "p.fund_id", "money": "sum(p.amount)"}
    values = {name: literal(value) for name, value in rows["fund_position"].items()} | place
    positions = f"SELECT {', '.join(values.values())} FROM posting p GROUP BY 1, 2"  # noqa: S608 - the same
    return [
        *found,
        "DELETE FROM fund_position",
        f"INSERT INTO fund_position ({', '.join(values)}) {positions}",
    ]


def entry(rows: Rows, given: Mapping[str, str]) -> str:
    """The entry of a gift."""
    return insert(rows, "journal_entry", association_id=given["place"], entry_date=given["day"])


def posting(rows: Rows, given: Mapping[str, str]) -> str:
    """The posting of a gift."""
    return insert(
        rows,
        "posting",
        entry_id=given["entry"],
        association_id=given["place"],
        fund_id=given["fund"],
        entry_date=given["day"],
        amount=given["amount"],
    )


def papers(rows: Rows, given: Mapping[str, str]) -> list[str]:
    """The receipt, the gift and its row in the trail; each may name the ones before."""
    place = {"association_id": given["place"]}
    of_fund = place | {"fund_id": given["fund"], "amount": given["amount"]}
    receipt = {"year": given["year"], "number": given["number"], "entry_id": given["entry"]}
    gift = {"posting_id": given["posting"], "voucher_id": given["voucher"], "party_id": given["giver"]}
    return [
        insert(rows, "voucher", **of_fund, **receipt, issued_on=given["day"], token=given["token"]),
        insert(rows, "contribution", **of_fund, **gift, received_on=given["day"]),
        insert(rows, "audit_event", **place, subject_id=given["voucher"], client_key=given["token"]),
    ]


def step(given: Mapping[str, str]) -> str:
    """The next number of a series."""
    return (
        "UPDATE voucher_series SET last_number = last_number + 1 WHERE kind = 'receipt' AND book = 1 "  # noqa: S608 - the same
        f"AND association_id = {given['place']} AND year = {given['year']} RETURNING last_number"
    )


def begin_series(places: str, years: str) -> str:
    """Every counter there may be, from 0; places, years: what follows FROM and names them."""
    return (
        "INSERT INTO voucher_series (association_id, kind, year, book, last_number) "  # noqa: S608 - the same
        f"SELECT a.id, 'receipt', y.year, 1, 0 FROM {places} a CROSS JOIN {years} y WHERE true "
        "ON CONFLICT DO NOTHING"
    )


class OnSqlite:
    """The floor on one connection to a file of its own. all_rows: the same rows, or the least."""

    def __init__(self, file: str, rows: Rows, *, all_rows: bool) -> None:
        self.connection = sqlite3.connect(file, isolation_level=None)
        for pragma in ("busy_timeout=15000", "synchronous=FULL", "foreign_keys=ON"):
            self.connection.execute(f"PRAGMA {pragma}")
        given = {name: f":{name}" for name in (*GIVEN, "entry", "posting", "voucher", "number")}
        self._step, self._entry, self._posting = step(given), entry(rows, given), posting(rows, given)
        self._papers = papers(rows, given) if all_rows else []
        self._kept = kept(rows, given, all_sums=all_rows)

    def record(self, gift: Mapping[str, Any]) -> None:
        """One durable gift."""
        run = self.connection.execute
        run("BEGIN IMMEDIATE")
        self.write(gift)
        run("COMMIT")

    def write(self, gift: Mapping[str, Any]) -> None:
        """The statements of a gift, inside a transaction."""
        run, given = self.connection.execute, dict(gift)
        given["number"] = run(self._step, given).fetchone()[0]
        given["entry"] = run(self._entry, given).lastrowid
        given["posting"] = run(self._posting, given).lastrowid
        if self._papers:
            receipt, contribution, trail = self._papers
            given["voucher"] = run(receipt, given).lastrowid
            run(contribution, given)
            run(trail, given)
        for statement in self._kept:
            run(statement, given)


def strip(url: str) -> None:
    """Drop every trigger of a copy, on either engine."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.close()
    else:
        with psycopg.connect(url, autocommit=True) as server:
            for table in (*TABLES, "voucher_series"):
                server.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())


def make_ready(url: str, rows: Rows) -> None:
    """Strip a copy and begin its series; on PostgreSQL make the two floors as functions."""
    strip(url)
    series = begin_series("association", "(SELECT DISTINCT year FROM turnover)")
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute(series)
        connection.close()
        return
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(series.encode())
        for name, all_rows in (("floor_least", False), ("floor_rows", True)):
            server.execute(_function(name, rows, all_rows=all_rows).encode())


def _function(name: str, rows: Rows, *, all_rows: bool) -> str:
    types = {"day": "date", "token": "text"}
    arguments = ", ".join(f"a_{given} {types.get(given, 'bigint')}" for given in GIVEN)
    given = {name: f"a_{name}" for name in GIVEN}
    given |= {name: f"v_{name}" for name in ("entry", "posting", "voucher", "number")}
    body = [
        f"{step(given)} INTO v_number",
        f"{entry(rows, given)} RETURNING id INTO v_entry",
        f"{posting(rows, given)} RETURNING id INTO v_posting",
    ]
    if all_rows:
        receipt, contribution, trail = papers(rows, given)
        body += [f"{receipt} RETURNING id INTO v_voucher", contribution, trail]
    body += kept(rows, given, all_sums=all_rows)
    lines = "".join(f"  {line};\n" for line in body)
    return (
        f"CREATE FUNCTION {name}({arguments}) RETURNS bigint LANGUAGE plpgsql AS $$\n"
        f"DECLARE v_number bigint; v_entry bigint; v_posting bigint; v_voucher bigint;\n"
        f"BEGIN\n{lines}  RETURN v_number;\nEND $$"
    )


class OnPostgresql:
    """The floor as one function on one connection: one round trip a gift."""

    def __init__(self, url: str, *, all_rows: bool) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        places = ", ".join(f"%({given})s" for given in GIVEN)
        self._call = f"SELECT {'floor_rows' if all_rows else 'floor_least'}({places})".encode()

    def record(self, gift: Mapping[str, Any]) -> None:
        """One durable gift."""
        self.connection.execute(self._call, gift)
