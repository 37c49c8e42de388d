"""Lists of declared figures: many units directly under an association in one act, whole or not at all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import audit
from ledger.associations import tree
from ledger.associations.associations import Association
from ledger.audit import Act, ManyActs
from ledger.clock import now, today
from ledger.dates import format_date
from ledger.declarations import declarations, measures, outliers
from ledger.declarations.declarations import DeclaredAlready, NewDeclaration
from ledger.declarations.figures import Declaration
from ledger.declarations.measures import DeclaredMeasure, NewCount
from ledger.errors import InputError, Refusal
from ledger.i18n import N_
from ledger.identity.roles import Actor, Role, require
from ledger.statements import BulkInsert

MOST_LINES = 2_000
"""Units in one list."""


class NotDirectlyUnder(Refusal):
    """A list is of units directly under the association that sends it."""

    rule = "declares_for_units_beneath"
    status = 422
    message = N_("Only units directly under this association can be in its list.")
    general = message


class TwiceInTheList(InputError):
    """Two lines of a list mean the same unit."""

    rule = "declared_once_in_list"
    message = N_("%(name)s is in the list twice.")
    general = N_("A unit is in the list twice.")


@dataclass(frozen=True)
class Problem:
    """Why one line of a list cannot be recorded. position: of the line, from 0."""

    position: int
    refusal: Refusal


class LinesRefused(Refusal):
    """Some lines of a list cannot be recorded, so none was."""

    rule = "declared_list_whole"
    status = 422
    message = N_("Nothing was recorded. Some lines need another look.")
    general = message

    def __init__(self, problems: Sequence[Problem] = ()) -> None:
        super().__init__()
        self.problems = problems


def declare_many(
    session: Session,
    lines: Sequence[NewDeclaration],
    *,
    association_id: int,
    by: Actor,
    confirmed: bool = False,
    replacing: bool = False,
    client_key: str | None = None,
) -> int:
    """Record what many units directly under an association declare, all or none; its treasurer acts.

    confirmed: doubts were read and the figures are right; replacing: figures of units that declared for
    that day already are put right, and equal ones left as they are. The lines speak of one day.
    Returns how many units the list has. Refuses with `LinesRefused`, which names every bad line.
    """
    require(session, by, Role.TREASURER, association_id)
    whole = ManyActs(
        session,
        association_id=association_id,
        actor_id=by.user_id,
        verb="declare_list",
        client_key=client_key,
    )
    acts = [declarations.begin(session, "declare", line, by, None) for line in lines]
    for act in acts:
        whole.tell(act.fingerprint, f"{act.association_id}")
    if not whole.repeated and lines:
        found = problems(
            session, lines, association_id=association_id, confirmed=confirmed, replacing=replacing
        )
        if found:
            raise LinesRefused(found)
        _store_many(session, lines, acts, by)
    whole.done("association", association_id)
    return len(lines)


def problems(
    session: Session,
    lines: Sequence[NewDeclaration],
    *,
    association_id: int,
    confirmed: bool = False,
    replacing: bool = False,
) -> Sequence[Problem]:
    """Why lines of a list cannot be recorded, in their order; the arguments are those of `declare_many`."""
    day = lines[0].figures.as_of
    units = {unit.id: unit for unit in tree.children(session, association_id, today())}
    declared = declarations.standing_on(session, units.keys(), lines)
    behind = outliers.background(session, [line.association_id for line in lines], day)
    closings = {line.association_id: line.figures.closing for line in lines}
    times = Counter(line.association_id for line in lines)
    found = []
    for position, line in enumerate(lines):
        unit = units.get(line.association_id)
        try:
            if unit is None:
                raise NotDirectlyUnder
            _check_line(line, unit, times[unit.id])
            if line.association_id in declared and not replacing:
                raise DeclaredAlready(name=unit.name, day=format_date(line.figures.as_of))
            if not confirmed:
                declarations.refuse_doubtful(behind, line, closings)
        except Refusal as refusal:
            found.append(Problem(position, refusal))
    return found


def _check_line(line: NewDeclaration, unit: Association, times: int) -> None:
    if times > 1:
        raise TwiceInTheList(name=unit.name)
    declarations.check(unit, line.figures)


_insert_declarations = BulkInsert(Declaration)


def _store_many(session: Session, lines: Sequence[NewDeclaration], acts: Sequence[Act], by: Actor) -> None:
    """Store the lines that say something new, each with its row in its unit's trail."""
    declared = declarations.standing_on(session, [line.association_id for line in lines], lines)
    rows, told = [], []
    for line, act in zip(lines, acts, strict=True):
        former = declared.get(line.association_id)
        if former is None or any(
            getattr(former, name) != value for name, value in vars(line.figures).items()
        ):
            rows.append(
                declarations.row_of(line.association_id, line.figures, by, former.id if former else None)
            )
            told.append(act)
    ids = _insert_declarations.ids(session, rows)
    moment = now()
    audit.leave_rows(
        session, [act.row("declaration", one, moment) for act, one in zip(told, ids, strict=True)]
    )


_insert_counts = BulkInsert(DeclaredMeasure)


def count_many(
    session: Session,
    lines: Mapping[int, Mapping[str, int]],
    *,
    association_id: int,
    year: int,
    source: str,
    by: Actor,
) -> int:
    """Record what units directly under an association counted for a year; its treasurer acts.

    lines: values by unit and code of the measure; one given before is replaced, an equal one is left.
    Returns how many were recorded or replaced. Refuses as `measures.count` does, but asks about no value,
    and units that are not directly under it (`NotDirectlyUnder`).
    """
    require(session, by, Role.TREASURER, association_id)
    units = {unit.id: unit for unit in tree.children(session, association_id, today())}
    if lines.keys() - units.keys():
        raise NotDirectlyUnder
    for unit_id, counts in lines.items():
        measures.check(units[unit_id], year, counts, source)
    query = select(DeclaredMeasure).where(
        DeclaredMeasure.association_id.in_(lines), DeclaredMeasure.year == year, measures.stands()
    )
    former = {(row.association_id, row.measure): row for row in session.scalars(query)}
    fresh = [
        NewCount(unit_id, year, code, value, source)
        for unit_id, counts in lines.items()
        for code, value in counts.items()
        if (unit_id, code) not in former or former[unit_id, code].value != value
    ]
    moment = now()
    rows = [measures.row_of(new, former.get((new.association_id, new.measure)), by, moment) for new in fresh]
    _insert_counts.ids(session, rows)
    told = dict.fromkeys(new.association_id for new in fresh)
    acts = [
        measures.begin(session, unit_id, by, year=year, source=source, counts={**lines[unit_id]})
        for unit_id in told
    ]
    audit.leave_rows(session, [act.row("association", act.association_id, moment) for act in acts])
    return len(rows)
