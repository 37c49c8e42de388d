"""Administrative areas of Viet Nam: data with a validity, never a key of anything that holds money.

The table shipped in `data/areas.csv` is the two-tier structure of 1 July 2025; `data/PROVENANCE.md`
says where it comes from. Codes are reused under other names, so an area is (code, valid_from).
"""

import csv
from datetime import date
from pathlib import Path

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.database import Base
from ledger.text import fold

AREAS_FILE = Path(__file__).parent / "data" / "areas.csv"


class AdministrativeArea(Base):
    """A province or a commune as the state names it, for as long as it does."""

    __tablename__ = "administrative_area"
    __table_args__ = (
        UniqueConstraint("code", "valid_from", name="administrative_area_code_once"),
        CheckConstraint("level IN ('province', 'commune')", name="administrative_area_level"),
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
    """Load the shipped table into an empty book; returns the number of areas, 0 when already there."""
    if session.scalar(select(AdministrativeArea.id).limit(1)) is not None:
        return 0
    with AREAS_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    loaded = 0
    parents: dict[str, int] = {}
    for level in ("province", "commune"):
        values = [_values(row, parents) for row in rows if row["level"] == level]
        session.execute(insert(AdministrativeArea), values)
        loaded += len(values)
        provinces = select(AdministrativeArea.code, AdministrativeArea.id).where(
            AdministrativeArea.level == "province"
        )
        parents = dict(row._tuple() for row in session.execute(provinces))
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
