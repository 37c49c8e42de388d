import pytest
from sqlalchemy import func, select

from ledger.accounts.funds import Fund, FundHolder
from ledger.disbursements.programmes import Programme
from tests.web.conftest import Site
from tests.web.pages import Page

ADMIN = "/desk/tinh-mau/admin"
FUND = {"name": "Quỹ Khuyến học tỉnh Mẫu", "holders": "beneath"}


@pytest.fixture
def admin(site: Site) -> Site:
    site.sign_in("administrator")
    return site


def count(site: Site, table: type[Fund] | type[FundHolder] | type[Programme]) -> int:
    with site.database.read() as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def value(page: Page, name: str) -> str:
    return dict(page.form().values)[name]


def test_open_fund__a_treasurer_beneath_can_receive_for_it(admin: Site) -> None:
    done = admin.submit(admin.get(f"{ADMIN}/funds/new"), FUND)
    assert "The fund is open" in done.text
    assert "4 associations" in done.text
    admin.sign_in("neighbour")
    form = admin.get("/desk/xa-ben/contributions/new")
    fund = next(v for n, v in form.form().values if n == "fund")
    assert "Quỹ Khuyến học tỉnh Mẫu" in form.text
    assert fund


def test_open_fund__of_one_place_only(admin: Site) -> None:
    admin.submit(admin.get(f"{ADMIN}/funds/new"), FUND | {"holders": "own"})
    admin.sign_in("neighbour")
    assert "Quỹ Khuyến học tỉnh Mẫu" not in admin.get("/desk/xa-ben/contributions/new").text


def test_open_fund__codes_of_funds_with_one_name_differ(admin: Site) -> None:
    for code in ("xa-thu", "xa-ben"):
        admin.submit(admin.get(f"/desk/{code}/admin/funds/new"), {"name": "Quỹ Chung"})
    assert admin.get("/funds/quy-chung").title == admin.get("/funds/quy-chung-xa-ben").title == "Quỹ Chung"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Enter the name."),
        ({"kind": "restricted"}, "Say what the money of this fund is given for."),
        ({"kind": "restricted", "purpose": "  "}, "Say what the money of this fund is given for."),
        ({"purpose": "x" * 501}, "Shorten this text to 500 characters at most."),
        ({"kind": "other"}, "Choose what kind of fund it is."),
        ({"holders": ""}, "Choose who may hold the money of this fund."),
        ({"opened_on": "1/1/2027"}, "has not come yet"),
        ({"opened_on": "mai"}, "Enter the date as day/month/year"),
        ({"name": "Quỹ Học bổng Mẫu"}, "already has an open fund “Quỹ Học bổng Mẫu”. Choose another name."),
        ({"name": "quỹ học bổng mẫu"}, "already has an open fund"),
    ],
)
def test_open_fund__bad_input_is_told_and_kept(admin: Site, typed: dict[str, str], sentence: str) -> None:
    form, before = admin.get(f"{ADMIN}/funds/new"), count(admin, Fund)
    again = admin.submit(form, FUND | typed, status=422)
    assert sentence in again.text
    for name in ("name", "purpose", "opened_on"):
        assert value(again, name) == (FUND | typed).get(name, value(form, name))
    assert count(admin, Fund) == before


def test_open_fund__with_a_licence_shows_it_to_the_public(admin: Site) -> None:
    admin.submit(admin.get(f"{ADMIN}/funds/new"), FUND | {"licence": "12/QĐ-UBND"})
    assert "Licence 12/QĐ-UBND" in admin.get("/funds/quy-khuyen-hoc-tinh-mau").text


def test_open_fund__with_a_purpose(admin: Site) -> None:
    purpose = "Học bổng cho người lớn học tập"
    admin.submit(admin.get(f"{ADMIN}/funds/new"), FUND | {"kind": "restricted", "purpose": purpose})
    assert purpose in admin.get("/funds/quy-khuyen-hoc-tinh-mau").text


def test_open_fund__sent_twice_is_one(admin: Site) -> None:
    form, before = admin.get(f"{ADMIN}/funds/new"), count(admin, Fund)
    for _ in range(2):
        admin.submit(form, FUND)
    assert count(admin, Fund) == before + 1


def test_let_hold__units_founded_later_too(admin: Site) -> None:
    fund = admin.funds["quy-mau"]
    listed = admin.get(f"{ADMIN}/funds")
    assert "3 associations" in listed.text
    done = [admin.submit(listed, {}, form=listed.form(f"/funds/{fund.id}/holders")) for _ in range(2)]
    assert all("Every unit now beneath may hold the fund." in page.text for page in done)
    assert "4 associations" in done[1].text
    assert not [form for form in done[1].forms if form.action.endswith("/holders")]


def test_let_hold__not_a_fund_of_somebody_else(admin: Site) -> None:
    listed = admin.get(f"{ADMIN}/funds")
    strange = listed.form("/holders").values
    before = count(admin, FundHolder)
    admin.post(f"{ADMIN}/funds/{admin.funds['quy-xa-ben'].id}/holders", strange, 404)
    assert count(admin, FundHolder) == before


PROGRAMME = {"name": "Khen thưởng Mẫu", "category": "reward"}


def test_open_programme__the_committee_can_propose_from_it(admin: Site) -> None:
    form = admin.get("/desk/xa-thu/admin/programmes/new")
    done = admin.submit(form, PROGRAMME | {"titled": "1", "fund": str(admin.funds["quy-mau"].id)})
    assert "The programme is open" in done.text
    assert "Quỹ Học bổng Mẫu" in done.text
    admin.sign_in("member")
    assert "Khen thưởng Mẫu" in admin.get("/desk/xa-thu/awards/new").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Enter the name."),
        ({"category": "other"}, "Choose what the programme gives."),
        ({"fund": "1"}, "Choose one of the funds in the list."),
    ],
)
def test_open_programme__bad_input_is_told_and_kept(
    admin: Site, typed: dict[str, str], sentence: str
) -> None:
    form = admin.get("/desk/xa-thu/admin/programmes/new")
    again = admin.submit(form, PROGRAMME | {"titled": "1"} | typed, status=422)
    assert sentence in again.text
    assert value(again, "name") == (PROGRAMME | typed)["name"]
    assert value(again, "titled") == "1"
    assert count(admin, Programme) == 0


def test_open_programme__not_from_a_fund_held_elsewhere(admin: Site) -> None:
    form = admin.get("/desk/xa-thu/admin/programmes/new")
    again = admin.submit(form, PROGRAMME | {"fund": str(admin.funds["quy-xa-ben"].id)}, status=422)
    assert "Choose one of the funds in the list." in again.text


def test_open_programme__sent_twice_is_one_and_a_second_of_the_name_is_refused(admin: Site) -> None:
    form = admin.get("/desk/xa-thu/admin/programmes/new")
    for _ in range(2):
        admin.submit(form, PROGRAMME)
    assert count(admin, Programme) == 1
    other = admin.get("/desk/xa-thu/admin/programmes/new")
    again = admin.submit(other, PROGRAMME, status=422)
    assert "already has a programme of this name" in again.text


def test_open_programme__needs_a_fund_first(admin: Site) -> None:
    page = admin.get("/desk/dong-ho-lo/admin/programmes")
    assert "this association holds none yet" in page.text
    assert page.link("Open a fund") == "/desk/dong-ho-lo/admin/funds/new"
    assert "this association holds none yet" in admin.get("/desk/dong-ho-lo/admin/programmes/new").text
