import pytest
from sqlalchemy import func, select

from ledger.database import Database
from ledger.disbursements import award_lists, proposals
from ledger.disbursements.programmes import Programme
from ledger.disbursements.proposals import (
    Award,
    NewAward,
    NoAwards,
    PersonListedTwice,
    Proposal,
    RecognitionNeeded,
    TitleIsNotTheirs,
)
from ledger.errors import NotFound
from ledger.identity.roles import OutsideScope
from ledger.money import Dong
from tests.factories import disbursements, people, recognition
from tests.factories.communes import DAY, Commune, open_commune


def proposed(book: Database) -> int:
    with book.read() as session:
        return session.scalar(select(func.count(Proposal.id))) or 0


def propose(
    book: Database, commune: Commune, *lines: NewAward, key: str | None = None, title: str = "Trao"
) -> int:
    with book.read() as session:
        programme = session.scalars(select(Programme.id)).one()
    with book.write() as session:
        return proposals.propose(
            session,
            programme_id=programme,
            title=title,
            awards=lines,
            proposed_on=DAY,
            by=commune.member,
            client_key=key,
        )


def test_propose__lists_awards_in_their_order(book: Database) -> None:
    commune = open_commune(book)
    proposal = disbursements.propose(book, commune, 300_000, 100_000)
    with book.read() as session:
        found = award_lists.award_list(session, proposal)
    assert (found.proposal.award_count, found.proposal.total) == (2, 400_000)
    assert (found.proposal.proposed_by, found.fund.id) == (commune.member.user_id, commune.fund.id)
    assert [(line.award.line, line.award.amount, line.paid) for line in found.lines] == [
        (1, 300_000, False),
        (2, 100_000, False),
    ]
    assert (found.decision, found.payments, found.unpaid) == (None, [], 0)


def test_propose__empty_title_takes_the_programmes_name(book: Database) -> None:
    commune = open_commune(book)
    gives = disbursements.programme(book, commune)
    proposal = propose(book, commune, *disbursements.awards(book, commune, 1_000), title="  ")
    with book.read() as session:
        assert session.get_one(Proposal, proposal).title == gives.name


def test_propose__more_than_the_fund_has_may_be_proposed(book: Database) -> None:
    """Only the decision promises money."""
    disbursements.propose(book, open_commune(book), 9_000_000_000)
    assert proposed(book) == 1


def test_propose__nobody_listed_is_refused(book: Database) -> None:
    commune = open_commune(book)
    disbursements.programme(book, commune)
    with pytest.raises(NoAwards):
        propose(book, commune)


def test_propose__somebody_listed_twice_is_refused(book: Database) -> None:
    commune = open_commune(book)
    disbursements.programme(book, commune)
    (line,) = disbursements.awards(book, commune, 1_000)
    with pytest.raises(PersonListedTwice):
        propose(book, commune, line, line)
    assert proposed(book) == 0


def test_propose__is_the_committees(book: Database) -> None:
    commune = open_commune(book)
    for somebody in (commune.chair, commune.treasurer, commune.stranger):
        with pytest.raises(OutsideScope):
            disbursements.propose(book, commune, 1_000, by=somebody)


def test_propose__unknown_programme_is_not_found(book: Database) -> None:
    commune = open_commune(book)
    with pytest.raises(NotFound), book.write() as session:
        proposals.propose(session, programme_id=7, title="", awards=[], proposed_on=DAY, by=commune.member)


def test_propose__programme_for_title_holders_asks_for_the_title(book: Database) -> None:
    commune = open_commune(book)
    gives = disbursements.programme(book, commune, recognition_required=True)
    lines = disbursements.awards(book, commune, 1_000)
    with pytest.raises(RecognitionNeeded, match="Học Sinh 0"):
        disbursements.propose(book, commune, gives=gives, lines=lines)


def test_propose__title_of_the_very_person(book: Database) -> None:
    commune = open_commune(book)
    gives = disbursements.programme(book, commune, recognition_required=True)
    with book.write() as session:
        learner = people.person(session, commune.association)
        neighbour = people.person(session, commune.association, "Quàng Văn Thử")
    title = recognition.title(book, commune, learner)
    with pytest.raises(TitleIsNotTheirs):
        disbursements.propose(
            book, commune, gives=gives, lines=[NewAward(neighbour.id, Dong(1_000), "", recognition_id=title)]
        )
    lines = [NewAward(learner.id, Dong(1_000), "", recognition_id=title)]
    proposal = disbursements.propose(book, commune, gives=gives, lines=lines)
    with book.read() as session:
        (line,) = award_lists.award_list(session, proposal).lines
        assert line.title is not None
        assert line.title.party_id == learner.id


def test_propose__same_form_again_is_one_list(book: Database) -> None:
    commune = open_commune(book)
    disbursements.programme(book, commune)
    lines = disbursements.awards(book, commune, 1_000, 2_000)
    first = propose(book, commune, *lines, key="FORM")
    assert propose(book, commune, *lines, key="FORM") == first
    with book.read() as session:
        assert session.scalar(select(func.count(Award.id))) == 2


def test_proposals__the_newest_first_page_by_page(book: Database) -> None:
    commune = open_commune(book)
    made = [disbursements.propose(book, commune, 1_000) for _ in range(3)]
    disbursements.decide(book, commune, made[1], approved=False)
    with book.read() as session:
        found = award_lists.proposals(session, commune.id, limit=2)
        rest = award_lists.proposals(session, commune.id, before=found[-1][0].id)
    assert [(proposal.id, decision is not None) for proposal, decision in (*found, *rest)] == [
        (made[2], False),
        (made[1], True),
        (made[0], False),
    ]
