"""What each public page shows, read in a fixed number of statements however large the book is."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from ledger.accounts.funds import KIND_NAMES as FUND_KINDS
from ledger.accounts.funds import Fund
from ledger.accounts.journal import KIND_NAMES as ENTRY_KINDS
from ledger.associations import associations, finder, successions, tree
from ledger.associations.associations import KIND_NAMES as PLACE_KINDS
from ledger.associations.associations import Association, AssociationKind
from ledger.clock import today
from ledger.declarations import declarers, measures, summaries
from ledger.disclosure import breakdowns, completeness, listings, totals
from ledger.disclosure.breakdowns import HOLDER_NAMES
from ledger.disclosure.flows import Flow
from ledger.errors import NotFound
from ledger.recognition import counts
from ledger.recognition.recognitions import MODEL_NAMES
from ledger.web import questions, years
from ledger.web.questions import FIGURE_SENTENCES
from ledger.web.years import Year, number


def of_province(session: Session, head: Association, asked: Mapping[str, str]) -> dict[str, Any]:
    """The home page: the whole tree in a year, by level, fund and month, and its titles."""
    year = years.choose(session, head, asked)
    return {
        **_shared(session, head, year),
        "levels": breakdowns.by_level(session, **year.of(head)),
        "months": breakdowns.by_month(session, **year.of(head)),
        "kind_names": PLACE_KINDS,
        "model_names": MODEL_NAMES,
    }


def of_association(session: Session, place: Association, asked: Mapping[str, str]) -> dict[str, Any]:
    """An association's page: its own books beside those of all under it, its children and its past."""
    year = years.choose(session, place, asked)
    after = _last(session, asked.get("after", ""))
    children = breakdowns.by_child(session, **year.of(place), after=after, limit=listings.PAGE + 1)
    return {
        **_shared(session, place, year),
        "above": tree.ancestors(session, place.id, year.structure_on),
        "children": children[: listings.PAGE],
        "more": len(children) > listings.PAGE,
        "holders": breakdowns.by_holder(session, **year.of(place)),
        "holder_names": HOLDER_NAMES,
        "predecessors": successions.predecessors(session, place.id),
        "successors": successions.successors(session, [place]).get(place.id, []),
    }


def _shared(session: Session, place: Association, year: Year) -> dict[str, Any]:
    on = year.structure_on
    found = totals.totals(
        session, association_id=place.id, year=year.number, structure_on=on, until=year.until
    )
    return {
        "year": year,
        "totals": found,
        "learning": counts.counts(session, association_id=place.id, year=year.number, on=on),
        "today": today(),
        "declared": summaries.summary(session, place.id, on, year.number),
        "declarers": declarers.newest(session, place.id, on, year.number),
        "kinds": PLACE_KINDS,
        "measures": measures.measures(),
        "completeness": completeness.of(session, place.id, year.number, structure_on=on),
    }


def of_learning(session: Session, place: Association, asked: Mapping[str, str]) -> dict[str, Any]:
    """The titles under an association in a year."""
    year = years.choose(session, place, asked)
    learning = counts.counts(session, association_id=place.id, year=year.number, on=year.structure_on)
    return {"year": year, "place": place, "learning": learning, "model_names": MODEL_NAMES}


def of_tree(session: Session, typed: str, opened: str, after: str) -> dict[str, Any]:
    """The page on which one finds an association: what fits the text, or the tree opened at a place."""
    if typed.strip():
        return {"found": finder.search(session, typed), "branches": [], "most": finder.MOST_FOUND}
    day = today()
    at = associations.by_code(session, opened) if opened else tree.top(session, day)
    branches = finder.opened(session, at, day, after=_last(session, after)) if at else []
    return {"found": [], "branches": branches, "most": finder.MOST_FOUND}


def of_level(session: Session, place: Association, asked: Mapping[str, str]) -> dict[str, Any]:
    """The associations of one kind under another one; refuses a kind that is not there (`NotFound`)."""
    year = years.choose(session, place, asked)
    levels = breakdowns.by_level(session, **year.of(place))
    level = next((level for level in levels if level.kind == asked.get("kind")), None)
    if level is None:
        raise NotFound
    lines = listings.of_kind(
        session,
        **year.of(place),
        kind=AssociationKind(level.kind),
        after=_last(session, asked.get("after", "")),
        limit=listings.PAGE + 1,
    )
    return {"place": place, "kind": level.kind, "level": level, "year": year, **_paged(lines)}


def of_fund(session: Session, fund: Fund, asked: Mapping[str, str]) -> dict[str, Any]:
    """A fund's page: its flow over the whole tree, and the associations that may hold it."""
    owner = session.get_one(Association, fund.owner_id)
    head = tree.top(session, today()) or owner
    year = years.choose(session, head, asked)
    whole = totals.totals(
        session, association_id=head.id, year=year.number, structure_on=year.structure_on, until=year.until
    )
    lines = listings.of_fund(
        session,
        fund_id=fund.id,
        year=year.number,
        until=year.until,
        after=_last(session, asked.get("after", "")),
        limit=listings.PAGE + 1,
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
