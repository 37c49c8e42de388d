import unicodedata

import pytest
from sqlalchemy.orm import Session

from ledger.associations import associations
from ledger.associations.associations import Association, AssociationCodeTaken, AssociationKind, Bookkeeping
from ledger.database import Database
from ledger.errors import NotFound
from tests.factories.associations import FOUNDED, association


def found(session: Session, name: str, code: str | None = None) -> Association:
    return associations.found(
        session, name=name, kind=AssociationKind.COMMUNE, founded_on=FOUNDED, code=code, address="  Bản  Mẫu "
    )


def test_found__keeps_the_name_in_one_form(book: Database) -> None:
    with book.write() as session:
        stored = found(session, unicodedata.normalize("NFD", "  Hội Khuyến học xã  Đoàn Kết"))
    assert stored.name == "Hội Khuyến học xã Đoàn Kết"
    assert (stored.code, stored.folded) == ("hoi-khuyen-hoc-xa-doan-ket", "hoi khuyen hoc xa doan ket")
    assert (stored.address, stored.bookkeeping) == ("Bản Mẫu", Bookkeeping.LEDGERED)


def test_found__code_that_is_taken_is_refused(book: Database) -> None:
    with book.write() as session:
        found(session, "Hội một", code="xa-mau")
    with pytest.raises(AssociationCodeTaken), book.write() as session:
        found(session, "Hội hai", code="xa-mau")


def test_by_code__finds_or_is_not_found(book: Database) -> None:
    with book.write() as session:
        stored = found(session, "Hội một", code="xa-mau")
        assert associations.by_code(session, "xa-mau").id == stored.id
        with pytest.raises(NotFound):
            associations.by_code(session, "xa-khac")


@pytest.mark.parametrize("said", ["xa-mau", "HỘI XÃ MẪU", "hoi xa mau", "Hội xã Mẫu", "id"])
def test_find__by_code_id_or_name(book: Database, said: str) -> None:
    with book.write() as session:
        stored = found(session, "Hội xã Mẫu", code="xa-mau")
        assert associations.find(session, str(stored.id) if said == "id" else said).id == stored.id


@pytest.mark.parametrize("said", ["", "7", "hoi xa", "xã Mẫu", "٣"])
def test_find__what_fits_none_is_not_found(book: Database, said: str) -> None:
    with book.write() as session:
        found(session, "Hội xã Mẫu")
        with pytest.raises(NotFound):
            associations.find(session, said)


def test_find__two_of_one_name_are_not_guessed_between(book: Database) -> None:
    with book.write() as session:
        association(session, "Hội xã Mẫu")
        found(session, "Hội xã Màu", code="other")
        with pytest.raises(NotFound):
            associations.find(session, "hoi xa mau")
        assert associations.find(session, "other").name == "Hội xã Màu"
