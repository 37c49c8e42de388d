"""The guide for operators keeps its word: its own SQL statements are run, and work is done under them."""

import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url, text
from sqlalchemy.exc import ProgrammingError

import ledger.app  # noqa: F401 - declares every table
from ledger import cli
from ledger.associations import association_names as names
from ledger.associations.associations import AssociationKind
from ledger.associations.events import EventKind
from ledger.database import Base, Database
from ledger.disclosure.verify import verify
from ledger.identity import founding, sessions, staff
from ledger.identity.founding import NewUnit
from ledger.identity.roles import Role
from ledger.identity.staff import NewUser
from ledger.identity.users import User
from ledger.triggers import APPEND_ONLY
from tests.engines import PostgresCopies
from tests.factories import contributions as gifts
from tests.factories import disbursements as awards
from tests.factories import identity, recognition
from tests.factories.communes import DAY, open_commune
from tests.factories.people import person
from tests.reorganisation import stage as stages

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "operator.md"
APP = "khuyenhoc_app"

pytestmark = pytest.mark.postgres


def written(language: str) -> list[str]:
    """The blocks of one language in the guide."""
    return re.findall(
        rf"^```{language}\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


@pytest.fixture
def limited(postgres_copies: PostgresCopies) -> Iterator[Database]:
    """A book with its chart, opened as the role that serves it."""
    with postgres_copies.copy() as url:
        role = f"{APP}_{make_url(url).database}"
        [grants] = written("sql")
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute(SQL("CREATE ROLE {} LOGIN").format(Identifier(role)))
            owner.execute(grants.replace(APP, role).encode())
        served = Database(make_url(url).set(username=role).render_as_string(hide_password=False))
        try:
            yield served
        finally:
            served.close()
            with psycopg.connect(url, autocommit=True) as owner:
                owner.execute(SQL("DROP OWNED BY {}").format(Identifier(role)))
                owner.execute(SQL("DROP ROLE {}").format(Identifier(role)))


def test_grants__a_year_of_work_needs_no_more(limited: Database) -> None:
    commune = open_commune(limited)
    receipt = gifts.give(limited, commune, 2_000_000)
    gifts.give(limited, commune, 300_000)
    sheet = gifts.start_sheet(limited, commune)
    gifts.mark_sheet(limited, commune, sheet, {1: 200_000, 2: 300_000})
    gifts.post_sheet(limited, commune, sheet, households=2, cash=500_000)
    with limited.write() as session:
        learner = person(session, commune.association)
    recognition.title(limited, commune, learner)
    proposal = awards.propose(limited, commune, 100_000, 200_000)
    awards.pay(limited, commune, awards.decide(limited, commune, proposal))
    gifts.cancel(limited, commune, receipt)
    with limited.read() as session:
        assert verify(session) == []


def test_grants__setting_up_and_signing_in_need_no_more(limited: Database) -> None:
    commune = open_commune(limited)
    with limited.write() as session:
        by = identity.actor(session, commune.province, Role.ADMINISTRATOR)
        unit = founding.found_beneath(
            session, commune.association, NewUnit("Chi hội Mẫu", AssociationKind.CHAPTER, DAY), by=by
        )
        new = NewUser("moi", "Người Mới", frozenset({Role.TREASURER}))
        user_id = staff.employ(session, unit, new, password_hash="-", by=by)
        staff.dismiss(session, unit, user_id=user_id, role=Role.TREASURER, by=by)
        staff.appoint(session, unit, user_id=user_id, role=Role.TREASURER, by=by)
        token = sessions.begin(session, session.get_one(User, user_id))
        staff.renew_passphrase(session, unit, user_id=user_id, password_hash="other", by=by)
    with limited.read() as session:
        assert sessions.who(session, token) is None


def test_grants__a_reorganisation_needs_no_more(limited: Database) -> None:
    with stages.at_work():
        stage = stages.build(limited)
        first, second, third = stage.communes
        stage.carry_out(stage.change(EventKind.MERGE, [first, second], third))
        assert stage.confirm_all(third) == 4
        with limited.write() as session:
            names.rename(session, third, "Hội Khuyến học xã Mới", on=stages.DAY, decree=stages.DECREE)
    with limited.read() as session:
        assert verify(session) == []


BALANCES = ("balance", "fund_position", "turnover")
FORBIDDEN = [
    *(f"UPDATE {table} SET {_column} = {_column}" for table in (*APPEND_ONLY, *BALANCES)
      for _column in [next(iter(Base.metadata.tables[table].columns)).name]),
    *(f"DELETE FROM {table}" for table in (*APPEND_ONLY, *BALANCES, "app_user", "role_holding", "fund")),
    *(f"TRUNCATE {table} CASCADE" for table in ("posting", "audit_event")),
    "INSERT INTO balance SELECT * FROM balance",
    "UPDATE account SET code = code",
    "UPDATE association SET code = code",
    "ALTER TABLE posting DISABLE TRIGGER ALL",
    "DROP TRIGGER posting_no_change ON posting",
    "CREATE TABLE mine (id int)",
]  # fmt: skip


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_grants__nothing_posted_can_be_touched(limited: Database, statement: str) -> None:
    with limited.engine.connect() as connection, pytest.raises(ProgrammingError) as refusal:
        connection.execute(text(statement))
    assert "permission denied" in str(refusal.value) or "must be owner" in str(refusal.value)


def test_commands__in_the_guide_can_be_read_by_the_program() -> None:
    typed = [line for block in written("sh") for line in block.splitlines() if line.startswith("khuyenhoc ")]
    assert len(typed) >= 3
    for line in typed:
        words = [word.strip('"') for word in re.findall(r'"[^"]*"|\S+', line)][1:]
        assert cli._parser().parse_args(words).run
