"""The flow of a year: opening + mobilized + transfers in − transfers out − spent = closing.

Read from the turnover that the database keeps by year and from the list of transfers, in a fixed number
of statements however many associations there are. Only where a day within the year is asked for, the
postings of the shorter part of that year are added to what is kept, or taken from it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Self

from sqlalchemy import (
    CTE,
    Select,
)
from sqlalchemy.orm import Session

from ledger.accounts.movements import MIDSUMMER
from ledger.disclosure import figures, flow_statements
from ledger.statements import Prepared


class FiguresDisagree(Exception):
    """A flow does not tie: the book is damaged or this program is wrong. Such a figure is never shown."""


@dataclass(frozen=True)
class Flow:
    """What happened to the money of a fund, or of all, in one year. Everything in đồng.

    opening, closing: held at both ends, as money, term deposits and advances; mobilized: came in from
    outside the associations; transfers_in, transfers_out: to and from associations that are not counted
    here; spent: reached recipients or was used up; in_transit: part of `closing` that is on its way
    between two associations counted here; internal_transfers: sent between two of them in the year,
    part of no other figure; promised: decided and not yet paid; between_funds: came from other funds,
    negative when more went to them, and nothing over all funds; tied_up: part of `closing` that is no
    money now, but lies in term deposits and advances.
    """

    opening: int = 0
    mobilized: int = 0
    transfers_in: int = 0
    transfers_out: int = 0
    spent: int = 0
    closing: int = 0
    in_transit: int = 0
    internal_transfers: int = 0
    promised: int = 0
    between_funds: int = 0
    tied_up: int = 0

    @property
    def available(self) -> int:
        """Money in hand that nobody was promised; money on its way can be promised once it has arrived."""
        return self.closing - self.in_transit - self.tied_up - self.promised

    @property
    def ties(self) -> bool:
        """Whether the money at the end is the money at the beginning and what happened in between."""
        moved = self.mobilized + self.transfers_in - self.transfers_out + self.between_funds - self.spent
        return self.opening + moved == self.closing

    @property
    def published(self) -> dict[str, int]:
        """Every figure by name, as files and commands give it.

        What came from other funds is part of `transfers_in`, and what went to them of `transfers_out`,
        so that for one fund too opening + mobilized + in − out − spent = closing; `between_funds` says
        how much of it that was.
        """
        return {
            **asdict(self),
            "transfers_in": self.transfers_in + max(self.between_funds, 0),
            "transfers_out": self.transfers_out + max(-self.between_funds, 0),
            "available": self.available,
        }

    @property
    def checked(self) -> Self:
        """The flow itself, if it ties; a flow that does not is a fault (`FiguresDisagree`)."""
        if not self.ties:
            raise FiguresDisagree(repr(self))
        return self

    def __add__(self, other: "Flow") -> "Flow":
        return Flow(*(getattr(self, name) + getattr(other, name) for name in FIELDS))


FIELDS = tuple(field.name for field in fields(Flow))
"""The names of a flow's figures, in order."""


@dataclass(frozen=True)
class Nested:
    """The flow of an association alone, and of it with all that stand under it."""

    own: Flow
    subtree: Flow


@dataclass
class _Crossing:
    """Transfers that leave or enter a subtree in the year, and those that stay within it. In đồng."""

    outward: int = 0
    inward: int = 0
    internal: int = 0
    in_transit_before: int = 0
    in_transit: int = 0


class _Plain:
    """A statement as SQLAlchemy runs it, for memberships that are made from a list."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self.statement = statement

    def rows(self, session: Session, **values: Any) -> Sequence[tuple[Any, ...]]:
        """The rows of the statement with these values."""
        return session.execute(self.statement, values).all()


def nested(
    session: Session, members: CTE, year: int, until: date | None = None
) -> Mapping[Any, Mapping[int, Nested]]:
    """`Reader.nested` for a table of members that is not asked for again."""
    return Reader(members, _Plain).nested(session, year, until)


def own(session: Session, members: CTE, year: int, until: date | None = None) -> Mapping[Any, Flow]:
    """`Reader.own` for a table of members that is not asked for again."""
    return Reader(members, _Plain).own(session, year, until)


class Reader:
    """Reads flows over one kind of membership; its statements are compiled once.

    Every question is about a year, or about that part of it which ends with the day `until`.

    members: a table of `branch`, `id` and `own` (1 for the root of the branch), as `tree.branches`
    makes; the values it is made from are `bindparam`s, named again when it is read.
    """

    def __init__(self, members: CTE, ready: "type[Prepared | _Plain]" = Prepared) -> None:
        self._members, self._ready = members, ready

    @cached_property
    def _moved(self) -> "Prepared | _Plain":
        return self._ready(flow_statements.moved(self._members))

    @cached_property
    def _moved_until(self) -> "Prepared | _Plain":
        return self._ready(flow_statements.moved_until(self._members))

    @cached_property
    def _sent(self) -> "Prepared | _Plain":
        return self._ready(flow_statements.sent(self._members))

    @cached_property
    def _received(self) -> "Prepared | _Plain":
        return self._ready(flow_statements.received(self._members))

    def nested(
        self, session: Session, year: int, until: date | None = None, **members: Any
    ) -> Mapping[Any, Mapping[int, Nested]]:
        """Flows by branch and fund id.

        Money that stays within the branch is taken out of its transfers: a transfer with both ends
        inside counts as internal, and while it is on its way it still belongs to the branch.
        """
        first, last = figures.year_bounds(year, until)
        alone = self._alone(session, last, members)
        crossings = self._crossings(session, first, last, members)
        result: dict[Any, dict[int, Nested]] = defaultdict(dict)
        for branch, fund_id in dict.fromkeys(key[:2] for key in alone):
            own = alone.get((branch, fund_id, 1), Flow())
            together = own + alone.get((branch, fund_id, 0), Flow())
            result[branch][fund_id] = Nested(own, _eliminated(together, crossings[branch, fund_id]))
        return result

    def own(
        self, session: Session, year: int, until: date | None = None, **members: Any
    ) -> Mapping[Any, Flow]:
        """The sum by branch of the flows of single associations, all funds together, nothing eliminated."""
        result: dict[Any, Flow] = defaultdict(Flow)
        for (branch, _), flow in self.own_by_fund(session, year, until, **members).items():
            result[branch] += flow
        return result

    def own_by_fund(
        self, session: Session, year: int, until: date | None = None, **members: Any
    ) -> Mapping[tuple[Any, int], Flow]:
        """The same by branch and fund id."""
        result: dict[tuple[Any, int], Flow] = defaultdict(Flow)
        _, last = figures.year_bounds(year, until)
        for (branch, fund_id, _), flow in self._alone(session, last, members).items():
            result[branch, fund_id] += flow
        return result

    def _alone(
        self, session: Session, last: date, members: Mapping[str, Any]
    ) -> Mapping[tuple[Any, int, int], Flow]:
        """Flows by branch, fund, and whether it is the branch's root (1) or all that stand under it (0)."""
        if (last.month, last.day) == (12, 31):
            rows = self._moved.rows(session, year=last.year, kept=last.year, **members)
        else:
            rows = self._moved_until.rows(session, **_rest_of_year(last), **members)
        result: dict[tuple[Any, int, int], Flow] = defaultdict(Flow)
        for branch, is_root, fund_id, figure, effect, before, debit, credit in rows:
            result[branch, fund_id, is_root] += _share(figure, effect, int(before), int(debit), int(credit))
        return result

    def _crossings(
        self, session: Session, first: date, last: date, members: Mapping[str, Any]
    ) -> Mapping[tuple[Any, int], _Crossing]:
        """Transfers by branch and fund: those with one end in the branch, and those with both."""
        result: dict[tuple[Any, int], _Crossing] = defaultdict(_Crossing)
        for branch, fund_id, inside, in_year, returned, before, after in self._sent.rows(
            session, first=first, last=last, **members
        ):
            crossing = result[branch, fund_id]
            if inside:
                crossing.internal = int(in_year)
                crossing.in_transit_before, crossing.in_transit = int(before), int(after)
            else:
                crossing.outward, crossing.inward = int(in_year), int(returned)
        for branch, fund_id, inward in self._received.rows(session, first=first, last=last, **members):
            result[branch, fund_id].inward += int(inward)
        return result


def _eliminated(together: Flow, crossing: _Crossing) -> Flow:
    return replace(
        together,
        opening=together.opening + crossing.in_transit_before,
        transfers_in=crossing.inward,
        transfers_out=crossing.outward,
        closing=together.closing + crossing.in_transit,
        in_transit=crossing.in_transit,
        internal_transfers=crossing.internal,
    )


def _share(figure: str, effect: str, before: int, debit: int, credit: int) -> Flow:
    """What the accounts of one figure add to a flow. before: net debit of earlier years; all in đồng."""
    net, share = debit - credit, Flow()
    match figure:
        case figures.HELD:
            after = before + net
            share = Flow(opening=before, closing=after, tied_up=0 if effect == figures.MONEY else after)
        case figures.IN_TRANSIT:
            share = Flow(transfers_in=credit, transfers_out=debit)
        case figures.MOBILIZED:
            share = Flow(mobilized=-net)
        case figures.OPENED_WITH:
            share = Flow(opening=-net)
        case figures.BETWEEN_FUNDS:
            share = Flow(between_funds=-net)
        case figures.SPENT:
            share = Flow(spent=net, promised=-before - net if effect == figures.PROMISE else 0)
    return share


def _rest_of_year(last: date) -> dict[str, Any]:
    """Which postings bring the kept years to a day: those up to it are added, or those after it taken off."""
    if (last.month, last.day) >= MIDSUMMER:
        rest = {
            "kept": last.year,
            "sign": -1,
            "since": last + timedelta(days=1),
            "to": date(last.year, 12, 31),
        }
    else:
        rest = {"kept": last.year - 1, "sign": 1, "since": date(last.year, 1, 1), "to": last}
    return {"year": last.year, **rest}
