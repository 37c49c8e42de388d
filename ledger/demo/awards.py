"""The demo's award lists as they are planned: 1,070 awards in the article's two years, to the đồng."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from ledger.associations.associations import Association
from ledger.demo import names, places
from ledger.demo.figures import ARTICLE_YEARS, AWARD_TOTAL, AWARDS, YEARS, fit
from ledger.demo.funds import HARDSHIP, REWARD, SCHOLARSHIP, Programmes
from ledger.demo.units import Tree
from ledger.disbursements.programmes import Programme
from ledger.people.parties import PartyKind

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
LAST_OF_PRIMARY, LAST_OF_SECONDARY = 5, 9
TEACHERS, CLASSES = 0.1, 0.08


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
    """A pupil; among those rewarded, some are teachers and some whole classes."""
    drawn = rng.random()
    if programme.category == REWARD and drawn < TEACHERS:
        teacher, school = names.household_head(rng), places.school(rng, commune)
        return Recipient(teacher, PartyKind.PERSON, school, None, rng.choice(_TEACHER))
    if programme.category == REWARD and drawn < TEACHERS + CLASSES:
        school_class = names.pupil(rng, year).school_class
        name = f"Tập thể lớp {school_class}, {_school_of(rng, commune, school_class)}"
        return Recipient(name, PartyKind.ORGANISATION, "", None, rng.choice(_TOGETHER))
    return _pupil(rng, commune, year, reasons=_PUPIL if programme.category == REWARD else _HARD)


def _pupil(
    rng: Random, commune: str, year: int, surname: str | None = None, reasons: Sequence[str] = _PUPIL
) -> Recipient:
    pupil = names.pupil(rng, year)
    name = names.household_head(rng, surname) if surname else pupil.name
    where = f"lớp {pupil.school_class}, {_school_of(rng, commune, pupil.school_class)}"
    return Recipient(name, PartyKind.PERSON, where, pupil.birth_year, rng.choice(reasons))


def _school_of(rng: Random, commune: str, school_class: str) -> str:
    """A school of the commune that has such a class."""
    grade = int(school_class[:-1])
    level = "Tiểu học" if grade <= LAST_OF_PRIMARY else "THCS" if grade <= LAST_OF_SECONDARY else "THPT"
    while True:
        school = places.school(rng, commune)
        if level in school:
            return school


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
