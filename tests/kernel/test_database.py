import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from threading import Event, Thread
from time import sleep

import pytest
from sqlalchemy import URL, func, literal, select, text
from sqlalchemy.exc import DBAPIError

from ledger import ids
from ledger.associations.associations import Association, AssociationCodeTaken
from ledger.audit import AuditEvent
from ledger.database import (
    Book,
    Database,
    MomentType,
    NotMigrated,
    SomebodyWasQuicker,
    ensure_migrated,
    migrate,
    one_at_a_time,
)
from ledger.engines import BookIsBusy, _OneInTurn
from ledger.errors import DatabaseRefusal
from ledger.identity.users import User
from tests.factories import associations, identity
from tests.factories.races import together

ROOT = Path(__file__).parents[2]


def count(book: Database) -> int:
    with book.read() as session:
        return session.scalar(select(func.count()).select_from(Association)) or 0


# --- reading and writing ------------------------------------------------------------------------
def test_write__is_seen_by_the_next_reader(book: Database) -> None:
    with book.write() as session:
        associations.association(session)
    assert count(book) == 1


def test_write__error_leaves_the_book_as_it_was(book: Database) -> None:
    def fail() -> None:
        with book.write() as session:
            associations.association(session)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert count(book) == 0


def test_write__constraint_becomes_its_refusal(book: Database) -> None:
    with book.write() as session:
        associations.association(session)

    def found_another_and_the_same_again() -> None:
        with book.write() as session:
            associations.association(session, "Hội khác")
            associations.association(session)

    with pytest.raises(AssociationCodeTaken):
        found_another_and_the_same_again()
    assert count(book) == 1


def test_write__constraint_without_words_is_named(book: Database) -> None:
    with book.write() as session:
        identity.user(session)
    again = text("INSERT INTO app_user SELECT id, 'other', name, password_hash, active FROM app_user")
    with pytest.raises(DatabaseRefusal, match="app_user_pk"), book.write() as session:
        session.execute(again)


def test_write__fault_is_no_refusal(book: Database) -> None:
    with pytest.raises(DBAPIError), book.write() as session:
        session.execute(text("SELECT nothing FROM nowhere"))


def test_read__cannot_write(book: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), book.read() as session:
        associations.association(session)
    assert count(book) == 0


def test_read__sees_one_state_whatever_is_written_meanwhile(book: Database) -> None:
    with book.read() as session:
        before = session.scalar(select(func.count()).select_from(Association))
        with book.write() as writer:
            associations.association(writer)
        assert session.scalar(select(func.count()).select_from(Association)) == before
    assert count(book) == 1


def test_write__writers_queue_and_none_is_lost(book: Database) -> None:
    with book.write() as session:
        associations.association(session)

    def lengthen() -> None:
        for _ in range(5):
            with book.write() as session:
                found = session.scalar(select(Association).with_for_update())
                assert found is not None
                found.address += "."

    together(*[lengthen] * 8)
    with book.read() as session:
        assert session.scalar(select(Association.address)) == "." * 40


# --- one thing, one act -------------------------------------------------------------------------
def test_write__writers_take_turns_in_the_order_in_which_they_came(file: str) -> None:
    migrate(file)
    book, order, threads = Database(file), list[int](), list[Thread]()
    pool = book.engine.pool
    assert isinstance(pool, _OneInTurn)

    def write(turn: int) -> None:
        with book.write() as session:
            session.execute(text("SELECT 1"))
            order.append(turn)

    with book.write() as session:
        session.execute(text("SELECT 1"))
        for turn in range(8):
            threads.append(Thread(target=write, args=(turn,)))
            threads[-1].start()
            while len(pool._waiting) <= turn:
                sleep(0.001)
    for thread in threads:
        thread.join()
    assert order == list(range(8))
    book.close()


def test_write__whoever_waits_too_long_leaves_the_queue(file: str) -> None:
    migrate(file)
    book = Database(file)
    pool = book.engine.pool
    assert isinstance(pool, _OneInTurn)
    pool._timeout = 0.05
    with book.write() as one:
        one.execute(text("SELECT 1"))
        with pytest.raises(SomebodyWasQuicker), book.write() as other:
            other.execute(text("SELECT 1"))
    with book.write() as session:
        session.execute(text("SELECT 1"))
    book.close()


def test_one_at_a_time__second_waits_until_the_first_is_durable(book: Database) -> None:
    held, order = Event(), []

    def first() -> None:
        with book.write() as session:
            associations.association(session)
            one_at_a_time(session, "thing", 1)
            held.set()
            Event().wait(0.2)
            order.append("first")

    thread = Thread(target=first)
    thread.start()
    assert held.wait(5)
    with book.write() as session:
        one_at_a_time(session, "thing", 1)
        assert session.scalar(select(func.count()).select_from(Association)) == 1
        order.append("second")
    thread.join()
    assert order == ["first", "second"]


@pytest.mark.parametrize(
    "engine_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
def test_one_at_a_time__other_things_do_not_wait(book: Database) -> None:
    with book.write() as one, book.write() as other:
        one_at_a_time(one, "thing", 1)
        one_at_a_time(other, "thing", 2)
        one_at_a_time(other, "another thing", 1)


# --- one writing process ------------------------------------------------------------------------
@pytest.fixture
def file(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'book.db'}"
    migrate(url)
    return url


def test_open__second_writer_is_refused_with_a_sentence(file: str) -> None:
    first = Database(file)
    with pytest.raises(BookIsBusy, match=r"book\.db"):
        Database(file)
    first.close()
    Database(file).close()


def test_open__reader_beside_the_writer(file: str) -> None:
    writer, reader = Database(file), Database(file, writing=False)
    with writer.write() as session:
        associations.association(session)
    assert count(reader) == 1
    with pytest.raises(DBAPIError, match="readonly"), reader.write() as session:
        associations.association(session, "Hội khác")
    reader.close()
    writer.close()


def test_open__reader_alone(file: str) -> None:
    reader = Database(file, writing=False)
    assert count(reader) == 0
    reader.close()


def test_open__writer_of_another_process_is_respected_until_it_dies(file: str) -> None:
    program = (
        f"from ledger.database import Database; book = Database({file!r}); print('open', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(BookIsBusy):
            Database(file)
        other.kill()
        other.wait()
    Database(file).close()


@pytest.mark.parametrize("name", ["sổ quỹ.db", "quỹ 50%.db", "quỹ #1.db", "quỹ?.db", "a&b=c.db"])
def test_open__any_file_name(tmp_path: Path, name: str) -> None:
    url = URL.create("sqlite", database=str(tmp_path / name)).render_as_string()
    migrate(url)
    book = Database(url)
    with book.write() as session:
        associations.association(session)
    assert count(book) == 1
    book.close()
    assert {file.name for file in tmp_path.iterdir()} == {name, f"{name}.lock"}, "no WAL file is left behind"


# --- schema and book number ---------------------------------------------------------------------
def test_ensure_migrated__accepts_a_new_book(book: Database) -> None:
    ensure_migrated(book)


def test_ensure_migrated__refuses_an_empty_file(tmp_path: Path) -> None:
    book = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(NotMigrated):
        ensure_migrated(book)
    book.close()


def test_ensure_migrated__refuses_another_schema(book: Database) -> None:
    with book.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(NotMigrated):
        ensure_migrated(book)


def test_migrate__again_keeps_the_book_and_its_rows(engine_url: str) -> None:
    book = Database(engine_url)
    with book.write() as session:
        first = associations.association(session)
    book.close()
    migrate(engine_url, book_number=9)
    book = Database(engine_url)
    with book.write() as session:
        assert session.scalars(select(Book.number)).all() == [1]
        assert associations.association(session, "Hội khác").id == first.id + 1
    book.close()


def test_migrate__ids_carry_the_book_number(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'book.db'}"
    migrate(url, book_number=ids.MAX_BOOK)
    book = Database(url)
    with book.write() as session:
        assert ids.book_of(associations.association(session).id) == ids.MAX_BOOK
    book.close()


# --- types --------------------------------------------------------------------------------------
def test_types__dates_moments_and_flags_come_back_as_they_went(book: Database) -> None:
    moment = datetime(2026, 3, 2, 0, 30, tzinfo=timezone(timedelta(hours=7)))
    with book.write() as session:
        session.add(
            AuditEvent(
                association_id=1,
                actor_id=1,
                verb="test",
                subject_type="nothing",
                subject_id=1,
                client_key=None,
                fingerprint="",
                recorded_at=moment,
            )
        )
        associations.association(session, founded_on=date(1996, 2, 29))
        identity.user(session)
    with book.read() as session:
        stored = session.scalars(select(AuditEvent.recorded_at)).one()
        assert (stored, stored.tzinfo) == (moment, UTC)
        assert session.scalars(select(Association.founded_on)).one() == date(1996, 2, 29)
        assert session.scalars(select(Association.closed_on)).one() is None
        assert session.scalars(select(User.active)).one() is True


def test_types__moments_of_two_offsets_are_compared_as_time(book: Database) -> None:
    """On SQLite they are text, and two offsets of one moment must not become two texts."""
    east = datetime(2026, 3, 2, 0, 30, tzinfo=timezone(timedelta(hours=7)))
    with book.read() as session:
        same = select(literal(east, MomentType()) == literal(east.astimezone(UTC), MomentType()))
        assert session.scalar(same)
