"""Money: what people type becomes one whole number of đồng, or a sentence that says how to type it."""

import pickle
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

import pytest
from babel import Locale
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, func, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import StatementError
from sqlalchemy.schema import CreateTable

from ledger.errors import InputError
from ledger.i18n import use_locale
from ledger.money import (
    MAX_AMOUNT,
    AmountError,
    AmountForeignDigits,
    AmountIsRange,
    AmountLeadingZero,
    AmountMisgrouped,
    AmountMissing,
    AmountMustBePositive,
    AmountNegative,
    AmountNotWhole,
    AmountTooLarge,
    AmountUnclear,
    AmountUnreadable,
    Dong,
    DongType,
    format_compact,
    format_dong,
    parse_dong,
    suggest_thousands,
)

AMOUNTS = st.one_of(
    st.integers(1, MAX_AMOUNT), st.integers(1, 10**7), st.integers(1, 10**10).map(lambda n: n * 1000)
)


# --- the amount itself ---
@pytest.mark.parametrize("amount", [0, 1, MAX_AMOUNT])
def test_dong__range(amount: int) -> None:
    assert Dong(amount) == amount
    assert isinstance(Dong(amount), int)


@pytest.mark.parametrize("value", [True, False, 5.0, "5", Decimal(5), None])
def test_dong__not_an_integer_refused(value: int) -> None:
    with pytest.raises(TypeError, match="whole number"):
        Dong(value)


def test_dong__outside_the_range_refused() -> None:
    with pytest.raises(AmountNegative):
        Dong(-1)
    with pytest.raises(AmountTooLarge) as refused:
        Dong(MAX_AMOUNT + 1)
    assert "10.000.000.000.000" in refused.value.sentence


def test_dong__sums_and_differences_are_plain_integers() -> None:
    total = Dong(MAX_AMOUNT) + Dong(MAX_AMOUNT)
    balance = Dong(200_000) - Dong(300_000)
    assert (total, type(total)) == (2 * MAX_AMOUNT, int)
    assert (balance, type(balance)) == (-100_000, int)
    assert sum([Dong(1), Dong(2)]) == 3


def test_dong__cannot_be_changed() -> None:
    amount = Dong(5)
    with pytest.raises(AttributeError):
        amount.note = "five"  # type: ignore[attr-defined]  # the refusal is what is tested
    assert pickle.loads(pickle.dumps(amount)) == amount  # noqa: S301 - our own bytes
    assert f"{amount} {amount!s}" == "5 5"


# --- reading ---
@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1.500.000", 1_500_000),
        ("1500000", 1_500_000),
        ("1,500,000", 1_500_000),
        ("1 500 000", 1_500_000),
        ("1\u00a0500\u00a0000", 1_500_000),
        ("1.500.000đ", 1_500_000),
        ("1.500.000 đ", 1_500_000),
        ("1.500.000 đồng", 1_500_000),
        ("1.500.000 VND", 1_500_000),
        ("1.500.000 VNĐ", 1_500_000),
        ("1.500.000\u00a0₫", 1_500_000),
        ("  1.500.000\t", 1_500_000),
        ("1.500.000\u200b", 1_500_000),
        ("1,3 triệu", 1_300_000),
        ("1.3 triệu", 1_300_000),
        ("1,25 triệu", 1_250_000),
        ("1,3 triệu đồng", 1_300_000),
        ("1,3 trieu", 1_300_000),
        ("1,3 TRIỆU", 1_300_000),
        ("0,5 triệu", 500_000),
        ("1 triệu", 1_000_000),
        ("1tr", 1_000_000),
        ("1tr3", 1_300_000),
        ("1tr35", 1_350_000),
        ("1tr300", 1_300_000),
        ("1tr05", 1_050_000),
        ("2 tỷ", 2_000_000_000),
        ("2 tỉ", 2_000_000_000),
        ("2tỷ5", 2_500_000_000),
        ("1,5 tỷ", 1_500_000_000),
        ("1 triệu rưỡi", 1_500_000),
        ("2 tỷ rưỡi đồng", 2_500_000_000),
        ("200k", 200_000),
        ("200K", 200_000),
        ("200 k", 200_000),
        ("1,5k", 1_500),
        ("200 nghìn", 200_000),
        ("300 nghìn đồng", 300_000),
        ("300 nghin dong", 300_000),
        ("300 ngàn", 300_000),
        ("300 NGÀN ĐỒNG", 300_000),
        ("1500 nghìn", 1_500_000),
        ("1 triệu 300 nghìn", 1_300_000),
        ("1 triệu 300k", 1_300_000),
        ("2 tỷ 300 triệu 50 nghìn đồng", 2_300_050_000),
        ("500", 500),
        ("10000000000000", MAX_AMOUNT),
        ("10000 tỷ", MAX_AMOUNT),
    ],
)
def test_parse_dong__ways_to_type(typed: str, amount: int) -> None:
    assert parse_dong(typed) == amount
    assert type(parse_dong(typed)) is Dong
    assert parse_dong(unicodedata.normalize("NFD", typed)) == amount


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", AmountMissing),
        (" \u00a0\u200b", AmountMissing),
        ("0", AmountMustBePositive),
        ("0 đồng", AmountMustBePositive),
        ("0 triệu", AmountMustBePositive),
        ("1.3", AmountUnclear),
        ("1,3", AmountUnclear),
        ("1.30", AmountUnclear),
        ("100.5", AmountUnclear),
        ("1,375 triệu", AmountUnclear),
        ("1.500 triệu", AmountUnclear),  # a group for some, a fraction for others
        ("10.000 tỷ", AmountUnclear),
        ("1.500.000 nghìn", AmountUnclear),
        ("1 triệu 300", AmountUnclear),
        ("1 tr 3", AmountUnclear),
        ("1 triệu 1300 nghìn", AmountUnclear),
        ("300 nghìn 1 triệu", AmountUnclear),
        ("1 triệu 2 triệu", AmountUnclear),
        ("1,5 triệu 300 nghìn", AmountUnclear),
        ("1 triệu 300,5 nghìn", AmountUnclear),
        ("1.50.000", AmountMisgrouped),
        ("1.500,000", AmountMisgrouped),
        ("1,500.000", AmountMisgrouped),
        ("1.500 000", AmountMisgrouped),
        ("1500.000", AmountMisgrouped),
        ("1.5000", AmountMisgrouped),
        ("1..500", AmountMisgrouped),
        ("1.500.", AmountMisgrouped),
        (".500", AmountMisgrouped),
        ("0.500", AmountMisgrouped),
        ("15 00", AmountMisgrouped),
        ("1000000,5", AmountNotWhole),
        ("1500000.00", AmountNotWhole),
        ("1.000.000,5", AmountNotWhole),
        ("1,000,000.50 VND", AmountNotWhole),
        ("-5", AmountNegative),
        ("−5", AmountNegative),
        ("- 5.000", AmountNegative),
        ("-1,3 triệu", AmountNegative),
        ("200-300", AmountIsRange),
        ("200 – 300 nghìn", AmountIsRange),
        ("200k-300k", AmountIsRange),
        ("0912345678", AmountLeadingZero),
        ("00", AmountLeadingZero),
        ("1e6", AmountUnreadable),
        ("+5", AmountUnreadable),
        ("1_000", AmountUnreadable),
        ("0x10", AmountUnreadable),
        ("(5.000)", AmountUnreadable),
        ("1.500.000 USD", AmountUnreadable),
        ("5kg", AmountUnreadable),
        ("1m", AmountUnreadable),
        ("đồng", AmountUnreadable),
        ("triệu", AmountUnreadable),
        ("một triệu", AmountUnreadable),
        ("nan", AmountUnreadable),
        ("inf", AmountUnreadable),
        ("=1+1", AmountUnreadable),
        ("1\u0336000", AmountUnreadable),
        ("1" * 61, AmountUnreadable),
        ("\uff11\uff15\uff10\uff10", AmountForeignDigits),
        ("١٥٠٠", AmountForeignDigits),
        ("१५००", AmountForeignDigits),
        ("一百", AmountForeignDigits),
        ("1½", AmountForeignDigits),
        ("5²", AmountForeignDigits),
        ("10.000.000.000.001", AmountTooLarge),
        ("10001 tỷ", AmountTooLarge),
        ("9" * 60, AmountTooLarge),
    ],
)
def test_parse_dong__refused_with_its_reason(typed: str, refusal: type[AmountError]) -> None:
    with pytest.raises(AmountError) as refused:
        parse_dong(typed)
    assert type(refused.value) is refusal
    assert refused.value.status == 422
    with use_locale("en"):
        assert re.match(r"(Enter|Group) .*\.$", refused.value.sentence)
        assert "%(" not in refused.value.sentence


def test_parse_dong__hidden_character_refused() -> None:
    with pytest.raises(InputError):
        parse_dong("5\x00000")


def test_parse_dong__zero_when_allowed() -> None:
    assert parse_dong("0", zero_allowed=True) == 0


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_parse_dong__same_in_every_language(locale: str) -> None:
    with use_locale(locale):
        assert parse_dong("1.500") == parse_dong("1,500") == 1_500


WRITINGS: list[Callable[[int], str]] = [
    str,
    format_dong,
    "{:,}".format,
    lambda amount: f"{amount:,}".replace(",", "\u00a0"),
    lambda amount: f"{format_dong(amount)} đồng",
    lambda amount: f"{format_dong(amount)}đ",
    lambda amount: f"{amount:,} VNĐ",
]


@given(AMOUNTS, st.sampled_from(WRITINGS))
def test_parse_dong__reads_what_is_written(amount: int, write: Callable[[int], str]) -> None:
    assert parse_dong(write(amount)) == amount


@given(st.integers(0, 999), st.integers(0, 99), st.sampled_from(["triệu", "tr", "tỷ"]), st.sampled_from(".,"))
def test_parse_dong__a_fraction_of_a_unit_is_exact(whole: int, hundredths: int, unit: str, mark: str) -> None:
    scale = 10**9 if unit == "tỷ" else 10**6
    typed = f"{whole}{mark}{hundredths:02} {unit}"
    assert parse_dong(typed, zero_allowed=True) == Decimal(f"{whole}.{hundredths:02}") * scale


@given(st.integers(1, 9_999), st.integers(1, 999), st.integers(1, 999))
def test_parse_dong__units_add_up(billions: int, millions: int, thousands: int) -> None:
    typed = f"{billions} tỷ {millions} triệu {thousands} nghìn"
    assert parse_dong(typed) == billions * 10**9 + millions * 10**6 + thousands * 1000


@given(st.one_of(st.text(), st.text(alphabet="0123456789., -kđtrngìhệuỷ", max_size=12)))
@example("1" * 5000)
@example("1." + "0" * 5000)
def test_parse_dong__reads_or_refuses(text: str) -> None:
    try:
        amount = parse_dong(text)
    except InputError:
        return
    assert type(amount) is Dong
    assert 0 < amount <= MAX_AMOUNT


@given(st.text(alphabet="0123456789.,", min_size=1, max_size=14))
def test_parse_dong__digits_are_never_lost(text: str) -> None:
    try:
        amount = parse_dong(text, zero_allowed=True)
    except InputError:
        return
    assert str(amount) == text.replace(".", "").replace(",", "")


def test_suggest_thousands__asks_below_one_thousand() -> None:
    assert suggest_thousands(Dong(500)) == 500_000
    assert suggest_thousands(Dong(999)) == 999_000
    assert suggest_thousands(Dong(1_000)) is None
    assert suggest_thousands(Dong(0)) is None


# --- showing ---
@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, "0"),
        (999, "999"),
        (1_500_000, "1.500.000"),
        (-5_000_000, "-5.000.000"),
        (MAX_AMOUNT, "10.000.000.000.000"),
    ],
)
def test_format_dong__figures(amount: int, shown: str) -> None:
    assert format_dong(amount) == shown
    assert format_dong(Dong(abs(amount))) == shown.lstrip("-")


@pytest.mark.parametrize(
    ("amount", "vietnamese", "english"),
    [
        (0, "0", "0"),
        (300_000, "300.000", "300,000"),
        (999_999, "999.999", "999,999"),
        (1_000_000, "1 triệu", "1 million"),
        (1_300_000, "1,3 triệu", "1.3 million"),
        (463_150_000, "463,2 triệu", "463.2 million"),
        (999_949_999, "999,9 triệu", "999.9 million"),
        (999_950_000, "1,00 tỷ", "1.00 billion"),
        (7_040_000_000, "7,04 tỷ", "7.04 billion"),
        (6_800_000_000, "6,80 tỷ", "6.80 billion"),
        (7_045_000_000, "7,05 tỷ", "7.05 billion"),
        (99_994_999_999, "99,99 tỷ", "99.99 billion"),
        (99_995_000_000, "100,0 tỷ", "100.0 billion"),
        (163_123_456_789, "163,1 tỷ", "163.1 billion"),
        (999_949_999_999, "999,9 tỷ", "999.9 billion"),
        (999_950_000_000, "1,00 nghìn tỷ", "1.00 trillion"),
        (1_600_000_000_000, "1,60 nghìn tỷ", "1.60 trillion"),
        (-7_040_000_000, "-7,04 tỷ", "-7.04 billion"),
    ],
)
def test_format_compact__headlines(amount: int, vietnamese: str, english: str) -> None:
    assert format_compact(amount, "vi") == vietnamese
    assert format_compact(amount, "en") == english


@pytest.mark.parametrize("locale", ["vi", "en"])
@pytest.mark.parametrize("scale", [10**6, 10**9, 10**12])
def test_format_compact__unit_words_are_those_of_the_language(locale: str, scale: int) -> None:
    pattern = Locale.parse(locale).compact_decimal_formats["long"]["other"][str(scale)].pattern
    assert format_compact(scale, locale).split(" ", 1)[1] == pattern.split(" ", 1)[1]


@given(st.integers(-(10**14), 10**14))
def test_format_compact__is_near_the_amount(amount: int) -> None:
    figure, _, unit = format_compact(amount, "en").replace(",", "").partition(" ")
    scale = {"": 1, "million": 10**6, "billion": 10**9, "trillion": 10**12}[unit]
    shown = Decimal(figure) * scale
    assert abs(shown - amount) * 200 <= abs(amount) or abs(shown - amount) * 20 <= scale
    assert abs(Decimal(figure)) < 1000 or scale in {1, 10**12}


# --- storing ---
POSTGRESQL = make_url("postgresql+psycopg://").get_dialect()()
SQLITE = make_url("sqlite://").get_dialect()()
GIFTS = Table(
    "gifts",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("amount", DongType),
    sqlite_strict=True,
)


def test_dong_type__column_of_each_engine() -> None:
    assert "amount BIGINT" in str(CreateTable(GIFTS).compile(dialect=POSTGRESQL))
    assert "amount INTEGER" in str(CreateTable(GIFTS).compile(dialect=SQLITE))


def test_dong_type__stored_and_read() -> None:
    engine = create_engine("sqlite://")
    GIFTS.create(engine)
    with engine.begin() as connection:
        connection.execute(
            insert(GIFTS), [{"amount": Dong(MAX_AMOUNT)}, {"amount": MAX_AMOUNT}, {"amount": None}]
        )
        amounts = connection.scalars(select(GIFTS.c.amount).order_by(GIFTS.c.id)).all()
        total = connection.scalar(select(func.sum(GIFTS.c.amount)))
        balance = connection.scalar(select(GIFTS.c.amount - Dong(MAX_AMOUNT) - 1).limit(1))
        refused = [True, 5.0, "5", Decimal(5)]
        for value in refused:
            with pytest.raises(StatementError, match="whole numbers"):
                connection.execute(insert(GIFTS), {"amount": value})
    engine.dispose()
    assert amounts == [MAX_AMOUNT, MAX_AMOUNT, None]
    assert type(amounts[0]) is Dong
    assert total == 2 * MAX_AMOUNT
    assert balance == -1


def test_dong_type__sum_of_postgresql_is_numeric() -> None:
    column, dialect = DongType(), POSTGRESQL
    assert type(column.process_result_value(Decimal(300_000), dialect)) is Dong
    assert type(column.process_result_value(Decimal(2 * MAX_AMOUNT), dialect)) is int
    with pytest.raises(ValueError, match="fraction"):
        column.process_result_value(Decimal("0.5"), dialect)
