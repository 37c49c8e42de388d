"""The Thào clan's 152 households on one sheet, in about 25 entries, with JavaScript and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, DESKTOP, Site

ROSTERS = "/desk/dong-ho-thao-long-he/rosters"
MOST_ENTRIES = 30


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
    person.fill("#title", f"Thu thêm {'a' if javascript else 'b'}")
    person.fill("#amount", "250.000")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"**{ROSTERS}/*")
    rows = page.locator("main table tbody tr")
    expect(rows).to_have_count(152)
    person.press("main button[name=all_paid]")
    page.wait_for_load_state()
    amounts = page.locator("main table input[name^='amount-']")
    for row in range(0, 20, 2):
        person.entries += 1
        amounts.nth(row).fill("300.000")
    for row in (1, 3):
        person.entries += 1
        page.locator("main table input[name^='paid-']").nth(row).uncheck()
    person.fill("#counted_households", "150")
    person.fill("#counted_cash", f"{150 * 250_000 + 10 * 50_000}")
    person.press("main button[name=post]")
    expect(page.locator("main")).to_contain_text("38.000.000")
    assert person.entries <= MOST_ENTRIES
    page.goto(f"{site.address}/desk/dong-ho-thao-long-he/receipts")
    expect(page.locator("main")).to_contain_text("Thào")
