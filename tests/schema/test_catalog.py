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
    "hand_over_giver_key",
    "journal_entry_line_key",
    "programme_fund_key",
    "proposal_decision_key",
    "recognition_party_key",
    "remittance_rule_key",
    "registration_party_key",
    "voucher_amount_key",
}
"""Keys that hold the id, so they cannot fail: they are what a foreign key of several columns points at."""

A_PERSON_CAN_MEET = {
    RULE,
    "declaration_adds_up",
    "declaration_has_source",
    "declaration_not_ahead",
    "declaration_not_ledgered",
    "declaration_once",
    "declaration_replaced_once",
    "declaration_within_life",
    "declared_measure_value",
    "declared_measure_within_life",
    "cash_count_equals_book",
    "cash_count_has_witness",
    "cash_count_of_box",
    "foreign_amount_equals_posting",
    "foreign_rate_has_source",
    "goods_are_described",
    "goods_are_there",
    "goods_issue_has_receiver",
    "goods_issue_not_before_lot",
    "hand_over_by_two",
    "hand_over_confirmed_later",
    "hand_over_confirmed_once",
    "hand_over_has_lines",
    "hand_over_two_places",
    "hand_over_waits",
    "hand_over_withdrawal_says_why",
    "money_place_account_once",
    "money_place_closed_once",
    "money_place_has_holder",
    "money_place_has_name",
    "money_place_is_empty",
    "money_place_is_named",
    "shortage_is_there",
    "shortage_settlement_says_why",
    "advance_due_after_giving",
    "deposit_matures_later",
    "deposit_not_returned_before",
    "deposit_returned_once",
    "fund_transfer_has_ground",
    "fund_transfer_two_funds",
    "settlement_not_before_advance",
    "settlement_within_advance",
    "account_takes_postings",
    "app_user_login_once",
    "assessed_once",
    "assessment_points",
    "association_code_once",
    "association_closed_once",
    "association_closes_after_entries",
    "association_closes_childless",
    "association_closes_empty",
    "association_edge_child_stands",
    "association_edge_no_cycle",
    "association_edge_no_overlap",
    "association_edge_parent_stands",
    "association_event_has_decision",
    "association_is_open",
    "association_ledger_keeps_entries",
    "association_ledgered_from",
    "association_name_length",
    "association_name_once",
    "association_shares_fit",
    "association_stays",
    "association_succession_share",
    "association_successor_stands",
    "award_needs_recognition",
    "award_party_once",
    "award_recognition_is_theirs",
    "corrected_posting_stands",
    "correction_explains_itself",
    "correction_fits_posting",
    "decided_once",
    "decision_has_number",
    "decision_number_once",
    "endowment_capital_kept",
    "entry_not_in_future",
    "files_a_closed_year",
    "form_acts_once",
    "four_eyes",
    "fund_available_not_negative",
    "fund_is_open",
    "fund_promised_not_negative",
    "no_overdraft",
    "party_has_name",
    "payer_is_not_approver",
    "payment_award_once",
    "payment_not_before_decision",
    "period_closes_forward",
    "period_is_open",
    "period_is_over",
    "period_not_filed",
    "posting_fits_kind",
    "posting_fund_is_held",
    "posting_reversed_once",
    "reopened_by_another",
    "reopening_has_reason",
    "reopens_what_is_closed",
    "reversal_not_before_posting",
    "reversal_of_document",
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
    "remittance_rule_has_decision",
    "remittance_rule_once",
    "remittance_rule_only_ends",
    "remittance_rule_share",
    "remittance_rule_share_or_amount",
    "remittance_rule_period",
    "transfer_answered_once",
    "transfer_can_come_back",
    "transfer_period_of_rule",
    "transfer_receiver_keeps_book",
    "transfer_receiver_stands",
    "transfer_refusal_says_why",
    "transfer_refused_after_sending",
    "transfer_refused_once",
    "transfer_returned_once",
    "transfer_returns_after_refusal",
    "transfer_returns_later",
    "transfer_two_associations",
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
    "declaration_not_ledgered",
    "declaration_replaces_its_own",
    "declaration_within_life",
    "declared_measure_replaces_its_own",
    "declared_measure_within_life",
    "cash_count_adds_up",
    "cash_count_equals_book",
    "cash_count_of_box",
    "foreign_amount_equals_posting",
    "goods_are_there",
    "goods_issue_equals_entry",
    "goods_issue_not_before_lot",
    "goods_issue_takes_share",
    "goods_lot_equals_entry",
    "hand_over_confirmed_later",
    "hand_over_equals_entry",
    "hand_over_waits",
    "money_place_account_once",
    "money_place_beside_main",
    "money_place_awaits_nothing",
    "money_place_is_empty",
    "money_place_is_named",
    "shortage_equals_entry",
    "shortage_is_there",
    "advance_equals_entry",
    "deposit_equals_entry",
    "deposit_not_returned_before",
    "deposit_return_equals_entry",
    "fund_transfer_equals_entry",
    "settlement_equals_entry",
    "settlement_not_before_advance",
    "settlement_within_advance",
    "voucher_equals_entry",
    "account_takes_postings",
    "association_closed_once",
    "association_closes_after_entries",
    "association_closes_by_event",
    "association_closes_childless",
    "association_closes_empty",
    "association_edge_child_stands",
    "association_edge_history",
    "association_edge_no_cycle",
    "association_edge_no_overlap",
    "association_edge_only_ends",
    "association_edge_parent_stands",
    "association_is_open",
    "association_ledger_keeps_entries",
    "association_revived_by_event",
    "association_shares_fit",
    "association_stays",
    "association_succession_stays",
    "association_successor_stands",
    "award_line_in_list",
    "award_needs_recognition",
    "confirmation_equals_entry",
    "contribution_equals_posting",
    "corrected_posting_stands",
    "correction_fits_posting",
    "decision_equals_entry",
    "files_a_closed_year",
    "fund_is_open",
    "no_overdraft",
    "payment_equals_entry",
    "payment_follows_decision",
    "payment_not_before_decision",
    "period_closes_forward",
    "period_is_open",
    "period_not_filed",
    "posting_fits_kind",
    "proposal_equals_awards",
    "reopened_by_another",
    "reopens_what_is_closed",
    "reversal_mirrors_posting",
    "reversal_not_before_posting",
    "reversal_of_document",
    "roster_equals_entry",
    "roster_is_open",
    "series_never_goes_back",
    "transfer_arrives_after_sending",
    "transfer_equals_entry",
    "remittance_rule_only_ends",
    "return_equals_entry",
    "transfer_answered_once",
    "transfer_can_come_back",
    "transfer_event_names_both",
    "transfer_period_of_rule",
    "transfer_receiver_keeps_book",
    "transfer_receiver_stands",
    "transfer_refused_after_sending",
    "transfer_returns_after_refusal",
    "transfer_returns_later",
    "void_fits_reversal",
    "voucher_fits_entry",
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
