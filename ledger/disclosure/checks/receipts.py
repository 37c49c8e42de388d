"""Vouchers, gifts, collections by list, and the trail of who did what."""
# ruff: noqa: S608 - as in `statements`

from ledger.disclosure.checks.statements import ENTRY_SUMS, POSTED, agree, same, year
from ledger.i18n import N_

ACTS = """(
  SELECT 'record_contribution' AS verb, g.voucher_id AS subject_id, g.association_id,
         g.recorded_by AS actor_id
    FROM contribution g JOIN posting p ON p.id = g.posting_id
    JOIN journal_entry e ON e.id = p.entry_id WHERE e.kind = 'contribution'
  UNION ALL SELECT 'start_roster', id, association_id, created_by FROM roster
  UNION ALL SELECT 'post_roster', r.roster_id, e.association_id, e.recorded_by
    FROM roster_posting r JOIN journal_entry e ON e.id = r.entry_id
  UNION ALL SELECT 'cancel_contribution', w.voucher_id, v.association_id, w.voided_by
    FROM voucher_void w JOIN voucher v ON v.id = w.voucher_id WHERE v.kind = 'receipt'
  UNION ALL SELECT act || '_period', id, association_id, acted_by FROM period_event
  UNION ALL SELECT 'recognize', id, association_id, decided_by FROM recognition_decision
  UNION ALL SELECT 'propose', id, association_id, proposed_by FROM proposal
  UNION ALL SELECT 'decide', id, association_id, decided_by FROM decision
  UNION ALL SELECT 'pay', id, association_id, paid_by FROM payment
  UNION ALL SELECT 'send_transfer', t.id, t.sender_id, e.recorded_by
    FROM transfer t JOIN journal_entry e ON e.id = t.entry_id
  UNION ALL SELECT 'confirm_transfer', t.id, t.receiver_id, e.recorded_by
    FROM transfer_confirmation f JOIN transfer t ON t.id = f.transfer_id
    JOIN journal_entry e ON e.id = f.entry_id
  UNION ALL SELECT 'refuse_transfer', t.id, t.receiver_id, r.refused_by
    FROM transfer_refusal r JOIN transfer t ON t.id = r.transfer_id
  UNION ALL SELECT 'take_back_transfer', t.id, t.sender_id, e.recorded_by
    FROM transfer_return b JOIN transfer t ON t.id = b.transfer_id
    JOIN journal_entry e ON e.id = b.entry_id)"""
"""What was done, where and by whom, as the documents say."""

VERBS = """'record_contribution', 'start_roster', 'post_roster', 'cancel_contribution', 'recognize',
  'propose', 'decide', 'pay', 'send_transfer', 'confirm_transfer', 'refuse_transfer', 'take_back_transfer',
  'close_period', 'reopen_period', 'file_period'"""

RECEIPT_CHECKS = (
    agree(
        N_("numbers of a series have no gap"),
        ("association_id", "kind", "year", "book", "what"),
        "number",
        """SELECT association_id, kind, year, book, 'highest' AS what, last_number AS n FROM voucher_series
           UNION ALL SELECT association_id, kind, year, book, 'vouchers', last_number FROM voucher_series""",
        """SELECT association_id, kind, year, book, 'highest' AS what, max(number) AS n FROM voucher
           GROUP BY association_id, kind, year, book
           UNION ALL SELECT association_id, kind, year, book, 'vouchers', count(DISTINCT number)
           FROM voucher GROUP BY association_id, kind, year, book""",
    ),
    same(
        N_("voucher repeats its entry"),
        "voucher v LEFT JOIN journal_entry e ON e.id = v.entry_id",
        {"voucher": "v.id"},
        {
            "association": ("e.association_id", "v.association_id"),
            "date": ("e.entry_date", "v.issued_on"),
            "year": (year("e.entry_date"), "v.year"),
            "issued by": ("e.recorded_by", "v.issued_by"),
            "kind": (
                """CASE WHEN e.kind IN ('contribution', 'roster') THEN 'receipt'
                     WHEN e.kind IN ('award_payment', 'expense', 'advance', 'transfer_sent') THEN 'payment'
                     WHEN EXISTS (SELECT 1 FROM goods_lot g WHERE g.entry_id = e.id AND g.source = 'bought')
                     THEN 'payment' ELSE 'memo' END""",
                "v.kind",
            ),
        },
    ),
    same(
        N_("voucher belongs to one gift or one payment"),
        """(SELECT v.id FROM voucher v JOIN journal_entry e ON e.id = v.entry_id
             WHERE v.kind = 'receipt' OR e.kind IN ('contribution', 'roster', 'award_payment')) v LEFT JOIN (
             SELECT voucher_id, count(*) AS documents FROM (
               SELECT voucher_id FROM contribution UNION ALL SELECT voucher_id FROM payment) AS both_kinds
             GROUP BY voucher_id) u ON u.voucher_id = v.id""",
        {"voucher": "v.id"},
        {"documents": ("1", "u.documents")},
    ),
    same(
        N_("gift, posting and receipt say the same"),
        f"""contribution g LEFT JOIN voucher v ON v.id = g.voucher_id
            LEFT JOIN ({POSTED}) ON p.id = g.posting_id""",
        {"gift": "g.id"},
        {
            "association": ("p.association_id", "g.association_id"),
            "fund": ("p.fund_id", "g.fund_id"),
            "amount": ("p.amount", "g.amount"),
            "amount on the receipt": ("p.amount", "v.amount"),
            "fund on the receipt": ("p.fund_id", "v.fund_id"),
            "date": ("p.entry_date", "g.received_on"),
            "method": ("d.role", "g.method"),
            "method on the receipt": ("d.role", "v.method"),
            "entry of the receipt": ("p.entry_id", "v.entry_id"),
            "recorded by": ("e.recorded_by", "g.recorded_by"),
            "kind of voucher": ("'receipt'", "v.kind"),
        },
    ),
    agree(
        N_("every contribution posted has its gift"),
        ("entry_id",),
        "postings",
        """SELECT p.entry_id, 1 AS n FROM posting p JOIN journal_entry e ON e.id = p.entry_id
           WHERE e.kind IN ('contribution', 'roster')""",
        "SELECT p.entry_id, 1 AS n FROM contribution g JOIN posting p ON p.id = g.posting_id",
    ),
    same(
        N_("gift taken back has a void receipt"),
        """posting r JOIN contribution g ON g.posting_id = r.reverses_id
           LEFT JOIN voucher_void w ON w.voucher_id = g.voucher_id
           LEFT JOIN journal_entry e ON e.id = r.entry_id""",
        {"gift": "g.id"},
        {
            "entry": ("r.entry_id", "w.entry_id"),
            "date": ("e.recorded_on", "w.voided_on"),
            "by": ("e.recorded_by", "w.voided_by"),
        },
    ),
    same(
        N_("void receipt has its gift taken back"),
        """(SELECT w.* FROM voucher_void w JOIN voucher v ON v.id = w.voucher_id WHERE v.kind = 'receipt') w
           LEFT JOIN contribution g ON g.voucher_id = w.voucher_id
           LEFT JOIN posting r ON r.reverses_id = g.posting_id""",
        {"voucher": "w.voucher_id"},
        {"entry": ("w.entry_id", "r.entry_id")},
    ),
    same(
        N_("collection agrees with its list and its entry"),
        f"""roster_posting x LEFT JOIN roster r ON r.id = x.roster_id
            LEFT JOIN journal_entry e ON e.id = x.entry_id
            LEFT JOIN {ENTRY_SUMS} s ON s.entry_id = x.entry_id
            LEFT JOIN (SELECT roster_id, count(amount) AS paid, sum(amount) AS total FROM roster_line
                       GROUP BY roster_id) l ON l.roster_id = x.roster_id""",
        {"list": "x.roster_id"},
        {
            "households": ("l.paid", "x.listed_households"),
            "households counted": ("l.paid", "x.counted_households"),
            "total": ("l.total", "x.listed_total"),
            "cash counted": ("l.total", "x.counted_cash"),
            "postings": ("s.lines", "x.listed_households"),
            "amount posted": ("s.total", "x.listed_total"),
            "association": ("e.association_id", "r.association_id"),
            "fund": ("s.fund_id", "r.fund_id"),
            "date": ("e.entry_date", "x.posted_on"),
        },
    ),
    agree(
        N_("every household of a posted list gave what its line says"),
        ("entry_id", "party_id"),
        "amount",
        """SELECT x.entry_id, l.party_id, l.amount AS n FROM roster_posting x
           JOIN roster_line l ON l.roster_id = x.roster_id WHERE l.amount IS NOT NULL""",
        """SELECT p.entry_id, g.party_id, g.amount AS n FROM contribution g
           JOIN posting p ON p.id = g.posting_id JOIN roster_posting x ON x.entry_id = p.entry_id""",
    ),
    agree(
        N_("every act left its row in the trail"),
        ("verb", "subject_id", "association_id", "actor_id"),
        "rows",
        f"SELECT verb, subject_id, association_id, actor_id, 1 AS n FROM {ACTS} AS acts",
        f"""SELECT verb, subject_id, association_id, actor_id, 1 AS n FROM audit_event
            WHERE verb IN ({VERBS})""",
    ),
)
