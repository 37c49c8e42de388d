"""Goods: in lots, out by the piece, never more than there is, and the last piece takes what is left."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.accounts import balances
from ledger.accounts.balances import Overdraft
from ledger.database import Database
from ledger.identity.roles import OutsideScope
from ledger.money import Dong
from ledger.treasury import goods
from ledger.treasury.goods import (
    GoodsAreFewer,
    GoodsGivenTooEarly,
    GoodsNotDescribed,
    GoodsQuantity,
    GoodsReceiverMissing,
    GoodsValue,
    NewLot,
    Source,
    Stock,
    share,
)
from ledger.treasury.means import ChoosePlace
from tests.factories import cash, contributions
from tests.factories.communes import DAY, Commune, open_commune
from tests.factories.races import refused, together
from tests.treasury.auditing import findings


@dataclass
class Store:
    """A commune that keeps goods."""

    book: Database
    commune: Commune

    def new(self, **changes: object) -> NewLot:
        plain: dict[str, object] = {
            "association_id": self.commune.id,
            "fund_id": self.commune.fund.id,
            "source": Source.DONATED,
            "description": "Vở ô ly",
            "unit": "quyển",
            "quantity": 3,
            "value": Dong(10_000),
            "from_name": "Cửa hàng Mẫu",
            "received_on": DAY,
        }
        return NewLot(**(plain | changes))  # type: ignore[arg-type]

    def receive(self, **changes: object) -> int:
        with self.book.write() as session:
            return goods.receive(session, self.new(**changes), by=self.commune.treasurer)

    def give(self, lot: int, quantity: int, *, to: str = "Trường Mẫu", on: date = DAY) -> int:
        with self.book.write() as session:
            return goods.give(
                session, lot_id=lot, quantity=quantity, given_to=to, given_on=on, by=self.commune.treasurer
            )

    def stock(self, lot: int) -> Stock:
        with self.book.read() as session:
            return goods.one(session, association_id=self.commune.id, lot_id=lot)

    def held(self, role: str) -> int:
        """The balance of an account in the commune's fund, in đồng."""
        with self.book.read() as session:
            return balances.held(
                session, association_id=self.commune.id, fund_id=self.commune.fund.id, role=role
            )


@pytest.fixture
def store(book: Database) -> Store:
    return Store(book, open_commune(book))


def test_receive__a_gift_in_kind_moves_no_money(store: Store) -> None:
    stock = store.stock(store.receive())
    assert (stock.left, stock.left_value) == (3, 10_000)
    assert (store.held("goods"), store.held("goods_income"), store.held("cash")) == (10_000, -10_000, 0)


def test_receive__what_is_bought_is_paid_from_a_place(store: Store) -> None:
    box = cash.role(store.book, "cash")
    with pytest.raises(Overdraft):
        store.receive(source=Source.BOUGHT, account_id=box)
    contributions.give(store.book, store.commune, 50_000)
    with pytest.raises(ChoosePlace):
        store.receive(source=Source.BOUGHT)
    lot = store.receive(source=Source.BOUGHT, account_id=box)
    store.give(lot, 3)
    assert (store.held("cash"), store.held("goods_bought"), store.held("bought_goods_given")) == (
        40_000,
        0,
        10_000,
    )


def test_give__the_last_piece_takes_what_is_left(store: Store) -> None:
    lot = store.receive()
    for _ in range(3):
        store.give(lot, 1)
    with store.book.read() as session:
        assert [issue.amount for issue, _ in goods.issues(session, lot)] == [3_333, 3_334, 3_333]
    assert (store.stock(lot).left, store.stock(lot).left_value, store.held("goods")) == (0, 0, 0)


@given(st.integers(1, 100_000), st.integers(0, 10**13 - 100_000), st.data())
def test_share__pieces_add_up_to_the_whole_and_each_is_worth_something(
    pieces: int, more: int, data: st.DataObject
) -> None:
    value, cut = pieces + more, data.draw(st.integers(0, pieces - 1))
    assert share(value, pieces, pieces) == value
    assert share(value, 0, pieces) == 0
    assert share(value, cut + 1, pieces) > share(value, cut, pieces)


def test_give__never_more_than_there_is(store: Store) -> None:
    lot = store.receive()
    store.give(lot, 2)
    with pytest.raises(GoodsAreFewer):
        store.give(lot, 2)
    outcomes = together(lambda: store.give(lot, 1), lambda: store.give(lot, 1))
    assert len(refused(outcomes)) == 1
    assert store.stock(lot).left == 0


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"description": " "}, GoodsNotDescribed),
        ({"unit": ""}, GoodsNotDescribed),
        ({"from_name": ""}, GoodsNotDescribed),
        ({"quantity": 0}, GoodsQuantity),
        ({"quantity": 100_001, "value": Dong(200_000)}, GoodsQuantity),
        ({"value": Dong(2)}, GoodsValue),
    ],
)
def test_receive__refuses(store: Store, changes: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        store.receive(**changes)


def test_give__refuses_nobody_and_the_day_before(store: Store) -> None:
    lot = store.receive()
    with pytest.raises(GoodsReceiverMissing):
        store.give(lot, 1, to=" ")
    with pytest.raises(GoodsGivenTooEarly):
        store.give(lot, 1, on=date(2026, 3, 1))
    with pytest.raises(GoodsQuantity):
        store.give(lot, 0)


def test_receive__only_by_the_treasurer_and_once_a_form(store: Store) -> None:
    with pytest.raises(OutsideScope), store.book.write() as session:
        goods.receive(session, store.new(), by=store.commune.chair)

    def send() -> int:
        with store.book.write() as session:
            return goods.receive(session, store.new(), by=store.commune.treasurer, client_key="k" * 26)

    assert send() == send()


def test_verify__finds_nothing_after_goods(store: Store) -> None:
    contributions.give(store.book, store.commune, 50_000)
    store.give(store.receive(), 2)
    store.give(store.receive(source=Source.BOUGHT, account_id=cash.role(store.book, "cash")), 1)
    assert findings(store.book) == []
