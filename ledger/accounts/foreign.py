"""Money that came in another currency: booked in đồng at a stated rate, with the original kept.

The amount in đồng is the original times the rate, rounded half up to whole đồng. Both are kept as whole
numbers: the original in its smallest unit, the rate in ten-thousandths of a đồng for one whole unit.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.accounts.journal import Posting
from ledger.database import Base
from ledger.errors import InputError, Refusal
from ledger.i18n import N_
from ledger.money import Dong, format_dong
from ledger.text import SHORTEST_NAME, clean

RATE_SCALE = 10_000
"""Parts of a đồng in which rates are kept: enough for 18,4523 đồng a won."""
LARGEST_PRODUCT = 4 * 10**18
"""Original times rate stays below this, so that twice of it is exact in 64 bits."""
DIGITS = {"JPY": 0, "KRW": 0, "LAK": 2, "USD": 2, "EUR": 2, "GBP": 2, "AUD": 2, "CAD": 2, "SGD": 2, "CNY": 2,
          "THB": 2, "TWD": 2, "CHF": 2}  # fmt: skip
"""Digits after the mark, by currency (ISO 4217): the currencies that are offered."""

_HALF_UP = f"(2 * original * rate + {RATE_SCALE} * unit_size) / (2 * {RATE_SCALE} * unit_size)"


class ForeignAmount(Base):
    """What a posting was in another currency.

    original: in the smallest unit, of which unit_size make a whole one; rate: ten-thousandths of a đồng
    for a whole one; amount: đồng, that of the posting.
    """

    __tablename__ = "foreign_amount"
    __table_args__ = (
        UniqueConstraint("posting_id", name="foreign_amount_posting_once"),
        CheckConstraint("length(currency) = 3 AND currency = upper(currency)", name="foreign_currency_code"),
        CheckConstraint("unit_size IN (1, 10, 100, 1000)", name="foreign_unit_size"),
        CheckConstraint(
            f"rate >= 1 AND original <= {LARGEST_PRODUCT} / nullif(rate, 0)", name="foreign_rate_range"
        ),
        CheckConstraint(f"amount = {_HALF_UP}", name="foreign_amount_at_rate"),
        CheckConstraint("length(trim(rate_source)) >= 2", name="foreign_rate_has_source"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id"))
    currency: Mapped[str]
    original: Mapped[int]
    unit_size: Mapped[int]
    rate: Mapped[int]
    rate_source: Mapped[str]
    amount: Mapped[Dong]


class RateHasNoSource(InputError):
    """A rate can be looked up again only when it says where it is from."""

    rule = "foreign_rate_has_source"
    message = N_("Say where the rate is from, for example the bank and the day.")


class ForeignUnreadable(InputError):
    """An amount in another currency is a number with at most the digits that currency has."""

    rule = "foreign_original_range"
    message = N_("Enter the amount in the other currency as a number, for example 100 or 99,50.")


class RateUnreadable(InputError):
    """A rate is what one whole unit is worth in đồng."""

    rule = "foreign_rate_range"
    message = N_("Enter how many đồng one unit is worth, for example 25.400.")


class ForeignDiffers(Refusal):
    """The amount of a posting is its original at the rate, and nothing else."""

    rule = "foreign_amount_equals_posting"
    message = N_("The amount in đồng is not the foreign amount at this rate. Nothing was recorded.")
    general = message


@dataclass(frozen=True)
class Foreign:
    """An amount in another currency. original: smallest units; rate: ten-thousandths of a đồng a unit."""

    currency: str
    original: int
    unit_size: int
    rate: int
    rate_source: str

    @property
    def dong(self) -> Dong:
        """What it is in đồng: rounded half up."""
        whole = RATE_SCALE * self.unit_size
        return Dong((2 * self.original * self.rate + whole) // (2 * whole))

    @property
    def original_shown(self) -> str:
        """The original as people write it: `1.234,5 USD`."""
        return f"{_decimal(self.original, self.unit_size)} {self.currency}"

    @property
    def rate_shown(self) -> str:
        """The rate as people write it: `25.400`."""
        return _decimal(self.rate, RATE_SCALE)


def foreign(currency: str, original: str, rate: str, rate_source: str) -> Foreign:
    """An amount as people type it: `99,50` of a currency of `DIGITS`, at a rate such as `25.400`.

    Refuses what cannot be read (`ForeignUnreadable`, `RateUnreadable`), a rate without source
    (`RateHasNoSource`), and more than one amount may be (`AmountTooLarge`).
    """
    digits = DIGITS.get(currency)
    smallest = None if digits is None else _read(original, digits)
    if digits is None or not smallest:
        raise ForeignUnreadable
    parts = _read(rate, len(str(RATE_SCALE)) - 1)
    if not parts or smallest * parts > LARGEST_PRODUCT:
        raise RateUnreadable
    if len(clean(rate_source)) < SHORTEST_NAME:
        raise RateHasNoSource
    found = Foreign(currency, smallest, 10**digits, parts, clean(rate_source))
    if found.dong < 1:
        raise ForeignUnreadable
    return found


def attach(session: Session, posting_id: int, amount: Foreign) -> None:
    """Keep the original of a posting; refuses another amount than the posting's (`ForeignDiffers`)."""
    session.add(ForeignAmount(posting_id=posting_id, **vars(amount), amount=amount.dong))
    session.flush()


def of_entries(session: Session, entry_ids: Sequence[int]) -> Mapping[int, Foreign]:
    """The originals of entries of one posting, by entry; those in đồng are left out."""
    found = session.execute(
        select(Posting.entry_id, ForeignAmount)
        .join(Posting, Posting.id == ForeignAmount.posting_id)
        .where(Posting.entry_id.in_(entry_ids))
    )
    return {
        entry_id: Foreign(kept.currency, kept.original, kept.unit_size, kept.rate, kept.rate_source)
        for entry_id, kept in found
    }


_NUMBER = re.compile(r"(?P<whole>[0-9]+|[0-9]{1,3}(?:(?P<group>[.,])[0-9]{3})(?:(?P=group)[0-9]{3})*)"
                     r"(?:(?P<mark>[.,])(?P<fraction>[0-9]{1,2}|[0-9]{4}))?")  # fmt: skip
_LONGEST_TYPED = 24


def _read(typed: str, digits: int) -> int | None:
    """A number as people type it, in parts of 10 ** digits; None when it is none.

    Three digits after a mark are thousands (25.400), one, two or four are a fraction (99,50).
    """
    text = clean(typed).replace(" ", "")
    match = _NUMBER.fullmatch(text) if len(text) <= _LONGEST_TYPED else None
    if match is None or (match["group"] is not None and match["group"] == match["mark"]):
        return None
    fraction = match["fraction"] or ""
    if len(fraction) > digits:
        return None
    whole = re.sub("[.,]", "", match["whole"])
    return int(whole + fraction.ljust(digits, "0"))


def _decimal(parts: int, size: int) -> str:
    """Parts of a unit as a Vietnamese number: 1.234,5 for 123450 of 100."""
    whole, rest = divmod(parts, size)
    fraction = str(rest).rjust(len(str(size)) - 1, "0").rstrip("0") if size > 1 else ""
    return format_dong(whole) + (f",{fraction}" if fraction else "")
