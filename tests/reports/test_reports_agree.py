"""Over books made at random, for any days: every report adds up, and no two reports disagree."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.accounts import chart
from ledger.accounts.chart import Account
from ledger.accounts.journal import Posting
from ledger.accounts.movements import Movement, movements
from ledger.database import Database
from ledger.i18n import use_locale
from ledger.reports import account_books, accounts
from ledger.reports.asked import LINES_ON_A_PAGE, Asked
from ledger.reports.catalogue import REPORTS
from ledger.reports.report import Carry, Kind, Report, Row, RowKind, Section
from tests.reports import stories
from tests.reports.stories import FIRST_DAY, LAST_DAY, Story

SEEDS = {"sqlite": 1, "postgresql": 4}
"""Each seed is a book; another one on each engine."""

Key = tuple[int, int, int]


@dataclass(frozen=True)
class Kept:
    """A book of three years and what happened in it; tests only read it, so they share it."""

    book: Database
    story: Story
    made: dict[tuple[str, Asked], Report] = field(default_factory=dict)

    def report(self, name: str, asked: Asked) -> Report:
        """A report in English; each is made once."""
        if (name, asked) not in self.made:
            with reading(self.book) as session:
                self.made[name, asked] = REPORTS[name].make(session, asked)
        return self.made[name, asked]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    """A book made at random on each engine."""
    copies = request.getfixturevalue("sqlite_copies" if request.param == "sqlite" else "postgres_copies")
    with copies.copy() as url:
        book = Database(url)
        yield Kept(book, stories.tell(book, SEEDS[request.param], entries=130))
        book.close()


@pytest.fixture
def book(kept: Kept) -> Database:
    """The book that every test of this file reads."""
    return kept.book


@pytest.fixture
def story(kept: Kept) -> Story:
    """What happened in it."""
    return kept.story


@contextmanager
def reading(book: Database) -> Iterator[Session]:
    """A session in which reports speak English."""
    with book.read() as session, use_locale("en"):
        yield session


def periods(seed: int, count: int = 1) -> list[tuple[date, date]]:
    """Whole years, days at the edges of years and halves, a single day, and some days at random."""
    random, days = Random(seed), (LAST_DAY - FIRST_DAY).days
    fixed = [
        (date(2025, 1, 1), date(2025, 12, 31)),
        (date(2024, 7, 1), date(2026, 6, 30)),
        (date(2024, 12, 31), date(2025, 1, 1)),
        (date(2026, 3, 2), date(2026, 3, 2)),
        (FIRST_DAY, LAST_DAY),
    ]
    drawn = [sorted(random.sample(range(days), 2)) for _ in range(count)]
    return fixed + [(FIRST_DAY + timedelta(one), FIRST_DAY + timedelta(two)) for one, two in drawn]


def every(story: Story) -> Iterator[Asked]:
    """Every period, with all funds or with one of them in turn."""
    choices = [None, *story.funds]
    for number, (first, last) in enumerate(periods(1)):
        yield Asked(story.place, first, last, fund=choices[number % len(choices)])


def slow_sums(session: Session, place: int, first: date, last: date) -> dict[Key, tuple[int, int, int]]:
    """Opening, debits and credits by adding up postings one by one."""
    opening: Counter[Key] = Counter()
    debit: Counter[Key] = Counter()
    credit: Counter[Key] = Counter()
    for posting in session.scalars(select(Posting).where(Posting.association_id == place)):
        sides = ((posting.debit_account_id, 1, debit), (posting.credit_account_id, -1, credit))
        for account_id, sign, moved in sides:
            key = (place, posting.fund_id, account_id)
            if posting.entry_date < first:
                opening[key] += sign * posting.amount
            elif posting.entry_date <= last:
                moved[key] += posting.amount
    keys = opening.keys() | debit.keys() | credit.keys()
    return {key: (opening[key], debit[key], credit[key]) for key in keys}


def by_key(found: Iterable[Movement]) -> dict[Key, tuple[int, int, int]]:
    return {one[:3]: one[3:] for one in found}


def without_nothing(sums: dict[Key, tuple[int, int, int]]) -> dict[Key, tuple[int, int, int]]:
    return {key: amounts for key, amounts in sums.items() if any(amounts)}


def number_of(row: Row, column: int) -> int:
    cell = row.cells[column]
    return cell if isinstance(cell, int) else 0


def lines_of(section: Section) -> list[Row]:
    return [row for row in section.rows if row.kind == RowKind.LINE]


def added(rows: Sequence[Row], column: int) -> int:
    return sum(number_of(row, column) for row in rows)


def place_of(report: Report, key: str) -> int:
    return [column.key for column in report.columns].index(key)


def labelled(report: Report, label: str, column: int = -1) -> int:
    """The amount in the first row with this label."""
    row = next(row for row in report.rows if row.cells[0] == label)
    return number_of(row, column % len(row.cells))


# --- the totals function ---------------------------------------------------------------------------
def test_movements__equal_a_slow_sum_over_postings(book: Database, story: Story) -> None:
    with reading(book) as session:
        for number, (first, last) in enumerate(periods(1, 8)):
            for place in (story.place.id, story.commune.province.id):
                found = movements(session, [place], first=first, last=last)
                assert by_key(found) == without_nothing(slow_sums(session, place, first, last)), (first, last)
                fund = story.funds[number % 3].id
                own = movements(session, [place], first=first, last=last, fund_id=fund)
                assert list(own) == [one for one in found if one.fund_id == fund]


def test_movements__of_several_associations_are_those_of_each(book: Database, story: Story) -> None:
    places = [story.place.id, story.commune.province.id]
    from_table = select(Posting.association_id).distinct()
    with reading(book) as session:
        for first, last in periods(2, 3):
            each = [one for place in places for one in movements(session, [place], first=first, last=last)]
            assert sorted(each) == list(movements(session, places, first=first, last=last))
            assert sorted(each) == list(movements(session, from_table, first=first, last=last))


def test_movements__closing_of_one_period_is_the_opening_of_the_next(book: Database, story: Story) -> None:
    edges = sorted({first for first, _ in periods(3, 6)} | {date(2025, 1, 1), date(2026, 7, 1)})
    with reading(book) as session:
        for (start, middle), (_, end) in pairwise(pairwise([*edges, date(2027, 1, 1)])):
            day = timedelta(days=1)
            before = movements(session, [story.place.id], first=start, last=middle - day)
            after = movements(session, [story.place.id], first=middle, last=end - day)
            closing = {one[:3]: one.closing for one in before if one.closing}
            assert closing == {one[:3]: one.opening for one in after if one.opening}


def test_movements__refuse_a_period_that_ends_before_it_begins(book: Database) -> None:
    with reading(book) as session, pytest.raises(ValueError, match="ends on its first day or later"):
        movements(session, [1], first=date(2026, 1, 2), last=date(2026, 1, 1))


# --- one report --------------------------------------------------------------------------------------
def test_trial_balance__both_sides_are_equal_and_headings_add_up(kept: Kept) -> None:
    with reading(kept.book) as session:
        known = accounts.read(session, kept.story.place.id, LAST_DAY)
        ids = {account.code: account.id for account in known.by_id.values()}
        for asked in every(kept.story):
            report = kept.report("trial-balance", asked)
            [section] = report.sections
            total = section.rows[-1]
            amounts = [number_of(total, column) for column in range(2, 8)]
            assert amounts[0::2] == amounts[1::2]
            assert [added(lines_of(section), column) for column in range(2, 8)] == amounts
            rows = {ids[str(row.cells[0])]: row for row in section.rows[:-1]}
            for identity in rows.keys() & known.under.keys():
                below = [rows[child.id] for child in known.under[identity] if child.id in rows]
                assert [added(below, c) for c in range(2, 8)] == [
                    number_of(rows[identity], c) for c in range(2, 8)
                ]


def test_activities__surplus_and_changes_lead_from_opening_to_closing(kept: Kept) -> None:
    for asked in every(kept.story):
        for section in kept.report("activities", asked).sections:
            said = {str(row.cells[0]): number_of(row, 2) for row in section.rows}
            lines = added(lines_of(section), 2) - 2 * _expenses(section)
            assert said["Total income"] - said["Total expenses"] == said["Surplus or deficit"]
            assert said["Net assets at the beginning"] + lines == said["Net assets at the end"]


def _expenses(section: Section) -> int:
    """Expenses stand as positive amounts under their heading."""
    return next(number_of(row, 2) for row in section.rows if row.cells[0] == "Total expenses")


def test_position__assets_are_liabilities_and_net_assets(kept: Kept) -> None:
    for asked in every(kept.story):
        report = kept.report("position", asked)
        for column in (2, 3):
            assets = labelled(report, "Total assets", column)
            liabilities = labelled(report, "Total liabilities", column)
            net = labelled(report, "Total net assets", column)
            assert assets == liabilities + net == labelled(report, "Liabilities and net assets", column)
            assert _under(report, "Assets", column) == assets
            assert _under(report, "Liabilities", column) == liabilities
            assert _under(report, "Net assets", column) == net
            if asked.fund is None:
                assert _under(report, "Net assets by fund", column) == net


def _under(report: Report, heading: str, column: int) -> int:
    """The lines between a heading and the next sum, added up."""
    rows = iter(report.rows)
    next(row for row in rows if row.kind == RowKind.GROUP and row.cells[0] == heading)
    amount = 0
    for row in rows:
        if row.kind != RowKind.LINE:
            break
        amount += number_of(row, column)
    return amount


def test_fund_statement__runs_from_opening_to_closing(kept: Kept) -> None:
    for asked in every(kept.story):
        for section in kept.report("fund-statement", asked).sections:
            said = {str(row.cells[0]): row for row in section.rows}
            total, lines = said["Total of the period"], lines_of(section)
            assert [added(lines, 2), added(lines, 3)] == [number_of(total, 2), number_of(total, 3)]
            change = number_of(total, 2) - number_of(total, 3)
            closing = number_of(said["Closing balance"], 4)
            assert number_of(said["Opening balance"], 4) + change == closing
            promised = number_of(said["Promised to recipients"], 4)
            assert closing - promised == number_of(said["Left to promise"], 4)


def test_account_books__run_from_opening_to_closing(kept: Kept) -> None:
    for name in ("general-ledger", "cash-book", "bank-book"):
        for asked in every(kept.story):
            report = kept.report(name, asked)
            debit, balance = place_of(report, "in"), place_of(report, "balance")
            for section in report.sections:
                opening, *lines, total, closing = section.rows
                assert added(lines, debit) == number_of(total, debit)
                assert added(lines, debit + 1) == number_of(total, debit + 1)
                for before, after in pairwise([opening, *lines]):
                    step = number_of(after, debit) - number_of(after, debit + 1)
                    assert abs(number_of(after, balance) - number_of(before, balance)) == abs(step)
                assert number_of([opening, *lines][-1], balance) == number_of(closing, balance)


# --- one beside another ------------------------------------------------------------------------------
def test_journal__total_is_that_of_the_trial_balance(kept: Kept) -> None:
    for asked in every(kept.story):
        report, balances = kept.report("journal", asked), kept.report("trial-balance", asked)
        [section] = report.sections
        *lines, total = section.rows
        assert [row.cells[0] for row in lines] == sorted(row.cells[0] for row in lines)  # type: ignore[type-var]
        assert added(lines, -1 % len(report.columns)) == number_of(total, len(report.columns) - 1)
        assert number_of(total, len(report.columns) - 1) == number_of(balances.sections[0].rows[-1], 4)


def test_general_ledger__closes_as_the_trial_balance(kept: Kept) -> None:
    with reading(kept.book) as session:
        sides = {a.code: 1 if a.normal_side == "debit" else -1 for a in session.scalars(select(Account))}
        for asked in every(kept.story):
            report = kept.report("general-ledger", asked)
            column = place_of(report, "balance")
            closings = {
                _code(report, section): number_of(section.rows[-1], column) for section in report.sections
            }
            sheet = {
                str(row.cells[0]): sides[str(row.cells[0])] * (number_of(row, 6) - number_of(row, 7))
                for row in lines_of(kept.report("trial-balance", asked).sections[0])
            }
            assert closings == sheet


def _code(report: Report, section: Section) -> str:
    return (section.heading or dict(report.facts)["Account"]).split()[0]


def test_money_books__close_as_the_general_ledger_and_as_the_funds(kept: Kept) -> None:
    for asked in every(kept.story):
        ledger = kept.report("general-ledger", asked)
        closing = {_code(ledger, s): s.rows[-1].cells[-1] for s in ledger.sections}
        money = 0
        for report in (kept.report("cash-book", asked), kept.report("bank-book", asked)):
            for section in report.sections:
                amount = number_of(section.rows[-1], len(report.columns) - 1)
                assert amount == closing.get(_code(report, section), 0)
                money += amount
        of_funds = 0
        for section in kept.report("fund-statement", asked).sections:
            of_funds += next(number_of(r, 4) for r in section.rows if r.cells[0] == "Closing balance")
        assert of_funds == money


def test_statements__agree_on_net_assets_and_surplus(kept: Kept) -> None:
    for asked in every(kept.story):
        sheet, result = kept.report("position", asked), kept.report("activities", asked)
        assert labelled(result, "Net assets at the beginning") == labelled(sheet, "Total net assets", 2)
        assert labelled(result, "Net assets at the end") == labelled(sheet, "Total net assets", 3)
        since_opening = kept.report("activities", replace(asked, first=FIRST_DAY))
        assert labelled(since_opening, "Surplus or deficit") == labelled(
            sheet, "Income less expenses since the book was opened", 3
        )


def test_statements__of_all_funds_are_the_sum_of_each(kept: Kept) -> None:
    for first, last in periods(5, 0)[:3]:
        asked = Asked(kept.story.place, first, last)
        each = [replace(asked, fund=fund) for fund in kept.story.funds]
        for label in ("Surplus or deficit", "Net assets at the end"):
            whole = labelled(kept.report("activities", asked), label)
            assert whole == sum(labelled(kept.report("activities", one), label) for one in each)
        for label in ("Total assets", "Total liabilities", "Total net assets"):
            whole = labelled(kept.report("position", asked), label, 3)
            assert whole == sum(labelled(kept.report("position", one), label, 3) for one in each)


def test_figures__are_a_chain_that_adds_up(kept: Kept) -> None:
    signs = {"": 1, "+": 1, "−": -1}
    for asked in every(kept.story):
        for name in REPORTS:
            figures = kept.report(name, asked).figures
            if figures:
                assert sum(signs[one.sign] * one.amount for one in figures[:-1]) == figures[-1].amount


# --- pages -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", [name for name, offered in REPORTS.items() if offered.paged])
def test_pages__are_the_whole_book_and_carry_over(book: Database, story: Story, name: str) -> None:
    asked = Asked(story.place, date(2024, 2, 1), LAST_DAY)
    with reading(book) as session:
        offered = REPORTS[name]
        if offered.accounts is not None:
            asked = replace(asked, account_id=offered.accounts(session, asked)[0].id)
        whole = offered.make(session, asked)
        first = offered.make(session, replace(asked, page=1))
        assert first.window is not None
        shown = [offered.make(session, replace(asked, page=n + 1)) for n in range(first.window.pages)]
        assert offered.make(session, replace(asked, page=0)) == shown[-1]
    lines = [row for page in shown for section in page.sections for row in lines_of(section)]
    assert lines == lines_of(whole.sections[0])
    assert all(len(lines_of(page.sections[0])) <= LINES_ON_A_PAGE for page in shown)
    carried = [n for n, column in enumerate(whole.columns) if column.carry != Carry.NONE]
    for before, after in pairwise(shown):
        end, start = before.sections[0].rows[-1], after.sections[0].rows[0]
        assert [end.cells[n] for n in carried] == [start.cells[n] for n in carried]
    assert shown[-1].sections[0].rows[-1] == whole.sections[0].rows[-1]


def test_reports__hold_what_their_columns_say(book: Database, story: Story) -> None:
    kinds = {Kind.TEXT: str, Kind.DATE: date, Kind.DONG: int, Kind.PERCENT: int}
    with reading(book) as session:
        for offered in REPORTS.values():
            report = offered.make(session, Asked(story.place, FIRST_DAY, LAST_DAY))
            for row in (row for section in report.sections for row in section.rows):
                for cell, column in zip(row.cells, report.columns, strict=True):
                    assert cell is None or isinstance(cell, kinds[column.kind]), (report.name, row)


def test_money__every_account_that_holds_it_is_in_one_of_the_two_books(book: Database, story: Story) -> None:
    with reading(book) as session:
        known = accounts.read(session, story.place.id, LAST_DAY)
        cash = {account.role for account in known.money(accounts.CASH)}
        bank = {account.role for account in known.money(accounts.BANK)}
        asked = Asked(story.place, FIRST_DAY, LAST_DAY)
        used = [*account_books.cash_accounts(session, asked), *account_books.bank_accounts(session, asked)]
    assert {"cash", "cash_2"} <= cash
    assert "bank" in bank
    assert not cash & bank
    assert {"cash", "bank"} <= {account.role for account in used}
    assert chart.REGIME in {account.regime for account in used}
