"""The life of one unit: what an administrator reads there, and adds to it."""

from datetime import date

import pytest

from ledger.associations import associations, closing, moves, tree
from ledger.associations.associations import Association, AssociationKind, Bookkeeping
from ledger.associations.events import Decree, Document, EventKind
from ledger.associations.moves import NewPlace
from tests.web.conftest import FOUNDED, Site
from tests.web.pages import Page

UNIT = "/desk/dong-ho-lo/admin/history"
REFORM = date(2025, 7, 1)
DECREE = {"date": "1/7/2025", "decision": "12/QĐ-UBND", "authority": "UBND xã"}


@pytest.fixture
def admin(site: Site) -> Site:
    """The site, seen by the administrator of the province."""
    site.sign_in("administrator")
    return site


def reload(site: Site, code: str) -> Association:
    with site.database.read() as session:
        return associations.by_code(session, code)


def standing(site: Site, code: str, on: date = REFORM) -> tuple[str, str]:
    with site.database.read() as session:
        place = moves.standing(session, site.places[code].id, on)
        return (place.parent.code if place.parent else "", place.role)


def error(page: Page) -> str:
    return page.text.partition("There is a problem ")[2]


def test_history__is_reached_from_the_administration(admin: Site) -> None:
    hub = admin.get("/desk/dong-ho-lo/admin")
    page = admin.get(hub.link("Life of the unit"))
    assert page.url == UNIT
    assert "It has stood under nobody" not in page.text
    assert "No event is recorded." in page.text
    assert page.link("Merge, split, abolish or revive") == "/desk/xa-thu/admin/reorganise"


def test_rename__keeps_the_old_name_with_the_decision_and_its_papers(admin: Site) -> None:
    papers = "Tờ trình số 4; 3/6/2025; tủ số 2"
    typed = DECREE | {"name": "Ban Khuyến học họ Lò Văn", "documents": papers, "note": "theo điều lệ mới"}
    page = admin.submit(admin.get(f"{UNIT}/rename"), typed)
    assert page.url == f"{UNIT}?done=rename"
    for said in (
        "12/QĐ-UBND, UBND xã",
        "Tờ trình số 4, 03/06/2025 (tủ số 2)",
        "theo điều lệ mới",
        "30/06/2025",
    ):
        assert said in page.text
    assert reload(admin, "dong-ho-lo").name == "Ban Khuyến học họ Lò Văn"
    found = admin.get("/associations?q=dòng+họ+Lò")
    assert "Found by the name “Ban Khuyến học dòng họ Lò”" in found.text


def test_rename__twice_by_one_form_is_once(admin: Site) -> None:
    form, typed = admin.get(f"{UNIT}/rename"), DECREE | {"name": "Ban Khuyến học họ Lò Văn"}
    admin.submit(form, typed)
    page = admin.submit(form, typed)
    assert page.text.count("12/QĐ-UBND") == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "name"),
        ({"decision": ""}, "Enter the number of the decision."),
        ({"date": "1/1/2030"}, "This day has not come yet."),
        ({"date": "1/1/2020"}, "Enter a later day."),
        ({"name": "Ban Khuyến học dòng họ Lò"}, "this very name already"),
    ],
)
def test_rename__says_what_is_missing(admin: Site, typed: dict[str, str], said: str) -> None:
    page = admin.submit(admin.get(f"{UNIT}/rename"), DECREE | {"name": "Họ Lò Văn"} | typed, status=422)
    assert said in error(page)
    assert reload(admin, "dong-ho-lo").name == "Ban Khuyến học dòng họ Lò"


def test_alias__finds_the_unit(admin: Site) -> None:
    page = admin.submit(admin.get(f"{UNIT}/alias"), {"name": "Họ Lò bản Bó"})
    assert "Họ Lò bản Bó" in page.text
    assert "Found by the name “Họ Lò bản Bó”" in admin.get("/associations?q=ban+bo").text
    again = admin.submit(admin.get(f"{UNIT}/alias"), {"name": "Họ Lò bản Bó"}, status=422)
    assert "this very name already" in error(again)


def test_move__under_another_one_for_good_or_for_a_while(admin: Site) -> None:
    typed = DECREE | {"role": "member", "parent": "xa-ben"}
    page = admin.submit(admin.get(f"{UNIT}/move"), typed)
    assert page.url == f"{UNIT}?done=move"
    assert standing(admin, "dong-ho-lo") == ("xa-ben", "member")
    assert standing(admin, "dong-ho-lo", date(2025, 6, 30)) == ("xa-thu", "member")
    typed = DECREE | {"date": "2/7/2025", "role": "acting", "parent": "tinh mau"}
    admin.submit(admin.get(f"{UNIT}/move"), typed)
    assert standing(admin, "dong-ho-lo", date(2025, 7, 2)) == ("tinh-mau", "acting")


def test_move__asks_which_of_several_is_meant(admin: Site) -> None:
    typed = DECREE | {"role": "member", "parent": "hội khuyến học"}
    asked = admin.submit(admin.get(f"{UNIT}/move"), typed, status=422)
    assert "Several associations have this in their name." in error(asked)
    admin.submit(asked, {"which": f"{admin.places['xa-ben'].id}"})
    assert standing(admin, "dong-ho-lo") == ("xa-ben", "member")


def test_move__may_leave_a_unit_under_nobody(admin: Site) -> None:
    page = admin.submit(admin.get(f"{UNIT}/move"), DECREE | {"role": "nobody"})
    assert page.url == "/desk/xa-thu/admin/units?left=1"
    assert "The unit stands under nobody now." in page.text
    assert standing(admin, "dong-ho-lo") == ("", "member")
    admin.get(UNIT, status=404)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"role": None}, "Choose whether it belongs there"),
        ({"parent": "hội ở nơi khác"}, "No open association of this book has this name."),
        ({"parent": "xa-thu"}, "stands there already"),
        ({"date": "1/1/2020"}, "Enter a later day."),
    ],
)
def test_move__says_what_is_missing(admin: Site, typed: dict[str, str | None], said: str) -> None:
    sent = DECREE | {"role": "member", "parent": "xa-ben"} | typed
    page = admin.submit(admin.get(f"{UNIT}/move"), sent, status=422)
    assert said in error(page)
    assert standing(admin, "dong-ho-lo") == ("xa-thu", "member")


def test_move__not_by_who_administers_only_where_it_stands(site: Site) -> None:
    site.sign_in("administrator2")
    typed = DECREE | {"role": "member", "parent": "xa-ben"}
    page = site.submit(site.get(f"{UNIT}/move"), typed, status=403)
    assert "Hội Khuyến học xã Bên" in page.text
    own = site.submit(site.get("/desk/xa-thu/admin/history/move"), DECREE | {"role": "nobody"}, status=403)
    assert "Hội Khuyến học tỉnh Mẫu" in own.text


def test_places__are_suggested_while_typing(admin: Site) -> None:
    page = admin.client.get(f"{UNIT}/places?parent=xa+be").text
    assert "Hội Khuyến học xã Bên" in page
    assert "option" not in admin.client.get(f"{UNIT}/places?parent=x").text


def test_ledger__begins_once(admin: Site) -> None:
    with admin.database.write() as session:
        unit = associations.found(
            session,
            name="Ban Khuyến học họ Cầm",
            kind=AssociationKind.CLAN_BOARD,
            founded_on=FOUNDED,
            code="ho-cam",
            bookkeeping=Bookkeeping.DECLARED,
        )
        tree.place_under(session, child=unit, parent=admin.places["xa-thu"], valid_from=FOUNDED)
    path = "/desk/ho-cam/admin/history"
    early = admin.submit(admin.get(f"{path}/ledger"), {"from_day": "1/1/2001"}, status=422)
    assert "was there already" in error(early)
    page = admin.submit(early, {"from_day": "1/7/2026"})
    assert "Kept here since 01/07/2026" in page.text
    again = admin.submit(admin.get(f"{path}/ledger"), {"from_day": "2/7/2026"}, status=422)
    assert "have been kept here since 01/07/2026" in error(again)


@pytest.fixture
def divided(admin: Site) -> Site:
    """The commune Bên, divided into two wards; its decision has a paper."""
    with admin.database.write() as session:
        top = associations.by_code(session, "tinh-mau")
        old = associations.found(
            session, name="Hội xã Cũ", kind=AssociationKind.COMMUNE, founded_on=FOUNDED, code="xa-cu"
        )
        tree.place_under(session, child=old, parent=top, valid_from=FOUNDED)
        heirs = []
        for code in ("trai", "phai"):
            heir = associations.found(
                session, name=f"Hội phường {code}", kind=AssociationKind.COMMUNE, founded_on=REFORM, code=code
            )
            tree.place_under(session, child=heir, parent=top, valid_from=REFORM)
            heirs.append(heir)
        decree = Decree("1676/NQ", documents=[Document("Đề án sắp xếp")])
        closing.close_into(session, EventKind.SPLIT, [old], heirs, on=REFORM, decree=decree)
        admin.places |= {"xa-cu": old} | {heir.code: heir for heir in heirs}
    return admin


def test_shares__of_a_split_are_recorded_with_a_paper(divided: Site) -> None:
    page = divided.get("/desk/xa-cu/admin/history")
    assert "It was closed on 30/06/2025 and is only read." in page.text
    assert "Its history is not shared out yet." in page.text
    assert "Đề án sắp xếp" in page.text
    form = divided.get(page.link("Record the shares"))
    left, right = (f"share-{divided.places[code].id}" for code in ("trai", "phai"))
    much = divided.submit(form, {left: "60", right: "41", "paper": "Biên bản số 3"}, status=422)
    assert "more than the whole" in error(much)
    page = divided.submit(much, {left: "60", right: "33,33"})
    assert "Hội phường trai: 60 %" in page.text
    assert "Hội phường phai: 33,33 %" in page.text
    assert "Biên bản số 3" in page.text
    none = divided.submit(divided.get(page.link("Record the shares")), {left: "", "paper": "x"}, status=422)
    assert "Enter a share in percent" in error(none)


def test_shares__of_what_is_no_split_are_not_found(divided: Site) -> None:
    divided.get(f"{UNIT}/shares/1", status=404)


def test_units__closed_ones_say_what_they_became(divided: Site) -> None:
    with divided.database.write() as session:
        place = {code: associations.by_code(session, code) for code in ("trai", "phai")}
        closing.close_into(
            session,
            EventKind.MERGE,
            [place["trai"]],
            [place["phai"]],
            on=date(2026, 1, 1),
            decree=Decree("2/NQ"),
            units={},
        )
    listed = divided.get("/desk/phai/admin/units")
    assert listed.link("Hội phường phai") == "/desk/phai/admin"
    assert "closed" in listed.text
    found = divided.get("/associations?q=phường+trai")
    assert "Closed on 31/12/2025. It became: Hội phường phai" in found.text
    assert "Found by the name “Hội phường trai”" in found.text
    life = divided.get("/desk/phai/admin/history")
    assert life.link("Hội phường trai") == "/associations/trai"
    assert NewPlace(place["phai"]) != NewPlace(place["trai"])
