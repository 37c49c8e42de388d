"""The form that pays a decided list: who is paid, how, when, and who signs for the money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from starlette.datastructures import FormData

from ledger.contributions.contributions import Method
from ledger.dates import format_date
from ledger.disbursements.award_lists import AwardLine, AwardList
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.ids import new_token
from ledger.text import clean
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk


class NobodyTicked(InputError):
    """A payment pays somebody."""

    rule = "payment_is_of_somebody"
    message = N_("Tick the people who are paid now.")


class ReceiverMissing(InputError):
    """Somebody signs the payment voucher."""

    rule = "payment_has_receiver"
    message = N_("Enter who takes the money and signs the voucher.")


class ChooseMethod(InputError):
    """The method sent is neither cash nor bank."""

    rule = "payment_method_is_chosen"
    message = N_("Choose how it is paid: cash or bank transfer.")


@dataclass(frozen=True)
class NewPayment:
    """What the treasurer pays: the awards by id, how, when, and who signs."""

    award_ids: Sequence[int]
    method: Method
    paid_on: date
    receiver_name: str


def fresh(found: AwardList, today: date) -> Fields:
    """An empty form: paid in cash, today; a single recipient signs for themselves."""
    unpaid = [line for line in found.lines if not line.paid]
    receiver = unpaid[0].party.name if len(unpaid) == 1 else ""
    return Fields(
        {"method": Method.CASH, "date": format_date(today), "receiver": receiver, "key": new_token()}
    )


def ticked(form: FormData, lines: Sequence[AwardLine]) -> list[int]:
    """The awards whose line is ticked, in the order of the list, also those paid meanwhile."""
    sent = set(form.getlist("award"))
    return [line.award.id for line in lines if str(line.award.id) in sent]


def parse(fields: Fields, award_ids: Sequence[int], desk: Desk) -> NewPayment | None:
    """The payment typed, or None with a sentence beside each field that needs another look."""
    if not award_ids:
        fields.refuse("award", NobodyTicked())
    method = fields.read("method", _method)
    day = fields.read("date", desk.entry_day)
    receiver = fields.read("receiver", _receiver)
    if fields.errors or not (method and day and receiver):
        return None
    return NewPayment(award_ids, method, day, receiver)


def _method(typed: str) -> Method:
    try:
        return Method(typed)
    except ValueError:
        raise ChooseMethod from None


def _receiver(typed: str) -> str:
    name = clean(typed)
    if not name:
        raise ReceiverMissing
    return name
