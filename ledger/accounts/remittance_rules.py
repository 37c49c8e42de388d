"""Standing rules of remittance: which share, or how much, an association regularly passes on.

A rule suggests; a person sends. What is due by the rules is in `remittance_dues`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    UniqueConstraint,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from ledger import audit
from ledger.accounts import funds
from ledger.accounts.funds import Fund
from ledger.accounts.journal import FundNotHeldHere
from ledger.accounts.transfers import ReceiverHoldsNoSuchFund, ToOneself
from ledger.associations.associations import Association, refuse_closed
from ledger.clock import today
from ledger.database import Base
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require_administering
from ledger.money import Dong
from ledger.text import SHORTEST_NAME, clean

WHOLE = 10_000
"""A percentage is kept in basis points: 10,000 are the whole."""


class RulePeriod(StrEnum):
    """How often a rule asks."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


PERIOD_NAMES = {
    RulePeriod.MONTH: N_("Every month"),
    RulePeriod.QUARTER: N_("Every quarter"),
    RulePeriod.YEAR: N_("Every year"),
}


class RemittanceRule(Base):
    """What one association regularly passes on to another, of one fund.

    share: basis points of what the sender mobilized for the fund in the period; fixed_amount: đồng for
    each period; one of the two. It asks for the periods that begin from `valid_from` on and before
    `valid_to`. decision: the paper it rests on.
    """

    __tablename__ = "remittance_rule"
    __table_args__ = (
        *(
            ForeignKeyConstraint(
                [f"{end}_id", "fund_id"],
                ["fund_holder.association_id", "fund_holder.fund_id"],
                name=f"remittance_rule_{end}_holds_fund",
            )
            for end in ("sender", "receiver")
        ),
        UniqueConstraint("id", "sender_id", "receiver_id", "fund_id", name="remittance_rule_key"),
        UniqueConstraint(
            "sender_id", "receiver_id", "fund_id", "period", "valid_from", name="remittance_rule_once"
        ),
        CheckConstraint("period IN ('month', 'quarter', 'year')", name="remittance_rule_period"),
        CheckConstraint("sender_id <> receiver_id", name="remittance_rule_two_associations"),
        CheckConstraint("(share IS NULL) <> (fixed_amount IS NULL)", name="remittance_rule_share_or_amount"),
        CheckConstraint("share BETWEEN 1 AND 10000", name="remittance_rule_share"),
        CheckConstraint("fixed_amount BETWEEN 1 AND 10000000000000", name="remittance_rule_amount"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="remittance_rule_dates"),
        CheckConstraint("length(trim(decision)) >= 2", name="remittance_rule_has_decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    receiver_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    fund_id: Mapped[int] = mapped_column(ForeignKey("fund.id"))
    share: Mapped[int | None]
    fixed_amount: Mapped[Dong | None]
    period: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    decision: Mapped[str]


class ShareOrAmount(InputError):
    """A rule asks for a share of what was mobilized, or for a fixed amount."""

    rule = "remittance_rule_share_or_amount"
    message = N_("Enter either a percentage or a fixed amount.")


class ShareUnreadable(InputError):
    """A share is more than nothing and at most all."""

    rule = "remittance_rule_share"
    message = N_("Enter a percentage between 0.01 and 100.")


class RuleRestsOnDecision(InputError):
    """A rule rests on a paper."""

    rule = "remittance_rule_has_decision"
    message = N_("Enter the number of the decision or regulation that this rule rests on.")


class RuleGivenTwice(Refusal):
    """One rule for a sender, a receiver, a fund and a period from one day on."""

    rule = "remittance_rule_once"
    message = N_("There is already such a rule from that day on. End it first, or choose another day.")
    general = message


class RuleEndsOnce(Refusal):
    """A rule is ended once; nothing else of it changes."""

    rule = "remittance_rule_only_ends"
    message = N_("This rule has already ended. Record a new one.")
    general = message


class PeriodIsNotOfRule(Refusal):
    """A transfer by a rule is for a period that the rule asks for."""

    rule = "transfer_period_of_rule"
    message = N_("The rule does not ask for this period. Choose it from the list of what is due.")
    general = message


@dataclass(frozen=True)
class NewRule:
    """A rule to record. share: basis points; fixed_amount: đồng; one of the two."""

    sender_id: int
    receiver_id: int
    fund_id: int
    period: RulePeriod
    valid_from: date
    decision: str
    share: int | None = None
    fixed_amount: Dong | None = None


def add(session: Session, new: NewRule, *, by: Actor, client_key: str | None = None) -> int:
    """Record a rule; the sender's treasurer acts, or whoever administers the sender. Returns its id.

    Refuses neither or both of share and amount (`ShareOrAmount`), a rule without decision
    (`RuleRestsOnDecision`), for oneself (`ToOneself`), of a fund that one of the two may not hold
    (`FundNotHeldHere`, `ReceiverHoldsNoSuchFund`), the same rule twice (`RuleGivenTwice`), and a sender
    that is closed (`AssociationStays`).
    """
    _require_setting(session, by, new.sender_id)
    refuse_closed(session.get_one(Association, new.sender_id))
    act = audit.begin(
        session,
        association_id=new.sender_id,
        actor_id=by.user_id,
        verb="add_remittance_rule",
        client_key=client_key,
        content=vars(new),
    )
    if act.earlier is not None:
        return act.earlier
    if (new.share is None) == (new.fixed_amount is None):
        raise ShareOrAmount
    if len(clean(new.decision)) < SHORTEST_NAME:
        raise RuleRestsOnDecision
    if new.sender_id == new.receiver_id:
        raise ToOneself
    if funds.held(session, association_id=new.sender_id, fund_id=new.fund_id) is None:
        raise FundNotHeldHere
    if funds.held(session, association_id=new.receiver_id, fund_id=new.fund_id) is None:
        raise ReceiverHoldsNoSuchFund
    rule = RemittanceRule(**{**vars(new), "decision": clean(new.decision), "valid_to": None})
    session.add(rule)
    session.flush()
    return act.done("remittance_rule", rule.id)


def end(
    session: Session, *, rule_id: int, by: Actor, on: date | None = None, client_key: str | None = None
) -> int:
    """End a rule: it asks for no period that begins on a day or later. Returns its id.

    on: that day, today if not given. The sender's treasurer acts, or whoever administers the sender.
    Refuses a second time (`RuleEndsOnce`).
    """
    rule = session.get(RemittanceRule, rule_id)
    if rule is None:
        raise NotFound
    _require_setting(session, by, rule.sender_id)
    act = audit.begin(
        session,
        association_id=rule.sender_id,
        actor_id=by.user_id,
        verb="end_remittance_rule",
        client_key=client_key,
        content={"end": rule_id},
    )
    if act.earlier is not None:
        return act.earlier
    if rule.valid_to is not None:
        raise RuleEndsOnce
    rule.valid_to = max(on or today(), rule.valid_from)
    session.flush()
    return act.done("remittance_rule", rule_id)


def _require_setting(session: Session, by: Actor, sender_id: int) -> None:
    if not by.holds(Role.TREASURER, sender_id):
        require_administering(session, by, sender_id)


@dataclass(frozen=True)
class RuleLine:
    """A rule as a page shows it."""

    rule: RemittanceRule
    sender: Association
    receiver: Association
    fund: Fund


def of(session: Session, association_id: int) -> Sequence[RuleLine]:
    """The rules by which an association sends or receives, those in force first."""
    sender, receiver = aliased(Association), aliased(Association)
    found = session.execute(
        select(RemittanceRule, sender, receiver, Fund)
        .join(sender, sender.id == RemittanceRule.sender_id)
        .join(receiver, receiver.id == RemittanceRule.receiver_id)
        .join(Fund, Fund.id == RemittanceRule.fund_id)
        .where(or_(RemittanceRule.sender_id == association_id, RemittanceRule.receiver_id == association_id))
        .order_by(RemittanceRule.valid_to.is_not(None), RemittanceRule.id)
    )
    return [RuleLine(*row) for row in found]
