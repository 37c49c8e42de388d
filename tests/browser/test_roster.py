"""The Thào clan's 152 households on one sheet, in about 25 entries, with JavaScript and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site

ROSTERS = "/desk/dong-ho-thao-long-he/rosters"
HOUSEHOLDS, MOST_ENTRIES = 152, 25


class Counted:
    """A person at the sheet: every field filled, box ticked and button pressed is one entry."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.entries = 0

    def fill(self, selector: str, text: str) -> None:
        self.entries += 1
        self.page.locator(selector).fill(text)

    def press(self, selector: str) -> None:
        self.entries += 1
        self.page.locator(selector).click()


@pytest.mark.parametrize(
    ("size", "javascript"), [(DESKTOP, True), (PHONE, False)], ids=["desktop-javascript", "phone-plain"]
)
def test_roster__152_households_in_about_25_entries(
    site: Site, visit: Callable[..., Page], size: dict[str, int], javascript: bool
) -> None:
    page = visit(size, javascript=javascript)
    site.sign_in(page, "thuquy.longhe")
    page.goto(f"{site.address}{ROSTERS}/new")
    person = Counted(page)
    person.fill("#title", f"Thu thêm {'một' if javascript else 'hai'}")
    person.fill("#default_amount", "250.000")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/rosters/\d+"))
    expect(page.locator("main table tbody tr")).to_have_count(HOUSEHOLDS)
    person.press("main button[value=everybody]")
    page.wait_for_load_state()
    for row in range(1, 21, 2):
        person.fill(f"#a{row}", "300.000")
    for row in (2, 4):
        person.press(f"input[name=p{row}]")
    person.fill("#households", "150")
    person.fill("#cash", f"{150 * 250_000 + 10 * 50_000}")
    person.press("main button[formaction$='/post']")
    expect(page.locator("main")).to_contain_text("38.000.000")
    assert person.entries <= MOST_ENTRIES
    page.goto(f"{site.address}/desk/dong-ho-thao-long-he/receipts")
    expect(page.locator("main")).to_contain_text("Thào")
