"""Award lists as they are read: a proposal with its lines and whatever followed it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from ledger.accounts.funds import Fund
from ledger.disbursements.decisions import Decision
from ledger.disbursements.payments import Payment, PaymentLine
from ledger.disbursements.programmes import Programme
from ledger.disbursements.proposals import Award, Proposal
from ledger.errors import NotFound
from ledger.identity.users import User
from ledger.people.parties import Party
from ledger.receipts.vouchers import Voucher
from ledger.recognition.recognitions import Recognition, Registration


@dataclass(frozen=True)
class AwardLine:
    """An award with its person, the title it rests on, and whether it is paid."""

    award: Award
    party: Party
    title: Registration | None
    paid: bool


@dataclass(frozen=True)
class AwardList:
    """A proposal with its programme, fund, lines, decision and payments, as far as it has come."""

    proposal: Proposal
    programme: Programme
    fund: Fund
    lines: Sequence[AwardLine]
    decision: Decision | None
    payments: Sequence[Payment]

    @property
    def unpaid(self) -> int:
        """What is promised and not yet paid, in đồng."""
        if self.decision is None or not self.decision.approved:
            return 0
        return sum(line.award.amount for line in self.lines if not line.paid)


def award_list(session: Session, proposal_id: int) -> AwardList:
    """A proposal with all that followed; refuses with `NotFound`."""
    proposal = session.get(Proposal, proposal_id)
    if proposal is None:
        raise NotFound
    query = (
        select(Award, Party, Registration, PaymentLine.id)
        .join(Party, Party.id == Award.party_id)
        .outerjoin(Recognition, Recognition.id == Award.recognition_id)
        .outerjoin(Registration, Registration.id == Recognition.registration_id)
        .outerjoin(PaymentLine, PaymentLine.award_id == Award.id)
        .where(Award.proposal_id == proposal_id)
        .order_by(Award.line)
    )
    decision = session.scalar(select(Decision).where(Decision.proposal_id == proposal_id))
    payments = (
        session.scalars(select(Payment).where(Payment.decision_id == decision.id).order_by(Payment.id)).all()
        if decision
        else []
    )
    return AwardList(
        proposal=proposal,
        programme=session.get_one(Programme, proposal.programme_id),
        fund=session.get_one(Fund, proposal.fund_id),
        lines=[AwardLine(a, p, r, paid is not None) for a, p, r, paid in session.execute(query)],
        decision=decision,
        payments=payments,
    )


def proposals(
    session: Session, association_id: int, *, before: int | None = None, limit: int = 50
) -> Sequence[tuple[Proposal, Decision | None]]:
    """Proposals of an association with their decisions, newest first. before: an id, for the next page."""
    query = (
        select(Proposal, Decision)
        .outerjoin(Decision, Decision.proposal_id == Proposal.id)
        .where(Proposal.association_id == association_id)
        .order_by(Proposal.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Proposal.id < before)
    return session.execute(query).all()


def undecided(session: Session, association_id: int) -> Sequence[Proposal]:
    """Proposals of an association that wait for its chair, the oldest first."""
    return session.scalars(
        select(Proposal)
        .outerjoin(Decision, Decision.proposal_id == Proposal.id)
        .where(Proposal.association_id == association_id, Decision.id.is_(None))
        .order_by(Proposal.id)
    ).all()


@dataclass(frozen=True)
class PaidList:
    """A payment with its decision, the proposal behind it, the lines it paid, and the names that sign."""

    payment: Payment
    decision: Decision
    proposal: Proposal
    lines: Sequence[AwardLine]
    preparer: str
    chair: str


def paid_list(session: Session, *, association_id: int, payment_id: int) -> PaidList:
    """A payment of an association with what it paid; refuses with `NotFound`, whatever is wrong."""
    chair, preparer = aliased(User), aliased(User)
    found = session.execute(
        select(Payment, Decision, Proposal, preparer.name, chair.name)
        .join(Decision, Decision.id == Payment.decision_id)
        .join(Proposal, Proposal.id == Decision.proposal_id)
        .join(preparer, preparer.id == Proposal.proposed_by)
        .join(chair, chair.id == Decision.decided_by)
        .where(Payment.id == payment_id, Payment.association_id == association_id)
    ).one_or_none()
    if found is None:
        raise NotFound
    lines = session.execute(
        select(Award, Party)
        .join(PaymentLine, PaymentLine.award_id == Award.id)
        .join(Party, Party.id == Award.party_id)
        .where(PaymentLine.payment_id == payment_id)
        .order_by(Award.line)
    )
    payment, decision, proposal, preparer_name, chair_name = found
    return PaidList(
        payment=payment,
        decision=decision,
        proposal=proposal,
        lines=[AwardLine(award, party, None, paid=True) for award, party in lines],
        preparer=preparer_name,
        chair=chair_name,
    )


def paid(
    session: Session, association_id: int, *, before: int | None = None, limit: int = 50
) -> Sequence[tuple[Payment, Voucher]]:
    """Payments of an association with their vouchers, newest first. before: an id, for the next page."""
    query = (
        select(Payment, Voucher)
        .join(Voucher, Voucher.id == Payment.voucher_id)
        .where(Payment.association_id == association_id)
        .order_by(Payment.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Payment.id < before)
    return session.execute(query).all()


def payments_due(session: Session, association_id: int) -> Sequence[tuple[Decision, Proposal]]:
    """Approved decisions of an association with at least one award still unpaid, the oldest first."""
    unpaid = (
        select(Award.id)
        .outerjoin(PaymentLine, PaymentLine.award_id == Award.id)
        .where(Award.proposal_id == Decision.proposal_id, PaymentLine.id.is_(None))
        .exists()
    )
    query = (
        select(Decision, Proposal)
        .join(Proposal, Proposal.id == Decision.proposal_id)
        .where(Decision.association_id == association_id, Decision.approved == 1, unpaid)
        .order_by(Decision.id)
    )
    return session.execute(query).all()
