"""The public pages of a province whose units were merged and split: as it was, and as it is now."""

import csv
import json
from datetime import date

import pytest

from ledger.accounts import chart, funds, journal, transfers
from ledger.accounts.journal import EntryKind, Pair
from ledger.associations import associations, closing, tree
from ledger.associations.associations import Association, AssociationKind
from ledger.associations.events import Decree, EventKind
from ledger.clock import stopped_at
from ledger.money import Dong
from tests.factories import identity
from tests.web.conftest import FOUNDED, Site

EVENT = date(2026, 2, 1)
LAST_DAY = date(2026, 1, 31)
WAS = "structure_on=2026-01-31"


@pytest.fixture
def reorganised(site: Site) -> Site:
    """Two communes merged into a third one on 1 February, and one split into two, each with a gift before."""
    with stopped_at(EVENT), site.database.write() as session:
        made: dict[str, Association] = {}
        by = identity.actor(session, site.places["tinh-mau"])
        roles = chart.by_role(session)
        fund = next(iter(site.funds.values()))
        for code in ("xa-cu", "xa-tach", "xa-moi", "xa-mot", "xa-hai"):
            made[code] = associations.found(
                session,
                name=f"Hội Khuyến học {code}",
                code=code,
                kind=AssociationKind.COMMUNE,
                founded_on=FOUNDED,
            )
            tree.place_under(session, child=made[code], parent=site.places["tinh-mau"], valid_from=FOUNDED)
            funds.let_hold(session, fund_id=fund.id, association_ids=[made[code].id])
        for code, heirs in (("xa-cu", ["xa-moi"]), ("xa-tach", ["xa-mot", "xa-hai"])):
            journal.post(
                session,
                association_id=made[code].id,
                kind=EntryKind.OTHER_INCOME,
                entry_date=date(2026, 1, 5),
                description="",
                pairs=[Pair(fund.id, roles["bank"], roles["other_income"], Dong(900_000))],
                by=by,
            )
            kind = EventKind.MERGE if len(heirs) == 1 else EventKind.SPLIT
            event = closing.announce(
                session,
                kind,
                [made[code]],
                [made[heir] for heir in heirs],
                on=EVENT,
                decree=Decree("1/QĐ"),
                shares={made["xa-mot"].id: 2500} if kind == EventKind.SPLIT else None,
            )
            transfers.post_sent(
                session,
                sender=made[code],
                receiver=made[heirs[0]],
                fund=fund,
                account_id=roles["bank"],
                amount=Dong(900_000),
                sent_on=LAST_DAY,
                by=by,
                event_id=event,
            )
            closing.close(session, event)
    return site


def test_association__shows_predecessors_as_it_is_now_and_not_as_it_was(reorganised: Site) -> None:
    now, was = (reorganised.get(f"/associations/xa-moi?year=2026{more}") for more in ("", f"&{WAS}"))

    assert "Hội Khuyến học xa-cu (until 31/01/2026)" in now.text
    assert "+ Mobilized from outside 0 900.000" in now.text
    assert now.link("As it was on 31/01/2026") == f"/associations/xa-moi?year=2026&{WAS}"
    assert "Mobilized from outside 0" in was.text
    assert "900.000" not in was.text


def test_association__above_shows_the_same_money_once_in_both_views(reorganised: Site) -> None:
    for view in ("", f"&{WAS}"):
        page = reorganised.get(f"/associations/tinh-mau?year=2026{view}")
        assert "+ Mobilized from outside 0 1.800.000" in page.text


def test_association__names_a_split_one_beside_and_never_adds_it(reorganised: Site) -> None:
    shared, unshared = (reorganised.get(f"/associations/{code}") for code in ("xa-mot", "xa-hai"))

    assert "Hội Khuyến học xa-tach (until 31/01/2026) 25,00 % of it 0 225.000 0 0 225.000 0" in shared.text
    assert "Hội Khuyến học xa-tach (until 31/01/2026) not allocated 0 900.000 0 0 900.000 0" in unshared.text
    assert "Mobilized from outside 0" in shared.text
    closed = reorganised.get("/associations/xa-tach")
    assert "It became:" in closed.text
    for code in ("xa-mot", "xa-hai"):
        assert closed.link(f"Hội Khuyến học {code}").startswith(f"/associations/{code}?")


def test_figures__open_with_the_structure_and_the_day_they_were_shown_with(reorganised: Site) -> None:
    page = reorganised.get(f"/associations/tinh-mau?year=2026&{WAS}&until=2026-01-05")
    opened = [href for href, text in page.links if "/entries?" in href and text == "1.800.000"]

    assert opened
    for href in opened:
        assert f"{WAS}&until=2026-01-05" in href
        assert "1.800.000 đồng" in reorganised.get(href).text


@pytest.mark.parametrize("typed", ["x", "32/1/2026", "2025-12-31", "2099-01-01", "'"])
def test_association__says_which_days_a_year_has(reorganised: Site, typed: str) -> None:
    page = reorganised.get(f"/associations/xa-moi?year=2026&until={typed}")
    assert "Enter a day of the year 2026 that is not in the future" in page.text
    assert reorganised.answer(f"/associations/xa-moi/totals.csv?year=2026&until={typed}").status_code == 404


def test_files__say_their_structure_and_name_the_split_beside(reorganised: Site) -> None:
    answer = reorganised.answer("/associations/xa-mot/totals.csv?year=2026")
    lines = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))
    beside = [line for line in lines if line["scope"] == "allocated"]

    assert [(line["fund"], line["mobilized"], line["share_of_10000"]) for line in beside] == [
        ("xa-tach", "225000", "2500")
    ]
    said = json.loads(reorganised.answer(f"/associations/xa-moi/totals.json?year=2026&{WAS}").content)
    assert (said["structure_on"], said["subtree"]["all"]["mobilized"]) == ("2026-01-31", 0)


def test_children__are_shown_page_by_page(site: Site) -> None:
    with site.database.write() as session:
        for number in range(60):
            place = associations.found(
                session, name=f"Chi hội {number:02}", kind=AssociationKind.CHAPTER, founded_on=FOUNDED
            )
            tree.place_under(session, child=place, parent=site.places["xa-thu"], valid_from=FOUNDED)
    seen, address = [], "/associations/xa-thu"
    while address:
        page = site.get(address)
        seen += [text for _, text in page.links if text.startswith("Chi hội")]
        address = next((href for href, text in page.links if text == "Next page"), "")
    assert seen == [f"Chi hội {number:02}" for number in range(60)]
