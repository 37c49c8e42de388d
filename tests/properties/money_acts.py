"""Acts of a treasurer: money in and out, between funds and boxes, and mistakes put right."""

from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
)

from ledger.accounts.corrections import Cause
from ledger.accounts.journal import EntryKind
from ledger.contributions import contributions
from ledger.contributions.contributions import Method, NewContribution
from ledger.identity.roles import Role
from ledger.money import Dong
from ledger.treasury import acts, adjustments, fund_transfers, hand_overs
from ledger.treasury.acts import RECIPES, NewAct
from ledger.treasury.adjustments import Right
from ledger.treasury.fund_transfers import NewFundTransfer
from ledger.treasury.hand_overs import NewHandOver
from tests.properties.pots import Change
from tests.properties.stage import AMOUNTS, DAYS_BACK, INCOME, METHODS, TWO, WHICH, WHO, Gift, Plain, Stage


class MoneyActs(Stage):
    """What the treasurers of the two associations record."""

    @rule(who=WHO, place=TWO, fund=TWO, method=METHODS, amount=AMOUNTS, back=DAYS_BACK)
    def give(self, *, who: int, place: int, fund: int, method: Method, amount: int, back: int) -> None:
        pot, day = self.pot(place, fund, method), self.day(back)
        by = self.person(who, Role.TREASURER, pot[0])
        change = Change(pot, day, money=amount, capital=amount)

        def record(key: str, other: bool) -> int:
            new = NewContribution(pot[0], "Vàng A Thử", Dong(amount + other), pot[1], method, day)
            with self.book.write() as session:
                return contributions.record(session, new, by=by, client_key=key)

        receipt = self.sign(record, allowed=self.pots.allows(change) and by.holds(Role.TREASURER, pot[0]))
        if receipt is not None:
            self.pots.apply(change)
            self.gifts.append(Gift(receipt, pot, amount))
            self.numbers[pot[0], "receipt", day.year] += 1

    @precondition(lambda self: self.gifts)
    @rule(which=WHICH, who=WHO)
    def cancel(self, which: int, who: int) -> None:
        gift = self.gifts[which % len(self.gifts)]
        by = self.person(who, Role.TREASURER, gift.pot[0])
        change = Change(gift.pot, self.pots.today, money=-gift.amount, capital=-gift.amount)

        def undo(key: str, other: bool) -> int:
            reason = "ghi nhầm người" if other else "ghi nhầm"
            with self.book.write() as session:
                return contributions.cancel(
                    session, voucher_id=gift.receipt, reason=reason, by=by, client_key=key
                )

        allowed = self.pots.allows(change) and by.holds(Role.TREASURER, gift.pot[0])
        if self.sign(undo, allowed=allowed) is not None:
            self.pots.apply(change)
            self.gifts.remove(gift)
            self.counts["void"] += 1

    @rule(
        kind=st.sampled_from(list(INCOME)),
        who=WHO,
        place=TWO,
        fund=TWO,
        method=METHODS,
        amount=AMOUNTS,
        back=DAYS_BACK,
    )
    def record(
        self, *, kind: EntryKind, who: int, place: int, fund: int, method: Method, amount: int, back: int
    ) -> None:
        pot, heading = self.pot(place, fund, method), INCOME[kind][0]
        by = self.person(who, Role.TREASURER, pot[0])
        entry = Plain(kind, 0, pot, self.day(back), amount, heading)
        change = entry.change(entry.day, amount)

        def write(key: str, other: bool) -> int:
            new = NewAct(
                *(pot[0], kind, pot[1], Dong(amount), method.value, entry.day),
                reason="theo giấy báo" if other else "theo chứng từ",
                heading_id=self.roles[heading] if kind == EntryKind.EXPENSE else None,
                party_name="Cửa hàng Mẫu",
            )
            with self.book.write() as session:
                return acts.record(session, new, by=by, client_key=key)

        allowed = by.holds(Role.TREASURER, pot[0]) and self.pots.allows(change)
        voucher = self.sign(write, allowed=allowed)
        if voucher is not None:
            entry.voucher = voucher
            self.plain.append(entry)
            self.pots.apply(change)
            self.numbers[pot[0], RECIPES[kind].voucher.value, entry.day.year] += 1

    @rule(who=WHO, place=TWO, fund=TWO, method=METHODS, amount=AMOUNTS, back=DAYS_BACK)
    def release(self, *, who: int, place: int, fund: int, method: Method, amount: int, back: int) -> None:
        """From one fund to the other."""
        pot, goal, day = self.pot(place, fund, method), self.pot(place, 1 - fund, method), self.day(back)
        by = self.person(who, Role.TREASURER, pot[0])
        changes = Change(pot, day, money=-amount), Change(goal, day, money=amount)

        def write(key: str, other: bool) -> int:
            ground = "Nghị quyết khác" if other else "Nghị quyết 2"
            new = NewFundTransfer(pot[0], pot[1], goal[1], Dong(amount), method.value, day, ground)
            with self.book.write() as session:
                return fund_transfers.move(session, new, by=by, client_key=key)

        allowed = by.holds(Role.TREASURER, pot[0]) and self.pots.allows(*changes)
        if self.sign(write, allowed=allowed) is not None:
            self.pots.apply(*changes)
            self.numbers[pot[0], "memo", day.year] += 1

    @rule(place=TWO, fund=TWO, method=METHODS, amount=AMOUNTS, back=st.sampled_from([0, 1, 30]))
    def hand_over(self, *, place: int, fund: int, method: Method, amount: int, back: int) -> None:
        """From cash to bank or the reverse: one writes it down, another one confirms."""
        pot, day = self.pot(place, fund, method), self.day(back)
        goal = self.pot(place, fund, Method.BANK if method == Method.CASH else Method.CASH)
        giver, taker = (self.person(who, Role.TREASURER, pot[0]) for who in (5, 6))
        changes = Change(pot, day, money=-amount), Change(goal, day, money=amount)
        sides = self.roles[pot[2]], self.roles[goal[2]]

        def give(key: str, other: bool) -> int:
            note = "nộp tiền" if other else ""
            new = NewHandOver(pot[0], *sides, {pot[1]: Dong(amount)}, day, note)
            with self.book.write() as session:
                return hand_overs.hand_over(session, new, by=giver, client_key=key)

        document = self.sign(give, allowed=self.pots.held(pot) >= amount)
        if document is None:
            return

        def take(key: str, other: bool) -> int:
            on = day + timedelta(days=int(other))
            with self.book.write() as session:
                return hand_overs.confirm(
                    session, hand_over_id=document, confirmed_on=on, by=taker, client_key=key
                )

        if self.sign(take, allowed=self.pots.allows(*changes)) is not None:
            self.pots.apply(*changes)

    # --- mistakes -----------------------------------------------------------------------------
    def right_day(self, entry: Plain) -> date:
        """A mistake is put right on its own day while that is open, else today."""
        return entry.day if self.pots.periods[entry.pot[0]].takes(entry.day) else self.pots.today

    @precondition(lambda self: self.plain)
    @rule(which=WHICH, who=WHO)
    def undo(self, which: int, who: int) -> None:
        entry = self.plain[which % len(self.plain)]
        by = self.person(who, Role.TREASURER, entry.pot[0])
        change = entry.change(self.right_day(entry), -entry.amount)

        def mirror(key: str, other: bool) -> int:
            reason = "ghi nhầm quỹ" if other else "ghi nhầm"
            with self.book.write() as session:
                return acts.cancel(session, voucher_id=entry.voucher, reason=reason, by=by, client_key=key)

        stands = by.holds(Role.TREASURER, entry.pot[0]) and not (entry.reversed or entry.corrected)
        if self.sign(mirror, allowed=stands and self.pots.allows(change)) is not None:
            self.pots.apply(change)
            entry.reversed = True
            self.counts["void"] += 1

    @precondition(lambda self: self.plain)
    @rule(which=WHICH, who=WHO, amount=AMOUNTS, heading=st.integers(0, 2))
    def correct(self, *, which: int, who: int, amount: int, heading: int) -> None:
        entry = self.plain[which % len(self.plain)]
        by = self.person(who, Role.TREASURER, entry.pot[0])
        right = INCOME[entry.kind][heading % len(INCOME[entry.kind])]
        day = self.right_day(entry)
        change = entry.change(day, amount - entry.amount)

        def difference(key: str, other: bool) -> int:
            cause = Cause.COPIED if other else Cause.INFORMED
            said = Right(Dong(amount), cause, "biên bản đối chiếu", self.roles[right])
            with self.book.write() as session:
                return adjustments.correct(
                    session, voucher_id=entry.voucher, right=said, by=by, client_key=key
                )

        differs = (amount, right) != (entry.amount, entry.heading) and not entry.reversed
        allowed = by.holds(Role.TREASURER, entry.pot[0]) and differs and self.pots.allows(change)
        if self.sign(difference, allowed=allowed) is not None:
            self.pots.apply(change)
            entry.amount, entry.heading, entry.corrected = amount, right, True
            self.numbers[entry.pot[0], "memo", day.year] += 1
