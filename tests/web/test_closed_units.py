"""A closed unit is only read: nothing new is set up in it, and its history stays where it is seen."""

from datetime import date

import pytest

from ledger.associations import closing, moves
from ledger.associations.associations import Association
from ledger.associations.events import Decree, EventKind
from ledger.associations.tree import EdgeRole
from tests.web.conftest import Site

REFORM = date(2025, 7, 1)
DESK = "/desk/dong-ho-lo"
DECREE = {"date": "1/9/2025", "decision": "12/QĐ-UBND", "authority": "UBND xã"}
OPENED = {"name": "Quỹ mới", "kind": "unrestricted", "opened_on": "1/1/2024", "holders": "own"}
FOUNDED = {
    "name": "Chi hội thôn Mới",
    "kind": "chapter",
    "founded_on": "1/1/2024",
    "bookkeeping": "ledgered",
    "decision": "1",
}
RULE = {"share": "10", "cycle": "month", "from": "1/1/2026", "decision": "12/QĐ"}


@pytest.fixture
def closed(site_on_sqlite: Site) -> Site:
    """The site after dong-ho-lo was merged into xa-ben, seen by the administrator of the province."""
    site = site_on_sqlite
    with site.database.write() as session:
        old, heir = (session.get_one(Association, site.places[code].id) for code in ("dong-ho-lo", "xa-ben"))
        closing.close_into(session, EventKind.MERGE, [old], [heir], on=REFORM, decree=Decree("12/QĐ"))
    site.sign_in("administrator")
    return site


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("admin/funds", OPENED),
        ("admin/people", {"name": "Nguyễn Văn A", "login": "nva.moi", "role-treasurer": "1"}),
        ("admin/roles", {"login": "treasurer", "role": "treasurer"}),
        ("admin/profile", {"profile": "simple", "valid_from": "1/1/2026"}),
        ("admin/units", FOUNDED),
        ("admin/history/rename", DECREE | {"name": "Tên mới"}),
        ("admin/history/move", DECREE | {"role": "nobody"}),
        ("admin/history/move", DECREE | {"role": "member", "parent": "xa-thu"}),
        ("admin/history/move", DECREE | {"role": "acting", "parent": "xa-thu"}),
    ],
)
def test_closed_unit__nothing_is_set_up_any_more(closed: Site, path: str, typed: dict[str, str]) -> None:
    csrf = dict(closed.get("/desk/xa-thu/admin/history/rename").form().values)["csrf"]
    refused = closed.post(f"{DESK}/{path}", [("csrf", csrf), ("key", "one"), *typed.items()], status=409)
    assert "This association is closed: it is only read." in refused.text
    with closed.database.read() as session:
        stands = moves.standing(session, closed.places["dong-ho-lo"].id, date(2026, 1, 1))
    assert stands.parent is not None
    assert (stands.parent.code, stands.role) == ("xa-ben", EdgeRole.HISTORY)


def test_closed_unit__its_treasurer_sets_no_rule(closed: Site) -> None:
    with closed.database.write() as session:
        old, heir = (session.get_one(Association, closed.places[code].id) for code in ("xa-thu", "xa-ben"))
        closing.close_into(session, EventKind.MERGE, [old], [heir], on=REFORM, decree=Decree("13/QĐ"))
    csrf = dict(closed.get("/desk/xa-ben/admin/history/rename").form().values)["csrf"]
    typed = RULE | {"to": "xa-ben", "fund": str(closed.funds["quy-mau"].id)}
    refused = closed.post("/desk/xa-thu/remittance-rules", [("csrf", csrf), *typed.items()], status=409)
    assert "This association is closed: it is only read." in refused.text
