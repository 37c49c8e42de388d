"""The book: kept sums, entries and postings, reversals, transfers, the tree."""
# ruff: noqa: S608 - as in `statements`

from ledger.disclosure.checks.statements import ENTRY_SUMS, LINES, POSTED, agree, never, same, year

BY_ACCOUNT = ("association_id", "fund_id", "account_id", "side")

DOCUMENTS = """(
  SELECT p.entry_id, 'opening' AS kind FROM posting p
    JOIN account a ON a.id IN (p.debit_account_id, p.credit_account_id)
    WHERE a.role = 'opening' AND p.reverses_id IS NULL
  UNION SELECT p.entry_id, CASE WHEN r.id IS NULL THEN 'contribution' ELSE 'roster' END
    FROM contribution g JOIN posting p ON p.id = g.posting_id
    LEFT JOIN roster_posting r ON r.entry_id = p.entry_id
  UNION SELECT entry_id, 'roster' FROM roster_posting
  UNION SELECT entry_id, 'award_decision' FROM decision WHERE entry_id IS NOT NULL
  UNION SELECT entry_id, 'award_payment' FROM payment
  UNION SELECT entry_id, 'transfer_sent' FROM transfer
  UNION SELECT entry_id, 'transfer_received' FROM transfer_confirmation
  UNION SELECT entry_id, 'reversal' FROM posting WHERE reverses_id IS NOT NULL)"""
"""What kind of entry the documents say each entry is."""

SHAPES = """
  'contribution: cash/contributions', 'contribution: bank/contributions', 'roster: cash/contributions',
  'award_decision: award_expense/awards_payable',
  'award_payment: awards_payable/cash', 'award_payment: awards_payable/bank',
  'transfer_sent: in_transit/cash', 'transfer_sent: in_transit/bank',
  'transfer_received: cash/in_transit', 'transfer_received: bank/in_transit'"""
"""The accounts each kind of entry may debit and credit."""

BOOK_CHECKS = (
    # --- what the database keeps, derived again ---
    agree(
        "balance is the sum of its postings",
        BY_ACCOUNT,
        "amount",
        f"SELECT association_id, fund_id, account_id, side, amount AS n FROM {LINES}",
        """SELECT association_id, fund_id, account_id, 'debit' AS side, debit AS n FROM balance UNION ALL
           SELECT association_id, fund_id, account_id, 'credit', credit FROM balance""",
    ),
    agree(
        "turnover is the sum of the year's postings",
        (*BY_ACCOUNT, "year"),
        "amount",
        f"""SELECT association_id, fund_id, account_id, side, {year("entry_date")} AS year, amount AS n
            FROM {LINES}""",
        """SELECT association_id, fund_id, account_id, 'debit' AS side, year, debit AS n FROM turnover
           UNION ALL SELECT association_id, fund_id, account_id, 'credit', year, credit FROM turnover""",
    ),
    agree(
        "fund position is the sum of its postings",
        ("association_id", "fund_id", "effect"),
        "amount",
        f"""SELECT association_id, fund_id, effect,
                   CASE WHEN (side = 'debit') = (effect = 'money') THEN amount ELSE -amount END AS n
            FROM {LINES} WHERE effect <> 'none'""",
        """SELECT association_id, fund_id, 'money' AS effect, money AS n FROM fund_position UNION ALL
           SELECT association_id, fund_id, 'promise', promised FROM fund_position""",
    ),
    same(
        "balance of a money account is guarded",
        "balance b LEFT JOIN account a ON a.id = b.account_id",
        {"association": "b.association_id", "fund": "b.fund_id", "account": "b.account_id"},
        {"guarded": ("CASE a.effect WHEN 'money' THEN 1 ELSE 0 END", "b.guarded")},
    ),
    never(
        "no money account is overdrawn",
        {"association": "b.association_id", "fund": "b.fund_id", "account": "a.code"},
        """balance b JOIN account a ON a.id = b.account_id
           WHERE a.effect = 'money' AND b.debit < b.credit""",
    ),
    never(
        "no fund is promised beyond its means",
        {"association": "association_id", "fund": "fund_id"},
        "fund_position WHERE money < promised OR promised < 0",
    ),
    # --- entries and postings ---
    same(
        "entry has all its postings",
        f"journal_entry e LEFT JOIN {ENTRY_SUMS} s ON s.entry_id = e.id",
        {"entry": "e.id"},
        {"postings": ("e.posting_count", "s.lines")},
    ),
    same(
        "posting repeats its entry",
        "posting p LEFT JOIN journal_entry e ON e.id = p.entry_id",
        {"posting": "p.id"},
        {
            "association": ("e.association_id", "p.association_id"),
            "date": ("e.entry_date", "p.entry_date"),
            "postings": ("e.posting_count", "p.posting_count"),
        },
    ),
    same(
        "entry is what its document says",
        f"journal_entry e LEFT JOIN {DOCUMENTS} d ON d.entry_id = e.id",
        {"entry": "e.id"},
        {"kind": ("d.kind", "e.kind")},
    ),
    never(
        "posting has a line of its entry and a possible amount",
        {"posting": "id"},
        """posting WHERE line NOT BETWEEN 1 AND posting_count OR amount NOT BETWEEN 1 AND 10000000000000
           OR debit_account_id = credit_account_id""",
    ),
    never(
        "posting uses the accounts of its kind",
        {"posting": "p.id", "kind": "e.kind", "debit": "d.code", "credit": "c.code"},
        f"""{POSTED} WHERE e.kind NOT IN ('opening', 'reversal')
            AND e.kind || ': ' || coalesce(d.role, '-') || '/' || coalesce(c.role, '-') NOT IN ({SHAPES})""",
    ),
    never(
        "posting lies within the life of its association, fund and accounts",
        {"posting": "p.id"},
        f"""{POSTED} JOIN fund f ON f.id = p.fund_id JOIN association a ON a.id = p.association_id
            WHERE p.entry_date < f.opened_on OR p.entry_date > f.closed_on OR p.entry_date > a.closed_on
            OR p.entry_date < d.valid_from OR p.entry_date >= d.valid_to
            OR p.entry_date < c.valid_from OR p.entry_date >= c.valid_to
            OR EXISTS (SELECT 1 FROM account child WHERE child.parent_id IN (d.id, c.id))""",
    ),
    never(
        "entry is not dated after it was recorded",
        {"entry": "id"},
        "journal_entry WHERE entry_date > recorded_on",
    ),
    # --- reversals ---
    same(
        "reversal mirrors what it reverses",
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
        "reversal reverses no reversal, and no later posting",
        {"posting": "r.id"},
        """posting r JOIN posting p ON p.id = r.reverses_id
           WHERE p.reverses_id IS NOT NULL OR r.entry_date < p.entry_date""",
    ),
    never(
        "posting is reversed once",
        {"posting": "reverses_id"},
        "posting WHERE reverses_id IS NOT NULL GROUP BY reverses_id HAVING count(*) > 1",
    ),
    never(
        "postings of a reversal reverse one each, and no others do",
        {"posting": "p.id"},
        """posting p JOIN journal_entry e ON e.id = p.entry_id
           WHERE (e.kind = 'reversal') <> (p.reverses_id IS NOT NULL)""",
    ),
    # --- transfers ---
    same(
        "transfer repeats the sender's entry",
        f"""transfer t LEFT JOIN journal_entry e ON e.id = t.entry_id
            LEFT JOIN {ENTRY_SUMS} s ON s.entry_id = t.entry_id""",
        {"transfer": "t.id"},
        {
            "sender": ("e.association_id", "t.sender_id"),
            "date": ("e.entry_date", "t.sent_on"),
            "fund": ("s.fund_id", "t.fund_id"),
            "amount": ("s.total", "t.amount"),
        },
    ),
    same(
        "confirmation repeats the transfer and the receiver's entry",
        f"""transfer_confirmation f LEFT JOIN transfer t ON t.id = f.transfer_id
            LEFT JOIN journal_entry e ON e.id = f.entry_id
            LEFT JOIN {ENTRY_SUMS} s ON s.entry_id = f.entry_id""",
        {"transfer": "f.transfer_id"},
        {
            "receiver": ("t.receiver_id", "e.association_id"),
            "date": ("e.entry_date", "f.confirmed_on"),
            "fund": ("t.fund_id", "s.fund_id"),
            "amount": ("t.amount", "s.total"),
        },
    ),
    agree(
        "account 113 holds what was sent and has not arrived",
        ("fund_id",),
        "amount",
        """SELECT t.fund_id, t.amount AS n FROM transfer t
           LEFT JOIN transfer_confirmation f ON f.transfer_id = t.id WHERE f.id IS NULL""",
        f"""SELECT fund_id, CASE side WHEN 'debit' THEN amount ELSE -amount END AS n
            FROM {LINES} WHERE role = 'in_transit'""",
    ),
    agree(
        "turnover of account 113 is the transfers of the year",
        ("association_id", "fund_id", "year", "side"),
        "amount",
        f"""SELECT sender_id AS association_id, fund_id, {year("sent_on")} AS year, 'debit' AS side,
                   amount AS n FROM transfer
            UNION ALL SELECT t.receiver_id, t.fund_id, {year("f.confirmed_on")}, 'credit', t.amount
            FROM transfer_confirmation f JOIN transfer t ON t.id = f.transfer_id""",
        """SELECT association_id, fund_id, year, 'debit' AS side, debit AS n
           FROM turnover o JOIN account a ON a.id = o.account_id WHERE a.role = 'in_transit'
           UNION ALL SELECT association_id, fund_id, year, 'credit', credit
           FROM turnover o JOIN account a ON a.id = o.account_id WHERE a.role = 'in_transit'""",
    ),
    # --- the tree ---
    never(
        "association stands under one other at a time",
        {"association": "a.child_id"},
        """association_edge a JOIN association_edge b ON b.child_id = a.child_id AND b.id > a.id
           WHERE (a.valid_to IS NULL OR b.valid_from < a.valid_to)
             AND (b.valid_to IS NULL OR a.valid_from < b.valid_to)""",
    ),
)
