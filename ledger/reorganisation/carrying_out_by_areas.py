"""The shipped reorganisation carried out for a province in one go, as far as no money is concerned."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import audit
from ledger.associations import areas, association_names, associations, closing, moves, tree
from ledger.associations.areas import AdministrativeArea
from ledger.associations.associations import Association, AssociationKind, Bookkeeping
from ledger.associations.events import Decree
from ledger.associations.former_areas import REORGANISED_ON, AreaSuccession
from ledger.clock import today
from ledger.errors import Refusal
from ledger.i18n import N_
from ledger.identity.founding import COMMUNE_NAME
from ledger.identity.roles import Actor, require_administering
from ledger.reorganisation.by_areas import Proposal, Standing, Step, propose, read_standing
from ledger.reorganisation.carrying_out import VERBS
from ledger.reorganisation.refusals import OutOfReach


class NobodyForProvince(Refusal):
    """New communes stand under the association of their province."""

    rule = "province_has_association"
    message = N_("No association of “%(province)s” is in the book. Found it first.")
    general = N_("The association of this province is not in the book. Found it first.")


def carry_out_by_areas(
    session: Session, province: AdministrativeArea, *, root: Association, decree: Decree, by: Actor
) -> Sequence[Proposal]:
    """Carry out what is proposed for a province as of 1 July 2025; returns what is left for people.

    root: the association at whose desk it is done, above all concerned; decree: what all of it rests on.
    Left are those who keep a book, since their money is handed over in the wizard; divided communes with
    units beneath, which somebody must tell where to go; and whoever still has any of them beneath.
    Somebody who administers the root acts (`OutsideScope`). Refuses a province without an association
    (`NobodyForProvince`) and associations elsewhere (`OutOfReach`).
    """
    require_administering(session, by, root.id)
    standing = read_standing(session, province)
    if standing.head is None:
        raise NobodyForProvince(province=areas.title(province))
    _refuse_strangers(session, root, standing)
    office = _Office(session, root, standing.head, decree, by)
    for proposal in propose(session, province):
        if proposal.step == Step.FOUND:
            office.found(proposal)
        elif proposal.step == Step.GO_ON:
            office.go_on(proposal)
    for proposal in propose(session, province):
        if office.may_close(proposal):
            office.close(proposal)
    return propose(session, province)


def _refuse_strangers(session: Session, root: Association, standing: Standing) -> None:
    within = set(session.scalars(select(tree.subtree(root.id, today()).c.id)))
    heads = [standing.head] if standing.head else []
    for place in [*heads, *standing.others, *standing.districts, *standing.after, *standing.here.values()]:
        if place.id not in within:
            raise OutOfReach(name=place.name, above=root.name)


class _Office:
    """Who does it, at whose desk, on what ground, and the association of the province."""

    def __init__(
        self, session: Session, root: Association, head: Association, decree: Decree, by: Actor
    ) -> None:
        self.session = session
        self.root = root
        self.head = head
        self.decree = decree
        self.by = by

    def found(self, proposal: Proposal) -> None:
        """Found the association of a new commune; it keeps a book when somebody who goes into it does."""
        [area] = proposal.areas
        name = COMMUNE_NAME % areas.title(area)
        founded = associations.found(
            self.session,
            name=name,
            code=associations.free_code(self.session, name, beside=self.head.code),
            kind=AssociationKind.COMMUNE,
            founded_on=REORGANISED_ON,
            address=areas.label(self.session, area),
            area_id=area.id,
            bookkeeping=self._bookkeeping(area),
            decree=self.decree,
        )
        tree.place_under(
            self.session,
            child=founded,
            parent=self.head,
            valid_from=REORGANISED_ON,
            decision=self.decree.decision,
        )
        self._told("found_unit", "association", founded.id)

    def _bookkeeping(self, area: AdministrativeArea) -> Bookkeeping:
        keeper = self.session.scalar(
            select(Association.id)
            .join(AreaSuccession, AreaSuccession.predecessor_id == Association.area_id)
            .where(AreaSuccession.successor_id == area.id, Association.ledgered_from.is_not(None))
            .limit(1)
        )
        return Bookkeeping.DECLARED if keeper is None else Bookkeeping.LEDGERED

    def go_on(self, proposal: Proposal) -> None:
        """Let an association go on in its new area: under its new name, and directly under the province."""
        [place], [area] = proposal.ending, proposal.areas
        former = self.session.get_one(AdministrativeArea, place.area_id)
        place.area_id, place.address = area.id, areas.label(self.session, area)
        if areas.title(area) != areas.title(former):
            name = COMMUNE_NAME % areas.title(area)
            event = association_names.rename(self.session, place, name, on=REORGANISED_ON, decree=self.decree)
            self._told("rename_unit", "association_event", event)
        above = moves.standing(self.session, place.id, REORGANISED_ON).parent
        if place.kind == AssociationKind.COMMUNE and above != self.head:
            event = moves.move(self.session, place, self.head, on=REORGANISED_ON, decree=self.decree)
            self._told("move_unit", "association_event", event)

    def may_close(self, proposal: Proposal) -> bool:
        """Whether those who end may do so without asking anybody."""
        beneath = closing.units_of(self.session, proposal.ending, REORGANISED_ON)
        asks = proposal.step == Step.SPLIT or any(area.level == "province" for area in proposal.areas)
        return None not in proposal.following and not (
            any(place.ledgered_from is not None for place in proposal.ending) or (asks and beneath)
        )

    def close(self, proposal: Proposal) -> None:
        """Let those who end do so, into those who follow."""
        change = proposal.change(root_id=self.root.id, on=REORGANISED_ON, decree=self.decree)
        following = [place for place in proposal.following if place is not None]
        event = closing.close_into(
            self.session, change.kind, proposal.ending, following, on=REORGANISED_ON, decree=self.decree
        )
        self._told(VERBS[change.kind], "association_event", event)

    def _told(self, verb: str, subject_type: str, subject_id: int) -> None:
        act = audit.begin(self.session, association_id=self.root.id, actor_id=self.by.user_id, verb=verb)
        act.done(subject_type, subject_id)
