import pytest
from sqlalchemy import text

from tests.web.conftest import Site

TRAIL, VERIFY = "/desk/xa-thu/trail", "/desk/xa-thu/verify"


def give(site: Site, giver: str) -> None:
    site.sign_in("treasurer")
    form = site.get("/desk/xa-thu/contributions/new")
    site.submit(form, {"giver": giver, "amount": "300.000"})


@pytest.mark.parametrize("who", ["inspector", "administrator", "administrator2"])
def test_trail__says_who_did_what_to_what_and_when(site: Site, who: str) -> None:
    give(site, "Lò Văn Thử")
    site.sign_in(who)
    trail = site.get(TRAIL)
    for said in ("Recorded a gift", "Lường Thị Mẫu", "PT-2026-Q01-0001", "22/11/2026, 09:00"):
        assert said in trail.text
    assert "Lò Văn Thử" not in trail.text


def test_trail__is_of_one_association(site: Site) -> None:
    give(site, "Lò Văn Thử")
    site.sign_in("inspector")
    assert "Nothing has been done here yet." in site.get("/desk/xa-ben/trail").text


def test_trail__names_people_and_roles(site: Site) -> None:
    site.sign_in("administrator2")
    form = site.get("/desk/xa-thu/admin/roles/new")
    site.submit(form, {"login": "neighbour", "role": "inspector"})
    site.submit(site.get("/desk/xa-thu/admin/units/new"), {"name": "Chi hội bản Mẫu"})
    site.submit(site.get("/desk/xa-thu/admin/funds/new"), {"name": "Quỹ Mẫu"})
    trail = site.get(TRAIL).text
    for said in ("Gave a role", "Inspector: Tòng Văn Bên", "Founded a unit", "Chi hội bản Mẫu", "Quỹ Mẫu"):
        assert said in trail


def test_trail__is_paged_by_key(site: Site) -> None:
    for number in range(52):
        give(site, f"Người {number}")
    site.sign_in("inspector")
    first = site.get(TRAIL)
    second = site.get(first.link("Next page"))
    assert "PT-2026-Q01-0052" in first.text
    assert "PT-2026-Q01-0003" in first.text
    assert "PT-2026-Q01-0002" in second.text
    assert second.link("Previous page") == TRAIL
    assert len(first.html.encode()) < 25 * 1024
    assert site.get(f"{TRAIL}?before=x").status == 200


def test_verify__a_whole_book_holds(site: Site) -> None:
    give(site, "Lò Văn Thử")
    site.sign_in("inspector")
    page = site.get(VERIFY)
    assert "Everything holds." in page.text
    assert "22/11/2026" in page.text


def test_verify__a_damaged_book_shows_what_differs(site: Site) -> None:
    give(site, "Lò Văn Thử")
    with site.database.write() as session:
        session.execute(text("UPDATE turnover SET debit = debit + 1"))
    site.sign_in("inspector")
    page = site.get(VERIFY)
    assert "differ" in page.text
    assert "300001" in page.text
    assert "Everything holds." not in page.text
