"""A small province to be reorganised: three communes with money in two funds, and people for each."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date

from ledger import clock
from ledger.accounts import funds, transfers_listed
from ledger.accounts.funds import Fund, FundKind
from ledger.associations import moves
from ledger.associations.associations import Association, AssociationKind
from ledger.associations.events import Decree, Document, EventKind
from ledger.contributions import contributions
from ledger.contributions.contributions import Method, NewContribution
from ledger.database import Database
from ledger.disclosure.flows import Flow
from ledger.disclosure.totals import totals
from ledger.identity.roles import Actor, Role
from ledger.money import Dong
from ledger.reorganisation.carrying_out import carry_out
from ledger.reorganisation.changes import Change, Founding
from ledger.reorganisation.plan import Plan, plan
from ledger.treasury import remittances
from tests.factories import accounts, associations, identity
from tests.factories.communes import Commune

NAMES = ("Chiềng An", "Chiềng Đen", "Chiềng Xôm")
DAY = date(2026, 7, 1)
"""The first day of the new order."""
TODAY = date(2026, 7, 10)
DECREE = Decree("1676/NQ", "Ủy ban nhân dân tỉnh", documents=(Document("Đề án sắp xếp", date(2026, 5, 4)),))


@dataclass(frozen=True)
class Stage:
    """The province, its communes in the order of `NAMES`, the villages under the first, and the funds.

    general: of the province, held by all; purpose: of the first commune, which alone holds it.
    treasurers: by the id of their association; officer: administers the province.
    """

    book: Database
    province: Association
    communes: Sequence[Association]
    villages: Sequence[Association]
    general: Fund
    purpose: Fund
    treasurers: dict[int, Actor]
    officer: Actor

    def change(
        self, kind: EventKind, ending: Sequence[Association], *following: Association | Founding
    ) -> Change:
        """A change on the day, at the desk of the province."""
        return Change(
            kind,
            self.province.id,
            tuple(one.id for one in ending),
            tuple(one if isinstance(one, Founding) else one.id for one in following),
            DAY,
            DECREE,
        )

    def plan(self, change: Change, by: Actor | None = None) -> Plan:
        """What it would do."""
        with self.book.read() as session:
            return plan(session, change, by=by or self.officer)

    def carry_out(
        self, change: Change, *, seen: str = "", key: str | None = None, by: Actor | None = None
    ) -> int:
        """Carry it out as it is planned now, or as it was seen."""
        seen = seen or self.plan(change).fingerprint
        with self.book.write() as session:
            return carry_out(session, change, seen=seen, by=by or self.officer, client_key=key)

    def rule(self, change: Change) -> list[str]:
        """The rules that stand in its way."""
        return [problem.rule for problem in self.plan(change).problems]

    def flow(self, place: Association, *, on: date, year: int = 2026) -> tuple[Flow, Flow]:
        """The year of an association alone, and with all under it, with the structure of a day."""
        with self.book.read() as session:
            found = totals(session, association_id=place.id, year=year, structure_on=on)
        return found.own_all, found.subtree_all

    def fresh(self, place: Association) -> Association:
        """An association as it is now."""
        with self.book.read() as session:
            return session.get_one(Association, place.id)

    def give(
        self, place: Association, amount: int, fund: Fund, *, on: date = date(2026, 3, 2), bank: bool = False
    ) -> int:
        """A gift."""
        new = NewContribution(
            association_id=place.id,
            giver="Lò Văn Mẫu",
            amount=Dong(amount),
            fund_id=fund.id,
            method=Method.BANK if bank else Method.CASH,
            received_on=on,
        )
        with self.book.write() as session:
            return contributions.record(session, new, by=self.treasurers[place.id])

    def confirm_all(self, place: Association, by: Actor | None = None) -> int:
        """Confirm all that is on the way to an association; returns how many."""
        with self.book.read() as session:
            waiting = [line.transfer.id for line in transfers_listed.to_answer(session, place.id)]
        with self.book.write() as session:
            for one in waiting:
                remittances.confirm(
                    session, transfer_id=one, confirmed_on=TODAY, by=by or self.treasurers[place.id]
                )
        return len(waiting)

    def appoint(self, place: Association) -> Actor:
        """A treasurer for an association that was founded just now."""
        with self.book.write() as session:
            return identity.actor(session, place, Role.TREASURER)


def at_work() -> AbstractContextManager[None]:
    """Ten days into the new order."""
    return clock.stopped_at(TODAY)


def build(book: Database) -> Stage:
    """The stage, with 500.000 in cash of the general fund in each commune, and in the first also 200.000 in
    the bank, and 300.000 in cash for orphans."""
    with book.write() as session:
        province = associations.province(session)
        communes = [
            associations.association(session, f"Hội Khuyến học xã {name}", under=province) for name in NAMES
        ]
        villages = [
            associations.association(
                session, f"Chi hội bản {name}", kind=AssociationKind.CHAPTER, under=communes[0]
            )
            for name in ("Cọ", "Mòng")
        ]
        treasurers = {
            place.id: identity.actor(session, place, Role.TREASURER, name=f"Thủ quỹ {number}")
            for number, place in enumerate([province, *communes, *villages])
        }
        stage = Stage(
            book,
            province,
            communes,
            villages,
            accounts.fund(session, province, *communes, *villages, name="Quỹ Khuyến học"),
            funds.open_fund(
                session,
                name="Quỹ trẻ mồ côi",
                kind=FundKind.RESTRICTED,
                owner_id=communes[0].id,
                opened_on=associations.FOUNDED,
                holders=[communes[0].id],
                purpose="Trẻ mồ côi của xã",
            ),
            treasurers,
            identity.actor(session, province, Role.ADMINISTRATOR, name="Quản trị tỉnh"),
        )
    for commune in communes:
        stage.give(commune, 500_000, stage.general)
    stage.give(communes[0], 200_000, stage.general, bank=True)
    stage.give(communes[0], 300_000, stage.purpose)
    return stage


def commune(stage: Stage) -> Commune:
    """The first commune, with people for every act."""
    place = stage.communes[0]
    with stage.book.write() as session:
        return Commune(
            stage.province,
            place,
            stage.general,
            treasurer=stage.treasurers[place.id],
            colleague=identity.actor(session, place, Role.TREASURER),
            member=identity.actor(session, place, Role.COMMITTEE_MEMBER),
            chair=identity.actor(session, place, Role.CHAIR),
            stranger=stage.treasurers[stage.province.id],
        )


def under_a_district(stage: Stage) -> Association:
    """Put the communes under a district that has a treasurer; returns it."""
    with stage.book.write() as session:
        district = associations.association(
            session, "Hội Khuyến học huyện Mẫu", kind=AssociationKind.DISTRICT, under=stage.province
        )
        for commune in stage.communes:
            moved = session.get_one(Association, commune.id)
            moves.move(session, moved, district, on=date(2024, 6, 1), decree=DECREE)
        funds.let_hold(session, fund_id=stage.general.id, association_ids=[district.id])
        stage.treasurers[district.id] = identity.actor(session, district, Role.TREASURER)
    return district


def with_portions(stage: Stage, change: Change, *amounts: Sequence[int]) -> Change:
    """A split with the amounts for each successor, holding by holding in the order of the plan."""
    held = [holding for ending in stage.plan(change).endings for holding in ending.holdings]
    return replace(
        change,
        portions={
            (holding.giver.id, holding.fund.id, holding.place.account_id, number): amount
            for holding, parts in zip(held, amounts, strict=True)
            for number, amount in enumerate(parts)
        },
    )
