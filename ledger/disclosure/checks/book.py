"""The book: kept sums, entries and postings, the tree."""
# ruff: noqa: S608 - as in `statements`

from ledger.disclosure.checks.statements import ENTRY_SUMS, LINES, POSTED, agree, never, same, year
from ledger.i18n import N_

BY_ACCOUNT = ("association_id", "fund_id", "account_id")

DOCUMENTS = """(
  SELECT p.entry_id, 'opening' AS kind FROM posting p
    JOIN account a ON a.id IN (p.debit_account_id, p.credit_account_id)
    WHERE a.role = 'opening' AND p.reverses_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM correction c WHERE c.entry_id = p.entry_id)
  UNION SELECT p.entry_id, CASE WHEN r.id IS NULL THEN 'contribution' ELSE 'roster' END
    FROM contribution g JOIN posting p ON p.id = g.posting_id
    LEFT JOIN roster_posting r ON r.entry_id = p.entry_id
  UNION SELECT entry_id, 'roster' FROM roster_posting
  UNION SELECT entry_id, 'award_decision' FROM decision WHERE entry_id IS NOT NULL
  UNION SELECT entry_id, 'award_payment' FROM payment
  UNION SELECT entry_id, 'transfer_sent' FROM transfer
  UNION SELECT entry_id, 'transfer_received' FROM transfer_confirmation
  UNION SELECT entry_id, 'transfer_returned' FROM transfer_return
  UNION SELECT entry_id, 'correction' FROM correction
  UNION SELECT entry_id, 'reversal' FROM posting WHERE reverses_id IS NOT NULL)"""
"""What kind of entry the documents say each entry is; the rooms of other kinds have checks of their own."""

DOCUMENTED = """'opening', 'contribution', 'roster', 'award_decision', 'award_payment', 'transfer_sent',
  'transfer_received', 'transfer_returned', 'correction', 'reversal'"""

SHAPES = """
  'opening: money/opening', 'opening: term_deposits/opening', 'opening: advances/opening',
  'contribution: money/contributions', 'roster: money/contributions',
  'award_decision: award_expense/awards_payable', 'award_payment: awards_payable/money',
  'transfer_sent: in_transit/money', 'transfer_received: money/in_transit',
  'transfer_returned: money/in_transit', 'transfer_sent: capital_in_transit/money',
  'transfer_received: money/capital_in_transit',
  'interest: money/interest', 'other_income: money/other_income'"""
"""The accounts these kinds of entry may debit and credit: said here again, apart from `entry_pattern`."""

SHAPED = """'opening', 'contribution', 'roster', 'award_decision', 'award_payment', 'transfer_sent',
  'transfer_received', 'transfer_returned', 'interest', 'other_income'"""

SIDES = f"""(
  WITH moved AS MATERIALIZED (
    SELECT association_id, fund_id, debit_account_id, credit_account_id, {year("entry_date")} AS year,
           sum(amount) AS amount
    FROM posting GROUP BY association_id, fund_id, debit_account_id, credit_account_id, {year("entry_date")})
  SELECT association_id, fund_id, debit_account_id AS account_id, year, amount AS debit, 0 AS credit
  FROM moved UNION ALL
  SELECT association_id, fund_id, credit_account_id, year, 0, amount FROM moved) AS sides"""
"""Both sides of all postings, in two columns: what the kept sums are made of, added up by year and pair."""

BOOK_CHECKS = (
    # --- what the database keeps, derived again ---
    agree(
        N_("balance is the sum of its postings"),
        BY_ACCOUNT,
        ("debit", "credit"),
        f"SELECT association_id, fund_id, account_id, debit, credit FROM {SIDES}",
        "SELECT association_id, fund_id, account_id, debit, credit FROM balance",
    ),
    agree(
        N_("turnover is the sum of the year's postings"),
        (*BY_ACCOUNT, "year"),
        ("debit", "credit"),
        f"SELECT association_id, fund_id, account_id, year, debit, credit FROM {SIDES}",
        "SELECT association_id, fund_id, account_id, year, debit, credit FROM turnover",
    ),
    agree(
        N_("fund position is the sum of its postings"),
        ("association_id", "fund_id", "effect"),
        "amount",
        f"""SELECT l.association_id, l.fund_id, a.effect,
                   CASE WHEN (side = 'debit') = (effect IN ('money', 'investment')) THEN amount
                     ELSE -amount END AS n
            FROM {LINES} JOIN fund f ON f.id = l.fund_id
            WHERE effect <> 'none' AND (effect <> 'capital' OR f.kind = 'endowment')""",
        """SELECT association_id, fund_id, 'money' AS effect, money AS n FROM fund_position UNION ALL
           SELECT association_id, fund_id, 'promise', promised FROM fund_position UNION ALL
           SELECT association_id, fund_id, 'investment', invested FROM fund_position UNION ALL
           SELECT association_id, fund_id, 'capital', capital FROM fund_position""",
    ),
    same(
        N_("balance of a money account is guarded"),
        "balance b LEFT JOIN account a ON a.id = b.account_id",
        {"association": "b.association_id", "fund": "b.fund_id", "account": "b.account_id"},
        {"guarded": ("CASE a.effect WHEN 'money' THEN 1 ELSE 0 END", "b.guarded")},
    ),
    never(
        N_("no money account is overdrawn"),
        {"association": "b.association_id", "fund": "b.fund_id", "account": "a.code"},
        """balance b JOIN account a ON a.id = b.account_id
           WHERE a.effect = 'money' AND b.debit < b.credit""",
    ),
    never(
        N_("no fund is promised beyond its means"),
        {"association": "association_id", "fund": "fund_id"},
        """fund_position WHERE money < promised OR promised < 0
             OR (capital <> 0 AND money + invested - promised < capital)""",
    ),
    never(
        N_("no money account was below zero at the end of any day"),
        {
            "association": "d.association_id",
            "fund": "d.fund_id",
            "account": "d.account_id",
            "day": "d.entry_date",
        },
        f"""(SELECT association_id, fund_id, account_id, entry_date,
                    sum(sum(CASE side WHEN 'debit' THEN amount ELSE -amount END)) OVER (
                      PARTITION BY association_id, fund_id, account_id ORDER BY entry_date) AS held
             FROM {LINES} WHERE effect = 'money'
             GROUP BY association_id, fund_id, account_id, entry_date) d WHERE d.held < 0""",
    ),
    # --- entries and postings ---
    same(
        N_("entry has all its postings"),
        f"journal_entry e LEFT JOIN {ENTRY_SUMS} s ON s.entry_id = e.id",
        {"entry": "e.id"},
        {"postings": ("e.posting_count", "s.lines")},
    ),
    same(
        N_("posting repeats its entry"),
        "posting p LEFT JOIN journal_entry e ON e.id = p.entry_id",
        {"posting": "p.id"},
        {
            "association": ("e.association_id", "p.association_id"),
            "date": ("e.entry_date", "p.entry_date"),
            "postings": ("e.posting_count", "p.posting_count"),
        },
    ),
    same(
        N_("entry is what its document says"),
        f"""(SELECT e.id, e.kind, d.kind AS said FROM journal_entry e
             LEFT JOIN {DOCUMENTS} d ON d.entry_id = e.id
             WHERE d.kind IS NOT NULL OR e.kind IN ({DOCUMENTED})) x""",
        {"entry": "x.id"},
        {"kind": ("x.said", "x.kind")},
    ),
    never(
        N_("posting has a line of its entry and a possible amount"),
        {"posting": "id"},
        """posting WHERE line NOT BETWEEN 1 AND posting_count OR amount NOT BETWEEN 1 AND 10000000000000
           OR debit_account_id = credit_account_id""",
    ),
    never(
        N_("posting uses the accounts of its kind"),
        {"posting": "p.id", "kind": "e.kind", "debit": "d.code", "credit": "c.code"},
        f"""{POSTED} LEFT JOIN entry_pattern t ON t.kind = e.kind
              AND t.debit_account_id = d.id AND t.credit_account_id = c.id
            WHERE (e.kind <> 'reversal' AND t.kind IS NULL)
              OR (e.kind IN ({SHAPED}) AND e.kind || ': '
                || CASE d.effect WHEN 'money' THEN 'money' ELSE coalesce(d.role, '-') END || '/'
                || CASE c.effect WHEN 'money' THEN 'money' ELSE coalesce(c.role, '-') END
                NOT IN ({SHAPES}))""",
    ),
    never(
        N_("what leaves one fund in an entry comes to another"),
        {"entry": "x.entry_id"},
        f"""(SELECT p.entry_id, sum(CASE d.role WHEN 'between_funds' THEN p.amount ELSE 0 END
                 - CASE c.role WHEN 'between_funds' THEN p.amount ELSE 0 END) AS n
             FROM {POSTED} WHERE 'between_funds' IN (d.role, c.role)
             GROUP BY p.entry_id) x WHERE x.n <> 0""",
    ),
    never(
        N_("posting lies within the life of its association, fund and accounts"),
        {"posting": "p.id"},
        f"""{POSTED} JOIN fund f ON f.id = p.fund_id JOIN association a ON a.id = p.association_id
            WHERE p.entry_date < f.opened_on OR p.entry_date > f.closed_on OR p.entry_date < a.founded_on
            OR p.entry_date > a.closed_on
            OR p.entry_date < d.valid_from OR p.entry_date >= d.valid_to
            OR p.entry_date < c.valid_from OR p.entry_date >= c.valid_to
            OR EXISTS (SELECT 1 FROM account child WHERE child.parent_id IN (d.id, c.id))""",
    ),
    never(
        N_("entry is not dated after it was recorded"),
        {"entry": "id"},
        "journal_entry WHERE entry_date > recorded_on",
    ),
    # --- the tree ---
    never(
        N_("association stands under one other at a time"),
        {"association": "a.child_id"},
        """association_edge a JOIN association_edge b ON b.child_id = a.child_id AND b.id > a.id
           WHERE (a.valid_to IS NULL OR b.valid_from < a.valid_to)
             AND (b.valid_to IS NULL OR a.valid_from < b.valid_to)""",
    ),
)
