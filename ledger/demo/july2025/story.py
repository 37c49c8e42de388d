"""Fills an empty book with the story of 1 July 2025: eight provinces become four, and no đồng is lost.

What is invented and what is not is said in `notes`.
"""

from collections.abc import Callable, Sequence
from random import Random

from ledger import ids
from ledger.accounts import chart
from ledger.associations.areas import load_areas
from ledger.associations.former_areas import load_former_areas
from ledger.clock import stopped_at
from ledger.database import Database
from ledger.demo.july2025 import gifts, july, published
from ledger.demo.july2025.country import CLAN, DIVIDED, FOUNDED, KEEPERS, PROVINCES, Country, found_all
from ledger.demo.july2025.gifts import AFTER, BEFORE, LIBRARY_GIFTS, Funds, Given
from ledger.demo.july2025.officers import LOGINS, Officers
from ledger.demo.province import refuse_unless_empty
from ledger.i18n import gettext
from ledger.identity.roles import Actor

SEED = "2025-07-01"


def load(
    database: Database, *, progress: Callable[[str], None], provinces: Sequence[str] = PROVINCES
) -> None:
    """Fill an empty, migrated book with the story.

    progress: told one sentence in the reader's language before each long step; provinces: of today, to
    load fewer. Refuses a book that holds an association already (`BookIsNotEmpty`).
    """
    with ids.drawn_from(Random(SEED)):
        rng = Random(f"{SEED}, gifts")
        officers = Officers(Random(f"{SEED}, people"))
        with stopped_at(FOUNDED), database.write() as session:
            refuse_unless_empty(session)
            progress(gettext("Loading the provinces and communes of Viet Nam"))
            load_areas(session)
            load_former_areas(session)
            chart.load_chart(session)
            progress(gettext("Founding the associations of June 2025"))
            country = found_all(session, provinces)
            people = officers.employ(session, country)
            funds = gifts.open_funds(session, country) if DIVIDED in country else None
        progress(gettext("Recording what was declared and given"))
        published.declare(database, country, people, published.DECLARED)
        if funds is not None:
            gifts.give(database, rng, list(_before(country, people, funds)))
        progress(gettext("Carrying out the reorganisation of 1 July 2025"))
        following = july.reorganise(database, country, people, officers, provinces)
        published.declare(database, country, people, published.DECLARED_LATER)
        if funds is not None:
            keepers = {**following, LOGINS[CLAN]: country[CLAN]}
            given = [Given(place, funds.general, people[login], AFTER) for login, place in keepers.items()]
            gifts.give(database, rng, given)


def _before(country: Country, people: dict[str, Actor], funds: Funds) -> Sequence[Given]:
    """What is given in Bình Giang until June 2025."""
    general = [Given(country[key], funds.general, people[LOGINS[key]], BEFORE) for key in (*KEEPERS, CLAN)]
    library = Given(country[DIVIDED], funds.library, people[LOGINS[DIVIDED]], BEFORE, LIBRARY_GIFTS)
    return [*general, library]
