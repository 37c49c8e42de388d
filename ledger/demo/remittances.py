"""Money between the demo's levels: scholarships down from the province, a share of each year up to it.

Each is confirmed a few days later, except two that are on the way on the last day of the book.
"""

from datetime import date, timedelta
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


def enter_transfers(diary: Diary, rng: Random, tree: Tree, funds: Funds, staff: Staff) -> None:
    """Enter every transfer of the three years in the diary."""
    head = tree.head
    for year in YEARS:
        for commune in rng.sample(tree.communes, DOWN):
            day = date(year, 9, 8) + timedelta(days=rng.randrange(12))
            amount = rng.randrange(30, 61) * HUNDRED_THOUSAND
            _enter(diary, rng, staff, head, commune.association, funds.scholarship, amount, day)
        for commune in rng.sample(tree.communes, UP):
            day = date(year, 10, 12) + timedelta(days=rng.randrange(20))
            amount = rng.randrange(8, 31) * HUNDRED_THOUSAND
            _enter(diary, rng, staff, commune.association, head, funds.education, amount, day)
    long_he, chieng_hoa = tree.long_he.association, tree.commune("Chiềng Hoa").association
    _enter(diary, None, staff, head, long_he, funds.scholarship, 6_000_000, LAST_DAY - timedelta(days=2))
    _enter(diary, None, staff, chieng_hoa, head, funds.education, 2_500_000, LAST_DAY - timedelta(days=1))


def _enter(
    diary: Diary,
    rng: Random | None,
    staff: Staff,
    sender: Association,
    receiver: Association,
    fund: Fund,
    amount: int,
    day: date,
) -> None:
    """One transfer (đồng), confirmed one to five days later; without a generator it stays on the way."""
    confirmed_on = day + timedelta(days=rng.randrange(1, 6)) if rng else None

    def send(session: Session, day: date) -> None:
        transfer = transfers.send(
            session,
            sender=sender,
            receiver=receiver,
            fund=fund,
            amount=Dong(amount),
            sent_on=day,
            by=staff.who(Role.TREASURER, sender),
        )
        transfer_id = transfer.id
        if confirmed_on is not None:
            diary.enter(confirmed_on, lambda session, day: confirm(session, day, transfer_id))

    def confirm(session: Session, day: date, transfer_id: int) -> None:
        transfers.confirm(
            session, transfer_id=transfer_id, confirmed_on=day, by=staff.who(Role.TREASURER, receiver)
        )

    diary.enter(day, send)
