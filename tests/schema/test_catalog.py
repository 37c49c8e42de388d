"""No rule of the schema goes untested, and no refusal claims a rule that is not there."""

import ast
import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

import ledger
from ledger.database import Database
from ledger.errors import DatabaseRefusal, Refusal, from_database
from ledger.i18n import LOCALES, use_locale
from ledger.triggers import RULE
from tests.schema import catalog
from tests.schema.test_refusals import CASES

PACKAGE = Path(ledger.__file__).parent
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

A_PERSON_CAN_MEET = {
    RULE,
    "account_takes_postings",
    "app_user_login_once",
    "assessed_once",
    "assessment_points",
    "association_code_once",
    "association_edge_no_cycle",
    "association_edge_no_overlap",
    "association_is_open",
    "award_needs_recognition",
    "award_party_once",
    "award_recognition_is_theirs",
    "decided_once",
    "decision_has_number",
    "decision_number_once",
    "entry_not_in_future",
    "form_acts_once",
    "four_eyes",
    "fund_available_not_negative",
    "fund_is_open",
    "fund_promised_not_negative",
    "no_overdraft",
    "party_has_name",
    "payer_is_not_approver",
    "payment_award_once",
    "posting_fund_is_held",
    "payment_not_before_decision",
    "posting_reversed_once",
    "reversal_not_before_posting",
    "transfer_arrives_after_sending",
    "proposal_has_awards",
    "recognition_decision_number",
    "recognition_decision_once",
    "recognition_needs_pass",
    "registered_once_a_year",
    "roster_cash_agrees",
    "roster_count_agrees",
    "roster_is_open",
    "roster_party_once",
    "roster_posted_once",
    "roster_title_once",
    "transfer_confirmed_once",
    "transfer_receiver_holds_fund",
    "void_has_reason",
    "voucher_number_follows",
    "voucher_voided_once",
}
"""Rules of the database that have a sentence of their own; any other is only named."""


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
    "payment_not_before_decision",
    "reversal_not_before_posting",
    "transfer_arrives_after_sending",
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


@cache
def refusals() -> list[type[Refusal]]:
    """Every refusal of every room, form and command."""
    for module in pkgutil.walk_packages(ledger.__path__, "ledger."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return [kind for kind in descendants(Refusal) if kind.__module__.startswith("ledger.")]


def descendants(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in kind.__subclasses__():
        yield child
        yield from descendants(child)


@cache
def used() -> set[str]:
    """Every name our own code uses for more than to import it."""
    nodes = (
        node
        for file in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    )
    return {
        node.id if isinstance(node, ast.Name) else node.attr
        for node in nodes
        if isinstance(node, (ast.Name, ast.Attribute))
    }


def test_refusals__are_raised_by_us_or_name_a_rule_of_the_database(filled: Database) -> None:
    """Any other can never be met: its rule is misspelt, or it is left over."""
    with filled.engine.connect() as connection:
        there = catalog.rules(connection)
    names = used()
    assert [kind for kind in refusals() if kind.__name__ not in names and kind.rule not in there] == []


@pytest.mark.parametrize("rule", sorted(A_PERSON_CAN_MEET))
def test_refusals__what_a_person_can_meet_has_a_sentence(rule: str) -> None:
    refusals()
    assert not isinstance(from_database(IntegrityError("", {}, Exception()), rule), DatabaseRefusal)
    assert rule in TESTED | KEPT_BY_ANOTHER.keys()


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
