import json
from collections.abc import Sequence
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from ledger.associations import areas
from ledger.associations.associations import Association
from ledger.identity import sessions
from tests.factories.areas import load_binh_giang
from tests.web.conftest import Site
from tests.web.pages import Page

ADMIN = "/desk/xa-thu/admin"
NEW = f"{ADMIN}/units/new"
LIST = f"{ADMIN}/units/list"


@pytest.fixture
def admin(site: Site) -> Site:
    """The site, seen by the administrator of the commune Thử."""
    site.sign_in("administrator2")
    return site


@pytest.fixture
def country(admin: Site) -> Site:
    """The same, in a book that knows the areas of the country."""
    with admin.database.write() as session:
        areas.load_areas(session)
    return admin


def units(site: Site) -> int:
    with site.database.read() as session:
        return session.scalars(select(func.count()).select_from(Association)).one()


def unit(site: Site, code: str) -> Association:
    with site.database.read() as session:
        return session.scalars(select(Association).filter_by(code=code)).one()


def value(page: Page, name: str) -> str:
    return dict(page.form().values)[name]


def test_found_unit__stands_in_the_list_and_can_be_opened(admin: Site) -> None:
    listed = admin.submit(admin.get(NEW), {"name": "Chi hội Khuyến học bản Mẫu", "decision": "5/QĐ"})
    assert listed.url == f"{ADMIN}/units?founded=1"
    assert "1 unit was founded" in listed.text
    hub = admin.get(listed.link("Chi hội Khuyến học bản Mẫu"))
    assert hub.url == "/desk/ban-mau/admin"
    assert hub.link("Hội Khuyến học xã Thử") == ADMIN
    assert unit(admin, "ban-mau").address == "Bản Thử, tỉnh Mẫu"


def test_found_unit__that_only_declares_its_figures(admin: Site) -> None:
    typed = {"name": "Ban Khuyến học dòng họ Mẫu", "kind": "clan_board", "bookkeeping": "declared"}
    listed = admin.submit(admin.get(NEW), typed | {"code": "ho-mau"})
    assert "Only declares figures once a year" in listed.text
    assert unit(admin, "ho-mau").bookkeeping == "declared"


def test_found_unit__in_a_place_typed_without_marks(country: Site) -> None:
    country.submit(country.get(NEW), {"name": "Chi hội bản Mẫu", "area": "long he"})
    assert unit(country, "chi-hoi-ban-mau").address == "xã Long Hẹ, tỉnh Sơn La"


def test_found_unit__asks_which_of_several_places_is_meant(country: Site) -> None:
    typed = {"name": "Chi hội bản Mẫu", "area": "xã Tân Thành"}
    asked = country.submit(country.get(NEW), typed, status=422)
    assert "Several places have this name. Choose the one you mean." in asked.text
    assert "xã Tân Thành, tỉnh Lạng Sơn" in asked.text
    assert value(asked, "area") == "xã Tân Thành"
    with country.database.read() as session:
        [place] = areas.named(session, "xã Tân Thành, Lạng Sơn")
    country.submit(asked, {"which": str(place.id)})
    assert unit(country, "chi-hoi-ban-mau").address == "xã Tân Thành, tỉnh Lạng Sơn"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": " "}, "Enter the name."),
        ({"name": "Mẫu " * 50}, "Shorten this text to 150 characters at most."),
        ({"decision": "x" * 501}, "Shorten this text to 500 characters at most."),
        ({"name": "Mẫu\u202e"}, "Type this text again. It holds a hidden character."),
        ({"name": "学习"}, "Write the code with small letters a–z"),
        ({"code": "Xã Mẫu"}, "Write the code with small letters a–z"),
        ({"code": "xa-ben"}, "Another association already uses the code “xa-ben”. Choose another code."),
        ({"kind": "province"}, "Choose what kind of unit it is."),
        ({"kind": "commune"}, "Choose what kind of unit it is."),
        ({"bookkeeping": "none"}, "Choose whether the unit keeps its books here."),
        ({"founded_on": ""}, "Enter the date."),
        ({"founded_on": "31/2/2026"}, "is not in the calendar"),
        ({"founded_on": "1/1/2027"}, "has not come yet"),
        ({"area": "Nơi không có"}, "No commune, ward or province has this name today."),
        ({"area": "\u202e"}, "Type this text again. It holds a hidden character."),
        ({"name": "Ban Khuyến học dòng họ Lò"}, "already stands under this association."),
    ],
)
def test_found_unit__bad_input_is_told_and_kept(admin: Site, typed: dict[str, str], sentence: str) -> None:
    form, before = admin.get(NEW), units(admin)
    sent = {"name": "Chi hội Mẫu", "decision": "7/QĐ"} | typed
    form.form().fields.update(sent)
    again = admin.post(form.form().action, form.form().filled(sent), 422)
    assert sentence in again.text
    assert again.title == "Error: Found a unit"
    kept = dict(again.form().values)
    unchosen = {"kind", "bookkeeping"}
    assert {name: kept[name] for name in sent if name not in unchosen} == {
        name: text for name, text in sent.items() if name not in unchosen
    }
    assert kept["key"] == value(form, "key")
    assert units(admin) == before


def test_found_unit__sent_twice_is_one(admin: Site) -> None:
    form, before = admin.get(NEW), units(admin)
    for _ in range(2):
        assert "1 unit was founded" in admin.submit(form, {"name": "Chi hội Mẫu"}).text
    assert units(admin) == before + 1
    again = admin.submit(form, {"name": "Chi hội Khác"}, status=409)
    assert "already used to record something else" in again.text


def test_found_unit__what_was_typed_is_kept_while_signing_in_again(admin: Site) -> None:
    form = admin.get(NEW)
    with admin.database.write() as session:
        sessions.end(session, admin.client.cookies["ledger"])
    door = admin.submit(form, {"name": "Chi hội Mẫu"}, status=401)
    assert dict(json.loads(value(door, "typed")))["name"] == "Chi hội Mẫu"


def test_suggest__the_code_and_the_place(country: Site) -> None:
    assert (
        "“ban-moi”" in country.answer(f"{ADMIN}/units/code?name={quote('Chi hội Khuyến học bản Mới')}").text
    )
    assert country.answer(f"{ADMIN}/units/code?name=").text.strip() == ""
    assert country.answer(f"{ADMIN}/units/code?name=%E2%80%AE").text.strip() == ""
    assert "xã Long Hẹ, tỉnh Sơn La" in country.answer(f"{ADMIN}/areas?area=long%20h").text
    for typed in ("l", "", "%E2%80%AEmau"):
        assert "<option" not in country.answer(f"{ADMIN}/areas?area={typed}").text


def test_place__is_found_by_the_name_it_had_before(admin: Site) -> None:
    with admin.database.write() as session:
        load_binh_giang(session)
    offered = admin.answer(f"{ADMIN}/areas?area=long%20x").text
    assert "xã Long Xuyên, huyện Bình Giang, tỉnh Hải Dương</option>" in offered
    assert 'value="xã Bình Giang, thành phố Hải Phòng"' in offered
    village = {"name": "Chi hội thôn Mẫu"}
    admin.submit(admin.get(NEW), {**village, "area": "xã Long Xuyên"})
    assert unit(admin, "chi-hoi-thon-mau").address == "xã Bình Giang, thành phố Hải Phòng"


FORTY = [f"bản Mẫu {number}" for number in range(1, 41)]


def listed(site: Site, names: Sequence[str], status: int = 200) -> Page:
    typed = {"before": "Chi hội Khuyến học", "names": "\n".join(names)}
    return site.submit(site.get(LIST), typed, status=status)


def test_found_list__forty_villages_in_one_act(admin: Site) -> None:
    before = units(admin)
    assert "40 units were founded" in listed(admin, [f"{n}. {name}" for n, name in enumerate(FORTY, 1)]).text
    assert units(admin) == before + 40
    assert unit(admin, "ban-mau-40").name == "Chi hội Khuyến học bản Mẫu 40"


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], "Enter the name."),
        (["bản Một", "bản Hai", "Bản một"], "“Bản một” stands in the list twice."),
        (["bản Một", "x" * 200], "Line 2: Shorten this text to 150 characters at most."),
        ([f"bản {n}" for n in range(501)], "Found at most 500 units at once."),
    ],
)
def test_found_list__bad_input_founds_nothing(admin: Site, names: list[str], sentence: str) -> None:
    before = units(admin)
    again = listed(admin, names, status=422)
    assert sentence in again.text
    assert value(again, "names") == "\n".join(names)
    assert units(admin) == before


def test_found_list__one_that_stands_there_stops_all(admin: Site) -> None:
    listed(admin, ["bản Một"])
    before = units(admin)
    again = listed(admin, ["bản Hai", "bản Một"], status=422)
    assert "“Chi hội Khuyến học bản Một” already stands under this association." in again.text
    assert units(admin) == before


def test_found_list__sent_twice_is_one(admin: Site) -> None:
    form, before = admin.get(LIST), units(admin)
    for _ in range(2):
        assert "2 units were founded" in admin.submit(form, {"names": "bản Một\nbản Hai"}).text
    assert units(admin) == before + 2


def test_units__are_paged_by_key(admin: Site) -> None:
    for start in (0, 40):
        listed(admin, [f"bản {n + start:02}" for n in range(40)])
    first = admin.get(f"{ADMIN}/units")
    second = admin.get(first.link("Next page"))
    assert first.link("Chi hội Khuyến học bản 00")
    assert second.link("Chi hội Khuyến học bản 79")
    assert len(first.html.encode()) < 25 * 1024
    assert second.link("Previous page") == f"{ADMIN}/units"
    assert admin.get(f"{ADMIN}/units?after=x").links == admin.get(f"{ADMIN}/units").links


def test_communes__of_a_province_in_one_act_and_never_twice(country: Site) -> None:
    country.sign_in("administrator")
    empty = country.get("/desk/tinh-mau/admin/units/communes")
    assert "Choose the province first." in empty.text or "associations to found" in empty.text
    with country.database.read() as session:
        [cao_bang] = areas.named(session, "tỉnh Cao Bằng")
    form = country.get(f"/desk/tinh-mau/admin/units/communes?province={cao_bang.id}")
    assert "56 associations to found" in form.text
    before = units(country)
    done = country.submit(form, {}, form=form.form("/units/communes"))
    assert "56 units were founded" in done.text
    country.submit(form, {}, form=form.form("/units/communes"))
    assert units(country) == before + 56
    again = country.get(f"/desk/tinh-mau/admin/units/communes?province={cao_bang.id}")
    assert "Every commune of this province has its association already." in again.text


def test_communes__a_wrong_day_is_told_and_kept(country: Site) -> None:
    country.sign_in("administrator")
    with country.database.read() as session:
        [cao_bang] = areas.named(session, "tỉnh Cao Bằng")
    form = country.get(f"/desk/tinh-mau/admin/units/communes?province={cao_bang.id}")
    again = country.submit(form, {"founded_on": "hôm kia"}, form=form.form("/units/communes"), status=422)
    assert dict(again.form("/units/communes").values)["founded_on"] == "hôm kia"
    none = country.submit(form, {"province": "999999"}, form=form.form("/units/communes"), status=422)
    assert "Choose the province." in none.text


def test_communes__only_a_province_has_them(admin: Site) -> None:
    admin.get(f"{ADMIN}/units/communes", 404)
    assert all(label != "All communes of the province" for _, label in admin.get(f"{ADMIN}/units").links)
