from collections.abc import Callable
from contextlib import suppress
from datetime import date
from random import Random

import pytest
from sqlalchemy import select

from ledger.contributions import contributions as gifts
from ledger.database import Database
from ledger.identity.roles import Role
from ledger.receipts import numbering
from ledger.receipts.vouchers import Voucher
from tests.factories import accounts, contributions, disbursements, identity
from tests.factories.associations import association
from tests.factories.communes import Commune, open_commune
from tests.factories.races import together


class ChangedMyMind(Exception):
    """Rolls a transaction back after everything in it went well."""


def numbers(
    book: Database, *, kind: str = "receipt", year: int = 2026, place: int | None = None
) -> list[int]:
    query = select(Voucher.number).where(Voucher.kind == kind, Voucher.year == year).order_by(Voucher.number)
    if place is not None:
        query = query.where(Voucher.association_id == place)
    with book.read() as session:
        return list(session.scalars(query))


def upcoming(book: Database, commune: Commune, year: int = 2026) -> int:
    with book.read() as session:
        return numbering.upcoming(session, association_id=commune.id, kind="receipt", year=year, book=1)


def test_draw__begins_with_one_and_counts_on(book: Database) -> None:
    commune = open_commune(book)
    assert upcoming(book, commune) == 1
    for _ in range(3):
        contributions.give(book, commune)
    assert numbers(book) == [1, 2, 3]
    assert upcoming(book, commune) == 4


def test_draw__many_at_once_are_consecutive(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune)
    sheet = contributions.start_sheet(book, commune)
    contributions.mark_sheet(book, commune, sheet, {1: 200_000, 2: 200_000, 3: 300_000})
    contributions.post_sheet(book, commune, sheet, households=3, cash=700_000)
    assert numbers(book) == [1, 2, 3, 4]


def test_draw__each_year_begins_anew_by_the_accounting_date(book: Database) -> None:
    commune = open_commune(book)
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2025, 12, 30)):
        contributions.give(book, commune, on=day)
    assert (numbers(book, year=2025), numbers(book, year=2026)) == ([1, 2], [1])


def test_draw__each_association_and_kind_counts_by_itself(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        sister = association(session, "Hội xã bên", under=commune.province)
        other = Commune(**(vars(commune) | {
            "association": sister,
            "fund": accounts.fund(session, sister, name="Quỹ bên"),
            "treasurer": identity.actor(session, sister, Role.TREASURER),
        }))  # fmt: skip
    for place in (commune, other, commune):
        contributions.give(book, place)
    decision = disbursements.decide(book, commune, disbursements.propose(book, commune, 100_000))
    disbursements.pay(book, commune, decision)
    assert numbers(book, place=commune.id) == [1, 2]
    assert numbers(book, place=sister.id) == [1]
    assert numbers(book, kind="payment") == [1]


def test_draw__what_is_rolled_back_gives_its_number_back(book: Database) -> None:
    commune = open_commune(book)

    def change_my_mind() -> None:
        with book.write() as session:
            gifts.record(session, contributions.new_gift(commune), by=commune.treasurer)
            raise ChangedMyMind

    with pytest.raises(ChangedMyMind):
        change_my_mind()
    contributions.give(book, commune)
    assert numbers(book) == [1]


def test_draw__no_gap_with_eight_hands_that_change_their_minds(book: Database) -> None:
    commune = open_commune(book)
    tries = 6

    def hand(seed: int) -> Callable[[], int]:
        chance = Random(seed)

        def once() -> int:
            with book.write() as session:
                gifts.record(session, contributions.new_gift(commune), by=commune.treasurer)
                if chance.random() < 0.4:
                    raise ChangedMyMind
            return 1

        def work() -> int:
            kept = 0
            for _ in range(tries):
                with suppress(ChangedMyMind):
                    kept += once()
            return kept

        return work

    kept = sum(int(str(outcome)) for outcome in together(*map(hand, range(8))))
    assert 0 < kept < 8 * tries, "some were kept and some were not"
    assert numbers(book) == list(range(1, kept + 1))
    assert upcoming(book, commune) == kept + 1
