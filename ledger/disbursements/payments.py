"""Payments: the treasurer pays what was decided, never their own decision, and each award once."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.accounts import balances, chart, journal
from ledger.accounts.funds import Fund
from ledger.accounts.journal import EntryKind, Pair
from ledger.database import Base, one_at_a_time
from ledger.dates import format_date
from ledger.disbursements.decisions import Decision
from ledger.disbursements.proposals import Award
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.money import Dong, format_dong
from ledger.receipts import vouchers
from ledger.receipts.vouchers import VoucherDraft, VoucherKind
from ledger.text import clean

REASON = "Chi trả học bổng, khen thưởng theo Quyết định số %s"
"""The purpose line of a payment voucher, a Vietnamese document in every language of the screen."""


class Payment(Base):
    """Money paid out on a decision, on one payment voucher with its signed list."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("entry_id", name="payment_entry_once"),
        UniqueConstraint("voucher_id", name="payment_voucher_once"),
        ForeignKeyConstraint(
            ["decision_id", "decided_by", "association_id"],
            ["decision.id", "decision.decided_by", "decision.association_id"],
            name="payment_belongs_to_decision",
        ),
        ForeignKeyConstraint(
            ["voucher_id", "total"], ["voucher.id", "voucher.amount"], name="voucher_equals_payment"
        ),
        CheckConstraint("paid_by <> decided_by", name="payer_is_not_approver"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int]
    association_id: Mapped[int]
    decided_by: Mapped[int]
    paid_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    paid_on: Mapped[date]
    method: Mapped[str]
    total: Mapped[Dong]
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))
    voucher_id: Mapped[int]


class PaymentLine(Base):
    """One award paid; once for ever, and exactly its amount."""

    __tablename__ = "payment_line"
    __table_args__ = (
        UniqueConstraint("award_id", name="payment_award_once"),
        ForeignKeyConstraint(
            ["award_id", "amount"], ["award.id", "award.amount"], name="payment_equals_award"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), index=True)
    award_id: Mapped[int]
    amount: Mapped[Dong]


class OwnDecision(Refusal):
    """Nobody pays what they decided."""

    rule = "payer_is_not_approver"
    message = N_("You decided this list yourself, so somebody else must pay it.")
    general = message
    next_step = N_("Another treasurer of this association can pay it.")


class PaidTwice(Refusal):
    """An award is paid once."""

    rule = "payment_award_once"
    message = N_("An award on this list was already paid. Nothing new was paid.")
    general = message


class PaidTooEarly(InputError):
    """Money is handed out on the day of the decision or later."""

    rule = "payment_not_before_decision"
    message = N_("This list was decided on %(day)s. Enter that day or a later one.")
    general = N_("The day of payment is before the day of the decision.")


class NothingToPay(Refusal):
    """A declined list, or one fully paid, has nothing to pay."""

    rule = "payment_has_awards"
    message = N_("There is nothing left to pay on this list.")
    general = message


def pay(
    session: Session,
    *,
    decision_id: int,
    paid_on: date,
    method: str,
    receiver_name: str,
    by: Actor,
    award_ids: Sequence[int] | None = None,
    client_key: str | None = None,
) -> int:
    """Pay awards of an approved decision, on one payment voucher; the treasurer acts. Returns its id.

    method: 'cash' or 'bank'; receiver_name: who signs the voucher; award_ids: some of the list, or
    all that are still unpaid. Refuses the decider (`OwnDecision`), a day before the decision
    (`PaidTooEarly`), an award paid before (`PaidTwice`), and more than the cash box or bank account
    holds of the fund (`Overdraft`).
    """
    decision = session.get(Decision, decision_id)
    if decision is None:
        raise NotFound
    require(session, by, Role.TREASURER, decision.association_id)
    act = audit.begin(
        session,
        association_id=decision.association_id,
        actor_id=by.user_id,
        verb="pay",
        client_key=client_key,
        content={
            "pay": decision_id,
            "awards": award_ids,
            "method": method,
            "day": paid_on,
            "receiver": receiver_name,
        },
    )
    if act.earlier is not None:
        return act.earlier
    one_at_a_time(session, "decision", decision_id)
    if decision.decided_by == by.user_id:
        raise OwnDecision
    if paid_on < decision.decided_on:
        raise PaidTooEarly(day=format_date(decision.decided_on))
    due = _due(session, decision, award_ids)
    payment = _hand_out(
        session, decision, due, paid_on=paid_on, method=method, receiver_name=clean(receiver_name), by=by
    )
    session.execute(
        insert(PaymentLine),
        [{"payment_id": payment.id, "award_id": award.id, "amount": award.amount} for award in due],
    )
    return act.done("payment", payment.id)


def _hand_out(
    session: Session,
    decision: Decision,
    due: Sequence[Award],
    *,
    paid_on: date,
    method: str,
    receiver_name: str,
    by: Actor,
) -> Payment:
    """Post the money of the awards out of its account, and store the payment with its voucher."""
    fund = session.get_one(Fund, decision.fund_id)
    total = Dong(sum(award.amount for award in due))
    in_hand = balances.held(session, association_id=decision.association_id, fund_id=fund.id, role=method)
    if total > in_hand:
        raise balances.Overdraft(fund=fund.name, held=format_dong(in_hand), asked=format_dong(total))
    roles = chart.by_role(session)
    posted = journal.post(
        session,
        association_id=decision.association_id,
        kind=EntryKind.AWARD_PAYMENT,
        entry_date=paid_on,
        description=decision.number,
        pairs=[Pair(fund.id, roles["awards_payable"], roles[method], award.amount) for award in due],
        by=by,
    )
    issued = vouchers.issue(
        session,
        association_id=decision.association_id,
        kind=VoucherKind.PAYMENT,
        entry_id=posted.entry_id,
        issued_on=paid_on,
        method=method,
        drafts=[VoucherDraft(total, receiver_name, "", REASON % decision.number, fund.id, fund.name)],
        by=by,
    )
    payment = Payment(
        decision_id=decision.id,
        association_id=decision.association_id,
        decided_by=decision.decided_by,
        paid_by=by.user_id,
        paid_on=paid_on,
        method=method,
        total=total,
        entry_id=posted.entry_id,
        voucher_id=issued.voucher_ids[0],
    )
    session.add(payment)
    session.flush()
    return payment


def _due(session: Session, decision: Decision, award_ids: Sequence[int] | None) -> Sequence[Award]:
    """The awards to pay now: those named, or all still unpaid."""
    if not decision.approved:
        raise NothingToPay
    query = (
        select(Award, PaymentLine.id)
        .outerjoin(PaymentLine, PaymentLine.award_id == Award.id)
        .where(Award.proposal_id == decision.proposal_id)
        .order_by(Award.line)
    )
    found: Sequence[tuple[Award, int | None]] = session.execute(query).all()
    if award_ids is None:
        due = [award for award, paid in found if paid is None]
    else:
        wanted = [(award, paid) for award, paid in found if award.id in set(award_ids)]
        if any(paid is not None for _, paid in wanted):
            raise PaidTwice
        due = [award for award, _ in wanted]
    if not due:
        raise NothingToPay
    return due


def of_voucher(session: Session, voucher_id: int) -> int:
    """The id of the payment behind a voucher; refuses with `NotFound`."""
    found = session.scalar(select(Payment.id).where(Payment.voucher_id == voucher_id))
    if found is None:
        raise NotFound
    return found
