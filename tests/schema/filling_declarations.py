"""Figures of a village that only declares, and counts, each with a correction."""

from datetime import date

from ledger.database import Database
from ledger.declarations import declarations
from tests.factories.communes import Commune
from tests.factories.declarations import count, declare, figures, villages


def fill_declarations(book: Database, commune: Commune) -> None:
    """The village declares the year 2025 and corrects it; so does the commune with its members."""
    village, other = villages(book, commune.association, 2)
    first = declare(book, village.id, figures(1_000, opening=400), commune.treasurer)
    declare(book, village.id, figures(900, opening=400, as_of=date(2025, 6, 30)), commune.treasurer)
    declare(book, other.id, figures(500), commune.treasurer)
    with book.write() as session:
        declarations.replace(
            session,
            declaration_id=first,
            figures=figures(1_100, opening=400),
            by=commune.treasurer,
            confirmed=True,
        )
    for members in (812, 820):
        count(book, commune.id, commune.treasurer, members=members)
    count(book, other.id, commune.treasurer, members=40)
