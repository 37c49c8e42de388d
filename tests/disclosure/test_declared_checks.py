"""What the audit says of declarations that somebody changed behind the triggers."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from ledger.database import Database
from ledger.declarations import declarations
from ledger.disclosure.verify import verify
from tests.disclosure.damage import unguarded
from tests.factories.communes import open_commune
from tests.factories.declarations import count, declare, figures, villages


@pytest.fixture
def declared(book: Database) -> Database:
    """Two villages that declared, one of them with a correction, and the members of both."""
    commune = open_commune(book)
    first, second = villages(book, commune.association, 2)
    made = declare(book, first.id, figures(10, opening=4), commune.treasurer)
    declare(book, second.id, figures(20), commune.treasurer)
    with book.write() as session:
        declarations.replace(
            session, declaration_id=made, figures=figures(12, opening=4), by=commune.treasurer, confirmed=True
        )
    for village in (first, second):
        for members in (50, 52):
            count(book, village.id, commune.treasurer, members=members)
    return book


def test_verify__finds_nothing_in_honest_declarations(declared: Database) -> None:
    with declared.read() as session:
        assert verify(session) == []


NEWEST = "(SELECT max(id) FROM declaration)"
LAST_COUNT = "(SELECT max(id) FROM declared_measure)"
DAMAGES = (
    (
        f"UPDATE declaration SET as_of = '2024-12-31' WHERE id = {NEWEST}",
        "a correction is of the same unit and day",
    ),
    (
        f"UPDATE declaration SET replaces_id = {NEWEST} WHERE id = (SELECT min(id) FROM declaration)",
        "of a unit and day one declaration stands",
    ),
    (
        f"UPDATE declaration SET declared_by = declared_by + 1 WHERE id = {NEWEST}",
        "every declaration left its row in the trail",
    ),
    (
        "DELETE FROM audit_event WHERE verb = 'declare_counts'",
        "every declared count left a row in the trail",
    ),
    (
        f"UPDATE declared_measure SET measure = 'courses' WHERE id = {LAST_COUNT}",
        "a corrected count is of the same unit, year and measure",
    ),
    (
        f"UPDATE declared_measure SET replaces_id = {LAST_COUNT} WHERE id = {LAST_COUNT} - 1",
        "of a unit, year and measure one count stands",
    ),
)


@pytest.mark.parametrize(("damage", "check"), DAMAGES, ids=[check for _, check in DAMAGES])
def test_verify__names_what_is_broken(declared: Database, damage: str, check: str) -> None:
    with unguarded(declared) as connection:
        connection.execute(text(damage))
        with Session(connection) as session:
            assert check in {finding.check for finding in verify(session)}
