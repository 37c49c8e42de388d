"""What the public pages show of one association in one year, read in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ledger.associations import associations, tree
from ledger.associations.associations import Association
from ledger.clock import today
from ledger.disclosure import totals
from ledger.i18n import gettext
from ledger.recognition import counts

FIRST_YEAR = 2000
LONGEST_SHOWN = 12


@dataclass(frozen=True)
class Year:
    """The year a page shows. choices: those with figures, the newest first; notice: why not the one asked for."""

    number: int
    choices: Sequence[int]
    notice: str

    @property
    def runs(self) -> bool:
        """Whether the year is not over yet."""
        return self.number == today().year


def choose_year(session: Session, association_id: int, asked: str) -> Year:
    """The year asked for, or the running one; the newest with figures where the running one has none.

    asked: the text of the address. Another text than a year up to now is not refused: a sentence says
    which year is shown instead.
    """
    choices = totals.years(session, association_id)
    running = today().year
    usual = running if running in choices or not choices else choices[0]
    if not asked:
        return Year(usual, choices, "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 4 else 0
    if FIRST_YEAR <= number <= running:
        return Year(number, choices, "")
    said = asked[:LONGEST_SHOWN]
    return Year(
        usual,
        choices,
        gettext("The books have no year “%(asked)s”. This is %(year)s.", asked=said, year=usual),
    )


def of_province(session: Session, head: Association, asked: str) -> Mapping[str, object]:
    """What the home page shows: the whole tree in a year, by level, fund and month, and its titles."""
    year = choose_year(session, head.id, asked)
    found = totals.totals(session, association_id=head.id, year=year.number)
    return {
        "year": year,
        "totals": found,
        "levels": totals.by_level(session, association_id=head.id, year=year.number),
        "months": totals.by_month(session, association_id=head.id, year=year.number),
        "learning": counts.counts(session, association_id=head.id, year=year.number, on=found.structure_on),
    }


def of_association(session: Session, code: str, asked: str) -> Mapping[str, object]:
    """What an association's page shows: its own books beside those of all under it, and its children.

    Refuses an unknown code (`NotFound`).
    """
    place = associations.by_code(session, code)
    year = choose_year(session, place.id, asked)
    found = totals.totals(session, association_id=place.id, year=year.number)
    return {
        "year": year,
        "totals": found,
        "above": tree.ancestors(session, place.id, found.structure_on),
        "children": totals.by_child(session, association_id=place.id, year=year.number),
        "learning": counts.counts(session, association_id=place.id, year=year.number, on=found.structure_on),
    }
