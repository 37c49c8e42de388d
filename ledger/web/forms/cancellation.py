"""The form that cancels a receipt or another voucher: one field, the reason."""

from ledger.errors import Refusal
from ledger.receipts.vouchers import VoidNeedsReason
from ledger.text import SHORTEST_REASON, clean
from ledger.web.forms.fields import Fields


def parse(fields: Fields, missing: type[Refusal] = VoidNeedsReason) -> str | None:
    """The reason typed, or None with a sentence beside the field. missing: what refuses too short a one."""
    reason = fields.read("reason", clean)
    if reason is not None and len(reason) < SHORTEST_REASON:
        fields.refuse("reason", missing())
    return None if fields.errors else reason
