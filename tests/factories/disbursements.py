"""Programmes and award lists, from the proposal to the payment, each act in a transaction of its own."""

from collections.abc import Sequence

from ledger.database import Database
from ledger.disbursements import decisions, payments, programmes, proposals
from ledger.disbursements.award_lists import award_list
from ledger.disbursements.programmes import Programme
from ledger.disbursements.proposals import NewAward
from ledger.identity.roles import Actor
from ledger.money import Dong
from tests.factories import people
from tests.factories.communes import DAY, Commune


def programme(
    book: Database, commune: Commune, *, name: str = "Học bổng Mẫu", recognition_required: bool = False
) -> Programme:
    """A programme of scholarships from the commune's fund."""
    with book.write() as session:
        return programmes.open_programme(
            session,
            association_id=commune.id,
            fund_id=commune.fund.id,
            name=name,
            category="scholarship",
            opened_on=DAY,
            recognition_required=recognition_required,
        )


def awards(book: Database, commune: Commune, *amounts: int) -> list[NewAward]:
    """Awards to people registered for the purpose, one for each amount in đồng."""
    with book.write() as session:
        pupils = [
            people.person(session, commune.association, f"Học Sinh {number}")
            for number in range(len(amounts))
        ]
    return [
        NewAward(pupil.id, Dong(amount), "học giỏi") for pupil, amount in zip(pupils, amounts, strict=True)
    ]


def propose(
    book: Database,
    commune: Commune,
    *amounts: int,
    gives: Programme | None = None,
    by: Actor | None = None,
    lines: Sequence[NewAward] = (),
) -> int:
    """Propose a list of awards; returns the proposal's id."""
    gives = gives or _any_programme(book, commune)
    lines = lines or awards(book, commune, *amounts)
    with book.write() as session:
        return proposals.propose(
            session,
            programme_id=gives.id,
            title="Trao học bổng",
            awards=lines,
            proposed_on=DAY,
            by=by or commune.member,
        )


def _any_programme(book: Database, commune: Commune) -> Programme:
    with book.read() as session:
        found = programmes.programmes(session, commune.id)
    return found[0][0] if found else programme(book, commune)


def decide(
    book: Database,
    commune: Commune,
    proposal_id: int,
    *,
    number: str = "10/QĐ-KH",
    approved: bool = True,
    by: Actor | None = None,
    key: str | None = None,
) -> int:
    """Decide a proposal; returns the decision's id."""
    with book.write() as session:
        return decisions.decide(
            session,
            proposal_id=proposal_id,
            approved=approved,
            number=number,
            decided_on=DAY,
            by=by or commune.chair,
            client_key=key,
        )


def pay(
    book: Database,
    commune: Commune,
    decision_id: int,
    *,
    award_ids: Sequence[int] | None = None,
    method: str = "cash",
    by: Actor | None = None,
    key: str | None = None,
) -> int:
    """Pay awards of a decision; returns the payment's id."""
    with book.write() as session:
        return payments.pay(
            session,
            decision_id=decision_id,
            paid_on=DAY,
            method=method,
            receiver_name="Cô Giáo Mẫu",
            by=by or commune.treasurer,
            award_ids=award_ids,
            client_key=key,
        )


def award_ids(book: Database, proposal_id: int) -> list[int]:
    """The ids of a list's awards, in the order of its lines."""
    with book.read() as session:
        return [line.award.id for line in award_list(session, proposal_id).lines]
