"""Boxes, hand-overs, counts and goods in the browser."""

import pytest
from sqlalchemy import select

from ledger.accounts import places
from ledger.treasury.counts import CashCount
from tests.printing.reading import text_of
from tests.web.books import give
from tests.web.conftest import Site
from tests.web.pages import Page

DESK = "/desk/xa-thu"
BOX = {"method": "cash", "name": "Hộp bản Thử", "holder": "Lò Văn Giữ"}


@pytest.fixture
def cashier(site: Site) -> Site:
    """A treasurer with 500.000 in the main box."""
    give(site, 500_000)
    site.sign_in("treasurer")
    return site


def name_box(site: Site) -> Page:
    return site.submit(site.get(f"{DESK}/places/new"), BOX)


def in_box(site: Site, role: str) -> int:
    with site.database.read() as session:
        place = site.places["xa-thu"].id
        used = {one.role: one.account_id for one in places.in_use(session, place)}
        return sum(amount for _, amount in places.holdings(session, place).get(used[role], []))


def test_places__show_what_lies_where_and_for_how_long(cashier: Site) -> None:
    said = cashier.get(f"{DESK}/places").text
    assert "Main cash box Quỹ Học bổng Mẫu 500.000 đồng" in said
    assert "266 days, since 01/03/2026" in said


def test_name__a_box_is_used_at_once_and_closed_when_empty(cashier: Site) -> None:
    named = name_box(cashier)
    assert "Hộp bản Thử" in named.text
    assert "Lò Văn Giữ" in named.text
    closed = cashier.submit(named, {}, form=named.form("/close"))
    assert "Hộp bản Thử" not in closed.text


def test_name__nothing_typed_is_lost(cashier: Site) -> None:
    again = cashier.submit(cashier.get(f"{DESK}/places/new"), BOX | {"holder": ""}, status=422)
    assert "Enter who keeps the money there." in again.text
    assert dict(again.form().values)["name"] == "Hộp bản Thử"


def test_hand_over__one_gives_and_another_confirms(cashier: Site) -> None:
    name_box(cashier)
    form = cashier.get(f"{DESK}/hand-overs/new?from=cash")
    assert "500.000" in dict(form.form().values).values()
    amount = next(name for name in form.form().fields if name.startswith("amount"))
    given = cashier.submit(form, {"to": "cash_2", amount: "200.000"})
    assert "The book moves the money when whoever took it confirms." in given.text
    assert in_box(cashier, "cash_2") == 0
    cashier.sign_in("treasurer2")
    assert cashier.get(DESK).link("1 hand-over of cash is to be confirmed.") == given.url
    taken = cashier.submit(cashier.get(given.url), {}, form=cashier.get(given.url).form("/confirm"))
    assert "confirmed" in taken.text
    assert (in_box(cashier, "cash"), in_box(cashier, "cash_2")) == (300_000, 200_000)
    paper = text_of(cashier.answer(f"{given.url}/minutes.pdf").content)
    for said in ("BIÊN BẢN BÀN GIAO TIỀN", "Lường Thị Mẫu", "Quàng Văn Mẫu", "Hai trăm nghìn đồng chẵn"):
        assert said in paper
    assert "Hộp bản Thử" in cashier.get(f"{DESK}/hand-overs").text


def test_hand_over__the_same_form_twice_is_one(cashier: Site) -> None:
    name_box(cashier)
    form = cashier.get(f"{DESK}/hand-overs/new?from=cash")
    first, again = (cashier.submit(form, {"to": "cash_2"}) for _ in range(2))
    assert first.url == again.url


def test_hand_over__is_withdrawn_with_a_reason(cashier: Site) -> None:
    name_box(cashier)
    given = cashier.submit(cashier.get(f"{DESK}/hand-overs/new?from=cash"), {"to": "cash_2"})
    short = cashier.submit(given, {"reason": "x"}, form=given.form("/withdraw"), status=422)
    assert "Say in a few words why this hand-over did not take place." in short.text
    for _ in range(2):
        gone = cashier.submit(given, {"reason": "chưa đưa"}, form=given.form("/withdraw"))
        assert "Withdrawn: chưa đưa" in gone.text


def test_hand_over__beyond_what_lies_there_is_refused_beside_the_form(cashier: Site) -> None:
    name_box(cashier)
    form = cashier.get(f"{DESK}/hand-overs/new?from=cash")
    amount = next(name for name in form.form().fields if name.startswith("amount"))
    beyond = cashier.submit(form, {"to": "cash_2", amount: "600.000"}, status=422)
    assert dict(beyond.form().values)[amount] == "600.000"
    again = cashier.submit(form, {"to": "cash_2", amount: ""}, status=422)
    assert "Enter how much of at least one fund is handed over." in again.text


def test_count__adds_up_without_scripts_and_while_typing(cashier: Site) -> None:
    form = cashier.get(f"{DESK}/counts/new")
    added = cashier.submit(form, {"n200000": "2", "n50000": "1"}, press="Add it up")
    assert "450.000 đồng" in added.text
    assert "50.000 missing" in added.text
    fragment = cashier.answer(f"{DESK}/counts/sum?place=cash&n200000=2&n100000=x").text
    assert "400.000" in fragment


def test_count__posts_the_difference_with_the_count(cashier: Site) -> None:
    typed = {"n200000": "2", "n50000": "1", "witnesses": "Hoàng Thị Thử"}
    form = cashier.get(f"{DESK}/counts/new")
    again = cashier.submit(form, typed, press="Record the count", status=422)
    assert "Choose the fund that the difference belongs to." in again.text
    typed["fund"] = str(cashier.funds["quy-mau"].id)
    counted = cashier.submit(again, typed, press="Record the count")
    assert "50.000 missing" in counted.text
    assert "PK-2026-Q01-0001" in counted.text
    assert in_box(cashier, "cash") == 450_000
    paper = text_of(cashier.answer(f"{counted.url}/minutes.pdf").content)
    for said in ("BIÊN BẢN KIỂM KÊ QUỸ TIỀN MẶT", "Hoàng Thị Thử", "thiếu 50.000 đồng", "PK-2026-Q01-0001"):
        assert said in paper
    listed = cashier.get(f"{DESK}/counts")
    settle = cashier.get(listed.link("It is paid in or written off"))
    assert "50.000 đồng are missing" in settle.text
    ended = cashier.submit(settle, {"reason": "thủ quỹ nộp bù"})
    assert "Money found missing" not in ended.text
    assert in_box(cashier, "cash") == 500_000


def test_count__the_same_form_twice_is_one_count(cashier: Site) -> None:
    form = cashier.get(f"{DESK}/counts/new")
    typed = {"n500000": "1", "witnesses": "Hoàng Thị Thử"}
    for _ in range(2):
        assert "It agrees with the book." in cashier.submit(form, typed, press="Record the count").text
    with cashier.database.read() as session:
        assert len(session.scalars(select(CashCount)).all()) == 1


@pytest.mark.parametrize(
    "typed", [{"n500000": "1,5"}, {"n500000": "-1"}, {"witnesses": ""}, {"date": "31/12/2026"}]
)
def test_count__nothing_typed_is_lost(cashier: Site, typed: dict[str, str]) -> None:
    form = cashier.get(f"{DESK}/counts/new")
    everything = {"n1000": "7", "witnesses": "Hoàng Thị Thử", "note": "cuối tháng"} | typed
    again = cashier.submit(form, everything, press="Record the count", status=422)
    assert everything.items() <= dict(again.form().values).items()


def test_cash__others_read_and_only_the_treasurer_acts(cashier: Site) -> None:
    cashier.sign_in("member")
    for path in ("/places", "/hand-overs", "/counts"):
        cashier.get(DESK + path)
    for path in ("/places/new", "/hand-overs/new", "/counts/new"):
        cashier.get(DESK + path, status=403)


GOODS = {
    "source": "donated",
    "description": "Vở ô ly",
    "quantity": "3",
    "unit": "quyển",
    "amount": "10.000",
    "party": "Cửa hàng Mẫu",
}


def test_goods__come_in_and_go_out_by_the_piece(cashier: Site) -> None:
    lot = cashier.submit(cashier.get(f"{DESK}/goods/new"), GOODS)
    assert "Left 3 quyển" in lot.text
    given = cashier.submit(lot, {"quantity": "2", "party": "Trường Thử"})
    assert "Left 1 quyển" in given.text
    assert "6.667" in given.text
    assert "PK-2026-Q01-0002" in given.text
    refused = cashier.submit(given, {"quantity": "2", "party": "Trường Thử"}, status=422)
    assert "There are 1 quyển left." in refused.text
    assert dict(refused.form().values)["party"] == "Trường Thử"
    register = cashier.get(f"{DESK}/goods").text
    assert "Vở ô ly Cửa hàng Mẫu 3 quyển 2 1 3.333" in register


def test_goods__bought_are_paid_from_a_place(cashier: Site) -> None:
    fund = str(cashier.funds["quy-mau"].id)
    typed = GOODS | {"source": "bought", "amount": "600.000", "fund": fund}
    refused = cashier.submit(cashier.get(f"{DESK}/goods/new"), typed, status=422)
    assert "holds 500.000 đồng in this account" in refused.text
    assert typed.items() <= dict(refused.form().values).items()
    cashier.submit(refused, typed | {"amount": "60.000"})
    assert in_box(cashier, "cash") == 440_000


def test_goods__the_same_form_twice_is_one_lot(cashier: Site) -> None:
    form = cashier.get(f"{DESK}/goods/new")
    assert len({cashier.submit(form, GOODS).url for _ in range(2)}) == 1


FOREIGN = "The gift is in another currency"
ABROAD = {
    "giver": "Lò Văn Xa",
    "currency": "USD",
    "original": "100",
    "rate": "25.400",
    "rate_source": "VCB 22/11",
}


def test_foreign__a_gift_in_dollars_shows_both_amounts(cashier: Site) -> None:
    receipt = cashier.submit(cashier.get(cashier.get(f"{DESK}/contributions/new").link(FOREIGN)), ABROAD)
    assert "2.540.000 đồng" in receipt.text
    assert "100 USD, rate 25.400 (VCB 22/11)" in receipt.text
    paper = text_of(cashier.answer(receipt.link("Print the receipt")).content)
    assert "Tiền mặt: 100 USD, tỷ giá 25.400 (VCB 22/11)" in paper


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"original": "x"}, "Enter the amount in the other currency as a number"),
        ({"rate": ""}, "Enter how many đồng one unit is worth"),
        ({"rate_source": ""}, "Say where the rate is from"),
        ({"currency": "XXX"}, "Choose one of the currencies in the list."),
    ],
)
def test_foreign__nothing_typed_is_lost(cashier: Site, typed: dict[str, str], sentence: str) -> None:
    everything = ABROAD | typed
    again = cashier.submit(cashier.get(f"{DESK}/contributions/new?currency=USD"), everything, status=422)
    assert sentence in again.text
    kept = dict(again.form().values)
    assert {name: kept.get(name) for name in ("giver", "original", "rate", "rate_source")} == {
        name: everything[name] for name in ("giver", "original", "rate", "rate_source")
    }


def test_foreign__is_worth_something_while_it_is_typed(cashier: Site) -> None:
    assert "2.540.000 đồng" in cashier.answer("/foreign?currency=USD&original=100&rate=25400").text
    assert "đồng" not in cashier.answer("/foreign?currency=USD&original=100").text
