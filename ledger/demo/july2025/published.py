"""The figures that newspapers gave for whole provinces, as declarations of the provincial associations.

A declaration has an opening, an in, an out and a closing; the articles do not. What was added so that
the lines add up is invented, and the source of each says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ledger.clock import stopped_at
from ledger.database import Database
from ledger.declarations import declarations, measures
from ledger.declarations.figures import Figures
from ledger.demo import figures
from ledger.demo.july2025.country import Country
from ledger.demo.july2025.officers import LOGINS
from ledger.identity.roles import Actor

HAI_DUONG, KHANH_HOA, SON_LA = "30", "56", "14"
BILLION = 1_000_000_000

HAI_DUONG_FUND = 163_100_000_000
"""The whole province's fund in June 2024, in đồng; the article says "more than"."""

_SON_LA = {
    year: sum(by_year[year] for by_year in figures.MOBILIZED.values()) for year in figures.ARTICLE_YEARS
}
_SON_LA_SPENT = {2024: 220_000_000, 2025: figures.AWARD_TOTAL - 220_000_000}


@dataclass(frozen=True)
class Published:
    """What one association declared on a day. counts: by the code of the measure."""

    province: str
    declared_on: date
    figures: Figures | None = None
    counts: Mapping[str, int] | None = None
    source: str = ""

    @property
    def year(self) -> int:
        """The year that the counts are of."""
        return self.declared_on.year if self.figures is None else self.figures.as_of.year


def _flow(as_of: date, opening: int, received: int, spent: int, source: str) -> Figures:
    return Figures(as_of, opening, received, spent, opening + received - spent, source)


_HAI_DUONG_SAYS = "Bài báo về “Công dân học tập” ở Hải Dương, tháng 6/2024"
_KHANH_HOA_SAYS = "Bài báo về khuyến học Khánh Hòa năm 2024"
_SON_LA_SAYS = "Báo Sơn La, bài “Hướng tới xã hội học tập”"

DECLARED = (
    Published(
        HAI_DUONG,
        date(2024, 7, 15),
        _flow(
            date(2024, 6, 30),
            HAI_DUONG_FUND,
            0,
            0,
            f"{_HAI_DUONG_SAYS}: quỹ toàn tỉnh trên 163,1 tỷ đồng. Bài không nêu thu, chi",
        ),
        {"members": 821_000, "population": 1_950_000, "learning_centres": 235},
        f"{_HAI_DUONG_SAYS}: trên 821.000 hội viên, 42,1% dân số (dân số suy ra từ đó)",
    ),
    Published(
        KHANH_HOA,
        date(2025, 1, 20),
        _flow(
            date(2024, 12, 31),
            0,
            34_100_000_000,
            32 * BILLION,
            f"{_KHANH_HOA_SAYS}: 22 + 1,3 + 10,8 tỷ thu, trên 32 tỷ chi. Số dư đầu kỳ là giả định",
        ),
    ),
    Published(
        SON_LA,
        date(2025, 1, 20),
        _flow(
            date(2024, 12, 31),
            0,
            _SON_LA[2024],
            _SON_LA_SPENT[2024],
            f"{_SON_LA_SAYS}: trên 9,2 tỷ thu, 463 triệu chi trong hai năm. Phần từng năm là giả định",
        ),
    ),
)
"""Declared before the reorganisation, in the order of the days."""

DECLARED_LATER = (
    Published(
        SON_LA,
        date(2026, 1, 20),
        _flow(
            date(2025, 12, 31),
            _SON_LA[2024] - _SON_LA_SPENT[2024],
            _SON_LA[2025],
            _SON_LA_SPENT[2025],
            f"{_SON_LA_SAYS}: trên 9,2 tỷ thu, 463 triệu chi trong hai năm. Phần từng năm là giả định",
        ),
        {"officers_trained": 6_000, "participants": 27_000},
        f"{_SON_LA_SAYS}: trên 6.000 cán bộ, 27.000 lượt người học, từ 2024",
    ),
)
"""Declared after it."""


def declare(
    database: Database, country: Country, people: Mapping[str, Actor], published: tuple[Published, ...]
) -> None:
    """Let the treasurers of the provinces declare, each on the day."""
    for one in published:
        if one.province in country:
            with stopped_at(one.declared_on), database.write() as session:
                _declare(session, one, country[one.province].id, people[LOGINS[one.province]])


def _declare(session: Session, one: Published, association_id: int, by: Actor) -> None:
    if one.figures is not None:
        declarations.declare(
            session, association_id=association_id, figures=one.figures, by=by, confirmed=True
        )
    if one.counts is not None:
        measures.count(
            session,
            association_id=association_id,
            year=one.year,
            counts=one.counts,
            source=one.source,
            by=by,
            confirmed=True,
        )
