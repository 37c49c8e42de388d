"""Budgets: what an association means to raise and to spend in a year, beside what it did (dự toán).

A budget line is never changed. Setting an amount again adds a line, and the latest of a key counts, so
that every earlier plan stays readable.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ledger import audit
from ledger.accounts import funds
from ledger.accounts.chart import Account
from ledger.accounts.funds import Fund
from ledger.accounts.journal import FundNotHeldHere
from ledger.accounts.movements import movements
from ledger.clock import now
from ledger.database import Base
from ledger.errors import InputError
from ledger.i18n import N_, gettext
from ledger.identity.roles import Actor, Role, require
from ledger.money import Dong
from ledger.reports import accounts
from ledger.reports.accounts import Accounts
from ledger.reports.asked import Asked, Totals, by_fund, signers
from ledger.reports.report import Column, Figure, Kind, Report, Row, RowKind, Section

BUDGETED = ("income", "expense")
"""The classes of accounts that a budget plans."""

Planned = Mapping[tuple[int, int], int]
"""Budgets in đồng by fund and account."""


class BudgetLine(Base):
    """What an association plans for an account in a fund in a year, in đồng; the latest line counts."""

    __tablename__ = "budget_line"
    __table_args__ = (
        ForeignKeyConstraint(
            ["association_id", "fund_id"],
            ["fund_holder.association_id", "fund_holder.fund_id"],
            name="budget_fund_is_held",
        ),
        CheckConstraint("amount BETWEEN 0 AND 10000000000000", name="budget_amount_range"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="budget_year"),
        Index("budget_line_by_year_ix", "association_id", "year", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    association_id: Mapped[int]
    fund_id: Mapped[int]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    year: Mapped[int]
    amount: Mapped[Dong]
    set_by: Mapped[int] = mapped_column(ForeignKey("app_user.id"))
    set_at: Mapped[datetime]


class NothingToBudget(InputError):
    """Only income and expenses are planned, on accounts that take postings."""

    rule = "budget_account_takes_plans"
    message = N_("Choose an account of income or expenses.")
    general = message


class BudgetYearFarAway(InputError):
    """The year is none that a budget is made for."""

    rule = "budget_year"
    message = N_("Check the year of the budget.")
    general = message


def set_budget(
    session: Session,
    *,
    association_id: int,
    fund_id: int,
    account_id: int,
    year: int,
    amount: Dong,
    by: Actor,
    client_key: str | None = None,
) -> int:
    """Plan an amount, in đồng, for an account in a fund in a year; the treasurer acts.

    Setting it again replaces the plan and keeps the earlier one readable. Returns the line's id.
    Refuses somebody else (`OutsideScope`), a fund not held there (`FundNotHeldHere`), an account of
    another class (`NothingToBudget`), and other content under the same key (`FormAlreadyUsed`).
    """
    require(session, by, Role.TREASURER, association_id)
    line = {
        "association_id": association_id,
        "fund_id": fund_id,
        "account_id": account_id,
        "year": year,
        "amount": amount,
    }
    act = audit.begin(
        session,
        association_id=association_id,
        actor_id=by.user_id,
        verb="set_budget",
        client_key=client_key,
        content=line,
    )
    if act.earlier is not None:
        return act.earlier
    if funds.held(session, association_id=association_id, fund_id=fund_id) is None:
        raise FundNotHeldHere
    if account_id not in {
        account.id for account in to_plan(accounts.read(session, association_id, date(year, 12, 31)))
    }:
        raise NothingToBudget
    statement = insert(BudgetLine).values(**line, set_by=by.user_id, set_at=now()).returning(BudgetLine.id)
    return act.done("budget_line", session.execute(statement).scalar_one())


def to_plan(chart: Accounts) -> Sequence[Account]:
    """The accounts for which amounts can be planned, by code."""
    return chart.of_class(*BUDGETED)


def planned(session: Session, *, association_id: int, year: int) -> Planned:
    """The budget of a year that counts now."""
    newest = (
        select(func.max(BudgetLine.id))
        .where(BudgetLine.association_id == association_id, BudgetLine.year == year)
        .group_by(BudgetLine.fund_id, BudgetLine.account_id)
    )
    found = select(BudgetLine.fund_id, BudgetLine.account_id, BudgetLine.amount)
    rows = session.execute(found.where(BudgetLine.id.in_(newest)))
    return {(fund_id, account_id): int(amount) for fund_id, account_id, amount in rows}


def budget(session: Session, asked: Asked) -> Report:
    """Budget, actual, difference and percent of the whole year in which the period ends, by fund."""
    year, place = asked.last.year, asked.association
    chart = accounts.read(session, asked.association.id, asked.last)
    plan = planned(session, association_id=place.id, year=year)
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = movements(session, [place.id], first=first, last=last, fund_id=asked.fund_id)
    actual = by_fund(found)
    sections = tuple(_sections(session, asked, chart, plan, actual))
    income, expense = (sum(_planned_of(chart, plan, kind, asked)) for kind in BUDGETED)
    return Report(
        name="budget",
        title=gettext("Budget and actual"),
        unit_name=place.name,
        unit_address=place.address,
        first=first,
        last=last,
        facts=(asked.facts[0], (gettext("Year"), f"{year}")),
        columns=(
            Column("item", gettext("Item"), width=68),
            Column("account", gettext("Account"), width=18),
            Column("budget", gettext("Budget"), Kind.DONG, 27),
            Column("actual", gettext("Actual"), Kind.DONG, 27),
            Column("difference", gettext("Difference"), Kind.DONG, 27),
            Column("percent", gettext("Reached"), Kind.PERCENT, 15),
        ),
        sections=sections,
        signers=signers(session, place.id),
        notes=(gettext("The difference is the actual amount less the budget."),),
        figures=(
            Figure(gettext("Budget of income"), income),
            Figure(gettext("Budget of expenses"), expense, "−"),
            Figure(gettext("Budgeted surplus or deficit"), income - expense, "="),
        ),
    )


def percent(actual: int, planned: int) -> int | None:
    """The actual amount in whole percents of the planned one, half rounded up; None without a plan."""
    return (200 * actual + planned) // (2 * planned) if planned else None


def _planned_of(chart: Accounts, plan: Planned, kind: str, asked: Asked) -> Iterator[int]:
    """The planned amounts of a class, of the fund asked for or of all."""
    of_class = {account.id for account in chart.of_class(kind)}
    for (fund_id, account_id), amount in plan.items():
        if account_id in of_class and asked.fund_id in (None, fund_id):
            yield amount


def _sections(
    session: Session, asked: Asked, chart: Accounts, plan: Planned, actual: Mapping[int, Totals]
) -> Iterator[Section]:
    held = [asked.fund] if asked.fund else funds.ever_held_by(session, asked.association.id)
    for fund in held:
        rows = [row for kind in BUDGETED for row in _of_class(chart, plan, actual, fund, kind)]
        if rows:
            yield Section("" if asked.fund else fund.name, rows)


def _of_class(
    chart: Accounts, plan: Planned, actual: Mapping[int, Totals], fund: Fund, kind: str
) -> Iterator[Row]:
    """The lines of one class of accounts in a fund, and their sum."""
    side = 1 if kind == "expense" else -1
    lines = []
    for account in chart.of_class(kind):
        total = actual.get(fund.id, {}).get(account.id)
        done = side * (total.debit - total.credit) if total else 0
        meant = plan.get((fund.id, account.id))
        if done or meant is not None:
            lines.append((account, meant or 0, done))
    if lines:
        for account, meant, done in lines:
            yield _row(accounts.name(account), account.code, meant, done, level=1)
        label = gettext("Total income") if kind == "income" else gettext("Total expenses")
        meant, done = sum(line[1] for line in lines), sum(line[2] for line in lines)
        yield _row(label, None, meant, done, kind=RowKind.SUBTOTAL)


def _row(
    label: str, code: str | None, meant: int, done: int, *, kind: RowKind = RowKind.LINE, level: int = 0
) -> Row:
    return Row((label, code, meant, done, done - meant, percent(done, meant)), kind, level)
