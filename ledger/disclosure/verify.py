"""The audit of a book: everything kept or published is derived again and must agree.

`checks.CHECKS` is the list that SQL can do, and `checks.periods` walks through the acts on periods.
Beside them stand here the amounts in words, the keys, the chart, the tree, and every published figure
of every association, fund and year.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import Connection, bindparam, inspect, select, text, true
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.orm import Session

from ledger.accounts import chart
from ledger.accounts.chart import Account, EntryPattern
from ledger.associations import tree
from ledger.associations.tree import AssociationEdge
from ledger.disclosure.checks import CHECKS
from ledger.disclosure.checks.periods import periods
from ledger.disclosure.checks.statements import Check, Finding, year
from ledger.disclosure.flows import Flow, Nested, Reader
from ledger.disclosure.totals import structure_day
from ledger.i18n import N_
from ledger.ids import BOOK_SHIFT
from ledger.words import amount_in_words

SHARED = ("account", "administrative_area")
"""Tables of which the program ships rows, whose ids are below those of any book and the same in each."""


def verify(session: Session) -> list[Finding]:
    """Derive everything again from postings and documents; an empty list means that all holds.

    The session should see one moment of the book, as `Database.read` gives it.
    """
    connection = session.connection()
    inspector = inspect(connection)
    findings = [
        *_storage(connection),
        *_foreign_keys(connection, inspector),
        *_ids(connection, inspector),
        *(finding for check in CHECKS for finding in _run(connection, check)),
        *_days_of_recording(connection),
        *_chart(connection),
        *periods(connection),
        *_words(connection),
    ]
    circles = _circles(connection)
    return findings + (circles or [*_figures(session)])


def _run(connection: Connection, check: Check) -> Iterator[Finding]:
    """What one statement of the list finds."""
    for row in connection.execute(text(check.sql)):
        keys, values = row[: len(check.where)], row[len(check.where) :]
        where = ", ".join(f"{name} {key}" for name, key in zip(check.where, keys, strict=True))
        for position, what in enumerate(check.compared):
            expected, found = values[2 * position : 2 * position + 2]
            if expected is None or found is None or expected != found:
                yield Finding(check.name, f"{where}: {what}", _shown(expected), _shown(found))


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value)


def _storage(connection: Connection) -> Iterator[Finding]:
    """What SQLite says of its own file: pages, indexes, NOT NULL, UNIQUE and CHECK."""
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.execute(text("PRAGMA integrity_check")):
        if said != "ok":
            yield Finding(N_("the file is whole"), "database", "ok", said)


def _foreign_keys(connection: Connection, inspector: Inspector) -> Iterator[Finding]:
    """Rows that point at a row that is not there, on either engine."""
    for (_, table), keys in inspector.get_multi_foreign_keys().items():
        for key in keys:
            pairs = list(zip(key["constrained_columns"], key["referred_columns"], strict=True))
            given = " AND ".join(f"child.{ours} IS NOT NULL" for ours, _ in pairs)
            same = " AND ".join(f"parent.{theirs} = child.{ours}" for ours, theirs in pairs)
            orphans = connection.scalar(
                text(
                    f"SELECT count(*) FROM {table} child WHERE {given} AND NOT EXISTS "  # noqa: S608 - the catalog's own names
                    f"(SELECT 1 FROM {key['referred_table']} parent WHERE {same})"
                )
            )
            if orphans:
                where = f"{table}: {', '.join(ours for ours, _ in pairs)}"
                yield Finding(N_("every row named is there"), where, "0", str(orphans))


def _ids(connection: Connection, inspector: Inspector) -> Iterator[Finding]:
    """Ids outside the ranges of this book and of those merged into it."""
    own = connection.scalar(text("SELECT count(*) FROM book WHERE merged_at IS NULL"))
    if own != 1:
        yield Finding(N_("one number is this book's own"), "book", "1", str(own))
    for (_, table), columns in inspector.get_multi_columns().items():
        if not any(column["name"] == "id" for column in columns):
            continue
        shared = "UNION SELECT 0" if table in SHARED else ""
        strangers = connection.scalar(
            text(
                f"SELECT count(*) FROM {table} "  # noqa: S608 - the same
                f"WHERE id >> {BOOK_SHIFT} NOT IN (SELECT number FROM book {shared})"
            )
        )
        if strangers:
            yield Finding(N_("every id is of this book"), table, "0", str(strangers))


def _days_of_recording(connection: Connection) -> Iterator[Finding]:
    """The day of recording is the day in Vietnam at the moment of recording."""
    local = (
        "date(recorded_at, '+7 hours')"
        if connection.dialect.name == "sqlite"
        else "CAST(recorded_at AT TIME ZONE 'UTC' + interval '7 hours' AS date)"
    )
    for entry_id, expected, found in connection.execute(
        text(f"SELECT id, {local}, recorded_on FROM journal_entry WHERE {local} <> recorded_on")  # noqa: S608 - the same
    ):
        yield Finding(
            N_("day of recording is that of its moment"), f"entry {entry_id}", str(expected), str(found)
        )


def _chart(connection: Connection) -> Iterator[Finding]:
    """The shipped accounts, and what each kind of entry may do with them, are those of this program."""
    columns = [column for column in Account.__table__.columns if column.name in _SAID]
    found = {row.id: row for row in connection.execute(select(Account.__table__.c.id, *columns))}
    if not found:
        return  # nobody has started to keep this book
    accounts, patterns = chart.shipped()
    names = [column.name for column in columns]
    for account in accounts:
        row = found.get(account["id"])
        said = None if row is None else {name: getattr(row, name) for name in names}
        expected = {name: account["account_class" if name == "class" else name] for name in names}
        if said != expected:
            yield Finding(_SHIPPED, f"account {account['code']}", str(expected), str(said))
    kept = {tuple(row) for row in connection.execute(select(EntryPattern.__table__))}
    for kind, debit, credit in kept ^ set(patterns):
        yield Finding(
            _SHIPPED,
            f"entry pattern {kind}, debit {debit}, credit {credit}",
            str((kind, debit, credit) in set(patterns)),
            str((kind, debit, credit) in kept),
        )


_SHIPPED = N_("chart of accounts is the one of this program")
_SAID = ("regime", "code", "parent_id", "class", "normal_side", "effect", "figure", "role", "valid_from")
"""What of a shipped account nobody changes; names may be put better, and its validity may end."""


def _words(connection: Connection) -> Iterator[Finding]:
    """Amounts in words say the amounts in figures."""
    query = text("SELECT amount, amount_in_words, min(id) FROM voucher GROUP BY amount, amount_in_words")
    for amount, words, voucher_id in connection.execute(query):
        if words != (expected := amount_in_words(amount)):
            yield Finding(N_("amount in words is the amount"), f"voucher {voucher_id}", expected, words)


def _circles(connection: Connection) -> list[Finding]:
    """Associations that stand under themselves on some day. Nothing can be added up along such a tree.

    Two may change places over the years, so a way up counts only for the days that all its edges share.
    """
    end = "coalesce(e.valid_to, '9999-12-31')"
    query = text(
        f"""WITH RECURSIVE above(child, id, since, till) AS (
          SELECT e.child_id, e.parent_id, e.valid_from, {end} FROM association_edge e
          UNION
          SELECT above.child, e.parent_id,
            CASE WHEN e.valid_from > above.since THEN e.valid_from ELSE above.since END,
            CASE WHEN {end} < above.till THEN {end} ELSE above.till END
          FROM above JOIN association_edge e ON e.child_id = above.id
          WHERE above.id <> above.child AND e.valid_from < above.till AND {end} > above.since)
        SELECT DISTINCT child FROM above WHERE id = child ORDER BY child"""  # noqa: S608 - our own words
    )
    return [
        Finding(N_("no association stands under itself"), f"association {child}", "0", "1")
        for (child,) in connection.execute(query)
    ]


EVERYWHERE = Reader(tree.branches(true(), bindparam("on")))
NOTHING = Nested(Flow(), Flow())
Key = tuple[int, int]
"""An association and a fund."""


def _figures(session: Session) -> Iterator[Finding]:
    """Every published figure, by year: it ties, and it is what the postings say."""
    posted = _posted(session.connection())
    for shown_year in sorted(posted):
        day = structure_day(shown_year)
        kept = EVERYWHERE.nested(session, shown_year, on=day)
        own = {year_: posted[year_] for year_ in posted if year_ <= shown_year}
        alone = _year_of(own, shown_year)
        together = _rolled_up(alone, _parents(session, shown_year))
        shown_keys = ((place, fund) for place, funds in kept.items() for fund in funds)
        for place, fund in {*together, *shown_keys}:
            shown = kept.get(place, {}).get(fund, NOTHING)
            where = f"association {place}, fund {fund}, year {shown_year}"
            yield from _compare(f"{where}: own", alone.get((place, fund), Flow()), shown.own)
            yield from _compare(f"{where}: subtree", together.get((place, fund), Flow()), shown.subtree)


def _compare(where: str, expected: Flow, shown: Flow) -> Iterator[Finding]:
    if not shown.ties:
        yield Finding(N_("opening + in − out = closing"), where, "a flow that ties", repr(shown))
    for name, wanted, given in (
        ("mobilized", expected.mobilized, shown.mobilized),
        ("spent", expected.spent, shown.spent),
        ("from other funds", expected.between_funds, shown.between_funds),
        ("held", expected.closing, shown.closing - shown.in_transit),
    ):
        if wanted != given:
            yield Finding(
                N_("published figure is what the postings say"), f"{where}, {name}", str(wanted), str(given)
            )


MOBILIZED = "'contributions', 'other_income', 'interest'"
SPENT = """'award_expense', 'awards_payable', 'goods_bought', 'bought_goods_given', 'expense_management',
  'expense_ceremony', 'expense_fundraising', 'expense_other', 'bank_fee'"""
BETWEEN = "'between_funds'"
HELD = "'term_deposits', 'shortage', 'advances', " + ", ".join(
    f"'{method}{box}'" for method in ("cash", "bank") for box in ("", *(f"_{n}" for n in range(2, 10)))
)
"""Accounts named here again, by role, on purpose: this must not lean on what it examines."""


def _posted(connection: Connection) -> Mapping[int, Mapping[Key, Flow]]:
    """By year, association and fund, from postings; `closing` is how much more, or less, is held."""
    day = year("p.entry_date")
    in_years = f"""SELECT {day} AS in_year, p.association_id, p.fund_id, p.debit_account_id,
          p.credit_account_id, sum(p.amount) AS n FROM posting p
        GROUP BY {day}, p.association_id, p.fund_id, p.debit_account_id, p.credit_account_id"""  # noqa: S608 - our own names
    net = "sum(CASE WHEN d.role IN ({0}) THEN n ELSE 0 END - CASE WHEN c.role IN ({0}) THEN n ELSE 0 END)"
    query = text(
        f"""SELECT in_year, association_id, fund_id, -({net.format(MOBILIZED)}), {net.format(SPENT)},
            -({net.format(BETWEEN)}), {net.format(HELD)}
        FROM ({in_years}) AS p JOIN account d ON d.id = p.debit_account_id
        JOIN account c ON c.id = p.credit_account_id
        GROUP BY in_year, association_id, fund_id"""  # noqa: S608 - the same
    )
    found: dict[int, dict[Key, Flow]] = {}
    for in_year, place, fund, mobilized, spent, between, held in connection.execute(query):
        flow = Flow(mobilized=int(mobilized), spent=int(spent), between_funds=int(between), closing=int(held))
        found.setdefault(in_year, {})[place, fund] = flow
    return found


def _year_of(posted: Mapping[int, Mapping[Key, Flow]], shown_year: int) -> Mapping[Key, Flow]:
    """The flows of one year alone, with the money of all years up to it."""
    money: Counter[Key] = Counter()
    for moved in posted.values():
        for key, flow in moved.items():
            money[key] += flow.closing
    this = posted[shown_year]
    return {key: replace(this.get(key, Flow()), closing=money[key]) for key in money}


def _parents(session: Session, shown_year: int) -> Mapping[int, int]:
    """Who stood directly under whom on the day a year is shown with."""
    day = structure_day(shown_year)
    edges = session.execute(
        select(AssociationEdge.child_id, AssociationEdge.parent_id).where(
            AssociationEdge.valid_from <= day,
            AssociationEdge.valid_to.is_(None) | (AssociationEdge.valid_to > day),
        )
    )
    return {child: parent for child, parent in edges}  # noqa: C416 - dict() is not typed for rows


def _rolled_up(alone: Mapping[Key, Flow], parents: Mapping[int, int]) -> Mapping[Key, Flow]:
    """Each flow added to its own association and to all above it."""
    together: dict[Key, Flow] = {}
    for (place, fund), flow in alone.items():
        above: int | None = place
        while above is not None:
            together[above, fund] = together.get((above, fund), Flow()) + flow
            above = parents.get(above)
    return together
