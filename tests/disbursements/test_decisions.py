from datetime import date

import pytest
from sqlalchemy import func, select

from ledger.accounts import balances, chart
from ledger.accounts.balances import FundHasTooLittle, Position
from ledger.accounts.journal import DateInFuture, EntryKind, JournalEntry, Posting
from ledger.audit import FormAlreadyUsed
from ledger.clock import stopped_at
from ledger.database import Database
from ledger.disbursements.decisions import (
    DecidedTwice,
    Decision,
    DecisionNumberMissing,
    DecisionNumberTaken,
    OwnProposal,
)
from ledger.errors import NotFound
from ledger.identity.roles import Actor, OutsideScope, Role
from tests.factories import contributions, identity
from tests.factories.communes import Commune, open_commune
from tests.factories.disbursements import decide, propose
from tests.factories.races import refused, together


def position(book: Database, commune: Commune) -> Position:
    with book.read() as session:
        return balances.position(session, association_id=commune.id, fund_id=commune.fund.id)


def decided(book: Database) -> int:
    with book.read() as session:
        return session.scalar(select(func.count(Decision.id))) or 0


@pytest.fixture
def commune(book: Database) -> Commune:
    """A commune whose fund has one million."""
    commune = open_commune(book)
    contributions.give(book, commune, 1_000_000)
    return commune


def test_decide__approval_promises_each_award(book: Database, commune: Commune) -> None:
    decide(book, commune, propose(book, commune, 300_000, 100_000), number="  10/QĐ-KH ")
    with book.read() as session:
        roles = chart.by_role(session)
        decision = session.scalars(select(Decision)).one()
        entry = session.get_one(JournalEntry, decision.entry_id)
        pairs = session.execute(
            select(Posting.debit_account_id, Posting.credit_account_id, Posting.amount)
            .where(Posting.entry_id == entry.id)
            .order_by(Posting.line)
        ).all()
    assert (entry.kind, entry.description, decision.number) == (
        EntryKind.AWARD_DECISION,
        "10/QĐ-KH",
        "10/QĐ-KH",
    )
    owed = (roles["award_expense"], roles["awards_payable"])
    assert pairs == [(*owed, 300_000), (*owed, 100_000)]
    assert position(book, commune) == Position(money=1_000_000, promised=400_000)


def test_decide__refusal_promises_nothing(book: Database, commune: Commune) -> None:
    decide(book, commune, propose(book, commune, 300_000), approved=False)
    assert position(book, commune).promised == 0
    with book.read() as session:
        assert session.scalars(select(Decision.entry_id)).one() is None


def test_decide__never_the_proposer(book: Database, commune: Commune) -> None:
    with book.write() as session:
        both = identity.actor(session, commune.association, Role.COMMITTEE_MEMBER, Role.CHAIR)
    proposal = propose(book, commune, 300_000, by=both)
    for approved in (True, False):
        with pytest.raises(OwnProposal):
            decide(book, commune, proposal, by=both, approved=approved)
    decide(book, commune, proposal)


def test_decide__is_the_chairs(book: Database, commune: Commune) -> None:
    proposal = propose(book, commune, 300_000)
    for somebody in (commune.treasurer, commune.member, commune.stranger):
        with pytest.raises(OutsideScope):
            decide(book, commune, proposal, by=somebody)


def test_decide__twice_is_refused(book: Database, commune: Commune) -> None:
    proposal = propose(book, commune, 300_000)
    decide(book, commune, proposal, approved=False)
    with pytest.raises(DecidedTwice):
        decide(book, commune, proposal, number="11")
    assert position(book, commune).promised == 0


def test_decide__unknown_proposal_is_not_found(book: Database, commune: Commune) -> None:
    with pytest.raises(NotFound):
        decide(book, commune, 7)


@pytest.mark.parametrize("number", ["", "  "])
def test_decide__needs_the_number_of_the_paper(book: Database, commune: Commune, number: str) -> None:
    with pytest.raises(DecisionNumberMissing):
        decide(book, commune, propose(book, commune, 300_000), number=number)


def test_decide__number_is_used_once_and_the_promise_goes_with_it(book: Database, commune: Commune) -> None:
    decide(book, commune, propose(book, commune, 300_000))
    with pytest.raises(DecisionNumberTaken):
        decide(book, commune, propose(book, commune, 100_000))
    assert position(book, commune).promised == 300_000


def test_decide__day_that_has_not_come_is_refused(book: Database, commune: Commune) -> None:
    proposal = propose(book, commune, 300_000)
    with stopped_at(date(2026, 3, 1)), pytest.raises(DateInFuture):
        decide(book, commune, proposal)
    assert decided(book) == 0


def test_decide__more_than_is_left_is_refused_and_says_what_is_left(book: Database, commune: Commune) -> None:
    decide(book, commune, propose(book, commune, 700_000))
    too_much = propose(book, commune, 200_000, 100_001)
    with pytest.raises(FundHasTooLittle, match=r"300\.000.*300\.001"):
        decide(book, commune, too_much, number="11")
    assert decided(book) == 1
    decide(book, commune, propose(book, commune, 300_000), number="12")
    assert position(book, commune).available == 0


def test_decide__same_form_again_is_one_decision(book: Database, commune: Commune) -> None:
    proposal = propose(book, commune, 300_000)
    first = decide(book, commune, proposal, key="FORM")
    assert decide(book, commune, proposal, key="FORM") == first
    with pytest.raises(FormAlreadyUsed):
        decide(book, commune, proposal, key="FORM", approved=False)
    assert position(book, commune).promised == 300_000


def test_decide__one_list_by_two_chairs_at_once_is_decided_once(book: Database, commune: Commune) -> None:
    with book.write() as session:
        other = identity.actor(session, commune.association, Role.CHAIR)
    proposal = propose(book, commune, 300_000)

    def by(chair: Actor, number: str) -> int:
        return decide(book, commune, proposal, by=chair, number=number)

    outcomes = together(lambda: by(commune.chair, "10"), lambda: by(other, "11"))
    assert [type(refusal) for refusal in refused(outcomes)] == [DecidedTwice]
    assert position(book, commune).promised == 300_000


def test_decide__last_million_is_promised_once(book: Database, commune: Commune) -> None:
    lists = [propose(book, commune, 1_000_000) for _ in range(4)]

    def promise(place: int) -> int:
        return decide(book, commune, lists[place], number=str(place))

    outcomes = together(*[lambda place=place: promise(place) for place in range(4)])
    assert [type(refusal) for refusal in refused(outcomes)] == [FundHasTooLittle] * 3
    assert (decided(book), position(book, commune).available) == (1, 0)
