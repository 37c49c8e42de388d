"""A history of associations, made up from a seed: what happens to them, and to their money, over the years.

Everything is done by the verbs of the product, in the order of its days, so that every rule of the
database has judged it. Money that comes in and goes out is posted without papers: totals read none.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.accounts import chart, funds, journal, transfer_refusals, transfers
from ledger.accounts.funds import Fund, FundKind
from ledger.accounts.journal import EntryKind, Pair
from ledger.accounts.transfers import Transfer
from ledger.associations import associations, closing, moves, tree
from ledger.associations.associations import Association, AssociationKind
from ledger.associations.events import Decree, EventKind
from ledger.associations.moves import NOWHERE, NewPlace
from ledger.associations.tree import AssociationEdge
from ledger.clock import stopped_at
from ledger.database import Database
from ledger.identity.roles import Actor, Role
from ledger.money import Dong
from tests.factories import identity

A_DAY = timedelta(days=1)
BEGINNING = date(2000, 1, 1)
KINDS = [kind for kind in AssociationKind if kind != AssociationKind.CENTRAL]
DECREE = Decree("1/QĐ")


@dataclass(frozen=True)
class Purse:
    """Money of one fund that lies with one association, in đồng."""

    unit: Association
    fund: Fund
    amount: int


@dataclass(frozen=True)
class Size:
    """How long a history is.

    founded: how many associations there are on the first day; most: how many there may ever be; events,
    acts: changes of the structure, and acts with money, in each of the years.
    """

    most: int
    founded: int
    years: int
    events: int
    acts: int


@dataclass
class History:
    """What was made up. days: those on which the structure changed; end: the last day of all."""

    units: list[Association] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    end: date = BEGINNING


class Maker:
    """Makes up a history in one book, from its first day on."""

    def __init__(self, session: Session, numbers: Random, most: int) -> None:
        self.session, self.numbers, self.most = session, numbers, most
        self.made = History()
        self.day = BEGINNING
        self.alive: list[Association] = []
        self.money: Counter[tuple[int, int]] = Counter()
        self.waiting: list[Transfer] = []
        self.disputed: list[Transfer] = []
        self.roles = dict(chart.by_role(session))
        self.head = self._found(None)
        self.by: Actor = identity.actor(session, self.head, Role.TREASURER)
        self.funds: list[Fund] = []
        for name, licence in (("Quỹ chung", ""), ("Quỹ có phép", "12/QĐ-UBND")):
            fund = funds.open_fund(
                session,
                name=name,
                kind=FundKind.UNRESTRICTED,
                owner_id=self.head.id,
                opened_on=BEGINNING,
                holders=[self.head.id],
                licence=licence,
            )
            self.funds.append(fund)

    # --- what happens to associations ----------------------------------------------------------
    def change(self) -> None:
        """One event of any kind; none where chance picked nothing that can happen."""
        act = self.numbers.choice(
            (self.found, self.found, self.move, self.move, self.merge, self.split, self.abolish, self.revive)
        )
        act()
        self.made.days.append(self.day)

    def found(self) -> None:
        """A new association, mostly under another one."""
        if len(self.made.units) < self.most:
            self._found(self.numbers.choice(self.alive))

    def _found(self, above: Association | None) -> Association:
        number = len(self.made.units)
        unit = associations.found(
            self.session,
            name=f"Hội Khuyến học Mẫu {number}",
            code=f"mau-{number}",
            kind=AssociationKind.PROVINCE if above is None else self.numbers.choice(KINDS),
            founded_on=self.day,
            decree=DECREE,
        )
        if above is not None:
            tree.place_under(self.session, child=unit, parent=above, valid_from=self.day)
            for fund in self.funds:
                funds.let_hold(self.session, fund_id=fund.id, association_ids=[unit.id])
        self.made.units.append(unit)
        self.alive.append(unit)
        return unit

    def move(self) -> None:
        """To another parent, to an acting supervisor, or to nobody for a while."""
        unit = self._any_but_head()
        if unit is None:
            return
        above = self._above().get(unit.id)
        fits = [place for place in self._outside([unit]) if place.id != above]
        if not fits or self.numbers.random() < 0.1:
            if above is not None:
                moves.leave(self.session, unit, on=self.day, decree=DECREE)
            return
        way = self.numbers.choice((moves.move, moves.move, moves.put_under_acting))
        way(self.session, unit, self.numbers.choice(fits), on=self.day, decree=DECREE)

    def merge(self) -> None:
        """One or two associations into a third one, old or new."""
        self._close(EventKind.MERGE, {self._any_but_head(), self._any_but_head()}, 1)

    def abolish(self) -> None:
        """An association that is no more; another one keeps its papers."""
        self._close(EventKind.ABOLISH, {self._any_but_head()}, 1)

    def split(self) -> None:
        """One association into two or three, with or without shares of its history."""
        self._close(EventKind.SPLIT, {self._any_but_head()}, self.numbers.choice((2, 2, 3)))

    def revive(self) -> None:
        """An association that was closed lives again."""
        closed = [
            unit for unit in self.made.units if unit.closed_on and unit.closed_on + A_DAY < self.day - A_DAY
        ]
        if closed:
            unit = self.numbers.choice(closed)
            place = NewPlace(self.numbers.choice(self.alive)) if self.numbers.random() < 0.8 else NOWHERE
            closing.revive(self.session, unit, on=self.day, decree=DECREE, place=place)
            self.alive.append(unit)

    def _close(self, kind: EventKind, chosen: set[Association | None], into: int) -> None:
        ending = sorted((unit for unit in chosen if unit is not None), key=lambda unit: unit.id)
        if not ending:
            return
        if self.numbers.random() < 0.4 and len(self.made.units) < self.most:
            above = self.numbers.choice(self._outside(ending))
            self._found(above)
        fits = self._outside(ending)
        if len(fits) < into:
            return
        heirs = sorted(self.numbers.sample(fits, into), key=lambda unit: unit.id)
        for unit in ending:
            self._settle(unit)
        event = closing.announce(
            self.session, kind, ending, heirs, on=self.day, decree=DECREE, shares=self._shares(kind, heirs)
        )
        for unit in ending:
            self._hand_over(unit, heirs, event)
        units = {
            unit.id: NewPlace(self.numbers.choice(heirs))
            for unit in closing.units_of(self.session, ending, self.day)
        }
        closing.close(self.session, event, units=units)
        for unit in ending:
            self.alive.remove(unit)

    def _shares(self, kind: EventKind, heirs: list[Association]) -> dict[int, int]:
        if kind != EventKind.SPLIT or self.numbers.random() < 0.4:
            return {}
        return {heir.id: self.numbers.choice((1, 1250, 3333)) for heir in heirs[self.numbers.randrange(2) :]}

    def _settle(self, unit: Association) -> None:
        """Answer all money on its way to or from an association, the day before it closes."""
        eve = self.day - A_DAY
        for transfer in [t for t in self.waiting if unit.id in (t.sender_id, t.receiver_id)]:
            self._arrive(transfer, eve)
        for transfer in [t for t in self.disputed if unit.id in (t.sender_id, t.receiver_id)]:
            self._return(transfer, eve)

    def _hand_over(self, unit: Association, heirs: list[Association], event: int) -> None:
        """All that it holds, fund by fund; of a split each successor gets a part."""
        for fund in self.funds:
            left = self.money[unit.id, fund.id]
            for heir in heirs:
                amount = left if heir is heirs[-1] else left // 3
                left -= amount
                if amount:
                    self._send(Purse(unit, fund, amount), heir, self.day - A_DAY, event)

    # --- what happens to money -----------------------------------------------------------------
    def pay(self) -> None:
        """One act with money, of any kind that is possible."""
        self.numbers.choice(
            (self.give, self.give, self.spend, self.send, self.send, self.answer, self.answer)
        )()

    def give(self) -> None:
        """Money from outside."""
        unit, fund = self.numbers.choice(self.alive), self.numbers.choice(self.funds)
        purse = Purse(unit, fund, self.numbers.randrange(1, 10**6))
        self._post(purse, EntryKind.OTHER_INCOME, "bank", "other_income")
        self.money[unit.id, fund.id] += purse.amount

    def spend(self) -> None:
        """Money used up."""
        if (purse := self._purse()) is not None:
            self._post(purse, EntryKind.EXPENSE, "expense_other", "bank")
            self.money[purse.unit.id, purse.fund.id] -= purse.amount

    def send(self) -> None:
        """Money to any other association: up, down or sideways."""
        if len(self.alive) > 1 and (purse := self._purse()) is not None:
            others = [other for other in self.alive if other is not purse.unit]
            self._send(purse, self.numbers.choice(others), self.day)

    def answer(self) -> None:
        """A transfer arrives or is refused, or refused money is taken back."""
        if self.disputed and self.numbers.random() < 0.4:
            self._return(self.numbers.choice(self.disputed), self.day)
        elif self.waiting:
            transfer = self.numbers.choice(self.waiting)
            if transfer.event_id is None and self.numbers.random() < 0.3:
                transfer_refusals.refuse(self.session, transfer, reason="Không nhận", by=self.by)
                self.waiting.remove(transfer)
                self.disputed.append(transfer)
            else:
                self._arrive(transfer, self.day)

    def _purse(self) -> Purse | None:
        full = [purse for purse, held in self.money.items() if held]
        if not full:
            return None
        unit_id, fund_id = self.numbers.choice(full)
        unit = next(unit for unit in self.alive if unit.id == unit_id)
        fund = next(fund for fund in self.funds if fund.id == fund_id)
        held = self.money[unit.id, fund.id]
        return Purse(unit, fund, self.numbers.choice((held, self.numbers.randrange(1, held + 1))))

    def _send(self, purse: Purse, to: Association, on: date, event: int | None = None) -> None:
        transfer = transfers.post_sent(
            self.session,
            sender=purse.unit,
            receiver=to,
            fund=purse.fund,
            account_id=self.roles["bank"],
            amount=Dong(purse.amount),
            sent_on=on,
            by=self.by,
            event_id=event,
        )
        self.money[purse.unit.id, purse.fund.id] -= purse.amount
        self.waiting.append(transfer)

    def _arrive(self, transfer: Transfer, on: date) -> None:
        on = max(on, transfer.sent_on)
        transfers.post_arrival(
            self.session, transfer, account_id=self.roles["bank"], confirmed_on=on, by=self.by
        )
        self.waiting.remove(transfer)
        self.money[transfer.receiver_id, transfer.fund_id] += transfer.amount

    def _return(self, transfer: Transfer, on: date) -> None:
        transfer_refusals.post_return(
            self.session,
            transfer,
            transfer_refusals.of(self.session, transfer),
            account_id=self.roles["bank"],
            returned_on=on,
            by=self.by,
        )
        self.disputed.remove(transfer)
        self.money[transfer.sender_id, transfer.fund_id] += transfer.amount

    def _post(self, purse: Purse, kind: EntryKind, debit: str, credit: str) -> None:
        pair = Pair(purse.fund.id, self.roles[debit], self.roles[credit], Dong(purse.amount))
        journal.post(
            self.session,
            association_id=purse.unit.id,
            kind=kind,
            entry_date=self.day,
            description="",
            pairs=[pair],
            by=self.by,
        )

    # --- who there is --------------------------------------------------------------------------
    def _any_but_head(self) -> Association | None:
        others = [unit for unit in self.alive if unit is not self.head]
        return self.numbers.choice(others) if others else None

    def _above(self) -> dict[int, int]:
        """Who stands under whom today."""
        edges = select(AssociationEdge.child_id, AssociationEdge.parent_id).where(*tree.live(self.day))
        return {child: parent for child, parent in self.session.execute(edges)}  # noqa: C416 - dict() is not typed for rows

    def _outside(self, units: list[Association]) -> list[Association]:
        """Those alive that are none of some associations and stand under none of them."""
        above, ending = self._above(), {unit.id for unit in units}

        def stands_under(place: int | None) -> bool:
            while place is not None and place not in ending:
                place = above.get(place)
            return place is not None

        return [place for place in self.alive if not stands_under(place.id)]


def make_up(book: Database, numbers: Random, size: Size) -> History:
    """A history in an empty book.

    At most one event a day, and never two on days that follow each other, since a unit stands at least
    a day where it stands. Money moves on any day, after the event if there is one.
    """
    with stopped_at(BEGINNING), book.write() as session:
        chart.load_chart(session)
        maker = Maker(session, numbers, size.most)
        while len(maker.made.units) < size.founded:
            maker.found()
        for year in range(BEGINNING.year, BEGINNING.year + size.years):
            first = date(year, 1, 3)
            event_days = {first + 3 * A_DAY * numbers.randrange(120) for _ in range(size.events)}
            act_days = Counter(first + A_DAY * numbers.randrange(360) for _ in range(size.acts))
            for day in sorted(event_days | act_days.keys()):
                maker.day = day
                with stopped_at(day):
                    if day in event_days:
                        maker.change()
                    for _ in range(act_days[day]):
                        maker.pay()
        maker.made.end = maker.day
        return maker.made
