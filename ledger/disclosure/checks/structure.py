"""The tree of associations: one parent a day while both live, and nothing left where one was closed."""

from ledger.disclosure.checks.statements import never
from ledger.i18n import N_

ENDED = """(SELECT a.id, min(v.happened_on) AS day FROM association a
    JOIN association_succession s ON s.predecessor_id = a.id JOIN association_event v ON v.id = s.event_id
    WHERE v.happened_on > a.closed_on GROUP BY a.id)"""
"""Closed associations, with the first day of the order in which they are no more."""

STRUCTURE_CHECKS = (
    never(
        N_("closed association names who follows"),
        {"association": "a.id"},
        f"""association a LEFT JOIN {ENDED} n ON n.id = a.id
            WHERE a.closed_on IS NOT NULL AND n.day IS NULL""",
    ),
    never(
        N_("closed association holds nothing"),
        {"association": "b.association_id", "fund": "b.fund_id", "account": "k.code"},
        """balance b JOIN association a ON a.id = b.association_id JOIN account k ON k.id = b.account_id
           WHERE a.closed_on IS NOT NULL AND b.debit <> b.credit
             AND k.class IN ('asset', 'liability') AND k.figure <> 'in_transit'""",
    ),
    never(
        N_("association stands under one other at a time"),
        {"association": "e.child_id"},
        """association_edge e JOIN association_edge o ON o.child_id = e.child_id AND o.id > e.id
           WHERE (e.valid_to IS NULL OR o.valid_from < e.valid_to)
             AND (o.valid_to IS NULL OR e.valid_from < o.valid_to)""",
    ),
    never(
        N_("association stands under another one while both live"),
        {"association": "e.child_id"},
        f"""association_edge e JOIN association p ON p.id = e.parent_id
            JOIN association c ON c.id = e.child_id
            LEFT JOIN {ENDED} pn ON pn.id = p.id LEFT JOIN {ENDED} cn ON cn.id = c.id
            WHERE e.valid_from < p.founded_on OR e.valid_from < c.founded_on
              OR (e.role <> 'history' AND (pn.day IS NOT NULL OR cn.day IS NOT NULL)
                AND (e.valid_to IS NULL OR e.valid_to > pn.day OR e.valid_to > cn.day))
              OR (e.role = 'history' AND e.valid_to IS NULL
                AND (c.closed_on IS NULL OR c.closed_on >= e.valid_from))""",
    ),
    never(
        N_("shares of a history are at most the whole"),
        {"association": "x.predecessor_id"},
        """(SELECT s.event_id, s.predecessor_id, sum(s.share) AS parts FROM association_succession s
            GROUP BY s.event_id, s.predecessor_id) x WHERE x.parts > 10000""",
    ),
)
