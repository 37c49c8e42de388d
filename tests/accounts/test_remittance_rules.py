"""What standing rules ask for: the share of a period that is over, a fixed amount from its first day on."""

from datetime import date

import pytest

from ledger.accounts import remittance_dues, remittance_rules
from ledger.accounts.journal import FundNotHeldHere
from ledger.accounts.remittance_dues import Due
from ledger.accounts.remittance_rules import (
    NewRule,
    PeriodIsNotOfRule,
    RuleEndsOnce,
    RuleGivenTwice,
    RulePeriod,
    RuleRestsOnDecision,
    ShareOrAmount,
)
from ledger.accounts.transfers import ReceiverHoldsNoSuchFund, ToOneself
from ledger.clock import stopped_at
from ledger.database import Database
from ledger.errors import NotFound, Refusal
from ledger.identity.roles import Actor, OutsideScope, Role
from ledger.money import Dong
from ledger.treasury import remittances
from ledger.treasury.remittances import NewRemittance
from tests.factories import accounts, contributions, identity
from tests.factories.communes import Commune, open_commune

YEAR = date(2026, 1, 1)
TODAY = date(2026, 10, 5)


def new_rule(commune: Commune, period: RulePeriod = RulePeriod.QUARTER, **changes: object) -> NewRule:
    """A tenth of what the commune mobilizes goes to the province."""
    given = {
        "sender_id": commune.id,
        "receiver_id": commune.province.id,
        "fund_id": commune.fund.id,
        "period": period,
        "valid_from": YEAR,
        "decision": "05/QC-HKH",
        "share": 1_000,
    }
    return NewRule(**(given | changes))  # type: ignore[arg-type]  # named by the test


def add(book: Database, commune: Commune, new: NewRule, *, by: Actor | None = None) -> int:
    with book.write() as session:
        return remittance_rules.add(session, new, by=by or commune.treasurer)


def due(book: Database, commune: Commune, on: date = TODAY) -> list[Due]:
    with book.read() as session:
        return list(remittance_dues.due(session, commune.id, on))


def asked(book: Database, commune: Commune, on: date = TODAY) -> list[tuple[date, int, int]]:
    """The first day of each period that is due, what is asked, and what is open."""
    return [(one.first, one.asked, one.open) for one in due(book, commune, on)]


def send(book: Database, commune: Commune, amount: int, rule: int, period: date) -> int:
    with book.write() as session:
        new = NewRemittance(
            commune.id,
            commune.province.id,
            commune.fund.id,
            Dong(amount),
            TODAY,
            place="cash",
            rule_id=rule,
            period_start=period,
        )
        return remittances.send(session, new, by=commune.treasurer)


def test_due__share_of_each_quarter_that_is_over(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 1_000_005, on=date(2026, 1, 31))
    contributions.give(book, commune, 300_000, on=date(2026, 3, 31))
    contributions.give(book, commune, 500_000, on=date(2026, 9, 30))
    contributions.give(book, commune, 700_000, on=date(2026, 10, 1))
    contributions.give(book, commune, 9_000_000, on=date(2025, 12, 31))
    add(book, commune, new_rule(commune))
    assert asked(book, commune) == [
        (date(2026, 1, 1), 130_000, 130_000),
        (date(2026, 7, 1), 50_000, 50_000),
    ], "rounded down; nothing was mobilized in the second quarter, and the fourth is not over"


def test_due__what_was_sent_for_the_period_counts_unless_it_came_back(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 1_000_000, on=date(2026, 2, 1))
    rule = add(book, commune, new_rule(commune))
    send(book, commune, 30_000, rule, YEAR)
    with stopped_at(TODAY):
        back = send(book, commune, 70_000, rule, YEAR)
        assert due(book, commune) == []
        with book.write() as session:
            remittances.refuse(session, transfer_id=back, reason="sai tài khoản", by=commune.stranger)
        assert due(book, commune) == [], "it is still on the way"
        with book.write() as session:
            remittances.take_back(
                session, transfer_id=back, returned_on=TODAY, place="cash", by=commune.treasurer
            )
    assert asked(book, commune) == [(YEAR, 100_000, 70_000)]


@pytest.mark.parametrize(
    ("period", "since", "firsts"),
    [
        (RulePeriod.MONTH, date(2026, 8, 1), [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]),
        (RulePeriod.MONTH, date(2026, 8, 2), [date(2026, 9, 1), date(2026, 10, 1)]),
        (RulePeriod.QUARTER, date(2026, 5, 1), [date(2026, 7, 1), date(2026, 10, 1)]),
        (RulePeriod.YEAR, date(2025, 1, 1), [date(2025, 1, 1), date(2026, 1, 1)]),
        (RulePeriod.YEAR, date(2026, 1, 2), []),
    ],
)
def test_due__fixed_amount_of_each_period_that_has_begun(
    book: Database, period: RulePeriod, since: date, firsts: list[date]
) -> None:
    commune = open_commune(book)
    fixed = {"share": None, "fixed_amount": Dong(200_000), "valid_from": since}
    add(book, commune, new_rule(commune, period, **fixed))
    assert asked(book, commune) == [(first, 200_000, 200_000) for first in firsts]


def test_end__asks_for_no_later_period(book: Database) -> None:
    commune = open_commune(book)
    fixed = new_rule(commune, RulePeriod.MONTH, share=None, fixed_amount=Dong(1_000), valid_from=YEAR)
    rule = add(book, commune, fixed)
    with stopped_at(date(2026, 3, 1)), book.write() as session:
        remittance_rules.end(session, rule_id=rule, by=commune.treasurer)
    assert [first for first, _, _ in asked(book, commune)] == [YEAR, date(2026, 2, 1)]
    with pytest.raises(RuleEndsOnce), book.write() as session:
        remittance_rules.end(session, rule_id=rule, by=commune.treasurer)
    contributions.give(book, commune, 100_000)
    with pytest.raises(PeriodIsNotOfRule):
        send(book, commune, 1_000, rule, date(2026, 3, 1))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"share": None}, ShareOrAmount),
        ({"fixed_amount": Dong(1_000)}, ShareOrAmount),
        ({"decision": " "}, RuleRestsOnDecision),
    ],
)
def test_add__says_how_much_and_by_what_decision(
    book: Database, changes: dict[str, object], refusal: type[Refusal]
) -> None:
    commune = open_commune(book)
    with pytest.raises(refusal):
        add(book, commune, new_rule(commune, **changes))  # type: ignore[arg-type]  # named by the table


def test_add__between_two_that_hold_the_fund_once(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        own = accounts.fund(session, commune.association, name="Quỹ riêng")
        theirs = accounts.fund(session, commune.province, name="Quỹ của tỉnh")
    for changes, refusal in (
        ({"receiver_id": commune.id}, ToOneself),
        ({"fund_id": own.id}, ReceiverHoldsNoSuchFund),
        ({"fund_id": theirs.id}, FundNotHeldHere),
    ):
        with pytest.raises(refusal):
            add(book, commune, new_rule(commune, **changes))  # type: ignore[arg-type]  # named above
    add(book, commune, new_rule(commune))
    with pytest.raises(RuleGivenTwice):
        add(book, commune, new_rule(commune, share=2_000))


def test_add__by_the_treasurer_or_who_administers_the_sender(book: Database) -> None:
    commune = open_commune(book)
    for somebody in (commune.stranger, commune.chair, commune.member):
        with pytest.raises(OutsideScope):
            add(book, commune, new_rule(commune), by=somebody)
    with book.write() as session:
        above = identity.actor(session, commune.province, Role.ADMINISTRATOR)
    rule = add(book, commune, new_rule(commune), by=above)
    with book.write() as session:
        remittance_rules.end(session, rule_id=rule, by=above)
    with pytest.raises(NotFound), book.write() as session:
        remittance_rules.end(session, rule_id=7, by=above)
