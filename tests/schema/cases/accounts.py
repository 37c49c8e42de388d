"""What the tables of the book itself refuse: accounts, funds, entries, postings, balances, transfers."""

from tests.schema.raw import (
    LAST_ENTRY,
    OTHER_ENTRY,
    account,
    copy,
    entry,
    no_such,
    posting,
    refused,
)

PROVINCE = "(SELECT id FROM association WHERE kind = 'province')"
PROVINCES_FUND = "(SELECT id FROM fund WHERE code = 'quy-cua-tinh')"
FIRST_POSTING = "(SELECT min(id) FROM posting)"
A_REVERSAL = "(SELECT id FROM posting WHERE reverses_id IS NOT NULL)"
BACK = {"debit": "contributions", "credit": "cash"}
TRANSIT = {"entry_id": LAST_ENTRY}

CASES = (
    refused("book_number_range", copy("book", number="0")),
    refused("book_number_range", copy("book", number="32768")),
    # the chart
    refused("account_code_once", copy("account")),
    refused("account_role_once", copy("account", "role = 'cash'", code="'9'")),
    refused("account_class", copy("account", code="'9'", **{"class": "'treasure'"})),
    refused("account_normal_side", copy("account", code="'9'", normal_side="'left'")),
    refused("account_effect", copy("account", code="'9'", effect="'magic'")),
    refused("account_dates", copy("account", code="'9'", valid_to="valid_from")),
    refused("account_takes_postings", copy("account", code="'9'", parent_id=account("cash"))),
    refused(
        "account_takes_postings",
        entry(),
        copy("posting", entry_id=LAST_ENTRY, debit_account_id="(SELECT id FROM account WHERE code = '111')"),
    ),
    refused(
        "account_takes_postings",
        "UPDATE account SET valid_to = '2026-03-02' WHERE role = 'cash'",
        entry(),
        posting(),
    ),
    # funds
    refused("fund_code_once", copy("fund")),
    refused("fund_kind", copy("fund", code="'x'", kind="'secret'", purpose="'p'")),
    refused("fund_purpose_named", copy("fund", code="'x'", kind="'restricted'", purpose="''")),
    refused("fund_dates", copy("fund", code="'x'", closed_on="'1999-01-01'")),
    refused("fund_is_open", "UPDATE fund SET closed_on = '2026-03-01'", entry(), posting()),
    refused("fund_is_open", "UPDATE fund SET opened_on = '2026-03-03'", entry(), posting()),
    refused("posting_fund_is_held", entry(), posting(fund_id=PROVINCES_FUND)),
    # entries
    refused("journal_entry_kind", copy("journal_entry", kind="'gift'")),
    refused("entry_not_in_future", copy("journal_entry", recorded_on="'2026-03-01'")),
    refused("entry_has_postings", entry(0)),
    refused("association_is_open", "UPDATE association SET closed_on = '2026-03-01'", entry()),
    # postings
    refused("posting_amount_range", entry(), posting(amount="0")),
    refused("posting_amount_range", entry(), posting(amount="-1")),
    refused("posting_amount_range", entry(), posting(amount="10000000000001")),
    refused("posting_two_accounts", entry(), posting(credit="cash")),
    refused("posting_line_in_entry", entry(), posting(line="2")),
    refused("posting_line_in_entry", entry(), posting(line="0")),
    refused("posting_line_once", entry(2), posting(posting_count="2"), posting(posting_count="2")),
    no_such("posting_belongs_to_entry", copy("posting", line="2", posting_count="2")),
    no_such("posting_belongs_to_entry", entry(), posting(entry_date="'2026-03-01'")),
    no_such("posting_belongs_to_entry", entry(), posting(association_id=PROVINCE)),
    # corrections
    refused("reversal_mirrors_posting", entry(), posting(**BACK, reverses_id=FIRST_POSTING, amount="5")),
    refused("reversal_mirrors_posting", entry(), posting(reverses_id=FIRST_POSTING)),
    refused("reversal_mirrors_posting", entry(), posting(reverses_id=A_REVERSAL, amount="200000")),
    refused(
        "posting_reversed_once",
        entry(),
        posting(**BACK, reverses_id=FIRST_POSTING, amount="1000000"),
        entry(),
        posting(**BACK, reverses_id=FIRST_POSTING, amount="1000000"),
    ),
    refused(
        "reversal_not_before_posting",
        copy("journal_entry", entry_date="'2026-03-01'"),
        posting(**BACK, reverses_id=FIRST_POSTING, amount="1000000", entry_date="'2026-03-01'"),
    ),
    # balances
    refused("no_overdraft", entry(), posting(**BACK, amount="2000000")),
    refused("balance_sides", "UPDATE balance SET credit = -1 WHERE guarded = 0"),
    refused(
        "fund_available_not_negative", entry(), posting("award_expense", "awards_payable", amount="9000000")
    ),
    refused("fund_available_not_negative", "UPDATE fund_position SET promised = money + 1"),
    refused("fund_promised_not_negative", entry(), posting("awards_payable", "cash", amount="150000")),
    # transfers
    refused("transfer_entry_once", copy("transfer")),
    refused("transfer_two_associations", entry(), copy("transfer", receiver_id="sender_id", **TRANSIT)),
    refused("transfer_amount_range", entry(), copy("transfer", amount="0", **TRANSIT)),
    refused(
        "transfer_receiver_holds_fund",
        entry(),
        copy("transfer", sender_id="receiver_id", receiver_id="sender_id", fund_id=PROVINCES_FUND, **TRANSIT),
    ),
    refused(
        "transfer_arrives_after_sending",
        copy(
            "transfer_confirmation",
            transfer_id="(SELECT max(id) FROM transfer)",
            entry_id=OTHER_ENTRY,
            confirmed_on="'2026-03-01'",
        ),
    ),
    refused("transfer_confirmed_once", copy("transfer_confirmation", entry_id=OTHER_ENTRY)),
    refused(
        "transfer_confirmation_entry_once",
        copy("transfer_confirmation", transfer_id="(SELECT max(id) FROM transfer)"),
    ),
)
