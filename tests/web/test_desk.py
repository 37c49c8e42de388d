from datetime import date

from ledger.accounts import balances
from ledger.contributions import contributions
from ledger.contributions.contributions import Method, NewContribution
from ledger.identity import roles
from ledger.identity.roles import Role
from ledger.money import Dong
from ledger.treasury import remittances
from ledger.treasury.remittances import NewRemittance
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
        remittances.send(
            session,
            NewRemittance(
                sender_id=site.places["xa-ben"].id,
                receiver_id=site.places["xa-thu"].id,
                fund_id=site.funds["quy-mau"].id,
                amount=Dong(amount),
                sent_on=SENT,
                place="cash",
            ),
            by=site.people["neighbour"],
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
