"""Whatever a commune and its province do, and in whatever order, the book agrees with a model of pots.

The model knows only how much lies in each pot and how much of it is promised. An act that the model
allows must succeed, and one it does not must be refused and change nothing.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.accounts import balances, chart, transfers
from ledger.accounts.balances import Balance, FundPosition, Turnover
from ledger.accounts.journal import Posting
from ledger.contributions.contributions import Method
from ledger.database import Database
from ledger.errors import Refusal
from ledger.money import Dong
from ledger.receipts.vouchers import Voucher, VoucherVoid
from tests.factories import contributions, disbursements
from tests.factories.communes import DAY, Commune, open_commune

AMOUNTS = st.sampled_from([1, 50_000, 100_000, 200_000, 1_000_000])
METHODS = st.sampled_from(Method)


class BookAgainstPots(RuleBasedStateMachine):
    """Gifts, cancels, award lists, payments and transfers of one fund."""

    copies: ClassVar[Callable[[], AbstractContextManager[str]]]

    def __init__(self) -> None:
        super().__init__()
        self.copy = type(self).copies()
        self.book = Database(self.copy.__enter__())
        self.commune: Commune = open_commune(self.book)
        self.pots: Counter[str] = Counter()
        self.gifts: list[tuple[int, int, Method]] = []
        self.unpaid: list[tuple[int, int]] = []
        self.sent: list[tuple[int, int]] = []
        self.on_the_way = 0
        self.cancelled = self.receipts = self.payments = self.decisions = 0

    def teardown(self) -> None:
        self.book.close()
        self.copy.__exit__(None, None, None)

    @property
    def available(self) -> int:
        return self.pots["cash"] + self.pots["bank"] - self.pots["promised"]

    def act(self, act: Callable[[], int], *, allowed: bool) -> int | None:
        """Do it; what it returned, or None when the book refused, as it must exactly when not allowed."""
        if not allowed:
            with pytest.raises(Refusal):
                act()
            return None
        return act()

    @rule(amount=AMOUNTS, method=METHODS)
    def give(self, amount: int, method: Method) -> None:
        receipt = contributions.give(self.book, self.commune, amount, method=method)
        self.gifts.append((receipt, amount, method))
        self.receipts += 1
        self.pots[method] += amount

    @precondition(lambda self: self.gifts)
    @rule(which=st.integers(0, 100))
    def cancel(self, which: int) -> None:
        gift = self.gifts[which % len(self.gifts)]
        receipt, amount, method = gift
        allowed = amount <= self.pots[method] and amount <= self.available
        if self.act(lambda: contributions.cancel(self.book, self.commune, receipt), allowed=allowed):
            self.gifts.remove(gift)
            self.cancelled += 1
            self.pots[method] -= amount

    @rule(awards=st.lists(AMOUNTS, min_size=1, max_size=3), approved=st.booleans())
    def decide(self, awards: list[int], approved: bool) -> None:
        proposal = disbursements.propose(self.book, self.commune, *awards)
        self.decisions += 1
        total, number = sum(awards), str(self.decisions)
        decision = self.act(
            lambda: disbursements.decide(self.book, self.commune, proposal, number=number, approved=approved),
            allowed=not approved or total <= self.available,
        )
        if decision is not None and approved:
            self.unpaid.append((decision, total))
            self.pots["promised"] += total

    @precondition(lambda self: self.unpaid)
    @rule(which=st.integers(0, 100), method=METHODS)
    def pay(self, which: int, method: Method) -> None:
        due = self.unpaid[which % len(self.unpaid)]
        decision, total = due
        if self.act(
            lambda: disbursements.pay(self.book, self.commune, decision, method=method.value),
            allowed=total <= self.pots[method],
        ):
            self.unpaid.remove(due)
            self.payments += 1
            self.pots[method] -= total
            self.pots["promised"] -= total

    @rule(amount=AMOUNTS, method=METHODS)
    def send(self, amount: int, method: Method) -> None:
        transfer = self.act(
            lambda: self._send(amount, method), allowed=amount <= min(self.available, self.pots[method])
        )
        if transfer is not None:
            self.sent.append((transfer, amount))
            self.on_the_way += amount
            self.pots[method] -= amount

    def _send(self, amount: int, method: Method) -> int:
        with self.book.write() as session:
            return transfers.send(
                session,
                sender=self.commune.association,
                receiver=self.commune.province,
                fund=self.commune.fund,
                amount=Dong(amount),
                sent_on=DAY,
                by=self.commune.treasurer,
                method=method.value,
            ).id

    @precondition(lambda self: self.sent)
    @rule(again=st.booleans())
    def confirm(self, again: bool) -> None:
        transfer, amount = self.sent.pop()
        self.act(lambda: self._confirm(transfer), allowed=True)
        self.on_the_way -= amount
        if again:
            self.act(lambda: self._confirm(transfer), allowed=False)

    def _confirm(self, transfer: int) -> int:
        with self.book.write() as session:
            transfers.confirm(session, transfer_id=transfer, confirmed_on=DAY, by=self.commune.stranger)
        return transfer

    @invariant()
    def book_agrees(self) -> None:
        with self.book.read() as session:
            self._pots_agree(session)
            _balances_are_sums_of_postings(session)
            _numbers_have_no_gap(session, self.receipts, self.payments)
            assert session.scalar(select(func.count(VoucherVoid.id))) == self.cancelled

    def _pots_agree(self, session: Session) -> None:
        place = {"association_id": self.commune.id, "fund_id": self.commune.fund.id}
        for method in Method:
            assert balances.held(session, **place, role=method.value) == self.pots[method] >= 0
        position = balances.position(session, **place)
        assert (position.available, position.promised) == (self.available, self.pots["promised"])
        assert min(position.available, position.promised) >= 0
        transit = chart.by_role(session)["in_transit"]
        on_the_way = select(func.sum(Balance.debit - Balance.credit)).where(Balance.account_id == transit)
        assert int(session.scalar(on_the_way) or 0) == self.on_the_way


def _balances_are_sums_of_postings(session: Session) -> None:
    debit: Counter[tuple[int, ...]] = Counter()
    credit: Counter[tuple[int, ...]] = Counter()
    money: Counter[tuple[int, ...]] = Counter()
    roles = chart.by_role(session)
    in_pots = {roles["cash"], roles["bank"]}
    columns = (
        Posting.association_id,
        Posting.fund_id,
        Posting.debit_account_id,
        Posting.credit_account_id,
        Posting.amount,
    )
    for place, fund, debited, credited, amount in session.execute(select(*columns)):
        debit[place, fund, debited] += amount
        credit[place, fund, credited] += amount
        money[place, fund] += amount * ((debited in in_pots) - (credited in in_pots))
    for kept in (Balance, Turnover):  # all acts fall into one year
        sums = select(kept.association_id, kept.fund_id, kept.account_id, kept.debit, kept.credit)
        found = {row[:3]: row[3:] for row in map(tuple, session.execute(sums))}
        assert found == {key: (debit[key], credit[key]) for key in debit.keys() | credit.keys()}
    positions = select(FundPosition.association_id, FundPosition.fund_id, FundPosition.money)
    assert {(place, fund): held for place, fund, held in session.execute(positions)} == dict(money)


def _numbers_have_no_gap(session: Session, receipts: int, payments: int) -> None:
    for kind, count in (("receipt", receipts), ("payment", payments)):
        numbers = session.scalars(select(Voucher.number).where(Voucher.kind == kind).order_by(Voucher.number))
        assert numbers.all() == list(range(1, count + 1))


@pytest.mark.parametrize(
    ("engine", "examples"), [("sqlite", 30), pytest.param("postgresql", 5, marks=pytest.mark.postgres)]
)
def test_book__agrees_with_the_pots(request: pytest.FixtureRequest, engine: str, examples: int) -> None:
    copies = request.getfixturevalue("sqlite_copies" if engine == "sqlite" else "postgres_copies")
    machine = type("Book", (BookAgainstPots,), {"copies": staticmethod(copies.copy)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
