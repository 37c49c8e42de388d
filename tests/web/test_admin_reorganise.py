from collections.abc import Mapping
from datetime import date

import pytest
from sqlalchemy import select

from ledger.associations.associations import Association
from tests.factories import associations
from tests.printing.reading import text_of
from tests.web import books
from tests.web.conftest import FOUNDED, Site
from tests.web.pages import Page

WIZARD = "/desk/tinh-mau/admin/reorganise"
DECREE = {
    "date": "1/7/2026",
    "decision": "1676/NQ",
    "authority": "UBND tỉnh",
    "documents": "Đề án; 4/5/2026; tủ 2",
}


@pytest.fixture
def officer(site_on_sqlite: Site) -> Site:
    """The site with some money in xa-thu, seen by the administrator of the province."""
    return at_work(site_on_sqlite)


def at_work(site: Site) -> Site:
    books.give(site, 500_000)
    site.sign_in("administrator")
    return site


def box(site: Site, code: str, begins: str = "ends") -> str:
    return f"{begins}-{site.places[code].id}"


def values(page: Page) -> dict[str, str]:
    return dict(page.form().values)


def unit(site: Site, code: str) -> Association:
    with site.database.read() as session:
        return session.scalars(select(Association).filter_by(code=code)).one()


def go_on(
    site: Site, page: Page, typed: Mapping[str, str | None], *, press: str = "Go on", status: int = 200
) -> Page:
    return site.submit(page, typed, press=press, status=status)


def up_to_preview(site: Site, kind: str, ending: Mapping[str, str], following: Mapping[str, str]) -> Page:
    page = go_on(site, site.get(WIZARD), {"kind": kind})
    page = go_on(site, page, ending)
    page = go_on(site, page, following)
    return go_on(site, page, DECREE, press="Show what will happen")


def test_merge__from_the_first_page_to_the_minutes(site: Site) -> None:
    officer = at_work(site)
    ben = officer.places["xa-ben"].id
    both = {box(officer, "xa-thu"): "1", box(officer, "xa-ben"): "1"}
    page = up_to_preview(officer, "merge", both, {"into": str(ben)})
    assert "500.000" in page.text
    assert "1 unit beneath goes to Hội Khuyến học xã Bên" in page.text
    assert "PT-2026-Q01-0001" in page.text
    done = officer.submit(page, {}, press="Carry it out")
    assert "It was carried out." in done.text
    assert "1 hand-over is not confirmed yet." in done.text
    assert str(unit(officer, "xa-thu").closed_on) == "2026-06-30"
    paper = text_of(officer.answer(done.link("Hội Khuyến học xã Thử to Hội Khuyến học xã Bên")).content)
    for said in (
        "Năm trăm nghìn đồng",
        "PT-2026-Q01-0001",
        "1676/NQ của UBND tỉnh",
        "Đề án, ngày 04/05/2026",
    ):
        assert said in paper
    listed = officer.get(f"{WIZARD}/past")
    assert "1 not confirmed" in listed.text
    assert listed.link("Merger 1676/NQ") == done.url.partition("?")[0]


def test_merge__ten_units_from_a_pasted_list_into_a_new_one(officer: Site) -> None:
    names = [f"xã Mẫu {number}" for number in range(1, 10)]
    with officer.database.write() as session:
        province = session.get_one(Association, officer.places["tinh-mau"].id)
        for name in names:
            associations.association(session, f"Hội Khuyến học {name}", under=province, founded_on=FOUNDED)
    page = go_on(officer, officer.get(WIZARD), {"kind": "merge"})
    wrong = go_on(officer, page, {"paste": "\n".join([*names, "xã Không Có"])}, status=422)
    assert "Line 10: No unit of this name stands beneath: “xã Không Có”." in wrong.text
    assert values(wrong)["paste"].endswith("xã Không Có")
    page = go_on(officer, wrong, {"paste": "xa thu"}, press="Tick those of the list")
    assert sum(name.startswith("ends-") for name in values(page)) == 10
    page = go_on(officer, page, {})
    page = go_on(officer, page, {"into": "new"}, status=422)
    assert "Enter the name." in page.text
    page = go_on(officer, page, {"new_name": "Hội Khuyến học xã Mới"})
    page = go_on(officer, page, DECREE, press="Show what will happen")
    assert "founded on this day under Hội Khuyến học tỉnh Mẫu" in page.text
    done = officer.submit(page, {}, press="Carry it out")
    assert len([label for _, label in done.links if label.endswith(" to Hội Khuyến học xã Mới")]) == 10
    assert unit(officer, "xa-moi").ledgered_from == date(2026, 7, 1)


def test_split__amounts_are_typed_with_what_is_left(officer: Site) -> None:
    thu, ben, clan = (officer.places[code] for code in ("xa-thu", "xa-ben", "dong-ho-lo"))
    following = {"new_names": "Hội Khuyến học xã Mới", box(officer, "xa-ben", "follows"): "1"}
    page = go_on(officer, officer.get(WIZARD), {"kind": "split"})
    page = go_on(officer, page, {box(officer, "xa-thu"): "1"})
    page = go_on(officer, page, {"follow_q": "ben"}, press="Search")
    page = go_on(officer, page, following)
    page = go_on(officer, page, DECREE, press="Show what will happen")
    assert "Still to give: 500.000 đồng" in page.text
    assert "Say where it goes" in page.text
    first, second = sorted(name for name in page.form().fields if name.startswith("portion-"))
    assert str(thu.id) in first
    typed = {first: "300 nghìn", second: "250.000", f"child-{clan.id}": "1", "share-0": "60", "share-1": "x"}
    page = go_on(officer, page, typed, press="Work it out again", status=422)
    assert "Too much by 50.000 đồng" in page.text
    assert "Enter a share in percent, above 0 and up to 100." in page.text
    page = go_on(officer, page, {second: "200.000", "share-1": "40"}, press="Work it out again")
    assert "All of it is given." in page.text
    done = officer.submit(page, {}, press="Carry it out")
    assert "2 hand-overs are not confirmed yet." in done.text
    assert officer.get("/desk/dong-ho-lo/admin").link("Hội Khuyến học xã Mới") == "/desk/xa-moi/admin"
    officer.sign_in("neighbour")
    assert "closed on 30/06/2026" in officer.get("/desk/xa-thu").text
    waiting = officer.get("/desk/xa-ben/transfers")
    assert "300.000" in waiting.text
    sent = next(href for href, _ in waiting.links if href.startswith("/desk/xa-ben/transfers/2"))
    paper = officer.answer(officer.get(sent).link("Minutes of the hand-over"))
    assert f"Bên nhận: {ben.name}" in text_of(paper.content)
    assert officer.answer(f"{sent}0/minutes.pdf").status_code == 404


def test_rest__while_amounts_are_typed(officer: Site) -> None:
    asked = f"{WIZARD}/rest?held=500000&portion-1-2-3-0=200.000&portion-1-2-3-1=%s"
    for typed, said in (
        ("", "300.000"),
        ("300k", "All of it is given."),
        ("x", "300.000"),
        ("1tr", "Too much"),
    ):
        assert said in officer.answer(asked % typed).text


def test_wizard__back_keeps_what_was_typed(officer: Site) -> None:
    page = go_on(officer, officer.get(WIZARD), {"kind": "merge"})
    page = go_on(officer, page, {box(officer, "xa-thu"): "1", "q": "thu"})
    ben = str(officer.places["xa-ben"].id)
    page = go_on(officer, page, {"follow_q": "ben"}, press="Search")
    page = go_on(officer, page, {"into": ben})
    typed = {"date": "31/2/2026", "decision": "", "documents": "Đề án; hôm qua kia", "note": "ghi chú"}
    page = go_on(officer, page, typed, press="Show what will happen", status=422)
    for sentence in (
        "is not in the calendar",
        "Enter the number of the decision.",
        "Line 1: Enter the date as",
    ):
        assert sentence in page.text
    page = go_on(officer, page, {"decision": "9/QĐ"}, press="Back")
    assert values(page)["into"] == ben
    page = go_on(officer, page, {}, press="Back")
    assert values(page)[box(officer, "xa-thu")] == "1"
    page = go_on(officer, page, {}, press="Back")
    assert values(page)["kind"] == "merge"
    for _ in range(3):
        page = go_on(officer, page, {})
    kept = values(page)
    assert {name: kept[name] for name in typed} == typed | {"decision": "9/QĐ"}


@pytest.mark.parametrize(
    ("kind", "ends", "sentence"),
    [
        ("", [], "Choose what kind of unit it is."),
        ("merge", [], "Choose the associations it is about."),
        ("abolish", ["xa-thu", "xa-ben"], "Choose one association only"),
    ],
)
def test_wizard__bad_choices_are_told_on_their_page(
    officer: Site, kind: str, ends: list[str], sentence: str
) -> None:
    page = go_on(officer, officer.get(WIZARD), {"kind": kind} if kind else {}, status=200 if kind else 422)
    if kind:
        page = go_on(officer, page, {box(officer, code): "1" for code in ends}, status=422)
    assert sentence in page.text


def test_preview__says_what_waits_and_where_it_is_settled(officer: Site) -> None:
    books.give(officer, 1_000, on=date(2026, 7, 5))
    page = up_to_preview(
        officer, "abolish", {box(officer, "xa-thu"): "1"}, {"into": str(officer.places["tinh-mau"].id)}
    )
    assert "Entries dated after its last day" in page.text
    assert page.link("Open the page") == "/desk/xa-thu/books/journal"
    assert "Carry it out" not in {button[2] for button in page.form().buttons}
    sent = page.form().filled({})
    refused = officer.post(f"{WIZARD}/carry-out", sent, status=409)
    assert "cannot end yet: something still waits there" in refused.text


def test_carry_out__of_an_old_preview_shows_the_new_one(officer: Site) -> None:
    into = {"into": str(officer.places["xa-ben"].id)}
    page = up_to_preview(officer, "merge", {box(officer, "xa-thu"): "1", box(officer, "xa-ben"): "1"}, into)
    books.give(officer, 7_000)
    again = officer.submit(page, {}, press="Carry it out", status=422)
    assert "Something changed since this page was shown." in again.text
    assert "7.000" in again.text
    first = officer.submit(again, {}, press="Carry it out")
    assert officer.submit(again, {}, press="Carry it out").url == first.url


def test_revive__what_was_abolished(officer: Site) -> None:
    province = {"into": str(officer.places["tinh-mau"].id)}
    page = up_to_preview(officer, "abolish", {box(officer, "xa-ben"): "1"}, province)
    officer.submit(page, {}, press="Carry it out")
    page = go_on(officer, officer.get(f"{WIZARD}?kind=revive&unit={officer.places['xa-ben'].id}"), {})
    page = go_on(officer, page, {})
    page = go_on(officer, page, province)
    page = go_on(officer, page, DECREE | {"date": "1/8/2026"}, press="Show what will happen")
    done = officer.submit(page, {}, press="Carry it out")
    assert "Works again" in done.text
    assert unit(officer, "xa-ben").closed_on is None


def test_wizard__without_a_kind_begins_again(officer: Site) -> None:
    form = officer.get(WIZARD).form()
    for step in ("kind", "ends", "follows", "decree", "preview", "nowhere"):
        chosen = {box(officer, "xa-thu"): "1", "kind": "no such kind", "step": step, "go": "next"}
        pairs = [*[(name, typed) for name, typed in form.filled({}) if name not in chosen], *chosen.items()]
        answer = officer.send(WIZARD, pairs)
        assert answer.status_code == 422
        assert "1 of 5" in answer.text


def test_revive__of_one_that_is_open_is_refused_in_a_sentence(officer: Site) -> None:
    """Somebody else revived it meanwhile, or another kind was chosen after the unit."""
    ending, following = {box(officer, "xa-thu"): "1"}, {"into": str(officer.places["xa-ben"].id)}
    page = up_to_preview(officer, "abolish", ending, following)
    pairs = [*page.form().filled({}), ("kind", "revive"), ("go", "next")]
    shown = officer.post(WIZARD, pairs)
    assert "“Hội Khuyến học xã Thử” is open." in shown.text


def test_closed_unit__is_only_read(officer: Site) -> None:
    into = {"into": str(officer.places["xa-ben"].id)}
    page = up_to_preview(officer, "merge", {box(officer, "xa-thu"): "1", box(officer, "xa-ben"): "1"}, into)
    officer.submit(page, {}, press="Carry it out")
    officer.sign_in("treasurer")
    desk = officer.get("/desk/xa-thu")
    assert "closed on 30/06/2026. Its books are only read." in desk.text
    assert desk.link("Hội Khuyến học xã Bên") == "/desk/xa-ben"
    assert "Record a gift" not in desk.text
    refused = officer.get("/desk/xa-thu/contributions/new", status=409)
    assert "Record it at the association that followed it." in refused.text
    officer.sign_in("neighbour")
    assert "500.000" in officer.get("/desk/xa-thu/books/cash-book?year=2026").text


def test_wizard__is_for_those_above(officer: Site) -> None:
    officer.sign_in("administrator2")
    assert officer.answer(WIZARD).status_code == 404
    inside = "/desk/xa-thu/admin/reorganise"
    page = go_on(officer, officer.get(inside), {"kind": "abolish"})
    assert box(officer, "dong-ho-lo") in page.form().fields
    assert box(officer, "xa-ben") not in page.form().fields
