"""A year of a commune's treasurer, beside gifts and awards. Every scene ends with the figures it leaves.

Read it from the top: what was done, then what the fund has, in đồng.
"""

from datetime import date

from ledger.accounts import balances, periods
from ledger.accounts.corrections import Cause
from ledger.accounts.funds import Fund, FundKind, open_fund
from ledger.accounts.journal import EntryKind
from ledger.clock import stopped_at
from ledger.database import Database
from ledger.disclosure import totals, verify
from ledger.money import Dong
from ledger.treasury import acts, adjustments, advances, deposits, fund_transfers
from ledger.treasury.acts import NewAct
from ledger.treasury.adjustments import Right
from ledger.treasury.advances import NewAdvance, NewSettlement
from ledger.treasury.deposits import NewDeposit, NewReturn
from ledger.treasury.fund_transfers import NewFundTransfer
from tests.factories.associations import FOUNDED
from tests.factories.communes import Commune, open_commune
from tests.factories.treasury import account

BANK = "Ngân hàng Nông nghiệp"


def test_a_year_of_a_commune(book: Database) -> None:
    with stopped_at(date(2027, 1, 5)):
        commune = open_commune(book)
        library = open_library_fund(book, commune)
        the_book_opens_with_what_is_there(book, commune, library)
        the_bank_pays_interest(book, commune)
        the_printer_was_paid_and_the_amount_was_typed_wrongly(book, commune)
        an_advance_for_the_ceremony_is_settled(book, commune)
        a_deposit_is_placed_and_returns(book, commune)
        the_library_is_built_and_what_is_left_is_released(book, commune, library)
        the_year_is_closed_and_a_late_mistake_is_put_right_today(book, commune)
        the_totals_tie_and_nothing_is_found(book, commune)


def open_library_fund(book: Database, commune: Commune) -> Fund:
    with book.write() as session:
        return open_fund(
            session,
            name="Quỹ Thư viện",
            kind=FundKind.RESTRICTED,
            owner_id=commune.id,
            opened_on=FOUNDED,
            holders=[commune.id],
            purpose="xây thư viện",
        )


def the_book_opens_with_what_is_there(book: Database, commune: Commune, library: Fund) -> None:
    record(book, commune, EntryKind.OPENING, 6_000_000, date(2026, 1, 1))
    record(book, commune, EntryKind.OPENING, 20_000_000, date(2026, 1, 1), place="bank")
    record(book, commune, EntryKind.OPENING, 9_000_000, date(2026, 1, 1), fund=library)
    assert has(book, commune) == {"cash": 6_000_000, "bank": 20_000_000}
    assert has(book, commune, library) == {"cash": 9_000_000}


def the_bank_pays_interest(book: Database, commune: Commune) -> None:
    record(book, commune, EntryKind.INTEREST, 25_000, date(2026, 1, 31), place="bank")
    assert has(book, commune) == {"cash": 6_000_000, "bank": 20_025_000}


def the_printer_was_paid_and_the_amount_was_typed_wrongly(book: Database, commune: Commune) -> None:
    printing = record(
        book, commune, EntryKind.EXPENSE, 850_000, date(2026, 2, 10), heading="expense_management"
    )
    assert has(book, commune) == {"cash": 5_150_000, "bank": 20_025_000}
    with book.write() as session:
        right = Right(Dong(580_000), Cause.AMOUNT, "hóa đơn ghi 580.000 đồng, gõ ngược số")
        adjustments.correct(session, voucher_id=printing, right=right, by=commune.treasurer)
    assert has(book, commune) == {"cash": 5_420_000, "bank": 20_025_000}


def an_advance_for_the_ceremony_is_settled(book: Database, commune: Commune) -> None:
    with book.write() as session:
        new = NewAdvance(
            association_id=commune.id,
            fund_id=commune.fund.id,
            holder_name="Bà Lò Thị Lo",
            purpose="lễ trao thưởng 1/6",
            amount=Dong(3_000_000),
            place="cash",
            day=date(2026, 5, 20),
            due_on=date(2026, 6, 10),
        )
        advances.give(session, new, by=commune.treasurer)
        [line] = advances.open_of(session, commune.id)
    assert has(book, commune) == {"cash": 2_420_000, "bank": 20_025_000, "advances": 3_000_000}
    assert line.overdue(date(2026, 6, 15))
    ceremony = account(book, "expense_ceremony")
    with book.write() as session:
        settled = NewSettlement(line.advance.id, 2_750_000, ceremony, 250_000, "cash", date(2026, 6, 20))
        advances.settle(session, settled, by=commune.treasurer)
        assert advances.open_of(session, commune.id) == []
    assert has(book, commune) == {"cash": 2_670_000, "bank": 20_025_000}


def a_deposit_is_placed_and_returns(book: Database, commune: Commune) -> None:
    with book.write() as session:
        new = NewDeposit(
            association_id=commune.id,
            fund_id=commune.fund.id,
            bank_name=BANK,
            principal=Dong(15_000_000),
            rate_bp=480,
            place="bank",
            day=date(2026, 6, 1),
            matures_on=date(2026, 12, 1),
        )
        deposits.place_deposit(session, new, by=commune.treasurer)
        [line] = deposits.listed(session, commune.id)
    assert has(book, commune) == {"cash": 2_670_000, "bank": 5_025_000, "term_deposits": 15_000_000}
    assert available(book, commune) == 7_695_000, "what is placed cannot be promised"
    with book.write() as session:
        back = NewReturn(line.deposit.id, 360_000, "bank", date(2026, 12, 1))
        deposits.take_back(session, back, by=commune.treasurer)
    assert has(book, commune) == {"cash": 2_670_000, "bank": 20_385_000}


def the_library_is_built_and_what_is_left_is_released(
    book: Database, commune: Commune, library: Fund
) -> None:
    record(
        book,
        commune,
        EntryKind.EXPENSE,
        8_200_000,
        date(2026, 10, 15),
        fund=library,
        heading="expense_other",
    )
    assert has(book, commune, library) == {"cash": 800_000}
    ground = "thư viện đã bàn giao; người tặng đồng ý bằng thư ngày 01/11/2026"
    with book.write() as session:
        rest = NewFundTransfer(
            commune.id, library.id, commune.fund.id, Dong(800_000), "cash", date(2026, 11, 5), ground
        )
        fund_transfers.move(session, rest, by=commune.treasurer)
    assert has(book, commune, library) == {}
    assert has(book, commune) == {"cash": 3_470_000, "bank": 20_385_000}


def the_year_is_closed_and_a_late_mistake_is_put_right_today(book: Database, commune: Commune) -> None:
    fee = record(
        book, commune, EntryKind.EXPENSE, 11_000, date(2026, 12, 31), place="bank", heading="bank_fee"
    )
    with book.write() as session:
        periods.close(session, association_id=commune.id, through=date(2026, 12, 31), by=commune.treasurer)
    with book.write() as session:
        acts.cancel(session, voucher_id=fee, reason="ngân hàng đã miễn phí", by=commune.treasurer)
    assert has(book, commune) == {"cash": 3_470_000, "bank": 20_385_000}


def the_totals_tie_and_nothing_is_found(book: Database, commune: Commune) -> None:
    with book.read() as session:
        year = totals.totals(session, association_id=commune.id, year=2026).own_all
        assert (year.opening, year.mobilized, year.spent) == (35_000_000, 385_000, 11_541_000)
        assert year.opening + year.mobilized - year.spent == year.closing == 23_844_000
        following = totals.totals(session, association_id=commune.id, year=2027).own_all
        assert (following.opening, following.closing) == (year.closing, year.closing + 11_000)
        assert verify.verify(session) == []


# --- how it is said -----------------------------------------------------------------------------
def record(
    book: Database,
    commune: Commune,
    kind: EntryKind,
    amount: int,
    day: date,
    *,
    place: str = "cash",
    fund: Fund | None = None,
    heading: str | None = None,
) -> int:
    """Record an act of the treasurer; returns its voucher's id."""
    new = NewAct(
        association_id=commune.id,
        kind=kind,
        fund_id=(fund or commune.fund).id,
        amount=Dong(amount),
        place=place,
        day=day,
        reason="như chứng từ kèm theo",
        heading_id=None if heading is None else account(book, heading),
        party_name="Nhà in Bình Minh",
    )
    with book.write() as session:
        return acts.record(session, new, by=commune.treasurer)


def has(book: Database, commune: Commune, fund: Fund | None = None) -> dict[str, int]:
    """What a fund has, in đồng, by where it lies."""
    fund_id = (fund or commune.fund).id
    with book.read() as session:
        found = {
            role: balances.held(session, association_id=commune.id, fund_id=fund_id, role=role)
            for role in ("cash", "bank", "advances", "term_deposits")
        }
    return {role: amount for role, amount in found.items() if amount}


def available(book: Database, commune: Commune) -> int:
    """What the fund can still promise, in đồng."""
    with book.read() as session:
        return balances.position(session, association_id=commune.id, fund_id=commune.fund.id).available
