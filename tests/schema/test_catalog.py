"""No rule of the schema goes untested, and no refusal claims a rule that is not there."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator

import pytest

import ledger
from ledger.database import Database
from ledger.errors import Refusal
from ledger.i18n import LOCALES, use_locale
from ledger.triggers import RULE
from tests.schema import catalog
from tests.schema.test_refusals import CASES

TESTED = {case.rule for case in CASES} | {RULE}

KEPT_BY_ANOTHER = {
    "association_edge_not_itself": "association_edge_no_cycle refuses first",
    "association_edge_once": "association_edge_no_overlap refuses first",
    "voucher_kind": "no series of another kind can be begun, so voucher_number_follows refuses first",
    "voucher_number_positive": "voucher_number_follows refuses first",
    "voucher_number_once": "voucher_number_follows refuses first; this is for two writers at once",
    "voucher_series_number": "series_never_goes_back refuses first",
}
FOR_A_FOREIGN_KEY = {
    "assessment_passed_key",
    "award_amount_key",
    "decision_payment_key",
    "journal_entry_line_key",
    "programme_fund_key",
    "proposal_decision_key",
    "recognition_party_key",
    "registration_party_key",
    "voucher_amount_key",
}
"""Keys that hold the id, so they cannot fail: they are what a foreign key of several columns points at."""

RULES_OF_THE_HOUSE = {
    "acts_inside_own_role",
    "database_constraint",
    "model_fits_subject",
    "not_found",
    "one_writing_process",
    "party_is_ambiguous",
    "passphrase_length",
    "payment_has_awards",
    "roster_has_households",
    "roster_has_payers",
    "schema_version",
    "sign_in",
    "text_hidden_character",
}
"""Rules that no table could keep."""

WITHOUT_TABLES = ("ledger.__main__", "ledger.app", "ledger.cli", "ledger.demo", "ledger.web")

ABOUT_TYPING = ("amount_", "date_")
"""Rules of reading what is typed begin so; they end before the database begins."""


def test_rules__each_is_tested_or_says_why_not(filled: Database) -> None:
    with filled.engine.connect() as connection:
        there = catalog.rules(connection)
    known = TESTED | KEPT_BY_ANOTHER.keys() | FOR_A_FOREIGN_KEY
    assert there - known == set(), "write a case in tests/schema/cases for each"
    assert known - there == set(), "these rules are tested or excused, but not in the schema"


def test_trigger_rules__are_the_same_on_both_engines(filled: Database) -> None:
    """SQLite has some more: it cannot name a foreign key, nor keep REPLACE from breaking a UNIQUE."""
    with filled.engine.connect() as connection:
        kept = catalog.trigger_rules(connection)
        constraints = catalog.rules(connection) - kept
    assert kept >= KEPT_BY_TRIGGER
    if filled.engine.dialect.name == "postgresql":
        assert kept == KEPT_BY_TRIGGER
        assert constraints.isdisjoint(kept)


KEPT_BY_TRIGGER = {
    RULE,
    "account_takes_postings",
    "association_edge_no_cycle",
    "association_edge_no_overlap",
    "association_edge_only_ends",
    "association_is_open",
    "award_line_in_list",
    "award_needs_recognition",
    "contribution_equals_posting",
    "fund_is_open",
    "payment_follows_decision",
    "reversal_mirrors_posting",
    "roster_is_open",
    "series_never_goes_back",
    "voucher_number_follows",
}


def refusals() -> list[type[Refusal]]:
    """Every refusal of every room that keeps tables; forms and commands have rules of their own."""
    for module in pkgutil.walk_packages(ledger.__path__, "ledger."):
        if not module.name.startswith(WITHOUT_TABLES):
            importlib.import_module(module.name)
    return [kind for kind in descendants(Refusal) if not kind.__module__.startswith(WITHOUT_TABLES)]


def descendants(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        yield child
        yield from descendants(child)


def test_refusals__name_a_rule_that_exists(filled: Database) -> None:
    with filled.engine.connect() as connection:
        there = catalog.rules(connection)
    claimed = {kind.rule for kind in refusals() if kind.rule and not kind.rule.startswith(ABOUT_TYPING)}
    assert claimed - there - RULES_OF_THE_HOUSE == set()


def test_refusals__no_rule_is_claimed_twice() -> None:
    own = Counter(kind.__dict__["rule"] for kind in refusals() if kind.__dict__.get("rule"))
    assert [rule for rule, times in own.items() if times > 1] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_refusals__speak_without_facts(locale: str) -> None:
    """The database refuses without facts; the sentence must not show a bare placeholder."""
    with use_locale(locale):
        for kind in refusals():
            if kind.__init__ is Refusal.__init__:
                assert "%(" not in kind().sentence, kind
                assert "%(" not in kind.next_step, kind
