"""What waits before a month is closed, and which months do."""

from datetime import date

from ledger.accounts import chart, periods, transfers_listed
from ledger.clock import stopped_at
from ledger.database import Database
from ledger.disclosure import waiting
from ledger.disclosure.waiting import Matter, Waiting
from ledger.identity.roles import Role
from ledger.money import Dong
from ledger.treasury import advances, hand_overs, remittances
from ledger.treasury.advances import NewAdvance
from ledger.treasury.hand_overs import NewHandOver
from ledger.treasury.remittances import NewRemittance
from tests.factories import contributions, disbursements, identity
from tests.factories.communes import DAY, Commune, open_commune

END = date(2026, 3, 31)
NOW = date(2026, 4, 8)


def waits(book: Database, association_id: int, through: date = END) -> list[Waiting]:
    with book.read() as session:
        return list(waiting.before_closing(session, association_id, through))


def fill(book: Database, commune: Commune) -> None:
    """A million in cash; 300.000 sent, a sheet half ticked, two lists, an advance and a hand-over."""
    contributions.give(book, commune, 1_000_000)
    with book.write() as session:
        remittances.send(
            session,
            NewRemittance(
                sender_id=commune.association.id,
                receiver_id=commune.province.id,
                fund_id=commune.fund.id,
                amount=Dong(300_000),
                sent_on=DAY,
                place="cash",
            ),
            by=commune.treasurer,
        )
    sheet = contributions.start_sheet(book, commune)
    contributions.mark_sheet(book, commune, sheet, {1: 200_000})
    disbursements.propose(book, commune, 40_000)
    disbursements.decide(book, commune, disbursements.propose(book, commune, 50_000))
    with book.write() as session:
        advances.give(
            session,
            NewAdvance(
                association_id=commune.id,
                fund_id=commune.fund.id,
                amount=Dong(60_000),
                place="cash",
                day=DAY,
                holder_name="Cầm Văn Thử",
                purpose="tổ chức lễ trao thưởng",
                due_on=END,
            ),
            by=commune.treasurer,
        )
        roles = chart.by_role(session)
        new = NewHandOver(commune.id, roles["cash"], roles["bank"], {commune.fund.id: Dong(70_000)}, DAY)
        hand_overs.hand_over(session, new, by=commune.treasurer)


def test_before_closing__says_how_many_how_much_and_since_when(book: Database) -> None:
    commune = open_commune(book)
    with stopped_at(DAY):
        fill(book, commune)
        assert waits(book, commune.id) == [
            Waiting(Matter.ROSTERS, 1, 200_000, DAY),
            Waiting(Matter.HAND_OVERS, 1, 70_000, DAY),
            Waiting(Matter.ADVANCES, 1, 60_000, DAY),
            Waiting(Matter.NOT_CONFIRMED, 1, 300_000, DAY),
            Waiting(Matter.UNDECIDED, 1, 40_000, DAY),
            Waiting(Matter.UNPAID, 1, 50_000, DAY),
        ]
        assert waits(book, commune.province.id) == [Waiting(Matter.TO_CONFIRM, 1, 300_000, DAY)]


def test_before_closing__what_is_later_or_done_does_not_wait(book: Database) -> None:
    commune = open_commune(book)
    with stopped_at(DAY):
        fill(book, commune)
    assert waits(book, commune.id, date(2026, 2, 28)) == []
    with book.write() as session:
        for line in transfers_listed.to_answer(session, commune.province.id):
            remittances.confirm(session, transfer_id=line.transfer.id, confirmed_on=DAY, by=commune.stranger)
    assert waits(book, commune.province.id) == []


def test_periods__months_that_are_over_since_the_first_entry(book: Database) -> None:
    commune = open_commune(book)

    def stand() -> waiting.Periods:
        with book.read() as session:
            return waiting.periods_of(session, commune.id)

    with stopped_at(NOW):
        assert (stand().months, stand().overdue) == ([], None), "nothing was recorded, nothing is to close"
        contributions.give(book, commune, on=date(2026, 2, 10))
        assert (stand().months, stand().overdue) == ([date(2026, 2, 28), END], date(2026, 2, 28))
        with book.write() as session:
            periods.close(session, association_id=commune.id, through=END, by=commune.treasurer)
        assert (stand().months, stand().overdue, stand().fileable) == ([], None, 2025)
    with stopped_at(date(2026, 5, 5)):
        assert (stand().months, stand().overdue) == ([date(2026, 4, 30)], None), "there is still time"


def test_periods__last_year_that_can_be_filed(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        head = identity.actor(session, commune.association, Role.CHAIR)
        periods.close(session, association_id=commune.id, through=date(2025, 12, 31), by=commune.treasurer)
        assert waiting.periods_of(session, commune.id).fileable == 2025
        periods.file(session, association_id=commune.id, year=2025, by=head)
        assert waiting.periods_of(session, commune.id).fileable is None
