"""Declaring, by the unit's own treasurer or the one directly above it; correcting; and what was declared."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, exists, literal, select, tuple_
from sqlalchemy.orm import Session, aliased

from ledger import audit
from ledger.associations import tree
from ledger.associations.associations import Association
from ledger.associations.tree import AssociationEdge
from ledger.audit import Act
from ledger.clock import local_date, now, today
from ledger.dates import format_date
from ledger.declarations import outliers
from ledger.declarations.figures import Declaration, Figures, counting, standing
from ledger.declarations.outliers import Background, Doubt
from ledger.errors import InputError, NotFound, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, require_declaring
from ledger.identity.users import User
from ledger.money import format_dong
from ledger.text import SHORTEST_NAME, clean


class DoesNotAddUp(InputError):
    """Opening, in and out do not make the closing."""

    rule = "declaration_adds_up"
    message = N_("Opening + in − out is %(sum)s, not %(closing)s. Read the paper again.")
    general = N_("Opening + in − out is not the closing. Read the paper again.")


class SourceMissing(InputError):
    """A declared figure says where it was read."""

    rule = "declaration_has_source"
    message = N_("Enter the paper the figures are from, for example “Báo cáo năm 2025, số 12”.")
    general = message


class SpeaksOfTheFuture(InputError):
    """A unit declares what was, not what will be."""

    rule = "declaration_not_ahead"
    message = N_("This day has not come yet. Enter the last day the figures speak of.")
    general = message


class NotThereThen(Refusal):
    """The unit was not founded yet, or closed already."""

    rule = "declaration_within_life"
    status = 422
    message = N_("%(name)s was not open on %(day)s.")
    general = N_("The unit was not open on that day.")


class KeepsBooksHere(Refusal):
    """From its first day on the ledger a unit's figures come from its book."""

    rule = "declaration_not_ledgered"
    status = 422
    message = N_("%(name)s keeps its books here from %(day)s on. Its figures come from its book.")
    general = N_("This unit keeps its books here. Its figures come from its book.")


class DeclaredAlready(Refusal):
    """Figures for that day are there; a correction replaces them."""

    rule = "declaration_once"
    message = N_("%(name)s has declared its figures up to %(day)s already. Correct those instead.")
    general = N_("This unit has declared its figures up to that day already. Correct those instead.")


class ReplacedAlready(Refusal):
    """Only what stands is corrected."""

    rule = "declaration_replaced_once"
    message = N_("These figures were corrected already. Correct the newest ones.")
    general = message


class FiguresDoubtful(Refusal):
    """Something about the figures should be read again; whoever confirms them may go on."""

    rule = "declaration_is_confirmed"
    status = 422
    message = N_("%(doubt)s Check the paper, and confirm the figures if they are right.")
    general = N_("Check the figures against the paper, and confirm them if they are right.")


@dataclass(frozen=True)
class NewDeclaration:
    """Figures of one unit in a list."""

    association_id: int
    figures: Figures


def declare(
    session: Session,
    *,
    association_id: int,
    figures: Figures,
    by: Actor,
    confirmed: bool = False,
    client_key: str | None = None,
) -> int:
    """Record what a unit declares; its treasurer or the one directly above it acts. Returns the id.

    confirmed: the doubts about the figures (`doubts`) were read, and the figures are right.
    Refuses somebody else (`OutsideScope`), figures that do not add up (`DoesNotAddUp`), without a source
    (`SourceMissing`), of a day to come (`SpeaksOfTheFuture`), outside the unit's life (`NotThereThen`) or
    after it came onto the ledger (`KeepsBooksHere`), figures for a day that has some (`DeclaredAlready`)
    and, unless confirmed, doubtful ones (`FiguresDoubtful`).
    """
    require_declaring(session, by, association_id)
    act = begin(session, "declare", NewDeclaration(association_id, figures), by, client_key)
    return act.earlier or _store(session, act, association_id, figures, by, confirmed=confirmed)


def replace(
    session: Session,
    *,
    declaration_id: int,
    figures: Figures,
    by: Actor,
    confirmed: bool = False,
    client_key: str | None = None,
) -> int:
    """Put right what a unit declared, for the same day; the former figures stay to be seen. Returns the id.

    Refuses what `declare` refuses, and figures that were replaced already (`ReplacedAlready`).
    """
    former = session.get(Declaration, declaration_id)
    if former is None or former.as_of != figures.as_of:
        raise NotFound
    require_declaring(session, by, former.association_id)
    new = NewDeclaration(former.association_id, figures)
    act = begin(session, "replace_declaration", new, by, client_key, replaces=declaration_id)
    if act.earlier is not None:
        return act.earlier
    return _store(session, act, former.association_id, figures, by, confirmed=confirmed, replaces=former)


def doubts(session: Session, association_id: int, figures: Figures) -> Sequence[Doubt]:
    """What should be read again before figures of a unit are recorded."""
    return outliers.background(session, [association_id], figures.as_of).doubts(association_id, figures)


def check(unit: Association, figures: Figures) -> None:
    """Refuse what the database would refuse, in words that know the facts."""
    day = format_date(figures.as_of)
    if len(clean(figures.source)) < SHORTEST_NAME:
        raise SourceMissing
    if not figures.adds_up:
        made = figures.opening + figures.received - figures.spent
        raise DoesNotAddUp(sum=format_dong(made), closing=format_dong(figures.closing))
    if figures.as_of > today():
        raise SpeaksOfTheFuture
    if figures.as_of < unit.founded_on or (unit.closed_on is not None and unit.closed_on < figures.as_of):
        raise NotThereThen(name=unit.name, day=day)
    if unit.ledgered_from is not None and unit.ledgered_from <= figures.as_of:
        raise KeepsBooksHere(name=unit.name, day=format_date(unit.ledgered_from))


def refuse_doubtful(
    behind: Background, line: NewDeclaration, closings: Mapping[int, int] | None = None
) -> None:
    """Refuse figures that nobody confirmed. closings: those told together with them, by unit."""
    first = next(iter(behind.doubts(line.association_id, line.figures, closings)), None)
    if first is not None:
        raise FiguresDoubtful(doubt=first.sentence)


def standing_on(
    session: Session, units: Collection[int], lines: Sequence[NewDeclaration]
) -> Mapping[int, Declaration]:
    """What stands already for the day of a list, by unit."""
    days = {line.figures.as_of for line in lines}
    query = select(Declaration).where(
        Declaration.association_id.in_(units), Declaration.as_of.in_(days), standing()
    )
    return {one.association_id: one for one in session.scalars(query)}


def begin(
    session: Session, verb: str, new: NewDeclaration, by: Actor, client_key: str | None, **more: object
) -> Act:
    """Begin the act of declaring; verb: as the trail names it."""
    return audit.begin(
        session,
        association_id=new.association_id,
        actor_id=by.user_id,
        verb=verb,
        client_key=client_key,
        content={**vars(new.figures), **more},
    )


def _store(
    session: Session,
    act: Act,
    association_id: int,
    figures: Figures,
    by: Actor,
    *,
    confirmed: bool,
    replaces: Declaration | None = None,
) -> int:
    unit = session.get_one(Association, association_id)
    check(unit, figures)
    if replaces is None and standing_on(session, [unit.id], [NewDeclaration(unit.id, figures)]):
        raise DeclaredAlready(name=unit.name, day=format_date(figures.as_of))
    if not confirmed:
        behind = outliers.background(session, [unit.id], figures.as_of)
        refuse_doubtful(behind, NewDeclaration(unit.id, figures))
    row = Declaration(**row_of(unit.id, figures, by, replaces.id if replaces else None))
    session.add(row)
    session.flush()
    return act.done("declaration", row.id)


def row_of(association_id: int, figures: Figures, by: Actor, replaces_id: int | None) -> dict[str, object]:
    """The row of a declaration. replaces_id: the one that it puts right, if it does."""
    moment = now()
    return {
        "association_id": association_id,
        **vars(figures),
        "source": clean(figures.source),
        "replaces_id": replaces_id,
        "declared_by": by.user_id,
        "declared_on": local_date(moment),
        "declared_at": moment,
    }


@dataclass(frozen=True)
class DeclaredLine:
    """One declaration of a unit. declared_by: the name of who recorded it; stands: nothing replaced it."""

    declaration: Declaration
    declared_by: str
    stands: bool


def history(session: Session, association_id: int) -> Sequence[DeclaredLine]:
    """All a unit ever declared, the newest day first; under each day what stands, then what it replaced."""
    later = aliased(Declaration)
    replaced = exists().where(later.replaces_id == Declaration.id)
    query = (
        select(Declaration, User.name, replaced)
        .join(User, User.id == Declaration.declared_by)
        .where(Declaration.association_id == association_id)
        .order_by(Declaration.as_of.desc(), Declaration.declared_at.desc(), Declaration.id.desc())
    )
    return [DeclaredLine(one, name, not was) for one, name, was in session.execute(query)]


@dataclass(frozen=True)
class Beneath:
    """A unit that only declares, with what counts of it for a year, None while there is nothing."""

    association: Association
    declaration: Declaration | None


def beneath(
    session: Session,
    association_id: int,
    year: int,
    *,
    after: Association | None = None,
    limit: int | None = None,
) -> Sequence[Beneath]:
    """The units directly under an association today that only declare, in alphabetical order.

    after: the last one of the page before; limit: at most so many.
    """
    query = (
        select(Association, Declaration)
        .join(AssociationEdge, AssociationEdge.child_id == Association.id)
        .outerjoin(Declaration, and_(*counting(date(year, 1, 1), date(year, 12, 31))))
        .where(
            AssociationEdge.parent_id == association_id,
            *tree.live(today()),
            Association.ledgered_from.is_(None),
        )
        .order_by(Association.sort_key, Association.id)
        .limit(limit)
    )
    if after is not None:
        place = tuple_(Association.sort_key, Association.id)
        query = query.where(place > tuple_(literal(after.sort_key), literal(after.id)))
    return [Beneath(unit, said) for unit, said in session.execute(query)]


def one(session: Session, association_id: int, declaration_id: int) -> Declaration:
    """A declaration of a unit that still stands; refuses with `NotFound`, or with `ReplacedAlready`."""
    found = session.get(Declaration, declaration_id)
    if found is None or found.association_id != association_id:
        raise NotFound
    if session.scalar(select(exists().where(Declaration.replaces_id == declaration_id))):
        raise ReplacedAlready
    return found
