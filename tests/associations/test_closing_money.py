"""What a closing asks of the book: nothing left, nothing later, and nobody posting meanwhile."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from ledger.accounts import chart, journal
from ledger.accounts.journal import AssociationIsClosed, EntryKind, Pair
from ledger.associations import closing
from ledger.associations.associations import Association
from ledger.associations.closing import HasLaterEntries, StillHoldsSomething
from ledger.associations.events import Decree, EventKind
from ledger.associations.moves import NewPlace
from ledger.database import Database
from ledger.money import Dong
from ledger.treasury import remittances
from ledger.treasury.remittances import NewRemittance
from tests.factories import contributions
from tests.factories.communes import DAY, Commune, open_commune

NEXT, LATER = DAY + timedelta(days=1), DAY + timedelta(days=60)
DECREE = Decree("12/QĐ-UBND")


def close(session: Session, commune: Commune, on: date = NEXT) -> None:
    closing.close_into(
        session, EventKind.ABOLISH, [commune.association], [commune.province], on=on, decree=DECREE
    )


def send(book: Database, commune: Commune, amount: int) -> int:
    """All it has, to the province."""
    handed = NewRemittance(
        sender_id=commune.id,
        receiver_id=commune.province.id,
        fund_id=commune.fund.id,
        amount=Dong(amount),
        sent_on=DAY,
        place="cash",
    )
    with book.write() as session:
        return remittances.send(session, handed, by=commune.treasurer)


def post(session: Session, commune: Commune, on: date) -> None:
    roles = chart.by_role(session)
    journal.post(
        session,
        association_id=commune.id,
        kind=EntryKind.CONTRIBUTION,
        entry_date=on,
        description="góp",
        pairs=[Pair(commune.fund.id, roles["cash"], roles["contributions"], Dong(1_000))],
        by=commune.treasurer,
    )


def test_close__what_it_sent_may_still_be_on_its_way(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 1_000_000)
    with pytest.raises(StillHoldsSomething), book.write() as session:
        close(session, commune)
    sent = send(book, commune, 1_000_000)
    with book.write() as session:
        close(session, commune)
    with book.write() as session:
        remittances.confirm(session, transfer_id=sent, confirmed_on=NEXT, by=commune.stranger)


def test_close__with_money_on_its_way_to_it_is_refused(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 1_000_000)
    send(book, commune, 1_000_000)
    with pytest.raises(StillHoldsSomething), book.write() as session:
        closing.close_into(
            session, EventKind.ABOLISH, [commune.province], [commune.association], on=NEXT, decree=DECREE,
            units={commune.id: NewPlace(None)},
        )  # fmt: skip


def test_close__before_its_last_entry_is_refused(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 1_000_000)
    send(book, commune, 1_000_000)
    with pytest.raises(HasLaterEntries), book.write() as session:
        close(session, commune, on=DAY)


def test_close__waits_for_whoever_is_posting(book: Database) -> None:
    commune = open_commune(book)

    def close_it() -> None:
        with book.write() as session:
            close(session, commune)

    with ThreadPoolExecutor(1) as pool:
        with book.write() as session:
            post(session, commune, DAY)
            under_way = pool.submit(close_it)
            wait([under_way], timeout=0.3)  # long enough to be done, were it not made to wait
        assert isinstance(under_way.exception(), StillHoldsSomething)


def test_post__waits_for_whoever_is_closing(book: Database) -> None:
    commune = open_commune(book)

    def post_it() -> None:
        with book.write() as session:
            post(session, commune, DAY)

    with ThreadPoolExecutor(1) as pool:
        with book.write() as session:
            close(session, commune)
            under_way = pool.submit(post_it)
            wait([under_way], timeout=0.3)
        assert isinstance(under_way.exception(), AssociationIsClosed)


@pytest.mark.parametrize(
    ("day", "is_open"), [(DAY, True), (NEXT, False), (LATER - timedelta(days=1), False), (LATER, True)]
)
def test_revive__the_days_between_stay_closed(book: Database, day: date, *, is_open: bool) -> None:
    commune = open_commune(book)
    with book.write() as session:
        close(session, commune)
    with book.write() as session:
        place = NewPlace(commune.province)
        closing.revive(
            session, session.get_one(Association, commune.id), on=LATER, decree=DECREE, place=place
        )
    if is_open:
        with book.write() as session:
            post(session, commune, day)
    else:
        with pytest.raises(AssociationIsClosed), book.write() as session:
            post(session, commune, day)
