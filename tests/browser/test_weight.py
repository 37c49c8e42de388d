"""What a first and a later visit weigh on a slow line."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response

from tests.browser.conftest import Site

FIRST_LOAD_BYTES, FIRST_LOAD_REQUESTS, LATER_BYTES = 60_000, 4, 15_000


def load(page: Page, address: str) -> tuple[int, int]:
    """Bytes that crossed the line, compressed, with headers left out; and the number of requests."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - it marks what it is given
    page.goto(address)
    page.wait_for_load_state("networkidle")
    sizes = [answer.request.sizes()["responseBodySize"] for answer in answers if answer.status == 200]
    return sum(sizes), len(answers)


@pytest.mark.parametrize("address", ["/", "/sign-in", "/check", "/associations/xa-long-he"])
def test_first_load__is_light(site: Site, visit: Callable[..., Page], address: str) -> None:
    size, requests = load(visit(), site.address + address)
    assert size <= FIRST_LOAD_BYTES
    assert requests <= FIRST_LOAD_REQUESTS


@pytest.mark.parametrize(
    "address",
    ["/desk/xa-long-he/receipts", "/desk/xa-long-he/contributions/new", "/desk/xa-long-he/books/cash-book"],
)
def test_later_page__is_lighter(site: Site, visit: Callable[..., Page], address: str) -> None:
    page = visit()
    site.sign_in(page, "thuquy.longhe")
    size, _ = load(page, site.address + address)
    assert size <= LATER_BYTES
