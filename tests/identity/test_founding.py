from datetime import date

import pytest
from sqlalchemy import select

from ledger.associations import areas, associations, tree
from ledger.associations.areas import AdministrativeArea
from ledger.associations.associations import (
    Association,
    AssociationCodeTaken,
    AssociationKind,
    CodeUnreadable,
)
from ledger.audit import AuditEvent, FormAlreadyUsed
from ledger.clock import today
from ledger.database import Database
from ledger.identity import founding
from ledger.identity.founding import BookHasHead, NewCommunes, NewUnit, NothingToFound, UnitThereAlready
from ledger.identity.roles import Actor, OutsideScope, Role
from tests.factories import identity
from tests.factories.associations import FOUNDED, association, province
from tests.factories.races import refused, together

DAY = date(2026, 1, 5)
VILLAGE = NewUnit("Chi hội Khuyến học bản Mẫu", AssociationKind.CHAPTER, DAY, decision=" 12/QĐ-HKH ")


@pytest.fixture
def places(book: Database) -> dict[str, Association]:
    """A province with two communes."""
    with book.write() as session:
        head = province(session)
        names = {"son": "Hội Khuyến học xã Mẫu Sơn", "thuy": "Hội Khuyến học xã Mẫu Thủy"}
        return {"head": head} | {code: association(session, name, under=head) for code, name in names.items()}


def administrator(book: Database, place: Association, role: Role = Role.ADMINISTRATOR) -> Actor:
    with book.write() as session:
        return identity.actor(session, place, role)


def found(
    book: Database, parent: Association, new: NewUnit, by: Actor, key: str | None = None
) -> Association:
    with book.write() as session:
        return session.get_one(
            Association, founding.found_beneath(session, parent, new, by=by, client_key=key)
        )


def beneath(book: Database, parent: Association) -> list[str]:
    with book.read() as session:
        return [unit.name for unit in tree.children(session, parent.id, today())]


def test_found__stands_under_its_parent_and_in_the_trail(
    book: Database, places: dict[str, Association]
) -> None:
    by = administrator(book, places["son"])
    unit = found(book, places["son"], VILLAGE, by)
    assert (unit.code, unit.kind, unit.founded_on) == ("ban-mau", "chapter", DAY)
    assert beneath(book, places["son"]) == ["Chi hội Khuyến học bản Mẫu"]
    with book.read() as session:
        [event] = session.scalars(select(AuditEvent)).all()
        [edge] = session.scalars(select(tree.AssociationEdge).where(tree.AssociationEdge.child_id == unit.id))
    assert (event.verb, event.association_id, event.subject_id) == ("found_unit", places["son"].id, unit.id)
    assert (edge.decision, edge.valid_from) == ("12/QĐ-HKH", DAY)


def test_found__by_an_administrator_above(book: Database, places: dict[str, Association]) -> None:
    by = administrator(book, places["head"])
    found(book, places["son"], VILLAGE, by)
    assert beneath(book, places["son"])


@pytest.mark.parametrize(
    ("held", "role"),
    [("thuy", Role.ADMINISTRATOR), ("son", Role.TREASURER), ("son", Role.CHAIR), ("head", Role.INSPECTOR)],
)
def test_found__by_nobody_else(book: Database, places: dict[str, Association], held: str, role: Role) -> None:
    by = administrator(book, places[held], role)
    with pytest.raises(OutsideScope):
        found(book, places["son"], VILLAGE, by)
    assert beneath(book, places["son"]) == []


def test_found__not_above_where_one_administers(book: Database, places: dict[str, Association]) -> None:
    by = administrator(book, places["son"])
    with pytest.raises(OutsideScope):
        found(book, places["head"], VILLAGE, by)


def test_found__an_older_unit_stands_under_its_parent_since_that_was_founded(
    book: Database, places: dict[str, Association]
) -> None:
    by = administrator(book, places["son"])
    old = NewUnit("Ban Khuyến học dòng họ Mẫu", AssociationKind.CLAN_BOARD, date(1996, 10, 2))
    unit = found(book, places["son"], old, by)
    with book.read() as session:
        assert not tree.ancestors(session, unit.id, date(2023, 1, 1))
        assert tree.ancestors(session, unit.id, FOUNDED)[0].id == places["son"].id


def test_found__the_same_form_twice_is_one_unit(book: Database, places: dict[str, Association]) -> None:
    by = administrator(book, places["son"])
    first = found(book, places["son"], VILLAGE, by, key="FORM")
    assert found(book, places["son"], VILLAGE, by, key="FORM").id == first.id
    with pytest.raises(FormAlreadyUsed):
        found(book, places["son"], NewUnit("Khác", AssociationKind.CHAPTER, DAY), by, key="FORM")
    assert len(beneath(book, places["son"])) == 1


def test_found__a_double_click_is_one_unit(book: Database, places: dict[str, Association]) -> None:
    by = administrator(book, places["son"])
    outcomes = together(*[lambda: found(book, places["son"], VILLAGE, by, key="FORM").id] * 2)
    assert len(set(map(str, outcomes))) == 1
    assert not refused(outcomes)


def test_found__a_second_unit_of_the_same_name_is_refused(
    book: Database, places: dict[str, Association]
) -> None:
    by = administrator(book, places["head"])
    found(book, places["son"], VILLAGE, by)
    with pytest.raises(UnitThereAlready) as refusal:
        found(book, places["son"], VILLAGE, by)
    assert "“Chi hội Khuyến học bản Mẫu”" in str(refusal.value)
    other = found(book, places["thuy"], VILLAGE, by)
    assert other.code == f"ban-mau-{places['thuy'].code}"


def test_found__a_code_typed_must_be_free_and_readable(
    book: Database, places: dict[str, Association]
) -> None:
    by = administrator(book, places["son"])
    with pytest.raises(AssociationCodeTaken):
        found(book, places["son"], NewUnit("Mẫu", AssociationKind.CHAPTER, DAY, code=places["thuy"].code), by)
    with pytest.raises(CodeUnreadable):
        found(book, places["son"], NewUnit("馬", AssociationKind.CHAPTER, DAY), by)


def test_found_list__all_or_none(book: Database, places: dict[str, Association]) -> None:
    by = administrator(book, places["son"])
    units = [NewUnit(f"Chi hội bản {name}", AssociationKind.CHAPTER, DAY) for name in ("Một", "Hai", "Một")]
    with pytest.raises(UnitThereAlready), book.write() as session:
        founding.found_list(session, places["son"], units, by=by, client_key="FORM")
    assert beneath(book, places["son"]) == []
    for _ in range(2):
        with book.write() as session:
            assert len(founding.found_list(session, places["son"], units[:2], by=by, client_key="FORM")) == 2
    assert beneath(book, places["son"]) == ["Chi hội bản Hai", "Chi hội bản Một"]


def communes(book: Database, parent: Association, by: Actor, code: str, key: str | None = None) -> int:
    with book.write() as session:
        area = session.scalars(select(AdministrativeArea).filter_by(code=code, level="province")).one()
        return founding.found_communes(session, parent, NewCommunes(area, DAY), by=by, client_key=key)


def test_found_communes__every_one_that_has_no_association_yet(book: Database) -> None:
    with book.write() as session:
        areas.load_areas(session)
        head = founding.found_head(session, name="Hội Khuyến học tỉnh Tây Ninh", code="", founded_on=FOUNDED)
    by = administrator(book, head)
    assert communes(book, head, by, "80", key="FORM") == 96
    assert communes(book, head, by, "80", key="FORM") == 0  # the same form
    assert len(beneath(book, head)) == 96
    with pytest.raises(NothingToFound):
        communes(book, head, by, "80")
    with book.read() as session:  # two communes of this province differ by one mark
        codes = session.scalars(
            select(Association.code).where(Association.code.startswith("xa-tan-thanh"))
        ).all()
        assert sorted(codes) == ["xa-tan-thanh", "xa-tan-thanh-tinh-tay-ninh"]
        assert associations.by_code(session, "xa-tan-thanh").address.endswith(", tỉnh Tây Ninh")


@pytest.mark.parametrize(
    ("name", "kind", "address"),
    [
        ("Hội Khuyến học tỉnh Sơn La", "province", "tỉnh Sơn La"),
        ("Hội Khuyến học thành phố Hà Nội", "province", "thành phố Hà Nội"),
        ("Hội Khuyến học xã Long Hẹ", "commune", "xã Long Hẹ, tỉnh Sơn La"),
        ("Hội Khuyến học xã Tân Thành", "commune", ""),  # thirteen communes have this name
        ("Hội Khuyến học tỉnh Mẫu", "province", ""),
    ],
)
def test_found_head__is_what_its_name_says(book: Database, name: str, kind: str, address: str) -> None:
    with book.write() as session:
        areas.load_areas(session)
        head = founding.found_head(session, name=name, code="", founded_on=DAY)
        assert (head.kind, head.address) == (kind, address)
        with pytest.raises(BookHasHead):
            founding.found_head(session, name=name, code="khac", founded_on=DAY)
