"""What the tables of recognition and disbursements refuse."""

from tests.schema.cases.documents import paid_out, payment
from tests.schema.raw import LAST_ENTRY, OTHER_ENTRY, copy, entry, no_such, refused, user

REGISTERED = copy("registration", year="2030")
LAST_REGISTRATION = "(SELECT max(id) FROM registration)"
PASSED = copy("assessment", registration_id=LAST_REGISTRATION)
FAILED = copy("assessment", registration_id=LAST_REGISTRATION, points="10", passed="0")
SOMEBODY = "(SELECT min(id) FROM party)"
PROVINCES_FUND = "(SELECT id FROM fund WHERE code = 'quy-cua-tinh')"

LIST = copy("proposal", award_count="2")
LAST_LIST = "(SELECT max(id) FROM proposal)"
WHOLE_LIST = (copy("proposal", award_count="1", total="300000"), copy("award", proposal_id=LAST_LIST))


def award(**changes: str) -> str:
    """An award of the newest list."""
    return copy("award", **({"proposal_id": LAST_LIST, "line": "1"} | changes))


def decision(**changes: str) -> str:
    """A decision that declines the newest list."""
    given = {"proposal_id": LAST_LIST, "number": "'99'", "approved": "0", "entry_id": "NULL"}
    return copy("decision", **(given | changes))


A_RECEIPT = "(SELECT min(id) FROM voucher)"
SECOND_AWARD = "(SELECT id FROM award ORDER BY id LIMIT 1 OFFSET 1)"
DECLINED = "(SELECT w.id FROM award w JOIN decision d ON d.proposal_id = w.proposal_id WHERE d.approved = 0)"
UNDECIDED = "(SELECT max(id) FROM award)"

CASES = (
    # recognition
    refused("registered_once_a_year", copy("registration")),
    refused("registration_model", copy("registration", model="'poet'")),
    refused("registration_year", copy("registration", year="1999")),
    refused("assessed_once", copy("assessment", points="10", passed="0")),
    refused(
        "assessment_points", REGISTERED, copy("assessment", registration_id=LAST_REGISTRATION, points="101")
    ),
    refused(
        "assessment_passed_follows",
        REGISTERED,
        copy("assessment", registration_id=LAST_REGISTRATION, points="10"),
    ),
    refused(
        "assessment_passed_follows",
        REGISTERED,
        copy("assessment", registration_id=LAST_REGISTRATION, passed="0"),
    ),
    refused("recognition_decision_once", copy("recognition_decision")),
    refused("recognition_decision_number", copy("recognition_decision", number="''")),
    refused("recognized_once", copy("recognition")),
    refused(
        "recognition_needs_pass",
        REGISTERED,
        FAILED,
        copy("recognition", registration_id=LAST_REGISTRATION, passed="0"),
    ),
    no_such(
        "recognition_follows_assessment",
        REGISTERED,
        FAILED,
        copy("recognition", registration_id=LAST_REGISTRATION),
    ),
    no_such(
        "recognition_is_of_registered",
        REGISTERED,
        PASSED,
        copy("recognition", registration_id=LAST_REGISTRATION, party_id=SOMEBODY),
    ),
    refused("declared_count_once", copy("declared_count")),
    refused("declared_count_recognized", copy("declared_count", year="2030", recognized="-1")),
    refused("declared_count_source", copy("declared_count", year="2030", source="''")),
    # programmes and proposals
    refused("programme_name_once", copy("programme")),
    refused("programme_category", copy("programme", name="'x'", category="'favour'")),
    no_such("programme_fund_is_held", copy("programme", name="'x'", fund_id=PROVINCES_FUND)),
    refused("proposal_has_awards", copy("proposal", award_count="0")),
    no_such("proposal_fund_is_programmes", copy("proposal", fund_id=PROVINCES_FUND)),
    refused("award_line_in_list", copy("award", line="3", party_id=SOMEBODY)),
    refused("award_line_in_list", copy("award", line="0", party_id=SOMEBODY)),
    refused("award_line_once", LIST, award(), award(party_id=SOMEBODY)),
    refused("award_party_once", LIST, award(), award(line="2")),
    refused("award_amount_range", LIST, award(amount="0")),
    refused(
        "award_needs_recognition",
        copy("proposal", "programme_id = (SELECT max(id) FROM programme)"),
        award(),
    ),
    refused(
        "award_recognition_is_theirs",
        LIST,
        award(party_id=SOMEBODY, recognition_id="(SELECT max(id) FROM recognition)"),
    ),
    # decisions
    refused("four_eyes", LIST, decision(decided_by="proposed_by")),
    refused("decision_has_number", LIST, decision(number="''")),
    refused("decision_posts_promise", LIST, decision(approved="1")),
    refused("decision_posts_promise", LIST, entry(), decision(entry_id=LAST_ENTRY)),
    refused("decision_posts_promise", LIST, entry(), decision(entry_id=LAST_ENTRY, approved="2")),
    refused("decided_once", decision(proposal_id="proposal_id")),
    refused("decision_number_once", LIST, decision(number="number")),
    refused("decision_entry_once", LIST, decision(approved="1", entry_id="entry_id")),
    no_such("decision_belongs_to_proposal", *WHOLE_LIST, decision(fund_id=PROVINCES_FUND)),
    no_such("decision_belongs_to_proposal", *WHOLE_LIST, decision(proposed_by=user("Thủ Quỹ Mẫu"))),
    # payments
    refused(
        "payer_is_not_approver",
        copy("payment", paid_by="decided_by", entry_id=OTHER_ENTRY, voucher_id=A_RECEIPT),
    ),
    refused(
        "payment_not_before_decision",
        copy("payment", entry_id=OTHER_ENTRY, voucher_id=A_RECEIPT, paid_on="'2026-03-01'"),
    ),
    refused("payment_entry_once", copy("payment", voucher_id=A_RECEIPT)),
    refused("payment_voucher_once", copy("payment", entry_id=OTHER_ENTRY)),
    no_such("payment_belongs_to_decision", *paid_out(), payment(decided_by=user("Ủy Viên Mẫu"))),
    no_such(
        "voucher_equals_payment",
        *paid_out()[:-1],
        paid_out("99999")[-1],
        payment(),
    ),
    refused("payment_award_once", copy("payment_line")),
    no_such("payment_equals_award", copy("payment_line", award_id=SECOND_AWARD, amount="7")),
    refused("payment_follows_decision", copy("payment_line", award_id=DECLINED, amount="50000")),
    refused("payment_follows_decision", copy("payment_line", award_id=UNDECIDED, amount="70000")),
)
