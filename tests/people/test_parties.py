import unicodedata

import pytest

from ledger.database import Database
from ledger.people import parties
from ledger.people.parties import NameMissing, PartyKind, SeveralPeople
from ledger.text import HiddenCharacter
from tests.factories.associations import association
from tests.factories.communes import Commune, open_commune
from tests.factories.people import household, person


def search(book: Database, commune: Commune, typed: str) -> list[str]:
    with book.read() as session:
        return [party.label for party in parties.search(session, association_id=commune.id, typed=typed)]


@pytest.fixture
def commune(book: Database) -> Commune:
    """A commune that knows some people; one of them is known to a village beneath it, one to the province."""
    commune = open_commune(book)
    with book.write() as session:
        village = association(session, "Chi hội bản Mẫu", under=commune.association)
        person(session, commune.association, "Thào A Hoà", distinguisher="con ông Dế")
        person(session, commune.association, "Thào A Hoa")
        person(session, commune.association, "Đinh Thị Ánh")
        person(session, village, "Thào A Chư")
        person(session, commune.province, "Thào A Tỉnh")
        household(session, commune.association, "Gia đình 100% hiếu học")
    return commune


def test_register__one_form_for_every_keyboard(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        stored = person(session, commune.association, unicodedata.normalize("NFD", "  Đinh  Thị Ánh"))
    assert (stored.name, stored.folded) == ("Đinh Thị Ánh", "dinh thi anh")
    assert stored.kind == PartyKind.PERSON


@pytest.mark.parametrize(
    ("name", "refusal"), [("", NameMissing), (" \u200b ", NameMissing), ("A\u202eB", HiddenCharacter)]
)
def test_register__name_that_cannot_be_read_is_refused(
    book: Database, name: str, refusal: type[Exception]
) -> None:
    commune = open_commune(book)
    with pytest.raises(refusal), book.write() as session:
        person(session, commune.association, name)


@pytest.mark.parametrize("typed", ["thao a hoa", "THÀO A HOÀ", "hoa thao", "th ho", "thào a hòa"])
def test_search__accents_case_and_order_do_not_matter(book: Database, commune: Commune, typed: str) -> None:
    assert search(book, commune, typed) == ["Thào A Hoa", "Thào A Hoà – con ông Dế"]


def test_search__finds_by_what_tells_people_apart(book: Database, commune: Commune) -> None:
    assert search(book, commune, "ông dế") == ["Thào A Hoà – con ông Dế"]


def test_search__reaches_below_and_not_above(book: Database, commune: Commune) -> None:
    assert search(book, commune, "thao a chu") == ["Thào A Chư"]
    assert search(book, commune, "thao a tinh") == []


@pytest.mark.parametrize("typed", ["%", "_", "hao", "\\"])
def test_search__words_are_read_as_written_and_from_their_beginning(
    book: Database, commune: Commune, typed: str
) -> None:
    assert search(book, commune, typed) == []


def test_search__a_percent_sign_can_be_found(book: Database, commune: Commune) -> None:
    assert search(book, commune, "100%") == ["Gia đình 100% hiếu học"]


def test_search__stops_at_the_limit(book: Database, commune: Commune) -> None:
    with book.read() as session:
        assert len(parties.search(session, association_id=commune.id, typed="a", limit=2)) == 2


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Thào A Hoa", "Thào A Hoa"),
        ("thào a hoa", "Thào A Hoa"),
        ("Thào A Hoà", "Thào A Hoà – con ông Dế"),
        ("Thào A Hoà – con ong de", "Thào A Hoà – con ông Dế"),
        ("Thào A Hoà – con ông khác", None),
        ("Thào A", None),
    ],
)
def test_named__the_one_who_is_meant(book: Database, commune: Commune, typed: str, found: str | None) -> None:
    with book.read() as session:
        party = parties.named(session, association_id=commune.id, typed=typed)
    assert (party.label if party else None) == found


def test_named__two_of_one_name_must_be_told_apart(book: Database, commune: Commune) -> None:
    with book.write() as session:
        person(session, commune.association, "Thào A Hoà", distinguisher="con ông Páo")
    with book.read() as session:
        with pytest.raises(SeveralPeople) as refusal:
            parties.named(session, association_id=commune.id, typed="Thào A Hoà")
        assert {party.distinguisher for party in refusal.value.choices} == {"con ông Dế", "con ông Páo"}
        meant = parties.named(session, association_id=commune.id, typed="Thào A Hoà – con ông Páo")
    assert meant is not None


@pytest.mark.parametrize("typed", ["", "  "])
def test_named__nothing_typed_is_refused(book: Database, commune: Commune, typed: str) -> None:
    with book.read() as session, pytest.raises(NameMissing):
        parties.named(session, association_id=commune.id, typed=typed)


@pytest.mark.parametrize(
    ("line", "name", "distinguisher"),
    [
        ("Thào A Hoà – con ông Dế", "Thào A Hoà", "con ông Dế"),
        ("Thào A Hoà - con ông Dế", "Thào A Hoà", "con ông Dế"),
        ("  Thào   A Hoà ", "Thào A Hoà", ""),
        ("Hà Thị Mai-Lan", "Hà Thị Mai-Lan", ""),
    ],
)
def test_parted__a_dash_between_spaces_parts_name_and_distinguisher(
    line: str, name: str, distinguisher: str
) -> None:
    assert parties.parted(line) == (name, distinguisher)
