"""Numbers of a pasted table: which mark parts thousands and which begins a fraction, found from the table.

One table is written one way. What its numbers say together decides what each of them says; where they
contradict each other, nobody guesses.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ledger.errors import InputError
from ledger.i18n import N_, gettext
from ledger.money import MAX_AMOUNT
from ledger.text import fold

_WORDS = re.compile(r"\s*(?:dong|vnd|d|₫)$")
_NUMBER = re.compile(r"[0-9][0-9.,]*")
_NOTHING = {"-", "–", "—"}
_GROUP = 3
OTHER = {".": ",", ",": "."}


class TwoWritings(InputError):
    """The numbers of one table contradict each other."""

    rule = "pasted_numbers_agree"
    message = N_("“%(one)s” and “%(other)s” part their digits in two ways. Choose one below.")


class NumberUnreadable(InputError):
    """A cell is no number."""

    rule = "pasted_number_is_read"
    message = N_("“%(typed)s” is no number.")


class NumberNotWhole(InputError):
    """A cell has a fraction of what is counted."""

    rule = "pasted_number_is_whole"
    message = N_("“%(typed)s” would be %(read)s. Check how the table writes numbers, and its unit.")


class NumberTooLarge(InputError):
    """A cell is more than any unit can have."""

    rule = "pasted_number_range"
    message = N_("“%(typed)s” is more than any unit can have.")


@dataclass(frozen=True)
class Writing:
    """How a table writes numbers. thousands: the mark between them; empty when none is used."""

    thousands: str

    @property
    def decimal(self) -> str:
        """The mark before a fraction."""
        return OTHER.get(self.thousands, ",")

    @property
    def sentence(self) -> str:
        """What was found, in the reader's language."""
        if not self.thousands:
            return gettext("The numbers have no marks between their digits.")
        return gettext(
            "“%(thousands)s” parts thousands, “%(decimal)s” begins a fraction.",
            thousands=self.thousands,
            decimal=self.decimal,
        )

    def read(self, typed: str, scale: int = 1) -> int:
        """The number in a cell, times what one of the table stands for; a dash is 0.

        Refuses what is no number (`NumberUnreadable`), no whole one (`NumberNotWhole`), or beyond
        `MAX_AMOUNT` (`NumberTooLarge`).
        """
        body = bare(typed)
        if body in _NOTHING:
            return 0
        if not _NUMBER.fullmatch(body):
            raise NumberUnreadable(typed=typed)
        whole, _, fraction = body.replace(self.thousands or " ", "").partition(self.decimal)
        if not (whole.isdigit() and (fraction.isdigit() or self.decimal not in body)):
            raise NumberUnreadable(typed=typed)
        if self.thousands and not _grouped(body.partition(self.decimal)[0], self.thousands):
            raise NumberUnreadable(typed=typed)
        value = Decimal(f"{whole}.{fraction or 0}") * scale
        if value != int(value):
            raise NumberNotWhole(typed=typed, read=f"{value.normalize():f}".replace(".", self.decimal))
        if value > MAX_AMOUNT:
            raise NumberTooLarge(typed=typed)
        return int(value)


def is_number(typed: str) -> bool:
    """Whether a cell holds digits and marks only."""
    return bool(_NUMBER.fullmatch(bare(typed)))


def bare(typed: str) -> str:
    """A cell without spaces and the word of the currency."""
    return _WORDS.sub("", fold(typed)).replace(" ", "")


def writing(cells: Iterable[str]) -> Writing:
    """How the cells of a table write numbers; refuses those that contradict each other (`TwoWritings`)."""
    sure: dict[str, str] = {}
    maybe: dict[str, str] = {}
    for typed in cells:
        body = bare(typed)
        for mark in ".," if is_number(typed) else "":
            if mark in body:
                thousands, certain = _meaning(body, mark)
                (sure if certain else maybe).setdefault(thousands, typed)
    for found in (sure, maybe):
        if len(found) > 1:
            raise TwoWritings(one=found["."], other=found[","])
        if found:
            return Writing(next(iter(found)))
    return Writing("")


def _meaning(body: str, mark: str) -> tuple[str, bool]:
    """Which mark parts thousands if this one is used as it is here, and whether it can mean nothing else."""
    whole, _, rest = body.partition(mark)
    other = OTHER[mark]
    if mark in rest or other in rest:
        return mark, True
    if other in whole or len(rest) != _GROUP or len(whole) > _GROUP or whole == "0":
        return other, True
    return mark, False


def _grouped(whole: str, mark: str) -> bool:
    """Whether digits are parted by three, or not at all."""
    first, *groups = whole.split(mark)
    return not groups or (0 < len(first) <= _GROUP and all(len(group) == _GROUP for group in groups))
