"""The demo's closed periods: every book by the year, those of the province and of Long Hẹ by the month.

The statements of the article's two years are filed. October 2026 of Long Hẹ still waits to be closed.
"""

from datetime import date, timedelta
from functools import partial

from sqlalchemy.orm import Session

from ledger.accounts import periods
from ledger.associations.associations import Association
from ledger.demo.diary import Diary
from ledger.demo.staff import Staff
from ledger.demo.units import Tree
from ledger.identity.roles import Role

YEARS = (2024, 2025)
LAST_CLOSED_MONTH = 9


def enter_closings(diary: Diary, tree: Tree, staff: Staff) -> None:
    """Enter the closing of every year that is over, and of the months of two books."""
    communes = [commune.association for commune in tree.communes]
    boards = [board.association for board in tree.boards]
    for year in YEARS:
        for place in (tree.head, *communes, *boards):
            _close(diary, staff, place, date(year, 12, 31))
        diary.enter(date(year + 1, 3, 20), partial(_file, staff, tree.head, year))
    for place in (tree.head, tree.long_he.association):
        for month in range(1, LAST_CLOSED_MONTH + 1):
            _close(diary, staff, place, periods.month_end(date(YEARS[-1] + 1, month, 1)))


def _close(diary: Diary, staff: Staff, place: Association, through: date) -> None:
    def close(session: Session, _day: date) -> None:
        treasurer = staff.who(Role.TREASURER, place)
        periods.close(session, association_id=place.id, through=through, by=treasurer)

    diary.enter(through + timedelta(days=10), close)


def _file(staff: Staff, place: Association, year: int, session: Session, _day: date) -> None:
    periods.file(session, association_id=place.id, year=year, by=staff.who(Role.CHAIR, place))
