"""Titles in the demo: what the article counts, declared; and a few communes' records, one by one.

In Long Hẹ every state can be seen: registered, assessed, failed, passed and waiting, recognized. The
threshold used here is an example, not a rule.
"""

from collections.abc import Sequence
from datetime import date
from random import Random

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ledger.demo import names, places
from ledger.demo.awards import ADULT_AWARD, ADULTS_AWARDED
from ledger.demo.committee import Committee
from ledger.demo.diary import Diary
from ledger.demo.figures import DECLARED, DECLARED_SOURCE, DECLARED_YEAR
from ledger.demo.funds import ADULT, Programmes
from ledger.demo.givers import Givers
from ledger.demo.staff import Staff
from ledger.demo.units import LONG_HE, Commune, Tree
from ledger.disbursements.proposals import NewAward
from ledger.identity.roles import Role
from ledger.money import Dong
from ledger.people import parties
from ledger.people.parties import Party, PartyKind
from ledger.recognition import recognitions, standings
from ledger.recognition.counts import DeclaredCount
from ledger.recognition.recognitions import LearningModel, Recognition, Registration

THRESHOLD = 70
YEARS_OF = {LONG_HE: (2024, 2025, 2026)}
LATER_YEARS = (2025, 2026)
COUNTS = {
    LearningModel.FAMILY: 8,
    LearningModel.CITIZEN: 6,
    LearningModel.CLAN: 1,
    LearningModel.COMMUNITY: 2,
    LearningModel.UNIT: 1,
}
"""How many a commune registers each year; Long Hẹ three times as many families and learners."""


def declare(session: Session, tree: Tree) -> None:
    """Store the article's five counts as the province's declaration."""
    session.execute(
        insert(DeclaredCount),
        [
            {
                "association_id": tree.head.id,
                "model": model,
                "year": DECLARED_YEAR,
                "registered": None,
                "assessed": None,
                "recognized": count,
                "source": DECLARED_SOURCE,
            }
            for model, count in DECLARED.items()
        ],
    )


class Records:
    """The registrations of the communes that keep them, year by year."""

    def __init__(self, rng: Random, diary: Diary, tree: Tree, staff: Staff, givers: Givers) -> None:
        self._rng = rng
        self._diary = diary
        self._tree = tree
        self._staff = staff
        self._givers = givers

    def enter(self) -> None:
        """Enter registrations in March, assessments in October and recognitions in November."""
        for name in names.NAMED_CLANS:
            commune = self._tree.commune(name)
            for year in YEARS_OF.get(name, LATER_YEARS):
                self._enter_year(commune, year)

    def _enter_year(self, commune: Commune, year: int) -> None:
        def register(session: Session, _day: date) -> None:
            member = self._staff.who(Role.COMMITTEE_MEMBER, commune.association)
            registered = [
                recognitions.register(
                    session,
                    association_id=commune.association.id,
                    party_id=party_id,
                    model=model,
                    year=year,
                    by=member,
                )
                for model, party_id in self._subjects(session, commune, year)
            ]
            self._diary.enter(date(year, 10, 20), lambda session, _day: assess(session, registered))

        def assess(session: Session, registered: Sequence[int]) -> None:
            member = self._staff.who(Role.COMMITTEE_MEMBER, commune.association)
            assessed = registered if year < DECLARED_YEAR + 1 else registered[: len(registered) * 3 // 4]
            for registration_id in assessed:
                recognitions.assess(
                    session,
                    registration_id=registration_id,
                    points=self._rng.randrange(58, 99),
                    threshold=THRESHOLD,
                    by=member,
                )
            self._diary.enter(date(year, 11, 15), recognize)

        def recognize(session: Session, day: date) -> None:
            ready = standings.candidates(session, commune.association.id)
            chosen = ready if year < DECLARED_YEAR + 1 else ready[: len(ready) // 2]
            recognitions.recognize(
                session,
                association_id=commune.association.id,
                number=f"{len(chosen) + 40}/QĐ-UBND",
                decided_on=day,
                registration_ids=[standing.registration.id for standing in chosen],
                by=self._staff.who(Role.CHAIR, commune.association),
            )

        self._diary.enter(date(year, 3, 16), register)

    def _subjects(self, session: Session, commune: Commune, year: int) -> list[tuple[LearningModel, int]]:
        """Whom a commune registers in a year: families it knows, and new parties for the other models."""
        times = 3 if commune.name == LONG_HE and year >= DECLARED_YEAR else 1
        homes = [commune.association, *(board.association for board in commune.boards)]
        households = [
            giver.party.id
            for home in homes
            for giver in self._givers.get(home.id, ())
            if giver.party.kind == PartyKind.HOUSEHOLD
        ]
        families = households[: COUNTS[LearningModel.FAMILY] * times]
        subjects = [(LearningModel.FAMILY, party_id) for party_id in families]
        rows = self._new_parties(commune, year, times)
        added = parties.register_many(session, [row for _, row in rows])
        subjects += [(model, party_id) for (model, _), party_id in zip(rows, added, strict=True)]
        self._rng.shuffle(subjects)
        return subjects

    def _new_parties(
        self, commune: Commune, year: int, times: int
    ) -> list[tuple[LearningModel, dict[str, object]]]:
        """Learners, clans, villages and schools that the commune does not list yet, by model."""
        rng, here = self._rng, commune.association.id
        rows = []
        for _ in range(COUNTS[LearningModel.CITIZEN] * times):
            learner = names.adult_learner(rng, year)
            values = parties.values(
                association_id=here,
                name=learner.name,
                distinguisher=learner.course,
                address=f"{rng.choice(commune.villages)}, {commune.address}",
                birth_year=learner.birth_year,
            )
            rows.append((LearningModel.CITIZEN, values))
        others: list[tuple[LearningModel, PartyKind, Sequence[str]]] = [
            (LearningModel.CLAN, PartyKind.CLAN, [f"Dòng họ {s}" for s in names.NAMED_CLANS[commune.name]]),
            (
                LearningModel.COMMUNITY,
                PartyKind.COMMUNITY,
                commune.villages[: COUNTS[LearningModel.COMMUNITY]],
            ),
            (LearningModel.UNIT, PartyKind.ORGANISATION, [places.school(rng, commune.name)]),
        ]
        for model, kind, listed in others:
            for name in listed:
                values = parties.values(
                    association_id=here,
                    name=name,
                    kind=kind,
                    distinguisher=f"năm {year}",
                    address=commune.address,
                )
                rows.append((model, values))
        return rows


def enter_adult_awards(diary: Diary, tree: Tree, programmes: Programmes, committee: Committee) -> None:
    """Enter Long Hẹ's scholarships for adult learners, each on the title of the year before."""
    association = tree.long_he.association
    programme = programmes[association.id, ADULT]

    def propose(session: Session, day: date) -> None:
        awards = adult_awards(session, association.id, day.year - 1, ADULTS_AWARDED[day.year])
        title = f"{programme.name}, năm {day.year}"
        proposal_id = committee.propose(session, day, programme, awards, title)
        committee.decide_later(association, proposal_id, date(day.year, 9, 25), pay_on=date(day.year, 10, 2))

    for year in ADULTS_AWARDED:
        diary.enter(date(year, 9, 18), propose)


def adult_awards(
    session: Session, association_id: int, year: int, count: int, skip: int = 0
) -> list[NewAward]:
    """Lines for learners whom an association recognized for a year, each naming the title it rests on."""
    query = (
        select(Recognition.id, Recognition.party_id, Party.distinguisher)
        .join(Registration, Registration.id == Recognition.registration_id)
        .join(Party, Party.id == Recognition.party_id)
        .where(
            Registration.association_id == association_id,
            Registration.year == year,
            Registration.model == LearningModel.CITIZEN,
        )
        .order_by(Recognition.id)
        .offset(skip)
        .limit(count)
    )
    return [
        NewAward(party_id, Dong(ADULT_AWARD), course, recognition_id)
        for recognition_id, party_id, course in session.execute(query)
    ]
