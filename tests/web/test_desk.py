from datetime import date

import pytest

from ledger.accounts import balances, transfers
from ledger.contributions import contributions
from ledger.contributions.contributions import Method, NewContribution
from ledger.identity import roles
from ledger.identity.roles import Role
from ledger.money import Dong
from tests.web.conftest import FOUNDED, Site
from tests.web.test_payments import decide
from tests.web.test_rosters import start

DESK = "/desk/xa-thu"
SENT = date(2026, 11, 20)


def give(site: Site, amount: int, *, on: date = SENT, fund: str = "quy-mau", place: str = "xa-thu") -> None:
    by = site.people["treasurer" if place == "xa-thu" else "neighbour"]
    with site.database.write() as session:
        new = NewContribution(
            association_id=site.places[place].id,
            giver="Quàng Văn Cho",
            amount=Dong(amount),
            fund_id=site.funds[fund].id,
            method=Method.CASH,
            received_on=on,
        )
        contributions.record(session, new, by=by)


def send(site: Site, amount: int) -> None:
    """Cash of the scholarship fund from the neighbouring commune to ours."""
    with site.database.write() as session:
        transfers.send(
            session,
            sender=site.places["xa-ben"],
            receiver=site.places["xa-thu"],
            fund=site.funds["quy-mau"],
            amount=Dong(amount),
            sent_on=SENT,
            by=site.people["neighbour"],
            method="cash",
        )


def in_bank(site: Site) -> int:
    with site.database.read() as session:
        place, fund = site.places["xa-thu"].id, site.funds["quy-mau"].id
        return balances.held(session, association_id=place, fund_id=fund, role="bank")


def test_desk__shows_what_is_in_hand_and_promised(site: Site) -> None:
    give(site, 2_000_000)
    give(site, 300_000, fund="quy-xa-thu")
    decide(site, "Lò Thị Một")
    site.sign_in("treasurer")
    page = site.get(DESK)
    assert "Quỹ Khuyến học xã Thử 300.000 0 0 300.000" in page.text
    assert "Quỹ Học bổng Mẫu 2.000.000 0 500.000 1.500.000" in page.text
    assert "Together 2.300.000 0 500.000 1.800.000" in page.text


def test_desk__says_what_waits_and_links_only_what_one_may_do(site: Site) -> None:
    give(site, 2_000_000)
    give(site, 500_000, place="xa-ben")
    send(site, 500_000)
    decide(site, "Lò Thị Một")
    start(site, title="Họ Lò")
    page = site.get(DESK)
    waits = [text for href, text in page.links if href.startswith(f"{DESK}/") and text.endswith(".")]
    assert waits == [
        "Collection list “Họ Lò”: 0 of 5 households are ticked.",
        "1 decided list is to be paid.",
        "1 transfer is on the way to you.",
    ]
    site.sign_in("chair")
    page = site.get(DESK)
    assert "1 decided list is to be paid. Treasurer" in page.text
    assert not [text for _, text in page.links if text.endswith("paid.")]


def test_desk__with_nothing_to_do_says_so(site: Site) -> None:
    site.sign_in("member")
    page = site.get(DESK)
    assert "Nothing waits here. Everything is done." in page.text
    assert "No money was received yet." in page.text


def test_desk__leads_to_the_other_desks_of_a_person(site: Site) -> None:
    with site.database.write() as session:
        roles.grant(
            session,
            user_id=site.users["treasurer"].id,
            association_id=site.places["dong-ho-lo"].id,
            role=Role.TREASURER,
            valid_from=FOUNDED,
        )
    site.sign_in("treasurer")
    other = site.get(site.get(DESK).link("Ban Khuyến học dòng họ Lò"))
    assert other.url == "/desk/dong-ho-lo"


def test_desk__of_an_association_below_may_be_read_and_of_another_is_not_there(site: Site) -> None:
    site.sign_in("inspector")
    page = site.get(DESK)
    assert "Record a gift" not in page.text
    site.sign_in("neighbour")
    for path in ("", "/books/cash-book", "/receipts", "/rosters", "/payments", "/transfers"):
        site.get(DESK + path, status=404)
    site.sign_in("treasurer")
    site.get("/desk/tinh-mau", status=404)


def test_transfer__is_confirmed_by_its_receiver(site: Site) -> None:
    give(site, 500_000, place="xa-ben")
    send(site, 500_000)
    site.sign_in("neighbour")
    sent = site.get("/desk/xa-ben/transfers")
    assert "on the way" in sent.text
    assert "Confirm that it arrived" not in sent.text
    site.sign_in("treasurer")
    page = site.get(f"{DESK}/transfers")
    assert "On the way to you from Hội Khuyến học xã Bên" in page.text
    done = site.submit(page, {"date": "21/11/2026"})
    assert "arrived on 21/11/2026" in done.text
    assert in_bank(site) == 500_000
    again = site.submit(page, {"date": "21/11/2026"}, status=409)
    assert "This transfer was already confirmed. Nothing new was recorded." in again.text
    assert in_bank(site) == 500_000


def test_transfer__the_older_of_two_can_be_confirmed_first(site: Site) -> None:
    give(site, 500_000, place="xa-ben")
    send(site, 100_000)
    send(site, 200_000)
    site.sign_in("treasurer")
    offered = [href for href, text in site.get(f"{DESK}/transfers").links if text == "It arrived"]
    assert len(offered) == 2
    site.submit(site.get(offered[1]), {})
    assert in_bank(site) == 100_000


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({"date": "1/12/2026"}, "This date has not come yet."), ({"method": "x"}, "Choose how the money came")],
)
def test_transfer__a_bad_field_gets_its_sentence(site: Site, typed: dict[str, str], sentence: str) -> None:
    give(site, 500_000, place="xa-ben")
    send(site, 500_000)
    site.sign_in("treasurer")
    again = site.submit(site.get(f"{DESK}/transfers"), typed, status=422)
    assert sentence in again.text
    assert in_bank(site) == 0


def test_transfer__cannot_be_confirmed_by_its_sender_or_a_stranger(site: Site) -> None:
    give(site, 500_000, place="xa-ben")
    send(site, 500_000)
    site.sign_in("treasurer")
    form = site.get(f"{DESK}/transfers").form()
    pairs = [pair for pair in form.values if pair[0] != "csrf"]
    site.sign_in("neighbour")
    csrf = ("csrf", dict(site.get("/sign-in").form().values)["csrf"])
    site.post(form.action, [*pairs, csrf], status=403)
    site.post(form.action.replace("xa-thu", "xa-ben"), [*pairs, csrf], status=404)
    assert in_bank(site) == 0
