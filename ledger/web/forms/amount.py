"""Amounts while they are typed: grouped, in words, and the question that 500 raises."""

from dataclasses import dataclass

from ledger.errors import InputError
from ledger.i18n import N_, current_locale, gettext
from ledger.money import Dong, format_dong, parse_dong, suggest_thousands
from ledger.web.forms.fields import Fields
from ledger.words import amount_in_words, english_words

MEANT = "meant"
"""The field in which a person says which of two amounts they mean."""


class AmountIsSmall(InputError):
    """Fewer than 1.000 đồng: probably thousands were meant, but only the person knows."""

    rule = "amount_is_meant"
    message = N_("You typed %(typed)s. Choose the amount you mean.")


@dataclass(frozen=True)
class Echo:
    """What is said back about a typed amount; ask: it is a question."""

    words: str = ""
    ask: bool = False


def in_words(amount: int) -> str:
    """An amount in đồng in words, in the reader's language."""
    return amount_in_words(amount) if current_locale() == "vi" else english_words(amount)


def echo(typed: str) -> Echo:
    """What to say back while somebody types; nothing while the text is no amount yet."""
    try:
        amount = parse_dong(typed)
    except InputError:
        return Echo()
    thousands = suggest_thousands(amount)
    if thousands is not None:
        return Echo(gettext("Do you mean %(amount)s đồng?", amount=format_dong(thousands)), ask=True)
    return Echo(
        gettext("%(amount)s đồng. %(words)s", amount=format_dong(amount), words=in_words(amount)), ask=False
    )


def choices(typed: str) -> list[tuple[int, str, str]]:
    """The amounts that a small number may mean, as options of a radio field; none for other numbers."""
    try:
        amount = parse_dong(typed)
    except InputError:
        return []
    thousands = suggest_thousands(amount)
    if thousands is None:
        return []
    return [
        (value, gettext("%(amount)s đồng", amount=format_dong(value)), in_words(value))
        for value in (thousands, amount)
    ]


def read(fields: Fields, name: str = "amount") -> Dong | None:
    """The amount typed; below 1.000 đồng only after the person said which amount is meant."""
    amount = fields.read(name, parse_dong)
    thousands = suggest_thousands(amount) if amount is not None else None
    if thousands is None:
        return amount
    if fields.text(MEANT) in (str(int(v)) for v in (amount, thousands) if v):
        return Dong(int(fields.text(MEANT)))
    fields.refuse(MEANT, AmountIsSmall(typed=fields.text(name).strip()))
    return None
