"""Acts between people and between associations: awards decided and paid, transfers sent and confirmed."""

from hypothesis import strategies as st
from hypothesis.stateful import (
    precondition,
    rule,
)

from ledger.contributions.contributions import Method
from ledger.disbursements import decisions, payments, proposals
from ledger.disbursements.proposals import NewAward
from ledger.identity.roles import Role
from ledger.money import Dong
from ledger.treasury import remittances
from ledger.treasury.remittances import NewRemittance
from tests.properties.pots import Change
from tests.properties.stage import AMOUNTS, DAYS_BACK, METHODS, START, TWO, WHICH, WHO, Award, Sent, Stage


class PassingActs(Stage):
    """Awards of the commune, and money that passes between both associations."""

    @rule(who=WHO, fund=TWO, amount=AMOUNTS, back=DAYS_BACK, approved=st.booleans())
    def decide(self, *, who: int, fund: int, amount: int, back: int, approved: bool) -> None:
        pot, day = self.pot(0, fund, "cash"), self.day(back)
        by = self.person(who, Role.CHAIR, pot[0])
        with self.book.write() as session:
            proposal = proposals.propose(
                session,
                programme_id=self.programmes[pot[1]],
                title="Trao học bổng",
                awards=[NewAward(self.pupil, Dong(amount), "học giỏi")],
                proposed_on=START,
                by=self.member,
            )
        change = Change(pot, day, promised=amount)
        self.counts["asked"] += 1
        number = str(self.counts["asked"])

        def say(key: str, other: bool) -> int:
            with self.book.write() as session:
                return decisions.decide(
                    session,
                    proposal_id=proposal,
                    approved=approved,
                    number=f"{number}/QĐ" if other else number,
                    decided_on=day,
                    by=by,
                    client_key=key,
                )

        may = by.holds(Role.CHAIR, pot[0]) and (not approved or self.pots.allows(change))
        decision = self.sign(say, allowed=may)
        if decision is not None and approved:
            self.pots.apply(change)
            self.unpaid.append(Award(decision, change.place, amount, day))

    @precondition(lambda self: self.unpaid)
    @rule(which=WHICH, who=WHO, method=METHODS, back=DAYS_BACK)
    def pay(self, *, which: int, who: int, method: Method, back: int) -> None:
        award, day = self.unpaid[which % len(self.unpaid)], self.day(back)
        by = self.person(who, Role.TREASURER, award.place[0])
        change = Change((*award.place, method.value), day, money=-award.total, promised=-award.total)

        def hand_out(key: str, other: bool) -> int:
            with self.book.write() as session:
                return payments.pay(
                    session,
                    decision_id=award.decision,
                    paid_on=day,
                    method=method.value,
                    receiver_name="Cô Giáo Khác" if other else "Cô Giáo Mẫu",
                    by=by,
                    client_key=key,
                )

        may = by.holds(Role.TREASURER, award.place[0]) and day >= award.day
        if self.sign(hand_out, allowed=may and self.pots.allows(change)) is not None:
            self.pots.apply(change)
            self.unpaid.remove(award)
            self.numbers[award.place[0], "payment", day.year] += 1

    # --- between associations -----------------------------------------------------------------
    @rule(who=WHO, place=TWO, fund=TWO, method=METHODS, amount=AMOUNTS, back=DAYS_BACK)
    def send(self, *, who: int, place: int, fund: int, method: Method, amount: int, back: int) -> None:
        pot, day = self.pot(place, fund, method), self.day(back)
        by, receiver = self.person(who, Role.TREASURER, pot[0]), self.places[1 - place]
        change = Change(pot, day, money=-amount)

        def dispatch() -> int:
            with self.book.write() as session:
                return remittances.send(
                    session,
                    NewRemittance(
                        sender_id=self.associations[pot[0]].id,
                        receiver_id=self.associations[receiver].id,
                        fund_id=self.funds[fund].id,
                        amount=Dong(amount),
                        sent_on=day,
                        place=method.value,
                    ),
                    by=by,
                )

        allowed = by.holds(Role.TREASURER, pot[0]) and self.pots.allows(change)
        transfer = self.act(dispatch, allowed=allowed)
        if transfer is not None:
            self.pots.apply(change)
            self.sent.append(Sent(transfer, pot[1], receiver, amount, day))
            self.numbers[pot[0], "payment", day.year] += 1

    @precondition(lambda self: self.sent)
    @rule(which=WHICH, who=WHO, method=METHODS, back=DAYS_BACK, twice=st.booleans())
    def confirm(self, *, which: int, who: int, method: Method, back: int, twice: bool) -> None:
        sent, day = self.sent[which % len(self.sent)], self.day(back)
        by = self.person(who, Role.TREASURER, sent.receiver)
        change = Change((sent.receiver, sent.fund, method.value), day, money=sent.amount)

        def arrive() -> int:
            with self.book.write() as session:
                remittances.confirm(
                    session, transfer_id=sent.transfer, confirmed_on=day, by=by, place=method.value
                )
            return sent.transfer

        may = by.holds(Role.TREASURER, sent.receiver) and day >= sent.day
        if self.act(arrive, allowed=may and self.pots.allows(change)) is not None:
            self.pots.apply(change)
            self.sent.remove(sent)
            self.numbers[sent.receiver, "memo", day.year] += 1
            if twice:
                self.act(arrive, allowed=False)

    @precondition(lambda self: self.sent)
    @rule(which=WHICH, who=WHO)
    def refuse(self, *, which: int, who: int) -> None:
        """No money moves: it stays on the way until its sender takes it back."""
        sent = self.sent[which % len(self.sent)]
        by = self.person(who, Role.TREASURER, sent.receiver)

        def say_no() -> int:
            with self.book.write() as session:
                reason = "không thấy tiền"
                return remittances.refuse(session, transfer_id=sent.transfer, reason=reason, by=by)

        if self.act(say_no, allowed=by.holds(Role.TREASURER, sent.receiver)) is not None:
            self.sent.remove(sent)
            self.refused.append((sent, self.pots.today))
            self.act(say_no, allowed=False)

    @precondition(lambda self: self.refused)
    @rule(which=WHICH, who=WHO, method=METHODS, back=DAYS_BACK)
    def take_back(self, *, which: int, who: int, method: Method, back: int) -> None:
        sent, since = self.refused[which % len(self.refused)]
        sender = next(place for place in self.places if place != sent.receiver)
        by, day = self.person(who, Role.TREASURER, sender), self.day(back)
        change = Change((sender, sent.fund, method.value), day, money=sent.amount)

        def put_back() -> int:
            with self.book.write() as session:
                return remittances.take_back(
                    session, transfer_id=sent.transfer, returned_on=day, by=by, place=method.value
                )

        may = by.holds(Role.TREASURER, sender) and day >= since
        if self.act(put_back, allowed=may and self.pots.allows(change)) is not None:
            self.pots.apply(change)
            self.refused.remove((sent, since))
            self.numbers[sender, "memo", day.year] += 1
            self.act(put_back, allowed=False)
