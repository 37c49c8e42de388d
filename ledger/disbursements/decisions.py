"""Decisions: the chair approves or declines a list, never their own; an approval promises the money.

The promise is an entry Nợ award expense / Có awards payable, so that a fund cannot be promised twice.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.accounts import balances, chart, journal
from ledger.accounts.funds import Fund
from ledger.accounts.journal import EntryKind, Pair
from ledger.database import Base, one_at_a_time
from ledger.disbursements.proposals import Award, Proposal
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.money import format_dong
from ledger.text import clean


class Decision(Base):
    """The chair's word on a proposal. approved: 1 or 0; entry_id: the promise, when approved."""

    __tablename__ = "decision"
    __table_args__ = (
        UniqueConstraint("proposal_id", name="decided_once"),
        UniqueConstraint("association_id", "number", name="decision_number_once"),
        UniqueConstraint("id", "decided_by", "association_id", name="decision_payment_key"),
        UniqueConstraint("entry_id", name="decision_entry_once"),
        ForeignKeyConstraint(
            ["proposal_id", "association_id", "fund_id", "proposed_by"],
            ["proposal.id", "proposal.association_id", "proposal.fund_id", "proposal.proposed_by"],
            name="decision_belongs_to_proposal",
        ),
        CheckConstraint("decided_by <> proposed_by", name="four_eyes"),
        CheckConstraint("number <> ''", name="decision_has_number"),
        CheckConstraint(
            "(approved = 1 AND entry_id IS NOT NULL) OR (approved = 0 AND entry_id IS NULL)",
            name="decision_posts_promise",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int]
    association_id: Mapped[int]
    fund_id: Mapped[int]
    proposed_by: Mapped[int]
    approved: Mapped[int]
    number: Mapped[str]
    decided_on: Mapped[date]
    minutes: Mapped[str]
    decided_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("journal_entry.id"))


class OwnProposal(Refusal):
    """Nobody decides what they proposed."""

    rule = "four_eyes"
    message = N_("You proposed this list yourself, so somebody else must decide it.")
    general = message
    next_step = N_("Another person with the role of chair in this association can decide it.")


class DecidedTwice(Refusal):
    """A proposal is decided once."""

    rule = "decided_once"
    message = N_("This list was already decided.")
    general = message


class DecisionNumberTaken(Refusal):
    """A decision number is used once in an association."""

    rule = "decision_number_once"
    status = 422
    message = N_("Another decision already has this number. Check the number on the paper.")
    general = message


class DecisionNumberMissing(InputError):
    """A decision has a number."""

    rule = "decision_has_number"
    message = N_("Enter the number of the decision, as written on the paper.")


def decide(
    session: Session,
    *,
    proposal_id: int,
    approved: bool,
    number: str,
    decided_on: date,
    by: Actor,
    minutes: str = "",
    client_key: str | None = None,
) -> int:
    """Decide a proposal; the chair acts. An approval promises the money. Returns the decision's id.

    number: as on the signed paper; minutes: the reference of the meeting's minutes.
    Refuses the proposer (`OwnProposal`), a second decision (`DecidedTwice`), and more than the fund
    has left to promise (`FundHasTooLittle`).
    """
    proposal = session.get(Proposal, proposal_id)
    if proposal is None:
        raise NotFound
    require(session, by, Role.CHAIR, proposal.association_id)
    act = audit.begin(
        session,
        association_id=proposal.association_id,
        actor_id=by.user_id,
        verb="decide",
        client_key=client_key,
        content={
            "decide": proposal_id,
            "approved": approved,
            "number": number,
            "day": decided_on,
            "minutes": minutes,
        },
    )
    if act.earlier is not None:
        return act.earlier
    one_at_a_time(session, "proposal", proposal_id)
    if proposal.proposed_by == by.user_id:
        raise OwnProposal
    if session.scalar(select(Decision.id).where(Decision.proposal_id == proposal_id)) is not None:
        raise DecidedTwice
    if not clean(number):
        raise DecisionNumberMissing
    entry_id = _promise(session, proposal, clean(number), decided_on, by) if approved else None
    decision = Decision(
        proposal_id=proposal.id,
        association_id=proposal.association_id,
        fund_id=proposal.fund_id,
        proposed_by=proposal.proposed_by,
        approved=int(approved),
        number=clean(number),
        decided_on=decided_on,
        minutes=clean(minutes),
        decided_by=by.user_id,
        entry_id=entry_id,
    )
    session.add(decision)
    session.flush()
    return act.done("decision", decision.id)


def _promise(session: Session, proposal: Proposal, number: str, decided_on: date, by: Actor) -> int:
    """Post Nợ award expense / Có awards payable, a posting for each award; returns the entry's id."""
    fund = session.get_one(Fund, proposal.fund_id)
    left = balances.position(session, association_id=proposal.association_id, fund_id=fund.id).available
    if proposal.total > left:
        raise balances.FundHasTooLittle(
            fund=fund.name, available=format_dong(left), asked=format_dong(proposal.total)
        )
    roles = chart.by_role(session)
    amounts = session.scalars(
        select(Award.amount).where(Award.proposal_id == proposal.id).order_by(Award.line)
    )
    return journal.post(
        session,
        association_id=proposal.association_id,
        kind=EntryKind.AWARD_DECISION,
        entry_date=decided_on,
        description=number,
        pairs=[Pair(fund.id, roles["award_expense"], roles["awards_payable"], amount) for amount in amounts],
        by=by,
    ).entry_id
