"""The form that moves money from one fund of an association to another."""

from sqlalchemy.orm import Session

from ledger.text import clean
from ledger.treasury.fund_transfers import SHORTEST_GROUND, GroundMissing, NewFundTransfer, SameFund
from ledger.web.forms import till
from ledger.web.forms.fields import Fields
from ledger.web.guard import Desk


def parse(session: Session, fields: Fields, desk: Desk) -> NewFundTransfer | None:
    """The transfer typed, or None with a sentence beside each field that needs another look."""
    typed = till.parse(session, fields, desk)
    target = till.fund(session, fields, desk, "target")
    ground = fields.read("ground", clean)
    if ground is not None and len(ground) < SHORTEST_GROUND:
        fields.refuse("ground", GroundMissing())
    if typed and target and typed.fund.id == target.id:
        fields.refuse("target", SameFund())
    if fields.errors or typed is None or target is None or ground is None:
        return None
    return NewFundTransfer(
        desk.association.id, typed.fund.id, target.id, typed.amount, typed.place, typed.day, ground
    )
