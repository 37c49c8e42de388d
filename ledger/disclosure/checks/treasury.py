"""What a treasurer records beside gifts and awards: vouchers, corrections, documents and their entries."""
# ruff: noqa: S608 - as in `statements`

from ledger.disclosure.checks.statements import POSTED, agree, ends, never, same
from ledger.i18n import N_

PLAIN = "'opening', 'interest', 'other_income', 'expense'"
"""Entries whose voucher is their only document."""
KINDS = f"""{PLAIN}, 'correction', 'fund_transfer', 'advance', 'advance_settlement', 'deposit',
  'deposit_return'"""
"""Entries that have a payment or memo voucher each; the opening of a book may have none."""
WITH_VOUCHER = KINDS.replace("'opening', ", "")

LEDGER = f"""(SELECT p.entry_id, p.line, p.association_id, p.fund_id, p.entry_date, p.amount, e.kind,
  e.posting_count, p.debit_account_id, p.credit_account_id, d.role AS debit_role, c.role AS credit_role
  FROM {POSTED})"""

TREASURY_ACTS = f"""(
  SELECT 'record_' || e.kind AS verb, v.id AS subject_id, v.association_id, v.issued_by AS actor_id
    FROM voucher v JOIN journal_entry e ON e.id = v.entry_id WHERE e.kind IN ({PLAIN})
  UNION ALL SELECT CASE e.kind WHEN 'correction' THEN 'correct_voucher' WHEN 'advance' THEN 'give_advance'
      WHEN 'fund_transfer' THEN 'move_between_funds' WHEN 'advance_settlement' THEN 'settle_advance'
      WHEN 'deposit' THEN 'place_deposit' ELSE 'take_back_deposit' END,
      v.id, v.association_id, v.issued_by
    FROM voucher v JOIN journal_entry e ON e.id = v.entry_id
    WHERE e.kind IN ({KINDS}) AND e.kind NOT IN ({PLAIN})
  UNION ALL SELECT 'cancel_voucher', w.voucher_id, v.association_id, w.voided_by
    FROM voucher_void w JOIN voucher v ON v.id = w.voucher_id WHERE v.kind <> 'receipt')"""
"""What was done, where and by whom, as the vouchers say."""

TREASURY_VERBS = """'record_opening', 'record_interest', 'record_other_income', 'record_expense',
  'correct_voucher', 'move_between_funds', 'give_advance', 'settle_advance', 'place_deposit',
  'take_back_deposit', 'cancel_voucher'"""


def _day(column: str) -> str:
    """A day as papers write it, 22/11/2026, on both engines."""
    text = f"CAST({column} AS TEXT)"
    return f"substr({text}, 9, 2) || '/' || substr({text}, 6, 2) || '/' || substr({text}, 1, 4)"


TREASURY_CHECKS = (
    agree(
        N_("every entry of the treasurer has one voucher, which says its amount"),
        ("entry_id", "what"),
        "amount",
        f"""SELECT p.entry_id, 'amount' AS what, p.amount AS n
            FROM posting p JOIN journal_entry e ON e.id = p.entry_id WHERE e.kind IN ({WITH_VOUCHER})
            UNION ALL SELECT id, 'vouchers', 1 FROM journal_entry WHERE kind IN ({WITH_VOUCHER})""",
        f"""SELECT v.entry_id, 'amount' AS what,
              v.amount * CASE e.kind WHEN 'fund_transfer' THEN 2 ELSE 1 END AS n
            FROM voucher v JOIN journal_entry e ON e.id = v.entry_id WHERE e.kind IN ({WITH_VOUCHER})
            UNION ALL SELECT v.entry_id, 'vouchers', 1
            FROM voucher v JOIN journal_entry e ON e.id = v.entry_id WHERE e.kind IN ({WITH_VOUCHER})""",
    ),
    never(
        N_("voucher of the treasurer is of a fund of its entry"),
        {"voucher": "v.id"},
        f"""voucher v JOIN journal_entry e ON e.id = v.entry_id WHERE e.kind IN ({KINDS})
            AND NOT EXISTS (SELECT 1 FROM posting p WHERE p.entry_id = e.id AND p.fund_id = v.fund_id)""",
    ),
    same(
        N_("act taken back has a void voucher"),
        f"""(SELECT r.entry_id, p.entry_id AS undone_id FROM posting r JOIN posting p ON p.id = r.reverses_id
              JOIN journal_entry o ON o.id = p.entry_id WHERE o.kind IN ({PLAIN})) r
            LEFT JOIN voucher v ON v.entry_id = r.undone_id
            LEFT JOIN voucher_void w ON w.voucher_id = v.id LEFT JOIN journal_entry e ON e.id = r.entry_id""",
        {"entry": "r.undone_id"},
        {
            "entry": ("r.entry_id", "w.entry_id"),
            "date": ("e.recorded_on", "w.voided_on"),
            "by": ("e.recorded_by", "w.voided_by"),
        },
    ),
    same(
        N_("void voucher has its act taken back"),
        """(SELECT w.*, v.entry_id AS undone_id FROM voucher_void w JOIN voucher v ON v.id = w.voucher_id
            WHERE v.kind <> 'receipt') w
           LEFT JOIN (SELECT p.entry_id AS undone_id, r.entry_id FROM posting r
             JOIN posting p ON p.id = r.reverses_id) r ON r.undone_id = w.undone_id""",
        {"voucher": "w.voucher_id"},
        {"entry": ("w.entry_id", "r.entry_id")},
    ),
    agree(
        N_("every document of the treasurer posts what it says"),
        ("entry_id", "association_id", "fund_id", "day", "debit_account_id", "credit_account_id"),
        "amount",
        """SELECT f.entry_id, f.association_id, f.from_fund_id AS fund_id, f.moved_on AS day,
             b.id AS debit_account_id, f.account_id AS credit_account_id, f.amount AS n
           FROM fund_transfer f JOIN account b ON b.role = 'between_funds'
           UNION ALL SELECT f.entry_id, f.association_id, f.to_fund_id, f.moved_on, f.account_id,
             b.id, f.amount
           FROM fund_transfer f JOIN account b ON b.role = 'between_funds'
           UNION ALL SELECT a.entry_id, a.association_id, a.fund_id, a.given_on, b.id, a.account_id, a.amount
           FROM advance a JOIN account b ON b.role = 'advances'
           UNION ALL SELECT s.entry_id, a.association_id, a.fund_id, s.settled_on, s.heading_id, b.id, s.spent
           FROM advance_settlement s JOIN advance a ON a.id = s.advance_id
             JOIN account b ON b.role = 'advances' WHERE s.spent <> 0
           UNION ALL SELECT s.entry_id, a.association_id, a.fund_id, s.settled_on, s.account_id,
             b.id, s.returned
           FROM advance_settlement s JOIN advance a ON a.id = s.advance_id
             JOIN account b ON b.role = 'advances' WHERE s.returned <> 0
           UNION ALL SELECT t.entry_id, t.association_id, t.fund_id, t.placed_on, b.id,
             t.account_id, t.principal
           FROM term_deposit t JOIN account b ON b.role = 'term_deposits'
           UNION ALL SELECT r.entry_id, t.association_id, t.fund_id, r.returned_on, r.account_id,
             b.id, t.principal
           FROM term_deposit_return r JOIN term_deposit t ON t.id = r.deposit_id
             JOIN account b ON b.role = 'term_deposits'
           UNION ALL SELECT r.entry_id, t.association_id, t.fund_id, r.returned_on, r.account_id,
             b.id, r.interest
           FROM term_deposit_return r JOIN term_deposit t ON t.id = r.deposit_id
             JOIN account b ON b.role = 'interest' WHERE r.interest <> 0""",
        f"""SELECT entry_id, association_id, fund_id, entry_date AS day, debit_account_id, credit_account_id,
             amount AS n FROM {LEDGER} AS posted
            WHERE kind IN ('fund_transfer', 'advance', 'advance_settlement', 'deposit', 'deposit_return')""",
    ),
    never(
        N_("document of the treasurer has the voucher of its entry"),
        {"document": "x.document", "id": "x.id"},
        """(SELECT 'fund transfer' AS document, id, entry_id, voucher_id FROM fund_transfer
            UNION ALL SELECT 'advance', id, entry_id, voucher_id FROM advance
            UNION ALL SELECT 'settlement', id, entry_id, voucher_id FROM advance_settlement
            UNION ALL SELECT 'term deposit', id, entry_id, voucher_id FROM term_deposit
            UNION ALL SELECT 'returned deposit', id, entry_id, voucher_id FROM term_deposit_return) x
           LEFT JOIN voucher v ON v.id = x.voucher_id
           WHERE (v.entry_id = x.entry_id) IS NOT TRUE""",
    ),
    same(
        N_("voucher of the treasurer is for what its entry is for"),
        f"""(SELECT v.*, e.description FROM voucher v JOIN journal_entry e ON e.id = v.entry_id
             WHERE e.kind IN ({KINDS})) v""",
        {"voucher": "v.id"},
        {"reason": ("v.description", ends("v.reason", "v.description"))},
    ),
    same(
        N_("transfer between funds prints its ground"),
        "fund_transfer f LEFT JOIN voucher v ON v.id = f.voucher_id",
        {"fund transfer": "f.id"},
        {"ground": ("f.ground", ends("v.reason", "f.ground"))},
    ),
    same(
        N_("advance says what its voucher says"),
        "advance a LEFT JOIN voucher v ON v.id = a.voucher_id",
        {"advance": "a.id"},
        {
            "holder": ("v.party_name", "a.holder_name"),
            "purpose and day": (
                "v.reason",
                f"'Tạm ứng: ' || a.purpose || '; thanh toán trước ngày ' || {_day('a.due_on')}",
            ),
        },
    ),
    same(
        N_("term deposit says what its voucher says"),
        "term_deposit t LEFT JOIN voucher v ON v.id = t.voucher_id",
        {"term deposit": "t.id"},
        {
            "bank": ("v.party_name", "t.bank_name"),
            "rate and days": (
                "v.reason",
                f"""'Gửi có kỳ hạn tại ' || t.bank_name || ', lãi suất '
                    || CAST(t.rate_bp / 100 AS TEXT) || ','
                    || substr(CAST(100 + t.rate_bp % 100 AS TEXT), 2)
                    || ' %/năm, đáo hạn ngày ' || {_day("t.matures_on")}""",
            ),
        },
    ),
    never(
        N_("transfer between funds has two funds and a ground"),
        {"fund transfer": "id"},
        "fund_transfer WHERE from_fund_id = to_fund_id OR length(trim(ground)) < 3",
    ),
    never(
        N_("no advance is settled beyond its amount, or before it was given"),
        {"advance": "a.id"},
        """advance a LEFT JOIN (SELECT advance_id, sum(spent + returned) AS settled, min(settled_on) AS first
             FROM advance_settlement GROUP BY advance_id) s ON s.advance_id = a.id
           WHERE s.settled > a.amount OR s.first < a.given_on OR a.due_on < a.given_on""",
    ),
    never(
        N_("settlement says what was spent and what came back"),
        {"settlement": "id"},
        """advance_settlement WHERE spent < 0 OR returned < 0 OR spent + returned <= 0
           OR (spent = 0) <> (heading_id IS NULL) OR (returned = 0) <> (account_id IS NULL)""",
    ),
    never(
        N_("term deposit returns once, after it was placed"),
        {"term deposit": "t.id"},
        """term_deposit t LEFT JOIN (SELECT deposit_id, count(*) AS times, min(returned_on) AS first,
             min(interest) AS interest FROM term_deposit_return GROUP BY deposit_id) r ON r.deposit_id = t.id
           WHERE r.times > 1 OR r.first < t.placed_on OR r.interest < 0 OR t.matures_on <= t.placed_on
           OR t.rate_bp NOT BETWEEN 0 AND 10000""",
    ),
    agree(
        N_("every act of the treasurer left its row in the trail"),
        ("verb", "subject_id", "association_id", "actor_id"),
        "rows",
        f"SELECT verb, subject_id, association_id, actor_id, 1 AS n FROM {TREASURY_ACTS} AS acts",
        f"""SELECT verb, subject_id, association_id, actor_id, 1 AS n FROM audit_event
            WHERE verb IN ({TREASURY_VERBS})""",
    ),
)
