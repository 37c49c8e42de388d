"""Which figure an address asks for: the one reading of year, figure, scope and fund for page and file."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from ledger.accounts import funds
from ledger.accounts.funds import Fund
from ledger.associations.associations import Association
from ledger.disclosure import drilldown, totals
from ledger.disclosure.drilldown import PublicPage
from ledger.disclosure.figures import Figure
from ledger.disclosure.flows import Flow
from ledger.errors import NotFound
from ledger.i18n import N_
from ledger.web import years
from ledger.web.years import Year

FIGURE_NAMES = {
    Figure.OPENING: N_("Balance at the beginning of the year"),
    Figure.MOBILIZED: N_("Mobilized from outside"),
    Figure.TRANSFERS_IN: N_("Received from other associations"),
    Figure.TRANSFERS_OUT: N_("Sent to other associations"),
    Figure.BETWEEN_FUNDS: N_("Moved from or to other funds"),
    Figure.SPENT: N_("Spent"),
    Figure.CLOSING: N_("Balance of the funds"),
}

FIGURE_SENTENCES = {
    Figure.OPENING: N_("Everything that came in and went out before the year began."),
    Figure.MOBILIZED: N_("Money that came from outside. Money moved between associations is not counted."),
    Figure.TRANSFERS_IN: N_("Money that arrived from associations outside this total."),
    Figure.TRANSFERS_OUT: N_("Money sent to associations outside this total."),
    Figure.BETWEEN_FUNDS: N_(
        "What one fund passed to another in the same association. Over all funds it is nothing."
    ),
    Figure.SPENT: N_(
        "Awards and running costs. An award counts on the day it is paid, not on the day it is decided."
    ),
    Figure.CLOSING: N_("Everything that came in and went out up to the end of the year, or up to now."),
}

SCOPES = {"own": False, "subtree": True}


@dataclass(frozen=True)
class Question:
    """A figure of an association in a year. fund: narrowed to one fund, or None for all of them."""

    place: Association
    year: Year
    figure: Figure
    scope: str
    fund: Fund | None

    @property
    def subtree(self) -> bool:
        """Whether all units under the association count too."""
        return SCOPES[self.scope]

    @property
    def query(self) -> str:
        """The question as an address writes it, always in the same way."""
        asked = {"figure": self.figure.value, "scope": self.scope}
        return f"{self.year.query}&{urlencode(asked | ({'fund': self.fund.code} if self.fund else {}))}"


def read(session: Session, place: Association, asked: Mapping[str, str]) -> Question:
    """The question that an address asks about an association.

    asked: what `years.read` reads, `figure` (mobilized), `scope` (subtree), `fund` (all).
    Refuses anything else than a year of books, a figure, a scope or a fund there is (`NotFound`).
    """
    figure = asked.get("figure", Figure.MOBILIZED.value)
    scope = asked.get("scope", "subtree")
    if scope not in SCOPES or figure not in list(Figure):
        raise NotFound
    fund = funds.by_code(session, asked["fund"]) if asked.get("fund") else None
    return Question(place, years.read(asked), Figure(figure), scope, fund)


def entries(
    session: Session, question: Question, *, before: int | None = None, limit: int = 50
) -> PublicPage:
    """The entries behind the figure, the newest first. before: where the page before ended."""
    return drilldown.entries(
        session,
        association_id=question.place.id,
        year=question.year.number,
        figure=question.figure,
        fund_id=question.fund.id if question.fund else None,
        subtree=question.subtree,
        structure_on=question.year.structure_on,
        until=question.year.until,
        before=before,
        limit=limit,
    )


def figure(session: Session, question: Question) -> int:
    """The figure itself, in đồng, as every page of totals shows it."""
    year = question.year
    found = totals.totals(
        session,
        association_id=question.place.id,
        year=year.number,
        structure_on=year.structure_on,
        until=year.until,
    )
    lines = found.subtree if question.subtree else found.own
    flow = found.subtree_all if question.subtree else found.own_all
    if question.fund is not None:
        flow = next((line.flow for line in lines if line.fund_id == question.fund.id), Flow())
    amount: int = getattr(flow, question.figure)
    return amount
