"""What an officer asks for: who ends or comes back, what follows, on which day and by which decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from ledger.associations.associations import AssociationKind
from ledger.associations.events import Decree, EventKind

KINDS = (EventKind.MERGE, EventKind.SPLIT, EventKind.ABOLISH, EventKind.REVIVE)
"""What a reorganisation can be; founding, renaming and moving one association need no plan."""

Portion = tuple[int, int, int, int]
"""Who gives, the fund, the account of the place, and the number of the successor from 0."""


@dataclass(frozen=True)
class Founding:
    """A successor that is founded on the day itself, and keeps its book here from then on."""

    name: str
    kind: AssociationKind


@dataclass(frozen=True)
class Change:
    """One reorganisation.

    root_id: the association at whose desk it is done, above all others concerned. ending: who ends, or
    the one that comes back. following: who follows, known by id or founded now; of a revival, the
    association it stands under again. happened_on: the first day of the new order; decree: what it rests on.
    portions: of a split, what of the money goes to which successor, in đồng; children: of a split, the
    number of the successor that each child unit goes to; shares: of a split, parts of 10,000 of the
    history that are counted with each successor, None where none is recorded.
    """

    kind: EventKind
    root_id: int
    ending: tuple[int, ...]
    following: tuple[int | Founding, ...]
    happened_on: date
    decree: Decree
    portions: Mapping[Portion, int] = field(default_factory=dict)
    children: Mapping[int, int] = field(default_factory=dict)
    shares: tuple[int | None, ...] = ()

    @property
    def last_day(self) -> date:
        """The last day of the old order, on which those who end hand over."""
        return self.happened_on - timedelta(days=1)
