"""Money: whole đồng, as typed, stored and shown.

The đồng has no smaller unit, so an amount is an integer from the form to the database and no
fraction can appear. What people type is read the same way in every language of the screens:
"1.500.000" must never become one and a half.
"""

import re
from typing import Any, Self

from sqlalchemy import BigInteger, Dialect, Integer
from sqlalchemy.types import TypeDecorator, TypeEngine

from ledger.errors import InputError
from ledger.i18n import N_
from ledger.text import clean, fold

MAX_AMOUNT = 10**13


class AmountError(InputError):
    """What was given is not an amount of money. Forms catch this one class."""


class AmountMissing(AmountError):
    """Nothing was typed."""

    rule = "amount_missing"
    message = N_("Enter the amount.")


class AmountUnreadable(AmountError):
    """The text is neither digits nor digits with a unit word."""

    rule = "amount_unreadable"
    message = N_("Enter the amount in digits, for example 300.000 or 300 nghìn.")


class AmountForeignDigits(AmountError):
    """Digits of another script, full-width digits, or signs such as ½."""

    rule = "amount_foreign_digits"
    message = N_("Enter the amount with the digits 0 to 9.")


class AmountLeadingZero(AmountError):
    """The digits begin with 0, as a telephone number does."""

    rule = "amount_leading_zero"
    message = N_("Enter the amount without a 0 in front.")


class AmountUnclear(AmountError):
    """The text could mean two amounts: 1.3, or 1 triệu 300."""

    rule = "amount_unclear"
    message = N_("Enter the full amount, for example 1.300.000, or with its word, 1,3 triệu.")


class AmountMisgrouped(AmountError):
    """The marks do not part the digits by three, or are of two kinds."""

    rule = "amount_misgrouped"
    message = N_("Group the digits by three with one kind of mark, for example 1.500.000.")


class AmountNotWhole(AmountError):
    """The amount has a fraction of a đồng."""

    rule = "amount_not_whole"
    message = N_("Enter whole đồng, without a fraction.")


class AmountNegative(AmountError):
    """The amount is below 0."""

    rule = "amount_negative"
    message = N_("Enter the amount without a minus sign.")


class AmountIsRange(AmountError):
    """Two amounts with a dash between them."""

    rule = "amount_is_range"
    message = N_("Enter one amount, not a range from one to another.")


class AmountMustBePositive(AmountError):
    """The amount is 0 where something must be given."""

    rule = "amount_positive"
    message = N_("Enter an amount greater than 0.")


class AmountTooLarge(AmountError):
    """The amount is above `MAX_AMOUNT`."""

    rule = "amount_too_large"
    message = N_("Enter an amount of at most %(limit)s đồng.")


class Dong(int):
    """An amount a person may record: whole đồng from 0 to `MAX_AMOUNT`.

    Sums and differences of amounts are plain integers: a balance may be negative and a total may
    pass the limit of one amount. Refuses other numbers with `AmountNegative` or `AmountTooLarge`,
    and anything that is not an integer (also True and 5.0) with TypeError.
    """

    __slots__ = ()

    def __new__(cls, amount: int) -> Self:
        """Make an amount from an integer number of đồng."""
        if not _is_whole(amount):
            raise TypeError(f"an amount is a whole number of đồng, not {type(amount).__name__}")
        if amount < 0:
            raise AmountNegative
        if amount > MAX_AMOUNT:
            raise AmountTooLarge(limit=format_dong(MAX_AMOUNT))
        return super().__new__(cls, amount)


class DongType(TypeDecorator[int]):
    """Column of whole đồng: bigint, or integer on SQLite, whose strict tables know no bigint.

    Reads `Dong`, or a plain integer where a sum or a balance lies outside the range of an amount.
    """

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the engine's integer of eight bytes."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Pass whole numbers only. Refuses True, 5.0 and "5" with TypeError."""
        if value is None:
            return None
        if not _is_whole(value):
            raise TypeError(f"a column of đồng takes whole numbers, not {type(value).__name__}")
        return int(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - the same
        """Return the stored number; PostgreSQL hands a sum of bigint over as numeric."""
        if value is None:
            return None
        amount = int(value)
        if amount != value:
            raise ValueError(f"the database returned a fraction of a đồng: {value}")
        return Dong(amount) if 0 <= amount <= MAX_AMOUNT else amount


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


# --- reading ----------------------------------------------------------------------------------
_LONGEST_TYPED = 60
_THOUSAND = 1000
_SCALES = {
    "ty": 10**9, "ti": 10**9, "trieu": 10**6, "tr": 10**6, "nghin": 1000, "ngan": 1000, "k": 1000,
}  # fmt: skip
_UNIT = "(?P<unit>ty|ti|trieu|tr|nghin|ngan|k)"
_WHOLE = "(?P<whole>0|[1-9][0-9]*)"
_STRAY_MARK = re.compile(r"[\u0300-\u036f]")
_DASH = "[-‐‑‒–—−]"
_CURRENCY = re.compile(r"\s?(?:dong|vnd|d|₫)$")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}([., ])[0-9]{3}(?:\1[0-9]{3})*")
# 1tr3 and 1tr300 both say one million three hundred thousand; "1 triệu 300" could also be 1.000.300.
_SHORTHAND = re.compile(rf"{_WHOLE}\s?(?P<unit>ty|ti|trieu|tr)(?P<fraction>[0-9]{{1,3}})")
_AND_A_HALF = re.compile(rf"{_WHOLE}\s?{_UNIT} ruoi")
_TERM = re.compile(rf"\s?{_WHOLE}(?:[.,](?P<fraction>[0-9]{{1,2}}))?\s?{_UNIT}")
# Why a text is refused: the first form that fits names the error.
_REFUSED: tuple[tuple[re.Pattern[str], type[AmountError]], ...] = (
    (re.compile(r"0[0-9]+"), AmountLeadingZero),
    (re.compile(rf"{_DASH}.*"), AmountNegative),
    (re.compile(rf".*[0-9].*{_DASH}.*[0-9].*"), AmountIsRange),
    (re.compile(r"[0-9]{1,3}[.,][0-9]{1,2}"), AmountUnclear),
    (re.compile(r"[0-9]{4,}[.,][0-9]{1,2}"), AmountNotWhole),
    (re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}"), AmountNotWhole),
    (re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]{1,2}"), AmountNotWhole),
    (re.compile(r"[0-9., ]*[0-9][0-9., ]*"), AmountMisgrouped),
    (re.compile(r"[0-9](?:[0-9., ]|ty|ti|trieu|tr|nghin|ngan|k|ruoi)*"), AmountUnclear),
)


def parse_dong(text: str, *, zero_allowed: bool = False) -> Dong:
    """Return the amount in đồng that a person typed, whatever the language of the screen.

    Reads 1500000, 1.500.000, 1,500,000, 1 500 000, all also with đ, đồng, VND, VNĐ or ₫ behind;
    1,3 triệu, 200k, 300 nghìn, 2 tỷ, 1 triệu 300 nghìn, 1tr3, 2 tỷ rưỡi, with or without accents.
    Before a unit word one mark with one or two digits is a decimal fraction.
    Refuses with an `AmountError` of its own whatever could mean two amounts (1.3, 1.50.000,
    1 triệu 300), signs, ranges, fractions of a đồng, digits of other scripts, more than
    `MAX_AMOUNT`, and 0 unless `zero_allowed`.
    """
    typed = clean(text)
    if not typed:
        raise AmountMissing
    if any(char.isnumeric() and not char.isascii() for char in typed):
        raise AmountForeignDigits
    if len(typed) > _LONGEST_TYPED or _STRAY_MARK.search(typed):
        raise AmountUnreadable
    amount = Dong(_read(_CURRENCY.sub("", fold(typed))))
    if amount == 0 and not zero_allowed:
        raise AmountMustBePositive
    return amount


def suggest_thousands(amount: Dong) -> Dong | None:
    """Return what the person may have meant when the amount is below 1.000 đồng: 500 asks 500.000."""
    return Dong(amount * _THOUSAND) if 0 < amount < _THOUSAND else None


def _read(body: str) -> int:
    """Read folded text without its currency word."""
    if body == "0" or re.fullmatch("[1-9][0-9]*", body):
        return int(body)
    if _GROUPED.fullmatch(body):
        return int(re.sub("[., ]", "", body))
    if match := _SHORTHAND.fullmatch(body):
        return _scaled(match["whole"], match["fraction"], match["unit"])
    if match := _AND_A_HALF.fullmatch(body):
        return _scaled(match["whole"], "5", match["unit"])
    amount = _read_terms(body)
    if amount is None:
        raise next((error for form, error in _REFUSED if form.fullmatch(body)), AmountUnreadable)
    return amount


def _read_terms(body: str) -> int | None:
    """Read "1,3 triệu" or "1 triệu 300 nghìn": falling units, a fraction only in a term that stands alone."""
    total, above, position = 0, MAX_AMOUNT * 1000, 0
    while position < len(body):
        term = _TERM.match(body, position)
        if term is None or (term["fraction"] and (position or term.end() < len(body))):
            return None
        value = _scaled(term["whole"], term["fraction"] or "", term["unit"])
        if position and value >= above:
            return None
        total, above, position = total + value, _SCALES[term["unit"]], term.end()
    return total if position else None


def _scaled(whole: str, fraction: str, unit: str) -> int:
    """Return whole,fraction of a unit in đồng; the fraction has at most three digits, so nothing is lost."""
    scale = _SCALES[unit]
    return int(whole) * scale + int(fraction.ljust(3, "0")) * scale // 1000


# --- showing ----------------------------------------------------------------------------------
def format_dong(amount: int) -> str:
    """Return an amount in đồng in figures, as 1.500.000 or -5.000.000, in every language."""
    return f"{amount:,}".replace(",", ".")


# From which amount on a unit is used (just below it, rounding would say "1000 triệu"), and its size.
_COMPACT_SCALES = ((10**12 - 5 * 10**7, 10**12), (10**9 - 5 * 10**4, 10**9), (10**6, 10**6))
_COMPACT_WORDS = {
    "vi": {10**12: "nghìn tỷ", 10**9: "tỷ", 10**6: "triệu"},
    "en": {10**12: "trillion", 10**9: "billion", 10**6: "million"},
}


def format_compact(amount: int, locale: str) -> str:
    """Return a headline figure: "7,04 tỷ" for locale `vi`, "7.04 billion" for `en`.

    Billions have two decimals (one from 100 billion on), millions one unless it is 0, smaller
    amounts are exact. Rounded half up: always show the exact amount beside it.
    """
    mark, group = (",", ".") if locale == "vi" else (".", ",")
    size = abs(amount)
    sign = "-" if amount < 0 else ""
    scale = next((scale for at_least, scale in _COMPACT_SCALES if size >= at_least), None)
    if scale is None:
        return f"{sign}{size:,}".replace(",", group)
    decimals = 2 if scale > 10**6 and size + scale // 200 < 100 * scale else 1
    step = scale // 10**decimals
    whole, fraction = divmod((size + step // 2) // step, 10**decimals)
    shown = f"{whole:,}".replace(",", group)
    if fraction or scale > 10**6:
        shown += f"{mark}{fraction:0{decimals}}"
    return f"{sign}{shown} {_COMPACT_WORDS[locale][scale]}"
