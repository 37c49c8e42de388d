"""What the tables of the book itself refuse: accounts, funds, entries, postings, balances."""

from tests.schema.raw import (
    LAST_ENTRY,
    account,
    copy,
    entry,
    no_such,
    posting,
    refused,
    undo,
)

PROVINCE = "(SELECT id FROM association WHERE kind = 'province')"
PROVINCES_FUND = "(SELECT id FROM fund WHERE code = 'quy-cua-tinh')"
FIRST_POSTING = "(SELECT min(id) FROM posting)"
A_REVERSAL = "(SELECT id FROM posting WHERE reverses_id IS NOT NULL)"
BACK = {"debit": "contributions", "credit": "cash"}
THE_DAY_BEFORE = "'2026-03-01'"
CORRECTED = "(SELECT posting_id FROM correction)"

DOCUMENTS = (
    ("award_decision", "award_expense", "awards_payable"),
    ("award_payment", "awards_payable", "cash"),
    ("transfer_sent", "in_transit", "cash"),
    ("transfer_received", "cash", "in_transit"),
    ("correction", "expense_other", "cash"),
    ("advance", "advances", "cash"),
    ("advance_settlement", "expense_other", "advances"),
    ("deposit", "term_deposits", "bank"),
    ("deposit_return", "bank", "term_deposits"),
    ("goods_in", "goods", "goods_income"),
    ("goods_out", "goods_given", "goods"),
    ("fund_transfer", "between_funds", "cash"),
    ("hand_over", "bank", "cash"),
    ("cash_difference", "shortage", "cash"),
)
"""Kinds of entry that are undone with their document only, and accounts that each may debit and credit."""


def correction(**changes: str) -> str:
    """A correction, by the newest entry, of the posting that is corrected already."""
    return copy("correction", **({"entry_id": LAST_ENTRY} | changes))


ALL_THE_CASH = f"""(SELECT b.debit - b.credit FROM balance b WHERE b.association_id = posting.association_id
  AND b.fund_id = posting.fund_id AND b.account_id = {account("cash")})"""
"""What lies in the box of the posting's fund."""

CASES = (
    refused("book_number_range", copy("book", number="0")),
    refused("book_number_range", copy("book", number="32768")),
    # the chart
    refused("account_code_once", copy("account")),
    refused("account_role_once", copy("account", "role = 'cash'", code="'9'")),
    refused("account_class", copy("account", code="'9'", **{"class": "'treasure'"})),
    refused("account_normal_side", copy("account", code="'9'", normal_side="'left'")),
    refused("account_effect", copy("account", code="'9'", effect="'magic'")),
    refused("account_figure", copy("account", code="'9'", figure="'profit'")),
    refused("account_dates", copy("account", code="'9'", valid_to="valid_from")),
    refused("account_presentation_profile", copy("account_presentation", profile="'secret'")),
    refused("bookkeeping_profile_once", copy("bookkeeping_profile")),
    refused(
        "bookkeeping_profile_known", copy("bookkeeping_profile", profile="'none'", valid_from=THE_DAY_BEFORE)
    ),
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
    # kinds and their accounts
    refused("posting_fits_kind", entry(), posting("expense_other", "contributions")),
    refused("posting_fits_kind", entry(), posting("cash", "bank")),
    refused("posting_fits_kind", entry(), posting(**BACK)),
    refused("posting_fits_kind", entry(kind="expense"), posting("award_expense", "cash", amount="1")),
    refused("posting_fits_kind", entry(kind="award_payment"), posting("award_expense", "cash", amount="1")),
    refused("posting_fits_kind", entry(kind="reversal"), posting(**BACK, amount="1")),
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
    # reversals
    refused("reversal_mirrors_posting", *undo("cash", "contributions", "5", FIRST_POSTING)),
    refused("reversal_mirrors_posting", *undo("contributions", "cash", "1000000", FIRST_POSTING)),
    refused("reversal_mirrors_posting", *undo("contributions", "cash", "200000", A_REVERSAL)),
    refused(
        "posting_reversed_once",
        *undo("cash", "contributions", "1000000", FIRST_POSTING),
        *undo("cash", "contributions", "1000000", FIRST_POSTING),
    ),
    refused(
        "reversal_not_before_posting",
        *undo("cash", "contributions", "1000000", FIRST_POSTING, entry_date=THE_DAY_BEFORE),
    ),
    *(
        refused(
            "reversal_of_document",
            entry(kind=kind),
            posting(debit, credit, amount="1000"),
            *undo(debit, credit, "1000"),
        )
        for kind, debit, credit in DOCUMENTS
    ),
    # corrections
    refused("corrected_posting_stands", *undo("expense_management", "cash", "30000", CORRECTED)),
    refused("correction_fits_posting", entry(kind="correction"), correction(posting_id=FIRST_POSTING)),
    refused("correction_fits_posting", entry(kind="expense"), correction()),
    refused("correction_fits_posting", entry(kind="correction", association_id=PROVINCE), correction()),
    refused("correction_fits_posting", entry(kind="correction", entry_date=THE_DAY_BEFORE), correction()),
    refused(
        "correction_fits_posting",
        entry(kind="expense"),
        posting("expense_other", "cash", amount="1000"),
        *undo("expense_other", "cash", "1000"),
        entry(kind="correction"),
        correction(posting_id="(SELECT max(reverses_id) FROM posting)"),
    ),
    refused("correction_entry_once", copy("correction")),
    refused("correction_cause", entry(kind="correction"), correction(cause="'mood'")),
    refused("correction_explains_itself", entry(kind="correction"), correction(explanation="' x  '")),
    refused("correction_amount_range", entry(kind="correction"), correction(amount="0")),
    # balances
    refused("no_overdraft", entry(kind="expense"), posting("expense_other", "cash", amount="2000000")),
    refused(  # money that came a day later
        "no_overdraft",
        entry(kind="expense", entry_date=THE_DAY_BEFORE),
        posting("expense_other", "cash", amount="1", entry_date=THE_DAY_BEFORE),
    ),
    refused("balance_sides", "UPDATE balance SET credit = -1 WHERE guarded = 0"),
    refused(
        "fund_available_not_negative",
        entry(kind="award_decision"),
        posting("award_expense", "awards_payable", amount="9000000"),
    ),
    refused("fund_available_not_negative", "UPDATE fund_position SET promised = money + 1"),
    refused(
        "fund_promised_not_negative",
        entry(kind="award_payment"),
        posting("awards_payable", "cash", amount="150000"),
    ),
    refused("endowment_capital_kept", "UPDATE fund_position SET capital = money + 1"),
    refused(
        "endowment_capital_kept",
        "UPDATE fund SET kind = 'endowment', purpose = 'học bổng'",
        entry(),
        posting(amount="10000000"),
        entry(kind="expense"),
        posting("expense_other", "cash", amount=ALL_THE_CASH),
    ),
    refused(
        "endowment_capital_kept",
        "UPDATE fund SET kind = 'endowment', purpose = 'học bổng'",
        entry(),
        posting(amount="10000000"),
        entry(kind="award_decision"),
        posting("award_expense", "awards_payable", amount=ALL_THE_CASH),
    ),
)
