"""What the demo's villages and clans declare that keep their own books, and what the province counts.

Classes, participants and officers trained are the article's. Members, people, and every amount that a
unit declares are invented, and their source says so. One unit in four has not declared its last year yet,
and one put its figures right.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from random import Random

from sqlalchemy.orm import Session

from ledger.associations.associations import Association
from ledger.declarations import declarations, measures
from ledger.declarations.figures import Figures
from ledger.demo.diary import Diary
from ledger.demo.figures import ARTICLE_YEARS, COUNTED_IN_ARTICLE, COUNTED_SOURCE, DECLARED_YEAR, INVENTED
from ledger.demo.staff import Staff
from ledger.demo.units import Commune, Tree
from ledger.identity.roles import Role

STEP = 50_000
LATE = 0.25
"""The part of the units that have not declared their last year yet."""
INVENTED_COUNTS = {"members": 398_260, "population": 1_327_430}
PAPER = "Báo cáo năm %d"


def enter_declarations(diary: Diary, rng: Random, tree: Tree, staff: Staff) -> None:
    """Enter every declaration on a day of the January after its year, and the province's counts."""
    for commune, unit in _declaring(tree):
        opening = rng.randint(40, 240) * STEP
        for year in ARTICLE_YEARS:
            received, spent = rng.randint(60, 180) * STEP, rng.randint(40, 120) * STEP
            closing = opening + received - spent
            if closing < 0:
                spent, closing = received, opening
            source = PAPER % year
            said = Figures(date(year, 12, 31), opening, received, spent, closing, source)
            day = date(year + 1, 1, rng.randint(8, 28))
            corrected = year == DECLARED_YEAR and unit is tree.long_he.boards[1].association
            late = year == DECLARED_YEAR and rng.random() < LATE
            if corrected or not late:
                diary.enter(day, partial(_declare, staff, commune, unit, said, corrected=corrected))
            opening = closing
    diary.enter(date(DECLARED_YEAR + 1, 1, 15), partial(_count, staff, tree.head))


def _declaring(tree: Tree) -> Iterator[tuple[Commune, Association]]:
    for commune in tree.communes:
        yield from ((commune, board.association) for board in commune.boards if not board.keeps_books)


def _declare(
    staff: Staff,
    commune: Commune,
    unit: Association,
    said: Figures,
    session: Session,
    _day: date,
    *,
    corrected: bool,
) -> None:
    """Record what a unit declares; a corrected one forgot half a million that it spent."""
    treasurer = staff.who(Role.TREASURER, commune.association)
    first = said
    if corrected:
        first = replace(said, spent=said.spent - 10 * STEP, closing=said.closing + 10 * STEP)
    made = declarations.declare(session, association_id=unit.id, figures=first, by=treasurer, confirmed=True)
    if corrected:
        declarations.replace(session, declaration_id=made, figures=said, by=treasurer, confirmed=True)


def _count(staff: Staff, head: Association, session: Session, _day: date) -> None:
    """Record what the province counts: the article's figures, and invented ones under their own source."""
    for counts, source in ((COUNTED_IN_ARTICLE, COUNTED_SOURCE), (INVENTED_COUNTS, INVENTED)):
        measures.count(
            session,
            association_id=head.id,
            year=DECLARED_YEAR,
            counts=counts,
            source=source,
            by=staff.who(Role.TREASURER, head),
        )
