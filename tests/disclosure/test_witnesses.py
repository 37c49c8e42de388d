"""Three accounting programs that nobody here wrote load the book, accept it, and find the same balances."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from beancount import loader
from beancount.core.data import Open, Transaction
from sqlalchemy import text

from ledger.accounts import funds, journal
from ledger.accounts.funds import FundKind
from ledger.accounts.journal import EntryKind, Pair
from ledger.associations import associations
from ledger.associations.associations import AssociationKind
from ledger.database import Database
from ledger.disclosure.exports import FORMATS
from ledger.disclosure.exports.journal import Window
from ledger.disclosure.exports.paths import account_path
from ledger.money import Dong
from tests.demo.loaded import Loaded
from tests.disclosure.books import FOUNDED, found_province
from tests.engines import SqliteCopies
from tests.printing.reading import run

pytestmark = pytest.mark.slow

Balances = dict[str, int]
"""Debit less credit in đồng, by account path; accounts that stand at zero too."""


def hledger(file: Path) -> Balances:
    """As hledger finds them, being strict: every account and commodity must be declared."""
    said = run("hledger", "-f", f"{file}", "--strict", "balance", "--flat", "--no-total", "-E", "-O", "csv")
    return {row["account"]: dong(row["balance"]) for row in csv.DictReader(said.splitlines())}


def ledger(file: Path) -> Balances:
    """As ledger finds them; with --pedantic whatever is not declared is an error."""
    shown = "%(account)\t%(quantity(scrub(display_total)))\n"
    options = ("--pedantic", "--flat", "--no-total", "--empty", "--format", shown)
    lines = run("ledger", "-f", f"{file}", "balance", *options).splitlines()
    return {account: int(amount) for account, amount in (line.split("\t") for line in lines)}


def beancount(file: Path) -> Balances:
    """As beancount finds them, whose loader checks all that bean-check does."""
    entries, errors, _ = loader.load_file(f"{file}")
    assert errors == []
    found: Balances = defaultdict(int)
    for entry in entries:
        if isinstance(entry, Open):
            found[entry.account] += 0
        if isinstance(entry, Transaction):
            for posting in entry.postings:
                assert posting.units is not None
                assert posting.units.number is not None
                found[posting.account] += int(posting.units.number)
    return dict(found)


def dong(amount: str) -> int:
    number, _, commodity = amount.partition(" ")
    assert commodity == "VND" or amount == "0"
    return int(number)


def kept(book: Database) -> Balances:
    """As the database keeps them."""
    query = text(
        "SELECT a.class, o.code, f.code, a.code, b.debit - b.credit FROM balance b "
        "JOIN association o ON o.id = b.association_id JOIN fund f ON f.id = b.fund_id "
        "JOIN account a ON a.id = b.account_id"
    )
    with book.read() as session:
        return {account_path(*codes): balance for *codes, balance in session.execute(query)}


def exported(book: Database, name: str, folder: Path) -> Path:
    file = folder / f"journal.{name}"
    with book.read() as session, file.open("w", encoding="utf-8") as stream:
        FORMATS[name](stream, session, Window())
    return file


WITNESSES = (hledger, ledger, beancount)
every_witness = pytest.mark.parametrize("witness", WITNESSES, ids=lambda witness: witness.__name__)


@every_witness
def test_witness__finds_each_balance_of_the_demo(
    demo_on_sqlite: Loaded, tmp_path: Path, witness: Callable[[Path], Balances]
) -> None:
    expected = kept(demo_on_sqlite.book)

    found = witness(exported(demo_on_sqlite.book, witness.__name__, tmp_path))

    assert found == expected
    assert len(found) == demo_on_sqlite.value("SELECT count(*) FROM balance") > 1_000


NASTY = (
    'Vừ "A" \\ ; Chứ\n2024-01-01 * "x"\n  Assets:Stolen  9 VND\n  (Equity)  1 VND | x:, (1)\r\t"; include /x'
)


@pytest.fixture(scope="module")
def nasty_book(sqlite_copies: SqliteCopies) -> Iterator[Database]:
    """A book in which whoever typed meant harm: in names, codes and descriptions."""
    with sqlite_copies.copy() as url:
        database = Database(url)
        province = found_province(database)
        with database.write() as session:
            place = associations.found(
                session,
                name=NASTY,
                kind=AssociationKind.COMMUNE,
                founded_on=FOUNDED,
                code=NASTY,
            )
            fund = funds.open_fund(
                session,
                name=NASTY,
                kind=FundKind.UNRESTRICTED,
                owner_id=place.id,
                opened_on=FOUNDED,
                holders=[place.id],
                code=f'{NASTY}"',
            )
            roles = {str(role): key for role, key in session.execute(text("SELECT role, id FROM account"))}
            journal.post(
                session,
                association_id=place.id,
                kind=EntryKind.OPENING,
                entry_date=FOUNDED,
                description=NASTY,
                pairs=[Pair(fund.id, roles["cash"], roles["opening"], Dong(1_000))],
                by=province.treasurer,
            )
        yield database
        database.close()


@every_witness
def test_witness__hears_nothing_that_a_person_smuggled_in(
    nasty_book: Database, tmp_path: Path, witness: Callable[[Path], Balances]
) -> None:
    file = exported(nasty_book, witness.__name__, tmp_path)

    assert witness(file) == kept(nasty_book)
    assert len(kept(nasty_book)) == 2
    assert "Stolen" not in file.read_text(encoding="utf-8")
