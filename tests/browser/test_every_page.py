"""Every page and state: accessible (A, AA, AAA contrast), no sideways scrolling, a silent console."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import AXE, DESKTOP, NARROWEST, PHONE, Site

PUBLIC = (
    "/",
    "/?year=2024",
    "/associations",
    "/associations?q=long+he",
    "/associations?q=khong+co",
    "/associations/xa-long-he",
    "/associations/xa-long-he?year=2025",
    "/associations/tinh-son-la/learning",
    "/associations/xa-long-he/entries?year=2025&figure=mobilized&scope=own",
    "/funds/quy-khuyen-hoc",
    "/check",
    "/v/00000000000000000000000000",
    "/sign-in",
    "/nothing-here",
)
DESKS = {
    "thuquy.longhe": (
        "/desk/xa-long-he",
        "/desk/xa-long-he/contributions/new",
        "/desk/xa-long-he/receipts",
        "/desk/dong-ho-thao-long-he/rosters",
        "/desk/dong-ho-thao-long-he/rosters/new",
        "/desk/xa-long-he/books",
        "/desk/xa-long-he/books/cash-book",
        "/desk/xa-long-he/books/trial-balance",
        "/desk/xa-long-he/books/fund-statement",
        "/desk/xa-long-he/budget",
        "/desk/xa-long-he/payments",
        "/desk/xa-long-he/transfers",
        "/desk/xa-long-he/transfers/new",
        "/desk/xa-long-he/transfers/new?q=chieng",
        "/desk/xa-long-he/transfers/new?to=tinh-son-la",
        "/desk/xa-long-he/transfers/unsettled",
        "/desk/xa-long-he/remittance-rules",
        "/desk/xa-long-he/remittance-rules/new?to=tinh-son-la",
        "/desk/xa-long-he/periods",
        "/desk/xa-long-he/acts",
        "/desk/xa-long-he/acts/expense/new",
        "/desk/xa-long-he/fund-transfers/new",
        "/desk/xa-long-he/advances",
        "/desk/xa-long-he/advances/new",
        "/desk/xa-long-he/deposits/new",
        "/desk/xa-long-he/vouchers",
        "/desk/xa-long-he/declarations?year=2025",
        "/desk/xa-long-he/declarations/list",
        "/desk/xa-long-he/declarations/counts",
        "/desk/ban-na-suong-long-he/declarations",
        "/desk/ban-na-suong-long-he/declarations/new",
        "/desk/xa-thuan-chau/receipts",
    ),
    "uyvien.longhe": (
        "/desk/xa-long-he",
        "/desk/xa-long-he/recognition",
        "/desk/xa-long-he/recognition/register",
        "/desk/xa-long-he/recognition/assess",
        "/desk/xa-long-he/awards",
        "/desk/xa-long-he/awards/new",
    ),
    "chutich.longhe": (
        "/desk/xa-long-he",
        "/desk/xa-long-he/recognition/decide",
        "/desk/xa-long-he/awards",
    ),
    "kiemtra.sonla": (
        "/desk/tinh-son-la",
        "/desk/xa-long-he/books/general-ledger",
        "/desk/tinh-son-la/unreported?year=2025",
    ),
    "quantri.sonla": (
        "/desk/tinh-son-la",
        "/desk/tinh-son-la/admin",
        "/desk/tinh-son-la/admin/units",
        "/desk/tinh-son-la/admin/units/new",
        "/desk/tinh-son-la/admin/units/list",
        "/desk/tinh-son-la/admin/units/communes",
        "/desk/tinh-son-la/admin/reorganise",
        "/desk/tinh-son-la/admin/reorganise/past",
        "/desk/tinh-son-la/admin/reorganise-by-areas",
        "/desk/xa-long-he/admin/history",
        "/desk/xa-long-he/admin/history/rename",
        "/desk/xa-long-he/admin/history/alias",
        "/desk/xa-long-he/admin/history/move",
        "/desk/ban-na-suong-long-he/admin/history/ledger",
        "/desk/tinh-son-la/admin/funds",
        "/desk/tinh-son-la/admin/funds/new",
        "/desk/xa-long-he/admin/programmes",
        "/desk/xa-long-he/admin/programmes/new",
        "/desk/xa-long-he/admin/people",
        "/desk/xa-long-he/admin/people/new",
        "/desk/xa-long-he/admin/roles/new",
        "/desk/tinh-son-la/verify",
        "/desk/tinh-son-la/trail",
    ),
}
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE, NARROWEST], ids=["desktop", "phone", "narrowest"])
LINK = re.compile(r'href="(/[^"#]*)')
TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def check(page: Page, address: str) -> None:
    """axe finds nothing at the widest and at the narrowest, and the page is no wider than the window."""
    if page.viewport_size != PHONE:
        page.add_script_tag(path=AXE)
        found = page.evaluate(
            "tags => axe.run({runOnly: {type: 'tag', values: tags}}).then(r => r.violations.map("
            "v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' | ')))",
            TAGS,
        )
        assert found == [], f"{address}: {found}"
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{address} is {wide} px wider than the window"


def walk(page: Page, site: Site, addresses: tuple[str, ...]) -> None:
    """Visit each address, check it, and hear nothing on the console."""
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    for address in addresses:
        answer = page.goto(site.address + address)
        assert answer is not None
        assert answer.status < 500, address
        check(page, address)
    expected = ("the server responded with a status of 404", "status of 403")
    assert [line for line in heard if not any(part in line for part in expected)] == []


@SIZES
def test_public_pages__are_accessible(site: Site, visit: Callable[..., Page], size: dict[str, int]) -> None:
    walk(visit(size, bypass_csp=True), site, PUBLIC)


@SIZES
@pytest.mark.parametrize("login", DESKS)
def test_desks__are_accessible(
    site: Site, visit: Callable[..., Page], size: dict[str, int], login: str
) -> None:
    page = visit(size, bypass_csp=True)
    site.sign_in(page, login)
    walk(page, site, DESKS[login])


def test_pages__speak_english_when_asked(site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    page.goto(site.address)
    assert page.locator("html").get_attribute("lang") == "vi"
    page.get_by_role("button", name="English").first.click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.goto(f"{site.address}/check")
    assert page.locator("html").get_attribute("lang") == "en"


def test_links__of_public_pages_lead_somewhere(site: Site, visit: Callable[..., Page]) -> None:
    """Every link and figure of the public pages answers, and a sample of what those lead to."""
    get = visit().request.get
    seen: set[str] = set()
    todo = list(PUBLIC[:3])
    for most in (80, 25):
        found: set[str] = set()
        for address in (one for one in todo if ".csv" not in one and ".json" not in one):
            found |= set(LINK.findall(get(site.address + address).text()))
        new = sorted(found - seen)
        todo = [unescape(link) for link in new[:: -(-len(new) // most)]]
        for address in todo:
            assert get(site.address + address).status == 200, address
        seen |= found
