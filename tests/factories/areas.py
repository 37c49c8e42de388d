"""A piece of the map: a district of Hải Dương before 1 July 2025, and what followed on it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from ledger.associations.areas import AdministrativeArea
from ledger.associations.former_areas import LISTED_FROM, REORGANISED_ON, AreaSuccession
from ledger.text import fold

FORMER = (
    ("30", "province", "tinh", "Hải Dương", ""),
    ("31", "province", "thanh_pho", "Hải Phòng", ""),
    ("296", "district", "huyen", "Bình Giang", "30"),
    ("10945", "commune", "thi_tran", "Kẻ Sặt", "296"),
    ("10954", "commune", "xa", "Hùng Thắng", "296"),
    ("10960", "commune", "xa", "Vĩnh Hồng", "296"),
    ("10963", "commune", "xa", "Long Xuyên", "296"),
    ("11242", "commune", "xa", "Mẫu", "296"),
)
TODAY = (
    ("31", "province", "thanh_pho", "Hải Phòng", ""),
    ("10945", "commune", "xa", "Kẻ Sặt", "31"),
    ("10966", "commune", "xa", "Bình Giang", "31"),
    ("11242", "commune", "xa", "Mẫu Sơn", "31"),
)
FOLLOWED = (
    ("30", "31"),
    ("31", "31"),
    ("10945", "10945"),
    ("10954", "10945"),
    ("10960", "10945"),
    ("10960", "10966"),
    ("10963", "10966"),
    ("11242", "11242"),
)
"""Codes of before and of today. Mẫu is invented: a commune that only got another name."""

Areas = dict[str, AdministrativeArea]


def load_binh_giang(session: Session) -> tuple[Areas, Areas]:
    """The areas of before, and those of today, by their codes."""
    former = _load(session, FORMER, LISTED_FROM, REORGANISED_ON)
    today = _load(session, TODAY, REORGANISED_ON, None)
    session.add_all(
        AreaSuccession(predecessor_id=former[old].id, successor_id=today[new].id) for old, new in FOLLOWED
    )
    session.flush()
    return former, today


def _load(session: Session, rows: Sequence[Sequence[str]], since: date, until: date | None) -> Areas:
    found: Areas = {}
    for code, level, kind, name, above in rows:
        found[code] = AdministrativeArea(
            code=code,
            level=level,
            kind=kind,
            name=name,
            folded=fold(name),
            parent_id=found[above].id if above else None,
            valid_from=since,
            valid_to=until,
        )
        session.add(found[code])
        session.flush()
    return found
