"""What meets every request before a page is chosen."""

from collections.abc import Iterator

from ledger.web.frontdoor import LARGEST_BODY
from tests.web.conftest import Site

MEBIBYTE = b"x" * 1024 * 1024


def in_chunks(size: int) -> Iterator[bytes]:
    """A body that does not say its length before."""
    for _ in range(0, size, len(MEBIBYTE)):
        yield MEBIBYTE


def test_frontdoor__a_long_body_in_chunks_is_refused(site: Site) -> None:
    answer = site.client.post("/sign-in", content=in_chunks(LARGEST_BODY + 1))
    assert answer.status_code == 413


def test_frontdoor__a_body_that_says_it_is_long_is_refused(site: Site) -> None:
    answer = site.client.post("/sign-in", content=b"x" * (LARGEST_BODY + 1))
    assert answer.status_code == 413


def test_frontdoor__a_length_in_other_digits_is_refused(site: Site) -> None:
    answer = site.client.post("/sign-in", headers={b"content-length": b"\xb2"}, content=b"")
    assert answer.status_code == 413
