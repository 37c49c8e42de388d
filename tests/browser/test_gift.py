"""A gift as an elderly treasurer records it: two fields, one button, the receipt in the answer."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Site

FORM = "/desk/xa-long-he/contributions/new"
NUMBER = re.compile(r"PT-\d{4}-Q01-\d{4}")


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_gift__two_fields_one_button(
    site: Site, visit: Callable[..., Page], size: dict[str, int], javascript: bool
) -> None:
    page = visit(size, javascript=javascript)
    site.sign_in(page, "thuquy.longhe")
    page.goto(site.address + FORM)
    page.fill("#giver", "Lò Văn Thử Nghiệm")
    page.fill("#amount", "300 nghìn")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text(NUMBER)
    expect(page.locator("main")).to_contain_text("300.000")
    expect(page.locator("main")).to_contain_text("Ba trăm nghìn đồng chẵn")


def test_gift__amount_is_echoed_in_words_while_typed(site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    site.sign_in(page, "thuquy.longhe")
    page.goto(site.address + FORM)
    page.locator("#amount").press_sequentially("1,3 triệu")
    expect(page.locator("#amount-words")).to_contain_text("Một triệu ba trăm nghìn đồng")


def test_gift__five_hundred_is_asked_about_never_guessed(site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    site.sign_in(page, "thuquy.longhe")
    page.goto(site.address + FORM)
    page.fill("#giver", "Lò Văn Thử Nghiệm")
    page.fill("#amount", "500")
    page.locator("main form button[type=submit]").first.click()
    expect(page).not_to_have_url(re.compile("/receipts/"))
    expect(page.locator("main")).to_contain_text("500.000")


def test_gift__double_click_and_back_make_one(site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    site.sign_in(page, "thuquy.longhe")
    page.goto(site.address + FORM)
    page.fill("#giver", "Người bấm hai lần")
    page.fill("#amount", "200.000")
    page.locator("main form button[type=submit]").first.dblclick()
    page.wait_for_url("**/receipts/**")
    number = NUMBER.search(page.locator("main").inner_text())
    page.reload()
    page.go_back()
    page.wait_for_url("**/contributions/new**")
    page.fill("#giver", "Người bấm hai lần")
    page.fill("#amount", "200.000")
    page.goto(site.address + "/desk/xa-long-he/receipts")
    assert number is not None
    assert page.locator("main").inner_text().count("Người bấm hai lần") == 1


def test_gift__mistakes_keep_what_was_typed(site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    site.sign_in(page, "thuquy.longhe")
    page.goto(site.address + FORM)
    page.fill("#giver", "Lò Văn Thử Nghiệm")
    page.fill("#amount", "1.3")
    page.fill("#date", "31/02/2026")
    page.locator("main form button[type=submit]").first.click()
    summary = page.locator("#error-summary")
    expect(summary).to_be_visible()
    expect(summary.locator("a")).to_have_count(2)
    expect(page.locator("#giver")).to_have_value("Lò Văn Thử Nghiệm")
    expect(page.locator("#amount")).to_have_value("1.3")
    assert page.evaluate("document.activeElement.id") == "error-summary"


def test_gift__can_be_recorded_by_keyboard_alone(site: Site, visit: Callable[..., Page]) -> None:
    page = visit()
    site.sign_in(page, "thuquy.longhe")
    page.goto(site.address + FORM)
    page.focus("#giver")
    page.keyboard.type("Người dùng bàn phím")
    page.keyboard.press("Tab")
    page.keyboard.type("250k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipts/**")
    expect(page.locator("main")).to_contain_text("250.000")


def test_receipt__paper_and_check_page(site: Site, visit: Callable[..., Page]) -> None:
    """The receipt's PDF opens, and its public page shows amount and fund but no name."""
    page = visit()
    site.sign_in(page, "thuquy.longhe")
    page.goto(site.address + FORM)
    page.fill("#giver", "Người Giấu Tên Thử")
    page.fill("#amount", "450.000")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/receipts/**")
    paper = page.locator("a[href*='.pdf']").first.get_attribute("href")
    answer = page.request.get(site.address + str(paper))
    assert answer.body().startswith(b"%PDF")
    checked = page.locator("a[href*='/v/' i]").first.get_attribute("href") or ""
    stranger = visit()
    stranger.goto(site.address + "/V/" + checked.rpartition("/")[2])
    expect(stranger.locator("main")).to_contain_text("450.000")
    assert "Giấu Tên" not in stranger.content()
