"""What units declare: figures that add up, corrections in unbroken chains, and who recorded them."""

from ledger.disclosure.checks.statements import agree, never, same
from ledger.i18n import N_

DECLARATION_CHECKS = (
    same(
        N_("declared figures add up"),
        "declaration d",
        {"declaration": "d.id"},
        {"closing": ("d.opening + d.received - d.spent", "d.closing")},
    ),
    never(
        N_("declared figures speak of days past, in đồng from 0 on"),
        {"declaration": "id"},
        """declaration WHERE as_of > declared_on
             OR opening < 0 OR received < 0 OR spent < 0 OR closing < 0""",
    ),
    same(
        N_("a correction is of the same unit and day"),
        "declaration d JOIN declaration r ON r.id = d.replaces_id",
        {"declaration": "d.id"},
        {"association": ("r.association_id", "d.association_id"), "day": ("r.as_of", "d.as_of")},
    ),
    agree(
        N_("of a unit and day one declaration stands"),
        ("association_id", "as_of"),
        "rows",
        "SELECT DISTINCT association_id, as_of, 1 AS n FROM declaration",
        """SELECT d.association_id, d.as_of, count(*) AS n FROM declaration d
           LEFT JOIN declaration r ON r.replaces_id = d.id WHERE r.id IS NULL
           GROUP BY d.association_id, d.as_of""",
    ),
    same(
        N_("a corrected count is of the same unit, year and measure"),
        "declared_measure d JOIN declared_measure r ON r.id = d.replaces_id",
        {"count": "d.id"},
        {
            "association": ("r.association_id", "d.association_id"),
            "year": ("r.year", "d.year"),
            "measure": ("r.measure", "d.measure"),
        },
    ),
    agree(
        N_("of a unit, year and measure one count stands"),
        ("association_id", "year", "measure"),
        "rows",
        "SELECT DISTINCT association_id, year, measure, 1 AS n FROM declared_measure",
        """SELECT d.association_id, d.year, d.measure, count(*) AS n FROM declared_measure d
           LEFT JOIN declared_measure r ON r.replaces_id = d.id WHERE r.id IS NULL
           GROUP BY d.association_id, d.year, d.measure""",
    ),
    agree(
        N_("every declaration left its row in the trail"),
        ("subject_id", "association_id", "actor_id"),
        "rows",
        "SELECT id AS subject_id, association_id, declared_by AS actor_id, 1 AS n FROM declaration",
        """SELECT subject_id, association_id, actor_id, 1 AS n FROM audit_event
           WHERE verb IN ('declare', 'replace_declaration')""",
    ),
    never(
        N_("every declared count left a row in the trail"),
        {"count": "d.id"},
        """declared_measure d WHERE NOT EXISTS (
             SELECT 1 FROM audit_event e WHERE e.verb = 'declare_counts'
               AND e.association_id = d.association_id AND e.actor_id = d.declared_by)""",
    ),
)
