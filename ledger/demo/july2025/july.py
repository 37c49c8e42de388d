"""July 2025: what concerns no money in one go, then Bình Giang by the wizard, hand-over by hand-over."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.accounts import transfers_listed
from ledger.accounts.funds import Fund, FundKind
from ledger.associations import areas
from ledger.associations.areas import AdministrativeArea
from ledger.associations.associations import Association
from ledger.associations.events import Decree, EventKind
from ledger.associations.former_areas import REORGANISED_ON
from ledger.clock import stopped_at
from ledger.database import Database
from ledger.demo.july2025.country import CLAN, HEAD, VILLAGE, Country
from ledger.demo.july2025.officers import ADMINISTRATOR, FOLLOWING, Officers
from ledger.identity.roles import Actor, Role
from ledger.reorganisation.by_areas import Proposal, propose
from ledger.reorganisation.carrying_out import carry_out
from ledger.reorganisation.carrying_out_by_areas import carry_out_by_areas
from ledger.reorganisation.changes import Portion
from ledger.reorganisation.plan import Plan, plan
from ledger.treasury import remittances

AT_ONCE, BY_THE_WIZARD, COUNTED, AT_LAST = (date(2025, 7, day) for day in (3, 10, 18, 21))
WITH_MONEY = "Hải Phòng"

MERGED_PROVINCES = Decree("202/2025/QH15", "Quốc hội")
DECREES = {
    "Hải Phòng": Decree(
        "1669/NQ-UBTVQH15", "Ủy ban Thường vụ Quốc hội", "Cấp tỉnh theo Nghị quyết 202/2025/QH15"
    ),
    "Sơn La": Decree("1681/NQ-UBTVQH15", "Ủy ban Thường vụ Quốc hội"),
}
"""What the state decided about the areas; the associations' own decisions are not known."""

SHARES = (5_000, 5_000)
"""Of what Vĩnh Hồng did before, half is counted with each of the two; of the other divided ones nothing."""

NOT_COUNTED_YET = FundKind.RESTRICTED
"""Of what Bình Giang received, the money with a purpose waits for its treasurer to this day."""


def reorganise(
    database: Database,
    country: Country,
    people: dict[str, Actor],
    officers: Officers,
    provinces: Sequence[str],
) -> Mapping[str, Association]:
    """Carry the reorganisation out; returns the new communes that hold money, by their treasurers' logins.

    people: those of June, by their sign-in names; the new treasurers are added.
    """
    with stopped_at(AT_ONCE):
        for name in provinces:
            _at_once(database, country, people, name)
    if WITH_MONEY not in provinces:
        return {}
    with stopped_at(BY_THE_WIZARD):
        following = _appoint(database, officers, people)
        for proposal in _left(database):
            if proposal.areas[0].level == "commune":
                _by_the_wizard(database, country, people, proposal)
    with stopped_at(COUNTED):
        for login, place in following.items():
            _count(database, place, people[login])
    with stopped_at(AT_LAST):
        _at_once(database, country, people, WITH_MONEY)
    return following


def _province(session: Session, name: str) -> AdministrativeArea:
    return next(area for area in areas.provinces(session) if area.name == name)


def _at_once(database: Database, country: Country, people: Mapping[str, Actor], name: str) -> None:
    """Whatever can be done for a province without asking anybody."""
    with database.write() as session:
        carry_out_by_areas(
            session,
            _province(session, name),
            root=session.get_one(Association, country[HEAD].id),
            decree=DECREES.get(name, MERGED_PROVINCES),
            by=people[ADMINISTRATOR],
        )


def _left(database: Database) -> Sequence[Proposal]:
    with database.read() as session:
        return propose(session, _province(session, WITH_MONEY))


def _appoint(database: Database, officers: Officers, people: dict[str, Actor]) -> Mapping[str, Association]:
    """The treasurers of the new communes."""
    following = {}
    with database.write() as session:
        for login, name in FOLLOWING.items():
            [area] = areas.named(session, f"{name}, {WITH_MONEY}")
            following[login] = session.scalars(select(Association).filter_by(area_id=area.id)).one()
            people[login] = officers.appoint(session, login, Role.TREASURER, following[login])
    return following


def _by_the_wizard(
    database: Database, country: Country, people: Mapping[str, Actor], proposal: Proposal
) -> None:
    """One merger or division with its hand-overs, looked at first, as the officer of the head does it."""
    officer = people[ADMINISTRATOR]
    change = proposal.change(root_id=country[HEAD].id, on=REORGANISED_ON, decree=DECREES[WITH_MONEY])
    with database.read() as session:
        if change.kind == EventKind.SPLIT:
            children = {country[CLAN].id: 0, country[VILLAGE].id: 1}
            portions = _halves(plan(session, change, by=officer))
            change = replace(change, portions=portions, children=children, shares=SHARES)
        seen = plan(session, change, by=officer).fingerprint
    with database.write() as session:
        carry_out(session, change, seen=seen, by=officer)


def _halves(made: Plan) -> Mapping[Portion, int]:
    """Half of what is held to each of two successors; money with a purpose goes to the second, whole."""
    portions: dict[Portion, int] = {}
    for holding in made.endings[0].holdings:
        whole = holding.fund.kind == NOT_COUNTED_YET
        first = 0 if whole else holding.amount // 2_000 * 1_000
        key = (holding.giver.id, holding.fund.id, holding.place.account_id)
        portions |= {(*key, 0): first, (*key, 1): holding.amount - first}
    return portions


def _count(database: Database, place: Association, treasurer: Actor) -> None:
    """Confirm what arrived, but for the money with a purpose."""
    with database.write() as session:
        for line in transfers_listed.to_answer(session, place.id):
            if session.get_one(Fund, line.transfer.fund_id).kind != NOT_COUNTED_YET:
                remittances.confirm(session, transfer_id=line.transfer.id, confirmed_on=COUNTED, by=treasurer)
