from datetime import datetime, timedelta

from sqlalchemy import select

from ledger.clock import VIETNAM, stopped_at
from ledger.database import Database
from ledger.identity import sessions
from ledger.identity.roles import Role
from ledger.identity.sessions import LIFETIME, SignedIn
from ledger.identity.users import User
from tests.factories import identity
from tests.factories.associations import association
from tests.factories.communes import Commune, open_commune

MORNING = datetime(2026, 3, 2, 8, tzinfo=VIETNAM)


def begin(book: Database, commune: Commune) -> str:
    with book.write() as session:
        return sessions.begin(session, session.get_one(User, commune.treasurer.user_id))


def known(book: Database, token: str) -> bool:
    with book.read() as session:
        return sessions.who(session, token) is not None


def test_who__is_the_person_with_todays_roles(book: Database) -> None:
    commune = open_commune(book)
    token = begin(book, commune)
    with book.read() as session:
        assert sessions.who(session, token) == commune.treasurer


def test_who__nobody_behind_another_token(book: Database) -> None:
    commune = open_commune(book)
    token = begin(book, commune)
    for other in ("", token.lower(), token[:-1], token + "0"):
        assert not known(book, other)


def test_who__over_after_a_working_day(book: Database) -> None:
    commune = open_commune(book)
    with stopped_at(MORNING):
        token = begin(book, commune)
    for after, there in ((LIFETIME - timedelta(seconds=1), True), (LIFETIME, False)):
        with stopped_at(MORNING + after):
            assert known(book, token) is there


def test_who__not_when_the_user_may_no_longer_sign_in(book: Database) -> None:
    commune = open_commune(book)
    token = begin(book, commune)
    with book.write() as session:
        session.get_one(User, commune.treasurer.user_id).active = False
    assert not known(book, token)


def test_begin__token_is_stored_nowhere(book: Database) -> None:
    commune = open_commune(book)
    token = begin(book, commune)
    with book.read() as session:
        digest = session.scalars(select(SignedIn.digest)).one()
    assert token not in digest
    assert len(digest) == 64


def test_begin__clears_away_what_is_over(book: Database) -> None:
    commune = open_commune(book)
    with stopped_at(MORNING):
        begin(book, commune)
    with stopped_at(MORNING + LIFETIME + timedelta(days=1)):
        token = begin(book, commune)
        assert known(book, token)
    with book.read() as session:
        assert len(session.scalars(select(SignedIn.digest)).all()) == 1


def test_end__signs_out_this_browser_only(book: Database) -> None:
    commune = open_commune(book)
    first, second = begin(book, commune), begin(book, commune)
    with book.write() as session:
        sessions.end(session, first)
        sessions.end(session, "not a token")
    assert (known(book, first), known(book, second)) == (False, True)


def test_end_all__signs_a_person_out_everywhere(book: Database) -> None:
    commune = open_commune(book)
    tokens = [begin(book, commune) for _ in range(2)]
    with book.write() as session:
        other = identity.actor(session, association(session, "Hội khác"), Role.CHAIR)
        others = sessions.begin(session, session.get_one(User, other.user_id))
        sessions.end_all(session, commune.treasurer.user_id)
    assert [known(book, token) for token in (*tokens, others)] == [False, False, True]
