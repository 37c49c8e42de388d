"""Money that was refused: disputed until its sender takes it back; and what is listed as not settled."""

from datetime import date, timedelta

import pytest

from ledger.accounts import transfers_listed
from ledger.accounts.transfer_refusals import (
    NotRefused,
    RefusalSaysWhy,
    ReturnedTwice,
    ReturnsTooEarly,
    SenderCannotTakeBack,
    TransferAnswered,
    TransferRefusedTwice,
)
from ledger.accounts.transfers_listed import TransferState
from ledger.associations import closing
from ledger.associations.associations import Association
from ledger.associations.closing import StillHoldsSomething
from ledger.associations.events import Decree, EventKind
from ledger.clock import stopped_at
from ledger.database import Database
from ledger.errors import NotFound
from ledger.identity.roles import OutsideScope
from ledger.treasury import remittances
from tests.factories import associations, contributions
from tests.factories.communes import DAY, Commune, open_commune
from tests.factories.races import refused, together
from tests.factories.remittances import confirm, held, refuse, send, take_back


@pytest.fixture
def sent(book: Database) -> tuple[Commune, int]:
    """A commune that sent 400.000 of its 900.000 to its province."""
    commune = open_commune(book)
    contributions.give(book, commune, 900_000)
    return commune, send(book, commune, 400_000)


def test_refuse__the_money_is_disputed_until_it_is_taken_back(
    book: Database, sent: tuple[Commune, int]
) -> None:
    commune, transfer = sent
    with stopped_at(DAY):
        refuse(book, commune, transfer)
        assert held(book, commune, "in_transit") == (400_000, 0)
        with book.read() as session:
            (disputed,) = transfers_listed.to_take_back(session, commune.id)
            assert disputed.state == TransferState.DISPUTED
            assert transfers_listed.to_answer(session, commune.province.id) == []
        take_back(book, commune, transfer)
    assert held(book, commune, "in_transit") == (0, 0)
    assert held(book, commune, "cash") == (900_000, 0)
    with book.read() as session:
        found = transfers_listed.one(session, association_id=commune.id, transfer_id=transfer)
        assert found.state == TransferState.RETURNED
        assert transfers_listed.unsettled(session, [commune.id]) == []


def test_refuse__needs_a_reason_and_the_receivers_treasurer(
    book: Database, sent: tuple[Commune, int]
) -> None:
    commune, transfer = sent
    with pytest.raises(RefusalSaysWhy):
        refuse(book, commune, transfer, reason=" x ")
    with pytest.raises(OutsideScope):
        refuse(book, commune, transfer, by=commune.treasurer)


def test_refuse__what_was_answered_is_not_answered_again(book: Database, sent: tuple[Commune, int]) -> None:
    commune, transfer = sent
    confirm(book, commune, transfer)
    with pytest.raises(TransferAnswered):
        refuse(book, commune, transfer)
    other = send(book, commune, 1_000)
    refuse(book, commune, other)
    with pytest.raises(TransferRefusedTwice):
        refuse(book, commune, other)
    with pytest.raises(TransferAnswered):
        confirm(book, commune, other)


def test_refuse__and_confirm_at_once_leave_one_answer(book: Database, sent: tuple[Commune, int]) -> None:
    commune, transfer = sent
    outcomes = together(lambda: confirm(book, commune, transfer), lambda: refuse(book, commune, transfer))
    (refusal,) = refused(outcomes)
    assert isinstance(refusal, TransferAnswered)


def test_take_back__only_what_was_refused_once_by_its_sender(
    book: Database, sent: tuple[Commune, int]
) -> None:
    commune, transfer = sent
    with pytest.raises(NotRefused):
        take_back(book, commune, transfer)
    with stopped_at(DAY + timedelta(days=3)):
        refuse(book, commune, transfer)
        with pytest.raises(ReturnsTooEarly):
            take_back(book, commune, transfer, on=DAY)
        with pytest.raises(OutsideScope):
            take_back(book, commune, transfer, on=DAY + timedelta(days=3), by=commune.stranger)
        take_back(book, commune, transfer, on=DAY + timedelta(days=3))
        with pytest.raises(ReturnedTwice):
            take_back(book, commune, transfer, on=DAY + timedelta(days=3))
    assert held(book, commune, "cash") == (900_000, 0)


def test_take_back__sent_twice_by_one_form_acts_once(book: Database, sent: tuple[Commune, int]) -> None:
    commune, transfer = sent
    with stopped_at(DAY):
        refuse(book, commune, transfer)
        for _ in range(2):
            with book.write() as session:
                remittances.take_back(
                    session,
                    transfer_id=transfer,
                    returned_on=DAY,
                    place="cash",
                    by=commune.treasurer,
                    client_key="k1",
                )
    assert held(book, commune, "cash") == (900_000, 0)


# --- closings -------------------------------------------------------------------------------------
def close(book: Database, commune: Commune, *, on: date) -> None:
    """Merge the commune into its province."""
    with book.write() as session:
        ending, follower = (session.get_one(Association, one) for one in (commune.id, commune.province.id))
        closing.close_into(session, EventKind.MERGE, [ending], [follower], on=on, decree=Decree("1/QĐ"))


def test_refuse__what_a_closed_association_sent_is_refused_no_more(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 400_000)
    transfer = send(book, commune, 400_000)
    close(book, commune, on=DAY + timedelta(days=1))
    with pytest.raises(SenderCannotTakeBack):
        refuse(book, commune, transfer)
    confirm(book, commune, transfer)
    assert held(book, commune, "bank") == (0, 400_000)


def test_close__with_disputed_money_is_refused(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 400_000)
    refuse(book, commune, send(book, commune, 400_000))
    with pytest.raises(StillHoldsSomething):
        close(book, commune, on=DAY + timedelta(days=1))


# --- lists ----------------------------------------------------------------------------------------
def test_unsettled__late_after_ten_days_the_oldest_first(book: Database, sent: tuple[Commune, int]) -> None:
    commune, late = sent
    with stopped_at(DAY + timedelta(days=10)), book.read() as session:
        assert [one.state for one in transfers_listed.unsettled(session, [commune.id])] == [
            TransferState.ON_THE_WAY
        ]
    fresh = send(book, commune, 1_000)
    refuse(book, commune, fresh)
    with stopped_at(DAY + timedelta(days=11)), book.read() as session:
        found = transfers_listed.unsettled(session, [commune.id, commune.province.id])
        assert [(one.transfer.id, one.state) for one in found] == [
            (late, TransferState.LATE),
            (fresh, TransferState.DISPUTED),
        ]


def test_one__is_not_there_for_a_third_association(book: Database, sent: tuple[Commune, int]) -> None:
    _, transfer = sent
    with book.write() as session:
        other = associations.association(session, "Hội Khuyến học xã Bên")
    with book.read() as session, pytest.raises(NotFound):
        transfers_listed.one(session, association_id=other.id, transfer_id=transfer)
