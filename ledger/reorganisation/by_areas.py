"""The reorganisation of 1 July 2025 as the table of areas has it: what it means for associations.

Proposals only: what the state did to a commune says what will become of its association, and people
decide. They are made from what stands in the book today, so whoever carried some out asks again and
gets the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from ledger.associations import areas
from ledger.associations.areas import AdministrativeArea
from ledger.associations.associations import Association, AssociationKind
from ledger.associations.events import Decree, EventKind
from ledger.associations.former_areas import AreaSuccession
from ledger.i18n import N_
from ledger.identity.founding import COMMUNE_NAME
from ledger.reorganisation.changes import Change, Founding


class Step(StrEnum):
    """What is proposed. GO_ON: the area goes on, perhaps under another name, and so does the association."""

    FOUND = "found"
    GO_ON = "go_on"
    MERGE = "merge"
    SPLIT = "split"
    ABOLISH = "abolish"


STEP_NAMES = {
    Step.FOUND: N_("To be founded"),
    Step.GO_ON: N_("Goes on"),
    Step.MERGE: N_("Goes into another one"),
    Step.SPLIT: N_("Is divided"),
    Step.ABOLISH: N_("Ends, and leaves its papers"),
}


@dataclass(frozen=True)
class Proposal:
    """One step, which waits for those before it in the list.

    ending: who ends, or goes on; areas: those of today concerned, the province itself for districts and
    provinces; following: who stands in each of them, None while nobody was founded there.
    """

    step: Step
    ending: Sequence[Association]
    areas: Sequence[AdministrativeArea]
    following: Sequence[Association | None]

    @property
    def names(self) -> Sequence[str]:
        """What the associations of the areas are called."""
        return [
            place.name if place else COMMUNE_NAME % areas.title(area)
            for area, place in zip(self.areas, self.following, strict=True)
        ]

    def change(self, *, root_id: int, on: date, decree: Decree) -> Change:
        """The same for the wizard: a merger, a split or an abolition. The arguments are those of `Change`."""
        kinds = [AssociationKind(area.level) for area in self.areas]
        following = [
            place.id if place else Founding(name, kind)
            for name, kind, place in zip(self.names, kinds, self.following, strict=True)
        ]
        ending = tuple(place.id for place in self.ending)
        return Change(EventKind(self.step), root_id, ending, tuple(following), on, decree)


@dataclass(frozen=True)
class Standing:
    """The open associations of a province of today, and of the areas that went into it.

    head: the provincial association, None while it is not known; others: those of provinces that went
    into it; after: of each association of a former commune (or island), the areas that follow; here:
    those that stand in communes of today, by area; whole: areas that are one former commune and no more.
    """

    province: AdministrativeArea
    head: Association | None
    others: Sequence[Association]
    districts: Sequence[Association]
    after: Mapping[Association, Sequence[AdministrativeArea]]
    here: Mapping[int, Association]
    whole: frozenset[int]


def propose(session: Session, province: AdministrativeArea) -> Sequence[Proposal]:
    """What to do with the associations that stand in areas which went into a province of today.

    In the order in which it can be carried out. The association of the former province with the code of
    the new one goes on, the others merge into it; it keeps the papers of the districts. A commune that is
    one former commune and no more goes on. Everybody else ends: into the one new commune, or divided.
    """
    standing = read_standing(session, province)
    return [
        *_founded(standing),
        *_going_on(standing),
        *_merged(standing),
        *_divided(standing),
        *_districts(standing),
        *_provinces(standing),
    ]


def read_standing(session: Session, province: AdministrativeArea) -> Standing:
    """Read what the proposals for a province are made from; five statements."""
    heads = session.execute(
        select(Association, AdministrativeArea.code)
        .join(AdministrativeArea, AdministrativeArea.id == Association.area_id)
        .outerjoin(AreaSuccession, AreaSuccession.predecessor_id == AdministrativeArea.id)
        .where(
            *_open(AssociationKind.PROVINCE),
            or_(AdministrativeArea.id == province.id, AreaSuccession.successor_id == province.id),
        )
        .order_by(Association.id)
    ).all()
    return Standing(
        province,
        next((place for place, code in heads if code == province.code), None),
        [place for place, code in heads if code != province.code],
        _districts_of(session, province),
        _after(session, province),
        _here(session, province),
        _whole(session, province),
    )


def _open(*kinds: AssociationKind) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Association.kind.in_(kinds), Association.closed_on.is_(None)


def _districts_of(session: Session, province: AdministrativeArea) -> Sequence[Association]:
    return session.scalars(
        select(Association)
        .join(AdministrativeArea, AdministrativeArea.id == Association.area_id)
        .join(AreaSuccession, AreaSuccession.predecessor_id == AdministrativeArea.parent_id)
        .where(
            *_open(AssociationKind.DISTRICT),
            AreaSuccession.successor_id == province.id,
            Association.area_id.not_in(select(AreaSuccession.predecessor_id)),
        )
        .order_by(AdministrativeArea.code)
    ).all()


def _after(session: Session, province: AdministrativeArea) -> Mapping[Association, list[AdministrativeArea]]:
    found: dict[Association, list[AdministrativeArea]] = {}
    for place, area in session.execute(
        select(Association, AdministrativeArea)
        .join(AreaSuccession, AreaSuccession.predecessor_id == Association.area_id)
        .join(AdministrativeArea, AdministrativeArea.id == AreaSuccession.successor_id)
        .where(
            *_open(AssociationKind.COMMUNE, AssociationKind.DISTRICT),
            AdministrativeArea.parent_id == province.id,
        )
        .order_by(Association.area_id, AdministrativeArea.code)
    ):
        found.setdefault(place, []).append(area)
    return found


def _here(session: Session, province: AdministrativeArea) -> Mapping[int, Association]:
    places = session.scalars(
        select(Association)
        .join(AdministrativeArea, AdministrativeArea.id == Association.area_id)
        .where(*_open(AssociationKind.COMMUNE), AdministrativeArea.parent_id == province.id)
    )
    return {place.area_id: place for place in places if place.area_id is not None}


def _whole(session: Session, province: AdministrativeArea) -> frozenset[int]:
    """The communes of today that come from one area only."""
    return frozenset(
        session.scalars(
            select(AreaSuccession.successor_id)
            .join(AdministrativeArea, AdministrativeArea.id == AreaSuccession.successor_id)
            .where(AdministrativeArea.parent_id == province.id)
            .group_by(AreaSuccession.successor_id)
            .having(func.count() == 1)
        )
    )


def _goes_on(standing: Standing, place: Association) -> bool:
    """Whether an association stands in a commune that is the same as before."""
    first, *others = standing.after[place]
    alone = not others and first.id in standing.whole and first.id not in standing.here
    return alone and place.kind == AssociationKind.COMMUNE


def _founded(standing: Standing) -> Iterator[Proposal]:
    """The new communes that somebody goes into and that have no association yet."""
    for area in _reached(standing).values():
        if area.id not in standing.here:
            yield Proposal(Step.FOUND, [], [area], [None])


def _reached(standing: Standing) -> Mapping[int, AdministrativeArea]:
    """The new communes into which an association ends, by id in the order of their codes."""
    ending = [place for place in standing.after if not _goes_on(standing, place)]
    found = {area.id: area for place in ending for area in standing.after[place]}
    return dict(sorted(found.items(), key=lambda item: item[1].code))


def _going_on(standing: Standing) -> Iterator[Proposal]:
    if standing.head is not None and standing.head.area_id != standing.province.id:
        yield Proposal(Step.GO_ON, [standing.head], [standing.province], [standing.head])
    for place, after in standing.after.items():
        if _goes_on(standing, place):
            yield Proposal(Step.GO_ON, [place], after, [place])


def _merged(standing: Standing) -> Iterator[Proposal]:
    ending: dict[int, list[Association]] = {}
    for place, after in standing.after.items():
        if len(after) == 1 and not _goes_on(standing, place):
            ending.setdefault(after[0].id, []).append(place)
    for identity, area in _reached(standing).items():
        if identity in ending:
            yield Proposal(Step.MERGE, ending[identity], [area], [standing.here.get(identity)])


def _divided(standing: Standing) -> Iterator[Proposal]:
    for place, after in standing.after.items():
        if len(after) > 1:
            yield Proposal(Step.SPLIT, [place], after, [standing.here.get(area.id) for area in after])


def _districts(standing: Standing) -> Iterator[Proposal]:
    for place in standing.districts:
        yield Proposal(Step.ABOLISH, [place], [standing.province], [standing.head])


def _provinces(standing: Standing) -> Iterator[Proposal]:
    if standing.others:
        yield Proposal(Step.MERGE, standing.others, [standing.province], [standing.head])
