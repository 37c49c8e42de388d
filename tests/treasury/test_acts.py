from datetime import date

import pytest
from sqlalchemy import func, select

from ledger.accounts import balances, periods
from ledger.accounts.balances import CapitalIsPreserved, FundHasTooLittle, Overdraft
from ledger.accounts.corrections import CorrectedStands
from ledger.accounts.funds import Fund, FundIsClosed, FundKind, open_fund
from ledger.accounts.journal import (
    AlreadyReversed,
    DocumentStands,
    EntryKind,
    FundNotHeldHere,
    JournalEntry,
    Posting,
)
from ledger.accounts.periods import PeriodIsClosed
from ledger.audit import AuditEvent, FormAlreadyUsed
from ledger.clock import stopped_at, today
from ledger.database import Database
from ledger.errors import NotFound, Refusal
from ledger.identity.roles import OutsideScope
from ledger.ids import new_token
from ledger.money import Dong
from ledger.receipts.vouchers import Voucher, VoucherVoid
from ledger.treasury import acts
from ledger.treasury.acts import RECIPES, CancellationSaysWhy, ChooseHeading, PayeeMissing, ReasonMissing
from ledger.treasury.means import ChoosePlace
from tests.factories import contributions, disbursements, treasury
from tests.factories.associations import FOUNDED
from tests.factories.communes import DAY, Commune, open_commune


def cash(book: Database, commune: Commune) -> int:
    with book.read() as session:
        return balances.held(session, association_id=commune.id, fund_id=commune.fund.id, role="cash")


def rows(book: Database) -> tuple[int, ...]:
    """How many entries, postings, vouchers and traces there are."""
    with book.read() as session:
        return tuple(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (JournalEntry, Posting, Voucher, AuditEvent)
        )


def endowment(book: Database, commune: Commune) -> Fund:
    with book.write() as session:
        return open_fund(
            session,
            name="Quỹ vốn",
            kind=FundKind.ENDOWMENT,
            owner_id=commune.id,
            opened_on=FOUNDED,
            holders=[commune.id],
            purpose="giữ vốn",
        )


# --- recording ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "number", "left"),
    [
        (EntryKind.OPENING, "PK-2026-Q01-0002", 1_300_000),
        (EntryKind.INTEREST, "PK-2026-Q01-0002", 1_300_000),
        (EntryKind.OTHER_INCOME, "PK-2026-Q01-0002", 1_300_000),
        (EntryKind.EXPENSE, "PC-2026-Q01-0001", 700_000),
    ],
)
def test_record__each_kind_has_one_entry_and_one_numbered_voucher(
    book: Database, kind: EntryKind, number: str, left: int
) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 1_000_000)
    heading = treasury.account(book, "expense_management")
    voucher_id = treasury.record(book, commune, treasury.new_act(commune, kind, 300_000, heading_id=heading))
    with book.read() as session:
        voucher = session.get_one(Voucher, voucher_id)
        entry = session.get_one(JournalEntry, voucher.entry_id)
        trace = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
        assert (voucher.shown_number, voucher.amount, voucher.method) == (number, 300_000, "cash")
        assert (entry.kind, entry.entry_date, entry.posting_count) == (kind, DAY, 1)
        assert (trace.verb, trace.subject_id) == (f"record_{kind}", voucher_id)
    assert cash(book, commune) == left


def test_recipes__are_the_kinds_that_have_no_other_document() -> None:
    assert set(RECIPES) == {
        EntryKind.OPENING,
        EntryKind.INTEREST,
        EntryKind.OTHER_INCOME,
        EntryKind.EXPENSE,
    }


def test_record__the_same_form_again_shows_the_first_voucher(book: Database) -> None:
    commune = open_commune(book)
    key, new = new_token(), treasury.new_act(commune, EntryKind.INTEREST, 5_000)
    first = treasury.record(book, commune, new, key=key)
    assert treasury.record(book, commune, new, key=key) == first
    assert rows(book) == (1, 1, 1, 1)
    with pytest.raises(FormAlreadyUsed):
        treasury.record(book, commune, treasury.new_act(commune, EntryKind.INTEREST, 6_000), key=key)


def test_record__others_may_not(book: Database) -> None:
    commune = open_commune(book)
    new = treasury.new_act(commune, EntryKind.INTEREST, 5_000)
    for somebody in (commune.chair, commune.member, commune.stranger):
        with pytest.raises(OutsideScope), book.write() as session:
            acts.record(session, new, by=somebody)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"reason": " "}, ReasonMissing),
        ({"party_name": ""}, PayeeMissing),
        ({"heading_id": None}, ChooseHeading),
        ({"heading_id": 1}, ChooseHeading),
        ({"place": "cash_2"}, ChoosePlace),
        ({"place": "contributions"}, ChoosePlace),
        ({"fund_id": 7}, FundNotHeldHere),
        ({"day": date(2019, 12, 31)}, FundIsClosed),
        ({"amount": Dong(1_000_001)}, Overdraft),
    ],
)
def test_record__what_cannot_be_is_refused_whole(
    book: Database, change: dict[str, object], refusal: type[Refusal]
) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 1_000_000)
    before = rows(book)
    heading = treasury.account(book, "expense_other")
    new = treasury.new_act(commune, EntryKind.EXPENSE, 100_000, heading_id=heading)
    with pytest.raises(refusal):
        treasury.record(book, commune, acts.NewAct(**{**vars(new), **change}))
    assert rows(book) == before


def test_record__more_than_there_is_names_the_facts(book: Database) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 1_000_000)
    with pytest.raises(Overdraft, match=f"{commune.fund.name}.*1.000.000.*1.500.000"):
        treasury.spend(book, commune, 1_500_000)


def test_record__promised_money_is_not_spent(book: Database) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 1_000_000)
    disbursements.decide(book, commune, disbursements.propose(book, commune, 700_000))
    treasury.spend(book, commune, 200_000)
    with pytest.raises(FundHasTooLittle, match=r"100\.000.*100\.001"):
        treasury.spend(book, commune, 100_001)


def test_record__capital_is_kept_and_its_yield_is_spent(book: Database) -> None:
    commune = open_commune(book)
    fund = endowment(book, commune)
    treasury.open_with(book, commune, 1_000_000, fund_id=fund.id)
    treasury.record(book, commune, treasury.new_act(commune, EntryKind.INTEREST, 50_000, fund_id=fund.id))
    heading = treasury.account(book, "expense_other")

    def spend(amount: int) -> int:
        new = treasury.new_act(commune, EntryKind.EXPENSE, amount, heading_id=heading, fund_id=fund.id)
        return treasury.record(book, commune, new)

    with pytest.raises(CapitalIsPreserved):
        spend(50_001)
    assert spend(50_000)


def test_record__a_closed_month_says_since_when(book: Database) -> None:
    commune = open_commune(book)
    treasury.close_through(book, commune, date(2026, 3, 31))
    with pytest.raises(PeriodIsClosed, match="31/03/2026"):
        treasury.open_with(book, commune, 1_000_000)


# --- cancelling ---------------------------------------------------------------------------------
@pytest.mark.parametrize("closed", [False, True])
def test_cancel__is_dated_on_the_same_day_while_the_month_is_open_else_today(
    book: Database, *, closed: bool
) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 1_000_000)
    voucher_id = treasury.spend(book, commune, 300_000)
    if closed:
        treasury.close_through(book, commune, date(2026, 3, 31))
    treasury.cancel(book, commune, voucher_id)
    with book.read() as session:
        void = session.scalars(select(VoucherVoid)).one()
        reversal = session.get_one(JournalEntry, void.entry_id)
        assert (void.voucher_id, void.voided_on) == (voucher_id, today())
        assert reversal.entry_date == (today() if closed else DAY)
    assert cash(book, commune) == 1_000_000


def test_cancel__same_form_again_is_one_cancellation(book: Database) -> None:
    commune = open_commune(book)
    voucher_id = treasury.open_with(book, commune, 1_000_000)
    key = new_token()
    for _ in range(2):
        with book.write() as session:
            acts.cancel(session, voucher_id=voucher_id, reason="nhầm", by=commune.treasurer, client_key=key)
    assert rows(book) == (2, 2, 1, 2)


def test_cancel__what_cannot_be(book: Database) -> None:
    commune = open_commune(book)
    opening = treasury.open_with(book, commune, 1_000_000)
    expense = treasury.spend(book, commune, 300_000)
    with pytest.raises(CancellationSaysWhy):
        treasury.cancel(book, commune, expense, reason=" x ")
    with pytest.raises(Overdraft):
        treasury.cancel(book, commune, opening)
    with pytest.raises(NotFound):
        treasury.cancel(book, commune, 1)
    with pytest.raises(OutsideScope), book.write() as session:
        acts.cancel(session, voucher_id=expense, reason="nhầm", by=commune.chair)
    with pytest.raises(DocumentStands):
        treasury.cancel(book, commune, contributions.give(book, commune))
    treasury.cancel(book, commune, expense)
    with pytest.raises(AlreadyReversed):
        treasury.cancel(book, commune, expense)


def test_cancel__what_was_corrected_is_corrected_again_instead(book: Database) -> None:
    commune = open_commune(book)
    treasury.open_with(book, commune, 1_000_000)
    voucher_id = treasury.spend(book, commune, 300_000)
    treasury.correct(book, commune, voucher_id, 250_000)
    with pytest.raises(CorrectedStands):
        treasury.cancel(book, commune, voucher_id)


def test_cancel__a_gift_is_taken_back_on_its_own_day_while_the_month_is_open_else_today(
    book: Database,
) -> None:
    commune = open_commune(book)
    with stopped_at(date(2026, 5, 20)):
        early, late = (
            contributions.give(book, commune),
            contributions.give(book, commune, on=date(2026, 4, 2)),
        )
        treasury.close_through(book, commune, date(2026, 3, 31))
        for receipt in (early, late):
            contributions.cancel(book, commune, receipt)
    with book.read() as session:
        found = session.execute(
            select(VoucherVoid.voucher_id, JournalEntry.entry_date).join(
                JournalEntry, JournalEntry.id == VoucherVoid.entry_id
            )
        )
        assert dict(found.all()) == {early: date(2026, 5, 20), late: date(2026, 4, 2)}
        assert periods.closed(session, commune.id).through == date(2026, 3, 31)
