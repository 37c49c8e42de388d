"""Awards from proposal to payment, and the titles they rest on."""
# ruff: noqa: S608 - as in `statements`

from ledger.disclosure.checks.statements import ENTRY_SUMS, agree, never, same
from ledger.i18n import N_

AWARD_CHECKS = (
    same(
        N_("proposal counts its awards"),
        """proposal q LEFT JOIN (SELECT proposal_id, count(*) AS awards, sum(amount) AS total FROM award
           GROUP BY proposal_id) w ON w.proposal_id = q.id""",
        {"proposal": "q.id"},
        {"awards": ("w.awards", "q.award_count"), "total": ("w.total", "q.total")},
    ),
    same(
        N_("proposal is from the fund of its programme"),
        "proposal q LEFT JOIN programme g ON g.id = q.programme_id",
        {"proposal": "q.id"},
        {
            "association": ("g.association_id", "q.association_id"),
            "fund": ("g.fund_id", "q.fund_id"),
        },
    ),
    same(
        N_("decision repeats its proposal and its entry"),
        f"""(SELECT * FROM decision WHERE approved = 1) d LEFT JOIN proposal q ON q.id = d.proposal_id
            LEFT JOIN journal_entry e ON e.id = d.entry_id
            LEFT JOIN {ENTRY_SUMS} s ON s.entry_id = d.entry_id""",
        {"decision": "d.id"},
        {
            "association": ("q.association_id", "d.association_id"),
            "association of the entry": ("d.association_id", "e.association_id"),
            "fund": ("q.fund_id", "d.fund_id"),
            "fund posted": ("d.fund_id", "s.fund_id"),
            "proposed by": ("q.proposed_by", "d.proposed_by"),
            "date": ("e.entry_date", "d.decided_on"),
            "decided by": ("e.recorded_by", "d.decided_by"),
            "total": ("q.total", "s.total"),
        },
    ),
    agree(
        N_("decision promises each award"),
        ("entry_id", "line"),
        "amount",
        """SELECT d.entry_id, w.line, w.amount AS n FROM award w
           JOIN decision d ON d.proposal_id = w.proposal_id WHERE d.approved = 1""",
        """SELECT p.entry_id, p.line, p.amount AS n FROM posting p
           JOIN decision d ON d.entry_id = p.entry_id""",
    ),
    never(
        N_("nobody decides what they proposed, or pays what they decided"),
        {"decision": "d.id"},
        """decision d LEFT JOIN payment y ON y.decision_id = d.id
           WHERE d.decided_by = d.proposed_by OR y.paid_by = d.decided_by OR y.decided_by <> d.decided_by""",
    ),
    same(
        N_("payment agrees with its decision, lines, voucher and entry"),
        f"""payment y LEFT JOIN decision d ON d.id = y.decision_id
            LEFT JOIN journal_entry e ON e.id = y.entry_id
            LEFT JOIN {ENTRY_SUMS} s ON s.entry_id = y.entry_id
            LEFT JOIN voucher v ON v.id = y.voucher_id
            LEFT JOIN (SELECT payment_id, count(*) AS lines, sum(amount) AS total FROM payment_line
                       GROUP BY payment_id) l ON l.payment_id = y.id""",
        {"payment": "y.id"},
        {
            "total of its lines": ("l.total", "y.total"),
            "total posted": ("s.total", "y.total"),
            "postings": ("l.lines", "s.lines"),
            "association": ("e.association_id", "y.association_id"),
            "association of the decision": ("d.association_id", "y.association_id"),
            "decision approved": ("1", "d.approved"),
            "fund": ("d.fund_id", "s.fund_id"),
            "date": ("e.entry_date", "y.paid_on"),
            "method": ("s.credit_role", "y.method"),
            "method on the voucher": ("y.method", "v.method"),
            "paid by": ("e.recorded_by", "y.paid_by"),
            "entry of the voucher": ("y.entry_id", "v.entry_id"),
            "amount on the voucher": ("y.total", "v.amount"),
            "fund on the voucher": ("d.fund_id", "v.fund_id"),
            "kind of voucher": ("'payment'", "v.kind"),
        },
    ),
    same(
        N_("payment pays awards of its own decision, whole"),
        """payment_line l LEFT JOIN payment y ON y.id = l.payment_id
           LEFT JOIN decision d ON d.id = y.decision_id LEFT JOIN award w ON w.id = l.award_id""",
        {"payment line": "l.id"},
        {"proposal": ("d.proposal_id", "w.proposal_id"), "amount": ("w.amount", "l.amount")},
    ),
    never(
        N_("award is paid once"),
        {"award": "award_id"},
        "payment_line GROUP BY award_id HAVING count(*) > 1",
    ),
    agree(
        N_("money promised is what is decided and not paid"),
        ("association_id", "fund_id"),
        "amount",
        """SELECT d.association_id, d.fund_id, w.amount AS n FROM decision d
           JOIN award w ON w.proposal_id = d.proposal_id
           LEFT JOIN payment_line l ON l.award_id = w.id WHERE d.approved = 1 AND l.id IS NULL""",
        "SELECT association_id, fund_id, promised AS n FROM fund_position",
    ),
    never(
        N_("award rests on a title where its programme asks for one"),
        {"award": "w.id"},
        """award w JOIN proposal q ON q.id = w.proposal_id JOIN programme g ON g.id = q.programme_id
           LEFT JOIN recognition n ON n.id = w.recognition_id AND n.party_id = w.party_id
           WHERE n.id IS NULL
             AND (w.recognition_id IS NOT NULL OR CAST(g.recognition_required AS INTEGER) = 1)""",
    ),
    same(
        N_("title is held by the one who was registered and passed"),
        """recognition n LEFT JOIN registration r ON r.id = n.registration_id
           LEFT JOIN assessment s ON s.registration_id = n.registration_id""",
        {"recognition": "n.id"},
        {"party": ("r.party_id", "n.party_id"), "passed": ("1", "s.passed")},
    ),
    never(
        N_("assessment passes exactly from its threshold on"),
        {"assessment": "id"},
        "assessment WHERE (points >= threshold AND passed <> 1) OR (points < threshold AND passed <> 0)",
    ),
)
