from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from ledger.accounts import balances
from ledger.contributions import contributions
from ledger.contributions.contributions import Method, NewContribution
from ledger.disbursements import decisions, programmes, proposals
from ledger.disbursements.payments import Payment
from ledger.disbursements.proposals import NewAward
from ledger.identity import roles
from ledger.identity.roles import Role
from ledger.money import Dong
from ledger.people import parties
from tests.printing.reading import text_of
from tests.web.conftest import BASE, FOUNDED, TODAY, Site
from tests.web.pages import Page


def give(site: Site, amount: int, method: Method = Method.CASH) -> None:
    with site.database.write() as session:
        new = NewContribution(
            association_id=site.places["xa-thu"].id,
            giver="Quàng Văn Cho",
            amount=Dong(amount),
            fund_id=site.funds["quy-mau"].id,
            method=method,
            received_on=date(2026, 11, 1),
        )
        contributions.record(session, new, by=site.people["treasurer"])


def decide(site: Site, *names: str, approved: bool = True) -> str:
    """A list of 500.000 đồng each, decided by the chair; returns the address where it is paid."""
    place = site.places["xa-thu"].id
    with site.database.write() as session:
        programme = programmes.open_programme(
            session,
            association_id=place,
            fund_id=site.funds["quy-mau"].id,
            name=f"Học bổng {names[0]}",
            category="reward",
            opened_on=FOUNDED,
        )
        people = [
            parties.register(session, association_id=place, name=name, distinguisher="Lớp 9A")
            for name in names
        ]
        proposal_id = proposals.propose(
            session,
            programme_id=programme.id,
            title="Khen thưởng năm 2026",
            awards=[NewAward(person.id, Dong(500_000), "Học sinh giỏi") for person in people],
            proposed_on=TODAY,
            by=site.people["member"],
        )
        decision_id = decisions.decide(
            session,
            proposal_id=proposal_id,
            approved=approved,
            number=f"12/QĐ {names[0]}",
            decided_on=TODAY,
            by=site.people["chair"],
        )
    return f"/desk/xa-thu/payments/{decision_id}"


def in_cash(site: Site) -> int:
    with site.database.read() as session:
        place, fund = site.places["xa-thu"].id, site.funds["quy-mau"].id
        return balances.held(session, association_id=place, fund_id=fund, role="cash")


def awards(page: Page) -> list[str]:
    return [value for name, value in page.form().values if name == "award"]


@pytest.fixture
def due(site: Site) -> str:
    """A decided list of three, with money enough in cash; the treasurer is signed in."""
    give(site, 2_000_000)
    address = decide(site, "Lò Thị Một", "Lò Thị Hai", "Lò Thị Ba")
    site.sign_in("treasurer")
    return address


def test_pay__the_whole_list_with_one_typed_name(site: Site, due: str) -> None:
    listed = site.get("/desk/xa-thu/payments")
    assert "Khen thưởng năm 2026 12/QĐ Lò Thị Một 22/11/2026 1.500.000" in listed.text
    paid = site.submit(site.get(due), {"receiver": "Cầm Văn Thử"})
    for said in ("The payment is recorded", "PC-2026-Q01-0001", "1.500.000 đồng", "Lò Thị Ba – Lớp 9A"):
        assert said in paid.text
    assert in_cash(site) == 500_000
    after = site.get("/desk/xa-thu/payments")
    assert "Nothing waits to be paid." in after.text
    assert "PC-2026-Q01-0001" in after.text


def test_pay__both_papers_print(site: Site, due: str) -> None:
    paid = site.submit(site.get(due), {"receiver": "Cầm Văn Thử"})
    voucher = text_of(site.answer(paid.link("Print the payment voucher")).content)
    for said in ("PHIẾU CHI", "PC-2026-Q01-0001", "Cầm Văn Thử", "1.500.000 đồng", "3381", "1111"):
        assert said in voucher
    signed = text_of(site.answer(paid.link("Print the list to sign")).content)
    for said in ("DANH SÁCH KÝ NHẬN", "Lò Thị Hai", "Lớp 9A", "12/QĐ Lò Thị Một", "Hoàng Thị Thử"):
        assert said in signed


def test_pay__some_now_and_the_rest_later(site: Site, due: str) -> None:
    form = site.get(due)
    site.submit(form, {"receiver": "Cầm Văn Thử", "award": awards(form)[:2]})
    assert in_cash(site) == 1_000_000
    rest = site.get(due)
    assert len(awards(rest)) == 1
    assert ("receiver", "Lò Thị Ba") in rest.form().values, "who is alone signs for themselves"
    site.submit(rest, {})
    assert in_cash(site) == 500_000
    assert "Everybody on this list is paid." in site.get(due).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"receiver": ""}, "Enter who takes the money and signs the voucher."),
        ({"award": []}, "Tick the people who are paid now."),
        ({"date": "23/11/2026"}, "This date has not come yet."),
        ({"method": "gold"}, "Choose how it is paid: cash or bank transfer."),
    ],
)
def test_pay__a_bad_field_gets_its_sentence_and_nothing_is_lost(
    site: Site, due: str, typed: dict[str, str | list[str]], sentence: str
) -> None:
    form = site.get(due)
    sent = {"receiver": "Cầm Văn Thử", "award": awards(form)[:2]} | typed
    again = site.submit(form, sent, status=422)
    assert again.text.count(sentence) == 2
    assert awards(again) == sent["award"]
    assert ("receiver", sent["receiver"]) in again.form().values
    assert in_cash(site) == 2_000_000


def test_pay__sent_twice_pays_once(site: Site, due: str) -> None:
    pairs = site.get(due).form().filled({"receiver": "Cầm Văn Thử"})
    assert site.post(due, pairs).url == site.post(due, pairs).url
    assert in_cash(site) == 500_000


def test_pay__a_double_click_in_the_same_moment_pays_once(site: Site, due: str) -> None:
    data: dict[str, list[str]] = {}
    for name, value in site.get(due).form().filled({"receiver": "Cầm Văn Thử"}):
        data.setdefault(name, []).append(value)
    cookies = {cookie.name: str(cookie.value) for cookie in site.client.cookies.jar}

    def press(_: int) -> int:
        browser = TestClient(site.client.app, base_url=BASE, cookies=cookies, follow_redirects=False)
        return browser.post(due, data=data).status_code

    with ThreadPoolExecutor(3) as hands:
        assert list(hands.map(press, range(3))) == [303, 303, 303]
    with site.database.read() as session:
        assert session.scalars(select(func.count()).select_from(Payment)).one() == 1


def test_pay__an_award_paid_meanwhile_is_refused_whole(site: Site, due: str) -> None:
    first, second = site.get(due), site.get(due)
    site.submit(first, {"receiver": "Cầm Văn Thử", "award": awards(first)[:1]})
    refused = site.submit(second, {"receiver": "Quàng Văn Mẫu"}, status=409)
    assert "An award on this list was already paid. Nothing new was paid." in refused.text
    assert in_cash(site) == 1_500_000


def test_pay__more_than_the_cash_box_holds_is_refused(site: Site) -> None:
    give(site, 600_000)
    give(site, 600_000, Method.BANK)
    due = decide(site, "Lò Thị Một", "Lò Thị Hai")
    site.sign_in("treasurer")
    form = site.get(due)
    assert "Neither the cash nor the bank account holds this much." in form.text
    refused = site.submit(form, {"receiver": "Cầm Văn Thử"}, status=409)
    assert "“Quỹ Học bổng Mẫu” holds 600.000 đồng in this account" in refused.text
    assert "Pay from the other account, or record the money received first." in refused.text
    assert in_cash(site) == 600_000


def test_pay__nobody_pays_what_they_decided(site: Site, due: str) -> None:
    with site.database.write() as session:
        place, user = site.places["xa-thu"].id, site.users["chair"].id
        roles.grant(session, user_id=user, association_id=place, role=Role.TREASURER, valid_from=FOUNDED)
    pairs = [pair for pair in site.get(due).form().filled({"receiver": "X Y"}) if pair[0] != "csrf"]
    site.sign_in("chair")
    refused = site.get(due, status=409)
    assert "You decided this list yourself, so somebody else must pay it." in refused.text
    assert "Another treasurer of this association can pay it." in refused.text
    csrf = dict(site.get("/sign-in").form().values)["csrf"]
    site.post(due, [*pairs, ("csrf", csrf)], status=409)
    assert in_cash(site) == 2_000_000


def test_pay__a_declined_list_has_nothing_to_pay(site: Site) -> None:
    address = decide(site, "Lò Thị Một", approved=False)
    site.sign_in("treasurer")
    assert "Nothing waits to be paid." in site.get("/desk/xa-thu/payments").text
    assert "There is nothing left to pay on this list." in site.get(address, status=409).text


def test_pay__is_for_this_associations_treasurer(site: Site, due: str) -> None:
    paid = site.submit(site.get(due), {"receiver": "Cầm Văn Thử"})
    site.sign_in("member")
    site.get(due, status=403)
    assert site.get(paid.url).title == "The payment is recorded"
    site.sign_in("neighbour")
    site.get(due, status=403)
    for path in (paid.url, f"{paid.url.removesuffix('done')}voucher.pdf"):
        site.get(path, status=404)
        site.get(path.replace("xa-thu", "xa-ben"), status=404)
    site.get(due.replace("xa-thu", "xa-ben"), status=404)
