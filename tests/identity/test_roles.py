from datetime import date, timedelta

import pytest
from sqlalchemy import select

from ledger.clock import stopped_at, today
from ledger.database import Database
from ledger.errors import NotFound
from ledger.identity import roles
from ledger.identity.roles import Actor, OutsideScope, Role, RoleHolding
from tests.factories import identity
from tests.factories.associations import association, province
from tests.factories.communes import open_commune


def test_actor__holds_the_roles_of_today(book: Database) -> None:
    with book.write() as session:
        place = association(session)
        user = identity.user(session)
        for role, since in (
            (Role.TREASURER, date(2026, 1, 1)),
            (Role.CHAIR, date(2026, 5, 1)),
        ):
            roles.grant(session, user_id=user.id, association_id=place.id, role=role, valid_from=since)
        former = session.scalars(select(RoleHolding).where(RoleHolding.role == Role.TREASURER)).one()
        former.valid_to = date(2026, 5, 1)
    held = {}
    for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 4, 30), date(2026, 5, 1)):
        with stopped_at(day), book.read() as session:
            held[day.isoformat()] = roles.actor(session, user_id=user.id, name=user.name).roles_in(place.id)
    assert held == {
        "2025-12-31": set(),
        "2026-01-01": {Role.TREASURER},
        "2026-04-30": {Role.TREASURER},
        "2026-05-01": {Role.CHAIR},
    }


def test_require__the_role_in_that_very_association(book: Database) -> None:
    commune = open_commune(book)
    with book.read() as session:
        roles.require(session, commune.treasurer, Role.TREASURER, commune.id)
        for who, role, place in (
            (commune.treasurer, Role.CHAIR, commune.id),
            (commune.treasurer, Role.TREASURER, commune.province.id),
            (commune.stranger, Role.TREASURER, commune.id),  # treasurer above: still not here
        ):
            with pytest.raises(OutsideScope):
                roles.require(session, who, role, place)


def test_require__says_which_role_where(book: Database) -> None:
    commune = open_commune(book)
    with book.read() as session, pytest.raises(OutsideScope, match=commune.association.name) as refusal:
        roles.require(session, commune.stranger, Role.TREASURER, commune.id)
    assert refusal.value.status == 403


def test_require__unknown_association_is_refused_too(book: Database) -> None:
    commune = open_commune(book)
    with book.read() as session, pytest.raises(OutsideScope):
        roles.require(session, commune.treasurer, Role.TREASURER, 7)


def test_require_reading__here_or_above_and_nowhere_else(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        sister = association(session, "Hội xã bên", under=commune.province)
        nobody = identity.actor(session, sister)
    with book.read() as session:
        roles.require_reading(session, commune.treasurer, commune.id)
        roles.require_reading(session, commune.stranger, commune.id)
        for who, place in (
            (commune.treasurer, commune.province.id),
            (commune.treasurer, sister.id),
            (nobody, sister.id),
        ):
            with pytest.raises(NotFound):
                roles.require_reading(session, who, place)


def test_require_reading__follows_the_tree_of_today(book: Database) -> None:
    with book.write() as session:
        top = province(session)
        village = association(session, "Chi hội bản", under=top, founded_on=date(2026, 6, 1))
        inspector = identity.actor(session, top, Role.INSPECTOR)
        with stopped_at(date(2026, 5, 31)), pytest.raises(NotFound):
            roles.require_reading(session, inspector, village.id)
        with stopped_at(date(2026, 6, 1)):
            roles.require_reading(session, inspector, village.id)


def test_revoke__ends_the_role_today(book: Database) -> None:
    commune = open_commune(book)
    who = commune.treasurer
    with book.write() as session:
        assert roles.revoke(session, user_id=who.user_id, association_id=commune.id, role=Role.TREASURER)
        assert not roles.revoke(session, user_id=who.user_id, association_id=commune.id, role=Role.TREASURER)
    with book.read() as session:
        assert roles.actor(session, user_id=who.user_id, name=who.name) == Actor(
            who.user_id, who.name, frozenset()
        )
        assert session.scalars(
            select(RoleHolding.valid_to).where(RoleHolding.user_id == who.user_id)
        ).all() == [today()], "the holding stays on record"


def test_grant__again_after_it_ended(book: Database) -> None:
    commune = open_commune(book)
    who = commune.treasurer
    with book.write() as session:
        roles.revoke(session, user_id=who.user_id, association_id=commune.id, role=Role.TREASURER)
        roles.grant(
            session,
            user_id=who.user_id,
            association_id=commune.id,
            role=Role.TREASURER,
            valid_from=today() - timedelta(days=0),
        )
    with book.read() as session:
        assert roles.actor(session, user_id=who.user_id, name=who.name).holds(Role.TREASURER, commune.id)


def test_require_declaring__the_treasurer_there_or_directly_above(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        village = association(session, "Chi hội Bản Mẫu", under=commune.association)
        own = identity.actor(session, village, Role.TREASURER)
    with book.read() as session:
        for who in (own, commune.treasurer):
            roles.require_declaring(session, who, village.id)
        for who in (commune.chair, commune.stranger):  # the province is two levels above
            assert not roles.declares_for(session, who, village.id)
            with pytest.raises(OutsideScope):
                roles.require_declaring(session, who, village.id)
