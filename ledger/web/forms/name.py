"""A name that somebody gives to a unit, a fund, a programme or a user."""

from ledger.errors import InputError
from ledger.i18n import N_
from ledger.people.parties import NameMissing
from ledger.text import clean

LONGEST_NAME = 150


class NameTooLong(InputError):
    """A name must fit on a receipt."""

    rule = "name_fits_on_paper"
    message = N_("Shorten this name to %(length)s characters at most.")


def required(typed: str) -> str:
    """A name as stored; refuses none at all (`NameMissing`) and a very long one (`NameTooLong`)."""
    name = clean(typed)
    if not name:
        raise NameMissing
    if len(name) > LONGEST_NAME:
        raise NameTooLong(length=LONGEST_NAME)
    return name
