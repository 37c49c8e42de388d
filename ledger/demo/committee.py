"""The demo's committees: a member proposes a list, the chair decides it a week later, the treasurer pays.

Every list goes through the public verbs, so the book judges it as it would judge a real one.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from ledger.accounts import balances
from ledger.associations.associations import Association
from ledger.contributions.contributions import Method
from ledger.demo import names
from ledger.demo.awards import AwardPlan, Recipient
from ledger.demo.diary import Diary
from ledger.demo.staff import Staff
from ledger.disbursements import decisions, payments, proposals
from ledger.disbursements.programmes import Programme
from ledger.disbursements.proposals import NewAward
from ledger.identity.roles import Role
from ledger.money import Dong
from ledger.people import parties

PROPOSED_BEFORE, DECIDED_BEFORE = timedelta(days=13), timedelta(days=6)


class Committee:
    """Takes lists from proposal to payment, as far as each is to go, and numbers the decisions."""

    def __init__(self, rng: Random, diary: Diary, staff: Staff) -> None:
        self._rng = rng
        self._diary = diary
        self._staff = staff
        self._decided: dict[tuple[int, int], int] = {}

    def enter(self, plan: AwardPlan) -> None:
        """Enter a plan in the diary: proposed, decided, and paid on its day."""

        def act(session: Session, day: date) -> None:
            awards = awards_for(session, plan.association, plan.recipients, plan.amounts)
            proposal_id = self.propose(
                session, day, plan.programme, awards, f"{plan.programme.name}, {plan.day:%d/%m/%Y}"
            )
            self.decide_later(plan.association, proposal_id, plan.day - DECIDED_BEFORE, pay_on=plan.day)

        self._diary.enter(plan.day - PROPOSED_BEFORE, act)

    def propose(
        self, session: Session, day: date, programme: Programme, awards: Sequence[NewAward], title: str
    ) -> int:
        """Propose a list today; returns its id."""
        association = session.get_one(Association, programme.association_id)
        return proposals.propose(
            session,
            programme_id=programme.id,
            title=title,
            awards=awards,
            proposed_on=day,
            by=self._staff.who(Role.COMMITTEE_MEMBER, association),
        )

    def decide_later(
        self,
        association: Association,
        proposal_id: int,
        on: date,
        *,
        approved: bool = True,
        minutes: str = "",
        pay_on: date | None = None,
    ) -> None:
        """Enter the chair's decision on a day, and the payment on another if there is to be one."""

        def act(session: Session, day: date) -> None:
            turn = self._decided[association.id, day.year] = (
                self._decided.get((association.id, day.year), 0) + 1
            )
            decision_id = decisions.decide(
                session,
                proposal_id=proposal_id,
                approved=approved,
                number=f"{turn:02d}/{day.year}/QĐ-HKH",
                decided_on=day,
                minutes=minutes or f"Biên bản họp ngày {day:%d/%m/%Y}",
                by=self._staff.who(Role.CHAIR, association),
            )
            if pay_on is not None:
                self._pay_later(association, decision_id, pay_on)

        self._diary.enter(on, act)

    def _pay_later(self, association: Association, decision_id: int, on: date) -> None:
        def act(session: Session, day: date) -> None:
            decision = session.get_one(decisions.Decision, decision_id)
            held = {
                method: balances.held(
                    session, association_id=association.id, fund_id=decision.fund_id, role=method
                )
                for method in Method
            }
            payments.pay(
                session,
                decision_id=decision_id,
                paid_on=day,
                method=max(held, key=lambda method: held[method]),
                receiver_name=names.household_head(self._rng),
                by=self._staff.who(Role.TREASURER, association),
            )

        self._diary.enter(on, act)


def awards_for(
    session: Session, association: Association, recipients: Sequence[Recipient], amounts: Sequence[int]
) -> list[NewAward]:
    """Register the recipients with an association; returns their lines of a list."""
    rows = [
        parties.values(
            association_id=association.id,
            name=recipient.name,
            kind=recipient.kind,
            distinguisher=recipient.distinguisher,
            address=association.address,
            birth_year=recipient.birth_year,
        )
        for recipient in recipients
    ]
    identities = parties.register_many(session, rows)
    return [
        NewAward(party_id, Dong(amount), recipient.reason)
        for party_id, amount, recipient in zip(identities, amounts, recipients, strict=True)
    ]
