import pytest
from sqlalchemy import select

from ledger.clock import today
from ledger.contributions import contributions as gifts
from ledger.database import Database
from ledger.errors import NotFound
from ledger.people.parties import Party
from ledger.receipts import vouchers
from ledger.receipts.vouchers import AlreadyVoid, VoidNeedsReason, Voucher, VoucherKind
from tests.factories import contributions, disbursements, people
from tests.factories.communes import DAY, Commune, open_commune


def voucher(book: Database, identity: int) -> Voucher:
    with book.read() as session:
        return session.get_one(Voucher, identity)


def register(book: Database, commune: Commune, **given: int) -> list[tuple[int, bool]]:
    """Numbers of the receipts of 2026 and whether each is void."""
    with book.read() as session:
        lines = vouchers.register(
            session,
            association_id=commune.id,
            kind=VoucherKind.RECEIPT,
            year=2026,
            before=given.get("before"),
            limit=given.get("limit", 50),
        )
        return [(line.number, line.void_reason is not None) for line in lines]


def test_issue__keeps_what_the_paper_says(book: Database) -> None:
    commune = open_commune(book)
    receipt = voucher(book, contributions.give(book, commune, 1_300_000))
    assert (receipt.amount, receipt.amount_in_words) == (1_300_000, "Một triệu ba trăm nghìn đồng chẵn")
    assert (receipt.party_name, receipt.fund_name) == ("Vàng A Thử", commune.fund.name)
    assert receipt.reason == f"Đóng góp {commune.fund.name}"
    assert (receipt.issued_on, receipt.issued_by_name) == (DAY, commune.treasurer.name)
    assert receipt.shown_number == "PT-2026-Q01-0001"


def test_issue__paper_does_not_follow_a_later_change_of_name(book: Database) -> None:
    commune = open_commune(book)
    receipt = contributions.give(book, commune)
    with book.write() as session:
        session.scalars(select(Party)).one().name = "Tên Khác"
    assert voucher(book, receipt).party_name == "Vàng A Thử"


def test_issue__shows_what_tells_the_giver_apart_when_there_is_no_address(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        giver = people.person(session, commune.association, distinguisher="con ông Dế")
        receipt = gifts.record(session, contributions.new_gift(commune, giver=giver.id), by=commune.treasurer)
    assert voucher(book, receipt).party_address == "con ông Dế"


@pytest.mark.parametrize(
    ("number", "shown"), [(1, "PC-2026-Q01-0001"), (9_999, "PC-2026-Q01-9999"), (10_000, "PC-2026-Q01-10000")]
)
def test_shown_number__as_printed(number: int, shown: str) -> None:
    assert vouchers.shown_number(VoucherKind.PAYMENT, 2026, 1, number) == shown


def test_by_token__opens_a_receipt_however_its_letters_are_typed(book: Database) -> None:
    commune = open_commune(book)
    receipt = voucher(book, contributions.give(book, commune))
    with book.read() as session:
        for typed in (receipt.token, receipt.token.lower()):
            found, void = vouchers.by_token(session, typed)
            assert (found.id, void) == (receipt.id, None)


def test_by_token__opens_no_payment_and_nothing_that_is_guessed(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 500_000)
    decision = disbursements.decide(book, commune, disbursements.propose(book, commune, 100_000))
    disbursements.pay(book, commune, decision)
    with book.read() as session:
        paid = session.scalars(select(Voucher.token).where(Voucher.kind == "payment")).one()
        for token in (paid, "", "%", "0" * 26):
            with pytest.raises(NotFound):
                vouchers.by_token(session, token)


def test_void__keeps_number_and_reason(book: Database) -> None:
    commune = open_commune(book)
    receipt = voucher(book, contributions.give(book, commune))
    contributions.cancel(book, commune, receipt.id, reason="ghi nhầm người")
    with book.read() as session:
        found, void = vouchers.by_token(session, receipt.token)
    assert found.number == 1
    assert void is not None
    assert (void.reason, void.voided_on, void.voided_by) == (
        "ghi nhầm người",
        today(),
        commune.treasurer.user_id,
    )


@pytest.mark.parametrize("reason", ["", "  ", "ab"])
def test_void__needs_a_reason(book: Database, reason: str) -> None:
    commune = open_commune(book)
    receipt = voucher(book, contributions.give(book, commune))
    with pytest.raises(VoidNeedsReason), book.write() as session:
        vouchers.void(
            session, voucher_id=receipt.id, reason=reason, entry_id=receipt.entry_id, by=commune.treasurer
        )


def test_void__twice_is_refused(book: Database) -> None:
    commune = open_commune(book)
    receipt = voucher(book, contributions.give(book, commune))
    contributions.cancel(book, commune, receipt.id)
    with pytest.raises(AlreadyVoid), book.write() as session:
        vouchers.void(
            session, voucher_id=receipt.id, reason="lần nữa", entry_id=receipt.entry_id, by=commune.treasurer
        )


def test_register__newest_first_page_by_page(book: Database) -> None:
    commune = open_commune(book)
    receipts = [contributions.give(book, commune) for _ in range(5)]
    contributions.cancel(book, commune, receipts[3])
    assert register(book, commune, limit=2) == [(5, False), (4, True)]
    assert register(book, commune, limit=2, before=4) == [(3, False), (2, False)]
    assert register(book, commune, before=2) == [(1, False)]
