"""Money between a commune and its province, each act in a transaction of its own."""

from datetime import date

from ledger.accounts import balances
from ledger.accounts.funds import Fund
from ledger.database import Database
from ledger.identity.roles import Actor
from ledger.money import Dong
from ledger.treasury import remittances
from ledger.treasury.remittances import NewRemittance
from tests.factories.communes import DAY, Commune


def send(
    book: Database,
    commune: Commune,
    amount: int,
    *,
    by: Actor | None = None,
    fund: Fund | None = None,
    method: str = "cash",
) -> int:
    """Send money from the commune to its province; returns the transfer's id."""
    with book.write() as session:
        return remittances.send(
            session,
            NewRemittance(
                sender_id=commune.association.id,
                receiver_id=commune.province.id,
                fund_id=(fund or commune.fund).id,
                amount=Dong(amount),
                sent_on=DAY,
                place=method,
            ),
            by=by or commune.treasurer,
        )


def confirm(book: Database, commune: Commune, transfer_id: int, *, by: Actor | None = None) -> None:
    with book.write() as session:
        remittances.confirm(session, transfer_id=transfer_id, confirmed_on=DAY, by=by or commune.stranger)


def held(book: Database, commune: Commune, role: str) -> tuple[int, int]:
    """What commune and province hold on an account."""
    with book.read() as session:
        sent, received = (
            balances.held(session, association_id=place, fund_id=commune.fund.id, role=role)
            for place in (commune.id, commune.province.id)
        )
    return sent, received


def refuse(
    book: Database,
    commune: Commune,
    transfer_id: int,
    *,
    reason: str = "không thấy tiền",
    by: Actor | None = None,
) -> None:
    with book.write() as session:
        remittances.refuse(session, transfer_id=transfer_id, reason=reason, by=by or commune.stranger)


def take_back(
    book: Database,
    commune: Commune,
    transfer_id: int,
    *,
    on: date = DAY,
    place: str = "cash",
    by: Actor | None = None,
) -> None:
    with book.write() as session:
        remittances.take_back(
            session, transfer_id=transfer_id, returned_on=on, place=place, by=by or commune.treasurer
        )
