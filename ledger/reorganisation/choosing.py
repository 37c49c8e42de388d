"""Finding the associations a reorganisation is about: by a part of any name they had, or by a pasted list."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, case, or_, select
from sqlalchemy.orm import Session

from ledger.associations import tree
from ledger.associations.association_names import AssociationName
from ledger.associations.associations import Association, AssociationKind
from ledger.clock import today
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.text import clean, fold, slug

MOST_SHOWN = 60
LONGEST_SEARCH = 200
"""Characters; no name is longer, and SQLite refuses very long patterns."""


_LEVEL = case({kind.value: level for level, kind in enumerate(AssociationKind)}, value=Association.kind)


class NoSuchUnit(InputError):
    """A line of a list means a unit beneath."""

    rule = "unit_is_beneath"
    message = N_("No unit of this name stands beneath: “%(name)s”.")


class SeveralUnits(InputError):
    """A line of a list means one unit."""

    rule = "unit_is_one"
    message = N_("Several units have the name “%(name)s”. Search for it and tick the one you mean.")


def said(typed: str) -> str:
    """A search as it is typed, without what no name has; it may be cut."""
    return clean(typed)[:LONGEST_SEARCH]


def candidates(
    session: Session, root_id: int, typed: str = "", *, closed: bool = False
) -> Sequence[Association]:
    """Units under an association today whose name, of now or before, contains what was typed.

    typed: accents or not; nothing typed shows those directly beneath, or of the closed ones all. closed:
    those that ended, instead of those that stand. At most `MOST_SHOWN`, from the province down, each
    level in alphabetical order.
    """
    part = fold(typed)
    query = _beneath(root_id, closed=closed)
    if part:
        called = select(AssociationName.association_id).where(
            AssociationName.folded.contains(part, autoescape=True)
        )
        query = query.where(
            or_(Association.folded.contains(part, autoescape=True), Association.id.in_(called))
        )
    elif not closed:
        below = [one.id for one in tree.children(session, root_id, today()) if one.closed_on is None]
        query = query.where(Association.id.in_(below[:MOST_SHOWN]))
    return session.scalars(query.limit(MOST_SHOWN)).all()


def chosen(session: Session, root_id: int, ids: Sequence[int]) -> Sequence[Association]:
    """Those of some associations that are the one at whose desk it is done, or stand under it today."""
    within = select(tree.subtree(root_id, today()).c.id)
    return session.scalars(
        select(Association)
        .where(Association.id.in_(ids), Association.id.in_(within))
        .order_by(Association.sort_key, Association.id)
    ).all()


def meant(session: Session, root_id: int, typed: str, *, closed: bool = False) -> Association:
    """The unit under an association that a line of a list means: by its code, its name, or the end of it.

    Refuses none (`NoSuchUnit`) and several (`SeveralUnits`).
    """
    name, beneath = fold(said(typed)), _beneath(root_id, closed=closed)
    for fits in _readings(name, slug(name)):
        found = session.scalars(beneath.where(fits).limit(2)).all()
        if len(found) == 1:
            return found[0]
        if found:
            raise SeveralUnits(name=clean(typed))
    raise NoSuchUnit(name=clean(typed))


def _readings(name: str, code: str) -> Sequence[ColumnElement[bool]]:
    """What a line may say, the surest first; each is tried before the next."""
    end = f" {name}"
    former = select(AssociationName.association_id).where(
        or_(AssociationName.folded == name, AssociationName.folded.endswith(end, autoescape=True))
    )
    return (
        Association.code == code,
        Association.folded == name,
        Association.folded.endswith(end, autoescape=True),
        Association.id.in_(former),
    )


def _beneath(root_id: int, *, closed: bool) -> Select[Association]:
    within = select(tree.subtree(root_id, today()).c.id)
    ended = Association.closed_on.is_not(None) if closed else Association.closed_on.is_(None)
    return (
        select(Association)
        .where(Association.id.in_(within), Association.id != root_id, ended)
        .order_by(_LEVEL, Association.sort_key, Association.id)
    )
