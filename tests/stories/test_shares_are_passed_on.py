"""A village, its commune and its province share what was given. Every scene ends with what each has.

Read it from the top: what was done, then the figures it leaves, in đồng.
"""

from dataclasses import dataclass, replace
from datetime import date

from ledger.accounts import balances, remittance_dues, remittance_rules
from ledger.accounts.remittance_dues import Due
from ledger.accounts.remittance_rules import NewRule, RulePeriod
from ledger.associations.associations import Association, AssociationKind
from ledger.clock import stopped_at, today
from ledger.contributions import contributions as gifts
from ledger.database import Database
from ledger.disclosure import totals, verify
from ledger.disclosure.flows import Flow
from ledger.identity.roles import Actor, Role
from ledger.money import Dong
from ledger.treasury import remittances
from ledger.treasury.remittances import NewRemittance
from tests.factories import accounts, associations, contributions, identity
from tests.factories.communes import Commune, open_commune


@dataclass(frozen=True)
class Levels:
    """A commune with its province, and a village under it that holds the same fund."""

    commune: Commune
    village: Association
    keeper: Actor


def test_shares_are_passed_on(book: Database) -> None:
    with stopped_at(date(2026, 12, 31)):
        levels = three_levels(book)
        the_village_collects_and_a_third_of_the_quarter_is_due(book, levels)
        refused = the_commune_says_that_nothing_came(book, levels)
        the_village_takes_it_back_and_sends_it_again(book, levels, refused)
        the_province_sends_to_the_village_past_the_commune(book, levels)
        nothing_was_counted_twice(book, levels)


def three_levels(book: Database) -> Levels:
    commune = open_commune(book)
    with book.write() as session:
        chapter = AssociationKind.CHAPTER
        village = associations.association(
            session, "Chi hội Bản Mẫu", kind=chapter, under=commune.association
        )
        accounts.hold(session, commune.fund, village)
        return Levels(commune, village, identity.actor(session, village, Role.TREASURER))


def the_village_collects_and_a_third_of_the_quarter_is_due(book: Database, levels: Levels) -> None:
    commune, village = levels.commune, levels.village
    ends = (village.id, commune.id, commune.fund.id)
    rule = NewRule(*ends, RulePeriod.QUARTER, date(2026, 1, 1), "05/QC-HKH", share=3_333)
    gift = contributions.new_gift(commune, 9_000_000, on=date(2026, 2, 14))
    with book.write() as session:
        remittance_rules.add(session, rule, by=levels.keeper)
        gifts.record(session, replace(gift, association_id=village.id), by=levels.keeper)
    due = what_is_due(book, levels)
    assert (due.mobilized, due.asked) == (9_000_000, 2_999_700)
    assert has(book, levels) == (9_000_000, 0, 0)


def the_commune_says_that_nothing_came(book: Database, levels: Levels) -> int:
    with stopped_at(date(2026, 4, 20)):
        transfer = send_what_is_due(book, levels)
        with book.write() as session:
            reason, by = "ghi nhầm số tài khoản", levels.commune.treasurer
            remittances.refuse(session, transfer_id=transfer, reason=reason, by=by)
    assert has(book, levels) == (6_000_300, 0, 0)
    assert on_the_way(book, levels) == 2_999_700
    return transfer


def the_village_takes_it_back_and_sends_it_again(book: Database, levels: Levels, refused: int) -> None:
    day = date(2026, 4, 28)
    with stopped_at(day):
        with book.write() as session:
            by = levels.keeper
            remittances.take_back(session, transfer_id=refused, returned_on=day, place="cash", by=by)
        assert has(book, levels) == (9_000_000, 0, 0)
        again = send_what_is_due(book, levels)
        confirm(book, again, levels.commune.treasurer)
    assert has(book, levels) == (6_000_300, 2_999_700, 0)
    assert on_the_way(book, levels) == 0


def the_province_sends_to_the_village_past_the_commune(book: Database, levels: Levels) -> None:
    commune, fund = levels.commune, levels.commune.fund.id
    with stopped_at(date(2026, 9, 5)):
        up = send(book, (commune.id, commune.province.id, fund), 1_000_000, commune.treasurer)
        confirm(book, up, commune.stranger)
        down = send(book, (commune.province.id, levels.village.id, fund), 400_000, commune.stranger)
        confirm(book, down, levels.keeper)
    assert has(book, levels) == (6_400_300, 1_999_700, 600_000)


def nothing_was_counted_twice(book: Database, levels: Levels) -> None:
    with book.read() as session:
        province, commune, village = (
            totals.totals(session, association_id=place, year=2026)
            for place in (levels.commune.province.id, levels.commune.id, levels.village.id)
        )
        assert verify.verify(session) == []
    assert province.subtree_all == Flow(mobilized=9_000_000, closing=9_000_000, internal_transfers=7_399_400)
    assert commune.subtree_all == Flow(
        mobilized=9_000_000,
        transfers_in=400_000,
        transfers_out=1_000_000,
        closing=8_400_000,
        internal_transfers=5_999_400,
    )
    assert village.own_all == Flow(
        mobilized=9_000_000, transfers_in=3_399_700, transfers_out=5_999_400, closing=6_400_300
    )


# --- how it is done -------------------------------------------------------------------------------
def what_is_due(book: Database, levels: Levels) -> Due:
    with book.read() as session:
        (due,) = remittance_dues.due(session, levels.village.id, date(2026, 4, 1))
    return due


def send_what_is_due(book: Database, levels: Levels) -> int:
    due = what_is_due(book, levels)
    by_rule = (due.line.rule.id, due.first)
    ends = (levels.village.id, levels.commune.id, levels.commune.fund.id)
    return send(book, ends, due.open, levels.keeper, by_rule=by_rule)


def send(
    book: Database,
    ends: tuple[int, int, int],
    amount: int,
    by: Actor,
    *,
    by_rule: tuple[int, date] | tuple[None, None] = (None, None),
) -> int:
    """Send cash today; returns the transfer's id. ends: sender, receiver and fund."""
    with book.write() as session:
        new = NewRemittance(*ends, Dong(amount), today(), "cash", "", *by_rule)
        return remittances.send(session, new, by=by)


def confirm(book: Database, transfer: int, by: Actor) -> None:
    """The cash arrived today."""
    with book.write() as session:
        remittances.confirm(session, transfer_id=transfer, confirmed_on=today(), place="cash", by=by)


def has(book: Database, levels: Levels) -> tuple[int, int, int]:
    """The cash of the village, the commune and the province."""
    village, commune, province = (cash(book, levels, place, "cash") for place in places(levels))
    return village, commune, province


def on_the_way(book: Database, levels: Levels) -> int:
    """Account 113 over all three."""
    return sum(cash(book, levels, place, "in_transit") for place in places(levels))


def places(levels: Levels) -> tuple[int, int, int]:
    return levels.village.id, levels.commune.id, levels.commune.province.id


def cash(book: Database, levels: Levels, place: int, role: str) -> int:
    with book.read() as session:
        return balances.held(session, association_id=place, fund_id=levels.commune.fund.id, role=role)
