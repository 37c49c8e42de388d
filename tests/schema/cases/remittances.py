"""What remittance refuses: receivers that are not there, second answers, returns nobody asked for, rules."""

from tests.schema.cases.documents import (
    EARLIER,
    ON_THE_WAY,
    PROVINCE,
    PROVINCES_FUND,
    confirmation,
    sent,
    transfer,
)
from tests.schema.raw import LAST_ENTRY, OTHER_ENTRY, copy, entry, no_such, posting, refused

RULE = "(SELECT id FROM remittance_rule)"
FUND = "(SELECT min(fund_id) FROM transfer)"
ARRIVED = "(SELECT transfer_id FROM transfer_confirmation)"
DISPUTED = "(SELECT max(transfer_id) FROM transfer_refusal)"
OWN_FUND = "(SELECT to_fund_id FROM fund_transfer)"
MERGED, OTHER = (
    f"(SELECT id FROM association WHERE folded = '{name}')" for name in ("hoi da nhap", "hoi khac")
)
REFUSED_ON = "(SELECT max(refused_on) FROM transfer_refusal)"


def holds(association: str) -> str:
    """Let an association hold the fund of the transfers."""
    return f"INSERT INTO fund_holder (association_id, fund_id) VALUES ({association}, {FUND})"


NEW_EVENT = "(SELECT max(id) FROM association_event)"
HANDED_OVER = (
    copy("association_event"),
    copy(
        "association_succession",
        event_id=NEW_EVENT,
        predecessor_id="(SELECT min(sender_id) FROM transfer)",
        successor_id=PROVINCE,
        share="NULL",
    ),
    *sent(),
    transfer(event_id=NEW_EVENT),
)
"""Money that the commune hands over to the province when it closes, on its way."""


def back(amount: str = "70000", kind: str = "transfer_returned", day: str = REFUSED_ON) -> tuple[str, str]:
    """The sender's entry of the refused transfer that is not taken back yet."""
    return (
        entry(kind=kind, entry_date=day, recorded_on=REFUSED_ON),
        posting("cash", "in_transit", amount=amount, entry_date=day),
    )


def returned(**changes: str) -> str:
    """The paper of that entry."""
    given = {"transfer_id": DISPUTED, "entry_id": LAST_ENTRY}
    return copy("transfer_return", **(given | changes))


def rule(**changes: str) -> str:
    """A rule like the first, but monthly."""
    return copy("remittance_rule", **({"period": "'month'"} | changes))


CASES = (
    # to whom
    refused("transfer_receiver_stands", holds(MERGED), *sent(), transfer(receiver_id=MERGED)),
    refused(
        "transfer_receiver_keeps_book",
        f"UPDATE association SET ledgered_from = NULL WHERE id = {OTHER}",
        holds(OTHER),
        *sent(),
        transfer(receiver_id=OTHER),
    ),
    refused(
        "transfer_event_names_both",
        *sent(),
        transfer(event_id="(SELECT max(event_id) FROM association_succession)"),
    ),
    # by a rule
    no_such("transfer_follows_rule", *sent(), transfer(rule_id="9", period_start="'2026-01-01'")),
    refused("transfer_rule_and_period", *sent(), transfer(period_start="'2026-01-01'")),
    refused("transfer_period_of_rule", *sent(), transfer(rule_id=RULE, period_start="'2026-02-01'")),
    refused("transfer_period_of_rule", *sent(), transfer(rule_id=RULE, period_start="'2025-01-01'")),
    refused("transfer_period_of_rule", *sent(), transfer(rule_id=RULE, period_start="'2027-01-02'")),
    refused(
        "transfer_period_of_rule",
        "UPDATE remittance_rule SET valid_to = '2027-01-01'",
        *sent(),
        transfer(rule_id=RULE, period_start="'2027-01-01'"),
    ),
    # answered once
    refused("transfer_answered_once", copy("transfer_refusal", transfer_id=ARRIVED)),
    refused("transfer_answered_once", confirmation(transfer_id=DISPUTED, entry_id=OTHER_ENTRY)),
    refused("transfer_refused_once", copy("transfer_refusal")),
    refused("transfer_refusal_says_why", copy("transfer_refusal", transfer_id=ON_THE_WAY, reason="' x '")),
    refused(
        "transfer_refused_after_sending",
        copy("transfer_refusal", transfer_id=ON_THE_WAY, refused_on=EARLIER),
    ),
    refused("transfer_can_come_back", *HANDED_OVER, copy("transfer_refusal", transfer_id=ON_THE_WAY)),
    # taken back
    refused("transfer_returned_once", copy("transfer_return", entry_id=OTHER_ENTRY)),
    refused("transfer_return_entry_once", copy("transfer_return", transfer_id=DISPUTED)),
    refused(
        "transfer_returns_after_refusal",
        copy("transfer_return", transfer_id=ON_THE_WAY, entry_id=OTHER_ENTRY),
    ),
    refused("transfer_returns_later", returned(returned_on=EARLIER)),
    refused("return_equals_entry", *back("69999"), returned()),
    refused("return_equals_entry", *back(kind="transfer_received"), returned()),
    refused("return_equals_entry", *back(day=EARLIER), returned()),
    # rules
    refused("remittance_rule_once", copy("remittance_rule")),
    refused("remittance_rule_period", rule(period="'week'")),
    refused("remittance_rule_two_associations", rule(receiver_id="sender_id")),
    refused("remittance_rule_share_or_amount", rule(share="100")),
    refused("remittance_rule_share_or_amount", rule(fixed_amount="NULL")),
    refused("remittance_rule_share", rule(share="10001", fixed_amount="NULL")),
    refused("remittance_rule_amount", rule(fixed_amount="0")),
    refused("remittance_rule_dates", rule(valid_to="'2025-12-31'")),
    refused("remittance_rule_has_decision", rule(decision="' x '")),
    no_such("remittance_rule_sender_holds_fund", rule(fund_id=PROVINCES_FUND)),
    no_such("remittance_rule_receiver_holds_fund", rule(fund_id=OWN_FUND)),
    refused("remittance_rule_only_ends", "UPDATE remittance_rule SET decision = '06/QC'"),
    refused("remittance_rule_only_ends", "DELETE FROM remittance_rule"),
    refused(
        "remittance_rule_only_ends",
        "UPDATE remittance_rule SET valid_to = '2026-12-31'",
        "UPDATE remittance_rule SET valid_to = '2027-12-31'",
    ),
)
