from datetime import date

import pytest
from sqlalchemy import func, select

from ledger.accounts import balances
from ledger.accounts.balances import FundHasTooLittle, Overdraft
from ledger.accounts.funds import Fund, FundIsClosed
from ledger.accounts.journal import (
    AlreadyReversed,
    DateInFuture,
    EntryKind,
    FundNotHeldHere,
    JournalEntry,
    Posting,
)
from ledger.audit import AuditEvent, FormAlreadyUsed
from ledger.clock import stopped_at
from ledger.contributions import contributions as gifts
from ledger.contributions.contributions import Contribution, Display, Method, NewContribution
from ledger.database import Database
from ledger.errors import NotFound, Refusal
from ledger.identity.roles import OutsideScope
from ledger.ids import new_token
from ledger.people.parties import NameMissing, Party
from ledger.receipts.vouchers import VoidNeedsReason, Voucher, VoucherVoid
from tests.factories import accounts, contributions, disbursements, people
from tests.factories.communes import Commune, open_commune
from tests.factories.races import refused, together


def record(book: Database, commune: Commune, new: NewContribution, *, key: str | None = None) -> int:
    with book.write() as session:
        return gifts.record(session, new, by=commune.treasurer, client_key=key)


def cash(book: Database, commune: Commune) -> int:
    with book.read() as session:
        return balances.held(session, association_id=commune.id, fund_id=commune.fund.id, role="cash")


def rows(book: Database) -> tuple[int, ...]:
    """How many entries, postings, vouchers, gifts, people and traces there are."""
    tables = (JournalEntry, Posting, Voucher, Contribution, Party, AuditEvent)
    with book.read() as session:
        return tuple(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


# --- recording ----------------------------------------------------------------------------------
def test_record__entry_receipt_gift_and_trace_agree(book: Database) -> None:
    commune = open_commune(book)
    receipt = record(book, commune, contributions.new_gift(commune, 300_000))
    with book.read() as session:
        gift = session.scalars(select(Contribution)).one()
        posting = session.get_one(Posting, gift.posting_id)
        voucher = session.get_one(Voucher, receipt)
        trace = session.scalars(select(AuditEvent)).one()
        entry = session.get_one(JournalEntry, posting.entry_id)
        giver = session.get_one(Party, gift.party_id)
    assert gift.amount == posting.amount == voucher.amount == 300_000
    assert (gift.voucher_id, voucher.entry_id) == (receipt, entry.id)
    assert (entry.kind, entry.description) == (EntryKind.CONTRIBUTION, ""), "no name in the journal"
    assert (giver.name, gift.display) == ("Vàng A Thử", Display.NEITHER)
    assert (trace.verb, trace.subject_id) == ("record_contribution", receipt)
    assert cash(book, commune) == 300_000


def test_record__known_giver_is_not_registered_again(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        giver = people.person(session, commune.association)
    record(book, commune, contributions.new_gift(commune, giver=giver.id))
    with book.read() as session:
        assert session.scalars(select(Contribution.party_id)).one() == giver.id
        assert len(session.scalars(select(Party.id)).all()) == 1


def test_record__by_bank(book: Database) -> None:
    commune = open_commune(book)
    record(book, commune, contributions.new_gift(commune, 300_000, method=Method.BANK))
    with book.read() as session:
        found = balances.held(session, association_id=commune.id, fund_id=commune.fund.id, role="bank")
    assert (found, cash(book, commune)) == (300_000, 0)


def test_record__others_may_not(book: Database) -> None:
    commune = open_commune(book)
    for somebody in (commune.chair, commune.member, commune.stranger):
        with pytest.raises(OutsideScope), book.write() as session:
            gifts.record(session, contributions.new_gift(commune), by=somebody)
    assert rows(book) == (0,) * 6


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"fund_id": 7}, FundNotHeldHere),
        ({"giver": 7}, NotFound),
        ({"giver": "  "}, NameMissing),
        ({"on": date(2026, 12, 31)}, DateInFuture),
    ],
)
def test_record__what_cannot_be_is_refused_whole(
    book: Database, change: dict[str, object], refusal: type[Refusal]
) -> None:
    commune = open_commune(book)
    with stopped_at(date(2026, 12, 30)), pytest.raises(refusal):
        record(book, commune, contributions.new_gift(commune, **change))  # type: ignore[arg-type]  # one by test
    assert rows(book) == (0,) * 6


def test_record__closed_fund_is_refused_with_its_name(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        session.get_one(Fund, commune.fund.id).closed_on = date(2026, 3, 1)
    with pytest.raises(FundIsClosed, match=f"{commune.fund.name}.*01/03/2026"):
        contributions.give(book, commune)


def test_record__fund_of_others_is_refused(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        theirs = accounts.fund(session, commune.province, name="Quỹ của tỉnh")
    with pytest.raises(FundNotHeldHere):
        record(book, commune, contributions.new_gift(commune, fund_id=theirs.id))
    assert rows(book) == (0,) * 6


# --- one form, one gift -------------------------------------------------------------------------
def test_record__same_form_again_shows_the_first_receipt(book: Database) -> None:
    commune = open_commune(book)
    key, new = new_token(), contributions.new_gift(commune)
    first = record(book, commune, new, key=key)
    assert record(book, commune, new, key=key) == first
    assert rows(book) == (1,) * 6


def test_record__same_form_of_someone_told_apart_by_a_dash(book: Database) -> None:
    """Sent again, the name typed the first time means the person it registered."""
    commune = open_commune(book)
    key = new_token()
    first = record(book, commune, contributions.new_gift(commune, giver="Vàng A Thử - bản Mẫu"), key=key)
    with book.read() as session:
        known = session.scalars(select(Party.id)).one()
    assert record(book, commune, contributions.new_gift(commune, giver=known), key=key) == first


def test_record__same_form_twice_at_once_makes_one_gift(book: Database) -> None:
    commune = open_commune(book)
    key, new = new_token(), contributions.new_gift(commune)
    outcomes = together(*[lambda: record(book, commune, new, key=key)] * 4)
    assert refused(outcomes) == []
    assert len(set(map(str, outcomes))) == 1
    assert rows(book) == (1,) * 6
    assert cash(book, commune) == 300_000


@pytest.mark.parametrize(
    "change",
    [{"amount": 300_001}, {"giver": "Người Khác"}, {"method": Method.BANK}, {"on": date(2026, 3, 1)}],
)
def test_record__same_form_with_other_content_is_refused(book: Database, change: dict[str, object]) -> None:
    commune = open_commune(book)
    key = new_token()
    record(book, commune, contributions.new_gift(commune), key=key)
    with pytest.raises(FormAlreadyUsed):
        record(book, commune, contributions.new_gift(commune, **change), key=key)  # type: ignore[arg-type]  # the same
    assert rows(book) == (1,) * 6


def test_record__refused_form_can_be_sent_again(book: Database) -> None:
    commune = open_commune(book)
    key = new_token()
    with stopped_at(date(2026, 3, 1)), pytest.raises(DateInFuture):
        record(book, commune, contributions.new_gift(commune), key=key)
    record(book, commune, contributions.new_gift(commune), key=key)
    assert rows(book) == (1,) * 6


# --- cancelling ---------------------------------------------------------------------------------
def test_cancel__money_is_back_and_the_number_stays(book: Database) -> None:
    commune = open_commune(book)
    receipt = contributions.give(book, commune)
    assert contributions.cancel(book, commune, receipt, reason="  ghi   nhầm ") == receipt
    contributions.give(book, commune, 100_000)
    with book.read() as session:
        void = session.scalars(select(VoucherVoid)).one()
        assert (void.voucher_id, void.reason) == (receipt, "ghi nhầm")
        assert session.get_one(JournalEntry, void.entry_id).kind == EntryKind.REVERSAL
        assert session.scalars(select(Voucher.number).order_by(Voucher.id)).all() == [1, 2]
    assert cash(book, commune) == 100_000


@pytest.mark.parametrize("reason", ["", " . ", "ab", "\u200b\u200b\u200b"])
def test_cancel__needs_a_reason(book: Database, reason: str) -> None:
    commune = open_commune(book)
    receipt = contributions.give(book, commune)
    with pytest.raises(VoidNeedsReason):
        contributions.cancel(book, commune, receipt, reason=reason)
    assert cash(book, commune) == 300_000


def test_cancel__twice_is_refused_also_at_once(book: Database) -> None:
    commune = open_commune(book)
    receipt = contributions.give(book, commune)
    outcomes = together(*[lambda: contributions.cancel(book, commune, receipt)] * 4)
    assert [type(refusal) for refusal in refused(outcomes)] == [AlreadyReversed] * 3
    with pytest.raises(AlreadyReversed):
        contributions.cancel(book, commune, receipt)
    assert cash(book, commune) == 0


def test_cancel__same_form_again_is_one_act(book: Database) -> None:
    commune = open_commune(book)
    receipt, key = contributions.give(book, commune), new_token()
    for _ in range(2):
        with book.write() as session:
            assert receipt == gifts.cancel(
                session, voucher_id=receipt, reason="ghi nhầm", by=commune.treasurer, client_key=key
            )


def test_cancel__others_may_not(book: Database) -> None:
    commune = open_commune(book)
    receipt = contributions.give(book, commune)
    for somebody in (commune.chair, commune.stranger):
        with pytest.raises(OutsideScope):
            contributions.cancel(book, commune, receipt, by=somebody)


def test_cancel__a_colleague_may(book: Database) -> None:
    commune = open_commune(book)
    contributions.cancel(book, commune, contributions.give(book, commune), by=commune.colleague)
    assert cash(book, commune) == 0


def test_cancel__unknown_receipt_is_not_found(book: Database) -> None:
    with pytest.raises(NotFound):
        contributions.cancel(book, open_commune(book), 7)


def test_cancel__payment_voucher_is_no_gift(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune)
    disbursements.pay(
        book, commune, disbursements.decide(book, commune, disbursements.propose(book, commune, 100_000))
    )
    with book.read() as session:
        paid = session.scalars(select(Voucher.id).where(Voucher.kind == "payment")).one()
    with pytest.raises(NotFound):
        contributions.cancel(book, commune, paid)


def test_cancel__money_that_was_promised_stays(book: Database) -> None:
    commune = open_commune(book)
    receipt = contributions.give(book, commune, 300_000)
    disbursements.decide(book, commune, disbursements.propose(book, commune, 200_000))
    with pytest.raises(FundHasTooLittle):
        contributions.cancel(book, commune, receipt)
    assert cash(book, commune) == 300_000


def test_cancel__money_that_was_paid_out_stays(book: Database) -> None:
    commune = open_commune(book)
    receipt = contributions.give(book, commune, 300_000)
    disbursements.pay(
        book, commune, disbursements.decide(book, commune, disbursements.propose(book, commune, 200_000))
    )
    with pytest.raises(Overdraft):
        contributions.cancel(book, commune, receipt)


# --- remembering --------------------------------------------------------------------------------
def test_last_choices__are_those_of_this_treasurer(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune)
    contributions.give(book, commune, method=Method.BANK)
    with book.read() as session:
        mine = gifts.last_choices(session, association_id=commune.id, user_id=commune.treasurer.user_id)
        hers = gifts.last_choices(session, association_id=commune.id, user_id=commune.colleague.user_id)
    assert mine is not None
    assert (mine.fund_id, mine.method) == (commune.fund.id, Method.BANK)
    assert hers is None
