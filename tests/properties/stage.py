"""The stage: two associations, two funds, six people; and how an act is tried against the model."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
)

from ledger.accounts import chart, funds
from ledger.accounts.funds import FundKind
from ledger.accounts.journal import EntryKind
from ledger.clock import stopped_at
from ledger.contributions.contributions import Method
from ledger.database import Database
from ledger.disbursements import programmes
from ledger.errors import Refusal
from ledger.identity.roles import Actor, Role
from ledger.ids import new_token
from tests.factories import identity, people
from tests.factories.communes import open_commune
from tests.properties import agreement
from tests.properties.pots import Change, Place, Pot, Pots

START = date(2025, 11, 10)
AMOUNTS = st.sampled_from([1, 50_000, 100_000, 200_000, 1_000_000])
WHO = st.sampled_from([5, 6, 5, 6, 5, 6, 0, 1, 2, 3, 4])
"""Mostly one of the two who hold the role, and sometimes anybody."""
METHODS = st.sampled_from(Method)
WHICH = st.integers(0, 100)
DAYS_BACK = st.sampled_from([0, 0, 0, 1, 9, 12, 30, 60, 300, -1])
TWO = st.integers(0, 1)
MONTHS = st.sampled_from([1, 1, 2, 3, 12, 0])
RARELY = st.sampled_from([False, False, False, True])
INCOME = {
    EntryKind.OPENING: ("opening",),
    EntryKind.INTEREST: ("interest", "other_income"),
    EntryKind.OTHER_INCOME: ("other_income", "interest"),
    EntryKind.EXPENSE: ("expense_management", "bank_fee", "expense_ceremony"),
}
"""The heading of each plain kind of entry, and those to which a correction may move it."""


@dataclass
class Gift:
    receipt: int
    pot: Pot
    amount: int


@dataclass
class Plain:
    """An act without a document of its own, as it stands now."""

    kind: EntryKind
    voucher: int
    pot: Pot
    day: date
    amount: int
    heading: str
    corrected: bool = False
    reversed: bool = False

    def change(self, day: date, amount: int) -> Change:
        """What so much more of it does on a day."""
        sign = -1 if self.kind == EntryKind.EXPENSE else 1
        capital = amount if self.kind == EntryKind.OPENING else 0
        return Change(self.pot, day, money=sign * amount, capital=capital)


@dataclass
class Award:
    decision: int
    place: Place
    total: int
    day: date


@dataclass
class Sent:
    transfer: int
    fund: int
    receiver: int
    amount: int
    day: date


@dataclass
class Form:
    """A form that did something: how to send it again as it was and with other content."""

    again: Callable[[], int]
    other: Callable[[], int]
    result: int


class Stage(RuleBasedStateMachine):
    """The book, the model, and what was done so far."""

    copies: ClassVar[Callable[[], AbstractContextManager[str]]]

    def __init__(self) -> None:
        super().__init__()
        self.copy = type(self).copies()
        self.book = Database(self.copy.__enter__())
        self.gifts: list[Gift] = []
        self.plain: list[Plain] = []
        self.unpaid: list[Award] = []
        self.sent: list[Sent] = []
        self.refused: list[tuple[Sent, date]] = []
        self.forms: list[Form] = []
        self.counts: Counter[str] = Counter()
        self.numbers: Counter[tuple[int, str, int]] = Counter()
        self.kept = agreement.ClosedPeriods()

    def set_up(self) -> None:
        """A commune and its province, which both hold both funds."""
        commune = open_commune(self.book)
        self.places = (commune.id, commune.province.id)
        self.associations = {place.id: place for place in (commune.association, commune.province)}
        with self.book.write() as session:
            endowment = funds.open_fund(
                session,
                name="Quỹ Tài năng Mẫu",
                kind=FundKind.ENDOWMENT,
                purpose="trao học bổng từ tiền lãi",
                owner_id=commune.province.id,
                holders=self.places,
                opened_on=commune.fund.opened_on,
            )
            head = identity.actor(session, commune.province, Role.CHAIR, Role.TREASURER, name="Chủ Tịch Tỉnh")
            self.pupil = people.person(session, commune.association, "Học Sinh Mẫu").id
            self.roles = dict(chart.by_role(session))
            self.programmes = {
                fund: programmes.open_programme(
                    session,
                    association_id=commune.id,
                    fund_id=fund,
                    name=f"Học bổng {fund}",
                    category="scholarship",
                    opened_on=commune.fund.opened_on,
                ).id
                for fund in (commune.fund.id, endowment.id)
            }
        self.member, self.funds = commune.member, (commune.fund, endowment)
        self.people = (commune.treasurer, commune.colleague, commune.chair, commune.stranger, head)
        self.pots = Pots({endowment.id}, START)

    # --- how acts are done --------------------------------------------------------------------
    def person(self, who: int, role: Role, place: int) -> Actor:
        """Somebody: one of all by number, or from 5 on one of those who hold the role."""
        holders = [one for one in self.people if one.holds(role, place)]
        return self.people[who] if who < len(self.people) else holders[who % len(holders)]

    def act(self, act: Callable[[], int], *, allowed: bool) -> int | None:
        """Do it today; what it returned, or None when it was refused, as it must exactly when not allowed."""
        with stopped_at(self.pots.today):
            if allowed:
                return act()
            with pytest.raises(Refusal):
                act()
        return None

    def sign(self, form: Callable[[str, bool], int], *, allowed: bool) -> int | None:
        """Send a form of its own key. form: (key, whether with other content)."""
        key = new_token()
        result = self.act(lambda: form(key, False), allowed=allowed)
        if result is not None:
            self.forms.append(Form(lambda: form(key, False), lambda: form(key, True), result))
        return result

    def day(self, back: int) -> date:
        return self.pots.today - timedelta(days=back)

    def pot(self, place: int, fund: int, method: str) -> Pot:
        return self.places[place], self.funds[fund].id, str(method)
