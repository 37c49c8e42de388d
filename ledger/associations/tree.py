"""The tree of associations: dated edges, never a fixed ladder of levels.

An association may have no parent for months and still keep its books. Every question about the tree
names the day it is asked for, so that the structure of 2023 can still be seen in 2026.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import (
    CTE,
    BindParameter,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Select,
    UniqueConstraint,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.associations.associations import Association
from ledger.database import Base
from ledger.errors import Refusal
from ledger.i18n import N_


class EdgeRole(StrEnum):
    """Why one association stands under another.

    member: it belongs to it; acting: it has no parent of its own and is looked after for a while;
    history: it is closed, and its former books are shown under its successor.
    """

    MEMBER = "member"
    ACTING = "acting"
    HISTORY = "history"


class AssociationEdge(Base):
    """A child under a parent from one day, up to but not including another."""

    __tablename__ = "association_edge"
    __table_args__ = (
        CheckConstraint("role IN ('member', 'acting', 'history')", name="association_edge_role"),
        CheckConstraint("child_id <> parent_id", name="association_edge_not_itself"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="association_edge_dates"),
        UniqueConstraint("child_id", "valid_from", name="association_edge_once"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    parent_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    decision: Mapped[str]
    role: Mapped[str]


class TwoParents(Refusal):
    """An association stands under one parent at a time."""

    rule = "association_edge_no_overlap"
    message = N_("This association already stands under another one on that day. End the former first.")


class TreeCycle(Refusal):
    """No association stands under itself."""

    rule = "association_edge_no_cycle"
    message = N_("This would put an association under itself.")


class ParentDoesNotStand(Refusal):
    """Nobody stands under what was not founded, or is closed."""

    rule = "association_edge_parent_stands"
    message = N_(
        "The association above was not founded yet on that day, or closed before. Choose another day."
    )
    general = message


class ChildDoesNotStand(Refusal):
    """An association belongs to another one as long as it lives itself."""

    rule = "association_edge_child_stands"
    message = N_("This association was not founded yet on that day, or is closed. Choose another day.")
    general = message


def place_under(
    session: Session,
    *,
    child: Association,
    parent: Association,
    valid_from: date,
    decision: str = "",
    role: EdgeRole = EdgeRole.MEMBER,
) -> None:
    """Put an association under a parent from a day on.

    decision: the number of the decision that says so; role: why it stands there.
    Refuses an overlap (`TwoParents`), a cycle (`TreeCycle`) and a day on which one of the two does not
    stand (`ParentDoesNotStand`, `ChildDoesNotStand`), all by the database.
    """
    session.add(
        AssociationEdge(
            child_id=child.id,
            parent_id=parent.id,
            valid_from=valid_from,
            valid_to=None,
            decision=decision,
            role=role,
        )
    )
    session.flush()


def live(on: date | BindParameter[date]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The two conditions that an edge of the tree stands on a day."""
    return (
        AssociationEdge.valid_from <= on,
        or_(AssociationEdge.valid_to.is_(None), AssociationEdge.valid_to > on),
    )


def subtree(root_id: int | BindParameter[int], on: date | BindParameter[date]) -> CTE:
    """The association and all that stand under it on a day, as a table of `id`."""
    root = literal(root_id, AssociationEdge.child_id.type) if isinstance(root_id, int) else root_id
    tree = select(root.label("id")).cte("subtree", recursive=True)
    children = (
        select(AssociationEdge.child_id).join(tree, AssociationEdge.parent_id == tree.c.id).where(*live(on))
    )
    return tree.union_all(children)


def size(session: Session, root_id: int, on: date) -> int:
    """How many associations stand under one on a day, itself counted."""
    within = subtree(root_id, on)
    return session.scalar(select(func.count()).select_from(within)) or 0


def branches(roots: ColumnElement[bool], on: date | BindParameter[date]) -> CTE:
    """Several subtrees of a day in one table: `branch` (the root's id), `id`, and `own` (1 for the root).

    roots: which associations to start from, a condition on `Association`.
    """
    tree = (
        select(Association.id.label("branch"), Association.id.label("id"), literal(1).label("own"))
        .where(roots)
        .cte("branches", recursive=True)
    )
    children = (
        select(tree.c.branch, AssociationEdge.child_id, literal(0))
        .join(tree, AssociationEdge.parent_id == tree.c.id)
        .where(*live(on))
    )
    return tree.union_all(children)


def ancestors(session: Session, association_id: int, on: date) -> list[Association]:
    """Those above an association on a day, the nearest first."""
    up = select(
        literal(association_id, AssociationEdge.child_id.type).label("id"), literal(0).label("depth")
    ).cte("up", recursive=True)
    step = (
        select(AssociationEdge.parent_id, up.c.depth + 1)
        .join(up, AssociationEdge.child_id == up.c.id)
        .where(*live(on))
    )
    up = up.union_all(step)
    query = select(Association).join(up, Association.id == up.c.id).where(up.c.depth > 0).order_by(up.c.depth)
    return list(session.scalars(query))


def children(
    session: Session,
    association_id: int,
    on: date,
    *,
    after: Association | None = None,
    limit: int | None = None,
) -> Sequence[Association]:
    """Those directly under an association on a day, in Vietnamese alphabetical order.

    after: the last one of the page before; limit: at most so many, None for all.
    """
    query = _children(association_id, on)
    if after is not None:
        place = tuple_(Association.sort_key, Association.id)
        query = query.where(place > tuple_(literal(after.sort_key), literal(after.id)))
    return session.scalars(query.limit(limit)).all()


def _children(association_id: int, on: date) -> Select[Association]:
    return (
        select(Association)
        .join(AssociationEdge, AssociationEdge.child_id == Association.id)
        .where(AssociationEdge.parent_id == association_id, *live(on))
        .order_by(Association.sort_key, Association.id)
    )


def top(session: Session, on: date) -> Association | None:
    """The head of the book: the first association founded that stands under no other, open if any is."""
    has_parent = select(AssociationEdge.child_id).where(*live(on))
    return session.scalar(
        select(Association)
        .where(Association.id.not_in(has_parent))
        .order_by(case((Association.closed_on < on, 1), else_=0), Association.id)
        .limit(1)
    )
