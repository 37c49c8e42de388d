from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from ledger.accounts import balances, funds
from ledger.accounts.funds import FundKind
from ledger.accounts.journal import EntryKind
from ledger.accounts.transfers import Transfer
from ledger.associations import closing, tree
from ledger.associations.associations import AssociationKind
from ledger.associations.events import AssociationEvent, EventKind
from ledger.disclosure.verify import verify
from ledger.money import Dong
from ledger.reorganisation.changes import Founding
from ledger.treasury import acts
from ledger.treasury.acts import NewAct
from tests.factories.associations import FOUNDED
from tests.factories.races import refused, together
from tests.reorganisation import stage as stages
from tests.reorganisation.stage import DAY, Stage

BEFORE, AFTER = DAY - timedelta(days=1), DAY


def findings(stage: Stage) -> list[str]:
    with stage.book.read() as session:
        return [f"{finding}" for finding in verify(session)]


def test_merge__hands_everything_over_and_closes_what_ends(stage: Stage) -> None:
    a, b, c = stage.communes
    days = [BEFORE - timedelta(days=90), BEFORE, AFTER, AFTER + timedelta(days=9)]
    before = [stage.flow(stage.province, on=day)[1].closing for day in days]
    change = stage.change(EventKind.MERGE, [a, b], c)
    made = stage.plan(change)
    assert made.ready, (made.problems, made.matters)
    assert [int(part.amount) for part in made.hand_overs] == [500_000, 300_000, 200_000, 500_000]
    assert [fund.name for _, fund in made.new_holders] == ["Quỹ trẻ mồ côi"]
    event_id = stage.carry_out(change)
    for one in (a, b):
        assert stage.fresh(one).closed_on == BEFORE
        assert stage.flow(one, on=AFTER)[0].closing == 0
    assert [stage.flow(stage.province, on=day)[1].closing for day in days] == before
    assert stage.flow(stage.province, on=AFTER)[1].in_transit == 1_500_000
    assert stage.confirm_all(c) == 4
    own, subtree = stage.flow(c, on=AFTER)
    assert own.closing == subtree.closing == 2_000_000
    assert stage.flow(stage.province, on=AFTER)[1].in_transit == 0
    assert [stage.flow(stage.province, on=day)[1].closing for day in days] == before
    with stage.book.read() as session:
        sent = session.scalars(select(Transfer).where(Transfer.event_id == event_id)).all()
        assert {(one.sent_on, one.note) for one in sent} == {(BEFORE, "1676/NQ")}
        beneath = {place.name for place in tree.children(session, c.id, DAY)}
    assert {village.name for village in stage.villages} < beneath
    assert findings(stage) == []


def test_split__shares_out_the_money_and_the_units_beneath(stage: Stage) -> None:
    (a, b, _), (first, second) = stage.communes, stage.villages
    new = Founding("Hội Khuyến học xã Mới", AssociationKind.COMMUNE)
    asked = replace(
        stage.change(EventKind.SPLIT, [a], b, new),
        children={first.id: 0, second.id: 1},
        shares=(6_000, 4_000),
    )
    assert "split_sums_to_balance" in stage.rule(asked)
    change = stages.with_portions(stage, asked, (500_000, 0), (100_000, 200_000), (0, 200_000))
    before = stage.flow(stage.province, on=BEFORE)[1]
    stage.carry_out(change)
    with stage.book.read() as session:
        new_one = tree.ancestors(session, second.id, DAY)[0]
        assert new_one.name == new.name
        assert tree.ancestors(session, first.id, DAY)[0].id == b.id
        assert tree.ancestors(session, a.id, DAY)[0].id == stage.province.id
    assert stage.confirm_all(b) == 2
    assert stage.confirm_all(new_one, stage.appoint(new_one)) == 2
    assert stage.flow(b, on=DAY)[0].closing == 1_100_000
    assert stage.flow(new_one, on=DAY)[0].closing == 400_000
    assert stage.flow(a, on=DAY)[0].closing == 0
    assert stage.flow(stage.province, on=DAY)[1].closing == before.closing
    assert findings(stage) == []


def test_carry_out__by_two_officers_at_once_happens_once(stage: Stage) -> None:
    a, b, c = stage.communes
    asked = [stage.change(EventKind.MERGE, [a, b], c), stage.change(EventKind.MERGE, [b, a], c)]
    seen = [stage.plan(change).fingerprint for change in asked]
    outcomes = together(
        *(partial(stage.carry_out, change, seen=one) for change, one in zip(asked, seen, strict=True))
    )
    (refusal,) = refused(outcomes)
    assert refusal.rule == "association_closed_once"
    assert stage.confirm_all(c) == 4
    assert findings(stage) == []


def test_carry_out__beside_a_gift_is_wholly_before_or_after_it(stage: Stage) -> None:
    a, b, _ = stage.communes
    change = stage.change(EventKind.MERGE, [a], b)
    seen = stage.plan(change).fingerprint
    outcomes = together(
        partial(stage.carry_out, change, seen=seen), partial(stage.give, a, 5_000, stage.general, on=BEFORE)
    )
    assert len(refused(outcomes)) == 1, outcomes
    assert findings(stage) == []


def test_carry_out__that_breaks_in_the_middle_leaves_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, _ = stage.communes
    change = stage.change(EventKind.MERGE, [a], b)
    seen = stage.plan(change).fingerprint

    def dies(*_: object, **__: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(closing, "close", dies)
    with pytest.raises(OSError, match="power"):
        stage.carry_out(change, seen=seen)
    with stage.book.read() as session:
        assert session.scalars(select(AssociationEvent)).all() == []
        assert session.scalars(select(Transfer)).all() == []
    assert stage.plan(change).fingerprint == seen


def test_split__an_endowment_is_preserved_by_those_who_follow(stage: Stage) -> None:
    a, b, c = stage.communes
    with stage.book.write() as session:
        endowment = funds.open_fund(
            session,
            name="Quỹ vốn",
            kind=FundKind.ENDOWMENT,
            owner_id=a.id,
            opened_on=FOUNDED,
            holders=[a.id],
            purpose="Vốn giữ lại",
        )
    stage.give(a, 1_000, endowment, bank=True)
    with stage.book.write() as session:
        interest = NewAct(
            association_id=a.id,
            kind=EntryKind.INTEREST,
            fund_id=endowment.id,
            amount=Dong(90),
            place="bank",
            day=BEFORE,
            reason="lãi tiền gửi",
        )
        acts.record(session, interest, by=stage.treasurers[a.id])
    asked = replace(stage.change(EventKind.SPLIT, [a], b, c), children={v.id: 0 for v in stage.villages})
    change = stages.with_portions(stage, asked, (500_000, 0), (300_000, 0), (200_000, 0), (545, 545))
    parts = [part for part in stage.plan(change).hand_overs if part.holding.fund.id == endowment.id]
    assert [(part.successor, int(part.amount), part.capital) for part in parts] == [
        (0, 500, True),
        (0, 45, False),
        (1, 500, True),
        (1, 45, False),
    ]
    stage.carry_out(change)
    assert (stage.confirm_all(b), stage.confirm_all(c)) == (5, 2)
    with stage.book.read() as session:
        stand = [
            balances.position(session, association_id=place.id, fund_id=endowment.id) for place in (a, b, c)
        ]
    assert [(one.money, one.capital, one.available) for one in stand] == [
        (0, 0, 0),
        (545, 500, 45),
        (545, 500, 45),
    ]
    assert findings(stage) == []
