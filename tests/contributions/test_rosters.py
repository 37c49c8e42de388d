from datetime import date

import pytest
from sqlalchemy import func, select

from ledger.accounts import balances
from ledger.accounts.journal import DateInFuture, EntryKind, JournalEntry, Posting
from ledger.audit import FormAlreadyUsed
from ledger.clock import stopped_at
from ledger.contributions import roster_lists, rosters
from ledger.contributions.contributions import Contribution
from ledger.contributions.households import HouseholdListedTwice, NoHouseholds
from ledger.contributions.rosters import (
    CashDiffers,
    CountDiffers,
    Mark,
    NobodyPaid,
    RosterIsPosted,
    RosterTitleTaken,
)
from ledger.database import Database
from ledger.errors import NotFound
from ledger.identity.roles import OutsideScope
from ledger.money import Dong
from ledger.people.parties import Party, PartyKind
from ledger.receipts.vouchers import Voucher
from tests.factories import contributions, people
from tests.factories.communes import DAY, Commune, open_commune
from tests.factories.contributions import HOUSEHOLDS, mark_sheet, post_sheet, start_sheet
from tests.factories.races import refused, together


def sheet(book: Database, roster_id: int) -> rosters.Sheet:
    with book.read() as session:
        return rosters.sheet(session, roster_id)


def names(book: Database, roster_id: int) -> list[str]:
    return [party.label for _, party in sheet(book, roster_id).lines]


def cash(book: Database, commune: Commune) -> int:
    with book.read() as session:
        return balances.held(session, association_id=commune.id, fund_id=commune.fund.id, role="cash")


def households(book: Database) -> int:
    with book.read() as session:
        return session.scalar(select(func.count()).where(Party.kind == PartyKind.HOUSEHOLD)) or 0


# --- starting -----------------------------------------------------------------------------------
def test_start__pasted_lines_become_households_in_their_order(book: Database) -> None:
    commune = open_commune(book)
    roster = start_sheet(
        book, commune, names=["Bà Hai", "", "  Ông  Một ", "Ông Ba – nhà trên", "Ông Ba - nhà dưới"]
    )
    assert names(book, roster) == ["Bà Hai", "Ông Một", "Ông Ba – nhà trên", "Ông Ba – nhà dưới"]
    assert households(book) == 4


def test_start__household_known_here_is_not_registered_again(book: Database) -> None:
    commune = open_commune(book)
    start_sheet(book, commune)
    roster = start_sheet(book, commune, title="năm sau", names=[HOUSEHOLDS[1], "Ông Mới"])
    assert names(book, roster) == [HOUSEHOLDS[1], "Ông Mới"]
    assert households(book) == len(HOUSEHOLDS) + 1


def test_start__without_names_takes_every_household(book: Database) -> None:
    commune = open_commune(book)
    start_sheet(book, commune)
    with book.write() as session:
        people.person(session, commune.association)
    assert names(book, start_sheet(book, commune, title="năm sau", names=[])) == list(HOUSEHOLDS)


def test_start__without_any_household_is_refused(book: Database) -> None:
    with pytest.raises(NoHouseholds):
        start_sheet(book, open_commune(book), names=[" ", ""])


def test_start__two_lines_that_look_the_same_are_refused(book: Database) -> None:
    with pytest.raises(HouseholdListedTwice, match="Ông Một"):
        start_sheet(book, open_commune(book), names=["Ông Một", "Ông  Một "])


def test_start__title_is_used_once(book: Database) -> None:
    commune = open_commune(book)
    start_sheet(book, commune)
    with pytest.raises(RosterTitleTaken):
        start_sheet(book, commune)


# --- keeping ------------------------------------------------------------------------------------
def test_keep__only_the_lines_that_are_named_change(book: Database) -> None:
    commune = open_commune(book)
    roster = start_sheet(book, commune)
    mark_sheet(book, commune, roster, {1: 200_000, 2: 250_000}, note=" đã  nộp ")
    mark_sheet(book, commune, roster, {3: 300_000})
    found = sheet(book, roster)
    assert [(line.amount, line.note) for line, _ in found.lines] == [
        (200_000, "đã nộp"),
        (250_000, "đã nộp"),
        (300_000, ""),
    ]
    assert (found.paid_count, found.total) == (3, 750_000)


def test_keep__others_may_not(book: Database) -> None:
    commune = open_commune(book)
    roster = start_sheet(book, commune)
    with pytest.raises(OutsideScope), book.write() as session:
        rosters.keep(session, roster_id=roster, marks={}, by=commune.stranger)


def test_sheet__unknown_is_not_found(book: Database) -> None:
    with book.read() as session, pytest.raises(NotFound):
        rosters.sheet(session, 7)


# --- posting ------------------------------------------------------------------------------------
def test_post__one_entry_and_a_receipt_for_each_household_that_paid(book: Database) -> None:
    commune = open_commune(book)
    roster = start_sheet(book, commune)
    mark_sheet(book, commune, roster, {1: 200_000, 3: 300_000})
    post_sheet(book, commune, roster, households=2, cash=500_000)
    with book.read() as session:
        entry = session.scalars(select(JournalEntry)).one()
        receipts = session.execute(select(Voucher.number, Voucher.party_name, Voucher.amount)).all()
        gifts = session.scalars(select(Contribution)).all()
        assert [session.get_one(Posting, gift.posting_id).amount for gift in gifts] == [200_000, 300_000]
    assert (entry.kind, entry.posting_count) == (EntryKind.ROSTER, 2)
    assert sorted(receipts) == [(1, HOUSEHOLDS[0], 200_000), (2, HOUSEHOLDS[2], 300_000)]
    assert cash(book, commune) == 500_000


def test_post__count_that_differs_keeps_everything_typed(book: Database) -> None:
    commune = open_commune(book)
    roster = start_sheet(book, commune)
    mark_sheet(book, commune, roster, {1: 200_000, 2: 250_000}, note="nộp hộ")
    for households_counted, cash_counted, refusal in (
        (3, 450_000, CountDiffers),
        (2, 440_000, CashDiffers),
        (2, 0, CashDiffers),
    ):
        with pytest.raises(refusal):
            post_sheet(book, commune, roster, households=households_counted, cash=cash_counted)
    found = sheet(book, roster)
    assert [(line.amount, line.note) for line, _ in found.lines] == [
        (200_000, "nộp hộ"),
        (250_000, "nộp hộ"),
        (None, ""),
    ]
    assert (found.posting, cash(book, commune)) == (None, 0)
    post_sheet(book, commune, roster, households=2, cash=450_000)
    assert cash(book, commune) == 450_000


def test_post__marks_sent_with_a_wrong_count_are_kept(book: Database) -> None:
    """The page catches the refusal within its transaction, and shows the sheet again as it was typed."""
    commune = open_commune(book)
    roster = start_sheet(book, commune)
    first = sheet(book, roster).lines[0][0].id
    with book.write() as session, pytest.raises(CountDiffers):
        rosters.post(
            session,
            roster_id=roster,
            counted_households=2,
            counted_cash=200_000,
            received_on=DAY,
            by=commune.treasurer,
            marks={first: Mark(Dong(200_000), "nộp hộ")},
        )
    found = sheet(book, roster)
    assert (found.posting, found.total, found.lines[0][0].note) == (None, 200_000, "nộp hộ")


def test_post__says_both_sums(book: Database) -> None:
    commune = open_commune(book)
    roster = start_sheet(book, commune)
    mark_sheet(book, commune, roster, {1: 200_000})
    with pytest.raises(CashDiffers, match=r"200\.000.*190\.000"):
        post_sheet(book, commune, roster, households=1, cash=190_000)


def test_post__nobody_paid_is_refused(book: Database) -> None:
    commune = open_commune(book)
    with pytest.raises(NobodyPaid):
        post_sheet(book, commune, start_sheet(book, commune), households=0, cash=0)


def test_post__day_that_has_not_come_is_refused(book: Database) -> None:
    commune = open_commune(book)
    roster = start_sheet(book, commune)
    mark_sheet(book, commune, roster, {1: 200_000})
    with stopped_at(date(2026, 3, 1)), pytest.raises(DateInFuture):
        post_sheet(book, commune, roster, households=1, cash=200_000)
    assert sheet(book, roster).posting is None


def test_post__freezes_the_sheet(book: Database) -> None:
    commune = open_commune(book)
    roster = start_sheet(book, commune)
    mark_sheet(book, commune, roster, {1: 200_000})
    post_sheet(book, commune, roster, households=1, cash=200_000)
    with pytest.raises(RosterIsPosted):
        mark_sheet(book, commune, roster, {2: 200_000})
    with pytest.raises(RosterIsPosted):
        post_sheet(book, commune, roster, households=1, cash=200_000)


def test_post__same_form_again_is_one_act_and_other_counts_are_refused(book: Database) -> None:
    commune = open_commune(book)
    roster = start_sheet(book, commune)
    mark_sheet(book, commune, roster, {1: 200_000})
    for _ in range(2):
        assert post_sheet(book, commune, roster, households=1, cash=200_000, key="FORM") == roster
    with pytest.raises(FormAlreadyUsed):
        post_sheet(book, commune, roster, households=2, cash=200_000, key="FORM")
    assert cash(book, commune) == 200_000


def test_post__two_at_once_only_one_wins(book: Database) -> None:
    commune = open_commune(book)
    roster = start_sheet(book, commune)
    mark_sheet(book, commune, roster, {1: 200_000, 2: 200_000})
    outcomes = together(*[lambda: post_sheet(book, commune, roster, households=2, cash=400_000)] * 3)
    assert [isinstance(refusal, RosterIsPosted) for refusal in refused(outcomes)] == [True] * 2
    assert cash(book, commune) == 400_000


def test_post__sheet_changed_meanwhile_is_posted_as_it_stands_or_refused(book: Database) -> None:
    """Whichever comes first, what is posted is what the sheet says."""
    commune = open_commune(book)
    roster = start_sheet(book, commune)
    mark_sheet(book, commune, roster, {1: 200_000, 2: 200_000})
    together(
        lambda: post_sheet(book, commune, roster, households=2, cash=400_000),
        lambda: mark_sheet(book, commune, roster, {1: 150_000, 2: 150_000}),
    )
    found = sheet(book, roster)
    assert (found.total if found.posting else 0) == cash(book, commune)


def test_cancel__one_line_of_a_posted_sheet(book: Database) -> None:
    commune = open_commune(book)
    roster = start_sheet(book, commune)
    mark_sheet(book, commune, roster, {1: 200_000, 2: 250_000, 3: 300_000})
    post_sheet(book, commune, roster, households=3, cash=750_000)
    with book.read() as session:
        second = session.scalars(select(Voucher.id).where(Voucher.amount == 250_000)).one()
    contributions.cancel(book, commune, second)
    assert cash(book, commune) == 500_000
    with book.read() as session:
        lines = roster_lists.receipts(session, rosters.sheet(session, roster)).values()
        assert [(line.voucher.amount, line.void is not None) for line in lines] == [
            (200_000, False),
            (250_000, True),
            (300_000, False),
        ]


def test_summaries__the_newest_first_with_what_each_adds_up_to(book: Database) -> None:
    commune = open_commune(book)
    first, second = start_sheet(book, commune), start_sheet(book, commune, title="năm sau")
    mark_sheet(book, commune, first, {1: 200_000, 2: 300_000})
    post_sheet(book, commune, first, households=2, cash=500_000)
    with book.read() as session:
        found = roster_lists.summaries(session, commune.id)
    assert [(line.roster.id, line.lines, line.paid, line.total, line.posted) for line in found] == [
        (second, 3, 0, 0, False),
        (first, 3, 2, 500_000, True),
    ]
