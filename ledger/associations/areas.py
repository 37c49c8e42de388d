"""Administrative areas of Viet Nam: data with a validity, never a key of anything that holds money.

The table shipped in `data/areas.csv` is the two-tier structure of 1 July 2025; `data/PROVENANCE.md`
says where it comes from. Codes are reused under other names, so an area is (code, valid_from). What
there was before is in `former_areas`.
"""

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, UniqueConstraint, and_, insert, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from ledger.database import Base
from ledger.text import clean, fold

AREAS_FILE = Path(__file__).parent / "data" / "areas.csv"

KIND_WORDS = {
    "tinh": "tỉnh",
    "thanh_pho": "thành phố",
    "quan": "quận",
    "huyen": "huyện",
    "thi_xa": "thị xã",
    "thi_tran": "thị trấn",
    "xa": "xã",
    "phuong": "phường",
    "dac_khu": "đặc khu",
}
"""What the state calls each kind of area; part of its name on paper, so never translated."""

MOST_NAMESAKES = 50


class AdministrativeArea(Base):
    """A province, a commune or, until 30 June 2025, a district, as the state names it and while it does."""

    __tablename__ = "administrative_area"
    __table_args__ = (
        UniqueConstraint("code", "valid_from", name="administrative_area_code_once"),
        CheckConstraint("level IN ('province', 'district', 'commune')", name="administrative_area_level"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="administrative_area_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    level: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("administrative_area.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


def load_areas(session: Session) -> int:
    """Load the shipped table into an empty book; returns the number of areas, 0 when already there.

    An area's id is the number of its row in the file, the same in every book, so that books merge: new
    rows are added at the end.
    """
    if session.scalar(select(AdministrativeArea.id).limit(1)) is not None:
        return 0
    with AREAS_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(enumerate(csv.DictReader(file), start=1))
    loaded = 0
    parents: dict[str, int] = {}
    for level in ("province", "commune"):
        values = [{"id": number, **_values(row, parents)} for number, row in rows if row["level"] == level]
        session.execute(insert(AdministrativeArea), values)
        loaded += len(values)
        provinces = select(AdministrativeArea.code, AdministrativeArea.id).where(
            AdministrativeArea.level == "province"
        )
        parents = dict(session.execute(provinces).all())
    return loaded


def _values(row: dict[str, str], parents: dict[str, int]) -> dict[str, object]:
    return {
        "code": row["code"],
        "level": row["level"],
        "kind": row["kind"],
        "name": row["name_vi"],
        "folded": fold(row["name_vi"]),
        "parent_id": parents.get(row["parent_code"]),
        "valid_from": date.fromisoformat(row["valid_from"]),
        "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    }


def title(area: AdministrativeArea) -> str:
    """An area with its kind, "xã Long Hẹ"."""
    return f"{KIND_WORDS[area.kind]} {area.name}"


def label(session: Session, area: AdministrativeArea) -> str:
    """An area as it stands in an address: "xã Long Hẹ, tỉnh Sơn La"; of old, with its district."""
    if area.parent_id is None:
        return title(area)
    return f"{title(area)}, {label(session, session.get_one(AdministrativeArea, area.parent_id))}"


def provinces(session: Session) -> Sequence[AdministrativeArea]:
    """The provinces of today, in the order of their codes."""
    return session.scalars(
        select(AdministrativeArea)
        .where(AdministrativeArea.level == "province", AdministrativeArea.valid_to.is_(None))
        .order_by(AdministrativeArea.code)
    ).all()


def search(session: Session, typed: str, *, limit: int = 8) -> Sequence[AdministrativeArea]:
    """Areas of today that a typed text begins or means, accents disregarded, whole names first.

    typed: a name with or without its kind and its province: `long he`, `xã Long Hẹ, Sơn La`.
    """
    own, _, province = fold(clean(typed)).partition(",")
    if not own.strip():
        return []
    above = aliased(AdministrativeArea)
    query = (
        select(AdministrativeArea)
        .outerjoin(above, above.id == AdministrativeArea.parent_id)
        .where(begins(AdministrativeArea, own.strip()), AdministrativeArea.valid_to.is_(None))
    )
    if province.strip():
        query = query.where(begins(above, province.strip()))
    return session.scalars(
        query.order_by(
            AdministrativeArea.folded.not_in(names_of(own.strip())),
            AdministrativeArea.level.desc(),
            AdministrativeArea.folded,
            AdministrativeArea.code,
        ).limit(limit)
    ).all()


def named(session: Session, typed: str) -> Sequence[AdministrativeArea]:
    """The areas of today whose whole name a typed text is; several when communes share it.

    typed: as for `search`. The marks decide where they tell names apart: "xã Tân Thành" is not
    "xã Tấn Thành", but "tan thanh" is both.
    """
    own = fold(clean(typed)).partition(",")[0].strip()
    same = [area for area in search(session, typed, limit=MOST_NAMESAKES) if area.folded in names_of(own)]
    spelt = clean(typed).partition(",")[0].strip().casefold()
    exact = [area for area in same if spelt in (area.name.casefold(), title(area).casefold())]
    return exact or same


def names_of(own: str) -> list[str]:
    """What a folded text may be the name of: itself, or what follows the word of a kind."""
    after = [own.removeprefix(f"{fold(word)} ") for word in KIND_WORDS.values()]
    return list(dict.fromkeys([own, *after]))


def begins(area: type[AdministrativeArea], own: str) -> ColumnElement[bool]:
    """The condition that a folded text, with or without the word of a kind, begins an area's name."""
    said = [
        and_(area.kind == kind, area.folded.startswith(own.removeprefix(f"{fold(word)} "), autoescape=True))
        for kind, word in KIND_WORDS.items()
        if own.startswith(f"{fold(word)} ")
    ]
    return or_(area.folded.startswith(own, autoescape=True), *said)
