"""What a treasurer types to plan an amount: fund, account, year, amount."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ledger.accounts import funds
from ledger.ids import new_token
from ledger.money import Dong
from ledger.reports import accounts, budget
from ledger.reports.budget import BudgetYearFarAway, NothingToBudget
from ledger.web.forms import amount
from ledger.web.forms.contribution import ChooseFund
from ledger.web.forms.fields import Fields, identity
from ledger.web.guard import Desk

NOTHING = "0"
"""Typed to take a plan back: the account is planned with nothing."""
YEARS_AHEAD = 1


@dataclass(frozen=True)
class Plan:
    """An amount planned, in đồng, for an account in a fund in a year."""

    fund_id: int
    account_id: int
    year: int
    amount: Dong


def fresh(desk: Desk, asked: Mapping[str, str]) -> Fields:
    """An empty form for this year, with the fund and account that were planned last."""
    kept = {name: asked[name] for name in ("fund", "account", "year") if name in asked}
    return Fields({"year": f"{desk.today.year}", **kept, "key": new_token()})


def years(desk: Desk) -> list[tuple[int, int]]:
    """The years to choose from: this one, the next, and the one before."""
    this = desk.today.year
    return [(year, year) for year in (this + YEARS_AHEAD, this, this - 1)]


def choices(session: Session, desk: Desk) -> Sequence[tuple[int, str]]:
    """The accounts that can be planned."""
    chart = accounts.read(session, desk.association.id, desk.today)
    return [(one.id, accounts.label(one)) for one in budget.to_plan(chart)]


def parse(session: Session, fields: Fields, desk: Desk) -> Plan | None:
    """The plan typed, or None with a sentence beside each field that needs another look."""
    fund = funds.held(session, association_id=desk.association.id, fund_id=identity(fields.text("fund")))
    if fund is None:
        fields.refuse("fund", ChooseFund())
    account_id = identity(fields.text("account"))
    if account_id not in {one for one, _ in choices(session, desk)}:
        fields.refuse("account", NothingToBudget())
    year = identity(fields.text("year"))
    if year not in {one for one, _ in years(desk)}:
        fields.refuse("year", BudgetYearFarAway())
    planned = Dong(0) if fields.text("amount").strip() == NOTHING else amount.read(fields)
    if fields.errors or fund is None or planned is None:
        return None
    return Plan(fund.id, account_id, year, planned)
