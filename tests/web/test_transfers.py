"""Money between associations as treasurers see it: sent, confirmed, refused, taken back, due by a rule."""

from datetime import date

import pytest

from ledger import clock
from ledger.accounts import balances
from tests.printing.reading import text_of
from tests.web.conftest import Site
from tests.web.pages import Page
from tests.web.test_desk import DESK, give, send

THERE = "/desk/xa-ben"
SENT_ON = "20/11/2026"


def in_bank(site: Site, place: str = "xa-thu") -> int:
    with site.database.read() as session:
        fund = site.funds["quy-mau"].id
        return balances.held(session, association_id=site.places[place].id, fund_id=fund, role="bank")


def in_cash(site: Site, place: str) -> int:
    with site.database.read() as session:
        fund = site.funds["quy-mau"].id
        return balances.held(session, association_id=site.places[place].id, fund_id=fund, role="cash")


@pytest.fixture
def sent(site: Site) -> Site:
    """The neighbour sent 200.000 of its 500.000; our treasurer is signed in."""
    give(site, 500_000, place="xa-ben")
    send(site, 200_000)
    site.sign_in("treasurer")
    return site


def opened(site: Site, desk: str = DESK) -> Page:
    """The page of the transfer sent, at a desk."""
    return site.get(site.get(f"{desk}/transfers").link(SENT_ON))


def refuse(site: Site, reason: str = "không thấy tiền về") -> Page:
    site.sign_in("treasurer")
    page = opened(site)
    return site.submit(page, {"reason": reason}, form=page.form("/refuse"))


# --- sending --------------------------------------------------------------------------------------
def test_send__finds_the_receiver_without_accents_and_gives_a_voucher(site: Site) -> None:
    give(site, 500_000)
    site.sign_in("treasurer")
    page = site.get(site.get(f"{DESK}/transfers").link("Send money"))
    found = site.get(f"{page.url}?q=xa ben")
    form = site.get(found.link("Hội Khuyến học xã Bên"))
    assert "After recording" in form.text
    typed = {"amount": "200.000", "place": "cash", "date": "21/11/2026", "note": "ủng hộ lũ lụt"}
    done = site.submit(form, typed)
    for said in ("on the way", "Hội Khuyến học xã Bên", "200.000 đồng", "ủng hộ lũ lụt", "PC-2026-Q01-0001"):
        assert said in done.text
    assert in_cash(site, "xa-thu") == 300_000
    voucher = site.get(done.link("Voucher PC-2026-Q01-0001"))
    assert "Chuyển tiền cho Hội Khuyến học xã Bên: ủng hộ lũ lụt" in voucher.text


def test_send__offers_who_stands_close_and_not_who_cannot_receive(site: Site) -> None:
    site.sign_in("treasurer")
    page = site.get(f"{DESK}/transfers/new")
    assert page.link("Hội Khuyến học tỉnh Mẫu").endswith("to=tinh-mau")
    assert "Hội Khuyến học xã Thử" not in {text for _, text in page.links if "to=" in _}
    assert "No association has this in its name" in site.get(f"{page.url}?q=khong co").text
    assert "To which association" in site.get(f"{page.url}?to=xa-thu").text, "nobody sends to oneself"


def test_send__more_than_there_is_stays_in_the_form(site: Site) -> None:
    give(site, 500_000)
    site.sign_in("treasurer")
    form = site.get(f"{DESK}/transfers/new?to=xa-ben")
    again = site.submit(form, {"amount": "600.000", "place": "cash"}, status=422)
    assert again.text.count("holds 500.000 đồng in this account") == 2
    assert dict(again.form().values)["amount"] == "600.000"


def test_send__sent_twice_sends_once(site: Site) -> None:
    give(site, 500_000)
    site.sign_in("treasurer")
    form = site.get(f"{DESK}/transfers/new?to=xa-ben")
    first, second = (site.submit(form, {"amount": "200.000", "place": "cash"}) for _ in range(2))
    assert first.url == second.url
    assert in_cash(site, "xa-thu") == 300_000


def test_send__without_a_fund_in_common_says_so(site: Site) -> None:
    site.sign_in("treasurer")
    page = site.get(f"{DESK}/transfers/new?to=dong-ho-lo")
    assert "no fund in common" in page.text


# --- answering ------------------------------------------------------------------------------------
def test_confirm__by_the_receiver_once(sent: Site) -> None:
    sent.sign_in("neighbour")
    assert "Confirm that it arrived" not in opened(sent, THERE).text
    sent.sign_in("treasurer")
    assert sent.get(DESK).link("1 transfer is on the way to you.") == f"{DESK}/transfers"
    page = opened(sent)
    done = sent.submit(page, {"date": "21/11/2026"}, form=page.form("/confirm"))
    assert "Arrived on 21/11/2026" in done.text
    assert "PK-2026-Q01-0001" in done.text
    assert in_bank(sent) == 200_000
    fresh = [(name, "other" if name == "key" else value) for name, value in page.form("/confirm").values]
    again = sent.post(page.form("/confirm").action, fresh, 409)
    assert "This transfer was already confirmed. Nothing new was recorded." in again.text
    assert in_bank(sent) == 200_000


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"date": "1/12/2026"}, "This date has not come yet."),
        ({"place": "x"}, "Choose one of the cash boxes"),
    ],
)
def test_confirm__a_bad_field_gets_its_sentence(sent: Site, typed: dict[str, str], sentence: str) -> None:
    page = opened(sent)
    again = sent.submit(page, typed, form=page.form("/confirm"), status=422)
    assert sentence in again.text
    assert in_bank(sent) == 0


@pytest.mark.parametrize("act", ["/confirm", "/refuse"])
def test_answer__is_the_receivers_alone(sent: Site, act: str) -> None:
    form = opened(sent).form(act)
    pairs = [pair for pair in form.values if pair[0] not in ("csrf", "reason")] + [("reason", "không có")]
    sent.sign_in("neighbour")
    csrf = ("csrf", dict(sent.get("/sign-in").form().values)["csrf"])
    sent.post(form.action, [*pairs, csrf], 403)
    sent.post(form.action.replace("xa-thu", "xa-ben"), [*pairs, csrf], 404)
    assert in_bank(sent) == 0


def test_refuse__says_why_and_the_sender_takes_the_money_back(sent: Site) -> None:
    page = opened(sent)
    unsaid = sent.submit(page, {"reason": " "}, form=page.form("/refuse"), status=422)
    assert "Say in a few words why this money is refused." in unsaid.text
    assert ("date", "22/11/2026") in unsaid.form("/confirm").values
    assert "Refused on 22/11/2026: không thấy tiền về" in refuse(sent).text
    sent.sign_in("neighbour")
    desk = sent.get(THERE)
    assert desk.link("1 transfer you sent was refused. Take the money back.") == f"{THERE}/transfers"
    page = opened(sent, THERE)
    early = sent.submit(page, {"date": "21/11/2026"}, form=page.form("/take-back"), status=422)
    assert "This money was refused on 22/11/2026. Enter that day or a later one." in early.text
    done = sent.submit(page, {"place": "cash"}, form=page.form("/take-back"))
    assert "Taken back on 22/11/2026" in done.text
    assert in_cash(sent, "xa-ben") == 500_000
    assert "refused, taken back on 22/11/2026" in sent.get(f"{THERE}/transfers").text


def test_paper__says_what_became_of_the_money(sent: Site) -> None:
    address = f"{opened(sent).url}/paper.pdf"
    text = text_of(sent.answer(address).content)
    for said in (
        "GIẤY CHUYỂN TIỀN",
        "Hội Khuyến học xã Bên",
        "Bên nhận chưa xác nhận",
        "Hai trăm nghìn đồng",
    ):
        assert said in text
    refuse(sent)
    assert "BÊN NHẬN TỪ CHỐI ngày 22/11/2026: không thấy tiền về" in text_of(sent.answer(address).content)


# --- what is late ---------------------------------------------------------------------------------
def test_unsettled__shows_the_province_what_is_late_and_disputed_below(sent: Site) -> None:
    with clock.stopped_at(date(2026, 12, 5)):
        sent.sign_in("inspector")
        assert "late: 15 days without an answer" in sent.get("/desk/tinh-mau/transfers/unsettled").text
    refuse(sent)
    sent.sign_in("inspector")
    page = sent.get("/desk/tinh-mau/transfers/unsettled")
    assert "refused, not taken back yet" in page.text
    assert not any(text == SENT_ON for _, text in page.links), "its page belongs to its two associations"


# --- rules ----------------------------------------------------------------------------------------
def test_rule__asks_for_its_share_and_fills_the_form(site: Site) -> None:
    give(site, 1_000_000, on=date(2026, 8, 1))
    site.sign_in("treasurer")
    page = site.get(site.get(f"{DESK}/remittance-rules").link("Record a rule of remittance"))
    form = site.get(page.link("Hội Khuyến học tỉnh Mẫu"))
    typed = {"share": "12,5", "from": "1/7/2026", "decision": "05/QC-HKH"}
    for wrong, sentence in (
        ({"share": ""}, "Enter either a percentage or a fixed amount."),
        ({"share": "101"}, "Enter a percentage between 0.01 and 100."),
        ({"decision": ""}, "Enter the number of the decision or regulation"),
    ):
        assert sentence in site.submit(form, typed | wrong, status=422).text
    rules = site.submit(form, typed)
    assert "01/07/2026 to 30/09/2026" in rules.text
    assert "12,50 % of what is mobilized" in rules.text
    assert site.get(DESK).link("1 remittance is due by a rule.") == rules.url
    filled = site.get(rules.link("Send it"))
    assert dict(filled.form().values)["amount"] == "125.000"
    site.submit(filled, {"place": "cash"})
    rules = site.get(f"{DESK}/remittance-rules")
    assert "Nothing is due by a rule." in rules.text
    ended = site.submit(rules, {}, form=rules.form("/end"))
    assert "ended on 22/11/2026" in ended.text


def test_rule__is_set_by_the_treasurer_or_who_administers(site: Site) -> None:
    for who, status in (("chair", 403), ("inspector", 403), ("administrator", 200), ("treasurer", 200)):
        site.sign_in(who)
        site.get(f"{DESK}/remittance-rules")
        site.get(f"{DESK}/remittance-rules/new?to=tinh-mau", status=status)
