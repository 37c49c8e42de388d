"""The households an association collects from: pasted once, found again next year."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ledger.errors import InputError
from ledger.i18n import N_
from ledger.people import parties
from ledger.people.parties import Party, PartyKind
from ledger.text import clean


class NoHouseholds(InputError):
    """A sheet needs at least one household."""

    rule = "roster_has_households"
    message = N_("Paste the names of the households, one on each line.")


class HouseholdListedTwice(InputError):
    """Two lines of a sheet look the same, so nobody could tell the two households apart."""

    rule = "roster_party_once"
    message = N_("“%(name)s” is on the list twice. Add what tells them apart: “%(name)s – branch”.")
    general = N_("A household is on the list twice.")


def listed(session: Session, association_id: int) -> Sequence[Party]:
    """The households an association lists, in the order in which they were first put down."""
    return session.scalars(
        select(Party)
        .where(Party.association_id == association_id, Party.kind == PartyKind.HOUSEHOLD)
        .order_by(Party.id)
    ).all()


def meant(session: Session, association_id: int, names: Sequence[str]) -> Sequence[int]:
    """The parties meant by pasted lines, new ones registered; without lines, all listed households."""
    here = listed(session, association_id)
    wanted = [parties.parted(line) for line in names if clean(line)]
    if not wanted:
        if not here:
            raise NoHouseholds
        return [party.id for party in here]
    known = {(party.name, party.distinguisher): party.id for party in here}
    if twice := next((line for line, times in Counter(wanted).items() if times > 1), None):
        raise HouseholdListedTwice(name=parties.SEPARATOR.join(filter(None, twice)))
    new = [line for line in wanted if line not in known]
    rows = [
        parties.values(
            association_id=association_id, name=name, kind=PartyKind.HOUSEHOLD, distinguisher=distinguisher
        )
        for name, distinguisher in new
    ]
    if rows:
        returning = insert(Party).returning(Party.id, sort_by_parameter_order=True)
        known |= dict(zip(new, session.execute(returning, rows).scalars(), strict=True))
    return [known[line] for line in wanted]
