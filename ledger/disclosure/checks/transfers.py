"""Transfers: each document repeats its entry and has its voucher, and account 113 is what is on its way."""
# ruff: noqa: S608 - as in `statements`

from ledger.disclosure.checks.statements import (
    LINES,
    agree,
    day_of,
    ends,
    month_of,
    never,
    same,
    year,
)
from ledger.i18n import N_

REMITTED = "'transfer_sent', 'transfer_received', 'transfer_returned'"
"""Entries that have a voucher each, but for those of `MINUTED`."""
ON_ITS_WAY = "'in_transit', 'capital_in_transit'"
"""The accounts of money that left one association and has not come to the other."""
MINUTED = "SELECT entry_id FROM transfer WHERE event_id IS NOT NULL"
"""What a closing association hands over: its paper is the minutes of the hand-over."""

POSTED_ALONE = "(SELECT * FROM posting WHERE posting_count = 1)"
"""The postings that are alone in their entry."""

TRANSFER_CHECKS = (
    same(
        N_("transfer repeats the sender's entry"),
        f"transfer t LEFT JOIN {POSTED_ALONE} p ON p.entry_id = t.entry_id",
        {"transfer": "t.id"},
        {
            "sender": ("p.association_id", "t.sender_id"),
            "date": ("p.entry_date", "t.sent_on"),
            "fund": ("p.fund_id", "t.fund_id"),
            "amount": ("p.amount", "t.amount"),
        },
    ),
    same(
        N_("confirmation repeats the transfer and the receiver's entry"),
        f"""transfer_confirmation f LEFT JOIN transfer t ON t.id = f.transfer_id
            LEFT JOIN {POSTED_ALONE} p ON p.entry_id = f.entry_id
            LEFT JOIN {POSTED_ALONE} s ON s.entry_id = t.entry_id""",
        {"transfer": "f.transfer_id"},
        {
            "receiver": ("t.receiver_id", "p.association_id"),
            "date": ("p.entry_date", "f.confirmed_on"),
            "fund": ("t.fund_id", "p.fund_id"),
            "amount": ("t.amount", "p.amount"),
            "account": ("s.debit_account_id", "p.credit_account_id"),
        },
    ),
    same(
        N_("return repeats the transfer and the sender's entry"),
        f"""transfer_return b LEFT JOIN transfer t ON t.id = b.transfer_id
            LEFT JOIN {POSTED_ALONE} p ON p.entry_id = b.entry_id""",
        {"transfer": "b.transfer_id"},
        {
            "sender": ("t.sender_id", "p.association_id"),
            "date": ("p.entry_date", "b.returned_on"),
            "fund": ("t.fund_id", "p.fund_id"),
            "amount": ("t.amount", "p.amount"),
        },
    ),
    never(
        N_("transfer says what its entry says"),
        {"transfer": "t.id"},
        """transfer t JOIN journal_entry e ON e.id = t.entry_id JOIN association a ON a.id = t.receiver_id
           WHERE e.description <> a.name || CASE t.note WHEN '' THEN '' ELSE ': ' || t.note END
             AND NOT EXISTS (SELECT 1 FROM association_name n WHERE n.association_id = a.id
               AND e.description = n.name || CASE t.note WHEN '' THEN '' ELSE ': ' || t.note END)""",
    ),
    never(
        N_("transfer is answered once, after it was sent, and comes back only when refused"),
        {"transfer": "t.id"},
        """transfer t LEFT JOIN transfer_confirmation f ON f.transfer_id = t.id
           LEFT JOIN transfer_refusal r ON r.transfer_id = t.id
           LEFT JOIN transfer_return b ON b.transfer_id = t.id
           WHERE (f.id IS NOT NULL AND r.id IS NOT NULL) OR f.confirmed_on < t.sent_on
             OR r.refused_on < t.sent_on OR length(trim(r.reason)) < 3
             OR (b.id IS NOT NULL AND r.id IS NULL) OR b.returned_on < r.refused_on""",
    ),
    never(
        N_("transfer goes to an association that stands and keeps its book here"),
        {"transfer": "t.id"},
        """transfer t JOIN association a ON a.id = t.receiver_id
           LEFT JOIN association_event v ON v.id = t.event_id
           WHERE a.ledgered_from IS NULL OR coalesce(v.happened_on, t.sent_on) < a.founded_on
             OR coalesce(v.happened_on, t.sent_on) > a.closed_on""",
    ),
    never(
        N_("transfer of an event goes from the closed association to its successor"),
        {"transfer": "t.id"},
        """transfer t WHERE t.event_id IS NOT NULL AND NOT EXISTS (
             SELECT 1 FROM association_succession s WHERE s.event_id = t.event_id
               AND s.predecessor_id = t.sender_id AND s.successor_id = t.receiver_id)""",
    ),
    never(
        N_("transfer by a rule is between its two associations, of its fund, for one of its periods"),
        {"transfer": "t.id"},
        f"""transfer t LEFT JOIN remittance_rule r ON r.id = t.rule_id
            WHERE (t.rule_id IS NULL) <> (t.period_start IS NULL) OR (t.rule_id IS NOT NULL AND (
              (r.sender_id = t.sender_id AND r.receiver_id = t.receiver_id AND r.fund_id = t.fund_id
                AND t.period_start >= r.valid_from) IS NOT TRUE
              OR t.period_start >= r.valid_to OR {day_of("t.period_start")} <> 1
              OR ({month_of("t.period_start")} - 1)
                % CASE r.period WHEN 'month' THEN 1 WHEN 'quarter' THEN 3 ELSE 12 END <> 0))""",
    ),
    never(
        N_("rule of remittance asks for a share or an amount, on a decision"),
        {"rule": "id"},
        """remittance_rule WHERE (share IS NULL) = (fixed_amount IS NULL) OR share NOT BETWEEN 1 AND 10000
           OR fixed_amount NOT BETWEEN 1 AND 10000000000000 OR length(trim(decision)) < 2
           OR valid_to < valid_from OR sender_id = receiver_id""",
    ),
    agree(
        N_("every transfer has the voucher of each side"),
        ("entry_id", "what"),
        "amount",
        f"""SELECT p.entry_id, 'amount' AS what, p.amount AS n
            FROM posting p JOIN journal_entry e ON e.id = p.entry_id
            WHERE e.kind IN ({REMITTED}) AND e.id NOT IN ({MINUTED})
            UNION ALL SELECT id, 'vouchers', 1 FROM journal_entry
            WHERE kind IN ({REMITTED}) AND id NOT IN ({MINUTED})""",
        f"""SELECT v.entry_id, 'amount' AS what, v.amount AS n
            FROM voucher v JOIN journal_entry e ON e.id = v.entry_id WHERE e.kind IN ({REMITTED})
            UNION ALL SELECT v.entry_id, 'vouchers', 1
            FROM voucher v JOIN journal_entry e ON e.id = v.entry_id WHERE e.kind IN ({REMITTED})""",
    ),
    same(
        N_("voucher of a transfer is of its fund, and for what its entry is for"),
        f"""(SELECT v.*, e.description, p.fund_id AS posted FROM voucher v
             JOIN journal_entry e ON e.id = v.entry_id JOIN posting p ON p.entry_id = e.id
             WHERE e.kind IN ({REMITTED})) v""",
        {"voucher": "v.id"},
        {"fund": ("v.posted", "v.fund_id"), "reason": ("v.description", ends("v.reason", "v.description"))},
    ),
    agree(
        N_("every rule of remittance left its rows in the trail"),
        ("verb", "subject_id", "association_id"),
        "rows",
        """SELECT 'add_remittance_rule' AS verb, id AS subject_id, sender_id AS association_id, 1 AS n
           FROM remittance_rule
           UNION ALL SELECT 'end_remittance_rule', id, sender_id, 1 FROM remittance_rule
           WHERE valid_to IS NOT NULL""",
        """SELECT verb, subject_id, association_id, 1 AS n FROM audit_event
           WHERE verb IN ('add_remittance_rule', 'end_remittance_rule')""",
    ),
    agree(
        N_("account 113 holds what was sent and neither arrived nor came back"),
        ("fund_id",),
        "amount",
        """SELECT t.fund_id, t.amount AS n FROM transfer t
           LEFT JOIN transfer_confirmation f ON f.transfer_id = t.id
           LEFT JOIN transfer_return b ON b.transfer_id = t.id WHERE f.id IS NULL AND b.id IS NULL""",
        f"""SELECT fund_id, CASE side WHEN 'debit' THEN amount ELSE -amount END AS n
            FROM {LINES} WHERE role IN ({ON_ITS_WAY})""",
    ),
    agree(
        N_("turnover of account 113 is the transfers of the year"),
        ("association_id", "fund_id", "year", "side"),
        "amount",
        f"""SELECT sender_id AS association_id, fund_id, {year("sent_on")} AS year, 'debit' AS side,
                   amount AS n FROM transfer
            UNION ALL SELECT t.receiver_id, t.fund_id, {year("f.confirmed_on")}, 'credit', t.amount
            FROM transfer_confirmation f JOIN transfer t ON t.id = f.transfer_id
            UNION ALL SELECT t.sender_id, t.fund_id, {year("b.returned_on")}, 'credit', t.amount
            FROM transfer_return b JOIN transfer t ON t.id = b.transfer_id""",
        f"""SELECT association_id, fund_id, year, 'debit' AS side, debit AS n
           FROM turnover o JOIN account a ON a.id = o.account_id WHERE a.role IN ({ON_ITS_WAY})
           UNION ALL SELECT association_id, fund_id, year, 'credit', credit
           FROM turnover o JOIN account a ON a.id = o.account_id WHERE a.role IN ({ON_ITS_WAY})""",
    ),
)
