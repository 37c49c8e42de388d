"""A small book with at least one row in every table, for raw SQL to try its rules on."""

from datetime import date

from ledger.accounts import chart, corrections, journal, periods, remittance_rules
from ledger.accounts.corrections import Cause
from ledger.accounts.funds import FundKind, open_fund
from ledger.accounts.journal import EntryKind, Pair
from ledger.accounts.presentation import BookkeepingProfile
from ledger.accounts.remittance_rules import NewRule, RulePeriod
from ledger.associations.areas import AdministrativeArea
from ledger.associations.former_areas import AreaAlias, AreaSuccession
from ledger.clock import stopped_at
from ledger.contributions.contributions import Method
from ledger.database import Database
from ledger.disbursements.proposals import NewAward
from ledger.identity import sessions
from ledger.identity.users import User
from ledger.money import Dong
from ledger.recognition.counts import DeclaredCount
from ledger.reports import budget
from ledger.treasury import remittances
from ledger.treasury.remittances import NewRemittance
from tests.factories import accounts, contributions, disbursements, people, recognition, treasury
from tests.factories.associations import FOUNDED
from tests.factories.communes import DAY, Commune, open_commune
from tests.schema.filling_cash import fill_cash
from tests.schema.filling_declarations import fill_declarations
from tests.schema.filling_events import fill_events


def fill(book: Database) -> Commune:
    """Let every room write something."""
    commune = open_commune(book)
    _gifts(book, commune)
    _sheets(book, commune)
    _awards(book, commune)
    _transfers(book, commune)
    _expense_put_right(book, commune)
    _periods(book, commune)
    _budget(book, commune)
    _treasury(book, commune)
    _others(book, commune)
    fill_cash(book, commune)
    fill_declarations(book, commune)
    fill_events(book, commune)
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
    """By a rule: one that arrived, one refused and taken back, one refused and one on its way."""
    with book.write() as session:
        ends = (commune.id, commune.province.id, commune.fund.id)
        year = date(DAY.year, 1, 1)
        new = NewRule(*ends, RulePeriod.YEAR, year, "05/QC", fixed_amount=Dong(500_000))
        rule = remittance_rules.add(session, new, by=commune.treasurer)
        amounts = (100_000, 60_000, 70_000, 50_000)
        sent = [
            remittances.send(
                session,
                NewRemittance(*ends, Dong(amount), DAY, rule_id=rule, period_start=year),
                by=commune.treasurer,
            )
            for amount in amounts
        ]
        remittances.confirm(session, transfer_id=sent[0], confirmed_on=DAY, by=commune.stranger)
        with stopped_at(DAY):
            for refused in sent[1:3]:
                remittances.refuse(session, transfer_id=refused, reason="chưa nhận", by=commune.stranger)
            remittances.take_back(session, transfer_id=sent[1], returned_on=DAY, by=commune.treasurer)


def _expense_put_right(book: Database, commune: Commune) -> None:
    """An expense of 30,000 đồng that was 20,000."""
    with book.write() as session:
        roles = chart.by_role(session)
        posted = journal.post(
            session,
            association_id=commune.id,
            kind=EntryKind.EXPENSE,
            entry_date=DAY,
            description="giấy bút",
            pairs=[Pair(commune.fund.id, roles["expense_management"], roles["cash"], Dong(30_000))],
            by=commune.treasurer,
        )
        corrections.post(
            session,
            posting_id=posted.posting_ids[0],
            amount=Dong(20_000),
            account_id=roles["expense_management"],
            cause=Cause.AMOUNT,
            explanation="hóa đơn ghi 20.000 đồng",
            by=commune.treasurer,
        )


def _periods(book: Database, commune: Commune) -> None:
    """2025 closed and filed; a month closed after it, and opened again by somebody else."""
    place, treasurer, last_year = commune.id, commune.treasurer, DAY.year - 1
    with book.write() as session:
        periods.close(session, association_id=place, through=date(last_year, 12, 31), by=treasurer)
        periods.file(session, association_id=place, year=last_year, by=commune.chair)
        periods.close(session, association_id=place, through=date(DAY.year, 1, 31), by=treasurer)
        periods.reopen(
            session,
            association_id=place,
            from_day=date(DAY.year, 1, 1),
            reason="sót một phiếu",
            by=commune.colleague,
        )


def _budget(book: Database, commune: Commune) -> None:
    with book.write() as session:
        budget.set_budget(
            session,
            association_id=commune.id,
            fund_id=commune.fund.id,
            account_id=chart.by_role(session)["contributions"],
            year=DAY.year,
            amount=Dong(5_000_000),
            by=commune.treasurer,
        )


def _treasury(book: Database, commune: Commune) -> None:
    """Money moved to a second fund; an advance settled in part; two deposits of one size, one returned."""
    with book.write() as session:
        second = accounts.fund(session, commune.association, name="Quỹ thứ hai", purpose="sách vở")
    treasury.open_with(book, commune, 450_000)
    treasury.move(book, commune, 20_000, source=commune.fund.id, target=second.id)
    advance = treasury.advance(book, commune, 100_000)
    treasury.settle(book, commune, advance, spent=40_000)
    treasury.settle(book, commune, advance, returned=20_000)
    treasury.take_back(book, commune, treasury.deposit(book, commune, 50_000), on=DAY)
    treasury.deposit(book, commune, 50_000)


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
        session.add(BookkeepingProfile(association_id=commune.id, profile="simple", valid_from=FOUNDED))
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
        area = AdministrativeArea(
            code="99",
            level="province",
            kind="tỉnh",
            name="Tỉnh Mẫu",
            folded="tinh mau",
            parent_id=None,
            valid_from=FOUNDED,
            valid_to=None,
        )
        session.add(area)
        session.flush()
        session.add(AreaAlias(area_id=area.id, key="tinhmau"))
        session.add(AreaSuccession(predecessor_id=area.id, successor_id=area.id))
