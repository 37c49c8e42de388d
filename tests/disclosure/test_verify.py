"""The audit finds nothing in an honest book, and whatever is done to a book behind its triggers."""

from datetime import date
from random import Random

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from ledger.clock import stopped_at
from ledger.database import Base
from ledger.disclosure.checks.statements import Finding
from ledger.disclosure.verify import verify
from tests.disclosure.books import Province, live
from tests.disclosure.damage import Damage, change, remove, unguarded
from tests.disclosure.treasurer import keep_a_year

TODAY = date(2027, 3, 1)
CORRUPTIONS = 50

STATED_ONCE = {
    "journal_entry": {"description"},
    "voucher": {"party_name", "party_address", "reason", "fund_name", "token", "issued_by_name"},
    "voucher_void": {"reason"},
    "contribution": {"party_id", "display"},
    "roster": {"title", "default_amount", "created_at"},
    "roster_line": {"position", "note"},
    "proposal": {"title", "proposed_on"},
    "award": {"party_id", "reason"},
    "decision": {"number", "minutes"},
    "transfer": {"receiver_id"},
    "transfer_refusal": {"refused_on", "reason"},
    "audit_event": {"subject_type", "client_key", "fingerprint", "recorded_at"},
    "correction": {"cause"},
    "period_event": {"reason"},
    "account": {"name_vi", "name_en", "valid_to"},
    "advance": {"holder_name", "purpose", "due_on"},
    "fund_transfer": {"ground"},
    "term_deposit": {"bank_name", "rate_bp", "matures_on"},
}
"""Facts that nothing else in the book repeats (a receiver until it confirms), and keys nothing names."""

NOT_THE_BOOK = {
    "account_presentation",
    "administrative_area",
    "app_user",
    "association",
    "association_edge",
    "assessment",
    "book",
    "bookkeeping_profile",
    "budget_line",
    "declaration",
    "declared_count",
    "declared_measure",
    "fund",
    "fund_holder",
    "party",
    "programme",
    "recognition",
    "recognition_decision",
    "registration",
    "remittance_rule",
    "role_holding",
    "signed_in",
}
"""Tables of who, where, what for and how it is shown; plans; and titles, which are no money."""

BOOKKEEPING = [table for table in Base.metadata.sorted_tables if table.name not in NOT_THE_BOOK]


@pytest.mark.parametrize("seed", [1, 2])
def test_verify__finds_nothing_in_an_honest_book(province: Province, seed: int) -> None:
    live(province, seed=seed, acts=120)
    province.recognize("north", date(2025, 3, 3))
    keep_a_year(province, "village", 2026)
    with stopped_at(TODAY), province.database.read() as session:
        assert verify(session) == []


def test_verify__finds_nothing_in_an_empty_book(province: Province) -> None:
    with province.database.read() as session:
        assert verify(session) == []


@pytest.mark.parametrize("seed", [20261])
def test_verify__finds_every_random_corruption(lived: Province, seed: int) -> None:
    rng = Random(seed)
    done: list[Damage] = []
    missed: list[Damage] = []
    with unguarded(lived.database) as connection, stopped_at(TODAY):
        while len(done) < CORRUPTIONS:
            table = rng.choice(BOOKKEEPING)
            spared = {"id", *STATED_ONCE.get(table.name, ())}
            columns = [column for column in table.columns if column.name not in spared]
            pick = rng.randrange(len(columns) + 1)
            damage = (
                remove(connection, table, rng)
                if pick == len(columns)
                else change(connection, table, columns[pick], rng)
            )
            if damage is None:
                continue
            done.append(damage)
            with Session(connection) as session:
                if not verify(session):
                    missed.append(damage)
            connection.rollback()
    assert not missed, f"seed {seed}"


DAMAGES = (
    ("UPDATE association SET closed_on = '2030-01-01'", "closed association names who follows"),
    ("UPDATE association SET closed_on = '2030-01-01'", "closed association holds nothing"),
    (
        """INSERT INTO association_edge SELECT max(id) + 1, min(child_id), min(parent_id), '2025-05-05',
           NULL, '', 'member' FROM association_edge""",
        "association stands under one other at a time",
    ),
    (
        "UPDATE association SET founded_on = '2030-01-01', ledgered_from = NULL",
        "association stands under another one while both live",
    ),
    (
        """INSERT INTO association_succession SELECT max(id) + n, 1, 1, max(id) + n, 6000
           FROM association CROSS JOIN (SELECT 1 AS n UNION SELECT 2) t GROUP BY n""",
        "shares of a history are at most the whole",
    ),
    ("DELETE FROM balance", "balance is the sum of its postings"),
    ("DELETE FROM turnover", "published figure is what the postings say"),
    (
        "INSERT INTO turnover SELECT association_id, fund_id, account_id, 2031, 5, 0 FROM balance LIMIT 1",
        "turnover is the sum of the year's postings",
    ),
    ("UPDATE turnover SET credit = credit + 1", "opening + in − out = closing"),
    (
        "UPDATE fund_position SET promised = promised + 1 WHERE money > promised",
        "money promised is what is decided and not paid",
    ),
    ("UPDATE voucher SET amount_in_words = 'Một đồng'", "amount in words is the amount"),
    (
        "UPDATE voucher_series SET last_number = last_number + 1 WHERE kind = 'receipt'",
        "numbers of a series have no gap",
    ),
    ("DELETE FROM voucher_void", "gift taken back has a void receipt"),
    ("DELETE FROM contribution", "every contribution posted has its gift"),
    (
        "DELETE FROM transfer_confirmation",
        "account 113 holds what was sent and neither arrived nor came back",
    ),
    (
        "DELETE FROM transfer_refusal",
        "transfer is answered once, after it was sent, and comes back only when refused",
    ),
    ("UPDATE transfer SET note = 'quý 3'", "transfer says what its entry says"),
    (
        "DELETE FROM voucher WHERE entry_id IN (SELECT entry_id FROM transfer)",
        "every transfer has the voucher of each side",
    ),
    ("DELETE FROM transfer_return", "turnover of account 113 is the transfers of the year"),
    ("UPDATE transfer_return SET entry_id = 5", "return repeats the transfer and the sender's entry"),
    (
        "UPDATE voucher SET reason = 'khác' WHERE entry_id IN (SELECT entry_id FROM transfer)",
        "voucher of a transfer is of its fund, and for what its entry is for",
    ),
    (
        "UPDATE transfer SET receiver_id = (SELECT id FROM association WHERE code = 'declared')",
        "transfer goes to an association that stands and keeps its book here",
    ),
    (
        "UPDATE transfer SET event_id = 7",
        "transfer of an event goes from the closed association to its successor",
    ),
    (
        "UPDATE transfer SET rule_id = 7, period_start = '2025-01-01'",
        "transfer by a rule is between its two associations, of its fund, for one of its periods",
    ),
    (
        "UPDATE posting SET reverses_id = NULL WHERE reverses_id IS NOT NULL",
        "postings of a reversal reverse one each, and no others do",
    ),
    ("UPDATE journal_entry SET recorded_by = recorded_by + 99", "every row named is there"),
    ("UPDATE party SET id = id % 1000 + 5", "every id is of this book"),
    (
        """UPDATE association_edge SET parent_id = (SELECT max(child_id) FROM association_edge)
           WHERE child_id < (SELECT max(child_id) FROM association_edge)""",
        "no association stands under itself",
    ),
    ("UPDATE journal_entry SET recorded_on = '2028-02-28'", "day of recording is that of its moment"),
    (
        "UPDATE recognition SET party_id = party_id - 1",
        "title is held by the one who was registered and passed",
    ),
    ("UPDATE fund_position SET invested = invested + 1", "fund position is the sum of its postings"),
    ("UPDATE period_lock SET filed_through = NULL", "what is closed and filed follows from the acts"),
    ("DELETE FROM period_event WHERE act = 'reopen'", "every act left its row in the trail"),
    (
        "UPDATE period_event SET day = '2026-12-30' WHERE day = '2026-12-31'",
        "act on a period follows from those before it",
    ),
    (
        "UPDATE journal_entry SET entry_date = '2026-01-05' WHERE kind = 'advance'",
        "entry was not recorded in a closed period",
    ),
    ("UPDATE correction SET amount = amount + 1", "posting and its corrections leave what is right"),
    ("DELETE FROM correction", "entry is what its document says"),
    (
        """UPDATE posting SET entry_date = '2021-01-01'
           WHERE credit_account_id = (SELECT id FROM account WHERE role = 'cash')""",
        "no money account was below zero at the end of any day",
    ),
    (
        """DELETE FROM posting
           WHERE debit_account_id = (SELECT id FROM account WHERE role = 'between_funds')""",
        "what leaves one fund in an entry comes to another",
    ),
    (
        "UPDATE account SET figure = 'goods' WHERE role = 'interest'",
        "chart of accounts is the one of this program",
    ),
    ("DELETE FROM entry_pattern WHERE kind = 'goods_in'", "chart of accounts is the one of this program"),
    ("DELETE FROM entry_pattern WHERE kind = 'interest'", "posting uses the accounts of its kind"),
    (
        "UPDATE fund SET opened_on = '2025-06-01'",
        "posting lies within the life of its association, fund and accounts",
    ),
)
"""What is done to a whole table, and the check that must say so."""


def test_verify__names_what_does_not_hold(lived: Province) -> None:
    lived.recognize("north", date(2025, 3, 3))
    unnamed = []
    with unguarded(lived.database) as connection, stopped_at(TODAY):
        for statement, check in DAMAGES:
            assert connection.execute(text(statement)).rowcount, statement
            with Session(connection) as session:
                if check not in {finding.check for finding in verify(session)}:
                    unnamed.append((statement, check))
            connection.rollback()
    assert not unnamed


def test_verify__says_where_and_what(province: Province) -> None:
    province.give("north", 300_000, date(2025, 2, 1))
    with unguarded(province.database) as connection, stopped_at(TODAY), Session(connection) as session:
        session.execute(text("UPDATE fund_position SET money = 299999"))
        (finding,) = verify(session)

    assert finding == Finding(
        "fund position is the sum of its postings",
        f"association {province.id('north')}, fund {province.fund_id('general')}, effect money: amount",
        "300000",
        "299999",
    )
