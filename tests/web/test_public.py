import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from urllib.parse import urljoin

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from ledger.app import create_app
from ledger.associations import associations, tree
from ledger.associations.associations import AssociationKind, Bookkeeping
from ledger.database import Database
from ledger.settings import Settings
from tests.web import books
from tests.web.conftest import BASE, FOUNDED, Site
from tests.web.pages import Page


def amount(text: str) -> int:
    return int(text.replace(".", ""))


def added_up(site: Site, page_address: str) -> int:
    """The sum of the file beside a list of entries."""
    answer = site.answer(page_address.replace("/entries?", "/entries.csv?"))
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    return sum(int(row["amount"]) for row in rows)


@contextmanager
def counted_statements(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    shared = database.engine.pool is database.reader.pool
    listened = [database.engine] if shared else [database.engine, database.reader]
    for engine in listened:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in listened:
        event.remove(engine, "before_cursor_execute", note)


# --- the home page -------------------------------------------------------------------------------
def test_home__shows_a_flow_that_ties(site: Site) -> None:
    books.keep(site)
    page = site.get("/")
    assert "Flow of the year 2026" in page.text
    shown = re.search(
        r"At the beginning of the year ([\d.]+) \+ Mobilized from outside ([\d.]+) − Spent ([\d.]+) "
        r"Moved between our own units \(not counted\) ([\d.]+) = Balance now ([\d.]+)",
        page.text,
    )
    assert shown is not None
    opening, mobilized, awarded, internal, closing = map(amount, shown.groups())
    assert (opening, mobilized, awarded, internal, closing) == (500_000, 500_000, 100_000, 150_000, 900_000)
    assert opening + mobilized - awarded == closing
    assert "50.000 đồng is on its way" in page.text
    assert "70.000 đồng is promised" in page.text
    assert "3 gifts with a receipt" not in page.text
    assert "2 gifts with a receipt" in page.text, "a cancelled gift is not counted"
    assert "2 awards paid" in page.text


def test_home__opens_every_figure_to_entries_that_add_up_to_it(site: Site) -> None:
    books.keep(site)
    figures = [
        (href, text) for href, text in site.get("/").links if "/entries?" in href and text[-1].isdigit()
    ]
    assert len(figures) >= 10
    for href, text in figures:
        assert added_up(site, href) == amount(text), href
        assert f"{text} đồng" in site.get(href).text


def test_home__shows_another_year_with_its_own_structure_day(site: Site) -> None:
    books.keep(site)
    page = site.get(site.get("/").link("2025"))
    assert "Flow of the year 2025" in page.text
    assert "Structure of 31/12/2025" in page.text
    assert "= At the end of the year 500.000" in page.text


@pytest.mark.parametrize("asked", ["abc", "1800", "9999", "-1", "٢٠٢٥", "2026%3B drop", "9" * 40])
def test_home__says_which_year_it_shows_instead_of_a_wrong_one(site: Site, asked: str) -> None:
    books.keep(site)
    page = site.get(f"/?year={asked}")
    assert "This is 2026." in page.text
    assert "Flow of the year 2026" in page.text


def test_home__says_so_when_a_year_has_no_figures(site: Site) -> None:
    books.keep(site)
    page = site.get("/?year=2021")
    assert "No fund has figures in this year." in page.text
    assert not [href for href, _ in page.links if "/entries?" in href], "0 opens nothing"


def test_home__works_in_a_book_without_entries(site: Site) -> None:
    page = site.get("/")
    assert "No fund has figures in this year." in page.text
    assert "Nothing is behind this figure" in site.get("/associations/tinh-mau/entries").text


def test_home__works_in_a_book_without_associations(book: Database) -> None:
    with TestClient(create_app(Settings(), book), base_url=BASE) as client:
        client.cookies.set("locale", "en")
        for path, said in (("/", "No association keeps its books here yet."), ("/associations", "here yet.")):
            page = Page(client.get(path).text, path)
            page.inspect()
            assert said in page.text


def test_home__names_declared_units_and_never_adds_them(site: Site) -> None:
    books.keep(site)
    with site.database.write() as session:
        clan = associations.found(
            session,
            name="Ban Khuyến học dòng họ Khai",
            kind=AssociationKind.CLAN_BOARD,
            founded_on=FOUNDED,
            bookkeeping=Bookkeeping.DECLARED,
        )
        tree.place_under(session, child=clan, parent=site.places["xa-thu"], valid_from=FOUNDED)
    page = site.get("/")
    assert "1 units only declare a figure once a year. They are not in any total here." in page.text
    assert "keeps no books here" in site.get(f"/associations/{clan.code}").text
    assert "only declares" in site.get("/associations/tinh-mau/units?kind=clan_board").text


def test_home__shows_the_notes_of_the_demonstration_only_there(site: Site) -> None:
    assert "This is a demonstration." not in site.get("/").text
    app = create_app(Settings(demo=True), site.database)
    with TestClient(app, base_url=BASE) as client:
        client.cookies.set("locale", "en")
        assert "newspaper article" in client.get("/").text


def test_home__asks_the_same_number_of_statements_however_many_associations(site: Site) -> None:
    books.keep(site)
    paths = ("/", "/associations/tinh-mau", "/associations?open=xa-thu", "/funds/quy-mau")
    site.get("/")
    before = [_statements(site, path) for path in paths]
    with site.database.write() as session:
        for number in range(12):
            place = associations.found(
                session,
                name=f"Hội Khuyến học xã Số {number}",
                kind=AssociationKind.COMMUNE,
                founded_on=FOUNDED,
            )
            tree.place_under(session, child=place, parent=site.places["tinh-mau"], valid_from=FOUNDED)
    assert [_statements(site, path) for path in paths] == before
    assert max(before) <= 18


def _statements(site: Site, path: str) -> int:
    with counted_statements(site.database) as seen:
        site.get(path)
    return len([statement for statement in seen if statement.lstrip().upper().startswith(("SELECT", "WITH"))])


# --- associations --------------------------------------------------------------------------------
def test_association__shows_own_books_beside_those_with_all_under_it(site: Site) -> None:
    books.keep(site)
    page = site.get("/associations/tinh-mau")
    assert "Year 2026, all funds Its own books With all units under it" in page.text
    assert "+ Received from other associations 100.000 0" in page.text
    assert "Taken out: moved between our own units 0 150.000" in page.text
    assert "of it on its way between two of these units 0 50.000" in page.text
    assert "= Balance now 100.000 900.000" in page.text
    rows = re.findall(
        r"Quỹ Học bổng Mẫu (Its own|With all units under it) ([\d.]+) ([\d.]+) ([\d.]+)", page.text
    )
    assert rows == [
        ("Its own", "0", "0", "100.000"),
        ("With all units under it", "500.000", "100.000", "900.000"),
    ]
    assert "Hội Khuyến học xã Thử 500.000 500.000 100.000 750.000" in page.text


def test_association__without_funds_or_children_says_so(site: Site) -> None:
    page = site.get("/associations/dong-ho-lo")
    assert "No fund has figures in this year." in page.text
    assert page.link("Hội Khuyến học xã Thử") == "/associations/xa-thu?year=2026"


@pytest.mark.parametrize(
    "path",
    [
        "/associations/no-such-place",
        "/associations/XA-THU",
        "/associations/xa-thu/learning/x",
        "/associations/tinh-mau/units",
        "/associations/tinh-mau/units?kind=school_board",
        "/associations/tinh-mau/units?kind=commune&after=no-such-place",
        "/associations/tinh-mau/units?kind='",
        "/associations?open=no-such-place",
        "/funds/no-such-fund",
    ],
)
def test_association__that_is_not_there_is_a_plain_404(site: Site, path: str) -> None:
    assert "This page is not here" in site.get(path, 404).text


@pytest.mark.parametrize(
    "path",
    ["/associations/%00", "/associations?q=%00", "/?year=%00", "/funds/%00", "/v/%00", "/check?code=%00"],
)
def test_address__with_a_zero_character_is_a_plain_404(site: Site, path: str) -> None:
    assert site.answer(path).status_code == 404


def test_units__of_a_level_make_the_line_of_that_level(site: Site) -> None:
    books.keep(site)
    home = site.get("/")
    address = home.link("Commune and ward associations")
    page = site.get(address)
    assert "Hội Khuyến học xã Thử 500.000 100.000 750.000" in page.text
    assert "All of them together 500.000 100.000 750.000" in page.text
    assert "Commune and ward associations 500.000 100.000 750.000 2 0" in home.text


def test_units__are_paged_by_key(site: Site) -> None:
    with site.database.write() as session:
        for number in range(60):
            place = associations.found(
                session,
                name=f"Ban Khuyến học dòng họ {number:03}",
                kind=AssociationKind.CLAN_BOARD,
                founded_on=FOUNDED,
            )
            tree.place_under(session, child=place, parent=site.places["xa-thu"], valid_from=FOUNDED)
    first = site.get("/associations/tinh-mau/units?kind=clan_board")
    second = site.get(urljoin(first.url, first.link("Next page")))
    seen = [text for page in (first, second) for _, text in page.links if "dòng họ" in text]
    assert len(seen) == len(set(seen)) == 61
    assert "Next page" not in second.text


def test_learning__shows_recorded_and_declared_apart(site: Site) -> None:
    page = site.get("/associations/tinh-mau/learning")
    assert "Learning Citizen 0 0 0 – –" in page.text
    assert "never added to them" in page.text


# --- finding -------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["xa+thu", "XÃ+THỬ", "  xã   thử ", "xa%20th%E1%BB%AD"])
def test_associations__finds_by_a_part_of_the_name_without_accents(site: Site, typed: str) -> None:
    page = site.get(f"/associations?q={typed}")
    assert page.link("Hội Khuyến học xã Thử") == "/associations/xa-thu"
    assert "xã Bên" not in page.text


@pytest.mark.parametrize("typed", ["khong+co", "%25", "_", "'+OR+1=1--", "<b>"])
def test_associations__says_what_to_do_when_nothing_is_found(site: Site, typed: str) -> None:
    assert "No association has this in its name." in site.get(f"/associations?q={typed}").text


def test_associations__shows_what_was_typed_as_text(site: Site) -> None:
    page = site.get("/associations?q=<script>alert(1)</script>")
    assert "<script>alert" not in page.html
    assert "<script>alert(1)</script>" in page.text


def test_associations__opens_the_tree_only_where_asked(site: Site) -> None:
    closed = site.get("/associations")
    assert "dòng họ Lò" not in closed.text
    opened = site.get(closed.link("+ 1 under it"))
    assert opened.link("Ban Khuyến học dòng họ Lò") == "/associations/dong-ho-lo"
    assert opened.link("Hội Khuyến học xã Bên") == "/associations/xa-ben"


# --- funds and entries ---------------------------------------------------------------------------
def test_fund__says_what_it_is_for_who_answers_and_who_holds_it(site: Site) -> None:
    books.keep(site)
    page = site.get("/funds/quy-mau")
    assert "Purpose Học bổng" in page.text
    assert "Who answers for it Hội Khuyến học tỉnh Mẫu" in page.text
    assert "= Balance now 900.000" in page.text
    assert "Hội Khuyến học xã Thử 500.000 100.000 750.000" in page.text
    assert "Hội Khuyến học xã Bên 0 0 0" in page.text


def test_fund__without_entries_shows_zeros(site: Site) -> None:
    assert "= Balance now 0" in site.get("/funds/quy-xa-ben").text


def test_entries__show_a_correction_and_what_it_corrects(site: Site) -> None:
    books.keep(site)
    page = site.get("/associations/xa-thu/entries?year=2026&figure=mobilized&scope=own")
    assert "The entries below add up to 500.000 đồng" in page.text
    assert "Contribution, cancelled later" in page.text
    assert "Reversal, cancels an earlier one" in page.text
    assert "-1.000.000" in page.text
    assert page.link("cancelled later").removeprefix("#") in page.ids


def test_entries__page_through_all_of_them_once(site: Site) -> None:
    for number in range(55):
        books.give(site, 1_000 + number, on=date(2026, 2, 1 + number % 20))
    page = site.get("/associations/tinh-mau/entries?year=2026")
    numbers = re.findall(r"PT-2026-Q01-\d+", page.text)
    assert len(numbers) == 50
    page = site.get(urljoin(page.url, page.link("Next page")))
    numbers += re.findall(r"PT-2026-Q01-\d+", page.text)
    assert len(numbers) == len(set(numbers)) == 55
    assert "Next page" not in page.text


@pytest.mark.parametrize(
    "wrong",
    [
        "year=abc", "year=1800", "year=3000", "year=", "figure=salaries", "figure=", "scope=all",
        "fund=no-such-fund", "fund=%00", "year=" + "9" * 30,
    ],
)  # fmt: skip
def test_entries__wrong_question_is_a_plain_404(site: Site, wrong: str) -> None:
    for file in ("entries", "entries.csv"):
        status = 200 if wrong == "year=" else 404
        assert site.answer(f"/associations/xa-thu/{file}?{wrong}").status_code == status


@pytest.mark.parametrize("before", ["abc", "-1", "9" * 30, "1"])
def test_entries__wrong_place_in_the_list_harms_nothing(site: Site, before: str) -> None:
    books.keep(site)
    site.get(f"/associations/xa-thu/entries?year=2026&before={before}")


# --- what holds for all of them ------------------------------------------------------------------
def test_public__names_nobody_anywhere(site_on_sqlite: Site) -> None:
    site = site_on_sqlite
    kept = books.keep(site)
    waiting = [
        "/",
        "/associations?open=xa-thu",
        "/associations?q=thu",
        f"/v/{kept.valid}",
        f"/v/{kept.cancelled}",
    ]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop().partition("#")[0]
        if not path or path in seen or path.startswith(("/static", "/sign-in")):
            continue
        seen.add(path)
        answer = site.answer(path)
        assert answer.status_code == 200, path
        for secret in books.SECRETS:
            assert secret not in answer.text, f"{path} names {secret}"
        if answer.headers["content-type"].startswith("text/html"):
            waiting += [urljoin(path, href) for href, _ in Page(answer.text, path).links]
    assert len(seen) > 40


def test_public__sends_no_cookie_that_a_reader_needs_and_may_be_cached_by_nobody_else(site: Site) -> None:
    answer = site.answer("/")
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
