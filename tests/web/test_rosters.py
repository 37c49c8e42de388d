from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from ledger.accounts import balances
from ledger.contributions.contributions import Contribution
from ledger.contributions.rosters import Roster, RosterPosting
from ledger.people.parties import Party
from tests.printing.reading import text_of
from tests.web.conftest import BASE, Site
from tests.web.pages import Page

NAMES = "\n".join(f"Lò Văn Mẫu {number} – Nhánh {1 + number % 3}" for number in range(1, 6))


def start(site: Site, *, names: str = NAMES, amount: str = "250.000", title: str = "Họ Lò 2026") -> Page:
    """A sheet just started by the treasurer."""
    site.sign_in("treasurer")
    new = site.get("/desk/xa-thu/rosters/new")
    return site.submit(new, {"title": title, "default_amount": amount, "names": names})


@pytest.fixture
def sheet(site: Site) -> Page:
    return start(site)


def cash(site: Site) -> int:
    with site.database.read() as session:
        place, fund = site.places["xa-thu"].id, site.funds["quy-xa-thu"].id
        return balances.held(session, association_id=place, fund_id=fund, role="cash")


def ticked(page: Page) -> list[str]:
    return sorted(name for name, _ in page.form().values if name.startswith("p"))


def value(page: Page, name: str) -> str:
    return dict(page.form().values)[name]


def test_start__pasted_names_become_a_sheet(site: Site, sheet: Page) -> None:
    assert sheet.title == "Họ Lò 2026"
    assert "0 of 5" in sheet.text
    assert "Lò Văn Mẫu 5 Nhánh 3" in sheet.text
    with site.database.read() as session:
        assert len(session.scalars(select(Party.id)).all()) == 5


def test_start__next_year_the_households_are_filled_in(site: Site, sheet: Page) -> None:
    new = site.get("/desk/xa-thu/rosters/new")
    assert value(new, "names") == NAMES
    assert value(new, "title") == "Collection of the year 2026"
    site.submit(new, {"title": "Họ Lò 2027", "default_amount": "300k"})
    with site.database.read() as session:
        assert len(session.scalars(select(Party.id)).all()) == 5, "the same households, not new ones"


def test_start__cells_of_a_spreadsheet_are_name_and_branch(site: Site) -> None:
    start(site, names="Lò Văn Mẫu\tNhánh cả\nLò Văn Thử\t\n\n")
    with site.database.read() as session:
        found = session.execute(select(Party.name, Party.distinguisher).order_by(Party.id)).all()
    assert found == [("Lò Văn Mẫu", "Nhánh cả"), ("Lò Văn Thử", "")]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": " "}, "Enter a title, for example the occasion and the year."),
        ({"names": "\n \n"}, "Paste the names of the households, one on each line."),
        ({"names": "Lò Văn Mẫu\nLò Văn Mẫu"}, "“Lò Văn Mẫu” is on the list twice."),
        ({"names": "Lò\u202eMẫu"}, "It holds a hidden character."),
        ({"names": "\n".join(map(str, range(3001)))}, "A list has at most 3000 households."),
        ({"default_amount": ""}, "Enter the amount."),
        ({"default_amount": "250"}, "You typed 250. Choose the amount you mean."),
        ({"fund": "0"}, "Choose one of the funds in the list."),
    ],
)
def test_start__a_bad_field_gets_its_sentence_and_nothing_typed_is_lost(
    site: Site, typed: dict[str, str], sentence: str
) -> None:
    site.sign_in("treasurer")
    sent = {"title": "Họ Lò", "default_amount": "250.000", "names": NAMES} | typed
    again = site.submit(site.get("/desk/xa-thu/rosters/new"), sent, status=422)
    assert sentence in again.text
    for name in sent.keys() - {"fund"}:
        assert value(again, name).strip() == sent[name].strip()
    with site.database.read() as session:
        assert session.scalars(select(Roster.id)).all() == []
        assert session.scalars(select(Party.id)).all() == []


def test_start__a_title_is_used_once(site: Site, sheet: Page) -> None:
    new = site.get("/desk/xa-thu/rosters/new")
    again = site.submit(new, {"title": "Họ Lò 2026", "default_amount": "1 triệu"}, status=422)
    assert "There is already a list with this title." in again.text
    assert value(again, "default_amount") == "1 triệu"


def test_start__sent_twice_is_one_sheet(site: Site) -> None:
    site.sign_in("treasurer")
    form = site.get("/desk/xa-thu/rosters/new").form()
    pairs = form.filled({"default_amount": "250k", "names": NAMES})
    assert site.post(form.action, pairs).url == site.post(form.action, pairs).url


def test_keep__a_tick_is_the_usual_gift_and_an_amount_is_an_exception(site: Site, sheet: Page) -> None:
    kept = site.submit(
        sheet, {"p1": "on", "a2": "300 nghìn", "n2": "thêm", "p3": "on", "a3": "0"}, status=422
    )
    assert "Lò Văn Mẫu 3: Enter an amount greater than 0." in kept.text
    kept = site.submit(kept, {"p3": None, "a3": "0", "a1": "250.000"})
    assert ticked(kept) == ["p1", "p2"]
    assert value(kept, "a1") == ""
    assert value(kept, "a2") == "300.000"
    assert value(kept, "n2") == "thêm"
    assert "2 of 5" in kept.text
    assert "550.000" in kept.text


def test_keep__everybody_paid_is_one_press_and_exceptions_stay(site: Site, sheet: Page) -> None:
    kept = site.submit(sheet, {"a2": "500.000"}, press="Mark everybody as paid")
    assert "5 of 5" in kept.text
    assert "1.500.000" in kept.text
    unticked = site.submit(kept, {"p1": None, "n1": "vắng"})
    assert "4 of 5" in unticked.text
    assert value(unticked, "n1") == "vắng"


def test_keep__an_amount_that_cannot_be_read_stays_beside_its_sentence(site: Site, sheet: Page) -> None:
    again = site.submit(sheet, {"p1": "on", "a2": "3x", "p4": "on", "a4": "300"}, status=422)
    assert "Lò Văn Mẫu 2: Enter the amount in digits" in again.text
    assert "Enter the full amount of Lò Văn Mẫu 4, for example 300.000." in again.text
    assert value(again, "a2") == "3x"
    assert value(again, "a4") == "300"
    assert ticked(again) == ["p1", "p4"]
    assert ticked(site.get(sheet.url)) == ["p1"], "what could be read is kept"


def test_keep__the_count_typed_so_far_is_kept_too(site: Site, sheet: Page) -> None:
    kept = site.submit(sheet, {"households": "5", "cash": "1 triệu", "date": "1/6/2026"})
    assert [value(kept, name) for name in ("households", "cash", "date")] == ["5", "1 triệu", "1/6/2026"]
    assert "1.000.000 too much" in kept.text


def test_keep__htmx_gets_the_totals_only(site: Site, sheet: Page) -> None:
    pairs = sheet.form().filled({"p1": "on", "a2": "x", "cash": "250.000"})
    answer = site.client.post(sheet.url, data=dict(pairs), headers={"hx-request": "true"})
    said = Page(answer.text).text
    assert "1 of 5" in said
    assert "0 – agrees" in said
    assert "1 amount on the list cannot be read." in said
    assert len(answer.content) <= 5_000
    assert "<form" not in answer.text
    assert ticked(site.get(sheet.url)) == ["p1"]


def post(site: Site, sheet: Page, typed: dict[str, str | None], status: int = 200) -> Page:
    return site.submit(sheet, typed, press="Post the list and print the receipts", status=status)


def test_post__a_sheet_that_agrees_gives_every_household_its_receipt(site: Site, sheet: Page) -> None:
    typed: dict[str, str | None] = {
        "p1": "on",
        "p3": "on",
        "a5": "300.000",
        "households": "3",
        "cash": "800.000",
    }
    posted = post(site, sheet, typed)
    assert "The list is posted" in posted.text
    assert "Receipts PT-2026-Q01-0001 to PT-2026-Q01-0003" in posted.text
    assert "Lò Văn Mẫu 5 Nhánh 3 300.000 PT-2026-Q01-0003" in posted.text
    assert "Lò Văn Mẫu 2 Nhánh 3 –" in posted.text
    assert cash(site) == 800_000
    receipt = site.get(posted.link("PT-2026-Q01-0002"))
    assert "Lò Văn Mẫu 3" in receipt.text
    listed = text_of(site.answer(posted.link("Print the list")).content)
    assert "PT-2026-Q01-0003" in listed
    assert "Kiểm đếm: 3 hộ, 800.000 đồng." in listed
    slips = text_of(site.answer(posted.link("Print all 3 receipts")).content)
    assert slips.count("PHIẾU THU") == 3


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"households": "2"}, "The list has 3 households that paid, but you counted 2."),
        ({"cash": "700.000"}, "The list adds up to 750.000 đồng, but you counted 700.000 đồng."),
        ({"households": ""}, "Enter how many households paid, counted by hand."),
        ({"households": "ba"}, "Enter how many households paid, counted by hand."),
        ({"cash": ""}, "Enter the amount."),
        ({"date": "23/11/2026"}, "This date has not come yet."),
        ({"a4": "abc"}, "Lò Văn Mẫu 4: Enter the amount in digits"),
    ],
)
def test_post__what_differs_is_said_and_the_marks_are_kept(
    site: Site, sheet: Page, typed: dict[str, str], sentence: str
) -> None:
    marked = {"p1": "on", "p2": "on", "p3": "on", "households": "3", "cash": "750.000", "n3": "nộp sau"}
    again = post(site, sheet, {**marked, **typed}, status=422)
    assert sentence in again.text
    for name, text in (marked | typed).items():
        assert value(again, name) == text
    assert ticked(site.get(sheet.url)) == ["p1", "p2", "p3"]
    assert cash(site) == 0


def test_post__nobody_ticked_is_said(site: Site, sheet: Page) -> None:
    again = post(site, sheet, {"households": "0", "cash": "0"}, status=422)
    assert "Tick the households that paid before posting the list." in again.text


PAID = {"p1": "on", "households": "1", "cash": "250.000"}


def test_post__sent_twice_posts_once(site: Site, sheet: Page) -> None:
    pairs = sheet.form().filled(PAID)
    first, again = site.post(f"{sheet.url}/post", pairs), site.post(f"{sheet.url}/post", pairs)
    assert first.url == again.url
    assert cash(site) == 250_000


def test_post__a_double_click_in_the_same_moment_posts_once(site: Site, sheet: Page) -> None:
    data = dict(sheet.form().filled(PAID))
    cookies = {cookie.name: str(cookie.value) for cookie in site.client.cookies.jar}

    def press(_: int) -> int:
        browser = TestClient(site.client.app, base_url=BASE, cookies=cookies, follow_redirects=False)
        return browser.post(f"{sheet.url}/post", data=data).status_code

    with ThreadPoolExecutor(3) as hands:
        assert list(hands.map(press, range(3))) == [303, 303, 303]
    with site.database.read() as session:
        assert session.scalars(select(func.count()).select_from(Contribution)).one() == 1
        assert session.scalars(select(func.count()).select_from(RosterPosting)).one() == 1


def test_post__a_posted_sheet_is_frozen(site: Site, sheet: Page) -> None:
    post(site, sheet, dict(PAID))
    frozen = site.get(sheet.url)
    assert not [form for form in frozen.forms if form.action.startswith(sheet.url)]
    late = site.submit(sheet, {"p2": "on"}, status=409)
    assert "already posted and can no longer be changed" in late.text
    other = [(n, v) for n, v in sheet.form().filled(PAID) if n != "key"] + [("key", "ANOTHER")]
    site.post(f"{sheet.url}/post", other, status=409)
    assert cash(site) == 250_000


def test_post__one_receipt_of_a_posted_sheet_can_be_cancelled(site: Site, sheet: Page) -> None:
    posted = post(site, sheet, {"p1": "on", "p2": "on", "households": "2", "cash": "500.000"})
    receipt = posted.link("PT-2026-Q01-0001")
    site.submit(site.get(f"{receipt}/cancel"), {"reason": "Ghi nhầm hộ"})
    assert cash(site) == 250_000
    assert "PT-2026-Q01-0001 void" in site.get(sheet.url).text


def test_print__a_blank_sheet_to_carry_round(site: Site, sheet: Page) -> None:
    text = text_of(site.answer(sheet.link("Print a blank sheet")).content)
    assert "BẢNG THU TIỀN" in text
    assert "Lò Văn Mẫu 5" in text
    site.get(f"{sheet.url}/list.pdf", status=404)
    site.get(f"{sheet.url}/receipts.pdf", status=404)


def test_list__shows_open_and_posted_sheets(site: Site, sheet: Page) -> None:
    post(site, sheet, dict(PAID))
    start(site, title="Họ Lò 2027", names="Lò Thị Mẫu")
    page = site.get("/desk/xa-thu/rosters")
    assert "Họ Lò 2027 0 1 0 open" in page.text
    assert "Họ Lò 2026 1 5 250.000 ✓ posted" in page.text


def test_sheet__belongs_to_its_association_and_its_treasurer(site: Site, sheet: Page) -> None:
    there = sheet.url.replace("xa-thu", "xa-ben")
    pairs = [pair for pair in sheet.form().filled(PAID) if pair[0] != "csrf"]
    for who, status in (("neighbour", 404), ("inspector", 403), ("chair", 403)):
        site.sign_in(who)
        site.get(sheet.url, status=status)
        csrf = ("csrf", dict(site.get("/sign-in").form().values)["csrf"])
        site.post(sheet.url, [*pairs, csrf], status=403)
        site.post(f"{sheet.url}/post", [*pairs, csrf], status=403)
    site.sign_in("neighbour")
    csrf = ("csrf", dict(site.get("/sign-in").form().values)["csrf"])
    site.get(there, status=404)
    site.post(there, [*pairs, csrf], status=404)
    assert cash(site) == 0


def test_sheet__of_a_whole_clan_takes_about_twenty_five_entries(site: Site) -> None:
    clan = start(site, names="\n".join(f"Thào A Mẫu {number}" for number in range(1, 153)))
    all_paid = site.submit(clan, {}, press="Mark everybody as paid")
    exceptions: dict[str, str | None] = {f"a{number}": "300.000" for number in range(1, 18)}
    absent: dict[str, str | None] = {f"p{number}": None for number in (20, 30, 40)}
    total = 17 * 300_000 + 132 * 250_000
    counted: dict[str, str | None] = {"households": "149", "cash": str(total)}
    posted = post(site, all_paid, exceptions | absent | counted)
    assert len(exceptions) + len(absent) + len(counted) + 3 <= 25, "and title, amount, one press"
    assert "Receipts PT-2026-Q01-0001 to PT-2026-Q01-0149" in posted.text
    assert cash(site) == total
