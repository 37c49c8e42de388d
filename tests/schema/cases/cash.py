"""What the tables of places, hand-overs, counts, goods and foreign money refuse."""

from tests.schema.cases.treasury import paper
from tests.schema.raw import (
    LAST_ENTRY,
    OTHER_ENTRY,
    account,
    copy,
    entry,
    no_such,
    posting,
    refused,
    user,
)

MAIN, VILLAGE = account("cash"), account("cash_2")
LAST_PLACE = "(SELECT max(id) FROM money_place)"
LAST_HAND_OVER = "(SELECT max(id) FROM hand_over)"
LAST_COUNT = "(SELECT max(id) FROM cash_count)"
LAST_LOT = "(SELECT max(id) FROM goods_lot)"
LAST_POSTING = "(SELECT max(id) FROM posting)"
LAST_VOUCHER = "(SELECT max(id) FROM voucher)"
COLLEAGUE, TREASURER = user("Thủ Quỹ Khác"), user("Thủ Quỹ Mẫu")
OTHER_FUND = "(SELECT max(id) FROM fund)"


def of_kind(kind: str, **changes: str) -> str:
    """A new entry of one posting, like the first of a kind."""
    return copy("journal_entry", f"kind = '{kind}' AND posting_count = 1", posting_count="1", **changes)


def recorded(kind: str, debit: str, credit: str, amount: str) -> tuple[str, ...]:
    """An entry of a kind with its posting and its memo voucher."""
    return (of_kind(kind), posting(debit, credit, amount=amount), *paper(amount=amount))


WAITING = copy("hand_over", "id = (SELECT max(id) FROM hand_over)")
"""Another hand-over of 100.000 that waits, without its line."""
LINE = copy("hand_over_line", hand_over_id=LAST_HAND_OVER)
MOVED = (
    of_kind("hand_over", recorded_by=COLLEAGUE),
    posting("cash_2", "cash", amount="(SELECT min(amount) FROM hand_over_line)"),
)


def confirmation(**changes: str) -> str:
    """The word of the other on the newest hand-over."""
    given = {"hand_over_id": LAST_HAND_OVER, "entry_id": LAST_ENTRY}
    return copy("hand_over_confirmation", **(given | changes))


def settlement(**changes: str) -> str:
    """The end of a shortage, by the newest entry and voucher."""
    return copy("shortage_settlement", **({"entry_id": LAST_ENTRY, "voucher_id": LAST_VOUCHER} | changes))


def lot(**changes: str) -> str:
    """A lot of goods, by the newest entry and voucher."""
    return copy("goods_lot", **({"entry_id": LAST_ENTRY, "voucher_id": LAST_VOUCHER} | changes))


def issue(**changes: str) -> str:
    """Goods handed out, by the newest entry and voucher."""
    return copy("goods_issue", **({"entry_id": LAST_ENTRY, "voucher_id": LAST_VOUCHER} | changes))


def count(**changes: str) -> str:
    """A count that agrees with the book and posts nothing."""
    nothing = dict.fromkeys(("fund_id", "entry_id", "voucher_id"), "NULL")
    book = f"""(SELECT sum(CASE debit_account_id WHEN {MAIN} THEN amount ELSE -amount END) FROM posting
      WHERE association_id = cash_count.association_id AND entry_date <= counted_on
        AND {MAIN} IN (debit_account_id, credit_account_id))"""
    return copy("cash_count", **({"counted_total": book, "book_total": book} | nothing | changes))


COUNTED = copy("cash_count_line", cash_count_id=LAST_COUNT, denomination="1000", pieces="1")
IN, OUT = ("goods_in", "goods", "goods_income"), ("goods_out", "goods_given", "goods")

CASES = (
    # places
    refused("money_place_has_name", copy("money_place", name="' '", account_id=account("cash_3"))),
    refused("money_place_has_holder", copy("money_place", holder_name="''", account_id=account("cash_3"))),
    refused("money_place_beside_main", copy("money_place", account_id=MAIN)),
    refused("money_place_beside_main", copy("money_place", account_id=account("contributions"))),
    refused("money_place_account_once", copy("money_place", account_id=VILLAGE)),
    refused(
        "money_place_is_empty", copy("money_place_closing", place_id="(SELECT min(id) FROM money_place)")
    ),
    refused(
        "money_place_awaits_nothing",
        copy("money_place", account_id=account("cash_5")),
        copy("hand_over", to_account_id=account("cash_5")),
        copy("money_place_closing", place_id="(SELECT max(id) FROM money_place)"),
    ),
    refused("money_place_closed_once", copy("money_place_closing")),
    refused("money_place_is_named", entry(), posting("cash_9")),
    refused("money_place_is_named", entry(), posting("bank_2")),
    # hand-overs
    refused("hand_over_two_places", copy("hand_over", to_account_id="from_account_id")),
    refused("hand_over_has_lines", copy("hand_over", line_count="0")),
    refused(
        "hand_over_fund_once", WAITING, LINE, copy("hand_over_line", hand_over_id=LAST_HAND_OVER, line="2")
    ),
    refused(
        "hand_over_line_once",
        WAITING,
        LINE,
        copy("hand_over_line", hand_over_id=LAST_HAND_OVER, fund_id=OTHER_FUND),
    ),
    refused(
        "hand_over_amount_range", WAITING, copy("hand_over_line", hand_over_id=LAST_HAND_OVER, amount="0")
    ),
    refused("hand_over_waits", copy("hand_over_line", fund_id=OTHER_FUND, line="2")),
    refused("hand_over_waits", copy("hand_over_withdrawal", hand_over_id="(SELECT min(id) FROM hand_over)")),
    refused(
        "hand_over_waits",
        *MOVED,
        confirmation(hand_over_id="(SELECT hand_over_id FROM hand_over_withdrawal)"),
    ),
    refused("hand_over_withdrawn_once", copy("hand_over_withdrawal")),
    refused(
        "hand_over_withdrawal_says_why",
        copy("hand_over_withdrawal", hand_over_id=LAST_HAND_OVER, reason="' x '"),
    ),
    refused("hand_over_confirmed_once", *MOVED, copy("hand_over_confirmation", entry_id=LAST_ENTRY)),
    refused("hand_over_entry_once", WAITING, LINE, confirmation(entry_id="entry_id")),
    refused(
        "hand_over_by_two",
        WAITING,
        LINE,
        of_kind("hand_over", recorded_by=TREASURER),
        MOVED[1],
        confirmation(confirmed_by="handed_by"),
    ),
    no_such("hand_over_confirmation_of", WAITING, LINE, *MOVED, confirmation(handed_by=user("Chủ Tịch Mẫu"))),
    refused(
        "hand_over_confirmed_later",
        copy("hand_over", "id = (SELECT max(id) FROM hand_over)", handed_on="'2026-03-03'"),
        LINE,
        *MOVED,
        confirmation(),
    ),
    refused("hand_over_equals_entry", WAITING, LINE, entry(), posting(), confirmation()),
    refused("hand_over_equals_entry", WAITING, *MOVED, confirmation()),
    refused(
        "hand_over_equals_entry",
        WAITING,
        copy("hand_over_line", hand_over_id=LAST_HAND_OVER, amount="amount + 1"),
        *MOVED,
        confirmation(),
    ),
    # counts
    refused("cash_count_of_box", count(account_id=account("bank"))),
    refused("cash_count_equals_book", count(counted_total="7000", book_total="7000")),
    refused(
        "cash_count_equals_book", count(fund_id="fund_id", entry_id=OTHER_ENTRY, voucher_id=LAST_VOUCHER)
    ),
    refused("cash_count_posts_difference", count(book_total="book_total + 7000")),
    refused("cash_count_entry_once", copy("cash_count", "entry_id IS NOT NULL")),
    refused("cash_count_has_witness", count(witnesses="' '")),
    refused("cash_count_note_once", count(), *[COUNTED] * 2),
    refused(
        "cash_count_denomination",
        count(),
        copy("cash_count_line", cash_count_id=LAST_COUNT, denomination="300"),
    ),
    refused(
        "cash_count_pieces_range", count(), copy("cash_count_line", cash_count_id=LAST_COUNT, pieces="0")
    ),
    refused("cash_count_adds_up", copy("cash_count_line", denomination="500", pieces="1")),
    # shortages
    refused("shortage_equals_entry", *recorded("cash_difference", "cash", "shortage", "1000"), settlement()),
    refused("shortage_entry_once", copy("shortage_settlement")),
    refused(
        "shortage_outcome",
        *recorded("cash_difference", "expense_other", "shortage", "1000"),
        settlement(outcome="'x'", amount="1000"),
    ),
    refused(
        "shortage_settlement_says_why",
        *recorded("cash_difference", "expense_other", "shortage", "1000"),
        settlement(amount="1000", reason="' x '"),
    ),
    refused(
        "shortage_is_there",
        *recorded("cash_difference", "expense_other", "shortage", "90000"),
        settlement(amount="90000"),
    ),
    # goods
    refused("goods_lot_equals_entry", *recorded(*IN, "5000"), lot()),
    refused("goods_lot_entry_once", copy("goods_lot")),
    refused(
        "goods_source",
        of_kind("goods_in"),
        posting("goods_bought", "cash", amount="1000"),
        *paper("payment"),
        lot(value="1000", source="'found'"),
    ),
    refused("goods_quantity_range", *recorded(*IN, "5000"), lot(value="5000", quantity="0")),
    refused("goods_value_range", *recorded(*IN, "5000"), lot(value="5000", quantity="5001")),
    refused("goods_are_described", *recorded(*IN, "5000"), lot(value="5000", unit="' '")),
    refused("goods_are_there", *recorded(*OUT, "5000"), issue(quantity="100")),
    refused("goods_issue_takes_share", *recorded(*OUT, "1"), issue(quantity="1", amount="1")),
    refused(
        "goods_issue_not_before_lot",
        *recorded(*OUT, "2500"),
        issue(quantity="1", amount="2500", given_on="'2026-03-01'"),
    ),
    refused(
        "goods_issue_equals_entry",
        *recorded(*OUT, "2500"),
        issue(quantity="1", amount="2500", entry_id=OTHER_ENTRY),
    ),
    refused("goods_issue_entry_once", copy("goods_issue")),
    refused(
        "goods_issue_has_receiver",
        *recorded(*OUT, "2500"),
        issue(quantity="1", amount="2500", given_to="' '"),
    ),
    # foreign money
    refused(
        "foreign_amount_equals_posting",
        entry(),
        posting(amount="9999"),
        copy("foreign_amount", posting_id=LAST_POSTING),
    ),
    refused("foreign_amount_posting_once", copy("foreign_amount")),
    refused(
        "foreign_currency_code",
        entry(),
        posting(amount="2540000"),
        copy("foreign_amount", posting_id=LAST_POSTING, currency="'usd'"),
    ),
    refused(
        "foreign_unit_size",
        entry(),
        posting(amount="36285714"),
        copy("foreign_amount", posting_id=LAST_POSTING, unit_size="7", amount="36285714"),
    ),
    refused(
        "foreign_rate_range",
        entry(),
        posting(amount="4500000000000"),
        copy(
            "foreign_amount",
            posting_id=LAST_POSTING,
            original="4500000000",
            rate="1000000000",
            amount="4500000000000",
        ),
    ),
    refused(
        "foreign_amount_at_rate",
        entry(),
        posting(amount="2540001"),
        copy("foreign_amount", posting_id=LAST_POSTING, amount="2540001"),
    ),
    refused(
        "foreign_rate_has_source",
        entry(),
        posting(amount="2540000"),
        copy("foreign_amount", posting_id=LAST_POSTING, rate_source="' '"),
    ),
)
