"""Postings undone by others that mirror them, and postings put right by difference."""
# ruff: noqa: S608 - as in `statements`

from ledger.disclosure.checks.statements import agree, never, same
from ledger.i18n import N_

CORRECTED = """(
  SELECT c.id AS correction_id, p.debit_account_id AS account_id, p.amount AS n
    FROM correction c JOIN posting p ON p.id = c.posting_id
  UNION ALL SELECT c.id, p.credit_account_id, -p.amount
    FROM correction c JOIN posting p ON p.id = c.posting_id
  UNION ALL SELECT c.id, p.debit_account_id, p.amount
    FROM correction c JOIN correction b ON b.posting_id = c.posting_id AND b.id <= c.id
    JOIN posting p ON p.entry_id = b.entry_id
  UNION ALL SELECT c.id, p.credit_account_id, -p.amount
    FROM correction c JOIN correction b ON b.posting_id = c.posting_id AND b.id <= c.id
    JOIN posting p ON p.entry_id = b.entry_id)"""
"""What each corrected posting and its corrections so far did to every account, debits above zero."""

CORRECTION_CHECKS = (
    # --- reversals ---
    same(
        N_("reversal mirrors what it reverses"),
        """(SELECT * FROM posting WHERE reverses_id IS NOT NULL) r
           LEFT JOIN posting p ON p.id = r.reverses_id""",
        {"posting": "r.id"},
        {
            "association": ("p.association_id", "r.association_id"),
            "fund": ("p.fund_id", "r.fund_id"),
            "debit": ("p.credit_account_id", "r.debit_account_id"),
            "credit": ("p.debit_account_id", "r.credit_account_id"),
            "amount": ("p.amount", "r.amount"),
        },
    ),
    never(
        N_("reversal reverses no reversal, and no later posting"),
        {"posting": "r.id"},
        """posting r JOIN posting p ON p.id = r.reverses_id
           WHERE p.reverses_id IS NOT NULL OR r.entry_date < p.entry_date""",
    ),
    never(
        N_("posting is reversed once"),
        {"posting": "reverses_id"},
        "posting WHERE reverses_id IS NOT NULL GROUP BY reverses_id HAVING count(*) > 1",
    ),
    never(
        N_("postings of a reversal reverse one each, and no others do"),
        {"posting": "p.id"},
        """posting p JOIN journal_entry e ON e.id = p.entry_id
           WHERE (e.kind = 'reversal') <> (p.reverses_id IS NOT NULL)""",
    ),
    # --- corrections ---
    same(
        N_("correction and its entry say the same"),
        """correction c LEFT JOIN journal_entry e ON e.id = c.entry_id
           LEFT JOIN posting o ON o.id = c.posting_id LEFT JOIN journal_entry w ON w.id = o.entry_id
           LEFT JOIN (SELECT entry_id, count(*) AS lines, min(fund_id) AS lowest, max(fund_id) AS highest
                      FROM posting GROUP BY entry_id) p ON p.entry_id = c.entry_id""",
        {"correction": "c.id"},
        {
            "explanation": ("e.description", "c.explanation"),
            "association": ("o.association_id", "e.association_id"),
            "lowest fund": ("o.fund_id", "p.lowest"),
            "highest fund": ("o.fund_id", "p.highest"),
            "may be corrected": (
                "1",
                "CASE WHEN w.kind IN ('opening', 'interest', 'other_income', 'expense') THEN 1 ELSE 0 END",
            ),
        },
    ),
    agree(
        N_("posting and its corrections leave what is right"),
        ("correction_id", "account_id"),
        "amount",
        """SELECT c.id AS correction_id, c.account_id,
                  CASE d.effect WHEN 'money' THEN -c.amount ELSE c.amount END AS n
           FROM correction c JOIN posting o ON o.id = c.posting_id
           JOIN account d ON d.id = o.debit_account_id UNION ALL
           SELECT c.id, CASE d.effect WHEN 'money' THEN o.debit_account_id ELSE o.credit_account_id END,
                  CASE d.effect WHEN 'money' THEN c.amount ELSE -c.amount END
           FROM correction c JOIN posting o ON o.id = c.posting_id
           JOIN account d ON d.id = o.debit_account_id""",
        f"SELECT s.correction_id, s.account_id, s.n FROM {CORRECTED} AS s",
    ),
    never(
        N_("corrected posting is not reversed, and not corrected before it was made"),
        {"correction": "c.id"},
        """correction c JOIN posting o ON o.id = c.posting_id JOIN journal_entry e ON e.id = c.entry_id
           WHERE e.entry_date < o.entry_date
             OR EXISTS (SELECT 1 FROM posting r WHERE r.reverses_id = o.id)""",
    ),
)
