"""The form that corrects a voucher by difference: what is right, what was wrong, and why."""

from ledger.accounts.chart import Account
from ledger.accounts.corrections import Cause, CorrectionExplains, Standing
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.ids import new_token
from ledger.money import format_dong
from ledger.text import clean
from ledger.treasury.acts import ChooseHeading
from ledger.treasury.adjustments import Right
from ledger.web.forms import amount
from ledger.web.forms.fields import Fields, identity

SHORTEST_EXPLANATION = 3


class ChooseCause(InputError):
    """A correction says what was wrong."""

    rule = "correction_cause_is_chosen"
    message = N_("Choose what was wrong.")


def fresh(was: Standing) -> Fields:
    """The form as the voucher stands now."""
    return Fields(
        {"amount": format_dong(was.amount), "heading": str(was.account_id), "cause": "", "key": new_token()}
    )


def parse(fields: Fields, headings: list[Account]) -> Right | None:
    """What is right, or None with a sentence beside each field. headings: those it may stand under."""
    dong = amount.read(fields)
    heading_id = identity(fields.text("heading")) if headings else None
    if headings and heading_id not in {account.id for account in headings}:
        fields.refuse("heading", ChooseHeading())
    cause = next((cause for cause in Cause if cause == fields.text("cause")), None)
    if cause is None:
        fields.refuse("cause", ChooseCause())
    explanation = fields.read("explanation", clean)
    if explanation is not None and len(explanation) < SHORTEST_EXPLANATION:
        fields.refuse("explanation", CorrectionExplains())
    if fields.errors or dong is None or cause is None or explanation is None:
        return None
    return Right(dong, cause, explanation, heading_id)
