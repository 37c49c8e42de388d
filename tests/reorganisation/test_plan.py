from dataclasses import replace
from datetime import date, timedelta

import pytest

from ledger.accounts import funds, periods
from ledger.accounts.funds import FundKind
from ledger.associations import associations as room
from ledger.associations import tree
from ledger.associations.associations import AssociationKind, Bookkeeping
from ledger.associations.events import Decree, EventKind
from ledger.identity.roles import Role
from ledger.money import Dong
from ledger.reorganisation.changes import Founding
from ledger.reorganisation.matters import Matter
from ledger.reorganisation.refusals import SomethingWaits
from ledger.treasury import goods, remittances
from ledger.treasury.goods import NewLot, Source
from ledger.treasury.remittances import NewRemittance
from tests.factories import associations, cash, contributions, disbursements, identity, treasury
from tests.reorganisation import stage as stages
from tests.reorganisation.stage import DAY, TODAY, Stage

MERGE, SPLIT, ABOLISH, REVIVE = EventKind.MERGE, EventKind.SPLIT, EventKind.ABOLISH, EventKind.REVIVE


@pytest.fixture
def stage(stage_on_sqlite: Stage) -> Stage:
    """On SQLite alone: what is asked here is asked in Python."""
    return stage_on_sqlite


def matters(stage: Stage) -> dict[Matter, int]:
    change = stage.change(MERGE, stage.communes[:1], stage.communes[1])
    return {one.matter: one.amount for one in stage.plan(change).matters}


def test_plan__names_all_that_must_be_settled_first(stage: Stage) -> None:
    here, book = stages.commune(stage), stage.book
    assert matters(stage) == {}
    treasury.advance(book, here, 10_000)
    treasury.deposit(book, here, 20_000)
    disbursements.decide(book, here, disbursements.propose(book, here, 30_000))
    with book.write() as session:
        lot = NewLot(
            here.id,
            here.fund.id,
            Source.DONATED,
            "Vở ô ly",
            "quyển",
            4,
            Dong(40_000),
            "Cửa hàng Mẫu",
            date(2026, 3, 2),
        )
        goods.receive(session, lot, by=here.treasurer)
    sheet = contributions.start_sheet(book, here)
    contributions.mark_sheet(book, here, sheet, {1: 50_000})
    with book.write() as session:
        sent = NewRemittance(
            stage.communes[1].id, here.id, here.fund.id, Dong(60_000), date(2026, 3, 3), "cash"
        )
        remittances.send(session, sent, by=stage.treasurers[stage.communes[1].id])
        back = NewRemittance(
            here.id, stage.communes[1].id, here.fund.id, Dong(70_000), date(2026, 3, 3), "cash"
        )
        refused = remittances.send(session, back, by=here.treasurer)
        remittances.refuse(
            session, transfer_id=refused, reason="không nhận", by=stage.treasurers[stage.communes[1].id]
        )
    stage.give(stage.communes[0], 1_000, stage.general, on=DAY)
    assert matters(stage) == {
        Matter.ADVANCES: 10_000,
        Matter.DEPOSITS: 20_000,
        Matter.PROMISED: 30_000,
        Matter.GOODS: 40_000,
        Matter.ROSTERS: 50_000,
        Matter.TO_CONFIRM: 60_000,
        Matter.DISPUTED: 70_000,
        Matter.LATER: 0,
    }
    with pytest.raises(SomethingWaits):
        stage.carry_out(stage.change(MERGE, stage.communes[:1], stage.communes[1]))


def test_plan__a_closed_month_takes_no_last_day(stage: Stage) -> None:
    place = stage.communes[0]
    with stage.book.write() as session:
        by = stage.treasurers[place.id]
        periods.close(session, association_id=place.id, through=DAY - timedelta(days=1), by=by)
    assert matters(stage) == {Matter.CLOSED: 0}


def test_plan__says_what_cannot_be(stage: Stage) -> None:
    a, b, _ = stage.communes
    village = stage.villages[0]
    with stage.book.write() as session:
        young = associations.association(
            session, "Hội Khuyến học xã Trẻ", under=stage.province, founded_on=TODAY
        )
    new = Founding("Hội Khuyến học xã Mới", AssociationKind.COMMUNE)
    merge = stage.change(MERGE, [a], b)
    asked = {
        "successor_not_beneath": stage.change(MERGE, [a], village),
        "successor_exists": stage.change(MERGE, [a], young),
        "reorganisation_from_above": stage.change(MERGE, [stage.province], b),
        "event_not_in_future": replace(merge, happened_on=TODAY + timedelta(days=1)),
        "association_ends_after_beginning": replace(merge, happened_on=associations.FOUNDED),
        "association_event_has_decision": replace(merge, decree=Decree(" ")),
        "unit_name_once_beneath": stage.change(MERGE, [a], replace(new, name=b.name)),
        "reorganisation_one_unit": stage.change(ABOLISH, [a, b], stage.province),
        "reorganisation_names_units": stage.change(MERGE, [], b),
        "reorganisation_names_successor": stage.change(MERGE, [a]),
        "split_into_several": stage.change(SPLIT, [a], b),
        "closing_moves_units": stage.change(SPLIT, [a], b, new),
        "association_shares_fit": replace(stage.change(SPLIT, [a], b, new), shares=(6_000, 5_000)),
        "revival_of_closed": stage.change(REVIVE, [a], stage.province),
        "split_within_balance": stages.with_portions(
            stage, stage.change(SPLIT, [a], b, new), (500_000, 1), (300_000, 0), (200_000, 0)
        ),
    }
    assert {rule: rule in stage.rule(change) for rule, change in asked.items()} == dict.fromkeys(asked, True)


def test_plan__money_goes_from_book_to_book_and_keeps_its_purpose(stage: Stage) -> None:
    a = stage.communes[0]
    with stage.book.write() as session:
        paper = room.found(
            session,
            name="Hội Khuyến học xã Sổ Giấy",
            kind=AssociationKind.COMMUNE,
            founded_on=associations.FOUNDED,
            bookkeeping=Bookkeeping.DECLARED,
        )
        tree.place_under(session, child=paper, parent=stage.province, valid_from=associations.FOUNDED)
        below = identity.actor(session, a, Role.ADMINISTRATOR)
    assert "successor_keeps_book" in stage.rule(stage.change(MERGE, [a], paper))
    into = replace(stage.change(ABOLISH, stage.villages[:1], stage.villages[1]), root_id=a.id)
    stage.give(stage.villages[0], 5_000, stage.general)
    assert stage.plan(into, by=below).ready
    with stage.book.write() as session:
        other = funds.open_fund(
            session,
            name="Quỹ riêng của tỉnh",
            kind=FundKind.UNRESTRICTED,
            owner_id=stage.province.id,
            opened_on=associations.FOUNDED,
            holders=[stage.villages[0].id],
        )
    stage.give(stage.villages[0], 5_000, other)
    assert [problem.rule for problem in stage.plan(into, by=below).problems] == ["successor_may_hold_fund"]


def test_plan__what_comes_back_was_closed_two_days_before(stage: Stage) -> None:
    a, b, _ = stage.communes
    stage.carry_out(stage.change(MERGE, [a], b))
    assert stage.rule(stage.change(REVIVE, [a], stage.province)) == ["revival_leaves_gap"]
    assert "association_closed_once" in stage.rule(stage.change(MERGE, [a], b))
    assert "successor_is_open" in stage.rule(stage.change(MERGE, [b], a))


def test_plan__the_book_of_a_box_names_it(stage: Stage) -> None:
    here = stages.commune(stage)
    box = cash.box(stage.book, here, name="Hộp bản Cọ")
    cash.put(stage.book, here, box, 15_000)
    made = stage.plan(stage.change(MERGE, stage.communes[:1], stage.communes[1]))
    assert "Hộp bản Cọ" in {part.holding.place.name for part in made.hand_overs}
