"""The running site of `tests/web`, for faults between a browser and the book."""

from tests.web.conftest import furnished_postgresql, furnished_sqlite, site

__all__ = ["furnished_postgresql", "furnished_sqlite", "site"]
