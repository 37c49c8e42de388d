"""Money between the demo's levels: scholarships down from the province, a share of each year up to it.

Each is confirmed a few days later, except two that are on the way on the last day of the book.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random

from sqlalchemy.orm import Session

from ledger.accounts import transfers
from ledger.accounts.funds import Fund
from ledger.associations.associations import Association
from ledger.demo.diary import Diary
from ledger.demo.figures import LAST_DAY, YEARS
from ledger.demo.funds import Funds
from ledger.demo.staff import Staff
from ledger.demo.units import Tree
from ledger.identity.roles import Role
from ledger.money import Dong

HUNDRED_THOUSAND = 100_000
DOWN, UP = 24, 30
"""How many communes receive from the province in a year, and how many send to it."""


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
        transfer_id = transfers.send(
            session,
            sender=remittance.sender,
            receiver=remittance.receiver,
            fund=remittance.fund,
            amount=Dong(remittance.amount),
            sent_on=day,
            by=staff.who(Role.TREASURER, remittance.sender),
        ).id
        if remittance.confirmed_on is not None:
            diary.enter(remittance.confirmed_on, partial(confirm, transfer_id))

    def confirm(transfer_id: int, session: Session, day: date) -> None:
        treasurer = staff.who(Role.TREASURER, remittance.receiver)
        transfers.confirm(session, transfer_id=transfer_id, confirmed_on=day, by=treasurer)

    diary.enter(remittance.sent_on, send)
