"""Many people at once, on both engines: no money is made or lost, and one act wins. See docs/faults.md."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Event

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from ledger import engines
from ledger.accounts import chart, journal, periods
from ledger.accounts.balances import Balance, FundPosition, Overdraft
from ledger.accounts.funds import Fund, FundKind, open_fund
from ledger.accounts.journal import EntryKind, Pair, Posting
from ledger.accounts.periods import PeriodIsClosed, month_end
from ledger.associations.associations import Association
from ledger.database import Database, SomebodyWasQuicker, one_at_a_time
from ledger.errors import Refusal
from ledger.identity.roles import Actor, Role
from ledger.money import Dong
from ledger.treasury import remittances
from ledger.treasury.remittances import NewRemittance
from tests.factories import associations, identity
from tests.factories.associations import FOUNDED
from tests.factories.communes import DAY, Commune, open_commune
from tests.factories.races import refused, together
from tests.properties import agreement

ROUNDS = 200
WRITERS, READERS, ACTS = 8, 4, 20
START = 1_000_000


def post(
    book: Database, commune: Commune, kind: EntryKind, debit: str, credit: str, *, on: date = DAY
) -> int:
    """An entry of a million; returns its id."""
    with book.write() as session:
        roles = chart.by_role(session)
        return journal.post(
            session,
            association_id=commune.id,
            kind=kind,
            entry_date=on,
            description="thử",
            pairs=[Pair(commune.fund.id, roles[debit], roles[credit], Dong(START))],
            by=commune.treasurer,
        ).entry_id


@pytest.mark.slow
def test_last_million__is_paid_by_exactly_one_of_two(book: Database) -> None:
    """F09: 200 rounds; whoever is second hears that the money is gone."""
    commune = open_commune(book)
    for _ in range(ROUNDS):
        post(book, commune, EntryKind.INTEREST, "cash", "interest")
        outcomes = together(*[lambda: post(book, commune, EntryKind.EXPENSE, "expense_other", "cash")] * 2)
        assert [type(refusal) for refusal in refused(outcomes)] == [Overdraft]
    with book.read() as session:
        agreement.kept_is_derived(session)


# --- Jepsen's bank --------------------------------------------------------------------------------
class Bank:
    """Four associations that hold two funds each: eight pots with a million in each."""

    def __init__(self, book: Database) -> None:
        self.book = book
        with book.write() as session:
            places = [associations.association(session, f"Hội Khuyến học xã {n}") for n in "ABCD"]
            self.funds = [self._fund(session, places, number) for number in (1, 2)]
            self.places = places
            self.by = {
                place.id: identity.actor(session, place, Role.TREASURER, name=f"Thủ Quỹ {place.id}")
                for place in places
            }
            self.roles = dict(chart.by_role(session))
            for place in places:
                pairs = [
                    Pair(fund.id, self.roles["cash"], self.roles["opening"], Dong(START))
                    for fund in self.funds
                ]
                self._post(session, place, EntryKind.OPENING, pairs)

    @staticmethod
    def _fund(session: Session, places: list[Association], number: int) -> Fund:
        return open_fund(
            session,
            name=f"Quỹ {number}",
            kind=FundKind.UNRESTRICTED,
            owner_id=places[0].id,
            holders=[place.id for place in places],
            opened_on=FOUNDED,
        )

    def _post(self, session: Session, place: Association, kind: EntryKind, pairs: list[Pair]) -> None:
        journal.post(
            session,
            association_id=place.id,
            kind=kind,
            entry_date=DAY,
            description="thử",
            pairs=pairs,
            by=self.by[place.id],
        )

    def between_funds(self, place: Association, chance: random.Random, amount: int) -> None:
        """From one fund of an association to the other."""
        out, into = chance.sample(self.funds, 2)
        middle, cash = self.roles["between_funds"], self.roles["cash"]
        pairs = [Pair(out.id, middle, cash, Dong(amount)), Pair(into.id, cash, middle, Dong(amount))]
        with self.book.write() as session:
            self._post(session, place, EntryKind.FUND_TRANSFER, pairs)

    def between_places(self, place: Association, chance: random.Random, amount: int) -> None:
        """From one association to another one, which confirms it."""
        receiver = chance.choice([other for other in self.places if other is not place])
        with self.book.write() as session:
            transfer = remittances.send(
                session,
                NewRemittance(
                    sender_id=place.id,
                    receiver_id=receiver.id,
                    fund_id=chance.choice(self.funds).id,
                    amount=Dong(amount),
                    sent_on=DAY,
                    place="cash",
                ),
                by=self.by[place.id],
            )
        with self.book.write() as session:
            remittances.confirm(
                session, transfer_id=transfer, confirmed_on=DAY, by=self.by[receiver.id], place="cash"
            )

    def write(self, seed: int) -> int:
        """Some acts one after the other; how many were refused."""
        chance = random.Random(seed)
        refusals = 0
        for _ in range(ACTS):
            move = chance.choice((self.between_funds, self.between_places))
            try:
                move(chance.choice(self.places), chance, chance.randrange(1, START))
            except Refusal:
                refusals += 1
        return refusals

    def look(self, over: Event) -> int:
        """Read again and again until all is over: every reading sums to the constant, none is negative."""
        seen = 0
        while not over.is_set():
            with self.book.read() as session:
                counted = [self.roles["cash"], self.roles["in_transit"]]
                rows = session.execute(
                    select(Balance.account_id, Balance.debit - Balance.credit).where(
                        Balance.account_id.in_(counted)
                    )
                ).all()
                held = session.scalar(select(func.sum(FundPosition.money)))
            assert sum(amount for _, amount in rows) == 8 * START
            in_cash = [amount for account, amount in rows if account == self.roles["cash"]]
            assert (len(in_cash), sum(in_cash)) == (8, held)
            assert min(in_cash) >= 0
            seen += 1
        return seen


@pytest.mark.slow
def test_bank__every_reading_sums_to_the_constant(book: Database) -> None:
    """F10, Jepsen's bank workload: eight hands move money among eight pots while others read."""
    bank, over = Bank(book), Event()
    with ThreadPoolExecutor(WRITERS + READERS) as pool:
        readers = [pool.submit(bank.look, over) for _ in range(READERS)]
        refusals = sum(pool.map(bank.write, range(WRITERS)))
        over.set()
        readings = [reader.result() for reader in readers]
    assert min(readings) > 0
    assert refusals < WRITERS * ACTS // 2
    with book.read() as session:
        agreement.kept_is_derived(session)


# --- waiting for each other -----------------------------------------------------------------------
@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, engine_url: str) -> Iterator[Database]:
    """A book whose acts wait for others only a moment."""
    monkeypatch.setattr(engines, "LONGEST_WAIT", 0.3)
    book = Database(engine_url)
    yield book
    book.close()


def test_lock__that_is_held_too_long_is_a_refusal(impatient: Database) -> None:
    """F16: nobody waits for ever, nothing is recorded twice, and later it works."""
    commune = open_commune(impatient)
    post(impatient, commune, EntryKind.INTEREST, "cash", "interest")
    with impatient.write() as session:
        session.execute(text("UPDATE fund_position SET money = money"))
        with pytest.raises(SomebodyWasQuicker):
            post(impatient, commune, EntryKind.INTEREST, "cash", "interest")
        session.rollback()
    post(impatient, commune, EntryKind.EXPENSE, "expense_other", "cash")
    with pytest.raises(Overdraft):
        post(impatient, commune, EntryKind.EXPENSE, "expense_other", "cash")


def test_deadlock__gives_up_one_act_and_not_the_other(book: Database) -> None:
    """F16: two acts that take the same two things in opposite order."""

    def take(first: str, second: str) -> Callable[[], int]:
        def act() -> int:
            with book.write() as session:
                one_at_a_time(session, "thing", first)
                session.execute(text("SELECT 1"))
                if not book.is_sqlite:
                    session.execute(text("SELECT pg_sleep(0.2)"))
                one_at_a_time(session, "thing", second)
            return 1

        return act

    outcomes = together(take("a", "b"), take("b", "a"))
    assert [type(refusal) for refusal in refused(outcomes)] == (
        [] if book.is_sqlite else [SomebodyWasQuicker]
    )


# --- closing while others post --------------------------------------------------------------------
def test_close__while_others_post_is_before_or_after_each(book: Database) -> None:
    """F22: what a month held when it was closed is what it holds for ever, and the next one opens with it."""
    commune = open_commune(book)
    months = [month_end(date(2024 + number // 12, 1 + number % 12, 1)) for number in range(12)]
    kept: dict[date, list[int]] = {}

    def close(through: date) -> int:
        with book.write() as session:
            event = periods.close(session, association_id=commune.id, through=through, by=commune.treasurer)
        kept[through] = _entries(book, commune, through)
        return event

    def gifts(by: Actor, on: date) -> int:
        done = 0
        for _ in range(4):
            try:
                post(book, commune, EntryKind.INTEREST, "cash", "interest", on=on)
                done += 1
            except PeriodIsClosed:
                break
        return done

    before = 0
    for end in months:
        _, *done = together(partial(close, end), *[partial(gifts, commune.treasurer, end)] * 3)
        before += sum(number for number in done if isinstance(number, int))
        assert len(_entries(book, commune, end)) == before, "whoever was told “recorded” finds it"
    for end in months:
        assert _entries(book, commune, end) == kept[end]
    assert before < 12 * len(months), "closing came between"


def _entries(book: Database, commune: Commune, through: date) -> list[int]:
    with book.read() as session:
        return list(
            session.scalars(
                select(Posting.id)
                .where(Posting.association_id == commune.id, Posting.entry_date <= through)
                .order_by(Posting.id)
            )
        )
