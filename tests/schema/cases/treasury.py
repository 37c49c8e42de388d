"""What the tables of transfers between funds, advances and term deposits refuse, and their vouchers."""

from tests.schema.raw import LAST_ENTRY, SERIES, account, copy, entry, posting, refused

LAST_VOUCHER = "(SELECT max(id) FROM voucher)"
OTHER_FUND = "(SELECT to_fund_id FROM fund_transfer)"
LAST_DEPOSIT = "(SELECT max(id) FROM term_deposit)"
EARLIER = {"entry_date": "'2026-03-01'"}
BEFORE = "'2026-03-01'"
PRINCIPAL = "50000"


def paper(kind: str = "memo", **changes: str) -> tuple[str, str]:
    """The next voucher of a kind, for 1,000 đồng of the newest entry."""
    series = SERIES.replace("receipt", kind)
    given = {
        "entry_id": LAST_ENTRY,
        "number": f"(SELECT last_number FROM voucher_series WHERE {series})",
        "token": "'ABCDEFGHJKMNPQRSTVWXYZ0123'",
        "amount": "1000",
    }
    step = f"UPDATE voucher_series SET last_number = last_number + 1 WHERE {series}"
    return step, copy("voucher", series, **(given | changes))


def document(table: str, where: str = "1 = 1", **changes: str) -> str:
    """A document of the newest entry and voucher, otherwise like the first of its table."""
    return copy(table, where, **({"entry_id": LAST_ENTRY, "voucher_id": LAST_VOUCHER} | changes))


def moved(target: str = OTHER_FUND) -> tuple[str, ...]:
    """1,000 đồng from the commune's fund to another, but for the row in `fund_transfer`."""
    pair = {"posting_count": "2", "amount": "1000"}
    return (
        entry(2, "fund_transfer"),
        posting("between_funds", "cash", line="1", **pair),
        posting("cash", "between_funds", line="2", fund_id=target, **pair),
        *paper(),
    )


ADVANCED = (entry(1, "advance"), posting("advances", "cash", amount="1000"), *paper("payment"))
"""An advance but for its row in `advance`."""
SPENT = (
    entry(1, "advance_settlement"),
    posting("expense_ceremony", "advances", amount="1000"),
    *paper(),
)
RETURNED = (entry(1, "advance_settlement"), posting("cash", "advances", amount="1000"), *paper())
"""What became of an advance, but for the row in `advance_settlement`."""
PLACED = (entry(1, "deposit"), posting("term_deposits", "cash", amount="1000"), *paper())
"""A term deposit but for its row."""
BACK = (
    entry(1, "deposit_return"),
    posting("cash", "term_deposits", amount=PRINCIPAL),
    *paper(amount=PRINCIPAL),
)
"""A deposit that came back without interest, but for its row."""


def settlement(**changes: str) -> str:
    return document("advance_settlement", "returned = 0", **({"spent": "1000"} | changes))


def came_back(**changes: str) -> str:
    given = {"deposit_id": LAST_DEPOSIT, "interest": "0", "account_id": account("cash")}
    return document("term_deposit_return", **(given | changes))


CASES = (
    # vouchers
    refused("voucher_equals_entry", *moved()[:-1], paper(amount="2000")[1]),
    refused("voucher_equals_entry", *moved()[:-1], paper(fund_id="(SELECT max(id) FROM fund)")[1]),
    refused("voucher_equals_entry", *moved()[:3], *paper("payment")),
    refused("voucher_equals_entry", *moved(), *paper(token="'ABCDEFGHJKMNPQRSTVWXYZ0124'")),
    # transfers between funds
    refused("fund_transfer_equals_entry", *moved(), document("fund_transfer", amount="2000")),
    refused(
        "fund_transfer_equals_entry", *moved(), document("fund_transfer", amount="1000", moved_on=BEFORE)
    ),
    refused(
        "fund_transfer_equals_entry",
        *moved(),
        document("fund_transfer", amount="1000", from_fund_id="to_fund_id", to_fund_id="from_fund_id"),
    ),
    refused("fund_transfer_entry_once", copy("fund_transfer")),
    refused("fund_transfer_has_ground", *moved(), document("fund_transfer", amount="1000", ground="' x '")),
    refused(
        "fund_transfer_two_funds",
        *moved("fund_id"),
        document("fund_transfer", amount="1000", to_fund_id="from_fund_id"),
    ),
    # advances
    refused("advance_equals_entry", *ADVANCED, document("advance", amount="2000")),
    refused("advance_equals_entry", *ADVANCED, copy("advance", entry_id=LAST_ENTRY, amount="1000")),
    refused("advance_entry_once", copy("advance")),
    refused("advance_has_holder", *ADVANCED, document("advance", amount="1000", holder_name="' '")),
    refused("advance_has_purpose", *ADVANCED, document("advance", amount="1000", purpose="''")),
    refused("advance_due_after_giving", *ADVANCED, document("advance", amount="1000", due_on=BEFORE)),
    refused("settlement_equals_entry", *SPENT, settlement(spent="2000")),
    refused("settlement_equals_entry", *SPENT, settlement(heading_id=account("bank_fee"))),
    refused("settlement_entry_once", copy("advance_settlement")),
    refused(
        "settlement_within_advance",
        entry(1, "advance_settlement"),
        posting("expense_ceremony", "advances", amount="50000"),
        *paper(amount="50000"),
        settlement(spent="50000"),
    ),
    refused(
        "settlement_not_before_advance",
        entry(1, "advance_settlement", **EARLIER),
        posting("expense_ceremony", "advances", amount="1000", **EARLIER),
        *paper(issued_on=BEFORE),
        settlement(settled_on=BEFORE),
    ),
    refused(
        "settlement_settles_something",
        *RETURNED,
        settlement(spent="-1000", returned="1000", account_id=account("cash")),
    ),
    refused(
        "settlement_names_heading",
        *RETURNED,
        settlement(spent="0", returned="1000", account_id=account("cash")),
    ),
    refused("settlement_names_place", *SPENT, settlement(account_id=account("cash"))),
    # term deposits
    refused("deposit_equals_entry", *PLACED, document("term_deposit", principal="2000")),
    refused("deposit_entry_once", copy("term_deposit")),
    refused("deposit_names_bank", *PLACED, document("term_deposit", principal="1000", bank_name="' '")),
    refused("deposit_rate_range", *PLACED, document("term_deposit", principal="1000", rate_bp="10001")),
    refused(
        "deposit_matures_later", *PLACED, document("term_deposit", principal="1000", matures_on="placed_on")
    ),
    refused("deposit_return_equals_entry", *BACK, came_back(interest="5")),
    refused("deposit_return_equals_entry", *BACK, came_back(account_id=account("bank"))),
    refused("deposit_returned_once", *BACK, came_back(deposit_id="deposit_id")),
    refused("deposit_return_entry_once", copy("term_deposit_return", deposit_id=LAST_DEPOSIT)),
    refused("deposit_interest_range", *BACK, came_back(interest="-5")),
    refused(
        "deposit_not_returned_before",
        entry(1, "deposit_return", **EARLIER),
        posting("cash", "term_deposits", amount=PRINCIPAL, **EARLIER),
        *paper(amount=PRINCIPAL, issued_on=BEFORE),
        came_back(returned_on=BEFORE),
    ),
)
