"""What documents refuse that do not say what their entry says, and what transfers refuse besides."""

from tests.schema.raw import (
    COUNTER,
    LAST_ENTRY,
    OTHER_ENTRY,
    SERIES,
    STEP,
    copy,
    entry,
    posting,
    refused,
    undo,
    voucher,
)

PROVINCE = "(SELECT id FROM association WHERE kind = 'province')"
PROVINCES_FUND = "(SELECT id FROM fund WHERE code = 'quy-cua-tinh')"
EARLIER = "'2026-03-01'"
ON_THE_WAY = "(SELECT max(id) FROM transfer)"
FIRST_RECEIPT = "(SELECT min(id) FROM voucher)"
OPEN_SHEET = "(SELECT max(id) FROM roster)"
LAST_LIST = "(SELECT max(id) FROM proposal)"


def sent(**changes: str) -> tuple[str, str]:
    """The entry of 1,000 đồng on their way from the commune."""
    return entry(kind="transfer_sent", **changes), posting("in_transit", "cash", amount="1000", **changes)


def transfer(**changes: str) -> str:
    """The paper of that entry, by no rule."""
    given = {"entry_id": LAST_ENTRY, "amount": "1000", "rule_id": "NULL", "period_start": "NULL"}
    return copy("transfer", **(given | changes))


def arrived(amount: str = "50000", **changes: str) -> tuple[str, str]:
    """The province's entry of the transfer that is still on its way."""
    there = {"association_id": PROVINCE} | changes
    return entry(kind="transfer_received", **there), posting("bank", "in_transit", amount=amount, **there)


def confirmation(**changes: str) -> str:
    """The paper of that entry."""
    return copy("transfer_confirmation", **({"transfer_id": ON_THE_WAY, "entry_id": LAST_ENTRY} | changes))


def void(**changes: str) -> str:
    """The first receipt declared void by the newest entry."""
    return copy("voucher_void", **({"voucher_id": FIRST_RECEIPT, "entry_id": LAST_ENTRY} | changes))


def collected(*amounts: int, **changes: str) -> tuple[str, ...]:
    """The entry of a collection, a posting for each household."""
    many = {"posting_count": str(len(amounts))} | changes
    lines = [posting(amount=str(amount), line=str(line), **many) for line, amount in enumerate(amounts, 1)]
    return entry(len(amounts), kind="roster", **changes), *lines


PAID = f"UPDATE roster_line SET amount = 1000 * position WHERE roster_id = {OPEN_SHEET} AND position < 3"
"""Two households gave 1,000 and 2,000 đồng on the sheet that is still open."""


def sheet(**changes: str) -> str:
    """That sheet, posted by the newest entry."""
    counted = {
        "listed_households": "2",
        "counted_households": "2",
        "listed_total": "3000",
        "counted_cash": "3000",
    }
    given = {"roster_id": OPEN_SHEET, "entry_id": LAST_ENTRY} | counted
    return copy("roster_posting", **(given | changes))


LIST = (
    copy("proposal", award_count="2", total="400000"),
    copy("award", proposal_id=LAST_LIST),
    copy("award", "line = 2", proposal_id=LAST_LIST),
)
"""A list like the first, of 300,000 and 100,000 đồng."""


def promised(*amounts: int, **changes: str) -> tuple[str, ...]:
    """The entry that promises so much to each."""
    many = {"posting_count": str(len(amounts))} | changes
    lines = [
        posting("award_expense", "awards_payable", amount=str(amount), line=str(line), **many)
        for line, amount in enumerate(amounts, 1)
    ]
    return entry(len(amounts), kind="award_decision", **changes), *lines


def approval(**changes: str) -> str:
    """The newest list approved, with the newest entry as its promise."""
    given = {"proposal_id": LAST_LIST, "number": "'99'", "entry_id": LAST_ENTRY}
    return copy("decision", **(given | changes))


STEP_OUT = STEP.replace("receipt", "payment")
NUMBER_OUT = COUNTER.replace("receipt", "payment")


def paid_out(amount: str = "100000", **changes: str) -> tuple[str, ...]:
    """The entry and the voucher of an award paid in cash."""
    paper = {"kind": "'payment'", "number": NUMBER_OUT, "amount": amount}
    if "entry_date" in changes:
        paper["issued_on"] = changes["entry_date"]
    return (
        entry(kind="award_payment", **changes),
        posting("awards_payable", "cash", amount=amount, **changes),
        STEP_OUT,
        voucher(**paper),
    )


def payment(**changes: str) -> str:
    """The paper of that entry."""
    given = {"entry_id": LAST_ENTRY, "voucher_id": "(SELECT max(id) FROM voucher)", "total": "100000"}
    return copy("payment", **(given | changes))


CASES = (
    # transfers
    refused("transfer_entry_once", copy("transfer")),
    refused("transfer_two_associations", *sent(), transfer(receiver_id="sender_id")),
    refused("transfer_amount_range", *sent(), transfer(amount="0")),
    refused(
        "transfer_receiver_holds_fund",
        entry(),
        transfer(sender_id="receiver_id", receiver_id="sender_id", fund_id=PROVINCES_FUND),
    ),
    refused(
        "transfer_arrives_after_sending",
        confirmation(entry_id=OTHER_ENTRY, confirmed_on=EARLIER),
    ),
    refused("transfer_confirmed_once", copy("transfer_confirmation", entry_id=OTHER_ENTRY)),
    refused("transfer_confirmation_entry_once", copy("transfer_confirmation", transfer_id=ON_THE_WAY)),
    refused("transfer_equals_entry", entry(), posting(amount="1000"), transfer()),
    refused("transfer_equals_entry", *sent(), transfer(amount="999")),
    refused("transfer_equals_entry", *sent(), transfer(sent_on=EARLIER)),
    refused("transfer_equals_entry", *sent(), transfer(sender_id="receiver_id", receiver_id="sender_id")),
    refused(
        "transfer_equals_entry",
        entry(2, kind="transfer_sent"),
        posting("in_transit", "cash", amount="1000", posting_count="2"),
        posting("in_transit", "cash", amount="1000", posting_count="2", line="2"),
        transfer(),
    ),
    refused("confirmation_equals_entry", *arrived("49999"), confirmation()),
    refused("confirmation_equals_entry", *arrived(), confirmation(confirmed_on="'2026-03-03'")),
    refused("confirmation_equals_entry", *arrived(association_id="association_id"), confirmation()),
    refused("confirmation_equals_entry", *sent(), confirmation()),
    refused(
        "confirmation_equals_entry",
        arrived()[0],
        posting("bank", "capital_in_transit", amount="50000", association_id=PROVINCE),
        confirmation(),
    ),
    # vouchers
    refused("voucher_fits_entry", entry(), posting(amount="999999"), STEP, voucher()),
    refused("voucher_fits_entry", entry(), STEP, voucher()),
    refused("voucher_fits_entry", entry(), posting(), STEP, voucher(issued_on=EARLIER)),
    refused(
        "voucher_fits_entry",
        *sent(),
        "INSERT INTO voucher_series SELECT association_id, kind, 2025, book, 0 "
        f"FROM voucher_series WHERE {SERIES}",
        "UPDATE voucher_series SET last_number = 1 WHERE year = 2025",
        voucher(
            kind="(SELECT kind FROM voucher_series WHERE year = 2025)", year="2025", number="1", amount="1"
        ),
    ),
    refused(
        "voucher_fits_entry",
        entry(association_id=PROVINCE),
        posting(association_id=PROVINCE),
        STEP,
        voucher(),
    ),
    refused("void_fits_reversal", entry(), void()),
    refused("void_fits_reversal", entry(), posting(), *undo("cash", "contributions", "1000000"), void()),
    refused(
        "void_fits_reversal",
        *undo("cash", "contributions", "1000000", "(SELECT min(id) FROM posting)"),
        void(voided_on="'2026-03-03'"),
    ),
    # sheets
    refused("roster_equals_entry", PAID, *collected(1000, 2001), sheet()),
    refused("roster_equals_entry", PAID, *collected(3000), sheet()),
    refused("roster_equals_entry", PAID, *collected(1000, 2000), sheet(posted_on=EARLIER)),
    refused("roster_equals_entry", *collected(1000, 2000), sheet()),
    refused("roster_equals_entry", PAID, *collected(1000, 2000, association_id=PROVINCE), sheet()),
    refused(
        "roster_equals_entry",
        PAID,
        *collected(1000, 2001),
        sheet(listed_total="3001", counted_cash="3001"),
    ),
    refused("roster_equals_entry", PAID, *sent(), sheet()),
    # lists of awards, decided
    refused("proposal_equals_awards", LIST[0], approval(approved="0", entry_id="NULL")),
    refused("proposal_equals_awards", *LIST[:2], approval(approved="0", entry_id="NULL")),
    refused(
        "proposal_equals_awards",
        copy("proposal", award_count="1", total="300001"),
        LIST[1],
        *promised(300_001),
        approval(),
    ),
    refused("decision_equals_entry", *LIST, *promised(100_000, 300_000), approval()),
    refused("decision_equals_entry", *LIST, *promised(400_000), approval()),
    refused("decision_equals_entry", *LIST, *promised(300_000, 100_000), approval(decided_on=EARLIER)),
    refused("decision_equals_entry", *LIST, *collected(300_000, 100_000), approval()),
    # payments
    refused("payment_equals_entry", *paid_out()[:-1], paid_out("99999")[-1], payment(total="99999")),
    refused("payment_equals_entry", *paid_out(), payment(paid_on="'2026-03-03'")),
    refused("payment_equals_entry", *paid_out(), payment(entry_id=OTHER_ENTRY)),
    refused(
        "payment_equals_entry",
        *paid_out("60000"),
        *(
            statement.replace("ABCDEFGHJKMNPQRSTVWXYZ0123", "ABCDEFGHJKMNPQRSTVWXYZ0124")
            for statement in paid_out("40000")
        ),
        payment(total="40000", entry_id="(SELECT max(id) - 1 FROM journal_entry)"),
    ),
)
