"""Places of money, hand-overs, counts of cash, goods, and what came in another currency."""
# ruff: noqa: S608 - as in `statements`

from ledger.disclosure.checks.statements import POSTED, agree, never, same
from ledger.i18n import N_

ONE_POSTING = f"""(SELECT p.*, e.kind, e.recorded_by, d.role AS debit_role, c.role AS credit_role,
  d.effect AS debit_effect, c.effect AS credit_effect FROM {POSTED})"""
"""Every posting with its entry and the roles of its accounts; for entries that have only one."""

CASH_ACTS = """(
  SELECT 'name_place' AS verb, id AS subject_id, association_id, named_by AS actor_id FROM money_place
  UNION ALL SELECT 'close_place', p.id, p.association_id, c.closed_by
    FROM money_place_closing c JOIN money_place p ON p.id = c.place_id
  UNION ALL SELECT 'hand_over', id, association_id, handed_by FROM hand_over
  UNION ALL SELECT 'confirm_hand_over', h.id, h.association_id, c.confirmed_by
    FROM hand_over_confirmation c JOIN hand_over h ON h.id = c.hand_over_id
  UNION ALL SELECT 'withdraw_hand_over', h.id, h.association_id, w.withdrawn_by
    FROM hand_over_withdrawal w JOIN hand_over h ON h.id = w.hand_over_id
  UNION ALL SELECT 'count_cash', id, association_id, counted_by FROM cash_count
  UNION ALL SELECT 'settle_shortage', id, association_id, settled_by FROM shortage_settlement
  UNION ALL SELECT 'receive_goods', g.id, g.association_id, e.recorded_by
    FROM goods_lot g JOIN journal_entry e ON e.id = g.entry_id
  UNION ALL SELECT 'give_goods', i.id, g.association_id, e.recorded_by
    FROM goods_issue i JOIN goods_lot g ON g.id = i.lot_id JOIN journal_entry e ON e.id = i.entry_id)"""
"""What was done, where and by whom, as the documents say."""

CASH_VERBS = """'name_place', 'close_place', 'hand_over', 'confirm_hand_over', 'withdraw_hand_over',
  'count_cash', 'settle_shortage', 'receive_goods', 'give_goods'"""

CASH_CHECKS = (
    never(
        N_("money lies in places with a name"),
        {"association": "b.association_id", "fund": "b.fund_id", "account": "b.account_id"},
        """balance b JOIN account a ON a.id = b.account_id
           WHERE a.effect = 'money' AND a.role NOT IN ('cash', 'bank') AND b.debit <> b.credit
           AND NOT EXISTS (
             SELECT 1 FROM money_place p LEFT JOIN money_place_closing c ON c.place_id = p.id
             WHERE p.association_id = b.association_id AND p.account_id = b.account_id AND c.id IS NULL)""",
    ),
    never(
        N_("an account has one place at a time"),
        {"place": "p.id"},
        """money_place p JOIN money_place q ON q.association_id = p.association_id
             AND q.account_id = p.account_id AND q.id > p.id
           LEFT JOIN money_place_closing c ON c.place_id = p.id WHERE c.id IS NULL""",
    ),
    same(
        N_("hand-over and its entry say the same"),
        """hand_over_confirmation c LEFT JOIN hand_over h ON h.id = c.hand_over_id
           LEFT JOIN journal_entry e ON e.id = c.entry_id
           LEFT JOIN (SELECT hand_over_id, count(*) AS lines FROM hand_over_line GROUP BY hand_over_id) l
             ON l.hand_over_id = c.hand_over_id""",
        {"hand-over": "c.hand_over_id"},
        {
            "association": ("e.association_id", "h.association_id"),
            "kind": ("'hand_over'", "e.kind"),
            "lines": ("l.lines", "h.line_count"),
            "postings": ("l.lines", "e.posting_count"),
            "date": ("e.entry_date", "c.confirmed_on"),
            "confirmed by": ("e.recorded_by", "c.confirmed_by"),
            "handed by": ("h.handed_by", "c.handed_by"),
        },
    ),
    agree(
        N_("hand-over posts each of its lines"),
        ("entry_id", "line", "fund_id", "debit_account_id", "credit_account_id"),
        "amount",
        """SELECT c.entry_id, l.line, l.fund_id, h.to_account_id AS debit_account_id,
             h.from_account_id AS credit_account_id, l.amount AS n
           FROM hand_over_line l JOIN hand_over h ON h.id = l.hand_over_id
           JOIN hand_over_confirmation c ON c.hand_over_id = h.id""",
        """SELECT p.entry_id, p.line, p.fund_id, p.debit_account_id, p.credit_account_id, p.amount AS n
           FROM posting p JOIN journal_entry e ON e.id = p.entry_id WHERE e.kind = 'hand_over'""",
    ),
    never(
        N_("two people hand over, once and not before it was given"),
        {"hand-over": "c.hand_over_id"},
        """hand_over_confirmation c LEFT JOIN hand_over h ON h.id = c.hand_over_id
           LEFT JOIN hand_over_withdrawal w ON w.hand_over_id = c.hand_over_id
           WHERE c.confirmed_by = c.handed_by OR w.id IS NOT NULL OR c.confirmed_on < h.handed_on""",
    ),
    same(
        N_("hand-over has as many lines as it says"),
        """hand_over h LEFT JOIN (SELECT hand_over_id, count(*) AS lines FROM hand_over_line
           GROUP BY hand_over_id) l ON l.hand_over_id = h.id""",
        {"hand-over": "h.id"},
        {"lines": ("l.lines", "h.line_count")},
    ),
    same(
        N_("count adds up"),
        """cash_count n LEFT JOIN (SELECT cash_count_id, sum(denomination * pieces) AS total
           FROM cash_count_line GROUP BY cash_count_id) l ON l.cash_count_id = n.id""",
        {"count": "n.id"},
        {"total of its notes": ("coalesce(l.total, 0)", "n.counted_total")},
    ),
    same(
        N_("count and the entry of its difference say the same"),
        f"""(SELECT * FROM cash_count WHERE counted_total <> book_total OR entry_id IS NOT NULL) n
            LEFT JOIN {ONE_POSTING} p ON p.entry_id = n.entry_id
            LEFT JOIN voucher v ON v.id = n.voucher_id""",
        {"count": "n.id"},
        {
            "association": ("p.association_id", "n.association_id"),
            "kind": ("'cash_difference'", "p.kind"),
            "fund": ("p.fund_id", "n.fund_id"),
            "date": ("p.entry_date", "n.counted_on"),
            "counted by": ("p.recorded_by", "n.counted_by"),
            "difference": (
                """CASE WHEN p.debit_account_id = n.account_id AND p.credit_role = 'other_income'
                     THEN p.amount
                     WHEN p.credit_account_id = n.account_id AND p.debit_role = 'shortage'
                     THEN -p.amount END""",
                "n.counted_total - n.book_total",
            ),
            "amount on the voucher": ("p.amount", "v.amount"),
            "entry of the voucher": ("n.entry_id", "v.entry_id"),
        },
    ),
    agree(
        N_("every difference of a count has its document"),
        ("entry_id",),
        "amount",
        """SELECT p.entry_id, p.amount AS n FROM posting p JOIN journal_entry e ON e.id = p.entry_id
           WHERE e.kind = 'cash_difference'""",
        """SELECT entry_id, abs(counted_total - book_total) AS n FROM cash_count WHERE entry_id IS NOT NULL
           UNION ALL SELECT entry_id, amount FROM shortage_settlement""",
    ),
    same(
        N_("settled shortage and its entry say the same"),
        f"""shortage_settlement s LEFT JOIN {ONE_POSTING} p ON p.entry_id = s.entry_id
            LEFT JOIN voucher v ON v.id = s.voucher_id""",
        {"settlement": "s.id"},
        {
            "association": ("p.association_id", "s.association_id"),
            "fund": ("p.fund_id", "s.fund_id"),
            "amount": ("p.amount", "s.amount"),
            "amount on the voucher": ("p.amount", "v.amount"),
            "entry of the voucher": ("s.entry_id", "v.entry_id"),
            "date": ("p.entry_date", "s.settled_on"),
            "settled by": ("p.recorded_by", "s.settled_by"),
            "outcome": (
                """CASE WHEN p.credit_role <> 'shortage' THEN NULL
                     WHEN p.debit_effect = 'money' THEN 'made_good'
                     WHEN p.debit_role = 'expense_other' THEN 'written_off' END""",
                "s.outcome",
            ),
        },
    ),
    never(
        N_("no more is made good or written off than was missing"),
        {"association": "b.association_id", "fund": "b.fund_id"},
        """balance b JOIN account a ON a.id = b.account_id
           WHERE a.role = 'shortage' AND b.credit > b.debit""",
    ),
    same(
        N_("goods and the entry that took them in say the same"),
        f"""goods_lot g LEFT JOIN {ONE_POSTING} p ON p.entry_id = g.entry_id
            LEFT JOIN voucher v ON v.id = g.voucher_id""",
        {"lot": "g.id"},
        {
            "association": ("p.association_id", "g.association_id"),
            "fund": ("p.fund_id", "g.fund_id"),
            "value": ("p.amount", "g.value"),
            "value on the voucher": ("p.amount", "v.amount"),
            "entry of the voucher": ("g.entry_id", "v.entry_id"),
            "date": ("p.entry_date", "g.received_on"),
            "source": (
                "CASE p.debit_role WHEN 'goods' THEN 'donated' WHEN 'goods_bought' THEN 'bought' END",
                "g.source",
            ),
        },
    ),
    same(
        N_("goods handed out and their entry say the same"),
        f"""goods_issue i LEFT JOIN goods_lot g ON g.id = i.lot_id
            LEFT JOIN {ONE_POSTING} p ON p.entry_id = i.entry_id
            LEFT JOIN voucher v ON v.id = i.voucher_id""",
        {"issue": "i.id"},
        {
            "association": ("p.association_id", "g.association_id"),
            "fund": ("p.fund_id", "g.fund_id"),
            "amount": ("p.amount", "i.amount"),
            "amount on the voucher": ("p.amount", "v.amount"),
            "entry of the voucher": ("i.entry_id", "v.entry_id"),
            "date": ("p.entry_date", "i.given_on"),
            "goods of the lot": (
                "CASE g.source WHEN 'donated' THEN 'goods' ELSE 'goods_bought' END",
                "p.credit_role",
            ),
        },
    ),
    same(
        N_("goods handed out took their share, and there were enough"),
        """(SELECT i.lot_id, CAST(sum(i.quantity) AS BIGINT) AS pieces, sum(i.amount) AS worth,
              min(i.given_on) AS first FROM goods_issue i GROUP BY i.lot_id) o
            LEFT JOIN goods_lot g ON g.id = o.lot_id""",
        {"lot": "o.lot_id"},
        {
            "value handed out": ("(2 * g.value * o.pieces + g.quantity) / (2 * g.quantity)", "o.worth"),
            "enough": (
                "1",
                "CASE WHEN o.pieces <= g.quantity AND o.first >= g.received_on THEN 1 ELSE 0 END",
            ),
        },
    ),
    agree(
        N_("goods of the book are those of the register"),
        ("association_id", "fund_id", "role"),
        "value",
        """SELECT p.association_id, p.fund_id, a.role, p.amount AS n FROM posting p
             JOIN account a ON a.id = p.debit_account_id WHERE a.role IN ('goods', 'goods_bought')
           UNION ALL SELECT p.association_id, p.fund_id, a.role, -p.amount FROM posting p
             JOIN account a ON a.id = p.credit_account_id WHERE a.role IN ('goods', 'goods_bought')""",
        """SELECT association_id, fund_id,
             CASE source WHEN 'donated' THEN 'goods' ELSE 'goods_bought' END AS role, value AS n
             FROM goods_lot
           UNION ALL SELECT g.association_id, g.fund_id,
             CASE g.source WHEN 'donated' THEN 'goods' ELSE 'goods_bought' END, -i.amount
             FROM goods_issue i JOIN goods_lot g ON g.id = i.lot_id""",
    ),
    same(
        N_("foreign money is what was posted, at its rate"),
        "foreign_amount f LEFT JOIN posting p ON p.id = f.posting_id",
        {"foreign amount": "f.id"},
        {
            "amount posted": ("p.amount", "f.amount"),
            "at its rate": (
                "(2 * f.original * f.rate + 10000 * f.unit_size) / (20000 * f.unit_size)",
                "f.amount",
            ),
        },
    ),
    agree(
        N_("every act with money places and goods left its row in the trail"),
        ("verb", "subject_id", "association_id", "actor_id"),
        "rows",
        f"SELECT verb, subject_id, association_id, actor_id, 1 AS n FROM {CASH_ACTS} AS acts",
        f"""SELECT verb, subject_id, association_id, actor_id, 1 AS n FROM audit_event
            WHERE verb IN ({CASH_VERBS})""",
    ),
)
