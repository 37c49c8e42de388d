"""The demo's award lists: proposed, decided and paid, 1,070 awards in the article's two years.

Each list goes the whole way through the public verbs: a committee member proposes it, the chair
decides it a week later, and the treasurer pays it at the ceremony.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from ledger.accounts import balances
from ledger.associations.associations import Association
from ledger.contributions.contributions import Method
from ledger.demo import bulk, names, places
from ledger.demo.diary import Diary
from ledger.demo.figures import ARTICLE_YEARS, AWARD_TOTAL, AWARDS, YEARS, fit
from ledger.demo.funds import HARDSHIP, REWARD, SCHOLARSHIP, Programmes
from ledger.demo.staff import Staff
from ledger.demo.units import Tree
from ledger.disbursements import decisions, payments, proposals
from ledger.disbursements.programmes import Programme
from ledger.disbursements.proposals import NewAward
from ledger.identity.roles import Role
from ledger.money import Dong
from ledger.people import parties
from ledger.people.parties import Party, PartyKind

PROPOSED_BEFORE, DECIDED_BEFORE = timedelta(days=13), timedelta(days=6)
STEP, LOWEST, HIGHEST = 50_000, 150_000, 1_500_000
ADULT_AWARD = 500_000
ADULTS_AWARDED = {2025: 3, 2026: 4}
"""Adult learners of Long Hẹ who get a scholarship on the title they hold from the year before."""

_PUPIL = ("Học sinh giỏi cấp tỉnh", "Học sinh giỏi cấp xã", "Học sinh tiêu biểu", "Đạt giải hội thi khoa học")
_HARD = ("Vượt khó học giỏi", "Hoàn cảnh khó khăn, học lực khá")
_TEACHER = ("Giáo viên dạy giỏi", "Giáo viên tiêu biểu")
_TOGETHER = ("Tập thể xuất sắc trong phong trào dạy và học",)

AMOUNTS = {
    REWARD: (200_000, 300_000, 300_000, 400_000, 500_000),
    SCHOLARSHIP: (500_000, 500_000, 700_000),
    HARDSHIP: (300_000, 500_000),
}
CLAN_AMOUNTS = (200_000, 200_000, 300_000)
COLLECTIVE_AMOUNT = 1_000_000


@dataclass(frozen=True)
class Recipient:
    """Somebody on a list who is not yet a party of the book."""

    name: str
    kind: PartyKind
    distinguisher: str
    birth_year: int | None
    reason: str


@dataclass(frozen=True)
class AwardPlan:
    """A list to be awarded on a day. place: the name of the commune its people live in."""

    association: Association
    programme: Programme
    place: str
    day: date
    recipients: Sequence[Recipient]
    amounts: Sequence[int]


def plan_all(rng: Random, tree: Tree, programmes: Programmes) -> list[AwardPlan]:
    """Plan every list of the three years; those of the article's years meet its count and its sum."""
    plans = []
    for year in YEARS:
        plans += _of_province(rng, tree, programmes, year)
        plans.append(_of_clan(rng, tree, programmes, year))
    adults = {year: ADULTS_AWARDED.get(year, 0) for year in ARTICLE_YEARS}
    planned = sum(len(plan.recipients) for plan in plans if plan.day.year in ARTICLE_YEARS)
    missing = AWARDS - planned - sum(adults.values())
    sizes = {2024: missing * 46 // 100, 2025: missing - missing * 46 // 100, 2026: missing * 6 // 10}
    for year, count in sizes.items():
        plans += _of_communes(rng, tree, programmes, year, count)
    return _fitted(plans, AWARD_TOTAL - ADULT_AWARD * sum(adults.values()))


def _of_province(rng: Random, tree: Tree, programmes: Programmes, year: int) -> list[AwardPlan]:
    """The province rewards on 1 June and gives its scholarships on 2 October."""
    grown = (year - 2024) * 10
    return [
        _plan(rng, tree, programmes[tree.head.id, REWARD], date(year, 6, 1), 40 + grown),
        _plan(rng, tree, programmes[tree.head.id, SCHOLARSHIP], date(year, 10, 2), 60 + grown),
    ]


def _of_clan(rng: Random, tree: Tree, programmes: Programmes, year: int) -> AwardPlan:
    """The clan honours its children on 1 June."""
    clan = tree.thao.association
    recipients = [_pupil(rng, tree.long_he.name, year, "Thào") for _ in range(50 + (year - 2024) * 5)]
    amounts = [rng.choice(CLAN_AMOUNTS) for _ in recipients]
    programme = programmes[clan.id, REWARD]
    return AwardPlan(clan, programme, tree.long_he.name, date(year, 6, 1), recipients, amounts)


def _of_communes(rng: Random, tree: Tree, programmes: Programmes, year: int, count: int) -> list[AwardPlan]:
    """One list of a commune in a year, on one of the feasts of learning; together `count` awards."""
    drawn = [rng.randrange(3, 7) for _ in tree.communes]
    sizes = fit(drawn, count, step=1, lowest=2, highest=9)
    plans = []
    for commune, size in zip(tree.communes, sizes, strict=True):
        category = rng.choice((REWARD, REWARD, SCHOLARSHIP))
        day = rng.choice((date(year, 6, 1), date(year, 9, 5), date(year, 10, 2)))
        programme = programmes[commune.association.id, category]
        recipients = [_recipient(rng, commune.name, year, programme) for _ in range(size)]
        amounts = [_amount(rng, recipient, programme) for recipient in recipients]
        plans.append(AwardPlan(commune.association, programme, commune.name, day, recipients, amounts))
    return plans


def _plan(rng: Random, tree: Tree, programme: Programme, day: date, count: int) -> AwardPlan:
    """A list of the province, with people from every commune."""
    homes = [rng.choice(tree.communes).name for _ in range(count)]
    recipients = [_recipient(rng, home, day.year, programme) for home in homes]
    amounts = [_amount(rng, recipient, programme) for recipient in recipients]
    return AwardPlan(tree.head, programme, "Sơn La", day, recipients, amounts)


def _recipient(rng: Random, commune: str, year: int, programme: Programme) -> Recipient:
    """A pupil; among those rewarded, one in ten is a teacher and one in twelve a whole class."""
    drawn = rng.random()
    if programme.category == REWARD and drawn < 0.1:
        teacher = names.household_head(rng)
        return Recipient(
            teacher, PartyKind.PERSON, places.school(rng, commune), year - 40, rng.choice(_TEACHER)
        )
    if programme.category == REWARD and drawn < 0.18:
        name = f"Tập thể lớp {names.pupil(rng, year).school_class}, {places.school(rng, commune)}"
        return Recipient(name, PartyKind.ORGANISATION, "", None, rng.choice(_TOGETHER))
    return _pupil(rng, commune, year, reasons=_PUPIL if programme.category == REWARD else _HARD)


def _pupil(
    rng: Random, commune: str, year: int, surname: str | None = None, reasons: Sequence[str] = _PUPIL
) -> Recipient:
    pupil = names.pupil(rng, year)
    name = names.household_head(rng, surname) if surname else pupil.name
    where = f"lớp {pupil.school_class}, {places.school(rng, commune)}"
    return Recipient(name, PartyKind.PERSON, where, pupil.birth_year, rng.choice(reasons))


def _amount(rng: Random, recipient: Recipient, programme: Programme) -> int:
    if recipient.kind is PartyKind.ORGANISATION:
        return COLLECTIVE_AMOUNT
    return rng.choice(AMOUNTS[programme.category])


def _fitted(plans: Sequence[AwardPlan], total: int) -> list[AwardPlan]:
    """The same plans, with the amounts of the article's years moved in steps until they meet its sum."""
    counted = [plan for plan in plans if plan.day.year in ARTICLE_YEARS]
    drawn = [amount for plan in counted for amount in plan.amounts]
    fitted = iter(fit(drawn, total, step=STEP, lowest=LOWEST, highest=HIGHEST))
    result = []
    for plan in plans:
        amounts = [next(fitted) for _ in plan.amounts] if plan in counted else plan.amounts
        result.append(AwardPlan(**(vars(plan) | {"amounts": amounts})))
    return result


class Committee:
    """Takes lists from proposal to payment, as far as each is to go, and numbers the decisions."""

    def __init__(self, rng: Random, diary: Diary, staff: Staff) -> None:
        self._rng = rng
        self._diary = diary
        self._staff = staff
        self._decided: dict[tuple[int, int], int] = {}

    def enter(self, plan: AwardPlan) -> None:
        """Enter a plan in the diary: proposed, decided, and paid on its day."""

        def act(session: Session, day: date) -> None:
            awards = awards_for(session, plan.association, plan.recipients, plan.amounts)
            proposal_id = self.propose(
                session, day, plan.programme, awards, f"{plan.programme.name}, {plan.day:%d/%m/%Y}"
            )
            self.decide_later(plan.association, proposal_id, plan.day - DECIDED_BEFORE, pay_on=plan.day)

        self._diary.enter(plan.day - PROPOSED_BEFORE, act)

    def propose(
        self, session: Session, day: date, programme: Programme, awards: Sequence[NewAward], title: str
    ) -> int:
        """Propose a list today; returns its id."""
        association = session.get_one(Association, programme.association_id)
        return proposals.propose(
            session,
            programme_id=programme.id,
            title=title,
            awards=awards,
            proposed_on=day,
            by=self._staff.who(Role.COMMITTEE_MEMBER, association),
        )

    def decide_later(
        self,
        association: Association,
        proposal_id: int,
        on: date,
        *,
        approved: bool = True,
        minutes: str = "",
        pay_on: date | None = None,
    ) -> None:
        """Enter the chair's decision on a day, and the payment on another if there is to be one."""

        def act(session: Session, day: date) -> None:
            turn = self._decided[association.id, day.year] = (
                self._decided.get((association.id, day.year), 0) + 1
            )
            decision_id = decisions.decide(
                session,
                proposal_id=proposal_id,
                approved=approved,
                number=f"{turn:02d}/{day.year}/QĐ-HKH",
                decided_on=day,
                minutes=minutes or f"Biên bản họp ngày {day:%d/%m/%Y}",
                by=self._staff.who(Role.CHAIR, association),
            )
            if pay_on is not None:
                self._pay_later(association, decision_id, pay_on)

        self._diary.enter(on, act)

    def _pay_later(self, association: Association, decision_id: int, on: date) -> None:
        def act(session: Session, day: date) -> None:
            decision = session.get_one(decisions.Decision, decision_id)
            held = {
                method: balances.held(
                    session, association_id=association.id, fund_id=decision.fund_id, role=method
                )
                for method in Method
            }
            payments.pay(
                session,
                decision_id=decision_id,
                paid_on=day,
                method=max(held, key=lambda method: held[method]),
                receiver_name=names.household_head(self._rng),
                by=self._staff.who(Role.TREASURER, association),
            )

        self._diary.enter(on, act)


def awards_for(
    session: Session, association: Association, recipients: Sequence[Recipient], amounts: Sequence[int]
) -> list[NewAward]:
    """Register the recipients with an association; returns their lines of a list."""
    rows = [
        parties.values(
            association_id=association.id,
            name=recipient.name,
            kind=recipient.kind,
            distinguisher=recipient.distinguisher,
            address=association.address,
            birth_year=recipient.birth_year,
        )
        for recipient in recipients
    ]
    identities = bulk.add(session, Party.id, rows)
    return [
        NewAward(party_id, Dong(amount), recipient.reason)
        for party_id, amount, recipient in zip(identities, amounts, recipients, strict=True)
    ]
