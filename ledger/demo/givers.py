"""Who gives to each association of the demo: invented households, people, firms, and some without a name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from sqlalchemy.orm import Session

from ledger.associations.associations import Association, AssociationKind
from ledger.clock import stopped_at
from ledger.contributions.contributions import Display, Method
from ledger.demo import names
from ledger.demo.figures import FIRST_DAY
from ledger.demo.units import LONG_HE, Board, Commune, Tree
from ledger.people import parties
from ledger.people.parties import Party, PartyKind

NAMELESS = "Một nhà hảo tâm"

SHARES: Mapping[str, Mapping[PartyKind, int]] = {
    AssociationKind.PROVINCE: {PartyKind.ORGANISATION: 62, PartyKind.PERSON: 36, PartyKind.ANONYMOUS: 2},
    AssociationKind.COMMUNE: {
        PartyKind.HOUSEHOLD: 40,
        PartyKind.PERSON: 22,
        PartyKind.ORGANISATION: 34,
        PartyKind.ANONYMOUS: 4,
    },
    AssociationKind.CHAPTER: {PartyKind.HOUSEHOLD: 95, PartyKind.PERSON: 5},
    AssociationKind.SCHOOL_BOARD: {PartyKind.PERSON: 74, PartyKind.ORGANISATION: 26},
    AssociationKind.CLAN_BOARD: {PartyKind.HOUSEHOLD: 100},
}
"""In a hundred givers, how many are of which kind."""

COUNTS = {
    AssociationKind.PROVINCE: 150,
    AssociationKind.COMMUNE: 20,
    AssociationKind.CHAPTER: 9,
    AssociationKind.SCHOOL_BOARD: 9,
    AssociationKind.CLAN_BOARD: 12,
}
"""How many givers an association knows, by kind; Long Hẹ knows twice as many."""


@dataclass(frozen=True)
class Giver:
    """A party that gives, always by the same means, and what it lets be shown in public."""

    party: Party
    method: Method
    display: Display


Givers = Mapping[int, Sequence[Giver]]
"""Givers by the id of the association that lists them."""


def register_all(session: Session, rng: Random, tree: Tree) -> Givers:
    """Register the givers of the province, of every commune, and of every board that keeps books."""
    drawn: dict[int, list[Giver]] = {tree.head.id: _of_province(rng, tree)}
    for commune in tree.communes:
        drawn[commune.association.id] = _of_commune(rng, commune)
        for board in commune.boards:
            if board.keeps_books and board is not tree.thao:
                drawn[board.association.id] = _of_board(rng, commune, board)
    known = {place: _distinct(listed) for place, listed in drawn.items()}
    parties_known = [giver.party for listed in known.values() for giver in listed]
    identities = parties.register_many(session, [_row(party) for party in parties_known])
    for party, identity in zip(parties_known, identities, strict=True):
        party.id = identity
    return known


def _row(party: Party) -> dict[str, object]:
    """What is stored of a party that has no id yet."""
    return {
        column.key: getattr(party, column.key) for column in Party.__table__.columns if column.key != "id"
    }


def _distinct(listed: Sequence[Giver]) -> list[Giver]:
    """Only one giver of each name and place: two that nothing tells apart help nobody."""
    return list({giver.party.label: giver for giver in listed}.values())


def _of_province(rng: Random, tree: Tree) -> list[Giver]:
    def home() -> tuple[str, str]:
        commune = rng.choice(tree.communes)
        return commune.title, commune.address

    return [_draw(rng, tree.head, *home()) for _ in range(COUNTS[AssociationKind.PROVINCE])]


def _of_commune(rng: Random, commune: Commune) -> list[Giver]:
    count = COUNTS[AssociationKind.COMMUNE] * (2 if commune.name == LONG_HE else 1)
    listed = []
    for _ in range(count):
        village = rng.choice(commune.villages)
        listed.append(_draw(rng, commune.association, village, f"{village}, {commune.address}"))
    return listed


def _of_board(rng: Random, commune: Commune, board: Board) -> list[Giver]:
    count = COUNTS[AssociationKind(board.association.kind)]
    listed = []
    for _ in range(count):
        village = board.place if board.association.kind == AssociationKind.CHAPTER else ""
        village = village or rng.choice(commune.villages)
        address = f"{village}, {commune.address}"
        listed.append(_draw(rng, board.association, village, address, board.surname or None))
    return listed


def _draw(
    rng: Random, association: Association, place: str, address: str, surname: str | None = None
) -> Giver:
    """One giver; equal names are told apart by the place, as in life."""
    shares = SHARES[association.kind]
    kind = rng.choices(list(shares), list(shares.values()))[0]
    if kind is PartyKind.ORGANISATION:
        name, distinguisher, address = names.organisation(rng), "", "tỉnh Sơn La"
    elif kind is PartyKind.ANONYMOUS:
        name, distinguisher, address = NAMELESS, "", ""
    else:
        name, distinguisher = names.household_head(rng, surname), place
    with stopped_at(FIRST_DAY):
        values = parties.values(
            association_id=association.id, name=name, kind=kind, distinguisher=distinguisher, address=address
        )
    by_bank = rng.randrange(100) < (80 if kind is PartyKind.ORGANISATION else 12)
    shown = rng.choices(list(Display), [50, 20, 30])[0]
    return Giver(
        Party(**values),
        Method.BANK if by_bank else Method.CASH,
        Display.NEITHER if kind is PartyKind.ANONYMOUS else shown,
    )
