"""Cash handed from one holder to another, confirmed by both."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pytest

from ledger.accounts.balances import Overdraft
from ledger.accounts.places import PlaceNotNamed
from ledger.database import Database
from ledger.identity.roles import Actor, OutsideScope
from ledger.money import Dong
from ledger.treasury import hand_overs, handed_over
from ledger.treasury.hand_overs import (
    ByTwoPeople,
    ConfirmedAlready,
    ConfirmedTooEarly,
    NewHandOver,
    NothingHandedOver,
    NotWaiting,
    TwoPlaces,
    WithdrawalSaysWhy,
)
from ledger.treasury.handed_over import HandedOver
from tests.factories import cash, contributions
from tests.factories.communes import DAY, Commune, open_commune
from tests.factories.races import refused, together
from tests.treasury.auditing import findings


@dataclass
class Boxes:
    """A commune with 500.000 in its main box, and an empty box kept by somebody in a village."""

    book: Database
    commune: Commune
    main: int
    village: int

    def new(self, amount: int = 300_000, *, amounts: Mapping[int, Dong] | None = None) -> NewHandOver:
        given = {self.commune.fund.id: Dong(amount)} if amounts is None else amounts
        return NewHandOver(self.commune.id, self.main, self.village, given, DAY, "đưa về bản")

    def hand_over(self, new: NewHandOver | None = None, *, by: Actor | None = None) -> int:
        with self.book.write() as session:
            return hand_overs.hand_over(session, new or self.new(), by=by or self.commune.treasurer)

    def confirm(self, document: int, *, by: Actor | None = None, on: date = DAY) -> None:
        with self.book.write() as session:
            hand_overs.confirm(
                session, hand_over_id=document, confirmed_on=on, by=by or self.commune.colleague
            )

    def withdraw(self, document: int, reason: str = "chưa đưa") -> None:
        with self.book.write() as session:
            hand_overs.withdraw(session, hand_over_id=document, reason=reason, by=self.commune.treasurer)

    def held(self) -> tuple[int, int]:
        """What lies in the main box, and in that of the village."""
        return tuple(cash.held(self.book, self.commune, box) for box in (self.main, self.village))  # type: ignore[return-value]

    def shown(self, document: int) -> HandedOver:
        with self.book.read() as session:
            return handed_over.one(session, association_id=self.commune.id, hand_over_id=document)


@pytest.fixture
def boxes(book: Database) -> Boxes:
    commune = open_commune(book)
    contributions.give(book, commune, 500_000)
    return Boxes(book, commune, cash.role(book, "cash"), cash.box(book, commune))


def test_confirm__moves_the_money_only_then(boxes: Boxes) -> None:
    document = boxes.hand_over()
    assert boxes.held() == (500_000, 0)
    assert boxes.shown(document).waits
    boxes.confirm(document)
    assert boxes.held() == (200_000, 300_000)
    shown = boxes.shown(document)
    assert (shown.giver, shown.taker, shown.total) == ("Thủ Quỹ Mẫu", "Thủ Quỹ Khác", 300_000)
    assert not shown.waits


def test_hand_over__the_same_form_twice_is_one_document(boxes: Boxes) -> None:
    def send() -> int:
        with boxes.book.write() as session:
            return hand_overs.hand_over(session, boxes.new(), by=boxes.commune.treasurer, client_key="k" * 26)

    assert send() == send()


def test_confirm__by_another_and_only_once(boxes: Boxes) -> None:
    document = boxes.hand_over()
    with pytest.raises(ByTwoPeople):
        boxes.confirm(document, by=boxes.commune.treasurer)
    with pytest.raises(OutsideScope):
        boxes.confirm(document, by=boxes.commune.stranger)
    boxes.confirm(document)
    with pytest.raises(ConfirmedAlready):
        boxes.confirm(document)


def test_confirm__not_before_it_was_handed_over(boxes: Boxes) -> None:
    document = boxes.hand_over()
    with pytest.raises(ConfirmedTooEarly):
        boxes.confirm(document, on=date(2026, 3, 1))


def test_confirm__not_when_the_money_has_left_meanwhile(boxes: Boxes) -> None:
    document = boxes.hand_over()
    cash.take(boxes.book, boxes.commune, boxes.main, 400_000)
    with pytest.raises(Overdraft):
        boxes.confirm(document)


def test_hand_over__refuses_what_cannot_be(boxes: Boxes) -> None:
    cases: list[tuple[NewHandOver, type[Exception]]] = [
        (boxes.new(500_001), Overdraft),
        (boxes.new(amounts={}), NothingHandedOver),
        (replace(boxes.new(), to_account_id=boxes.main), TwoPlaces),
        (replace(boxes.new(), to_account_id=cash.role(boxes.book, "cash_5")), PlaceNotNamed),
    ]
    for new, refusal in cases:
        with pytest.raises(refusal):
            boxes.hand_over(new)
    with pytest.raises(OutsideScope):
        boxes.hand_over(by=boxes.commune.member)


def test_withdraw__ends_a_hand_over_that_did_not_take_place(boxes: Boxes) -> None:
    document = boxes.hand_over()
    with pytest.raises(WithdrawalSaysWhy):
        boxes.withdraw(document, " x ")
    boxes.withdraw(document)
    with pytest.raises(NotWaiting):
        boxes.confirm(document)
    assert boxes.held() == (500_000, 0)
    confirmed = boxes.hand_over()
    boxes.confirm(confirmed)
    with pytest.raises(ConfirmedAlready):
        boxes.withdraw(confirmed)


def test_confirm__twice_at_once_moves_the_money_once(boxes: Boxes) -> None:
    document = boxes.hand_over()
    outcomes = together(*[lambda: boxes.confirm(document)] * 3)
    assert len(refused(outcomes)) == 2
    assert boxes.held() == (200_000, 300_000)


def test_verify__finds_nothing_after_hand_overs(boxes: Boxes) -> None:
    boxes.confirm(boxes.hand_over())
    boxes.withdraw(boxes.hand_over(boxes.new(100_000)))
    boxes.hand_over(boxes.new(100_000))
    assert findings(boxes.book) == []
