"""What the tables of receipts and contributions refuse."""

from tests.schema.raw import (
    COUNTER,
    GIFT,
    LAST_ENTRY,
    OTHER_ENTRY,
    STEP,
    contribution,
    copy,
    entry,
    no_such,
    posting,
    refused,
    voucher,
)

SERIES = "voucher_series SET"
LAST_ROSTER = "(SELECT max(id) FROM roster)"
POSTED = "roster_id = (SELECT min(id) FROM roster)"
OPEN = "roster_id = (SELECT max(id) FROM roster)"
STRANGER = "(SELECT min(id) FROM party)"

CASES = (
    # numbers
    refused("voucher_series_kind", copy("voucher_series", kind="'gift'", last_number="0")),
    refused("voucher_series_book", copy("voucher_series", book="0", last_number="0")),
    refused("series_never_goes_back", f"UPDATE {SERIES} last_number = last_number - 1"),
    refused("series_never_goes_back", f"UPDATE {SERIES} year = year + 1"),
    refused("series_never_goes_back", f"UPDATE {SERIES} book = 2"),
    refused("series_never_goes_back", "DELETE FROM voucher_series"),
    refused("series_never_goes_back", copy("voucher_series", book="2", last_number="5")),
    refused("voucher_number_follows", voucher(number="99")),
    refused("voucher_number_follows", voucher(number=f"{COUNTER} + 1")),
    refused("voucher_number_follows", STEP, STEP, voucher()),
    # vouchers
    refused("voucher_amount_range", STEP, voucher(amount="0")),
    refused("voucher_token_length", STEP, voucher(token="'SHORT'")),
    refused("voucher_token_once", STEP, voucher(token="token")),
    refused("voucher_method", STEP, voucher(method="'gold'")),
    refused("voucher_voided_once", copy("voucher_void")),
    refused(
        "void_has_reason",
        copy("voucher_void", voucher_id="(SELECT min(id) FROM voucher)", reason="'  x '"),
    ),
    # contributions
    refused(
        "contribution_equals_posting",
        entry(2),
        posting(amount="7000", posting_count="2"),
        posting(amount="1000", posting_count="2", line="2"),
        STEP,
        voucher(amount="8000"),
        contribution(posting_id="(SELECT max(id) - 1 FROM posting)", amount="8000"),
    ),
    refused("contribution_equals_posting", *GIFT, contribution(fund_id="(SELECT max(id) FROM fund)")),
    refused("contribution_method", *GIFT, contribution(method="'gold'")),
    refused("contribution_display", *GIFT, contribution(display="'loud'")),
    refused(
        "contribution_posting_once",
        STEP,
        voucher(entry_id="entry_id"),
        contribution(posting_id="posting_id"),
    ),
    refused(
        "contribution_voucher_once",
        entry(2),
        posting(posting_count="2"),
        STEP,
        voucher(),
        contribution(),
        posting(posting_count="2", line="2"),
        contribution(),
    ),
    no_such(
        "receipt_equals_contribution",
        entry(2),
        posting(amount="7000", posting_count="2"),
        posting(amount="1000", posting_count="2", line="2"),
        STEP,
        voucher(amount="8000"),
        contribution(posting_id="(SELECT max(id) - 1 FROM posting)", amount="7000"),
    ),
    # rosters
    refused("roster_title_once", copy("roster")),
    refused("roster_default_amount_range", copy("roster", title="'x'", default_amount="0")),
    refused("roster_position_once", copy("roster_line", OPEN, party_id=STRANGER)),
    refused("roster_party_once", copy("roster_line", OPEN, position="99")),
    refused("roster_amount_range", copy("roster_line", OPEN, position="99", party_id=STRANGER, amount="0")),
    refused("roster_is_open", copy("roster_line", POSTED, position="99", party_id=STRANGER)),
    refused("roster_is_open", f"UPDATE roster_line SET amount = 1000 WHERE {POSTED}"),
    refused(
        "roster_is_open",
        f"UPDATE roster_line SET roster_id = (SELECT min(id) FROM roster), position = 99 WHERE {OPEN}",
    ),
    refused("roster_is_open", f"DELETE FROM roster_line WHERE {POSTED}"),
    refused("roster_is_open", "UPDATE roster SET title = 'x' WHERE id = (SELECT min(id) FROM roster)"),
    refused("roster_posted_once", copy("roster_posting", entry_id=OTHER_ENTRY)),
    refused("roster_entry_once", copy("roster_posting", roster_id=LAST_ROSTER)),
    refused(
        "roster_count_agrees",
        entry(),
        copy("roster_posting", roster_id=LAST_ROSTER, entry_id=LAST_ENTRY, counted_households="9"),
    ),
    refused(
        "roster_cash_agrees",
        entry(),
        copy("roster_posting", roster_id=LAST_ROSTER, entry_id=LAST_ENTRY, counted_cash="9"),
    ),
)
