"""The associations of the story as they stood in June 2025: real places, from the table of areas.

One district, Bình Giang, is shown from inside: five of its communes keep books here, and one of them
has a village and a clan, which are invented. Everybody else only declares.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.associations import areas, association_names, associations
from ledger.associations.areas import AdministrativeArea
from ledger.associations.associations import Association, AssociationKind, Bookkeeping
from ledger.associations.former_areas import AreaSuccession
from ledger.associations.tree import place_under
from ledger.identity.founding import COMMUNE_NAME
from ledger.text import slug

FOUNDED = date(2024, 1, 1)
"""Of every association here; when each was really founded is not claimed."""

PROVINCES = ("Hải Phòng", "Ninh Bình", "Khánh Hòa", "Sơn La")
"""Provinces of today. Eight of before went into them."""

HEAD, CLAN, VILLAGE = "viet-nam", "dong-ho-vu", "thon-but"
DIVIDED = "10960"
KEEPERS = ("10945", "10951", "10954", DIVIDED, "10963")
"""The communes that keep books here, by their codes of before; Vĩnh Hồng was divided."""

GIAO_THUY, GIAO_TIEN = "14167", "Hội Khuyến học xã Giao Tiến"
"""A newspaper of May 2025 calls a part of the town of Giao Thủy by the name of a still older commune."""

Country = Mapping[str, Association]
"""Associations by the codes of their areas of before; of the three that have none, by their own."""


def found_all(session: Session, provinces: Sequence[str]) -> Country:
    """Found the association at the head, and one for every area that went into some provinces of today."""
    head = associations.found(
        session,
        name=COMMUNE_NAME % "Việt Nam",
        code=HEAD,
        kind=AssociationKind.CENTRAL,
        founded_on=FOUNDED,
        bookkeeping=Bookkeeping.DECLARED,
    )
    country = {HEAD: head}
    taken: set[str] = set()
    above = {area.id: head for area in areas.provinces(session) if area.name in provinces}
    for area, into in _provinces(session, list(above)):
        above[area.id] = country[area.code] = _found(session, area, above[into], taken)
    for level in ("district", "commune"):
        for area in _beneath(session, list(above), level):
            parent = above[area.parent_id or 0]
            above[area.id] = country[area.code] = _found(session, area, parent, taken)
    if DIVIDED in country:
        country |= _boards(session, country[DIVIDED])
    if GIAO_THUY in country:
        association_names.also_called(session, country[GIAO_THUY], GIAO_TIEN)
    return country


def _provinces(session: Session, into: Sequence[int]) -> Sequence[tuple[AdministrativeArea, int]]:
    """The provinces of before that went into some of today, with the id of that one."""
    found = session.execute(
        select(AdministrativeArea, AreaSuccession.successor_id)
        .join(AreaSuccession, AreaSuccession.predecessor_id == AdministrativeArea.id)
        .where(AreaSuccession.successor_id.in_(into))
        .order_by(AdministrativeArea.code)
    )
    return [(area, successor) for area, successor in found]


def _beneath(session: Session, above: Sequence[int], level: str) -> Sequence[AdministrativeArea]:
    """The areas of before directly under some others."""
    return session.scalars(
        select(AdministrativeArea)
        .where(
            AdministrativeArea.parent_id.in_(above),
            AdministrativeArea.level == level,
            AdministrativeArea.valid_to.is_not(None),
        )
        .order_by(AdministrativeArea.code)
    ).all()


def _found(session: Session, area: AdministrativeArea, parent: Association, taken: set[str]) -> Association:
    """Found the association of an area; communes of one name get the state's code behind theirs."""
    title = areas.title(area)
    code = slug(title) if slug(title) not in taken else f"{slug(title)}-{area.code}"
    taken.add(code)
    place = associations.found(
        session,
        name=COMMUNE_NAME % title,
        code=code,
        kind=AssociationKind(area.level),
        founded_on=FOUNDED,
        address=areas.label(session, area),
        area_id=area.id,
        bookkeeping=Bookkeeping.LEDGERED if area.code in KEEPERS else Bookkeeping.DECLARED,
    )
    place_under(session, child=place, parent=parent, valid_from=FOUNDED)
    return place


def _boards(session: Session, commune: Association) -> Country:
    """An invented clan that keeps a book, and an invented village that does not."""
    clan = associations.found(
        session,
        name="Ban Khuyến học dòng họ Vũ, thôn Đồng Bút",
        code=CLAN,
        kind=AssociationKind.CLAN_BOARD,
        founded_on=FOUNDED,
        address=commune.address,
    )
    village = associations.found(
        session,
        name="Chi hội Khuyến học thôn Đồng Bút, xã Vĩnh Hồng",
        code=VILLAGE,
        kind=AssociationKind.CHAPTER,
        founded_on=FOUNDED,
        address=commune.address,
        bookkeeping=Bookkeeping.DECLARED,
    )
    for board in (clan, village):
        place_under(session, child=board, parent=commune, valid_from=FOUNDED)
    return {CLAN: clan, VILLAGE: village}
