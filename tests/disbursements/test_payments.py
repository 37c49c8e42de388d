from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from ledger.accounts import balances
from ledger.accounts.balances import Overdraft, Position
from ledger.accounts.journal import DateInFuture
from ledger.audit import FormAlreadyUsed
from ledger.clock import stopped_at
from ledger.contributions.contributions import Method
from ledger.database import Database
from ledger.disbursements import award_lists, payments
from ledger.disbursements.payments import (
    NothingToPay,
    OwnDecision,
    PaidTooEarly,
    PaidTwice,
    Payment,
    PaymentLine,
)
from ledger.errors import NotFound
from ledger.identity.roles import Actor, OutsideScope, Role
from ledger.receipts.vouchers import Voucher
from tests.factories import contributions, identity
from tests.factories.communes import DAY, Commune, open_commune
from tests.factories.disbursements import award_ids, decide, pay, propose
from tests.factories.races import refused, together


def position(book: Database, commune: Commune) -> Position:
    with book.read() as session:
        return balances.position(session, association_id=commune.id, fund_id=commune.fund.id)


def paid_lines(book: Database) -> int:
    with book.read() as session:
        return session.scalar(select(func.count(PaymentLine.id))) or 0


@pytest.fixture
def commune(book: Database) -> Commune:
    """A commune whose fund has one million in its cash box."""
    commune = open_commune(book)
    contributions.give(book, commune, 1_000_000)
    return commune


@pytest.fixture
def proposal(book: Database, commune: Commune) -> int:
    return propose(book, commune, 300_000, 100_000)


@pytest.fixture
def decision(book: Database, commune: Commune, proposal: int) -> int:
    return decide(book, commune, proposal)


def test_pay__whole_list_on_one_voucher(book: Database, commune: Commune, decision: int) -> None:
    identity = pay(book, commune, decision)
    with book.read() as session:
        payment = session.get_one(Payment, identity)
        voucher = session.get_one(Voucher, payment.voucher_id)
    assert payment.total == voucher.amount == 400_000
    assert (voucher.kind, voucher.number, voucher.party_name) == ("payment", 1, "Cô Giáo Mẫu")
    assert voucher.amount_in_words == "Bốn trăm nghìn đồng chẵn"
    assert "10/QĐ-KH" in voucher.reason
    assert position(book, commune) == Position(money=600_000, promised=0)


def test_pay__line_by_line(book: Database, commune: Commune, proposal: int, decision: int) -> None:
    first, second = award_ids(book, proposal)
    pay(book, commune, decision, award_ids=[second])
    assert position(book, commune) == Position(money=900_000, promised=300_000)
    with book.read() as session:
        found = award_lists.award_list(session, proposal)
        assert [line.paid for line in found.lines] == [False, True]
        assert found.unpaid == 300_000
        assert [due.id for due, _ in award_lists.payments_due(session, commune.id)] == [decision]
    pay(book, commune, decision, award_ids=[first])
    with book.read() as session:
        assert award_lists.payments_due(session, commune.id) == []
    assert position(book, commune).promised == 0


def test_pay__rest_of_a_list(book: Database, commune: Commune, proposal: int, decision: int) -> None:
    first, _ = award_ids(book, proposal)
    pay(book, commune, decision, award_ids=[first])
    pay(book, commune, decision)
    assert (paid_lines(book), position(book, commune)) == (2, Position(money=600_000, promised=0))


def test_pay__award_that_was_paid_is_refused(
    book: Database, commune: Commune, proposal: int, decision: int
) -> None:
    first, second = award_ids(book, proposal)
    pay(book, commune, decision, award_ids=[first])
    with pytest.raises(PaidTwice):
        pay(book, commune, decision, award_ids=[first, second])
    assert paid_lines(book) == 1


def test_pay__nothing_left_is_refused(book: Database, commune: Commune, decision: int) -> None:
    pay(book, commune, decision)
    with pytest.raises(NothingToPay):
        pay(book, commune, decision)


def test_pay__declined_list_is_refused(book: Database, commune: Commune) -> None:
    declined = decide(book, commune, propose(book, commune, 50_000), approved=False)
    with pytest.raises(NothingToPay):
        pay(book, commune, declined)


def test_pay__award_of_another_list_is_refused(book: Database, commune: Commune, decision: int) -> None:
    others = propose(book, commune, 50_000)
    with pytest.raises(NothingToPay):
        pay(book, commune, decision, award_ids=award_ids(book, others))


def test_pay__never_who_decided(book: Database, commune: Commune, proposal: int) -> None:
    with book.write() as session:
        both = identity.actor(session, commune.association, Role.CHAIR, Role.TREASURER)
    decision = decide(book, commune, proposal, by=both)
    with pytest.raises(OwnDecision):
        pay(book, commune, decision, by=both)
    pay(book, commune, decision)


def test_pay__is_the_treasurers(book: Database, commune: Commune, decision: int) -> None:
    for somebody in (commune.chair, commune.member, commune.stranger):
        with pytest.raises(OutsideScope):
            pay(book, commune, decision, by=somebody)


def test_pay__unknown_decision_is_not_found(book: Database, commune: Commune) -> None:
    with pytest.raises(NotFound):
        pay(book, commune, 7)


def test_pay__day_that_has_not_come_is_refused(book: Database, commune: Commune, decision: int) -> None:
    with stopped_at(date(2026, 3, 1)), pytest.raises(DateInFuture):
        pay(book, commune, decision)
    assert paid_lines(book) == 0


def test_pay__account_that_holds_too_little_is_refused_and_says_so(
    book: Database, commune: Commune, decision: int
) -> None:
    contributions.give(book, commune, 150_000, method=Method.BANK)
    with pytest.raises(Overdraft, match=r"150\.000.*400\.000"):
        pay(book, commune, decision, method="bank")
    assert position(book, commune).promised == 400_000


def test_pay__same_form_again_is_one_payment(book: Database, commune: Commune, decision: int) -> None:
    first = pay(book, commune, decision, key="FORM")
    assert pay(book, commune, decision, key="FORM") == first
    with pytest.raises(FormAlreadyUsed):
        pay(book, commune, decision, key="FORM", method="bank")
    assert position(book, commune).money == 600_000


def test_pay__two_treasurers_at_once_pay_once(book: Database, commune: Commune, decision: int) -> None:
    def by(treasurer: Actor) -> int:
        return pay(book, commune, decision, by=treasurer)

    outcomes = together(*[lambda who=who: by(who) for who in (commune.treasurer, commune.colleague) * 2])
    assert [type(refusal) for refusal in refused(outcomes)] == [NothingToPay] * 3
    assert (paid_lines(book), position(book, commune).money) == (2, 600_000)


def test_pay__one_award_by_two_treasurers_at_once_is_paid_once(
    book: Database, commune: Commune, proposal: int, decision: int
) -> None:
    first, _ = award_ids(book, proposal)

    def by(treasurer: Actor) -> int:
        return pay(book, commune, decision, by=treasurer, award_ids=[first])

    outcomes = together(lambda: by(commune.treasurer), lambda: by(commune.colleague))
    assert [type(refusal) for refusal in refused(outcomes)] == [PaidTwice]
    assert (paid_lines(book), position(book, commune)) == (1, Position(700_000, 100_000))


def test_pay__two_lists_from_a_cash_box_that_holds_one(book: Database) -> None:
    """Both are promised; the cash box pays one, and the bank has the rest."""
    commune = open_commune(book)
    contributions.give(book, commune, 500_000)
    contributions.give(book, commune, 500_000, method=Method.BANK)
    decisions = [decide(book, commune, propose(book, commune, 500_000), number=str(n)) for n in range(2)]
    outcomes = together(*[lambda decision=decision: pay(book, commune, decision) for decision in decisions])
    assert [type(refusal) for refusal in refused(outcomes)] == [Overdraft]
    with book.read() as session:
        unpaid = [due.id for due, _ in award_lists.payments_due(session, commune.id)]
    pay(book, commune, *unpaid, method="bank")
    assert position(book, commune) == Position(0, 0)


def test_pay__a_day_before_the_decision_is_refused(book: Database, commune: Commune, decision: int) -> None:
    with pytest.raises(PaidTooEarly), book.write() as session:
        payments.pay(
            session,
            decision_id=decision,
            paid_on=DAY - timedelta(days=1),
            method="cash",
            receiver_name="Người nhận",
            by=commune.treasurer,
        )
    assert paid_lines(book) == 0
