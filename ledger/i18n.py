"""The reader's language, and translation into it.

English msgids are in the code, Vietnamese is the first language of the reader. Catalogues are read
from `locale/<language>/LC_MESSAGES/ledger.po` at start and compiled in memory, so no compiled file
can differ from its source.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = ("vi", "en")
DEFAULT_LOCALE = "vi"
DOMAIN = "ledger"
CATALOGUES = Path(__file__).parent / "locale"

_locale: ContextVar[str] = ContextVar("locale", default=DEFAULT_LOCALE)


class Msgid(str):
    """A text that is still to be translated; as a fact of a sentence it is translated with it."""

    __slots__ = ()


def N_(msgid: str) -> Msgid:  # noqa: N802 - the name every gettext tool extracts
    """Mark a msgid for extraction; it is translated later, where it is shown."""
    return Msgid(msgid)


def current_locale() -> str:
    """The language of the reader being served now: 'vi' or 'en'."""
    return _locale.get()


def set_locale(locale: str) -> None:
    """Choose the reader's language for the rest of this request or command; unknown means Vietnamese."""
    _locale.set(locale if locale in LOCALES else DEFAULT_LOCALE)


@contextmanager
def use_locale(locale: str) -> Iterator[None]:
    """Speak one language inside the block, then the former one again."""
    token = _locale.set(locale if locale in LOCALES else DEFAULT_LOCALE)
    try:
        yield
    finally:
        _locale.reset(token)


@cache
def translations(locale: str) -> NullTranslations:
    """The catalogue of one language, compiled in memory; English is its own catalogue."""
    source = CATALOGUES / locale / "LC_MESSAGES" / f"{DOMAIN}.po"
    if locale == "en" or not source.exists():
        return NullTranslations()
    with source.open("rb") as file:
        catalogue = read_po(file, locale=locale, domain=DOMAIN)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext(msgid: str, **facts: object) -> str:
    """A msgid in the reader's language, with its `%(fact)s` placeholders filled."""
    catalogue = translations(_locale.get())
    text = catalogue.gettext(msgid)
    if not facts:
        return text
    return text % {name: catalogue.gettext(v) if isinstance(v, Msgid) else v for name, v in facts.items()}


def ngettext(singular: str, plural: str, n: int, **facts: object) -> str:
    """A msgid that depends on a count; `%(n)s` is filled beside the other facts."""
    text = translations(_locale.get()).ngettext(singular, plural, n)
    return text % {"n": n, **facts}
