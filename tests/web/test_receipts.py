from datetime import date

import pytest

from ledger.accounts import balances
from ledger.contributions import contributions
from ledger.contributions.contributions import Method, NewContribution
from ledger.money import Dong
from ledger.treasury import remittances
from ledger.treasury.remittances import NewRemittance
from tests.printing.reading import marks_of, text_of
from tests.web.conftest import Site


def give(
    site: Site, *, giver: str = "Lò Văn Thử", amount: int = 300_000, on: date = date(2026, 11, 20)
) -> int:
    """One gift in the bank to the scholarship fund; returns its receipt."""
    with site.database.write() as session:
        return contributions.record(
            session,
            NewContribution(
                association_id=site.places["xa-thu"].id,
                giver=giver,
                amount=Dong(amount),
                fund_id=site.funds["quy-mau"].id,
                method=Method.BANK,
                received_on=on,
            ),
            by=site.people["treasurer"],
        )


def in_bank(site: Site) -> int:
    with site.database.read() as session:
        place, fund = site.places["xa-thu"].id, site.funds["quy-mau"].id
        return balances.held(session, association_id=place, fund_id=fund, role="bank")


@pytest.fixture
def receipt(site: Site) -> str:
    """The address of one receipt; the treasurer is signed in."""
    site.sign_in("treasurer")
    return f"/desk/xa-thu/receipts/{give(site)}"


def test_receipt__shows_what_the_paper_says(site: Site, receipt: str) -> None:
    page = site.get(receipt)
    for said in ("PT-2026-Q01-0001", "Lò Văn Thử", "Ba trăm nghìn đồng chẵn", "20/11/2026", "Bank transfer"):
        assert said in page.text
    assert page.link("Check page, without the name").startswith("/v/")


@pytest.mark.parametrize(("paper", "copies"), [("", 1), ("?paper=a4", 2), ("?paper=poster", 1)])
def test_print__the_receipt_is_a_pdf_with_the_stored_words(
    site: Site, receipt: str, paper: str, copies: int
) -> None:
    answer = site.answer(f"{receipt}.pdf{paper}")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'inline; filename="PT-2026-Q01-0001.pdf"'
    text = text_of(answer.content)
    assert text.count("PHIẾU THU") == copies
    for said in ("Lò Văn Thử", "300.000 đồng", "Ba trăm nghìn đồng chẵn", "1121", "5111", "Lường Thị Mẫu"):
        assert said in text


def test_receipt__of_another_association_is_not_there(site: Site, receipt: str) -> None:
    site.sign_in("neighbour")
    identity = receipt.rpartition("/")[2]
    for path in (receipt, f"{receipt}.pdf", f"/desk/xa-ben/receipts/{identity}"):
        site.get(path, status=404)
    site.get(f"/desk/xa-ben/receipts/{identity}/cancel", status=404)


@pytest.mark.parametrize("wrong", ["0", "x", "1", "9" * 40])
def test_receipt__an_address_without_one_is_not_there(site: Site, wrong: str) -> None:
    site.sign_in("treasurer")
    site.get(f"/desk/xa-thu/receipts/{wrong}", status=404)


def test_receipt__an_inspector_above_may_read_but_is_offered_no_act(site: Site, receipt: str) -> None:
    site.sign_in("inspector")
    page = site.get(receipt)
    assert "Record the next gift" not in page.text
    assert "cancel this receipt" not in page.text
    site.get(f"{receipt}/cancel", status=403)


def test_cancel__says_what_will_happen_then_keeps_the_number(site: Site, receipt: str) -> None:
    before = site.get(f"{receipt}/cancel")
    assert "300.000 → 0 đồng" in before.text
    assert "The number PT-2026-Q01-0001 stays in the register, marked HỦY." in before.text
    after = site.submit(before, {"reason": "Ghi nhầm số tiền"})
    assert after.url == receipt
    assert "Void since 22/11/2026." in after.text
    assert "Reason: Ghi nhầm số tiền" in after.text
    assert in_bank(site) == 0
    register = site.get("/desk/xa-thu/receipts")
    assert "PT-2026-Q01-0001" in register.text
    assert "void Ghi nhầm số tiền" in register.text
    assert "HỦY" in marks_of(site.answer(f"{receipt}.pdf").content)


@pytest.mark.parametrize("reason", ["", "  ", "ab"])
def test_cancel__asks_for_a_reason(site: Site, receipt: str, reason: str) -> None:
    again = site.submit(site.get(f"{receipt}/cancel"), {"reason": reason}, status=422)
    assert "Say in a few words why this receipt is cancelled." in again.text
    assert in_bank(site) == 300_000


def test_cancel__sent_twice_is_one_cancellation(site: Site, receipt: str) -> None:
    form = site.get(f"{receipt}/cancel").form()
    pairs = form.filled({"reason": "Ghi nhầm"})
    assert site.post(form.action, pairs).url == site.post(form.action, pairs).url == receipt
    assert in_bank(site) == 0


def test_cancel__a_second_time_is_refused_on_a_page_of_its_own(site: Site, receipt: str) -> None:
    first, second = site.get(f"{receipt}/cancel"), site.get(f"{receipt}/cancel")
    site.submit(first, {"reason": "Ghi nhầm"})
    refused = site.submit(second, {"reason": "Ghi nhầm lần nữa"}, status=409)
    assert "already cancelled" in refused.text
    assert "Hội Khuyến học xã Thử" in refused.text
    site.get(f"{receipt}/cancel", status=409)


def test_cancel__money_that_has_left_cannot_be_taken_back(site: Site, receipt: str) -> None:
    with site.database.write() as session:
        remittances.send(
            session,
            NewRemittance(
                sender_id=site.places["xa-thu"].id,
                receiver_id=site.places["xa-ben"].id,
                fund_id=site.funds["quy-mau"].id,
                amount=Dong(300_000),
                sent_on=date(2026, 11, 21),
            ),
            by=site.people["treasurer"],
        )
    page = site.get(f"{receipt}/cancel")
    assert "This money has already left the fund" in page.text
    refused = site.submit(page, {"reason": "Ghi nhầm"}, status=409)
    assert refused.title == "This cannot be done"
    assert "void" not in site.get("/desk/xa-thu/receipts").text.split("Receipts of")[1]


def test_register__pages_by_number_newest_first(site: Site) -> None:
    site.sign_in("treasurer")
    for number in range(1, 53):
        give(site, giver=f"Lò Văn Thử {number}")
    first = site.get("/desk/xa-thu/receipts")
    assert "PT-2026-Q01-0052" in first.text
    assert "PT-2026-Q01-0003" in first.text
    assert "PT-2026-Q01-0002" not in first.text
    second = site.get(first.link("Next page"))
    assert "PT-2026-Q01-0002" in second.text
    assert "PT-2026-Q01-0003" not in second.text
    assert len(first.html.encode()) <= 20 * 1024
    assert site.get(second.link("Previous page")).text == first.text


def test_register__shows_other_years_by_their_links(site: Site) -> None:
    site.sign_in("treasurer")
    give(site)
    give(site, on=date(2025, 6, 1))
    older = site.get(site.get("/desk/xa-thu/receipts").link("2025"))
    assert "PT-2025-Q01-0001" in older.text
    assert "PT-2026" not in older.text


def test_register__is_empty_in_words(site: Site) -> None:
    site.sign_in("treasurer")
    assert "No receipt has been issued in 2026." in site.get("/desk/xa-thu/receipts").text
    assert "in 2026" in site.get("/desk/xa-thu/receipts?year=99999&before=x").text
