"""What an administrator types to choose the books an association keeps."""

from dataclasses import dataclass
from datetime import date

from ledger.accounts.presentation import Profile
from ledger.dates import format_date
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.ids import new_token
from ledger.web.forms.contribution import past_date
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk


class ProfileMissing(InputError):
    """An association keeps one of three sets of books."""

    rule = "profile_is_chosen"
    message = N_("Choose which books are kept.")


@dataclass(frozen=True)
class Choice:
    """Which books, and from which day on."""

    profile: Profile
    valid_from: date


def fresh(desk: Desk, kept: Profile) -> Fields:
    """The form as it stands: the books kept today, from the beginning of the year on."""
    first = desk.today.replace(month=1, day=1)
    return Fields({"profile": kept.value, "valid_from": format_date(first), "key": new_token()})


def parse(fields: Fields, desk: Desk) -> Choice | None:
    """The choice, or None with a sentence beside each field that needs another look."""
    profile = next((one for one in Profile if one == fields.text("profile")), None)
    if profile is None:
        fields.refuse("profile", ProfileMissing())
    valid_from = fields.read("valid_from", lambda typed: past_date(typed, desk.today))
    if profile is None or valid_from is None:
        return None
    return Choice(profile, valid_from)
