"""The form that names a cash box or a bank account."""

from collections.abc import Mapping

from ledger.accounts.places import BANK, CASH, HolderMissing, NewPlace, PlaceNameMissing
from ledger.ids import new_token
from ledger.text import clean
from ledger.web.forms import name
from ledger.web.forms.contribution import ChooseMethod
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk


def fresh(asked: Mapping[str, str]) -> Fields:
    """An empty form: a cash box unless the address asks for a bank account."""
    return Fields({"method": asked.get("method", CASH), "key": new_token()})


def parse(fields: Fields, desk: Desk) -> NewPlace | None:
    """The place typed, or None with a sentence beside each field that needs another look."""
    if fields.text("method") not in (CASH, BANK):
        fields.refuse("method", ChooseMethod())
    typed = {field: fields.read(field, name.optional) for field in ("name", "holder", "bank", "number")}
    if not clean(typed["name"] or ""):
        fields.refuse("name", PlaceNameMissing())
    if not clean(typed["holder"] or ""):
        fields.refuse("holder", HolderMissing())
    if fields.errors:
        return None
    at_bank = fields.text("method") == BANK
    return NewPlace(
        association_id=desk.association.id,
        method=fields.text("method"),
        name=typed["name"] or "",
        holder_name=typed["holder"] or "",
        bank_name=(typed["bank"] or "") if at_bank else "",
        bank_number=(typed["number"] or "") if at_bank else "",
    )
