from dataclasses import replace
from datetime import date, timedelta

import pytest

from ledger.accounts import remittance_rules
from ledger.accounts.journal import AssociationIsClosed
from ledger.accounts.remittance_rules import NewRule, RulePeriod
from ledger.associations import moves, tree
from ledger.associations.associations import Association, AssociationKind
from ledger.associations.events import EventKind
from ledger.disclosure.verify import verify
from ledger.identity.roles import OutsideScope, Role
from ledger.reorganisation.changes import Founding
from ledger.reorganisation.refusals import PlanChanged
from tests.factories import identity
from tests.reorganisation import stage as stages
from tests.reorganisation.stage import DAY, DECREE, Stage

BEFORE, AFTER = DAY - timedelta(days=1), DAY


@pytest.fixture
def stage(stage_on_sqlite: Stage) -> Stage:
    """On SQLite alone: what is asked here is asked in Python."""
    return stage_on_sqlite


def findings(stage: Stage) -> list[str]:
    with stage.book.read() as session:
        return [f"{finding}" for finding in verify(session)]


def test_merge__into_an_association_founded_that_day(stage: Stage) -> None:
    named = Founding(stage.communes[0].name, AssociationKind.COMMUNE)
    change = stage.change(EventKind.MERGE, stage.communes, named)
    made = stage.plan(change)
    assert made.ready, made.problems
    assert made.followers[0].parent
    assert made.followers[0].parent.id == stage.province.id
    stage.carry_out(change)
    with stage.book.read() as session:
        (new,) = [one for one in tree.children(session, stage.province.id, DAY) if one.closed_on is None]
    assert (new.founded_on, new.ledgered_from, new.name) == (DAY, DAY, stage.communes[0].name)
    treasurer = stage.appoint(new)
    assert stage.confirm_all(new, treasurer) == 5
    assert stage.flow(new, on=DAY)[0].closing == 2_000_000
    assert findings(stage) == []


def test_abolish__a_district_whose_communes_go_to_the_province(stage: Stage) -> None:
    district = stages.under_a_district(stage)
    stage.give(district, 70_000, stage.general)
    stage.carry_out(stage.change(EventKind.ABOLISH, [district], stage.province))
    assert stage.confirm_all(stage.province) == 1
    with stage.book.read() as session:
        beneath = {place.id for place in tree.children(session, stage.province.id, DAY)}
        assert {place.id for place in stage.communes} < beneath
    assert stage.flow(stage.province, on=DAY)[0].closing == 70_000
    assert findings(stage) == []


def test_close__a_unit_in_a_vacuum_has_a_supervisor_first(stage: Stage) -> None:
    a, b, _ = stage.communes
    with stage.book.write() as session:
        moves.leave(session, session.get_one(Association, a.id), on=DAY - timedelta(days=60), decree=DECREE)
    change = stage.change(EventKind.MERGE, [a], b)
    assert "reorganisation_from_above" in stage.rule(change)
    with stage.book.write() as session:
        moves.put_under_acting(
            session,
            session.get_one(Association, a.id),
            session.get_one(Association, stage.province.id),
            on=DAY - timedelta(days=30),
            decree=DECREE,
        )
    stage.carry_out(change)
    assert stage.confirm_all(b) == 3
    assert findings(stage) == []


def test_revive__leaves_the_days_between_closed(stage: Stage) -> None:
    a, b, _ = stage.communes
    stage.carry_out(stage.change(EventKind.MERGE, [a], b))
    back = replace(stage.change(EventKind.REVIVE, [a], stage.province), happened_on=DAY + timedelta(days=5))
    assert stage.plan(back).ready
    stage.carry_out(back)
    assert stage.fresh(a).closed_on is None
    stage.give(a, 10_000, stage.general, on=DAY + timedelta(days=5))
    with pytest.raises(AssociationIsClosed):
        stage.give(a, 10_000, stage.general, on=DAY + timedelta(days=1))
    assert findings(stage) == []


def test_close__ends_the_rules_of_remittance(stage: Stage) -> None:
    a, b, _ = stage.communes
    with stage.book.write() as session:
        new = NewRule(
            a.id, stage.province.id, stage.general.id, RulePeriod.MONTH, date(2026, 1, 1), "1/QĐ", share=1_000
        )
        remittance_rules.add(session, new, by=stage.treasurers[a.id])
    stage.carry_out(stage.change(EventKind.MERGE, [a], b))
    with stage.book.read() as session:
        (line,) = remittance_rules.of(session, stage.province.id)
        assert line.rule.valid_to == DAY
    assert findings(stage) == []


def test_carry_out__sent_twice_is_one(stage: Stage) -> None:
    a, b, _ = stage.communes
    change = stage.change(EventKind.MERGE, [a], b)
    seen = stage.plan(change).fingerprint
    first = stage.carry_out(change, seen=seen, key="form")
    assert stage.carry_out(change, seen=seen, key="form") == first


def test_carry_out__refuses_what_was_not_shown(stage: Stage) -> None:
    a, b, _ = stage.communes
    change = stage.change(EventKind.MERGE, [a], b)
    seen = stage.plan(change).fingerprint
    stage.give(a, 1_000, stage.general, on=BEFORE)
    with pytest.raises(PlanChanged):
        stage.carry_out(change, seen=seen)
    assert stage.fresh(a).closed_on is None


def test_carry_out__by_somebody_below_is_refused(stage: Stage) -> None:
    a, b, _ = stage.communes
    change = stage.change(EventKind.MERGE, [a], b)
    with stage.book.write() as session:
        own = identity.actor(session, a, Role.ADMINISTRATOR)
    with pytest.raises(OutsideScope):
        stage.carry_out(change, by=own)
    beside = replace(change, root_id=a.id)
    assert {one.rule for one in stage.plan(beside, by=own).problems} == {"reorganisation_from_above"}
