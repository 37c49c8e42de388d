"""Parties: whoever gives, learns or receives. No e-mail or telephone is needed to be one.

A clan shares one surname, so a party carries a distinguisher (branch, house, father's name) that is
shown with the name wherever a person must choose. Names are searched without regard to accents.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Select, bindparam, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger.associations import tree
from ledger.clock import now, today
from ledger.database import Base, BigInt, DateType, SortKey
from ledger.errors import InputError
from ledger.i18n import N_
from ledger.statements import BulkInsert, Lookup
from ledger.text import clean, fold, person_sort_key, sort_key

SEPARATOR = " – "
"""Stands between a name and its distinguisher where both are shown in one line."""

LONGEST_NAME = 200
"""Characters. Longer keys than such a name has would not fit into an index everywhere."""
MOST_WORDS = 8
_PARTING = re.compile(r"\s+[-–—]\s+")


class PartyKind(StrEnum):
    """Who a party is."""

    PERSON = "person"
    HOUSEHOLD = "household"
    CLAN = "clan"
    ORGANISATION = "organisation"
    COMMUNITY = "community"
    ANONYMOUS = "anonymous"


KIND_NAMES = {
    PartyKind.PERSON: N_("Person"),
    PartyKind.HOUSEHOLD: N_("Household"),
    PartyKind.CLAN: N_("Clan"),
    PartyKind.ORGANISATION: N_("Organisation"),
    PartyKind.COMMUNITY: N_("Village community"),
    PartyKind.ANONYMOUS: N_("Giver who wishes no name"),
}


class Party(Base):
    """One party, listed by the association that knows it.

    distinguisher: branch, house, village or father's name, which tells equal names apart;
    folded: name and distinguisher for search; given_sort_key: Vietnamese order by given name;
    birth_year: the year only, never a full date.
    """

    __tablename__ = "party"
    __table_args__ = (
        CheckConstraint("kind IN (" + ", ".join(f"'{kind}'" for kind in PartyKind) + ")", name="party_kind"),
        CheckConstraint("birth_year IS NULL OR birth_year BETWEEN 1900 AND 2100", name="party_birth_year"),
        CheckConstraint("name <> ''", name="party_has_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    distinguisher: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    sort_key: Mapped[SortKey]
    given_sort_key: Mapped[SortKey]
    address: Mapped[str]
    birth_year: Mapped[int | None]
    recorded_at: Mapped[datetime]

    @property
    def label(self) -> str:
        """The name with what tells it apart, as shown in choices."""
        return f"{self.name}{SEPARATOR}{self.distinguisher}" if self.distinguisher else self.name


class NameMissing(InputError):
    """A party needs a name."""

    rule = "party_has_name"
    message = N_("Enter the name.")


class NameTooLong(InputError):
    """More than anybody's name: something else was pasted."""

    rule = "party_name_length"
    message = N_("A name has at most %(most)s characters. Write each person on a line of their own.")


class SeveralPeople(InputError):
    """The name typed fits several people of this association."""

    rule = "party_is_ambiguous"
    message = N_("Several people are called “%(name)s”. Choose the one you mean.")

    def __init__(self, *, name: str, choices: Sequence[Party]) -> None:
        super().__init__(name=name)
        self.choices = choices


def values(
    *,
    association_id: int,
    name: str,
    kind: PartyKind = PartyKind.PERSON,
    distinguisher: str = "",
    address: str = "",
    birth_year: int | None = None,
) -> dict[str, object]:
    """The row of a new party, with its search and sort keys; for one insert or for many."""
    name, distinguisher = clean(name), clean(distinguisher)
    if not name:
        raise NameMissing
    if len(name) > LONGEST_NAME or len(distinguisher) > LONGEST_NAME:
        raise NameTooLong(most=LONGEST_NAME)
    return {
        "association_id": association_id,
        "kind": kind,
        "name": name,
        "distinguisher": distinguisher,
        "folded": fold(f"{name} {distinguisher}"),
        "sort_key": sort_key(name),
        "given_sort_key": person_sort_key(name),
        "address": clean(address),
        "birth_year": birth_year,
        "recorded_at": now(),
    }


def register(
    session: Session,
    *,
    association_id: int,
    name: str,
    kind: PartyKind = PartyKind.PERSON,
    distinguisher: str = "",
    address: str = "",
    birth_year: int | None = None,
) -> Party:
    """Register a party with an association; refuses an empty name (`NameMissing`)."""
    party = Party(
        **values(
            association_id=association_id,
            name=name,
            kind=kind,
            distinguisher=distinguisher,
            address=address,
            birth_year=birth_year,
        )
    )
    session.add(party)
    session.flush()
    return party


_insert_all = BulkInsert(Party)


def register_many(session: Session, rows: Sequence[Mapping[str, object]]) -> Sequence[int]:
    """Register many parties at once, each as made by `values`; returns their ids in order."""
    return _insert_all.ids(session, rows)


def parted(line: str) -> tuple[str, str]:
    """A typed line as name and distinguisher ("" without one); any dash between spaces parts them."""
    name, *rest = _PARTING.split(clean(line), maxsplit=1)
    return name, rest[0] if rest else ""


def _known_to(association_id: int) -> Select[Party]:
    """Parties listed by an association or by one under it."""
    within = tree.subtree(association_id, today())
    return select(Party).where(Party.association_id.in_(select(within.c.id)))


def search(session: Session, *, association_id: int, typed: str, limit: int = 8) -> Sequence[Party]:
    """Parties known to an association whose name holds every word typed, accents disregarded.

    limit: at most this many, in Vietnamese order of the full name.
    """
    query = _known_to(association_id)
    for word in fold(typed)[:LONGEST_NAME].split()[:MOST_WORDS]:
        query = query.where(
            or_(
                Party.folded.startswith(word, autoescape=True),
                Party.folded.contains(f" {word}", autoescape=True),
            )
        )
    return session.scalars(query.order_by(Party.sort_key, Party.id).limit(limit)).all()


_of_id = Lookup(Party, Party.id == bindparam("id"))
_bearers = Lookup(
    Party,
    Party.sort_key == bindparam("key"),
    Party.association_id.in_(
        select(tree.subtree(bindparam("root", type_=BigInt), bindparam("day", type_=DateType())).c.id)
    ),
)


def by_id(session: Session, party_id: int) -> Party | None:
    """A party, for reading only; None when there is no such one."""
    return _of_id.first(session, id=party_id)


def named(session: Session, *, association_id: int, typed: str) -> Party | None:
    """The one party that a typed line means: `name` alone or `name – distinguisher`.

    Returns None when nobody is called so. Refuses with `SeveralPeople` when several are, and with
    `NameMissing` when nothing was typed.
    """
    name, distinguisher = parted(typed)
    if not name:
        raise NameMissing
    bearers = _bearers.all(session, root=association_id, day=today(), key=sort_key(name))
    same = [party for party in bearers if party.name.casefold() == name.casefold()]
    if distinguisher:
        same = [party for party in same if fold(party.distinguisher) == fold(distinguisher)]
    if len(same) > 1:
        raise SeveralPeople(name=name, choices=same)
    return same[0] if same else None


def namesakes(
    session: Session, *, association_id: int, names: Iterable[str]
) -> Mapping[str, Sequence[Party]]:
    """Everybody known here who bears one of these names, by the name as it was given.

    names: without distinguishers. One statement for a whole list; `named` answers for one line.
    """
    keys = {name: sort_key(name) for name in names}
    query = _known_to(association_id).where(Party.sort_key.in_(set(keys.values()))).order_by(Party.id)
    same: dict[str, list[Party]] = {}
    for party in session.scalars(query):
        same.setdefault(party.name.casefold(), []).append(party)
    return {name: same.get(name.casefold(), []) for name in keys}


def register_line(session: Session, *, association_id: int, line: str, kind: PartyKind) -> Party:
    """Register a party from one typed line, `name` or `name – distinguisher`."""
    name, distinguisher = parted(line)
    return register(session, association_id=association_id, name=name, kind=kind, distinguisher=distinguisher)
