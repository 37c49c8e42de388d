"""Fills an empty book with the demo province: Sơn La, three years of books, the article's figures.

Everything is drawn from one seed, so the same program makes the same book on either engine (only the
salt of the passphrase differs). What is invented and what is not is said in `notes`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger import ids
from ledger.accounts import chart
from ledger.associations.areas import load_areas
from ledger.associations.associations import Association
from ledger.associations.former_areas import load_former_areas
from ledger.clock import stopped_at
from ledger.database import Database
from ledger.demo import (
    awards,
    clan,
    closings,
    declared,
    desks,
    funds,
    gifts,
    givers,
    learning,
    office,
    remittances,
    staff,
    units,
)
from ledger.demo.committee import Committee
from ledger.demo.diary import Diary
from ledger.demo.facts import DemoFacts, measure
from ledger.demo.figures import FIRST_DAY, LAST_DAY, YEARS
from ledger.demo.funds import Funds, Programmes
from ledger.demo.givers import Givers
from ledger.demo.staff import Staff
from ledger.demo.units import Tree
from ledger.errors import Refusal
from ledger.i18n import N_, gettext

SEED = "Sơn La"


class BookIsNotEmpty(Refusal):
    """A demonstration fills new books only."""

    rule = "demo_fills_empty_books"
    message = N_("This book is not empty. The demonstration needs a new one.")
    general = message


@dataclass(frozen=True)
class _Stage:
    """Who and what there is when the first day begins."""

    tree: Tree
    staff: Staff
    funds: Funds
    programmes: Programmes
    givers: Givers


def load(database: Database, *, progress: Callable[[str], None]) -> DemoFacts:
    """Fill an empty, migrated book with the demo province; returns what it then holds.

    progress: told one sentence in the reader's language before each long step.
    Refuses a book that holds an association already (`BookIsNotEmpty`).
    """
    with ids.drawn_from(_rng("tokens")):
        with stopped_at(FIRST_DAY):
            progress(gettext("Loading the provinces and communes of Viet Nam"))
            with database.write() as session:
                refuse_unless_empty(session)
                load_areas(session)
                load_former_areas(session)
                chart.load_chart(session)
            progress(gettext("Founding the associations of Sơn La and registering their givers"))
            with database.write() as session:
                stage = _prepare(session)
        progress(gettext("Drawing three years of gifts"))
        diary = _plan(stage)
        for year in YEARS:
            progress(gettext("Keeping the books of %(year)s", year=year))
            with database.write() as session:
                diary.live(session, min(date(year, 12, 31), LAST_DAY))
    return measure(database)


def _rng(room: str) -> Random:
    """A generator for one part of the demo, so that a change in one part leaves the others as they were."""
    return Random(f"{SEED}, {room}")


def refuse_unless_empty(session: Session) -> None:
    """Refuse a book that holds an association already (`BookIsNotEmpty`)."""
    if session.scalar(select(Association.id).limit(1)) is not None:
        raise BookIsNotEmpty


def _prepare(session: Session) -> _Stage:
    tree = units.found_all(session, _rng("units"))
    people = staff.appoint(session, _rng("staff"), tree)
    opened = funds.open_all(session, tree)
    funds.open_books(session, _rng("openings"), tree, opened, people)
    programmes = funds.open_programmes(session, tree, opened)
    known = givers.register_all(session, _rng("givers"), tree)
    learning.declare(session, tree)
    return _Stage(tree, people, opened, programmes, known)


def _plan(stage: _Stage) -> Diary:
    """Everything that will happen in the three years, entered in one diary."""
    tree, people = stage.tree, stage.staff
    diary = Diary(gifts.draw_all(_rng("gifts"), tree, stage.funds, stage.givers, people))
    committee = Committee(_rng("payments"), diary, people)
    for plan in awards.plan_all(_rng("awards"), tree, stage.programmes):
        committee.enter(plan)
    clan.enter_collections(diary, _rng("clan"), tree, stage.funds, people)
    remittances.enter_transfers(diary, _rng("transfers"), tree, stage.funds, people)
    learning.Records(_rng("titles"), diary, tree, people, stage.givers).enter()
    learning.enter_adult_awards(diary, tree, stage.programmes, committee)
    office.enter_work(diary, tree, stage.funds, people)
    closings.enter_closings(diary, tree, people)
    declared.enter_declarations(diary, _rng("declared"), tree, people)
    desks.enter_waiting(diary, tree, stage.programmes, committee)
    desks.enter_cancelled(diary, tree, stage.funds, stage.givers, people)
    return diary
