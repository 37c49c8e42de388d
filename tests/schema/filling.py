"""A small book with at least one row in every table, for raw SQL to try its rules on."""

from ledger.accounts import transfers
from ledger.accounts.funds import FundKind, open_fund
from ledger.associations.areas import AdministrativeArea
from ledger.contributions.contributions import Method
from ledger.database import Database
from ledger.disbursements.proposals import NewAward
from ledger.identity import sessions
from ledger.identity.users import User
from ledger.money import Dong
from ledger.recognition.counts import DeclaredCount
from tests.factories import contributions, disbursements, people, recognition
from tests.factories.associations import FOUNDED
from tests.factories.communes import DAY, Commune, open_commune


def fill(book: Database) -> Commune:
    """Let every room write something."""
    commune = open_commune(book)
    _gifts(book, commune)
    _sheets(book, commune)
    _awards(book, commune)
    _transfers(book, commune)
    _others(book, commune)
    return commune


def _gifts(book: Database, commune: Commune) -> None:
    contributions.give(book, commune, 1_000_000)
    contributions.give(book, commune, 500_000, method=Method.BANK)
    contributions.cancel(book, commune, contributions.give(book, commune, 200_000))


def _sheets(book: Database, commune: Commune) -> None:
    posted = contributions.start_sheet(book, commune)
    contributions.mark_sheet(book, commune, posted, {1: 200_000, 2: 250_000})
    contributions.post_sheet(book, commune, posted, households=2, cash=450_000)
    contributions.start_sheet(book, commune, title="Dòng họ Mẫu, năm 2027")


def _awards(book: Database, commune: Commune) -> None:
    """One list approved and half paid, one declined, one waiting, one that rests on a title."""
    half_paid = disbursements.propose(book, commune, 300_000, 100_000)
    decision = disbursements.decide(book, commune, half_paid)
    first, _ = disbursements.award_ids(book, half_paid)
    disbursements.pay(book, commune, decision, award_ids=[first])
    declined = disbursements.propose(book, commune, 50_000)
    disbursements.decide(book, commune, declined, number="11/QĐ-KH", approved=False)
    disbursements.propose(book, commune, 60_000)
    with book.write() as session:
        learner = people.person(session, commune.association)
    title = recognition.title(book, commune, learner)
    gives = disbursements.programme(book, commune, name="Thưởng Công dân học tập", recognition_required=True)
    lines = [NewAward(learner.id, Dong(70_000), "có danh hiệu", recognition_id=title)]
    disbursements.propose(book, commune, gives=gives, lines=lines)


def _transfers(book: Database, commune: Commune) -> None:
    """One that arrived, one on its way."""
    with book.write() as session:
        for amount in (100_000, 50_000):
            sent = transfers.send(
                session,
                sender=commune.association,
                receiver=commune.province,
                fund=commune.fund,
                amount=Dong(amount),
                sent_on=DAY,
                by=commune.treasurer,
            )
            if amount == 100_000:
                transfers.confirm(session, transfer_id=sent.id, confirmed_on=DAY, by=commune.stranger)


def _others(book: Database, commune: Commune) -> None:
    """Tables no act of the main job writes, and a fund the commune does not hold."""
    with book.write() as session:
        open_fund(
            session,
            name="Quỹ của tỉnh",
            kind=FundKind.RESTRICTED,
            owner_id=commune.province.id,
            opened_on=FOUNDED,
            holders=[commune.province.id],
            purpose="học sinh nghèo",
        )
        sessions.begin(session, session.get_one(User, commune.treasurer.user_id))
        session.add(
            DeclaredCount(
                association_id=commune.id,
                model="family",
                year=DAY.year,
                registered=None,
                assessed=None,
                recognized=12,
                source="báo cáo năm",
            )
        )
        session.add(
            AdministrativeArea(
                code="99",
                level="province",
                kind="tỉnh",
                name="Tỉnh Mẫu",
                folded="tinh mau",
                parent_id=None,
                valid_from=FOUNDED,
                valid_to=None,
            )
        )
