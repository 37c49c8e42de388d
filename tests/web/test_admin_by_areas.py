"""The page on which an officer carries out what the state's list of 1 July 2025 means."""

from datetime import date

import pytest

from ledger.associations import associations, tree
from ledger.associations.associations import Association, AssociationKind, Bookkeeping
from tests.factories.areas import Areas, load_binh_giang
from tests.web.conftest import FOUNDED, Site

PAGE = "/desk/tinh-mau/admin/reorganise-by-areas"
LAST_DAY = date(2025, 6, 30)


@pytest.fixture
def hai_phong(site: Site) -> tuple[Site, Areas]:
    """Beneath tinh-mau stand Hải Phòng, and in it a commune that declares and one that keeps a book."""
    with site.database.write() as session:
        former, today = load_binh_giang(session)
        above = session.get_one(Association, site.places["tinh-mau"].id)
        for name, kind, code, bookkeeping in (
            ("thành phố Hải Phòng", AssociationKind.PROVINCE, "31", Bookkeeping.DECLARED),
            ("xã Long Xuyên", AssociationKind.COMMUNE, "10963", Bookkeeping.DECLARED),
            ("xã Hùng Thắng", AssociationKind.COMMUNE, "10954", Bookkeeping.LEDGERED),
        ):
            place = associations.found(
                session,
                name=f"Hội Khuyến học {name}",
                kind=kind,
                founded_on=FOUNDED,
                area_id=former[code].id,
                bookkeeping=bookkeeping,
            )
            tree.place_under(session, child=place, parent=above, valid_from=FOUNDED)
            above = place if kind == AssociationKind.PROVINCE else above
            site.places[code] = place
    site.sign_in("administrator")
    return site, today


def test_by_areas__carries_out_what_asks_nobody_and_leaves_the_rest_to_the_wizard(
    hai_phong: tuple[Site, Areas],
) -> None:
    site, today = hai_phong
    assert site.get("/desk/tinh-mau/admin/reorganise").link("Reorganise by the list of the state") == PAGE
    shown = site.get(f"{PAGE}?province={today['31'].id}")
    assert "Hội Khuyến học xã Long Xuyên → Hội Khuyến học xã Bình Giang" in shown.text
    decree = {"decision": "1669/NQ-UBTVQH15"}
    left = site.submit(shown, decree, form=shown.form("/reorganise-by-areas"), press="Carry this out")
    assert "What is left needs a word from you." in left.text
    with site.database.read() as session:
        closed_on = {
            code: session.get_one(Association, site.places[code].id).closed_on for code in ("10963", "10954")
        }
    assert closed_on == {"10963": LAST_DAY, "10954": None}
    wizard = site.submit(left, {}, form=left.form("/admin/reorganise"))
    seen = site.submit(wizard, decree, press="Show what will happen")
    assert "Hội Khuyến học xã Hùng Thắng" in seen.text
    assert site.submit(seen, {}, press="Carry it out").text.count("It was carried out.") == 1
    assert "Nothing is left to do" in site.get(f"{PAGE}?province={today['31'].id}").text


def test_by_areas__asks_for_the_decision_and_the_province(hai_phong: tuple[Site, Areas]) -> None:
    site, today = hai_phong
    shown = site.get(f"{PAGE}?province={today['31'].id}")
    form = shown.form("/reorganise-by-areas")
    wrong = site.submit(shown, {"decision": ""}, form=form, press="Carry this out", status=422)
    assert "Enter the number of the decision." in wrong.text
    again = site.submit(
        shown, {"province": "1", "decision": "1/NQ"}, form=form, press="Carry this out", status=422
    )
    assert "Choose the province." in again.text
    site.sign_in("treasurer")
    assert site.answer(PAGE).status_code == 404, "a role there is asked for"
