"""What the rules of remittance ask for, period by period, and what of it was not sent yet.

What a rule asks is compared with the transfers sent for that period (`transfer.rule_id`,
`transfer.period_start`), those that came back left out.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import case, extract, func, select, type_coerce
from sqlalchemy.orm import Session

from ledger.accounts import remittance_rules
from ledger.accounts.chart import Account
from ledger.accounts.journal import Posting
from ledger.accounts.remittance_rules import WHOLE, RemittanceRule, RuleLine, RulePeriod
from ledger.accounts.transfer_refusals import TransferReturn
from ledger.accounts.transfers import Transfer
from ledger.database import BigInt

MONTHS = {RulePeriod.MONTH: 1, RulePeriod.QUARTER: 3, RulePeriod.YEAR: 12}


@dataclass(frozen=True)
class Due:
    """What a rule asks for one period, in đồng.

    first, last: the days of the period; mobilized: what the sender mobilized for the fund in it; asked:
    by the rule; sent: for this period already, what came back left out.
    """

    line: RuleLine
    first: date
    last: date
    mobilized: int
    asked: int
    sent: int

    @property
    def open(self) -> int:
        """What is still to be sent."""
        return max(self.asked - self.sent, 0)


def due(session: Session, association_id: int, on: date) -> Sequence[Due]:
    """What the rules ask an association to send and what was not sent yet, the oldest period first.

    on: the day asked from. A share is asked once its period is over, a fixed amount from the first day
    of its period on.
    """
    lines = [
        line for line in remittance_rules.of(session, association_id) if line.rule.sender_id == association_id
    ]
    if not lines:
        return []
    mobilized = _mobilized(session, association_id, {line.rule.fund_id for line in lines})
    sent = _sent(session, [line.rule.id for line in lines])
    found = (
        _due(line, first, last, mobilized, sent.get((line.rule.id, first), 0))
        for line in lines
        for first, last in _periods(line.rule, on)
    )
    return sorted((one for one in found if one.open), key=lambda one: (one.first, one.line.rule.id))


def _periods(rule: RemittanceRule, on: date) -> Iterator[tuple[date, date]]:
    """The periods that a rule asks for by a day: first and last day of each."""
    months = MONTHS[RulePeriod(rule.period)]
    first = date(rule.valid_from.year, (rule.valid_from.month - 1) // months * months + 1, 1)
    if first < rule.valid_from:
        first = _later(first, months)
    while first <= on and (rule.valid_to is None or first < rule.valid_to):
        following = _later(first, months)
        if rule.fixed_amount is not None or following <= on:
            yield first, following - timedelta(days=1)
        first = following


def _later(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


_Months = Mapping[tuple[int, int, int], int]
"""Amounts in đồng by fund, year and month."""


def _due(line: RuleLine, first: date, last: date, mobilized: _Months, sent: int) -> Due:
    rule = line.rule
    base = sum(
        mobilized.get((rule.fund_id, first.year, month), 0) for month in range(first.month, last.month + 1)
    )
    asked = max(base, 0) * rule.share // WHOLE if rule.share is not None else rule.fixed_amount or 0
    return Due(line, first, last, base, asked, sent)


def _mobilized(session: Session, association_id: int, fund_ids: Collection[int]) -> _Months:
    """What an association mobilized of some funds, month by month, as the totals count it."""
    accounts = select(Account.id).where(Account.figure == "mobilized")
    came, went = Posting.credit_account_id.in_(accounts), Posting.debit_account_id.in_(accounts)
    month = (extract("year", Posting.entry_date), extract("month", Posting.entry_date))
    amount = type_coerce(Posting.amount, BigInt)
    query = (
        select(Posting.fund_id, *month, func.sum(case((came, amount), else_=-amount)))
        .where(Posting.association_id == association_id, Posting.fund_id.in_(fund_ids), came | went)
        .group_by(Posting.fund_id, *month)
    )
    return {
        (fund_id, int(year), int(number)): int(sum_of)
        for fund_id, year, number, sum_of in session.execute(query)
    }


def _sent(session: Session, rule_ids: Sequence[int]) -> Mapping[tuple[int, date], int]:
    """What was sent by rule and period, in đồng, what came back left out."""
    query = (
        select(Transfer.rule_id, Transfer.period_start, func.sum(type_coerce(Transfer.amount, BigInt)))
        .outerjoin(TransferReturn, TransferReturn.transfer_id == Transfer.id)
        .where(Transfer.rule_id.in_(rule_ids), TransferReturn.id.is_(None))
        .group_by(Transfer.rule_id, Transfer.period_start)
    )
    return {
        (rule_id, first): int(amount)
        for rule_id, first, amount in session.execute(query)
        if rule_id and first
    }
