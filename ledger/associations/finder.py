"""Finding an association: by a part of a name it has or had, or by opening the tree level after level."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    CTE,
    CompoundSelect,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from ledger.associations import former_areas, successions, tree
from ledger.associations.areas import title
from ledger.associations.association_names import AssociationName
from ledger.associations.associations import Association, AssociationKind, without_title
from ledger.associations.events import AssociationEvent, Succession
from ledger.associations.tree import AssociationEdge
from ledger.text import clean, fold

MOST_FOUND = 50
MOST_LISTED = 100
"""Units directly under one association that one page of the tree shows."""
LONGEST_PART = 200
"""Characters; no name is longer, and SQLite refuses very long patterns."""

OF_AREAS = (AssociationKind.PROVINCE, AssociationKind.COMMUNE)
"""The associations that are named after the area they stand in."""


@dataclass(frozen=True)
class Match:
    """An association that a text finds.

    found_by: what fits when its own name does not: a former name, an alias, the name of one it follows
    on, or of the area that was there before; successors: who follows on it, when it is closed.
    """

    association: Association
    found_by: str | None
    successors: Sequence[Association]


def search(session: Session, said: str, *, limit: int = MOST_FOUND) -> Sequence[Match]:
    """Associations that have or had a name which contains what was typed, accents or not, and who follows.

    said: as typed; nothing typed finds nothing. limit: at most so many, the open ones first, in
    Vietnamese order.
    """
    part = fold(clean(said))
    if not 0 < len(part) <= LONGEST_PART:
        return []
    hits = _followed(_named(session, said, part))
    own = func.max(case((hits.c.found_by.is_(None), 1), else_=0))
    by = func.min(hits.c.found_by)
    found = session.execute(
        select(Association, case((own == 0, by)))
        .join(hits, hits.c.id == Association.id)
        .group_by(Association.id)
        .order_by(Association.closed_on.is_not(None), Association.sort_key, Association.id)
        .limit(limit)
    ).all()
    after = successions.successors(session, [place for place, _ in found])
    return [Match(place, found_by, after.get(place.id, ())) for place, found_by in found]


def _named(session: Session, said: str, part: str) -> CompoundSelect[int, str | None]:
    """Who has or had a name that contains a folded text, with the name unless it is that of today."""
    own = select(Association.id, cast(None, Text).label("found_by")).where(
        Association.folded.contains(part, autoescape=True)
    )
    once = select(AssociationName.association_id, AssociationName.name).where(
        AssociationName.folded.contains(part, autoescape=True)
    )
    formerly = former_areas.search(session, without_title(said), limit=MOST_FOUND)
    there = [
        select(Association.id, literal(title(one.former))).where(
            Association.area_id == one.area.id, Association.kind.in_(OF_AREAS)
        )
        for one in formerly
    ]
    return union_all(own, once, *there)


def _followed(named: CompoundSelect[int, str | None]) -> CTE:
    """Those found, and who follows on the closed ones among them, over any number of generations."""
    begin = named.subquery("named")
    hits = select(begin.c.id, begin.c.found_by).cte("hits", recursive=True)
    return hits.union(
        select(Succession.successor_id, func.coalesce(hits.c.found_by, Association.name))
        .join(hits, hits.c.id == Succession.predecessor_id)
        .join(Association, Association.id == Succession.predecessor_id)
        .join(AssociationEvent, AssociationEvent.id == Succession.event_id)
        .where(AssociationEvent.happened_on > Association.closed_on)
    )


@dataclass(frozen=True)
class Branch:
    """One association in an opened tree.

    below: how many stand directly under it; opened: whether those are listed in `branches`; more: whether
    that list goes on behind its last one.
    """

    association: Association
    below: int
    opened: bool
    branches: Sequence["Branch"]
    more: bool


def opened(
    session: Session,
    association: Association,
    on: date,
    *,
    after: Association | None = None,
    limit: int = MOST_LISTED,
) -> Sequence[Branch]:
    """The tree of a day, opened from its roots down to the units directly under one association.

    Only the way there is opened, and of each list at most so many are shown, with the one on the way:
    three statements, whatever the depth. after: of the last list, those behind this one.
    """
    path = {association.id, *(above.id for above in tree.ancestors(session, association.id, on))}
    listed = _listed(association, path, on, after)
    found = session.execute(
        select(Association, listed.c.parent_id, listed.c.place)
        .join(listed, listed.c.id == Association.id)
        .where(or_(listed.c.place <= limit + 1, listed.c.parent_id.is_(None), Association.id.in_(path)))
        .order_by(Association.sort_key, Association.id)
    ).all()
    going_on = {above for place, above, rank in found if rank > limit and place.id not in path}
    shown = [
        (place, above) for place, above, rank in found if above is None or rank <= limit or place.id in path
    ]
    counted = (
        select(AssociationEdge.parent_id, func.count())
        .where(*tree.live(on), AssociationEdge.parent_id.in_([place.id for place, _ in shown]))
        .group_by(AssociationEdge.parent_id)
    )
    below = dict(session.execute(counted).all())

    def under(parent_id: int | None) -> list[Branch]:
        return [
            Branch(
                place,
                below.get(place.id, 0),
                place.id in path,
                under(place.id) if place.id in path else [],
                place.id in going_on,
            )
            for place, above in shown
            if above == parent_id
        ]

    return under(None)


def _listed(association: Association, path: set[int], on: date, after: Association | None) -> Subquery:
    """The roots, and all directly under the way to an association, counted through within each list."""
    order = (Association.sort_key, Association.id)
    above = AssociationEdge.parent_id
    query = (
        select(
            Association.id,
            above.label("parent_id"),
            func.row_number().over(partition_by=above, order_by=order).label("place"),
        )
        .outerjoin(AssociationEdge, and_(AssociationEdge.child_id == Association.id, *tree.live(on)))
        .where(or_(above.is_(None), above.in_(path)))
    )
    if after is not None:
        behind = tuple_(*order) > tuple_(literal(after.sort_key), literal(after.id))
        query = query.where(or_(above.is_(None), above != association.id, behind))
    return query.subquery("listed")


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
