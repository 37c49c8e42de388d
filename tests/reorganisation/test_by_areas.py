"""What the table of areas proposes; the whole way is told in `tests/stories/test_reorganisation.py`."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from ledger import clock
from ledger.associations import associations
from ledger.associations.associations import Association, AssociationKind, Bookkeeping
from ledger.associations.events import Decree
from ledger.associations.former_areas import REORGANISED_ON, AreaSuccession
from ledger.associations.tree import place_under
from ledger.database import Database
from ledger.identity.roles import OutsideScope, Role
from ledger.reorganisation.by_areas import Step, propose
from ledger.reorganisation.carrying_out_by_areas import NobodyForProvince, carry_out_by_areas
from ledger.reorganisation.refusals import OutOfReach
from tests.factories import identity
from tests.factories.areas import load_binh_giang

DECREE = Decree("1669/NQ")
FOUNDED = date(2020, 1, 1)


def declaring(
    session: Session, name: str, kind: AssociationKind, area_id: int | None, under: Association | None = None
) -> Association:
    place = associations.found(
        session,
        name=f"Hội Khuyến học {name}",
        kind=kind,
        founded_on=FOUNDED,
        area_id=area_id,
        bookkeeping=Bookkeeping.DECLARED,
    )
    if under is not None:
        place_under(session, child=place, parent=under, valid_from=FOUNDED)
    return place


def test_carry_out__refuses_who_may_not_and_what_is_not_there(book: Database) -> None:
    with book.write() as session, clock.stopped_at(date(2025, 8, 1)):
        former, today = load_binh_giang(session)
        head = declaring(session, "Việt Nam", AssociationKind.CENTRAL, None)
        officer = identity.actor(session, head, Role.ADMINISTRATOR)
        treasurer = identity.actor(session, head, Role.TREASURER)
        new = today["31"]
        assert propose(session, new) == []
        with pytest.raises(OutsideScope):
            carry_out_by_areas(session, new, root=head, decree=DECREE, by=treasurer)
        with pytest.raises(NobodyForProvince):
            carry_out_by_areas(session, new, root=head, decree=DECREE, by=officer)
        declaring(session, "Hải Phòng", AssociationKind.PROVINCE, former["31"].id, head)
        declaring(session, "Hải Dương", AssociationKind.PROVINCE, former["30"].id)
        with pytest.raises(OutOfReach, match="Hải Dương"):
            carry_out_by_areas(session, new, root=head, decree=DECREE, by=officer)


def test_propose__a_district_without_communes_becomes_a_commune_of_its_own(book: Database) -> None:
    with book.write() as session, clock.stopped_at(date(2025, 8, 1)):
        former, today = load_binh_giang(session)
        island = former["296"]
        session.add(AreaSuccession(predecessor_id=island.id, successor_id=today["11242"].id))
        head = declaring(session, "Việt Nam", AssociationKind.CENTRAL, None)
        port = declaring(session, "Hải Phòng", AssociationKind.PROVINCE, former["31"].id, head)
        place = declaring(session, "huyện đảo", AssociationKind.DISTRICT, island.id, port)
        found, goes_on, merged = propose(session, today["31"])
        assert (found.step, goes_on.ending, merged.ending) == (Step.FOUND, [port], [place])
        officer = identity.actor(session, head, Role.ADMINISTRATOR)
        assert carry_out_by_areas(session, today["31"], root=head, decree=DECREE, by=officer) == []
        assert place.closed_on is not None
        assert place.closed_on < REORGANISED_ON
        assert port.area_id == today["31"].id
