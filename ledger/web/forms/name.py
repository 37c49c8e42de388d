"""A name that somebody gives to a unit, a fund, a programme or a user, and other short texts."""

from ledger.errors import InputError
from ledger.i18n import N_
from ledger.people.parties import NameMissing
from ledger.text import clean

LONGEST_NAME = 150
LONGEST_TEXT = 500


class TextTooLong(InputError):
    """A text must fit on paper."""

    rule = "text_fits_on_paper"
    message = N_("Shorten this text to %(length)s characters at most.")


def required(typed: str) -> str:
    """A name as stored; refuses none at all (`NameMissing`) and a very long one (`TextTooLong`)."""
    name = clean(typed)
    if not name:
        raise NameMissing
    return _fitting(name, LONGEST_NAME)


def optional(typed: str) -> str:
    """A short text as stored, empty when nothing was typed; refuses a very long one (`TextTooLong`)."""
    return _fitting(clean(typed), LONGEST_TEXT)


def _fitting(text: str, longest: int) -> str:
    if len(text) > longest:
        raise TextTooLong(length=longest)
    return text
