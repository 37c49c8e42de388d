"""The form that cancels a receipt: one field, the reason."""

from ledger.receipts.vouchers import VoidNeedsReason
from ledger.text import clean
from ledger.web.forms.fields import Fields

SHORTEST_REASON = 3


def parse(fields: Fields) -> str | None:
    """The reason typed, or None with a sentence beside the field."""
    reason = fields.read("reason", clean)
    if reason is not None and len(reason) < SHORTEST_REASON:
        fields.refuse("reason", VoidNeedsReason())
    return None if fields.errors else reason
