"""What the tables of reports refuse."""

from tests.schema.raw import copy, no_such, refused

PROVINCES_FUND = "(SELECT id FROM fund WHERE code = 'quy-cua-tinh')"

CASES = (
    refused("budget_amount_range", copy("budget_line", amount="-1")),
    refused("budget_amount_range", copy("budget_line", amount="10000000000001")),
    refused("budget_year", copy("budget_line", year="1999")),
    refused("budget_year", copy("budget_line", year="2101")),
    no_such("budget_fund_is_held", copy("budget_line", fund_id=PROVINCES_FUND)),
)
