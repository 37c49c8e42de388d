"""A province for every test of this room, and one that has lived."""

import pytest

from ledger.database import Database
from tests.disclosure.books import Province, found_province, live
from tests.disclosure.treasurer import keep_a_year


@pytest.fixture
def province(book: Database) -> Province:
    """A province with two communes, a village and a clan; nothing has happened yet."""
    return found_province(book)


@pytest.fixture
def lived(province: Province) -> Province:
    """A province with a random life of two years behind it."""
    live(province, seed=20260, acts=100)
    keep_a_year(province, "south", 2026)
    return province
