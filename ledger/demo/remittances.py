"""Money between the demo's levels: scholarships down from the province, a share of each year up to it.

Each is confirmed a few days later, except two that are on the way on the last day of the book, and one
that went to a closed bank account: it was refused and taken back. Long Hẹ passes on a tenth of every
quarter by a standing rule, and has not sent that of the third quarter of 2026 yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random

from sqlalchemy.orm import Session

from ledger.accounts import remittance_dues, remittance_rules
from ledger.accounts.funds import Fund
from ledger.accounts.remittance_rules import NewRule, RulePeriod
from ledger.associations.associations import Association
from ledger.demo.diary import Diary
from ledger.demo.figures import LAST_DAY, YEARS
from ledger.demo.funds import Funds
from ledger.demo.staff import Staff
from ledger.demo.units import Tree
from ledger.identity.roles import Role
from ledger.money import Dong
from ledger.treasury import remittances
from ledger.treasury.remittances import NewRemittance

HUNDRED_THOUSAND = 100_000
DOWN, UP = 24, 30
"""How many communes receive from the province in a year, and how many send to it."""


RULE_FROM, TENTH = date(2026, 1, 1), 1_000
"""Since when Long Hẹ passes on a share, and how much: basis points."""
QUARTERS_SENT = (date(2026, 4, 8), date(2026, 7, 8))
REFUSED_ON, TAKEN_BACK_ON = date(2026, 9, 18), date(2026, 9, 21)


@dataclass(frozen=True)
class Remittance:
    """Money (đồng) of a fund from one association to another. confirmed_on: None while it is on the way."""

    sender: Association
    receiver: Association
    fund: Fund
    amount: int
    sent_on: date
    confirmed_on: date | None = None


def enter_transfers(diary: Diary, rng: Random, tree: Tree, funds: Funds, staff: Staff) -> None:
    """Enter every transfer of the three years in the diary."""
    for year in YEARS:
        for remittance in _of_year(rng, tree, funds, year):
            _enter(diary, staff, remittance)
    head, down, up = tree.head, LAST_DAY - timedelta(days=2), LAST_DAY - timedelta(days=1)
    _enter(diary, staff, Remittance(head, tree.long_he.association, funds.scholarship, 6_000_000, down))
    sender = tree.commune("Chiềng Hoa").association
    _enter(diary, staff, Remittance(sender, head, funds.education, 2_500_000, up))
    _enter_refused(diary, staff, Remittance(head, sender, funds.scholarship, 3_000_000, date(2026, 9, 15)))
    _enter_rule(diary, staff, tree.long_he.association, head, funds.education)


def _of_year(rng: Random, tree: Tree, funds: Funds, year: int) -> Iterator[Remittance]:
    """The confirmed transfers of a year, those down to communes first."""
    for turn, commune in enumerate([*rng.sample(tree.communes, DOWN), *rng.sample(tree.communes, UP)]):
        goes_down = turn < DOWN
        first = date(year, 9, 8) if goes_down else date(year, 10, 12)
        sent_on = first + timedelta(days=rng.randrange(14))
        ends = (tree.head, commune.association) if goes_down else (commune.association, tree.head)
        yield Remittance(
            *ends,
            fund=funds.scholarship if goes_down else funds.education,
            amount=rng.randrange(*((30, 61) if goes_down else (8, 31))) * HUNDRED_THOUSAND,
            sent_on=sent_on,
            confirmed_on=sent_on + timedelta(days=rng.randrange(1, 6)),
        )


def _enter(diary: Diary, staff: Staff, remittance: Remittance) -> None:
    """Enter a transfer, and its confirmation when there is one."""

    def send(session: Session, day: date) -> None:
        transfer_id = _send(session, staff, remittance, day)
        if remittance.confirmed_on is not None:
            diary.enter(remittance.confirmed_on, partial(confirm, transfer_id))

    def confirm(transfer_id: int, session: Session, day: date) -> None:
        treasurer = staff.who(Role.TREASURER, remittance.receiver)
        remittances.confirm(session, transfer_id=transfer_id, confirmed_on=day, by=treasurer)

    diary.enter(remittance.sent_on, send)


def _send(session: Session, staff: Staff, remittance: Remittance, day: date) -> int:
    new = NewRemittance(
        sender_id=remittance.sender.id,
        receiver_id=remittance.receiver.id,
        fund_id=remittance.fund.id,
        amount=Dong(remittance.amount),
        sent_on=day,
    )
    return remittances.send(session, new, by=staff.who(Role.TREASURER, remittance.sender))


def _enter_refused(diary: Diary, staff: Staff, remittance: Remittance) -> None:
    """Enter a transfer that the receiver refuses and the sender takes back."""

    def send(session: Session, day: date) -> None:
        transfer_id = _send(session, staff, remittance, day)
        diary.enter(REFUSED_ON, partial(refuse, transfer_id))
        diary.enter(TAKEN_BACK_ON, partial(take_back, transfer_id))

    def refuse(transfer_id: int, session: Session, _day: date) -> None:
        receiver = staff.who(Role.TREASURER, remittance.receiver)
        reason = "chuyển nhầm vào tài khoản đã đóng"
        remittances.refuse(session, transfer_id=transfer_id, reason=reason, by=receiver)

    def take_back(transfer_id: int, session: Session, day: date) -> None:
        sender = staff.who(Role.TREASURER, remittance.sender)
        remittances.take_back(session, transfer_id=transfer_id, returned_on=day, by=sender)

    diary.enter(remittance.sent_on, send)


def _enter_rule(diary: Diary, staff: Staff, sender: Association, receiver: Association, fund: Fund) -> None:
    """Enter a rule, and what was sent by it."""
    new = NewRule(sender.id, receiver.id, fund.id, RulePeriod.QUARTER, RULE_FROM, "05/QC-HKH", share=TENTH)

    def add(session: Session, _day: date) -> None:
        remittance_rules.add(session, new, by=staff.who(Role.TREASURER, sender))

    def send_due(session: Session, day: date) -> None:
        for due in remittance_dues.due(session, sender.id, day):
            sent = NewRemittance(
                sender_id=sender.id,
                receiver_id=receiver.id,
                fund_id=fund.id,
                amount=Dong(due.open),
                sent_on=day,
                note=f"trích nộp quý {due.last.month // 3}/{due.last.year}",
                rule_id=due.line.rule.id,
                period_start=due.first,
            )
            transfer_id = remittances.send(session, sent, by=staff.who(Role.TREASURER, sender))
            diary.enter(day + timedelta(days=2), partial(confirm, transfer_id))

    def confirm(transfer_id: int, session: Session, day: date) -> None:
        treasurer = staff.who(Role.TREASURER, receiver)
        remittances.confirm(session, transfer_id=transfer_id, confirmed_on=day, by=treasurer)

    diary.enter(RULE_FROM, add)
    for day in QUARTERS_SENT:
        diary.enter(day, send_due)
