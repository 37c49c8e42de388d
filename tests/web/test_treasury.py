import pytest
from sqlalchemy import func, select

from ledger.accounts import balances, chart, periods
from ledger.accounts.journal import JournalEntry
from ledger.receipts.vouchers import Voucher
from tests.printing.reading import text_of
from tests.web.conftest import Site
from tests.web.pages import Page

DESK = "/desk/xa-thu"
OPENING = {"amount": "10 triệu", "reason": "Số dư mang sang"}
EXPENSE = {
    "amount": "500.000",
    "party": "Nhà in Bình Minh",
    "address": "Tổ 3, xã Thử",
    "reason": "In giấy khen",
}


@pytest.fixture
def opened(site: Site) -> Site:
    """The commune's treasurer, with 10.000.000 in the box."""
    site.sign_in("treasurer")
    site.submit(site.get(f"{DESK}/acts/opening/new"), OPENING)
    return site


def held(site: Site, role: str = "cash", fund: str = "quy-xa-thu") -> int:
    with site.database.read() as session:
        place, fund_id = site.places["xa-thu"].id, site.funds[fund].id
        return balances.held(session, association_id=place, fund_id=fund_id, role=role)


def heading(site: Site, role: str = "expense_management") -> str:
    with site.database.read() as session:
        return str(chart.by_role(session)[role])


def entries(site: Site) -> int:
    with site.database.read() as session:
        return session.scalars(select(func.count()).select_from(JournalEntry)).one()


def spend(site: Site) -> Page:
    return site.submit(site.get(f"{DESK}/acts/expense/new"), EXPENSE | {"heading": heading(site)})


def voucher_id(page: Page) -> str:
    return page.url.split("?")[0].rsplit("/", 1)[1]


# --- the way there ------------------------------------------------------------------------------
def test_work__leads_to_every_act(opened: Site) -> None:
    page = opened.get(opened.get(DESK).link("Other work"))
    for label in (
        "Record an expense",
        "Record interest",
        "Record other income",
        "Record an opening balance",
        "Move money between funds",
        "Advances",
        "Term deposits",
        "Payment vouchers",
        "Memo vouchers",
    ):
        assert opened.get(page.link(label)).status == 200


def test_work__others_read_and_do_not_record(opened: Site) -> None:
    opened.sign_in("inspector")
    page = opened.get(f"{DESK}/acts")
    assert "Record an expense" not in page.text
    assert opened.get(page.link("Memo vouchers")).link("PK-2026-Q01-0001")
    opened.sign_in("chair")
    opened.get(f"{DESK}/acts/expense/new", status=403)
    opened.sign_in("neighbour")
    opened.get(f"{DESK}/acts", status=404)


# --- one entry, one voucher ---------------------------------------------------------------------
@pytest.mark.parametrize(
    ("act", "number"),
    [
        ("opening", "PK-2026-Q01-0002"),
        ("interest", "PK-2026-Q01-0002"),
        ("other-income", "PK-2026-Q01-0002"),
        ("expense", "PC-2026-Q01-0001"),
    ],
)
def test_record__the_answer_is_the_voucher(opened: Site, act: str, number: str) -> None:
    typed = {"amount": "500.000", "reason": "Theo giấy báo"}
    if act == "expense":
        typed |= {"heading": heading(opened), "party": "Nhà in Bình Minh"}
    done = opened.submit(opened.get(f"{DESK}/acts/{act}/new"), typed)
    left = 9_500_000 if act == "expense" else 10_500_000
    assert held(opened) == left
    said = f"{left:,}".replace(",", ".")
    for words in ("It is recorded", number, "500.000 đồng", "Năm trăm nghìn đồng chẵn", f"{said} đồng"):
        assert words in done.text
    paper = text_of(opened.answer(done.link("Print the voucher")).content)
    for words in (number, "500.000", "Theo giấy báo", "PHIẾU CHI" if act == "expense" else "PHIẾU KẾ TOÁN"):
        assert words in paper
    again = opened.get(done.link("Record the next one"))
    assert dict(again.form().values)["fund"] == str(opened.funds["quy-xa-thu"].id)


def test_record__sent_twice_is_one_act(opened: Site) -> None:
    form = opened.get(f"{DESK}/acts/expense/new")
    typed = EXPENSE | {"heading": heading(opened)}
    assert opened.submit(form, typed).url == opened.submit(form, typed).url
    assert entries(opened) == 2
    opened.submit(form, typed | {"amount": "600.000"}, status=409)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"amount": ""}, "Enter the amount."),
        ({"amount": "20 triệu"}, "“Quỹ Khuyến học xã Thử” holds 10.000.000 đồng in this account;"),
        ({"party": ""}, "Enter who takes the money and signs the voucher."),
        ({"reason": " "}, "Say in a few words what this is for."),
        ({"heading": ""}, "Choose what the money was spent on."),
        ({"place": "cash_9"}, "Choose one of the cash boxes and bank accounts in the list."),
        ({"fund": "1"}, "Choose one of the funds in the list."),
        ({"date": "31/12/2026"}, "This date has not come yet."),
        ({"date": "05/03/2026"}, "The book is closed up to 31/03/2026. Choose a later day."),
    ],
)
def test_record__a_bad_field_gets_its_sentence_and_nothing_typed_is_lost(
    opened: Site, typed: dict[str, str], sentence: str
) -> None:
    with opened.database.write() as session:
        place, day = opened.places["xa-thu"].id, opened.funds["quy-xa-thu"].opened_on.replace(2026, 3, 31)
        periods.close(session, association_id=place, through=day, by=opened.people["treasurer"])
    form = opened.get(f"{DESK}/acts/expense/new")
    sent = EXPENSE | {"heading": heading(opened)} | typed
    page = opened.submit(form, sent, status=422)
    assert sentence in page.text
    kept = dict(page.form().values)
    for name in ("amount", "party", "address", "reason", "date"):
        assert kept[name].strip() == sent.get(name, kept[name]).strip()
    assert entries(opened) == 1


def test_preview__follows_what_is_typed(opened: Site) -> None:
    fund = opened.funds["quy-xa-thu"].id
    asked = f"{DESK}/acts/preview/expense?fund={fund}&place=cash&amount=1tr&date=22/11/2026"
    said = Page(opened.answer(asked).text).text
    assert "“Quỹ Khuyến học xã Thử”, Main cash box" in said
    assert "10.000.000 → 9.000.000 đồng" in said
    assert "PC-2026-Q01-0001" in said
    opened.get(f"{DESK}/acts/preview/nothing", status=404)
    opened.get(f"{DESK}/acts/nothing/new", status=404)


# --- cancel and correct -------------------------------------------------------------------------
def test_cancel__the_voucher_keeps_its_number_and_says_why(opened: Site) -> None:
    done = spend(opened)
    asked = opened.get(
        opened.get(done.url.split("?")[0]).link("It should not be here at all: cancel this voucher")
    )
    assert "9.500.000 → 10.000.000 đồng" in asked.text
    assert "A reversal dated 22/11/2026 undoes it in the books." in asked.text
    missing = opened.submit(asked, {"reason": "x"}, status=422)
    assert "Say in a few words why this voucher is cancelled." in missing.text
    void = opened.submit(missing, {"reason": "Ghi hai lần"})
    assert "Void since 22/11/2026." in void.text
    assert "Ghi hai lần" in opened.get(f"{DESK}/vouchers?kind=payment").text
    assert held(opened) == 10_000_000
    opened.get(f"{DESK}/vouchers/{voucher_id(done)}/cancel", status=409)
    opened.get(f"{DESK}/vouchers/{voucher_id(done)}/correct", status=409)


def test_correct__the_difference_is_a_voucher_that_names_the_first(opened: Site) -> None:
    done = spend(opened)
    form = opened.get(done.link("The amount or heading is wrong: correct it"))
    assert dict(form.form().values)["amount"] == "500.000"
    empty = opened.submit(form, {}, status=422)
    for sentence in ("Choose what was wrong.", "Say in one sentence why this is corrected."):
        assert sentence in empty.text
    right = {"amount": "450.000", "cause": "amount", "explanation": "Hóa đơn ghi 450.000"}
    corrected = opened.submit(empty, right)
    for said in ("PK-2026-Q01-0002", "Điều chỉnh chứng từ PC-2026-Q01-0001", "50.000 đồng"):
        assert said in corrected.text
    assert held(opened) == 9_550_000
    assert "Corrected by PK-2026-Q01-0002: right is 450.000 đồng." in opened.get(done.url).text
    nothing = opened.submit(opened.get(form.url), right | {"cause": "copied"}, status=422)
    assert "That is what is recorded already." in nothing.text


# --- funds, advances, deposits ------------------------------------------------------------------
def test_fund_transfer__needs_its_ground_and_prints_it(opened: Site) -> None:
    form = opened.get(f"{DESK}/fund-transfers/new")
    typed = {"amount": "2 triệu", "fund": str(opened.funds["quy-xa-thu"].id)}
    same = opened.submit(form, typed | {"target": typed["fund"], "ground": ""}, status=422)
    for sentence in ("Choose another fund", "Say on what ground"):
        assert sentence in same.text
    target = str(opened.funds["quy-mau"].id)
    done = opened.submit(same, {"target": target, "ground": "Nghị quyết 03/NQ-KH ngày 20/11/2026"})
    assert (held(opened), held(opened, fund="quy-mau")) == (8_000_000, 2_000_000)
    paper = text_of(opened.answer(done.link("Print the voucher")).content)
    for words in ("PHIẾU KẾ TOÁN", "Nghị quyết 03/NQ-KH", "Nợ 4318", "Có 4318", "2.000.000"):
        assert words in paper


def test_advance__is_open_until_it_is_settled(opened: Site) -> None:
    form = opened.get(f"{DESK}/advances/new")
    typed = {"holder": "Cà Thị Cầm", "purpose": "Lễ trao thưởng", "amount": "3 triệu", "date": "01/10/2026"}
    early = opened.submit(form, typed | {"date": "22/11/2026", "due": "01/11/2026"}, status=422)
    assert "Enter the day of the advance or a later one." in early.text
    opened.submit(opened.get(f"{DESK}/acts/opening/new"), OPENING | {"date": "01/09/2026"})
    done = opened.submit(early, typed | {"due": "31/10/2026"})
    assert "PC-2026-Q01-0001" in done.text
    listed = opened.get(done.link("To the advances"))
    for said in ("Cà Thị Cầm", "3.000.000", "52 days ago", "overdue"):
        assert said in listed.text
    settle = opened.get(listed.link("Settle it"))
    nothing = opened.submit(settle, {}, status=422)
    assert "Enter what was spent, or what came back." in nothing.text
    parts = {"spent": "2,4 triệu", "heading": heading(opened, "expense_ceremony"), "returned": "700.000"}
    beyond = opened.submit(nothing, parts, status=422)
    assert "3.000.000 đồng of this advance are not settled yet; 3.100.000 đồng is too much." in beyond.text
    settled = opened.submit(beyond, {"returned": "600.000"})
    assert "Thanh toán tạm ứng theo PC-2026-Q01-0001: Lễ trao thưởng" in settled.text
    assert "Every advance is settled." in opened.get(f"{DESK}/advances").text
    assert "This advance is settled." in opened.get(settle.url).text
    opened.sign_in("neighbour")
    opened.get(settle.url.replace("xa-thu", "xa-ben"), status=404)


def test_deposit__comes_back_once_with_its_interest(opened: Site) -> None:
    form = opened.get(f"{DESK}/deposits/new")
    typed = {"bank": "Ngân hàng Mẫu", "amount": "5 triệu", "place": "cash", "rate": "4,8"}
    bad = opened.submit(form, typed | {"rate": "nhiều", "matures": "22/11/2026"}, status=422)
    assert "Enter the interest rate a year" in bad.text
    assert "Enter a day after the deposit was placed." in bad.text
    done = opened.submit(bad, typed | {"date": "22/11/2026", "matures": "22/05/2027"})
    listed = opened.get(done.link("To the term deposits"))
    for said in ("Ngân hàng Mẫu", "4,80 %", "22/05/2027", "placed"):
        assert said in listed.text
    back = opened.get(listed.link("Record its return"))
    returned = opened.submit(back, {"interest": "120.000", "place": "bank"})
    assert "5.120.000 đồng" in returned.text
    assert (held(opened), held(opened, "bank")) == (5_000_000, 5_120_000)
    assert "came back on 22/11/2026" in opened.get(listed.url).text
    assert "This term deposit came back already." in opened.get(back.url).text
    again = opened.submit(back, {"interest": "1.000", "place": "bank"}, status=409)
    assert "This form was already used to record something else." in again.text


# --- papers -------------------------------------------------------------------------------------
def test_voucher__of_others_is_not_found(opened: Site) -> None:
    done = spend(opened)
    opened.sign_in("neighbour")
    for address in ("", "/cancel", "/correct"):
        opened.get(f"/desk/xa-ben/vouchers/{voucher_id(done)}{address}", status=404)
    assert opened.answer(f"/desk/xa-ben/vouchers/{voucher_id(done)}.pdf").status_code == 404


def test_voucher__of_an_expense_prints_its_accounts_and_who_is_paid(opened: Site) -> None:
    done = spend(opened)
    for size in ("", "?paper=a4"):
        paper = text_of(opened.answer(f"{done.link('Print the voucher')}{size}").content)
        for words in ("PHIẾU CHI", "Nhà in Bình Minh", "Tổ 3, xã Thử", "In giấy khen", "6121", "1111"):
            assert words in paper
        assert "01 quyết định" not in paper
    with opened.database.read() as session:
        assert session.scalars(select(func.count()).select_from(Voucher)).one() == 2
