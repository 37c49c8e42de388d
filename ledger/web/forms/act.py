"""The forms of opening balances, interest, other income and expenses."""

from sqlalchemy.orm import Session

from ledger.accounts.journal import EntryKind
from ledger.text import clean
from ledger.treasury import acts
from ledger.treasury.acts import RECIPES, ChooseHeading, NewAct, PayeeMissing, ReasonMissing
from ledger.web.forms import till
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk

NAMED = {
    "opening": EntryKind.OPENING,
    "interest": EntryKind.INTEREST,
    "other-income": EntryKind.OTHER_INCOME,
    "expense": EntryKind.EXPENSE,
}
"""The kinds by what they are called in addresses."""


def parse(session: Session, fields: Fields, desk: Desk, kind: EntryKind) -> NewAct | None:
    """The act typed, or None with a sentence beside each field that needs another look."""
    typed = till.parse(session, fields, desk)
    party, address = fields.read("party", clean), fields.read("address", clean)
    reason = fields.read("reason", clean)
    if reason == "":
        fields.refuse("reason", ReasonMissing())
    if RECIPES[kind].spends and party == "":
        fields.refuse("party", PayeeMissing())
    heading_id = None
    if acts.HEADING in (RECIPES[kind].debit, RECIPES[kind].credit):
        heading_id = heading(session, fields)
    if fields.errors or typed is None or reason is None:
        return None
    return NewAct(
        association_id=desk.association.id,
        kind=kind,
        fund_id=typed.fund.id,
        amount=typed.amount,
        place=typed.place,
        day=typed.day,
        reason=reason,
        heading_id=heading_id,
        party_name=party or "",
        party_address=address or "",
    )


def heading(session: Session, fields: Fields) -> int | None:
    """The heading chosen for what was spent; None with a sentence beside the field."""
    chosen = identity(fields.text("heading"))
    if chosen not in {account.id for account in acts.headings(session)}:
        fields.refuse("heading", ChooseHeading())
        return None
    return chosen
