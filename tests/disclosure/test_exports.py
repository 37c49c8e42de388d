"""What an export holds: which postings, under which names, and nobody's."""

import csv
import re
from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.accounts.chart import Account
from ledger.disclosure.exports import FORMATS
from ledger.disclosure.exports.journal import Window
from ledger.disclosure.exports.paths import ROOTS, account_path
from tests.disclosure.books import Province

CODES = st.from_regex(r"[a-z0-9][a-z0-9-]*", fullmatch=True) | st.text(
    st.characters(codec="utf-8"), min_size=1, max_size=12
)
PART = re.compile(r"[A-Z0-9][A-Za-z0-9-]*")


def code_of(part: str) -> str:
    """The code that a part of a path stands for."""
    return bytes.fromhex(part[2:]).decode() if part.startswith("0X") else part[0].lower() + part[1:]


@given(st.sampled_from(sorted(ROOTS)), CODES, CODES, CODES)
def test_account_path__is_accepted_everywhere_and_read_back(
    account_class: str, association: str, fund: str, account: str
) -> None:
    root, *parts = account_path(account_class, association, fund, account).split(":")

    assert root == ROOTS[account_class]
    assert all(PART.fullmatch(part) for part in parts)
    assert [code_of(part) for part in parts] == [association, fund, account]


def test_account_path__every_class_of_account_has_its_root() -> None:
    classes = next(str(c.sqltext) for c in Account.__table__.constraints if c.name == "account_class")  # type: ignore[attr-defined]  # only CHECKs have this name
    assert set(re.findall(r"'(\w+)'", classes)) == ROOTS.keys()


def written(province: Province, name: str, window: Window) -> str:
    file = StringIO()
    with province.database.read() as session:
        FORMATS[name](file, session, window)
    return file.getvalue()


def postings(text: str, name: str) -> list[int]:
    """The postings in an export, by id; in the plain texts each stands at both of its sides."""
    if name == "csv":
        return [int(row["posting"]) for row in csv.DictReader(StringIO(text))]
    found = [int(identity) for identity in re.findall(r'posting: "?(\d+)', text)]
    assert found[::2] == found[1::2]
    return found[::2]


@pytest.fixture
def year(province: Province) -> Callable[[str], list[int]]:
    """A few days in two associations, and the ids of what was posted in one of them, in order."""
    for place in ("north", "south"):
        for day in (date(2025, 1, 31), date(2025, 2, 1), date(2025, 2, 28), date(2025, 3, 1)):
            province.give(place, 100_000, day)
    province.send("north", "south", 50_000, date(2025, 3, 2))

    def of(place: str) -> list[int]:
        whole = csv.DictReader(StringIO(written(province, "csv", Window())))
        return [int(row["posting"]) for row in whole if row["association"] == place]

    return of


def test_window__days_are_included_and_books_are_an_associations_own(
    province: Province, year: Callable[[str], list[int]]
) -> None:
    north = year("north")
    assert len(north) == 5
    place = province.id("north")

    def found(window: Window) -> list[int]:
        first, *others = [postings(written(province, name, window), name) for name in FORMATS]
        assert others == [first] * 3
        return first

    assert found(Window(place)) == north
    assert found(Window(place, date(2025, 2, 1), date(2025, 2, 28))) == north[1:3]
    assert found(Window(place, first=date(2025, 3, 1))) == north[3:]
    assert found(Window(place, last=date(2025, 1, 31))) == north[:1]
    assert found(Window(province.id("clan"))) == []
    assert sorted(found(Window())) == sorted(north + year("south"))


def test_export__names_nobody_and_shows_the_numbers_of_vouchers(province: Province) -> None:
    receipt = province.give("north", 300_000, date(2025, 2, 1))
    province.cancel(receipt, date(2025, 2, 3))
    province.give("north", 300_000, date(2025, 2, 5))
    province.pay(province.promise("north", [10_000], date(2025, 2, 6)), date(2025, 2, 7))

    for name in FORMATS:
        text = written(province, name, Window())
        for typed in ("Người ủng hộ", "Ghi nhầm", "Học sinh", "Học giỏi", "Người nhận", "thuquy"):
            assert typed not in text
        for shown in ("contribution", "reversal", "award_decision", "PT-2025-Q01-0001", "PC-2025-Q01-0001"):
            assert shown in text


def test_plain_text__declares_the_accounts_of_the_window_only(
    province: Province, year: Callable[[str], list[int]]
) -> None:
    text = written(province, "ledger", Window(province.id("north"), last=date(2025, 2, 1)))

    declared = re.findall(r"^account (.*)$", text, re.MULTILINE)
    assert declared == ["Assets:North:General:1121", "Income:North:General:5111"]


def test_beancount__opens_an_account_on_the_day_of_its_first_posting(
    province: Province, year: Callable[[str], list[int]]
) -> None:
    text = written(province, "beancount", Window(province.id("north"), first=date(2025, 2, 2)))

    assert "2025-02-28 open Assets:North:General:1121 VND\n" in text
    assert "2025-03-02 open Assets:North:General:1131 VND\n" in text
