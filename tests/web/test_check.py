import re

import pytest

from ledger.money import Dong
from ledger.web.forms import receipt_code
from tests.web import books
from tests.web.conftest import Site

UNKNOWN = "0" * 26


def test_receipt__shows_what_is_on_the_paper_but_no_name(site: Site) -> None:
    kept = books.keep(site)
    page = site.get(f"/v/{kept.valid}")
    assert page.title == "This receipt is in the book"
    for said in (
        "300.000 đồng",
        "Ba trăm nghìn đồng chẵn",
        "PT-2026-Q01-0001",
        "01/03/2026",
        "Quỹ Học bổng Mẫu",
        "Hội Khuyến học xã Thử",
        "valid",
    ):
        assert said in page.text
    assert "Bí Mật" not in page.html
    assert kept.valid not in page.html.replace(f'value="/v/{kept.valid}"', ""), "only to come back to it"


def test_receipt__leads_to_the_totals_that_hold_it(site: Site) -> None:
    kept = books.keep(site)
    page = site.get(f"/v/{kept.valid}")
    opened = [(href, text) for href, text in page.links if "/entries?" in href]
    assert [text for _, text in opened] == ["500.000 đồng", "500.000 đồng"]
    for href, text in opened:
        listed = site.get(href)
        assert f"The entries below add up to {text}" in listed.text
        assert "PT-2026-Q01-0001" in listed.text


def test_receipt__cancelled_says_when_but_not_why(site: Site) -> None:
    kept = books.keep(site)
    page = site.get(f"/v/{kept.cancelled}")
    assert page.title == "This receipt was cancelled"
    assert "cancelled on 22/11/2026" in page.text
    assert "1.000.000 đồng" in page.text
    assert "Lý Do" not in page.html
    assert not [href for href, _ in page.links if "/entries?" in href], "it is in no total"


def test_receipt__is_found_however_the_code_is_written(site: Site) -> None:
    code = books.keep(site).valid
    for written in (code, code.lower(), f"{code[:5]} {code[5:]}", f"{code[:13]}-{code[13:]}"):
        for letter in ("v", "V"):
            assert "valid" in site.get(f"/{letter}/{written}").text


def test_receipt__every_wrong_code_gets_the_same_page(site: Site) -> None:
    kept = books.keep(site)
    wrong = [
        UNKNOWN,
        "x",
        "PT-2026-Q01-0001",
        "1",
        kept.payment,
        kept.valid[:-1],
        kept.valid + "0",
        "%E2%80%AE",
        "'--",
    ]
    bodies = {_without_address(site.get(f"/v/{code}", 404).html) for code in wrong}
    assert len(bodies) == 1
    assert "show this paper to the inspection committee" in bodies.pop()


def test_receipt__is_kept_by_no_browser_and_no_search_engine(site: Site) -> None:
    kept = books.keep(site)
    for code in (kept.valid, kept.cancelled, UNKNOWN):
        headers = site.answer(f"/v/{code}").headers
        assert headers["x-robots-tag"] == "noindex, nofollow"
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"


def test_receipt__is_the_same_for_who_is_signed_in(site: Site) -> None:
    kept = books.keep(site)
    site.sign_in("treasurer")
    assert "Bí Mật" not in site.get(f"/v/{kept.valid}").html


def _without_address(html: str) -> str:
    """The page without the address it returns to after a change of language, and without its proof."""
    return re.sub(r'name="(next|csrf)" value="[^"]*"', "", html)


# --- typing the code -----------------------------------------------------------------------------
def test_check__leads_from_the_typed_code_to_the_receipt(site: Site) -> None:
    kept = books.keep(site)
    site.get("/check")
    typed = " ".join(re.findall(r".{1,4}", kept.valid.lower())).replace("0", "o").replace("1", "l")
    answer = site.answer(f"/check?code={typed}")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/v/{kept.valid}"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter the code at the foot of the receipt."),
        ("   ", "Enter the code at the foot of the receipt."),
        ("ABC", "The code has 26 letters and digits. You typed 3. Compare it with the paper."),
        ("A" * 27, "The code has 26 letters and digits. You typed 27. Compare it with the paper."),
        ("U" * 26, "No code contains “U”. Compare it with the paper."),
        ("PT/2026/Đ1", "No code contains “Đ”. Compare it with the paper."),
        ("<b>" + "A" * 23, "No code contains “<”. Compare it with the paper."),
    ],
)
def test_check__says_what_to_type_and_keeps_what_was_typed(site: Site, typed: str, sentence: str) -> None:
    page = site.page(site.client.get("/check", params={"code": typed}), 422)
    assert page.title == "Error: Check a receipt"
    assert page.text.count(sentence) == 2, "in the summary and beside the field"
    form = next(form for form in page.forms if form.action == "/check")
    assert ("code", typed) in form.values


def test_check__needs_no_form_key_and_changes_nothing(site: Site) -> None:
    form = next(form for form in site.get("/check").forms if form.action == "/check")
    assert form.method == "get"
    assert form.fields == {"code"}


@pytest.mark.parametrize(
    "typed",
    [
        "4dzv r3mo 5zdd fmwt op79 yib6 ev",
        "4DZV-R3M0-5ZDD-FMWT-0P79-Y1B6-EV",
        "HTTP://127.0.0.1:8000/V/4DZVR3M05ZDDFMWT0P79Y1B6EV",
    ],
)
def test_parse__reads_the_code_as_people_copy_it(typed: str) -> None:
    assert receipt_code.parse(typed) == "4DZVR3M05ZDDFMWT0P79Y1B6EV"


def test_receipt__of_a_very_large_gift_fits(site: Site) -> None:
    books.keep(site)
    given = books.give(site, Dong(10**13))
    with site.database.read() as session:
        token = (
            session.connection().exec_driver_sql(f"SELECT token FROM voucher WHERE id = {given}").scalar_one()
        )
    assert "10.000.000.000.000 đồng" in site.get(f"/v/{token}").text
