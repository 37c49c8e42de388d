"""Amounts in words, as vouchers and receipts must show them beside the figures.

Written here and not taken from a package: those we tried read 65 or 1.005.000 wrongly. The
tests parse every reading back to its number.
"""

from typing import Literal

ZeroTens = Literal["linh", "lẻ"]
Thousand = Literal["nghìn", "ngàn"]

LARGEST_READ = 10**18 - 1

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_UNITS_AFTER_MUOI = (*_DIGITS[:5], "lăm", *_DIGITS[6:])
_UNITS_AFTER_TENS = ("", "mốt", "hai", "ba", "tư", "lăm", *_DIGITS[6:])


def amount_in_words(
    amount: int, *, zero_tens: ZeroTens = "linh", thousand: Thousand = "nghìn", round_suffix: bool = True
) -> str:
    """Return an amount in đồng in Vietnamese words, first letter capital.

    1.300.000 gives "Một triệu ba trăm nghìn đồng chẵn". `zero_tens` and `thousand` choose
    northern or southern words. `round_suffix` adds "chẵn" (exactly) when the amount ends in 000,
    as is the custom on vouchers: nothing smaller than a thousand can then be written after it.
    Refuses (ValueError) a negative amount or one above `LARGEST_READ`: no voucher has one.
    """
    _check(amount)
    words = _read(amount, zero_tens, thousand) if amount else ["không"]
    words.append("đồng")
    if round_suffix and amount and amount % 1000 == 0:
        words.append("chẵn")
    return _sentence(words)


def english_words(amount: int) -> str:
    """Return an amount in đồng in English words: "One million three hundred thousand đồng".

    Refuses what `amount_in_words` refuses.
    """
    _check(amount)
    return _sentence([*(_read_english(amount) if amount else ["zero"]), "đồng"])


def _check(amount: int) -> None:
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise TypeError(f"an amount in words needs a whole number, not {type(amount).__name__}")
    if not 0 <= amount <= LARGEST_READ:
        raise ValueError(f"no words for the amount {amount}")


def _sentence(words: list[str]) -> str:
    text = " ".join(words)
    return text[0].upper() + text[1:]


def _read(number: int, zero_tens: ZeroTens, thousand: Thousand) -> list[str]:
    """Read a number from 1 up. What stands above a tỷ is itself read as a number of tỷ."""
    billions, rest = divmod(number, 10**9)
    words = [*_read(billions, zero_tens, thousand), "tỷ"] if billions else []
    for scale, unit in ((10**6, "triệu"), (10**3, thousand), (1, "")):
        group, rest = divmod(rest, scale)
        if group:  # an empty group is not spoken
            words += _read_group(group, leading=not words, zero_tens=zero_tens)
            words += [unit] if unit else []
    return words


def _read_group(group: int, *, leading: bool, zero_tens: ZeroTens) -> list[str]:
    """Read 1–999. A group that is not the leading one says its hundreds even when they are none."""
    hundreds, below = divmod(group, 100)
    tens, units = divmod(below, 10)
    words = [] if leading and not hundreds else [_DIGITS[hundreds], "trăm"]
    if tens > 1:
        words += [_DIGITS[tens], "mươi"]
        return words + ([_UNITS_AFTER_TENS[units]] if units else [])
    if tens == 1:
        words.append("mười")
        return words + ([_UNITS_AFTER_MUOI[units]] if units else [])
    if units:
        words += [zero_tens, _DIGITS[units]] if words else [_DIGITS[units]]
    return words


_ENGLISH_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_ENGLISH_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ENGLISH_SCALES = (
    (10**15, "quadrillion"), (10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"),
)  # fmt: skip


def _read_english(number: int) -> list[str]:
    words: list[str] = []
    for scale, unit in _ENGLISH_SCALES:
        group, number = divmod(number, scale)
        if group:
            words += [*_read_english_group(group), unit]
    if words and number and not number // 100:
        words.append("and")
    return words + _read_english_group(number)


def _read_english_group(group: int) -> list[str]:
    hundreds, below = divmod(group, 100)
    words = [_ENGLISH_SMALL[hundreds], "hundred"] if hundreds else []
    if below:
        words += ["and"] if words else []
        if below < len(_ENGLISH_SMALL):
            words.append(_ENGLISH_SMALL[below])
        else:
            tens, units = divmod(below, 10)
            words.append(_ENGLISH_TENS[tens - 2] + (f"-{_ENGLISH_SMALL[units]}" if units else ""))
    return words
