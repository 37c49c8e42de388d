"""The running site of `tests/web`, for faults between a browser and the book."""

from tests.web.conftest import site

__all__ = ["site"]
