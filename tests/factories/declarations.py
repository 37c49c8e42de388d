"""Units that only declare, and what they declare."""

from datetime import date

from sqlalchemy.orm import Session

from ledger.associations import associations, closing, tree
from ledger.associations.associations import Association, AssociationKind, Bookkeeping
from ledger.associations.events import Decree, EventKind
from ledger.database import Database
from ledger.declarations import declarations, measures
from ledger.declarations.figures import Figures
from ledger.identity.roles import Actor
from tests.factories.associations import FOUNDED

YEAR = 2025


def unit(
    session: Session,
    name: str,
    under: Association,
    *,
    kind: AssociationKind = AssociationKind.CHAPTER,
    founded_on: date = FOUNDED,
) -> Association:
    """A unit whose books are not kept here, under another one since it was founded."""
    founded = associations.found(
        session, name=name, kind=kind, founded_on=founded_on, bookkeeping=Bookkeeping.DECLARED
    )
    tree.place_under(session, child=founded, parent=under, valid_from=founded_on)
    return founded


def villages(book: Database, under: Association, count: int) -> list[Association]:
    """Villages under a commune, founded with the others."""
    with book.write() as session:
        return [unit(session, f"Chi hội Bản {number}", under) for number in range(1, count + 1)]


def figures(
    closing: int,
    *,
    opening: int = 0,
    spent: int = 0,
    as_of: date = date(YEAR, 12, 31),
    source: str = "Báo cáo năm",
) -> Figures:
    """Figures that add up to a closing; what came in is the rest."""
    return Figures(as_of, opening, closing + spent - opening, spent, closing, source)


def declare(book: Database, unit_id: int, said: Figures, by: Actor, *, confirmed: bool = True) -> int:
    """Record figures; doubts are confirmed, since most tests are not about them."""
    with book.write() as session:
        return declarations.declare(session, association_id=unit_id, figures=said, by=by, confirmed=confirmed)


def count(book: Database, unit_id: int, by: Actor, *, year: int = YEAR, **counts: int) -> None:
    """Record counts of a year."""
    with book.write() as session:
        measures.count(
            session,
            association_id=unit_id,
            year=year,
            counts=counts,
            source="Báo cáo năm",
            by=by,
            confirmed=True,
        )


def merge(book: Database, former: Association, into: Association, on: date) -> None:
    """Merge one unit into another."""
    with book.write() as session:
        closing.close_into(
            session,
            EventKind.MERGE,
            [session.get_one(Association, former.id)],
            [session.get_one(Association, into.id)],
            on=on,
            decree=Decree("12/QĐ"),
        )
