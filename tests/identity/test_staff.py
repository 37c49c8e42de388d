from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from ledger.associations.associations import Association
from ledger.audit import AuditEvent
from ledger.clock import stopped_at, today
from ledger.database import Database
from ledger.errors import NotFound, Refusal
from ledger.identity import roles, sessions, staff, users
from ledger.identity.roles import Actor, OutsideScope, Role
from ledger.identity.staff import (
    KnownElsewhere,
    NewUser,
    OwnRoles,
    RoleHeldAlready,
    RoleMissing,
)
from ledger.identity.users import LoginTaken, User
from tests.factories import identity
from tests.factories.associations import association, province
from tests.factories.communes import DAY

NEW = NewUser("thuquy.mau", "Thủ Thị Mẫu", frozenset({Role.TREASURER, Role.PUBLISHER}))


@dataclass
class Town:
    """A province with two communes; an administrator of the province and one of the first commune."""

    book: Database
    head: Association
    son: Association
    thuy: Association
    above: Actor
    here: Actor

    def employ(self, new: NewUser = NEW, *, by: Actor | None = None, key: str | None = None) -> int:
        with self.book.write() as session:
            return staff.employ(
                session, self.son.id, new, password_hash="none", by=by or self.here, client_key=key
            )

    def act(self, verb: Callable[..., int], user_id: int, *, by: Actor | None = None, **said: Any) -> int:
        with self.book.write() as session:
            return verb(session, self.son.id, user_id=user_id, by=by or self.here, **said)

    def held(self, user_id: int, place: Association | None = None) -> set[Role]:
        with self.book.read() as session:
            return staff.roles_of(session, (place or self.son).id, user_id)

    def verbs(self) -> list[str]:
        with self.book.read() as session:
            return [event.verb for event in session.scalars(select(AuditEvent).order_by(AuditEvent.id))]


@pytest.fixture
def town(book: Database) -> Town:
    with book.write() as session:
        head = province(session)
        son = association(session, "Hội Khuyến học xã Mẫu Sơn", under=head)
        thuy = association(session, "Hội Khuyến học xã Mẫu Thủy", under=head)
        above = identity.actor(session, head, Role.ADMINISTRATOR, name="Quản Trị Tỉnh")
        here = identity.actor(session, son, Role.ADMINISTRATOR, name="Quản Trị Xã")
    return Town(book, head, son, thuy, above, here)


def test_employ__a_user_with_roles_from_today(town: Town) -> None:
    user_id = town.employ()
    assert town.held(user_id) == {Role.TREASURER, Role.PUBLISHER}
    assert town.verbs() == ["create_user", "grant_role", "grant_role"]


def test_employ__the_same_form_twice_is_one_user(town: Town) -> None:
    assert town.employ(key="FORM") == town.employ(key="FORM")
    assert town.verbs().count("create_user") == 1


@pytest.mark.parametrize(
    ("new", "refusal"),
    [
        (NewUser("thuquy.mau", "Người Khác", frozenset({Role.CHAIR})), LoginTaken),
        (NewUser("ai", "Người Khác", frozenset()), RoleMissing),
    ],
)
def test_employ__refuses(town: Town, new: NewUser, refusal: type[Refusal]) -> None:
    town.employ()
    with pytest.raises(refusal):
        town.employ(new)


def test_appoint__one_more_role_from_now_on(town: Town) -> None:
    user_id = town.employ()
    town.act(staff.appoint, user_id, role=Role.CHAIR)
    assert Role.CHAIR in town.held(user_id)
    with pytest.raises(RoleHeldAlready):
        town.act(staff.appoint, user_id, role=Role.CHAIR)


def test_dismiss__ends_at_once_and_can_be_given_again_on_the_same_day(town: Town) -> None:
    user_id = town.employ()
    town.act(staff.dismiss, user_id, role=Role.TREASURER)
    assert town.held(user_id) == {Role.PUBLISHER}
    with pytest.raises(NotFound):
        town.act(staff.dismiss, user_id, role=Role.TREASURER)
    town.act(staff.appoint, user_id, role=Role.TREASURER)
    assert Role.TREASURER in town.held(user_id)


def test_dismiss__what_was_held_until_then_stays_known(town: Town) -> None:
    with stopped_at(DAY):
        user_id = town.employ()
    assert today() > DAY
    town.act(staff.dismiss, user_id, role=Role.TREASURER)
    with stopped_at(DAY):
        assert town.held(user_id) == {Role.TREASURER, Role.PUBLISHER}
    with town.book.read() as session:
        assert [one.user.id for one in staff.members(session, town.son.id, limit=9)][-1] == user_id


ON_PEOPLE: dict[str, tuple[Callable[..., int], dict[str, Any]]] = {
    "appoint": (staff.appoint, {"role": Role.CHAIR}),
    "dismiss": (staff.dismiss, {"role": Role.TREASURER}),
    "shut": (staff.set_active, {"active": False}),
    "renew": (staff.renew_passphrase, {"password_hash": "other"}),
}


@pytest.mark.parametrize("name", ON_PEOPLE)
def test_staff__nobody_changes_themselves(town: Town, name: str) -> None:
    verb, said = ON_PEOPLE[name]
    with pytest.raises(OwnRoles):
        town.act(verb, town.here.user_id, **said)


@pytest.mark.parametrize("name", ON_PEOPLE)
def test_staff__is_for_administrators_of_the_place_or_above(town: Town, name: str) -> None:
    verb, said = ON_PEOPLE[name]
    user_id = town.employ()
    with town.book.write() as session:
        others = [
            identity.actor(session, town.thuy, Role.ADMINISTRATOR),
            identity.actor(session, town.son, *(role for role in Role if role != Role.ADMINISTRATOR)),
        ]
    for other in others:
        with pytest.raises(OutsideScope):
            town.act(verb, user_id, by=other, **said)
    assert town.act(verb, user_id, by=town.above, **said) == user_id


@pytest.mark.parametrize("name", ["shut", "renew"])
def test_staff__a_sign_in_is_changed_only_by_who_administers_all_its_places(town: Town, name: str) -> None:
    verb, said = ON_PEOPLE[name]
    user_id = town.employ()
    with town.book.write() as session:
        roles.grant(session, user_id=user_id, association_id=town.thuy.id, role=Role.CHAIR, valid_from=DAY)
        roles.revoke(session, user_id=user_id, association_id=town.thuy.id, role=Role.CHAIR)
    with pytest.raises(KnownElsewhere) as refusal:
        town.act(verb, user_id, **said)
    assert "Mẫu Thủy" in str(refusal.value)
    assert town.act(verb, user_id, by=town.above, **said) == user_id


def test_renew__of_somebody_without_a_role_here_is_not_found(town: Town) -> None:
    for verb, said in (ON_PEOPLE["shut"], ON_PEOPLE["renew"]):
        with pytest.raises(NotFound):
            town.act(verb, town.above.user_id, **said)


def test_set_active__signs_out_everywhere_and_can_be_undone(town: Town) -> None:
    user_id = town.employ()
    with town.book.write() as session:
        token = sessions.begin(session, session.get_one(User, user_id))
    town.act(staff.set_active, user_id, active=False)
    with town.book.read() as session:
        assert sessions.who(session, token) is None
    town.act(staff.set_active, user_id, active=True)
    with town.book.read() as session:
        assert session.get_one(User, user_id).active
        assert sessions.who(session, token) is None


def test_renew_passphrase__the_former_stops_at_once(town: Town) -> None:
    user_id = town.employ()
    with town.book.write() as session:
        token = sessions.begin(session, session.get_one(User, user_id))
    town.act(staff.renew_passphrase, user_id, password_hash="other")
    with town.book.read() as session:
        assert sessions.who(session, token) is None
        assert session.get_one(User, user_id).password_hash == "other"
    assert town.verbs()[-1] == "renew_passphrase"


def test_members__are_paged_in_the_order_they_came(town: Town) -> None:
    made = [town.employ(NewUser(f"ten{n}", f"Tên {n}", frozenset({Role.CHAIR}))) for n in range(3)]
    with town.book.read() as session:
        page = staff.members(session, town.son.id, after=made[0], limit=1)
        assert [one.user.id for one in page] == [made[1]]
        assert page[0].roles == [Role.CHAIR]
        assert users.by_login(session, " TEN2 ") is not None
