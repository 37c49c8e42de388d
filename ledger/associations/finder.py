"""Finding an association: by a part of its name, or by opening the tree one level after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from ledger.associations import tree
from ledger.associations.associations import Association
from ledger.associations.tree import AssociationEdge
from ledger.text import clean, fold

MOST_FOUND = 50
LONGEST_PART = 200
"""Characters; no name is longer, and SQLite refuses very long patterns."""


def search(session: Session, said: str, *, limit: int = MOST_FOUND) -> Sequence[Association]:
    """Associations whose name contains what was typed, accents or not, in Vietnamese order.

    said: as typed; nothing typed finds nothing. limit: at most so many.
    """
    part = fold(clean(said))
    if not 0 < len(part) <= LONGEST_PART:
        return []
    return session.scalars(
        select(Association)
        .where(Association.folded.contains(part, autoescape=True))
        .order_by(Association.sort_key, Association.id)
        .limit(limit)
    ).all()


@dataclass(frozen=True)
class Branch:
    """One association in an opened tree.

    below: how many stand directly under it; opened: whether those are listed in `branches`.
    """

    association: Association
    below: int
    opened: bool
    branches: Sequence["Branch"]


def opened(session: Session, association: Association, on: date) -> Sequence[Branch]:
    """The tree of a day, opened from its roots down to the units directly under one association.

    Only the way there is opened: three statements, whatever the depth.
    """
    path = {association.id, *(above.id for above in tree.ancestors(session, association.id, on))}
    live = tree.live(on)
    shown = session.execute(
        select(Association, AssociationEdge.parent_id)
        .outerjoin(AssociationEdge, and_(AssociationEdge.child_id == Association.id, *live))
        .where(AssociationEdge.parent_id.is_(None) | AssociationEdge.parent_id.in_(path))
        .order_by(Association.sort_key, Association.id)
    ).all()
    counted = (
        select(AssociationEdge.parent_id, func.count())
        .where(*live, AssociationEdge.parent_id.in_([place.id for place, _ in shown]))
        .group_by(AssociationEdge.parent_id)
    )
    below = dict(session.execute(counted).all())

    def under(parent_id: int | None) -> list[Branch]:
        return [
            Branch(
                place, below.get(place.id, 0), place.id in path, under(place.id) if place.id in path else []
            )
            for place, above in shown
            if above == parent_id
        ]

    return under(None)


def everywhere(session: Session, on: date) -> Sequence[tuple[Association, str | None]]:
    """Every association of the book, closed ones too, with the code of the one it stands under on a day."""
    above = aliased(Association)
    query = (
        select(Association, above.code)
        .outerjoin(AssociationEdge, and_(AssociationEdge.child_id == Association.id, *tree.live(on)))
        .outerjoin(above, above.id == AssociationEdge.parent_id)
        .order_by(Association.id)
    )
    return [(association, code) for association, code in session.execute(query)]
