"""Who reaches the pages of administration: administrators of the place or above, and nobody else."""

import re

import pytest
from fastapi.routing import APIRoute

from ledger.web import admin
from tests.web.conftest import Site

INSPECTED = ("/desk/{code}/verify", "/desk/{code}/trail")
ROUTES = sorted(
    (method, route.path)
    for room in vars(admin).values()
    for route in getattr(getattr(room, "router", None), "routes", ())
    if isinstance(route, APIRoute)
    for method in route.methods or ()
)


def ask(site: Site, method: str, path: str, code: str) -> int:
    address = re.sub(r"\{\w+\}", "1", path.replace("{code}", code))
    if method == "GET":
        return site.get(address, status=site.answer(address).status_code).status
    csrf = dict(site.get("/sign-in").form().values)["csrf"]
    return site.send(address, [("csrf", csrf), ("key", "K"), ("name", "Mẫu")]).status_code


def test_routes__are_all_walked() -> None:
    assert len(ROUTES) >= 25
    assert {path for _, path in ROUTES} >= set(INSPECTED)


@pytest.mark.parametrize("who", ["treasurer", "member", "chair", "inspector"])
def test_scope__other_roles_reach_no_page_of_administration(site: Site, who: str) -> None:
    site.sign_in(who)
    reached = {
        (method, path): ask(site, method, path, "xa-thu")
        for method, path in ROUTES
        if not (who == "inspector" and path in INSPECTED)
    }
    assert {path: status for path, status in reached.items() if status != 403} == {}


@pytest.mark.parametrize("code", ["xa-ben", "tinh-mau"])
def test_scope__an_administrator_of_one_commune_touches_no_other_place(site: Site, code: str) -> None:
    site.sign_in("administrator2")
    reached = {(method, path): ask(site, method, path, code) for method, path in ROUTES}
    assert {path: status for path, status in reached.items() if status != 404} == {}


def test_scope__signed_out_nobody_reaches_anything(site: Site) -> None:
    assert {ask(site, method, path, "xa-thu") for method, path in ROUTES} == {401}


@pytest.mark.parametrize(
    ("who", "codes"),
    [("administrator", ["tinh-mau", "xa-thu", "dong-ho-lo"]), ("administrator2", ["xa-thu", "dong-ho-lo"])],
)
def test_scope__an_administrator_reaches_the_place_and_all_beneath(
    site: Site, who: str, codes: list[str]
) -> None:
    site.sign_in(who)
    for code in codes:
        hub = site.get(f"/desk/{code}/admin")
        for path in ("units", "funds", "programmes", "people"):
            assert site.get(f"/desk/{code}/admin/{path}").status == 200
        assert "Administration" in [label for _, label in hub.links]


def test_menu__shows_each_their_own(site: Site) -> None:
    def labels(who: str, code: str = "xa-thu") -> list[str]:
        site.sign_in(who)
        return [label for _, label in site.get(f"/desk/{code}").links]

    assert "Administration" not in labels("treasurer")
    assert "Inspection" in labels("inspector")
    assert "Administration" not in labels("inspector")
    assert "Administration" in labels("administrator")
