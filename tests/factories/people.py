"""Parties with invented names."""

from sqlalchemy.orm import Session

from ledger.associations.associations import Association
from ledger.people import parties
from ledger.people.parties import Party, PartyKind


def person(
    session: Session, place: Association, name: str = "Lò Thị Thử", *, distinguisher: str = ""
) -> Party:
    """A person known to an association."""
    return parties.register(session, association_id=place.id, name=name, distinguisher=distinguisher)


def household(session: Session, place: Association, name: str = "Gia đình ông Thử") -> Party:
    """A household known to an association."""
    return parties.register(session, association_id=place.id, name=name, kind=PartyKind.HOUSEHOLD)
