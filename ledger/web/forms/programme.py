"""What an administrator types to open an award programme."""

from collections.abc import Sequence

from ledger.accounts.funds import Fund
from ledger.disbursements.programmes import CATEGORY_NAMES, NewProgramme
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.ids import new_token
from ledger.web.forms import name
from ledger.web.forms.contribution import ChooseFund
from ledger.web.forms.fields import Fields


class CategoryMissing(InputError):
    """A programme gives one kind of award."""

    rule = "programme_category_is_chosen"
    message = N_("Choose what the programme gives.")


def fresh() -> Fields:
    """An empty form."""
    return Fields({"category": next(iter(CATEGORY_NAMES)), "key": new_token()})


def parse(fields: Fields, held: Sequence[Fund]) -> NewProgramme | None:
    """The programme typed, or None with a sentence beside each field that needs another look.

    held: the funds to choose from.
    """
    called = fields.read("name", name.required)
    category = fields.text("category")
    if category not in CATEGORY_NAMES:
        fields.refuse("category", CategoryMissing())
    fund = next((fund for fund in held if str(fund.id) == fields.text("fund")), None)
    if fund is None:
        fields.refuse("fund", ChooseFund())
    if fields.errors or called is None or fund is None:
        return None
    return NewProgramme(called, category, fund.id, recognition_required=bool(fields.text("titled")))
