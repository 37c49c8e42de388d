"""Gifts in another currency: booked at a stated rate, the original kept, to the last đồng."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from ledger.accounts import foreign
from ledger.accounts.foreign import (
    RATE_SCALE,
    Foreign,
    ForeignAmount,
    ForeignDiffers,
    ForeignUnreadable,
    RateHasNoSource,
    RateUnreadable,
)
from ledger.contributions import contributions
from ledger.database import Database
from ledger.money import AmountTooLarge, Dong
from ledger.receipts.vouchers import Voucher
from tests.factories.communes import Commune, open_commune
from tests.factories.contributions import new_gift
from tests.treasury.auditing import findings

BANK = "Vietcombank 20/11/2026"


def give(book: Database, commune: Commune, original: Foreign, amount: int | None = None) -> int:
    new = replace(new_gift(commune, original.dong if amount is None else amount), original=original)
    with book.write() as session:
        return contributions.record(session, new, by=commune.treasurer)


@pytest.mark.parametrize(
    ("typed", "dong", "shown"),
    [
        (("USD", "100", "25.400"), 2_540_000, ("100 USD", "25.400")),
        (("USD", "99,50", "25,412.5"), 2_528_544, ("99,5 USD", "25.412,5")),
        (("EUR", "1.234,56", "27 300"), 33_703_488, ("1.234,56 EUR", "27.300")),
        (("JPY", "10.000", "168,25"), 1_682_500, ("10.000 JPY", "168,25")),
        (("KRW", "50000", "18,4523"), 922_615, ("50.000 KRW", "18,4523")),
        (("USD", "0.01", "50"), 1, ("0,01 USD", "50")),
    ],
)
def test_foreign__reads_what_people_type(
    typed: tuple[str, str, str], dong: int, shown: tuple[str, str]
) -> None:
    found = foreign.foreign(*typed, BANK)
    assert found.dong == dong
    assert (found.original_shown, found.rate_shown) == shown


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        (("USD", "", "25.400", BANK), ForeignUnreadable),
        (("USD", "-5", "25.400", BANK), ForeignUnreadable),
        (("USD", "1,2,3", "25.400", BANK), ForeignUnreadable),
        (("USD", "0", "25.400", BANK), ForeignUnreadable),
        (("JPY", "1,5", "168", BANK), ForeignUnreadable),
        (("XYZ", "1", "168", BANK), ForeignUnreadable),
        (("USD", "0,01", "1", BANK), ForeignUnreadable),
        (("USD", "1", "", BANK), RateUnreadable),
        (("USD", "9999999999999999", "9999999", BANK), RateUnreadable),
        (("JPY", "1000000000", "25.400", BANK), AmountTooLarge),
        (("USD", "1", "25.400", " "), RateHasNoSource),
    ],
)
def test_foreign__refuses_what_is_no_amount_or_no_rate(
    typed: tuple[str, str, str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        foreign.foreign(*typed)


@given(st.integers(1, 10**8), st.sampled_from([1, 10, 100, 1000]), st.integers(1, 10**9))
def test_dong__is_the_product_rounded_half_up(original: int, unit_size: int, rate: int) -> None:
    exact = Fraction(original * rate, RATE_SCALE * unit_size)
    assert Foreign("USD", original, unit_size, rate, BANK).dong == (exact + Fraction(1, 2)).__floor__()


def test_record__keeps_the_original_beside_the_posting(book: Database) -> None:
    commune = open_commune(book)
    given = foreign.foreign("USD", "99,50", "25.412,5", BANK)
    voucher_id = give(book, commune, given)
    with book.read() as session:
        kept = session.scalars(select(ForeignAmount)).one()
        voucher = session.get_one(Voucher, voucher_id)
        assert (kept.original, kept.rate, kept.amount) == (9_950, 254_125_000, 2_528_544)
        assert voucher.amount == 2_528_544
        assert foreign.of_entries(session, [voucher.entry_id]) == {voucher.entry_id: given}
    assert findings(book) == []


def test_record__refuses_another_amount_than_the_rate_gives(book: Database) -> None:
    commune = open_commune(book)
    with pytest.raises(ForeignDiffers):
        give(book, commune, foreign.foreign("USD", "100", "25.400", BANK), amount=Dong(2_540_001))
