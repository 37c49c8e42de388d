from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.accounts import balances, chart, journal
from ledger.accounts.balances import Overdraft
from ledger.accounts.chart import Account, AccountsDoNotFit, AccountTakesNoPostings
from ledger.accounts.funds import Fund, FundIsClosed
from ledger.accounts.journal import (
    AlreadyReversed,
    AssociationIsClosed,
    DateInFuture,
    DocumentStands,
    EntryKind,
    FundNotHeldHere,
    JournalEntry,
    Pair,
    Posted,
    Posting,
)
from ledger.associations import closing
from ledger.associations.events import Decree, EventKind
from ledger.clock import VIETNAM, stopped_at, today
from ledger.database import Database
from ledger.errors import DatabaseRefusal
from ledger.money import Dong
from tests.factories import accounts, contributions, disbursements
from tests.factories.associations import FOUNDED
from tests.factories.communes import DAY, Commune, open_commune
from tests.factories.races import refused, together


def post(
    session: Session,
    commune: Commune,
    *amounts: int,
    debit: str = "cash",
    credit: str = "contributions",
    on: date = DAY,
    fund: Fund | None = None,
    kind: EntryKind = EntryKind.CONTRIBUTION,
) -> Posted:
    """One entry of the commune, a posting for each amount."""
    roles = chart.by_role(session)
    return journal.post(
        session,
        association_id=commune.id,
        kind=kind,
        entry_date=on,
        description="thử",
        pairs=[
            Pair((fund or commune.fund).id, roles[debit], roles[credit], Dong(amount)) for amount in amounts
        ],
        by=commune.treasurer,
    )


def spend(session: Session, commune: Commune, *amounts: int, on: date = DAY) -> Posted:
    """Money spent from the cash box."""
    return post(
        session, commune, *amounts, debit="expense_other", credit="cash", on=on, kind=EntryKind.EXPENSE
    )


def reverse(book: Database, commune: Commune, *posting_ids: int) -> Posted:
    with book.write() as session:
        return journal.reverse(
            session, posting_ids=posting_ids, entry_date=DAY, reason="ghi nhầm", by=commune.treasurer
        )


def cash(book: Database, commune: Commune) -> int:
    with book.read() as session:
        return balances.held(session, association_id=commune.id, fund_id=commune.fund.id, role="cash")


def entries(book: Database) -> int:
    with book.read() as session:
        return len(session.scalars(select(JournalEntry.id)).all())


# --- posting ------------------------------------------------------------------------------------
def test_post__keeps_the_pairs_in_their_order(book: Database) -> None:
    commune = open_commune(book)
    amounts = [1_000 + number for number in range(300)]
    with book.write() as session:
        posted = post(session, commune, *amounts)
    with book.read() as session:
        entry = session.get_one(JournalEntry, posted.entry_id)
        rows = [session.get_one(Posting, identity) for identity in posted.posting_ids]
    assert (entry.posting_count, entry.recorded_by) == (300, commune.treasurer.user_id)
    assert [(row.line, row.amount) for row in rows] == list(enumerate(amounts, start=1))
    assert cash(book, commune) == sum(amounts)


def test_post__refused_entry_leaves_nothing(book: Database) -> None:
    commune = open_commune(book)
    with pytest.raises(Overdraft), book.write() as session:
        spend(session, commune, 5_000)
    assert (entries(book), cash(book, commune)) == (0, 0)


def test_post__a_later_line_that_is_refused_undoes_the_earlier_ones(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        post(session, commune, 10_000)
    with pytest.raises(Overdraft), book.write() as session:
        spend(session, commune, 4_000, 7_000)
    assert (entries(book), cash(book, commune)) == (1, 10_000)


def test_post__day_that_has_not_come_is_refused(book: Database) -> None:
    commune = open_commune(book)
    with pytest.raises(DateInFuture), book.write() as session:
        post(session, commune, 1_000, on=today() + timedelta(days=1))


@pytest.mark.parametrize(
    ("moment", "day", "fits"),
    [
        ("2025-12-31T23:59:59", date(2026, 1, 1), False),
        ("2026-01-01T00:00:00", date(2026, 1, 1), True),
        ("2026-01-01T06:59:00", date(2026, 1, 1), True),  # still 2025 in Greenwich
    ],
)
def test_post__the_day_is_that_of_vietnam(book: Database, moment: str, day: date, fits: bool) -> None:
    commune = open_commune(book)
    with stopped_at(datetime.fromisoformat(moment).replace(tzinfo=VIETNAM)):
        if fits:
            with book.write() as session:
                post(session, commune, 1_000, on=day)
            with book.read() as session:
                entry = session.scalars(select(JournalEntry)).one()
            assert (entry.entry_date, entry.recorded_on) == (day, day)
        else:
            with pytest.raises(DateInFuture), book.write() as session:
                post(session, commune, 1_000, on=day)


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 2)])
def test_post__closed_fund_is_refused_after_its_last_day(book: Database, day: date) -> None:
    commune = open_commune(book)
    with book.write() as session:
        session.get_one(Fund, commune.fund.id).closed_on = date(2026, 3, 1)
    if day == date(2026, 3, 1):
        with book.write() as session:
            post(session, commune, 1_000, on=day)
    else:
        with pytest.raises(FundIsClosed), book.write() as session:
            post(session, commune, 1_000, on=day)


def test_post__closed_association_is_refused(book: Database) -> None:
    """A closed association is only read, on days of its life too."""
    commune = open_commune(book)
    with book.write() as session:
        closing.close_into(
            session,
            EventKind.ABOLISH,
            [commune.association],
            [commune.province],
            on=DAY,
            decree=Decree("12/QĐ"),
        )
    for day in (DAY, FOUNDED):
        with pytest.raises(AssociationIsClosed), book.write() as session:
            post(session, commune, 1_000, on=day)


def test_post__fund_of_others_is_refused(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        theirs = accounts.fund(session, commune.province, name="Quỹ của tỉnh")
    with pytest.raises(FundNotHeldHere), book.write() as session:
        post(session, commune, 1_000, fund=theirs)


def test_post__before_the_association_was_founded_is_refused(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        post(session, commune, 1_000, on=FOUNDED)
    with pytest.raises(AssociationIsClosed), book.write() as session:
        post(session, commune, 1_000, on=FOUNDED - timedelta(days=1))


@pytest.mark.parametrize(
    ("kind", "debit", "credit"),
    [
        (EntryKind.CONTRIBUTION, "expense_other", "contributions"),
        (EntryKind.CONTRIBUTION, "cash", "interest"),
        (EntryKind.EXPENSE, "award_expense", "cash"),
        (EntryKind.OPENING, "expense_other", "opening"),
        (EntryKind.HAND_OVER, "cash", "contributions"),
        (EntryKind.REVERSAL, "cash", "contributions"),
    ],
)
def test_post__accounts_of_another_kind_are_refused(
    book: Database, kind: EntryKind, debit: str, credit: str
) -> None:
    commune = open_commune(book)
    with pytest.raises(AccountsDoNotFit), book.write() as session:
        post(session, commune, 1_000, debit=debit, credit=credit, kind=kind)


def test_post__heading_is_refused(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        session.scalars(select(Account).where(Account.code == "111")).one().role = "heading"
        roles = dict(chart.by_role(session)) | {
            "heading": session.scalars(select(Account.id).where(Account.code == "111")).one()
        }
    pair = Pair(commune.fund.id, roles["heading"], roles["contributions"], Dong(1_000))
    with pytest.raises(AccountTakesNoPostings), book.write() as session:
        journal.post(
            session,
            association_id=commune.id,
            kind=EntryKind.CONTRIBUTION,
            entry_date=DAY,
            description="",
            pairs=[pair],
            by=commune.treasurer,
        )


# --- correcting ---------------------------------------------------------------------------------
def test_reverse__mirrors_and_leaves_the_original(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        posted = post(session, commune, 1_000, 2_000)
    reversal = reverse(book, commune, *posted.posting_ids)
    with book.read() as session:
        pairs = [
            (session.get_one(Posting, old), session.get_one(Posting, new))
            for old, new in zip(posted.posting_ids, reversal.posting_ids, strict=True)
        ]
        assert session.get_one(JournalEntry, reversal.entry_id).description == "ghi nhầm"
    for old, new in pairs:
        assert (new.reverses_id, new.amount, new.fund_id) == (old.id, old.amount, old.fund_id)
        assert (new.debit_account_id, new.credit_account_id) == (old.credit_account_id, old.debit_account_id)
    assert (entries(book), cash(book, commune)) == (2, 0)


def test_reverse__one_line_of_many(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        posted = post(session, commune, 1_000, 2_000, 4_000)
    reverse(book, commune, posted.posting_ids[1])
    assert cash(book, commune) == 5_000


def test_reverse__twice_is_refused(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        posted = post(session, commune, 1_000, 2_000)
    reverse(book, commune, posted.posting_ids[0])
    with pytest.raises(AlreadyReversed):
        reverse(book, commune, *posted.posting_ids)
    assert cash(book, commune) == 2_000


def test_reverse__of_a_reversal_is_refused(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        posted = post(session, commune, 1_000)
    reversal = reverse(book, commune, *posted.posting_ids)
    with pytest.raises(DatabaseRefusal, match="reversal_mirrors_posting"):
        reverse(book, commune, *reversal.posting_ids)


def test_reverse__money_that_has_left_is_refused(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        posted = post(session, commune, 1_000)
        spend(session, commune, 600)
    with pytest.raises(Overdraft):
        reverse(book, commune, *posted.posting_ids)


def test_reverse__what_a_document_says_is_refused(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 1_000_000)
    disbursements.decide(book, commune, disbursements.propose(book, commune, 300_000))
    with book.read() as session:
        promise = session.scalars(select(Posting).order_by(Posting.id.desc())).first()
    assert promise is not None
    with pytest.raises(DocumentStands):
        reverse(book, commune, promise.id)


def test_reverse__unknown_posting_is_an_error_of_the_caller(book: Database) -> None:
    commune = open_commune(book)
    with pytest.raises(ValueError, match="existing postings of one association"):
        reverse(book, commune, 7)


def test_reverse__two_at_once_only_one_wins(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        posted = post(session, commune, 1_000)
    outcomes = together(*[lambda: reverse(book, commune, *posted.posting_ids)] * 4)
    assert [type(refusal) for refusal in refused(outcomes)] == [AlreadyReversed] * 3
    assert cash(book, commune) == 0
