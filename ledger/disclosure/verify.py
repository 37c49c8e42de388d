"""The audit of a book: everything kept or published is derived again and must agree.

`checks.CHECKS` is the list that SQL can do. Beside it stand here the amounts in words, the keys, the
tree, and every published figure of every association, fund and year.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, inspect, select, text, true
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.orm import Session

from ledger.associations import tree
from ledger.associations.tree import AssociationEdge
from ledger.disclosure.checks import CHECKS
from ledger.disclosure.checks.statements import POSTED, Check, year
from ledger.disclosure.flows import Flow, Nested, Reader
from ledger.disclosure.totals import structure_day
from ledger.ids import BOOK_SHIFT
from ledger.words import amount_in_words


@dataclass(frozen=True)
class Finding:
    """One thing that does not agree. check: what should hold; where: which rows; expected and found."""

    check: str
    where: str
    expected: str
    found: str


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
            yield Finding("the file is whole", "database", "ok", said)


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
                yield Finding("every row named is there", where, "0", str(orphans))


def _ids(connection: Connection, inspector: Inspector) -> Iterator[Finding]:
    """Ids outside the range of the book in which they were made."""
    for (_, table), columns in inspector.get_multi_columns().items():
        if not any(column["name"] == "id" for column in columns):
            continue
        strangers = connection.scalar(
            text(
                f"SELECT count(*) FROM {table} WHERE id >> {BOOK_SHIFT} NOT IN (SELECT number FROM book)"  # noqa: S608 - the same
            )
        )
        if strangers:
            yield Finding("every id is of this book", table, "0", str(strangers))


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
            "day of recording is that of its moment", f"entry {entry_id}", str(expected), str(found)
        )


def _words(connection: Connection) -> Iterator[Finding]:
    """Amounts in words say the amounts in figures."""
    query = text("SELECT amount, amount_in_words, min(id) FROM voucher GROUP BY amount, amount_in_words")
    for amount, words, voucher_id in connection.execute(query):
        if words != (expected := amount_in_words(amount)):
            yield Finding("amount in words is the amount", f"voucher {voucher_id}", expected, words)


def _circles(connection: Connection) -> list[Finding]:
    """Associations that stand under themselves. Nothing can be added up along such a tree."""
    query = text(
        "WITH RECURSIVE above(child, id) AS (SELECT child_id, parent_id FROM association_edge UNION "
        "SELECT above.child, e.parent_id FROM above JOIN association_edge e ON e.child_id = above.id "
        "WHERE e.valid_to IS NULL) SELECT child FROM above WHERE id = child"
    )
    return [
        Finding("no association stands under itself", f"association {child}", "0", "1")
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
        yield Finding("opening + in − out = closing", where, "a flow that ties", repr(shown))
    for name, wanted, given in (
        ("mobilized", expected.mobilized, shown.mobilized),
        ("spent", expected.spent, shown.spent),
        ("money held", expected.closing, shown.closing - shown.in_transit),
    ):
        if wanted != given:
            yield Finding(
                "published figure is what the postings say", f"{where}, {name}", str(wanted), str(given)
            )


def _posted(connection: Connection) -> Mapping[int, Mapping[Key, Flow]]:
    """By year, association and fund, from postings: mobilized, spent, and the change of money, as `closing`.

    Accounts are named here again, on purpose: this must not lean on what it examines.
    """
    day = year("p.entry_date")
    query = text(
        f"""SELECT {day}, p.association_id, p.fund_id,
            sum(CASE WHEN c.role = 'contributions' THEN p.amount ELSE 0 END
              - CASE WHEN d.role = 'contributions' THEN p.amount ELSE 0 END),
            sum(CASE WHEN d.role IN ('award_expense', 'awards_payable') THEN p.amount ELSE 0 END
              - CASE WHEN c.role IN ('award_expense', 'awards_payable') THEN p.amount ELSE 0 END),
            sum(CASE WHEN d.effect = 'money' THEN p.amount ELSE 0 END
              - CASE WHEN c.effect = 'money' THEN p.amount ELSE 0 END)
        FROM {POSTED} GROUP BY {day}, p.association_id, p.fund_id"""  # noqa: S608 - the same
    )
    found: dict[int, dict[Key, Flow]] = {}
    for in_year, place, fund, mobilized, spent, money in connection.execute(query):
        flow = Flow(mobilized=int(mobilized), spent=int(spent), closing=int(money))
        found.setdefault(in_year, {})[place, fund] = flow
    return found


def _year_of(posted: Mapping[int, Mapping[Key, Flow]], shown_year: int) -> Mapping[Key, Flow]:
    """The flows of one year alone, with the money of all years up to it."""
    money: Counter[Key] = Counter()
    for moved in posted.values():
        for key, flow in moved.items():
            money[key] += flow.closing
    this = posted[shown_year]
    return {
        key: Flow(mobilized=this[key].mobilized, spent=this[key].spent, closing=money[key])
        if key in this
        else Flow(closing=money[key])
        for key in money
    }


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
