from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from ledger.accounts import balances
from ledger.contributions.contributions import Contribution
from ledger.people import parties
from ledger.people.parties import Party, PartyKind
from ledger.receipts.vouchers import Voucher
from tests.web.conftest import BASE, Site
from tests.web.pages import Page

NEW = "/desk/xa-thu/contributions/new"
GIFT = {"giver": "Lò Văn Thử", "amount": "300.000"}


@pytest.fixture
def form(site: Site) -> Page:
    site.sign_in("treasurer")
    return site.get(NEW)


def gifts(site: Site) -> int:
    with site.database.read() as session:
        return session.scalars(select(func.count()).select_from(Contribution)).one()


def cash(site: Site, fund: str = "quy-xa-thu", role: str = "cash") -> int:
    with site.database.read() as session:
        place = site.places["xa-thu"].id
        return balances.held(session, association_id=place, fund_id=site.funds[fund].id, role=role)


def know(site: Site, *lines: str, place: str = "xa-thu") -> None:
    with site.database.write() as session:
        for line in lines:
            parties.register_line(
                session, association_id=site.places[place].id, line=line, kind=PartyKind.PERSON
            )


def value(page: Page, name: str) -> str:
    return dict(page.form().values)[name]


def test_record__two_typed_fields_and_one_button_give_a_receipt(site: Site, form: Page) -> None:
    receipt = site.submit(form, GIFT)
    for said in ("The gift is recorded", "PT-2026-Q01-0001", "300.000 đồng", "Ba trăm nghìn đồng chẵn"):
        assert said in receipt.text
    assert receipt.link("Print the receipt") == receipt.url.split("?")[0] + ".pdf"
    assert cash(site) == 300_000


def test_record__fund_method_and_date_are_remembered_for_the_next_gift(site: Site, form: Page) -> None:
    typed = {"fund": str(site.funds["quy-mau"].id), "method": "bank", "date": "20/11/2026"}
    receipt = site.submit(form, GIFT | typed)
    following = site.get(receipt.link("Record the next gift"))
    assert {name: value(following, name) for name in typed} == typed
    tomorrow = site.get(NEW)
    assert value(tomorrow, "fund") == typed["fund"]
    assert value(tomorrow, "method") == "bank"
    assert value(tomorrow, "date") == "22/11/2026"


def test_record__tells_before_what_will_change(site: Site, form: Page) -> None:
    site.submit(form, GIFT)
    after = site.get(NEW).text
    assert "Cash of “Quỹ Khuyến học xã Thử” now 300.000 đồng" in after
    assert "PT-2026-Q01-0002" in after


def test_preview__follows_what_is_typed(site: Site, form: Page) -> None:
    site.submit(form, GIFT)
    fund = site.funds["quy-xa-thu"].id
    asked = f"/desk/xa-thu/contributions/preview?fund={fund}&method=cash&amount=200k&date=1/3/2025"
    said = Page(site.answer(asked).text).text
    assert "300.000 → 500.000 đồng" in said
    assert "PT-2025-Q01-0001" in said


def test_record__sent_twice_is_one_gift_with_one_receipt(site: Site, form: Page) -> None:
    pairs = form.form().filled(GIFT)
    first, again = site.post(form.form().action, pairs), site.post(form.form().action, pairs)
    assert first.url == again.url
    assert gifts(site) == 1


def test_record__a_reload_of_the_receipt_records_nothing(site: Site, form: Page) -> None:
    receipt = site.submit(form, GIFT)
    assert site.get(receipt.url).text == receipt.text
    assert gifts(site) == 1


def test_record__a_double_click_in_the_same_moment_is_one_gift(site: Site, form: Page) -> None:
    action, pairs = form.form().action, dict(form.form().filled(GIFT))
    cookies = {cookie.name: str(cookie.value) for cookie in site.client.cookies.jar}

    def press(_: int) -> str:
        browser = TestClient(site.client.app, base_url=BASE, cookies=cookies, follow_redirects=False)
        answer = browser.post(action, data=pairs)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    with ThreadPoolExecutor(4) as hands:
        assert len(set(hands.map(press, range(4)))) == 1
    assert gifts(site) == 1
    assert cash(site) == 300_000


def test_record__the_same_form_with_another_amount_is_refused(site: Site, form: Page) -> None:
    site.submit(form, GIFT)
    refused = site.submit(form, GIFT | {"amount": "900.000"}, status=409)
    assert "This form was already used to record something else." in refused.text
    assert gifts(site) == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"giver": ""}, "Enter the name."),
        ({"giver": "Lò\u202eThử"}, "It holds a hidden character."),
        ({"amount": ""}, "Enter the amount."),
        ({"amount": "1.3"}, "Enter the full amount"),
        ({"amount": "-5"}, "Enter the amount without a minus sign."),
        ({"amount": "20000000000000"}, "Enter an amount of at most 10.000.000.000.000 đồng."),
        ({"date": ""}, "Enter the date."),
        ({"date": "23/11/2026"}, "This date has not come yet."),
        ({"date": "30/02/2026"}, "is not in the calendar"),
        ({"date": "01/01/2019"}, "The fund “Quỹ Khuyến học xã Thử” is closed on 01/01/2019."),
        ({"fund": "1"}, "Choose one of the funds in the list."),
        ({"fund": "x"}, "Choose one of the funds in the list."),
        ({"fund": "9" * 19}, "Choose one of the funds in the list."),
        ({"method": "gold"}, "Choose how the money came: cash or bank transfer."),
    ],
)
def test_record__a_bad_field_gets_its_sentence_and_nothing_typed_is_lost(
    site: Site, form: Page, typed: dict[str, str], sentence: str
) -> None:
    sent = GIFT | {"fund": str(site.funds["quy-xa-thu"].id), "date": "21/11/2026"} | typed
    again = site.submit(form, sent, status=422)
    assert again.title.startswith("Error: ")
    assert again.text.count(sentence) == 2, "once in the summary, once beside the field"
    for name in sent.keys() - {"fund", "method"}:
        assert value(again, name) == sent[name]
    assert value(again, "key") == value(form, "key")
    assert gifts(site) == 0


def test_record__a_fund_held_only_by_another_association_is_not_offered(site: Site, form: Page) -> None:
    theirs = str(site.funds["quy-xa-ben"].id)
    assert "Choose one of the funds" in site.submit(form, GIFT | {"fund": theirs}, status=422).text


def test_record__five_hundred_is_asked_about_and_never_guessed(site: Site, form: Page) -> None:
    asked = site.submit(form, GIFT | {"amount": "500"}, status=422)
    assert "You typed 500. Choose the amount you mean." in asked.text
    assert "Do you mean 500.000 đồng?" in asked.text
    assert gifts(site) == 0
    receipt = site.submit(asked, {"meant": "500000"})
    assert "500.000 đồng" in receipt.text


def test_record__five_hundred_dong_can_be_meant(site: Site, form: Page) -> None:
    asked = site.submit(form, GIFT | {"amount": "500"}, status=422)
    assert "PT-2026-Q01-0001 500 đồng" in site.submit(asked, {"meant": "500"}).text


def test_record__an_answer_about_another_amount_does_not_count(site: Site, form: Page) -> None:
    asked = site.submit(form, GIFT | {"amount": "500"}, status=422)
    site.submit(asked, {"amount": "600", "meant": "500000"}, status=422)
    assert gifts(site) == 0


def test_record__a_known_giver_is_not_registered_again(site: Site, form: Page) -> None:
    know(site, "Lò Văn Thử – Bản Mẫu")
    site.submit(form, GIFT)
    with site.database.read() as session:
        assert session.scalars(select(Party.name)).all() == ["Lò Văn Thử"]


def test_record__a_suggestion_taken_means_that_person(site: Site, form: Page) -> None:
    know(site, "Lò Văn Thử – Bản Mẫu", "Lò Văn Thử – Bản Thử")
    receipt = site.submit(form, GIFT | {"giver": "Lò Văn Thử – Bản Thử"})
    with site.database.read() as session:
        assert session.scalars(select(Voucher.party_address)).one() == "Bản Thử"
    assert "The gift is recorded" in receipt.text


def test_record__several_of_one_name_are_chosen_from(site: Site, form: Page) -> None:
    know(site, "Lò Văn Thử – Bản Mẫu", "Lò Văn Thử – Bản Thử")
    asked = site.submit(form, GIFT, status=422)
    assert "Several people are called “Lò Văn Thử”. Choose the one you mean." in asked.text
    assert value(asked, "amount") == "300.000"
    with site.database.read() as session:
        meant = session.scalars(select(Party.id).where(Party.distinguisher == "Bản Thử")).one()
    site.submit(asked, {"which": str(meant)})
    with site.database.read() as session:
        assert session.scalars(select(Contribution.party_id)).one() == meant


def test_record__someone_new_of_a_known_name_is_registered_in_place(site: Site, form: Page) -> None:
    know(site, "Lò Văn Thử – Bản Mẫu", "Lò Văn Thử – Bản Thử")
    asked = site.submit(form, GIFT, status=422)
    site.submit(asked, {"which": "new"})
    with site.database.read() as session:
        assert len(session.scalars(select(Party.id).where(Party.name == "Lò Văn Thử")).all()) == 3


def test_record__what_tells_a_new_giver_apart_may_follow_any_dash(site: Site, form: Page) -> None:
    site.submit(form, GIFT | {"giver": "Lò Văn Thử - Bản Mẫu"})
    with site.database.read() as session:
        assert session.execute(select(Party.name, Party.distinguisher)).one() == ("Lò Văn Thử", "Bản Mẫu")


def test_record__nobody_of_another_association_can_be_chosen(site: Site, form: Page) -> None:
    know(site, "Lò Văn Thử – Bản Mẫu", "Lò Văn Thử – Bản Thử")
    know(site, "Lò Văn Thử – Bản Bên", place="xa-ben")
    with site.database.read() as session:
        theirs = session.scalars(select(Party.id).where(Party.distinguisher == "Bản Bên")).one()
    asked = site.submit(form, GIFT, status=422)
    assert "Bản Bên" not in asked.text
    site.submit(asked, {"which": str(theirs)}, status=422)


def test_suggest__givers_are_found_without_marks(site: Site, form: Page) -> None:
    know(site, "Lò Văn Thử – Bản Mẫu", "Quàng Thị Mẫu")
    know(site, "Lò Văn Bên", place="xa-ben")
    said = site.answer("/desk/xa-thu/givers?giver=lo%20v").text
    assert "Lò Văn Thử – Bản Mẫu" in said
    assert "Quàng" not in said
    assert "Bên" not in said
    assert "option" not in site.answer("/desk/xa-thu/givers?giver=l").text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("300k", "300.000 đồng. Three hundred thousand đồng"),
        ("500", "Do you mean 500.000 đồng?"),
        ("1.", ""),
        ("", ""),
    ],
)
def test_echo__says_an_amount_in_words(site: Site, typed: str, said: str) -> None:
    assert Page(site.client.get("/amount", params={"amount": typed}).text).text == said


def test_echo__speaks_vietnamese_first(site: Site) -> None:
    site.client.cookies.clear()
    assert "Ba trăm nghìn đồng chẵn" in site.answer("/amount?default_amount=300k").text


@pytest.mark.parametrize(("who", "status"), [("neighbour", 403), ("member", 403), ("inspector", 403)])
def test_record__only_this_associations_treasurer_may(site: Site, who: str, status: int) -> None:
    site.sign_in("treasurer")
    pairs = [pair for pair in site.get(NEW).form().filled(GIFT) if pair[0] != "csrf"]
    site.sign_in(who)
    site.get(NEW, status=status)
    csrf = dict(site.get("/sign-in").form().values)["csrf"]
    refused = site.post("/desk/xa-thu/contributions", [*pairs, ("csrf", csrf)], status=status)
    assert "Only someone with the role “Treasurer” in Hội Khuyến học xã Thử can do this." in refused.text
    assert gifts(site) == 0


def test_record__an_unknown_association_is_not_there(site: Site) -> None:
    site.sign_in("treasurer")
    site.get("/desk/khong-co/contributions/new", status=404)


def test_record__a_gift_of_an_earlier_year_takes_that_years_number(site: Site, form: Page) -> None:
    receipt = site.submit(form, GIFT | {"date": "31/12/2025"})
    assert "PT-2025-Q01-0001" in receipt.text
    with site.database.read() as session:
        assert session.scalars(select(Voucher.issued_on)).one() == date(2025, 12, 31)


def test_form__asks_for_at_most_five_fields(form: Page) -> None:
    assert form.form().fields - {"csrf", "key"} == {"giver", "amount", "fund", "method", "date"}
    assert len(form.form().buttons) == 1


@pytest.mark.parametrize("key", ["\0", "x" * 65, "chữ"])
def test_record__a_key_that_is_none_of_ours_is_refused(site: Site, key: str) -> None:
    site.sign_in("treasurer")
    form = site.get("/desk/xa-thu/contributions/new")
    typed = {"giver": "Lò Văn Thử", "amount": "300.000", "key": key}
    assert "This form is damaged" in site.submit(form, typed, status=422).text
