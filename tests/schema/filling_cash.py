"""At least one row in every table of cash and goods, for raw SQL to try its rules on.

The count is the last act that moves the main box, so that a copy of it still agrees with the book.
"""

from dataclasses import replace

from ledger.accounts import foreign, places
from ledger.contributions import contributions
from ledger.contributions.contributions import Method
from ledger.database import Database
from ledger.money import Dong
from ledger.treasury import counts, goods, hand_overs, shortages
from ledger.treasury.counts import NewCount
from ledger.treasury.goods import NewLot, Source
from ledger.treasury.hand_overs import NewHandOver
from ledger.treasury.shortages import NewSettlement, Outcome
from tests.factories import accounts, cash
from tests.factories.communes import DAY, Commune
from tests.factories.contributions import new_gift


def fill_cash(book: Database, commune: Commune) -> None:
    """Let everything about cash and goods happen once."""
    main, village = cash.role(book, "cash"), cash.box(book, commune)
    _closed_box(book, commune)
    _hand_overs(book, commune, main, village)
    _goods(book, commune)
    original = foreign.foreign("USD", "100", "25.400", "Vietcombank")
    with book.write() as session:
        other = accounts.fund(session, commune.association, name="Quỹ kiều bào")
        gift = new_gift(commune, original.dong, method=Method.BANK, fund_id=other.id)
        gift = replace(gift, original=original)
        contributions.record(session, gift, by=commune.treasurer)
    _count(book, commune, main)


def _closed_box(book: Database, commune: Commune) -> None:
    with book.write() as session:
        place_id = places.name(session, cash.new_place(commune, name="Hộp cũ"), by=commune.treasurer)
        places.close(session, place_id=place_id, by=commune.treasurer)


def _hand_overs(book: Database, commune: Commune, main: int, village: int) -> None:
    """One confirmed, one withdrawn, one that waits: each of 100,000 đồng."""
    new = NewHandOver(commune.id, main, village, {commune.fund.id: Dong(100_000)}, DAY)
    with book.write() as session:
        first, second, _ = (hand_overs.hand_over(session, new, by=commune.treasurer) for _ in range(3))
        hand_overs.confirm(session, hand_over_id=first, confirmed_on=DAY, by=commune.colleague)
        hand_overs.withdraw(session, hand_over_id=second, reason="chưa đưa", by=commune.treasurer)


def _goods(book: Database, commune: Commune) -> None:
    """Four pieces worth 2,500 đồng each, one of them handed out."""
    new = NewLot(
        association_id=commune.id,
        fund_id=commune.fund.id,
        source=Source.DONATED,
        description="Vở ô ly",
        unit="quyển",
        quantity=4,
        value=Dong(10_000),
        from_name="Cửa hàng Mẫu",
        received_on=DAY,
    )
    with book.write() as session:
        lot_id = goods.receive(session, new, by=commune.treasurer)
        goods.give(
            session, lot_id=lot_id, quantity=1, given_to="Trường Mẫu", given_on=DAY, by=commune.treasurer
        )


def _count(book: Database, commune: Commune, main: int) -> None:
    """50,000 đồng are missing, of which 20,000 are written off."""
    with book.write() as session:
        there = counts.book_total(session, commune.id, main, DAY)
        pieces = {1_000: (there - 50_000) // 1_000}
        new = NewCount(commune.id, main, DAY, pieces, "Chủ Tịch Mẫu", fund_id=commune.fund.id)
        counts.record(session, new, by=commune.treasurer)
        end = NewSettlement(
            commune.id, commune.fund.id, Outcome.WRITTEN_OFF, Dong(20_000), main, DAY, "theo biên bản số 2"
        )
        shortages.settle(session, end, by=commune.treasurer)
