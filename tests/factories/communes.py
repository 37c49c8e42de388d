"""A commune ready for work: its fund, and one person for each role. Most tests begin with it."""

from dataclasses import dataclass
from datetime import date

from ledger.accounts.funds import Fund
from ledger.associations.associations import Association
from ledger.database import Database
from ledger.identity.roles import Actor, Role
from tests.factories import accounts, associations, identity

DAY = date(2026, 3, 2)
"""The accounting date of most tests; any day of the past does."""


@dataclass(frozen=True)
class Commune:
    """A commune under a province that holds the same fund.

    The roles are held in the commune, except that of `stranger`, treasurer of the province.
    """

    province: Association
    association: Association
    fund: Fund
    treasurer: Actor
    colleague: Actor  # the second treasurer
    member: Actor  # of the committee
    chair: Actor
    stranger: Actor

    @property
    def id(self) -> int:
        """The association's id."""
        return self.association.id


def open_commune(book: Database) -> Commune:
    """Open a commune in an empty book."""
    with book.write() as session:
        province = associations.province(session)
        place = associations.association(session, under=province)
        return Commune(
            province=province,
            association=place,
            fund=accounts.fund(session, place, province),
            treasurer=identity.actor(session, place, Role.TREASURER, name="Thủ Quỹ Mẫu"),
            colleague=identity.actor(session, place, Role.TREASURER, name="Thủ Quỹ Khác"),
            member=identity.actor(session, place, Role.COMMITTEE_MEMBER, name="Ủy Viên Mẫu"),
            chair=identity.actor(session, place, Role.CHAIR, name="Chủ Tịch Mẫu"),
            stranger=identity.actor(session, province, Role.TREASURER, name="Thủ Quỹ Tỉnh"),
        )
