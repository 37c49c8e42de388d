"""The Thào clan's three collections: 152 households, 250,000 đồng each, some more and some less.

The sheets of 2024 and 2025 are posted. That of 2026 has 149 households marked and waits for a
visitor to count the cash and post it.
"""

from datetime import date
from random import Random

from sqlalchemy.orm import Session

from ledger.contributions import rosters
from ledger.contributions.rosters import Mark, Sheet
from ledger.demo import names
from ledger.demo.diary import Diary
from ledger.demo.figures import CLAN_DEFAULT, CLAN_HIGHEST, CLAN_HOUSEHOLDS, CLAN_LOWEST, CLAN_PAID_2026
from ledger.demo.funds import Funds
from ledger.demo.staff import Staff
from ledger.demo.units import Tree
from ledger.identity.roles import Role
from ledger.money import Dong
from ledger.people.parties import SEPARATOR

POSTED = (date(2024, 6, 1), date(2025, 6, 1))
OPENED = date(2026, 11, 14)
EXCEPTIONS = {
    2024: {CLAN_HIGHEST: 19, CLAN_LOWEST: 16},
    2025: {CLAN_HIGHEST: 24, CLAN_LOWEST: 12},
    2026: {CLAN_HIGHEST: 22, CLAN_LOWEST: 9},
}
"""How many households give another amount than the default, by year."""

EXCUSED = "Hộ khó khăn, miễn"
LATER = "Đi làm xa, nộp sau"


def enter_collections(diary: Diary, rng: Random, tree: Tree, funds: Funds, staff: Staff) -> None:
    """Enter the clan's three collections in the diary."""
    treasurer = staff.who(Role.TREASURER, tree.thao.association)
    households = [
        f"{name}{SEPARATOR}{branch}" for name, branch in names.thao_households(rng, CLAN_HOUSEHOLDS)
    ]

    def start(session: Session, day: date) -> Sheet:
        first = day == POSTED[0]
        roster_id = rosters.start(
            session,
            association_id=tree.thao.association.id,
            fund_id=funds.clan.id,
            title=f"Bảng thu dòng họ Thào, năm {day.year}",
            default_amount=Dong(CLAN_DEFAULT),
            names=households if first else [],
            by=treasurer,
        )
        return rosters.sheet(session, roster_id)

    def collect(session: Session, day: date) -> None:
        sheet = start(session, day)
        kept = rosters.keep(
            session,
            roster_id=sheet.roster.id,
            marks=_marks(rng, sheet, day.year, CLAN_HOUSEHOLDS),
            by=treasurer,
        )
        rosters.post(
            session,
            roster_id=sheet.roster.id,
            counted_households=kept.paid_count,
            counted_cash=kept.total,
            received_on=day,
            by=treasurer,
        )

    def begin(session: Session, day: date) -> None:
        sheet = start(session, day)
        rosters.keep(
            session,
            roster_id=sheet.roster.id,
            marks=_marks(rng, sheet, day.year, CLAN_PAID_2026),
            by=treasurer,
        )

    for day in POSTED:
        diary.enter(day, collect)
    diary.enter(OPENED, begin)


def _marks(rng: Random, sheet: Sheet, year: int, paying: int) -> dict[int, Mark]:
    """What each line says: so many households paid, most of them the default."""
    identities = [line.id for line, _ in sheet.lines]
    absent = set(rng.sample(identities[1:], len(identities) - paying))
    payers = [identity for identity in identities if identity not in absent]
    marks = {identity: Mark(Dong(CLAN_DEFAULT)) for identity in payers}
    drawn = rng.sample(payers, sum(EXCEPTIONS[year].values()))
    for amount, count in EXCEPTIONS[year].items():
        for _ in range(count):
            marks[drawn.pop()] = Mark(Dong(amount))
    for turn, identity in enumerate(sorted(absent)):
        marks[identity] = Mark(None, LATER if turn else EXCUSED)
    return marks
