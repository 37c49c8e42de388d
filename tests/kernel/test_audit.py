from collections.abc import Mapping
from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import audit
from ledger.audit import Act, AuditEvent, FormAlreadyUsed
from ledger.clock import stopped_at
from ledger.database import Database
from tests.factories.races import refused, together

PLACE, PERSON = 11, 22


def act(
    book: Database,
    subject: int = 1,
    *,
    key: str | None = "FORM",
    place: int = PLACE,
    person: int = PERSON,
    **content: object,
) -> int:
    """An act that makes `subject`, unless its form already made another."""
    with book.write() as session:
        begun = begin(session, key=key, place=place, person=person, content=content)
        return begun.done("thing", subject) if begun.earlier is None else begun.earlier


def begin(
    session: Session,
    *,
    key: str | None = "FORM",
    place: int = PLACE,
    person: int = PERSON,
    content: Mapping[str, object] | None = None,
) -> Act:
    return audit.begin(
        session, association_id=place, actor_id=person, verb="try", client_key=key, content=content
    )


def trail(book: Database) -> list[AuditEvent]:
    with book.read() as session:
        return list(session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


def test_done__leaves_who_did_what_when(book: Database) -> None:
    with stopped_at(date(2026, 3, 2)):
        assert act(book, 7, amount=5) == 7
    (event,) = trail(book)
    assert (event.association_id, event.actor_id, event.verb) == (PLACE, PERSON, "try")
    assert (event.subject_type, event.subject_id) == ("thing", 7)
    assert event.recorded_at == datetime.fromisoformat("2026-03-02T02:00:00+00:00")


def test_begin__same_form_finds_the_first_result(book: Database) -> None:
    assert act(book, 1, amount=5) == 1
    assert act(book, 2, amount=5) == 1
    assert len(trail(book)) == 1


def test_begin__order_of_the_content_does_not_matter(book: Database) -> None:
    act(book, 1, amount=5, day="2026-03-02")
    assert act(book, 2, day="2026-03-02", amount=5) == 1


@pytest.mark.parametrize("content", [{"amount": 6}, {"amount": "5"}, {"amount": 5, "note": ""}, {}])
def test_begin__same_form_with_other_content_is_refused(book: Database, content: dict[str, object]) -> None:
    act(book, 1, amount=5)
    with book.write() as session, pytest.raises(FormAlreadyUsed):
        begin(session, content=content)
    assert len(trail(book)) == 1


def test_begin__same_form_from_another_person_is_refused(book: Database) -> None:
    act(book, 1, amount=5)
    with pytest.raises(FormAlreadyUsed):
        act(book, 2, person=PERSON + 1, amount=5)


def test_begin__same_key_in_two_associations_is_two_forms(book: Database) -> None:
    act(book, 1, amount=5)
    assert act(book, 2, place=PLACE + 1, amount=5) == 2


def test_begin__without_a_key_every_act_counts(book: Database) -> None:
    assert [act(book, subject, key=None) for subject in (1, 2)] == [1, 2]


def test_begin__refused_act_gives_its_key_back(book: Database) -> None:
    def fail() -> None:
        with book.write() as session:
            begin(session).done("thing", 1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert act(book, 2) == 2


def test_begin__same_form_at_the_same_moment_acts_once(book: Database) -> None:
    outcomes = together(*[lambda subject=subject: act(book, subject, amount=5) for subject in range(1, 5)])
    assert refused(outcomes) == []
    assert len(set(map(str, outcomes))) == 1
    assert len(trail(book)) == 1
