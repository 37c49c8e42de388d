"""The provinces, districts and communes until 30 June 2025, what followed on each, and still older names.

`data/former_areas.csv` has one row for each, with the codes of its successors; `data/PROVENANCE.md` says
where it comes from. A code stands in both tables, most often under another name.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import ForeignKey, Select, and_, insert, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from ledger.associations import areas
from ledger.associations.areas import KIND_WORDS, AdministrativeArea, title
from ledger.database import Base
from ledger.text import clean, fold

FORMER_AREAS_FILE = Path(__file__).parent / "data" / "former_areas.csv"

FIRST_ID = 100_001
"""The id of the first row of the file, far behind those of `areas.csv`, which grows at its end."""

REORGANISED_ON = date(2025, 7, 1)
"""The first day of the two-tier structure; the districts had ended the day before."""

LISTED_FROM = date(2025, 3, 1)
"""From when the list is taken to hold. The source does not say since when an area was there."""

LEVELS = {len("01"): "province", len("001"): "district", len("00001"): "commune"}
"""The level of an area by the number of digits of its code."""

MOST_FORMER = 50
"""How many former areas of one name are looked at."""


class AreaSuccession(Base):
    """What an area went into, wholly or in part."""

    __tablename__ = "area_succession"

    predecessor_id: Mapped[int] = mapped_column(ForeignKey("administrative_area.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(
        ForeignKey("administrative_area.id"), primary_key=True, index=True
    )


class AreaAlias(Base):
    """A name still older than the list, or another spelling.

    key: kind and name without marks and spaces, `xagiaotien`; the source has no more of it.
    """

    __tablename__ = "area_alias"

    area_id: Mapped[int] = mapped_column(ForeignKey("administrative_area.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True, index=True)


def load_former_areas(session: Session) -> int:
    """Load the areas until 30 June 2025 beside those of today; returns how many, 0 when already there.

    The areas of today must be loaded first (`areas.load_areas`).
    """
    if session.get(AdministrativeArea, FIRST_ID) is not None:
        return 0
    with FORMER_AREAS_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(enumerate(csv.DictReader(file), start=FIRST_ID))
    ids = {row["code"]: number for number, row in rows}
    today = dict(
        session.execute(
            select(AdministrativeArea.code, AdministrativeArea.id).where(
                AdministrativeArea.valid_from == REORGANISED_ON
            )
        ).all()
    )
    connection = session.connection()  # twice as fast as through the session, which would look at each row
    connection.execute(insert(AdministrativeArea), [_values(number, row, ids) for number, row in rows])
    followed = [(number, today[code]) for number, row in rows for code in row["successors"].split()]
    connection.execute(
        insert(AreaSuccession), [{"predecessor_id": old, "successor_id": new} for old, new in followed]
    )
    called = [{"area_id": number, "key": key} for number, row in rows for key in row["aliases"].split()]
    connection.execute(insert(AreaAlias), called)
    return len(rows)


def _values(number: int, row: dict[str, str], ids: dict[str, int]) -> dict[str, object]:
    return {
        "id": number,
        "code": row["code"],
        "level": LEVELS[len(row["code"])],
        "kind": row["kind"],
        "name": row["name_vi"],
        "folded": fold(row["name_vi"]),
        "parent_id": ids.get(row["parent_code"]),
        "valid_from": LISTED_FROM,
        "valid_to": REORGANISED_ON,
    }


@dataclass(frozen=True)
class Found:
    """An area of today, the former one that was asked for, and whether by a name still older than that."""

    area: AdministrativeArea
    former: AdministrativeArea
    by_alias: bool


def successors(session: Session, former: AdministrativeArea) -> Sequence[AdministrativeArea]:
    """The areas of today that a former one went into; of a district, those of its communes."""
    return [found.area for found in _followed(session, [former], [])]


def search(session: Session, typed: str, *, limit: int = 8) -> Sequence[Found]:
    """Areas of today by a name of before 1 July 2025, accents disregarded, whole names first.

    typed: the beginning of a name, or the whole of a still older one, with or without its kind and what
    stood above it then: `giao tien`, `huyện Bình Giang`, `xã Hòa Bình, huyện Kim Thành, Hải Dương`.
    Areas that are called the same today are left to `areas.search`.
    """
    own, *above = (part.strip() for part in fold(clean(typed)).split(","))
    if not own:
        return []
    older = session.scalars(select(AreaAlias.area_id).where(AreaAlias.key.in_(_keys(own)))).all()
    begun = session.scalars(
        _within(above)
        .where(or_(areas.begins(AdministrativeArea, own), AdministrativeArea.id.in_(older)))
        .order_by(
            AdministrativeArea.folded.not_in(areas.names_of(own)),
            AdministrativeArea.level.desc(),
            AdministrativeArea.folded,
            AdministrativeArea.code,
        )
        .limit(MOST_FORMER)
    ).all()
    found = _followed(session, begun, older)
    return [one for one in found if title(one.area) != title(one.former)][:limit]


def named(session: Session, typed: str) -> Sequence[AdministrativeArea]:
    """The areas of today that follow on those whose whole former name a typed text is."""
    names = areas.names_of(fold(clean(typed)).partition(",")[0].strip())
    found = search(session, typed, limit=areas.MOST_NAMESAKES)
    return list(dict.fromkeys(one.area for one in found if one.by_alias or one.former.folded in names))


def _keys(own: str) -> list[str]:
    """The aliases that a folded text may be."""
    name = "".join(re.findall("[a-z0-9]+", own))
    return [name, *(f"{kind.replace('_', '')}{name}" for kind in KIND_WORDS)]


def _within(above: Sequence[str]) -> Select[AdministrativeArea]:
    """The former areas that stood in all of some places, by the beginnings of their names."""
    upper, top = aliased(AdministrativeArea), aliased(AdministrativeArea)
    query = (
        select(AdministrativeArea)
        .outerjoin(upper, upper.id == AdministrativeArea.parent_id)
        .outerjoin(top, top.id == upper.parent_id)
        .where(AdministrativeArea.valid_to.is_not(None))
    )
    return query.where(*(or_(areas.begins(upper, part), areas.begins(top, part)) for part in above if part))


def _followed(
    session: Session, formers: Sequence[AdministrativeArea], older: Sequence[int]
) -> Sequence[Found]:
    """What follows on each of some former areas, in their order. older: those known by an alias."""
    within = aliased(AdministrativeArea)
    or_inside = and_(AdministrativeArea.level == "district", within.parent_id == AdministrativeArea.id)
    reached = (
        select(AdministrativeArea.id.label("former"), within.id.label("id"))
        .join(within, or_(within.id == AdministrativeArea.id, or_inside))
        .where(AdministrativeArea.id.in_([former.id for former in formers]))
        .cte("reached", recursive=True)
    )
    reached = reached.union(
        select(reached.c.former, AreaSuccession.successor_id).join(
            AreaSuccession, AreaSuccession.predecessor_id == reached.c.id
        )
    )
    today = session.execute(
        select(reached.c.former, AdministrativeArea)
        .join(AdministrativeArea, AdministrativeArea.id == reached.c.id)
        .where(AdministrativeArea.valid_to.is_(None))
        .order_by(AdministrativeArea.code)
    ).all()
    return [
        Found(area, former, former.id in older)
        for former in formers
        for identity, area in today
        if identity == former.id
    ]
