"""The part of a gift's form about another currency: it stands there only when it is asked for."""

from collections.abc import Mapping

from ledger.accounts import foreign
from ledger.accounts.foreign import DIGITS, Foreign, RateHasNoSource, RateUnreadable
from ledger.errors import InputError
from ledger.i18n import N_, gettext
from ledger.money import format_dong
from ledger.web.forms.amount import Echo, in_words
from ledger.web.forms.fields import Fields

BESIDE: Mapping[type[InputError], str] = {RateUnreadable: "rate", RateHasNoSource: "rate_source"}
CHOICES = [(code, code) for code in sorted(DIGITS, key=lambda code: (code != "USD", code))]
NOT_READ = "?"
"""A source for the echo, which shows the worth before the source is typed."""


class ChooseCurrency(InputError):
    """The currency sent is not offered."""

    rule = "foreign_currency_code"
    message = N_("Choose one of the currencies in the list.")


def read(fields: Fields) -> Foreign | None:
    """The foreign amount typed; None when there is none, or with a sentence beside what cannot be read."""
    if not fields.text("currency"):
        return None
    if fields.text("currency") not in DIGITS:
        fields.refuse("currency", ChooseCurrency())
        return None
    try:
        found = foreign.foreign(
            *(fields.text(name) for name in ("currency", "original", "rate", "rate_source"))
        )
    except InputError as problem:
        fields.refuse(BESIDE.get(type(problem), "original"), problem)
        return None
    return found


def echo(typed: Mapping[str, str]) -> Echo:
    """What a foreign amount is worth while it is typed; nothing while it cannot be read."""
    try:
        found = foreign.foreign(
            typed.get("currency", ""), typed.get("original", ""), typed.get("rate", ""), NOT_READ * 2
        )
    except InputError:
        return Echo()
    said = gettext("%(amount)s đồng. %(words)s", amount=format_dong(found.dong), words=in_words(found.dong))
    return Echo(said)
