"""Every page and state: accessible (A, AA, AAA contrast), no sideways scrolling, a silent console."""

from collections.abc import Callable

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
        "/desk/xa-long-he/cash-book",
        "/desk/xa-long-he/payments",
        "/desk/xa-long-he/transfers",
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
    "kiemtra.sonla": ("/desk/tinh-son-la", "/desk/xa-long-he/cash-book"),
    "quantri.sonla": (
        "/desk/tinh-son-la",
        "/desk/tinh-son-la/admin",
        "/desk/tinh-son-la/admin/units",
        "/desk/tinh-son-la/admin/units/new",
        "/desk/tinh-son-la/admin/units/list",
        "/desk/tinh-son-la/admin/units/communes",
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
TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def check(page: Page, address: str) -> None:
    """axe finds nothing, and the page is no wider than the window."""
    page.add_script_tag(path=AXE)
    found = page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}})"
        ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).slice(0, 3).join(' | ')))",
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
    """Every link and figure of the public pages answers, two steps deep."""
    page = visit(javascript=False)
    seen: set[str] = set()
    todo = list(PUBLIC[:3])
    for step in range(2):
        found: set[str] = set()
        for address in (one for one in todo if ".csv" not in one and ".json" not in one):
            page.goto(site.address + address)
            for link in page.locator("a[href^='/']").all():
                found.add((link.get_attribute("href") or "").partition("#")[0])
        todo = sorted(found - seen)[: 40 if step else 80]
        for address in todo:
            answer = page.request.get(site.address + address)
            assert answer.status == 200, address
        seen |= found
    assert len(seen) > 20
