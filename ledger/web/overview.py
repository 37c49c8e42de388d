"""What each public page shows, read in a fixed number of statements however large the book is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ledger.accounts.funds import KIND_NAMES as FUND_KINDS
from ledger.accounts.funds import Fund
from ledger.accounts.journal import KIND_NAMES as ENTRY_KINDS
from ledger.associations import associations, finder, tree
from ledger.associations.associations import KIND_NAMES as PLACE_KINDS
from ledger.associations.associations import Association, AssociationKind
from ledger.associations.finder import Branch
from ledger.clock import today
from ledger.disclosure import listings, totals
from ledger.disclosure.flows import Flow
from ledger.errors import NotFound
from ledger.i18n import gettext
from ledger.recognition import counts
from ledger.recognition.recognitions import MODEL_NAMES
from ledger.web import questions
from ledger.web.questions import FIGURE_SENTENCES, FIRST_YEAR, number

LONGEST_SHOWN = 12


@dataclass(frozen=True)
class Year:
    """The year a page shows.

    choices: those with figures, the newest first; notice: why it is not the one asked for.
    """

    number: int
    choices: Sequence[int]
    notice: str

    @property
    def runs(self) -> bool:
        """Whether the year is not over yet."""
        return self.number == today().year


def choose_year(session: Session, place: Association, asked: str) -> Year:
    """The year asked for, or the running one; the newest with figures where the running one has none.

    asked: the text of the address. Another text than a year up to now is not refused: a sentence says
    which year is shown instead.
    """
    choices = totals.years(session, place.id)
    running = today().year
    usual = running if running in choices or not choices else choices[0]
    if not asked:
        return Year(usual, choices, "")
    said = number(asked)
    if said is not None and FIRST_YEAR <= said <= running:
        return Year(said, choices, "")
    notice = gettext(
        "The books have no year “%(asked)s”. This is %(year)s.", asked=asked[:LONGEST_SHOWN], year=usual
    )
    return Year(usual, choices, notice)


def of_province(session: Session, head: Association, asked_year: str) -> dict[str, Any]:
    """The home page: the whole tree in a year, by level, fund and month, and its titles."""
    year = choose_year(session, head, asked_year)
    return {
        **_shared(session, head, year),
        "levels": totals.by_level(session, association_id=head.id, year=year.number),
        "months": totals.by_month(session, association_id=head.id, year=year.number),
        "kind_names": PLACE_KINDS,
        "model_names": MODEL_NAMES,
    }


def of_association(session: Session, place: Association, asked_year: str) -> dict[str, Any]:
    """An association's page: its own books beside those of all under it, and its children."""
    year = choose_year(session, place, asked_year)
    return {
        **_shared(session, place, year),
        "above": tree.ancestors(session, place.id, totals.structure_day(year.number)),
        "children": totals.by_child(session, association_id=place.id, year=year.number),
    }


def _shared(session: Session, place: Association, year: Year) -> dict[str, Any]:
    found = totals.totals(session, association_id=place.id, year=year.number)
    learning = counts.counts(session, association_id=place.id, year=year.number, on=found.structure_on)
    return {"year": year, "totals": found, "learning": learning, "today": today()}


def of_learning(session: Session, place: Association, asked_year: str) -> dict[str, Any]:
    """The titles under an association in a year."""
    year = choose_year(session, place, asked_year)
    on = totals.structure_day(year.number)
    learning = counts.counts(session, association_id=place.id, year=year.number, on=on)
    return {"year": year, "place": place, "learning": learning, "model_names": MODEL_NAMES}


def of_tree(session: Session, typed: str, opened: str) -> dict[str, Any]:
    """The page on which one finds an association: what fits the text, or the tree opened at a place."""
    if typed.strip():
        found = [Branch(place, 0, False, []) for place in finder.search(session, typed)]
        return {"found": found, "branches": [], "most": finder.MOST_FOUND}
    day = today()
    at = associations.by_code(session, opened) if opened else tree.top(session, day)
    return {"found": [], "branches": finder.opened(session, at, day) if at else [], "most": finder.MOST_FOUND}


def of_level(session: Session, place: Association, kind: str, asked_year: str, after: str) -> dict[str, Any]:
    """The associations of one kind under another one; refuses a kind that is not there (`NotFound`)."""
    year = choose_year(session, place, asked_year)
    levels = totals.by_level(session, association_id=place.id, year=year.number)
    level = next((level for level in levels if level.kind == kind), None)
    if level is None:
        raise NotFound
    lines = listings.of_kind(
        session,
        association_id=place.id,
        kind=AssociationKind(level.kind),
        year=year.number,
        after=_last(session, after),
        limit=listings.PAGE + 1,
    )
    return {"place": place, "kind": level.kind, "level": level, "year": year, **_paged(lines)}


def of_fund(session: Session, fund: Fund, asked_year: str, after: str) -> dict[str, Any]:
    """A fund's page: its flow over the whole tree, and the associations that may hold it."""
    owner = session.get_one(Association, fund.owner_id)
    head = tree.top(session, today()) or owner
    year = choose_year(session, head, asked_year)
    whole = totals.totals(session, association_id=head.id, year=year.number)
    lines = listings.of_fund(
        session, fund_id=fund.id, year=year.number, after=_last(session, after), limit=listings.PAGE + 1
    )
    return {
        "fund": fund,
        "owner": owner,
        "head": head,
        "year": year,
        "flow": next((line.flow for line in whole.subtree if line.fund_id == fund.id), Flow()),
        "kind_names": FUND_KINDS,
        **_paged(lines),
    }


def _last(session: Session, code: str) -> Association | None:
    return associations.by_code(session, code) if code else None


def _paged(lines: Sequence[listings.UnitLine]) -> dict[str, Any]:
    return {"lines": lines[: listings.PAGE], "more": len(lines) > listings.PAGE}


def of_figure(session: Session, place: Association, asked: Mapping[str, str]) -> dict[str, Any]:
    """What a figure is made of; refuses a question that makes no sense (`NotFound`)."""
    question = questions.read(session, place, asked)
    before = number(asked["before"]) if "before" in asked else None
    return {
        "question": question,
        "total": questions.figure(session, question),
        "lines": questions.entries(session, question, before=before),
        "explanation": FIGURE_SENTENCES[question.figure],
        "kind_names": ENTRY_KINDS,
    }
