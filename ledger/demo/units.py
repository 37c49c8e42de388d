"""The demo's associations: the province, its 75 real communes, and invented boards beneath them.

The communes exist since 1 July 2025 only. The demo shows three years of books, so each association
is founded on the first day of the demo, and a commune's earlier books stand for those of the communes
it was made from. The day an association was really founded is not claimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.associations.areas import AdministrativeArea, provinces
from ledger.associations.associations import Association, AssociationKind, Bookkeeping, found
from ledger.associations.tree import place_under
from ledger.demo import names, places
from ledger.demo.figures import FIRST_DAY
from ledger.text import slug

PROVINCE_CODE = "14"
KINDS = {"xa": "xã", "phuong": "phường"}
LONG_HE = "Long Hẹ"
THAO = "Thào"
DECLARED_EVERY = 3
"""One commune in three has a village and a clan that only report a figure once a year."""


@dataclass(frozen=True)
class Board:
    """A village branch, school board or clan board. place: its village or school; surname: of a clan."""

    association: Association
    place: str
    surname: str = ""

    @property
    def keeps_books(self) -> bool:
        """Whether its money is in this book."""
        return self.association.bookkeeping == Bookkeeping.LEDGERED


@dataclass(frozen=True)
class Commune:
    """A commune's association. name: without its kind, "Long Hẹ"; title: with it, "xã Long Hẹ"."""

    association: Association
    name: str
    title: str
    villages: Sequence[str]
    boards: Sequence[Board]

    @property
    def address(self) -> str:
        """The commune and its province, as on a receipt."""
        return f"{self.title}, tỉnh Sơn La"


@dataclass(frozen=True)
class Tree:
    """The province's association and those of its communes, in the order of the state's codes."""

    head: Association
    communes: Sequence[Commune]

    @property
    def boards(self) -> list[Board]:
        """All boards that keep books here."""
        return [board for commune in self.communes for board in commune.boards if board.keeps_books]

    @property
    def long_he(self) -> Commune:
        """The commune whose desks the demo shows."""
        return self.commune(LONG_HE)

    @property
    def thao(self) -> Board:
        """The board of the Thào clan."""
        return next(board for board in self.long_he.boards if board.surname == THAO)

    def commune(self, name: str) -> Commune:
        """The commune of a name without its kind."""
        return next(commune for commune in self.communes if commune.name == name)


def found_all(session: Session, rng: Random) -> Tree:
    """Found every association of the demo and put each under its parent."""
    area = next(area for area in provinces(session) if area.code == PROVINCE_CODE)
    head = found(
        session,
        name=f"Hội Khuyến học tỉnh {area.name}",
        code="tinh-son-la",
        kind=AssociationKind.PROVINCE,
        founded_on=FIRST_DAY,
        address=f"tỉnh {area.name}",
        area_id=area.id,
    )
    communes = session.scalars(
        select(AdministrativeArea)
        .where(AdministrativeArea.parent_id == area.id)
        .order_by(AdministrativeArea.code)
    ).all()
    return Tree(head, [_commune(session, rng, head, area, turn) for turn, area in enumerate(communes)])


def _commune(
    session: Session, rng: Random, head: Association, area: AdministrativeArea, turn: int
) -> Commune:
    title = f"{KINDS[area.kind]} {area.name}"
    association = found(
        session,
        name=f"Hội Khuyến học {title}",
        code=slug(title),
        kind=AssociationKind.COMMUNE,
        founded_on=FIRST_DAY,
        address=f"{title}, tỉnh Sơn La",
        area_id=area.id,
    )
    place_under(session, child=association, parent=head, valid_from=FIRST_DAY)
    shown = area.name == LONG_HE
    villages = places.villages(area.name)
    clans = names.clan_surnames(rng, area.name, max(1, len(names.NAMED_CLANS.get(area.name, ()))))
    boards = [_village(session, area, title, village) for village in villages[: 4 if shown else 2]]
    boards += [_school(session, area, places.school(rng, area.name)) for _ in range(2 if shown else 1)]
    boards += [_clan(session, area, title, surname) for surname in clans]
    if turn % DECLARED_EVERY == 0 or shown:
        for board in (boards[1], boards[-1]):
            board.association.ledgered_from = None
    for board in boards:
        place_under(session, child=board.association, parent=association, valid_from=FIRST_DAY)
    return Commune(association, area.name, title, villages, boards)


def _village(session: Session, area: AdministrativeArea, title: str, village: str) -> Board:
    name = f"Chi hội Khuyến học {village.replace('Bản', 'bản')}, {title}"
    code = slug(f"{village} {area.name}")
    return Board(_board(session, area, AssociationKind.CHAPTER, name=name, code=code), village)


def _school(session: Session, area: AdministrativeArea, school: str) -> Board:
    name = f"Ban Khuyến học {school}"
    return Board(_board(session, area, AssociationKind.SCHOOL_BOARD, name=name, code=slug(school)), school)


def _clan(session: Session, area: AdministrativeArea, title: str, surname: str) -> Board:
    name = f"Ban Khuyến học dòng họ {surname}, {title}"
    code = slug(f"dòng họ {surname} {area.name}")
    return Board(_board(session, area, AssociationKind.CLAN_BOARD, name=name, code=code), "", surname)


def _board(
    session: Session, area: AdministrativeArea, kind: AssociationKind, *, name: str, code: str
) -> Association:
    return found(
        session,
        name=name,
        code=code,
        kind=kind,
        founded_on=FIRST_DAY,
        address=f"{KINDS[area.kind]} {area.name}, tỉnh Sơn La",
        area_id=area.id,
    )
