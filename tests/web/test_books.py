import csv
import io
import re
from datetime import date
from zipfile import ZipFile

from ledger.accounts import chart
from ledger.money import Dong
from ledger.reports import budget
from ledger.reports.catalogue import REPORTS
from tests.printing.reading import text_of
from tests.web.conftest import TODAY, Site
from tests.web.test_desk import give
from tests.web.test_payments import decide
from tests.web.test_rosters import start

BOOKS = "/desk/xa-thu/books"


def test_books__lists_every_report(site: Site) -> None:
    site.sign_in("treasurer")
    page = site.get(site.get("/desk/xa-thu").link("Books and reports"))
    listed = [href.rpartition("/")[2] for href, _ in page.links if href.startswith(f"{BOOKS}/")]
    assert set(listed) == set(REPORTS)


def test_report__each_opens_empty_and_full_and_as_every_file(site: Site) -> None:
    site.sign_in("inspector")
    for name in REPORTS:
        assert site.get(f"{BOOKS}/{name}").title == REPORTS[name].title
    give(site, 200_000, on=date(2025, 3, 1))
    give(site, 100_000)
    starts = {"Print (PDF)": b"%PDF", "Excel file": b"PK", "CSV file": b"\xef\xbb\xbfsection,row,"}
    for name in REPORTS:
        page = site.get(f"{BOOKS}/{name}")
        for label, start_of_file in starts.items():
            answer = site.answer(page.link(label))
            assert answer.status_code == 200
            assert answer.content.startswith(start_of_file)
            assert f'filename="xa-thu-{name}-2026-01-01-2026-11-22.' in answer.headers["content-disposition"]


def test_report__of_another_association_or_of_no_such_name_is_not_there(site: Site) -> None:
    site.sign_in("treasurer")
    for path in ("/nothing", "/nothing.pdf", "/journal.doc", "/journal.pdf?from=soon"):
        site.get(BOOKS + path, status=404)
    site.sign_in("neighbour")
    for name in REPORTS:
        for suffix in ("", ".pdf", ".xlsx", ".csv"):
            site.get(f"{BOOKS}/{name}{suffix}", status=404)


def test_report__an_odd_address_is_no_fault(site: Site) -> None:
    give(site, 100_000)
    site.sign_in("treasurer")
    for name in REPORTS:
        page = site.get(f"{BOOKS}/{name}?fund=x&account=y&page=-1&from=&to=")
        assert page.title == REPORTS[name].title
        site.get(f"{BOOKS}/{name}?fund=999999&account=1&page=99999999999999999999")


def test_report__a_day_that_cannot_be_read_gets_its_sentence(site: Site) -> None:
    site.sign_in("treasurer")
    for query, kept, sentence in (
        ("from=31/2/2026", "31/2/2026", "The date 31/02/2026 is not in the calendar."),
        ("from=soon", "soon", "Enter the date as day/month/year"),
        ("from=2/3/2026&to=1/3/2026", "02/03/2026", "The last day is before the first."),
    ):
        page = site.get(f"{BOOKS}/journal?{query}", status=422)
        assert sentence in page.text
        form = next(form for form in page.forms if form.action.endswith("/journal"))
        assert dict(form.values)["from"] == kept


def test_cash_book__runs_from_opening_to_closing(site: Site) -> None:
    give(site, 100_000, on=date(2025, 3, 1))
    give(site, 200_000, on=date(2026, 2, 1))
    give(site, 400_000, on=date(2026, 1, 1))
    due = decide(site, "Lò Thị Một")
    site.sign_in("treasurer")
    site.submit(site.get(due), {"receiver": "Cầm Văn Thử"})
    page = site.get(f"{BOOKS}/cash-book?fund={site.funds['quy-mau'].id}")
    said = re.sub(r"[+−=] ", "", page.text)
    assert "Opening balance 100.000 In 600.000 Out 500.000 Closing balance 200.000" in said
    assert "22/11/2026 PC-2026-Q01-0001 Award payment: 12/QĐ Lò Thị Một 500.000 200.000" in page.text
    assert "01/02/2026 PT-2026-Q01-0001 Contribution: Quàng Văn Cho 200.000 700.000" in page.text
    assert "01/01/2026 PT-2026-Q01-0002 Contribution: Quàng Văn Cho 400.000 500.000" in page.text
    assert page.text.index("PT-2026-Q01-0002") < page.text.index("PT-2026-Q01-0001")
    last_year = site.get(page.link("2025"))
    assert "01/03/2025 PT-2025-Q01-0001 Contribution: Quàng Văn Cho 100.000 100.000" in last_year.text
    assert "Opening balance 0" in last_year.text


def test_cash_book__a_collection_is_one_line_with_its_numbers(site: Site) -> None:
    sheet = start(site)
    typed = {"p1": "on", "p2": "on", "households": "2", "cash": "500.000"}
    site.submit(sheet, typed, press="Post the list and print the receipts")
    page = site.get(f"{BOOKS}/cash-book?fund={site.funds['quy-xa-thu'].id}")
    assert "PT-2026-Q01-0001 – PT-2026-Q01-0002 Collection by list: Họ Lò 2026 500.000 500.000" in page.text
    journal = site.get(f"{BOOKS}/journal")
    assert "PT-2026-Q01-0001 Collection by list" in journal.text
    assert "PT-2026-Q01-0002 Collection by list" in journal.text


def test_cash_book__opens_at_its_end_and_carries_over_from_page_to_page(site: Site) -> None:
    for day in range(1, 29):
        give(site, 1_000, on=date(2026, 1, day))
        give(site, 1_000, on=date(2026, 2, day))
    site.sign_in("inspector")
    last = site.get(f"{BOOKS}/cash-book?fund={site.funds['quy-mau'].id}")
    assert "Page 2 of 2" in last.text
    assert "Carried from the page before 40.000 0 40.000 13/02/2026" in last.text
    assert "28/02/2026 PT-2026-Q01-0056 Contribution: Quàng Văn Cho 1.000 56.000" in last.text
    assert "Next page" not in last.text
    first = site.get(last.link("Previous page"))
    assert "01/01/2026 PT-2026-Q01-0001 Contribution: Quàng Văn Cho 1.000 1.000" in first.text
    assert "Carried to the next page 40.000 0 40.000" in first.text
    assert "Previous page" not in first.text
    for name in ("cash-book", "journal", "general-ledger"):
        assert len(site.get(f"{BOOKS}/{name}?page=1").html.encode()) <= 20 * 1024, name


def test_general_ledger__names_the_counter_account_of_the_account_chosen(site: Site) -> None:
    give(site, 300_000)
    site.sign_in("treasurer")
    with site.database.read() as session:
        codes, ids = chart.codes(session), chart.by_role(session)
    page = site.get(f"{BOOKS}/general-ledger?account={ids['contributions']}")
    assert f"Account: {codes['contributions']} Contributions" in page.text
    assert f"Contribution: Quàng Văn Cho Quỹ Học bổng Mẫu {codes['cash']} 300.000 300.000" in page.text
    one = site.answer(page.link("CSV file")).text
    assert f"{codes['cash']}," in one
    everything = text_of(site.answer(page.link("Print all accounts (PDF)")).content)
    assert "SỔ CÁI" in everything
    assert f"{codes['cash']} Tiền mặt tại quỹ" in everything


def test_file__reads_as_the_page_in_every_form(site: Site) -> None:
    give(site, 300_000)
    give(site, 200_000, fund="quy-xa-thu")
    site.sign_in("treasurer")
    page = site.get(f"{BOOKS}/trial-balance")
    assert "Total 0 0 500.000 500.000 500.000 500.000" in page.text
    rows = list(csv.reader(io.StringIO(site.answer(page.link("CSV file")).text.removeprefix("\ufeff"))))
    assert rows[-1][1:] == ["total", "", "Total", "0", "0", "500000", "500000", "500000", "500000"]
    printed = text_of(site.answer(page.link("Print (PDF)")).content)
    assert "Tổng cộng 0 0 500.000 500.000 500.000 500.000" in printed
    with ZipFile(io.BytesIO(site.answer(page.link("Excel file")).content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<v>500000</v>") >= 4


def test_budget__stands_beside_what_was_done(site: Site) -> None:
    give(site, 300_000)
    with site.database.write() as session:
        for amount in (999, 1_000_000):
            budget.set_budget(
                session,
                association_id=site.places["xa-thu"].id,
                fund_id=site.funds["quy-mau"].id,
                account_id=chart.by_role(session)["contributions"],
                year=TODAY.year,
                amount=Dong(amount),
                by=site.people["treasurer"],
            )
    site.sign_in("treasurer")
    page = site.get(f"{BOOKS}/budget")
    assert "1.000.000 300.000 -700.000 30 %" in page.text
    assert "1.000.000" not in site.get(page.link("2026").replace("2026", "2025")).text


def test_plan__is_kept_and_shown_beside_what_was_done(site: Site) -> None:
    give(site, 300_000)
    site.sign_in("treasurer")
    page = site.get(site.get(f"{BOOKS}/budget").link("Plan the budget"))
    with site.database.read() as session:
        account = str(chart.by_role(session)["contributions"])
    typed = {"fund": str(site.funds["quy-mau"].id), "account": account, "amount": "1,2 triệu"}
    done = site.submit(page, typed, press="Keep this amount")
    assert done.title == "Budget and actual"
    assert "1.200.000 300.000 -900.000 25 %" in done.text
    taken_back = site.submit(site.get("/desk/xa-thu/budget"), {**typed, "amount": "0"})
    assert "0 300.000 300.000" in taken_back.text


def test_plan__a_bad_field_gets_its_sentence(site: Site) -> None:
    site.sign_in("treasurer")
    page = site.get("/desk/xa-thu/budget")
    for typed, sentence in (
        ({"amount": ""}, "Enter the amount."),
        ({"amount": "5.000.000", "year": "1999"}, "Check the year of the budget."),
        ({"amount": "5.000.000", "fund": "1"}, "Choose"),
        ({"amount": "5.000.000", "account": "1"}, "Choose an account of income or expenses."),
        ({"amount": "500"}, "You typed 500."),
    ):
        assert sentence in site.submit(page, typed, status=422).text


def test_plan__is_for_the_treasurer(site: Site) -> None:
    site.sign_in("inspector")
    assert "Plan the budget" not in site.get(f"{BOOKS}/budget").text
    site.get("/desk/xa-thu/budget", status=403)
