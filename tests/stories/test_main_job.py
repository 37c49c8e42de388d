"""The main job, from a gift on the table to a figure on the province's home page.

Read it from the top: each scene is what somebody in Long Hẹ does in a browser, and what they see.
"""

import json
import re
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from ledger import cli
from ledger.disclosure import verify
from ledger.money import format_dong
from tests.printing.reading import pages_of, qr_codes, text_of
from tests.stories.conftest import OFFICERS, PASSPHRASE, PROGRAMME
from tests.web.conftest import BASE, Site
from tests.web.pages import Page

GIVER, SECOND_GIVER = "Ông Tráng A Tặng", "Bà Lường Thị Góp"
FAMILY, LEARNER = "Gia đình ông Vừ A Chăm", "Sùng Thị Học"
HOUSEHOLDS = [(f"Thào A Hộ {number}", f"Nhánh {number % 4 + 1}") for number in range(1, 153)]
NAMES = [GIVER, SECOND_GIVER, FAMILY, LEARNER, *(name for name, _, _ in OFFICERS.values()), "Thào A Hộ"]
"""Everybody in the story, by their own words: none may stand on a public page."""

COLLECTED = 130 * 200_000 + 12 * 250_000 + 10 * 300_000
GIVEN, GIVEN_LATER, AWARDED = 1_500_000, 3_000_000, 2_000_000


def test_main_job__from_the_gift_to_the_published_total(
    long_he: Site,
    engine_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    paper = a_gift_gets_its_receipt_at_once(long_he)
    the_giver_finds_it_again_by_the_square_on_the_paper(long_he, paper, tmp_path)
    the_clan_collects_from_152_households_on_one_sheet(long_he)
    a_family_and_an_adult_learner_are_recognized(long_he)
    a_fund_cannot_promise_more_than_it_has(long_he)
    the_learner_is_awarded_and_paid(long_he)
    the_public_sees_every_figure_and_nobodys_name(long_he)
    monkeypatch.setenv("KHUYENHOC_DATABASE_URL", engine_url)
    the_program_says_what_the_page_says(long_he, capsys)


# --- 1. Record ----------------------------------------------------------------------------------
def a_gift_gets_its_receipt_at_once(site: Site) -> bytes:
    desk = sign_in(site, "thu-quy")
    assert "Hội Khuyến học xã Long Hẹ" in desk.text

    echo = site.client.get("/amount", params={"amount": "1,5 triệu"}).text
    assert "1.500.000 đồng. One million five hundred thousand đồng" in echo

    form = site.get("/desk/xa-long-he/contributions/new")
    gift = {"giver": GIVER, "amount": "1,5 triệu", "fund": fund(site, "to-hieu"), "method": "cash"}
    receipt = site.submit(form, gift)
    assert "1.500.000 đồng" in receipt.text
    number = receipt_number(receipt)

    again = site.submit(form, gift)  # a double click, F5, or Back and once more
    assert receipt_number(again) == number
    assert site.get("/desk/xa-long-he/receipts").text.count(GIVER) == 1

    paper = site.answer(receipt.link("Print the receipt"))
    assert paper.headers["content-type"] == "application/pdf"
    printed = text_of(paper.content)
    for said in ("Hội Khuyến học xã Long Hẹ", GIVER, "1.500.000", "Một triệu năm trăm nghìn đồng", number):
        assert said in printed
    return paper.content


def the_giver_finds_it_again_by_the_square_on_the_paper(site: Site, paper: bytes, folder: Path) -> None:
    site.client.cookies.clear()
    (address,) = qr_codes(paper, folder)
    assert address.startswith(f"{BASE.upper()}/V/")
    site.client.cookies.set("locale", "en")
    checked = site.get(urlsplit(address).path)
    for said in ("1.500.000 đồng", "22/11/2026", "Quỹ Học bổng Tô Hiệu", "valid"):
        assert said in checked.text
    assert not names_in(checked.html)


# --- 2. Collect ---------------------------------------------------------------------------------
def the_clan_collects_from_152_households_on_one_sheet(site: Site) -> None:
    sign_in(site, "thu-quy-thao")
    start = site.get("/desk/dong-ho-thao/rosters/new")
    listed = "\n".join(f"{name} – {branch}" for name, branch in HOUSEHOLDS)
    fields = {"title": "Lễ 1/6/2026", "default_amount": "200 nghìn", "names": listed}
    sheet = site.submit(start, {**fields, "fund": fund(site, "khuyen-hoc")})

    sheet = site.submit(sheet, {}, press="Mark everybody as paid")
    assert "152 of 152" in sheet.text
    more = {f"a{line}": "250k" for line in range(1, 13)} | {f"a{line}": "300.000" for line in range(13, 23)}
    sheet = site.submit(sheet, more, press="Keep what is marked")
    assert format_dong(COLLECTED) in sheet.text

    post = "Post the list and print the receipts"
    wrong = site.submit(sheet, {"households": "151", "cash": format_dong(COLLECTED)}, press=post, status=422)
    assert "The list has 152 households that paid, but you counted 151." in wrong.text
    wrong = site.submit(wrong, {"households": "152", "cash": "31.000.000"}, press=post, status=422)
    assert "The list adds up to 32.000.000 đồng, but you counted 31.000.000 đồng." in wrong.text
    posted = site.submit(wrong, {"cash": "32 triệu"}, press=post)
    assert "The list is posted" in posted.text
    assert "Receipts PT-2026-Q01-0001 to PT-2026-Q01-0152" in posted.text

    the_list = text_of(site.answer(posted.link("Print the list")).content)
    assert "32.000.000" in the_list
    assert all(name in the_list for name, _ in HOUSEHOLDS)
    receipts = pages_of(site.answer(posted.link("Print all 152 receipts")).content)
    assert len(receipts) == 152
    assert "Thào A Hộ 152" in receipts[-1]


# --- 3. Recognize -------------------------------------------------------------------------------
def a_family_and_an_adult_learner_are_recognized(site: Site) -> None:
    sign_in(site, "uy-vien")
    desk = "/desk/xa-long-he/recognition"
    for model, name in (("family", FAMILY), ("citizen", LEARNER)):
        form = site.get(f"{desk}/register")
        page = site.submit(form, {"model": model, "year": "2026", "names": name})
        assert "1 name is registered." in page.text
    sheet = site.get(f"{desk}/assess")
    lines = [field for field in sheet.ids if field.startswith("points-")]
    page = site.submit(sheet, {"threshold": "70", lines[0]: "88", lines[1]: "75"})
    assert "Passed and waiting for a decision: 2." in page.text

    sign_in(site, "chu-tich")
    page = site.submit(site.get(f"{desk}/decide"), {"number": "12/QĐ-HKH", "decided_on": "20/11/2026"})
    assert "2 titles are recognized." in page.text
    assert page.text.count("No. 12/QĐ-HKH of 20/11/2026") == 2


# --- 4. Award -----------------------------------------------------------------------------------
def a_fund_cannot_promise_more_than_it_has(site: Site) -> None:
    sign_in(site, "uy-vien")
    form = site.get("/desk/xa-long-he/awards/new")
    assert PROGRAMME in form.text
    proposed = site.submit(form, {"list": f"{LEARNER}; 2 triệu; Học trung cấp", "title": "Học bổng tháng 11"})
    assert "The fund has only 1.500.000 đồng left to promise." in proposed.text

    sign_in(site, "chu-tich")
    decision = {"word": "approve", "number": "13/QĐ-HKH", "decided_on": "22/11/2026"}
    refused = site.submit(site.get(proposed.url), decision, status=409)
    assert (
        "“Quỹ Học bổng Tô Hiệu” has 1.500.000 đồng left to promise; 2.000.000 đồng is too much."
        in refused.text
    )

    sign_in(site, "thu-quy")
    gift = {"giver": SECOND_GIVER, "amount": "3 triệu", "fund": fund(site, "to-hieu"), "method": "cash"}
    site.submit(site.get("/desk/xa-long-he/contributions/new"), gift)

    sign_in(site, "chu-tich")
    approved = site.submit(site.get(proposed.url), decision)
    assert "Approved. 2.000.000 đồng is promised and waits to be paid." in approved.text


def the_learner_is_awarded_and_paid(site: Site) -> None:
    sign_in(site, "thu-quy")
    due = site.get("/desk/xa-long-he/payments")
    form = site.get(due.link("Học bổng tháng 11"))
    refused = site.submit(form, {"receiver": LEARNER, "method": "bank"}, status=409)
    assert "holds 0 đồng in this account" in refused.text, "the gifts were cash"

    paid = site.submit(form, {"receiver": LEARNER, "method": "cash"})
    voucher = text_of(site.answer(paid.link("Print the payment voucher")).content)
    for said in ("PHIẾU CHI", LEARNER, "2.000.000", "Hai triệu đồng", "13/QĐ-HKH"):
        assert said in voucher
    signed = text_of(site.answer(paid.link("Print the list to sign")).content)
    for said in (LEARNER, "Học trung cấp", "2.000.000"):
        assert said in signed


# --- 5. Publish ---------------------------------------------------------------------------------
PROVINCE = {
    "opening": 0,
    "mobilized": GIVEN + GIVEN_LATER + COLLECTED,
    "transfers_in": 0,
    "transfers_out": 0,
    "spent": AWARDED,
    "closing": GIVEN + GIVEN_LATER + COLLECTED - AWARDED,
}
COMMUNE = {**PROVINCE, "mobilized": GIVEN + GIVEN_LATER, "closing": GIVEN + GIVEN_LATER - AWARDED}


def the_public_sees_every_figure_and_nobodys_name(site: Site) -> None:
    site.client.cookies.clear()
    site.client.cookies.set("locale", "en")
    home = site.get("/")
    for figure in ("mobilized", "spent", "closing"):
        assert f"{format_dong(PROVINCE[figure])} đồng" in home.text
    assert "154 gifts with a receipt" in home.text
    commune = site.get("/associations/xa-long-he")
    for figure in ("mobilized", "spent", "closing"):
        assert format_dong(COMMUNE[figure]) in commune.text, "its own books"
        assert format_dong(PROVINCE[figure]) in commune.text, "with the clan under it"
    opened = {opened for page in (home, commune) for opened in figures_of(page)}
    assert len(opened) >= 10
    for href, amount in opened:
        assert sum_of_entries(site, site.get(href)) == amount, href

    learning = site.get("/associations/xa-long-he/learning")
    assert "Learning Family 1 1 1" in learning.text
    assert "Learning Citizen 1 1 1" in learning.text

    seen = every_public_page(site)
    assert len(seen) > 20
    assert {address: names for address, text in seen.items() if (names := names_in(text))} == {}


def figures_of(page: Page) -> list[tuple[str, int]]:
    """Every exact amount of a page that opens, with its address; and every flow of it ties."""
    for strip in re.findall(r'<dl class="flow">(.*?)</dl>', page.html, flags=re.DOTALL):
        signs = re.findall(
            r'(?:aria-hidden="true">(.) </span>)?[^<]*</dt>\s*<dd>(?:<a[^>]*>)?([\d.]+)', strip
        )
        amounts = [(sign, int(amount.replace(".", ""))) for sign, amount in signs]
        (closing,) = [amount for sign, amount in amounts if sign == "="]
        assert closing == sum(-amount if sign == "−" else amount for sign, amount in amounts if sign != "=")
    exact = [(href, label.removesuffix(" đồng")) for href, label in page.links if "/entries?" in href]
    return [(href, int(label.replace(".", ""))) for href, label in exact if re.fullmatch(r"[\d.]+", label)]


def sum_of_entries(site: Site, page: Page) -> int:
    """What the entries of a figure add up to, read page by page."""
    amounts = re.findall(r'data-label="Amount">([−-]?[\d.]+)<', page.html)
    total = sum(int(amount.replace(".", "").replace("−", "-")) for amount in amounts)
    older = [href for href, label in page.links if label == "Next page"]
    return total + (sum_of_entries(site, site.get(urljoin(page.url, older[0]))) if older else 0)


def every_public_page(site: Site) -> dict[str, str]:
    """All that can be reached from the home page without signing in, files included."""
    seen: dict[str, str] = {}
    waiting = ["/"]
    while waiting:
        address = waiting.pop()
        answer = site.answer(address)
        assert answer.status_code == 200, address
        seen[address] = answer.text
        if answer.headers["content-type"].startswith("text/html"):
            links = {urldefrag(urljoin(address, href)).url for href, _ in site.page(answer, 200).links}
            waiting += {href for href in links if href != "/sign-in"} - {*seen, *waiting}
    return seen


# --- 6. Verify ----------------------------------------------------------------------------------
def the_program_says_what_the_page_says(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    with site.database.read() as session:
        assert verify.verify(session) == []
    for code, own, subtree in (("tinh-son-la", None, PROVINCE), ("xa-long-he", COMMUNE, PROVINCE)):
        assert cli.main(["totals", code, "--year", "2026", "--json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert own is None or {name: said["own"]["all"][name] for name in own} == own
        assert {name: said["subtree"]["all"][name] for name in subtree} == subtree
    assert cli.main(["verify"]) == 0


# --- words of the story -------------------------------------------------------------------------
def sign_in(site: Site, login: str) -> Page:
    """Sign out whoever is there, and sign in as one of the officers; the answer is their desk."""
    site.client.cookies.clear()
    site.client.cookies.set("locale", "en")
    return site.submit(site.get("/sign-in"), {"login": login, "passphrase": PASSPHRASE})


def fund(site: Site, code: str) -> str:
    """A fund as the forms choose it."""
    return str(site.funds[code].id)


def receipt_number(page: Page) -> str:
    """The number on a receipt's page."""
    found = re.search(r"PT-\d{4}-Q\d{2}-\d+", page.text)
    assert found, page.text
    return found.group()


def names_in(text: str) -> list[str]:
    """Who of the story is named in a text."""
    return [name for name in NAMES if name in text]
