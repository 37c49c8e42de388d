"""The treasurer's one page: served with the product, and true to the screens it tells of."""

import html
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from ledger.i18n import CATALOGUES
from ledger.web.operation import GUIDE
from tests.printing.reading import marks_of, pages_of
from tests.web.conftest import Site

SOURCE = Path(__file__).parents[2] / "docs" / "guide" / "thu-quy.html"
BODY = SOURCE.read_text(encoding="utf-8").partition("<body>")[2]
CATALOGUE = CATALOGUES / "vi" / "LC_MESSAGES" / "ledger.po"
HEAVIEST = 400_000


def words(marked_up: str) -> list[str]:
    """The plain words of a piece of HTML."""
    return html.unescape(re.sub(r"<[^>]+>", "", marked_up)).split()


def test_guide__is_one_page_of_paper(site: Site) -> None:
    answer = site.client.get("/guide")
    assert answer.headers["content-type"] == "application/pdf"
    assert len(answer.content) <= HEAVIEST
    assert len(pages_of(answer.content)) == 1


@pytest.mark.parametrize("path", ["/", "/sign-in", "/check", "/nothing-here", "/desk/xa-thu"])
def test_guide__is_linked_from_every_page(site: Site, path: str) -> None:
    site.sign_in("treasurer")
    assert 'href="/guide"' in site.client.get(path).text


def test_guide__names_what_is_on_the_screens() -> None:
    named = {" ".join(words(label)) for label in re.findall(r"<b>(.+?)</b>", BODY, re.DOTALL)}
    with CATALOGUE.open("rb") as file:
        on_screens = {message.string for message in read_po(file)}
    assert len(named) > 10
    assert named <= on_screens


def test_guide__was_printed_after_its_last_change() -> None:
    printed = marks_of(GUIDE.read_bytes()).split()
    said = Counter(word for word in printed if not re.fullmatch(r"\d+\.", word))
    assert said == Counter(words(BODY)), "run scripts/take_pictures.py"
