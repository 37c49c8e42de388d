"""What an administrator types to open a fund."""

from ledger.accounts.funds import FundKind, NewFund, PurposeMissing
from ledger.dates import format_date
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.ids import new_token
from ledger.web.forms import name
from ledger.web.forms.contribution import past_date
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk

OWN, BENEATH = "own", "beneath"
"""Who may hold the money: the owner alone, or every unit beneath it too."""


class FundKindMissing(InputError):
    """A fund is general or has a named purpose."""

    rule = "fund_kind_is_chosen"
    message = N_("Choose what kind of fund it is.")


class HoldersMissing(InputError):
    """A fund says who may hold its money."""

    rule = "fund_holders_are_chosen"
    message = N_("Choose who may hold the money of this fund.")


def fresh(desk: Desk) -> Fields:
    """An empty form: a general fund, open since the year began, so that this year's gifts fit in."""
    opened_on = max(desk.association.founded_on, desk.today.replace(month=1, day=1))
    return Fields(
        {
            "kind": FundKind.UNRESTRICTED,
            "holders": OWN,
            "opened_on": format_date(min(opened_on, desk.today)),
            "key": new_token(),
        }
    )


def parse(fields: Fields, desk: Desk) -> NewFund | None:
    """The fund typed, or None with a sentence beside each field that needs another look."""
    called = fields.read("name", name.required)
    kind = next((kind for kind in FundKind if kind == fields.text("kind")), None)
    if kind is None:
        fields.refuse("kind", FundKindMissing())
    purpose = fields.read("purpose", name.optional)
    if kind not in (None, FundKind.UNRESTRICTED) and purpose == "":
        fields.refuse("purpose", PurposeMissing())
    licence = fields.read("licence", name.optional)
    holders = fields.text("holders")
    if holders not in (OWN, BENEATH):
        fields.refuse("holders", HoldersMissing())
    opened_on = fields.read("opened_on", lambda typed: past_date(typed, desk.today))
    if fields.errors or called is None or kind is None or purpose is None or opened_on is None:
        return None
    return NewFund(called, kind, opened_on, purpose, all_beneath=holders == BENEATH, licence=licence or "")
