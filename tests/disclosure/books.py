"""A small province with two communes, a village and a clan, and people who act in all of them."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from sqlalchemy.orm import Session

from ledger.accounts import chart, funds
from ledger.accounts.funds import Fund, FundKind
from ledger.accounts.journal import EntryKind
from ledger.associations import associations, tree
from ledger.associations.associations import Association, AssociationKind, Bookkeeping
from ledger.clock import stopped_at
from ledger.contributions import contributions, rosters
from ledger.contributions.contributions import Method, NewContribution
from ledger.database import Database
from ledger.disbursements import decisions, payments, programmes, proposals
from ledger.disbursements.proposals import NewAward
from ledger.errors import Refusal
from ledger.identity import users
from ledger.identity.roles import Actor, Role
from ledger.money import Dong
from ledger.people import parties
from ledger.recognition import recognitions
from ledger.recognition.recognitions import LearningModel
from ledger.treasury import acts, remittances
from ledger.treasury.acts import NewAct
from ledger.treasury.remittances import NewRemittance

FOUNDED = date(2020, 1, 1)
T = TypeVar("T")
HASH = "no one signs in here"


@dataclass
class Province:
    """A book with its people. Every verb runs in a write of its own, with the clock at its day."""

    database: Database
    places: dict[str, Association]
    funds: dict[str, Fund]
    treasurer: Actor
    member: Actor
    chair: Actor
    programmes: dict[tuple[str, str], int]
    numbers: Random = field(default_factory=lambda: Random(1))

    def id(self, place: str) -> int:
        """The id of an association."""
        return self.places[place].id

    def fund_id(self, fund: str) -> int:
        """The id of a fund."""
        return self.funds[fund].id

    def open_with(self, place: str, amount: int, day: date, fund: str = "general") -> None:
        """Money that was there when the book was opened."""
        new = NewAct(
            association_id=self.id(place),
            kind=EntryKind.OPENING,
            fund_id=self.fund_id(fund),
            amount=Dong(amount),
            place="bank",
            day=day,
            reason="Số dư đầu kỳ",
        )
        self._at(day, lambda session: acts.record(session, new, by=self.treasurer))

    def give(
        self, place: str, amount: int, day: date, fund: str = "general", method: Method = Method.BANK
    ) -> int:
        """A gift; returns the id of its receipt."""
        new = NewContribution(
            association_id=self.id(place),
            giver=f"Người ủng hộ {self.numbers.randrange(10**6)}",
            amount=Dong(amount),
            fund_id=self.fund_id(fund),
            method=method,
            received_on=day,
        )
        return self._at(day, lambda session: contributions.record(session, new, by=self.treasurer))

    def cancel(self, voucher_id: int, day: date) -> None:
        """A gift undone."""
        self._at(
            day,
            lambda session: contributions.cancel(
                session, voucher_id=voucher_id, reason="Ghi nhầm", by=self.treasurer
            ),
        )

    def collect(self, place: str, amounts: Sequence[int], day: date, fund: str = "general") -> None:
        """A collection by list, one household for each amount."""

        def act(session: Session) -> None:
            names = [f"Hộ {self.numbers.randrange(10**9)}" for _ in amounts]
            roster_id = rosters.start(
                session,
                association_id=self.id(place),
                fund_id=self.fund_id(fund),
                title=f"Thu {self.numbers.randrange(10**9)}",
                default_amount=Dong(amounts[0]),
                names=names,
                by=self.treasurer,
            )
            lines = rosters.sheet(session, roster_id).lines
            marks = {
                line.id: rosters.Mark(Dong(amount)) for (line, _), amount in zip(lines, amounts, strict=True)
            }
            rosters.keep(session, roster_id=roster_id, marks=marks, by=self.treasurer)
            rosters.post(
                session,
                roster_id=roster_id,
                counted_households=len(amounts),
                counted_cash=sum(amounts),
                received_on=day,
                by=self.treasurer,
            )

        self._at(day, act)

    def send(
        self,
        sender: str,
        receiver: str,
        amount: int,
        day: date,
        fund: str = "general",
        *,
        method: str = "bank",
    ) -> int:
        """Money sent to another association; returns the id of the transfer."""
        return self._at(
            day,
            lambda session: remittances.send(
                session,
                NewRemittance(
                    sender_id=self.places[sender].id,
                    receiver_id=self.places[receiver].id,
                    fund_id=self.funds[fund].id,
                    amount=Dong(amount),
                    sent_on=day,
                    place=method,
                ),
                by=self.treasurer,
            ),
        )

    def confirm(self, transfer_id: int, day: date) -> None:
        """The money arrived."""
        self._at(
            day,
            lambda session: remittances.confirm(
                session, transfer_id=transfer_id, confirmed_on=day, by=self.treasurer
            ),
        )

    def refuse(self, transfer_id: int, day: date) -> None:
        """The money did not come."""
        self._at(
            day,
            lambda session: remittances.refuse(
                session, transfer_id=transfer_id, reason="không thấy tiền", by=self.treasurer
            ),
        )

    def take_back(self, transfer_id: int, day: date) -> None:
        """The refused money is with its sender again."""
        self._at(
            day,
            lambda session: remittances.take_back(
                session, transfer_id=transfer_id, returned_on=day, by=self.treasurer
            ),
        )

    def promise(self, place: str, amounts: Sequence[int], day: date, fund: str = "general") -> int:
        """A list of awards, proposed and approved; returns the id of the decision."""

        def act(session: Session) -> int:
            people = [
                parties.register(session, association_id=self.id(place), name=f"Học sinh {n}").id
                for n in range(len(amounts))
            ]
            proposal_id = proposals.propose(
                session,
                programme_id=self.programmes[place, fund],
                title="Danh sách",
                awards=[
                    NewAward(who, Dong(amount), "Học giỏi")
                    for who, amount in zip(people, amounts, strict=True)
                ],
                proposed_on=day,
                by=self.member,
            )
            return decisions.decide(
                session,
                proposal_id=proposal_id,
                approved=True,
                number=f"{self.numbers.randrange(10**9)}/QĐ",
                decided_on=day,
                by=self.chair,
            )

        return self._at(day, act)

    def pay(self, decision_id: int, day: date, method: str = "bank") -> None:
        """All awards of a decision, paid."""
        self._at(
            day,
            lambda session: payments.pay(
                session,
                decision_id=decision_id,
                paid_on=day,
                method=method,
                receiver_name="Người nhận",
                by=self.treasurer,
            ),
        )

    def recognize(self, place: str, day: date) -> int:
        """An adult learner registered, assessed and recognized; returns the id of the decision."""

        def act(session: Session) -> int:
            party = parties.register(session, association_id=self.id(place), name="Học viên")
            registration_id = recognitions.register(
                session,
                association_id=self.id(place),
                party_id=party.id,
                model=LearningModel.CITIZEN,
                year=day.year,
                by=self.member,
            )
            recognitions.assess(
                session, registration_id=registration_id, points=90, threshold=80, by=self.member
            )
            return recognitions.recognize(
                session,
                association_id=self.id(place),
                registration_ids=[registration_id],
                number=f"{self.numbers.randrange(10**9)}/QĐ",
                decided_on=day,
                by=self.chair,
            )

        return self._at(day, act)

    def _at(self, day: date, act: Callable[[Session], T]) -> T:
        with stopped_at(day), self.database.write() as session:
            return act(session)


TREE = {
    "province": (AssociationKind.PROVINCE, None),
    "north": (AssociationKind.COMMUNE, "province"),
    "south": (AssociationKind.COMMUNE, "province"),
    "village": (AssociationKind.CHAPTER, "north"),
    "clan": (AssociationKind.CLAN_BOARD, "village"),
}


def found_province(database: Database) -> Province:
    """Found the associations, their funds and programmes, and the people; every role everywhere."""
    with stopped_at(FOUNDED), database.write() as session:
        chart.load_chart(session)
        places: dict[str, Association] = {}
        for code, (kind, parent) in TREE.items():
            places[code] = associations.found(
                session, name=f"Hội {code}", kind=kind, founded_on=FOUNDED, code=code
            )
            if parent:
                tree.place_under(session, child=places[code], parent=places[parent], valid_from=FOUNDED)
        declared = associations.found(
            session,
            name="Chi hội chỉ báo cáo",
            kind=AssociationKind.CHAPTER,
            founded_on=FOUNDED,
            code="declared",
            bookkeeping=Bookkeeping.DECLARED,
        )
        tree.place_under(session, child=declared, parent=places["south"], valid_from=FOUNDED)
        everywhere = [place.id for place in places.values()]
        kept = {
            code: funds.open_fund(
                session,
                name=f"Quỹ {code}",
                kind=kind,
                owner_id=places["province"].id,
                opened_on=FOUNDED,
                holders=everywhere,
                purpose="Học bổng",
                code=code,
            )
            for code, kind in (("general", FundKind.UNRESTRICTED), ("scholarship", FundKind.RESTRICTED))
        }
        given = {
            (place, fund): programmes.open_programme(
                session,
                association_id=places[place].id,
                fund_id=kept[fund].id,
                name=f"Khen thưởng {fund}",
                category="reward",
                opened_on=FOUNDED,
            ).id
            for place in places
            for fund in kept
        }
        treasurer, member, chair = (
            _actor(session, login, everywhere) for login in ("thuquy", "uyvien", "chutich")
        )
    return Province(database, places, kept, treasurer, member, chair, given)


def _actor(session: Session, login: str, everywhere: Sequence[int]) -> Actor:
    user = users.create(session, login=login, name=login, password_hash=HASH)
    return Actor(user.id, user.name, frozenset((place, role) for place in everywhere for role in Role))


def live(province: Province, *, seed: int, acts: int = 60, years: Sequence[int] = (2024, 2025)) -> None:
    """A random life: gifts, lists, cancellations, transfers, awards and payments, spread over some years."""
    numbers = Random(seed)
    places, kept = list(TREE), ("general", "scholarship")
    receipts: list[int] = []
    sent: list[int] = []
    promised: list[int] = []
    days = (date(years[-1], 12, 28) - date(years[0], 1, 2)).days
    for moment in sorted(numbers.randrange(days) for _ in range(acts)):
        day = date(years[0], 1, 2) + timedelta(days=moment)
        place, fund = numbers.choice(places), numbers.choice(kept)
        amount = numbers.randrange(1, 900) * 1000
        method = numbers.choice(list(Method))
        match numbers.choice("goggcxttaapl"):
            case "o":
                province.open_with(place, amount, day, fund)
            case "g":
                receipts.append(province.give(place, amount, day, fund, method))
            case "l":
                province.collect(place, [amount + n for n in range(numbers.randrange(1, 5))], day, fund)
            case "c" if receipts:
                with suppress(Refusal):
                    province.cancel(receipts.pop(numbers.randrange(len(receipts))), day)
            case "t":
                with suppress(Refusal):
                    other = numbers.choice([name for name in places if name != place])
                    sent.append(province.send(place, other, amount, day, fund, method=method))
            case "x" if sent:
                _answer(province, sent.pop(numbers.randrange(len(sent))), day)
            case "a":
                with suppress(Refusal):
                    promised.append(province.promise(place, [amount, amount + 1], day, fund))
            case "p" if promised:
                with suppress(Refusal):
                    province.pay(promised.pop(numbers.randrange(len(promised))), day, method)
            case _:
                pass


def _answer(province: Province, transfer_id: int, day: date) -> None:
    """Most transfers arrive, one in four is refused, and half of those come back within a week."""
    if transfer_id % 4:
        province.confirm(transfer_id, day)
        return
    province.refuse(transfer_id, day)
    if transfer_id % 8:
        province.take_back(transfer_id, day + timedelta(days=6))
