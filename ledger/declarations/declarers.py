"""Which units stand behind the declared figures under an association: the largest, in the newest year."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.associations import tree
from ledger.associations.associations import Association
from ledger.declarations.figures import Declaration, counting, in_its_time, standing

MOST_NAMED = 5


def newest(session: Session, root_id: int, on: date, year: int) -> Sequence[tuple[Association, Declaration]]:
    """The units with the largest closings, in the last year up to `year` of which anything was declared.

    on: the day whose structure says what stands under the association, itself counted. At most
    `MOST_NAMED`; none when nothing was declared so far.
    """
    within = tree.subtree(root_id, on)
    latest = session.scalar(
        select(func.max(Declaration.as_of))
        .join(within, within.c.id == Declaration.association_id)
        .join(Association, Association.id == Declaration.association_id)
        .where(Declaration.as_of <= date(year, 12, 31), standing(), in_its_time())
    )
    if latest is None:
        return []
    found = session.execute(
        select(Association, Declaration)
        .join(within, within.c.id == Association.id)
        .join(Declaration, Declaration.association_id == Association.id)
        .where(*counting(date(latest.year, 1, 1), date(latest.year, 12, 31)))
        .order_by(Declaration.closing.desc(), Declaration.id)
        .limit(MOST_NAMED)
    )
    return [(unit, declaration) for unit, declaration in found]
