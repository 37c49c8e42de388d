"""Where money lies: places with a name, what is in them, and how long it has lain there."""

from datetime import date

import pytest

from ledger.accounts import places
from ledger.accounts.places import (
    HolderMissing,
    NoPlaceLeft,
    PlaceAwaitsHandOver,
    PlaceClosedTwice,
    PlaceNameMissing,
    PlaceNotEmpty,
    PlaceNotNamed,
)
from ledger.contributions.contributions import Method
from ledger.database import Database
from ledger.identity.roles import OutsideScope
from ledger.money import Dong
from ledger.treasury import hand_overs
from ledger.treasury.hand_overs import NewHandOver
from tests.factories import cash, contributions
from tests.factories.communes import DAY, Commune, open_commune
from tests.factories.races import refused, together


@pytest.fixture
def commune(book: Database) -> Commune:
    return open_commune(book)


def test_in_use__the_main_box_and_bank_account_need_no_name(book: Database, commune: Commune) -> None:
    with book.read() as session:
        assert [place.role for place in places.in_use(session, commune.id)] == ["cash", "bank"]


def test_name__takes_the_next_free_account_of_its_kind(book: Database, commune: Commune) -> None:
    cash.box(book, commune)
    cash.box(book, commune, name="Hộp trường Mẫu")
    cash.box(book, commune, method="bank", name="Agribank", bank_name="Agribank", bank_number="7900 2051")
    with book.read() as session:
        found = [(place.role, str(place.name)) for place in places.in_use(session, commune.id)]
    assert found == [
        ("cash", "Main cash box"),
        ("cash_2", "Hộp bản Mẫu"),
        ("cash_3", "Hộp trường Mẫu"),
        ("bank", "Main bank account"),
        ("bank_2", "Agribank"),
    ]


def test_name__the_same_form_twice_is_one_place(book: Database, commune: Commune) -> None:
    with book.write() as session:
        first = places.name(session, cash.new_place(commune), by=commune.treasurer, client_key="k" * 26)
    with book.write() as session:
        assert (
            places.name(session, cash.new_place(commune), by=commune.treasurer, client_key="k" * 26) == first
        )


@pytest.mark.parametrize(
    ("changes", "refusal"), [({"name": " "}, PlaceNameMissing), ({"holder_name": ""}, HolderMissing)]
)
def test_name__says_what_it_is_and_who_keeps_it(
    book: Database, commune: Commune, changes: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        cash.box(book, commune, **changes)


def test_name__only_by_the_treasurer_there(book: Database, commune: Commune) -> None:
    with pytest.raises(OutsideScope), book.write() as session:
        places.name(session, cash.new_place(commune), by=commune.stranger)


def test_name__a_tenth_box_is_refused(book: Database, commune: Commune) -> None:
    for number in range(2, 10):
        cash.box(book, commune, name=f"Hộp {number}")
    with pytest.raises(NoPlaceLeft):
        cash.box(book, commune)


def test_name__two_at_once_get_two_accounts_or_one_is_refused(book: Database, commune: Commune) -> None:
    outcomes = together(lambda: cash.box(book, commune), lambda: cash.box(book, commune, name="Hộp khác"))
    there = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert len(set(there)) == len(there)
    assert all(isinstance(no, NoPlaceLeft) for no in refused(outcomes))


def test_post__money_comes_only_into_places_with_a_name(book: Database, commune: Commune) -> None:
    with pytest.raises(PlaceNotNamed):
        cash.put(book, commune, cash.role(book, "cash_2"), 100_000)
    account_id = cash.box(book, commune)
    cash.put(book, commune, account_id, 100_000)
    with book.read() as session:
        held = places.holdings(session, commune.id)[account_id]
    assert [(fund.id, amount) for fund, amount in held] == [(commune.fund.id, 100_000)]


def test_close__only_when_it_is_empty_and_only_once(book: Database, commune: Commune) -> None:
    account_id = cash.box(book, commune)
    with book.read() as session:
        row = places.used_here(session, commune.id, account_id).row
    assert row is not None

    def close() -> None:
        with book.write() as session:
            places.close(session, place_id=row.id, by=commune.treasurer)

    cash.put(book, commune, account_id, 100_000)
    with pytest.raises(PlaceNotEmpty):
        close()
    cash.take(book, commune, account_id, 100_000)
    close()
    with pytest.raises(PlaceClosedTwice):
        close()
    with pytest.raises(PlaceNotNamed):
        cash.put(book, commune, account_id, 100_000)


def test_close__its_account_may_be_named_anew(book: Database, commune: Commune) -> None:
    account_id = cash.box(book, commune)
    with book.write() as session:
        row = places.used_here(session, commune.id, account_id).row
        assert row is not None
        places.close(session, place_id=row.id, by=commune.treasurer)
    assert cash.box(book, commune, name="Hộp mới") == account_id
    cash.put(book, commune, account_id, 50_000)


@pytest.mark.parametrize("_", range(2))
def test_close__while_money_comes_in_one_of_both_is_refused(book: Database, commune: Commune, _: int) -> None:
    account_id = cash.box(book, commune)
    with book.read() as session:
        row = places.used_here(session, commune.id, account_id).row
    assert row is not None

    def close() -> None:
        with book.write() as session:
            places.close(session, place_id=row.id, by=commune.treasurer)

    outcomes = together(close, lambda: cash.put(book, commune, account_id, 100_000))
    assert len(refused(outcomes)) == 1


def test_oldest_since__first_in_first_out(book: Database, commune: Commune) -> None:
    """300.000 on the 2nd, 200.000 on the 10th; each expense takes the oldest đồng first."""
    box = cash.role(book, "cash")

    def since() -> date | None:
        with book.read() as session:
            return places.oldest_since(session, commune.id, box)

    assert since() is None
    cash.put(book, commune, box, 300_000, on=date(2026, 3, 2))
    cash.put(book, commune, box, 200_000, on=date(2026, 3, 10))
    assert since() == date(2026, 3, 2)
    cash.take(book, commune, box, 299_999, on=date(2026, 3, 11))
    assert since() == date(2026, 3, 2)
    cash.take(book, commune, box, 1, on=date(2026, 3, 11))
    assert since() == date(2026, 3, 10)
    cash.take(book, commune, box, 200_000, on=date(2026, 3, 12))
    assert since() is None


def test_oldest_since__money_in_the_bank_is_not_in_the_box(book: Database, commune: Commune) -> None:
    contributions.give(book, commune, 300_000)
    contributions.give(book, commune, 300_000, method=Method.BANK)
    cash.take(book, commune, cash.role(book, "cash"), 300_000, on=date(2026, 3, 12))
    with book.read() as session:
        assert places.oldest_since(session, commune.id, cash.role(book, "cash")) is None
        assert places.oldest_since(session, commune.id, cash.role(book, "bank")) == DAY


def test_close__not_while_a_hand_over_names_it(book: Database, commune: Commune) -> None:
    contributions.give(book, commune, 500_000)
    village = cash.box(book, commune)
    new = NewHandOver(commune.id, cash.role(book, "cash"), village, {commune.fund.id: Dong(100_000)}, DAY)
    with book.write() as session:
        document = hand_overs.hand_over(session, new, by=commune.treasurer)
        row = next(place.row for place in places.in_use(session, commune.id) if place.account_id == village)
    assert row is not None
    with pytest.raises(PlaceAwaitsHandOver), book.write() as session:
        places.close(session, place_id=row.id, by=commune.treasurer)
    with book.write() as session:
        hand_overs.withdraw(session, hand_over_id=document, reason="chưa đưa", by=commune.treasurer)
        places.close(session, place_id=row.id, by=commune.treasurer)
