import unicodedata

import pytest

from ledger.database import Database
from ledger.identity import users
from ledger.identity.users import LoginTaken, PassphraseTooShort, User, WrongSignIn

PASSPHRASE = "bốn từ dễ nhớ"


@pytest.fixture(scope="module")
def password_hash() -> str:
    """Made once: it is slow on purpose."""
    return users.hash_passphrase(PASSPHRASE)


def sign_in(book: Database, login: str, passphrase: str) -> User:
    with book.read() as session:
        return users.authenticate(session, login=login, passphrase=passphrase)


def test_authenticate__right_person(book: Database, password_hash: str) -> None:
    with book.write() as session:
        user = users.create(session, login="Thu.Quy", name="Thủ Quỹ Mẫu", password_hash=password_hash)
    assert sign_in(book, "thu.quy", PASSPHRASE).id == user.id
    assert sign_in(book, "  THU.QUY ", unicodedata.normalize("NFD", PASSPHRASE)).id == user.id


@pytest.mark.parametrize(
    ("login", "passphrase", "active"),
    [
        ("thu.quy", PASSPHRASE + "!", True),
        ("thu.quy", "", True),
        ("nobody", PASSPHRASE, True),
        ("thu.quy", PASSPHRASE, False),
    ],
)
def test_authenticate__every_failure_looks_the_same(
    book: Database, password_hash: str, login: str, passphrase: str, active: bool
) -> None:
    with book.write() as session:
        users.create(
            session, login="thu.quy", name="Thủ Quỹ Mẫu", password_hash=password_hash
        ).active = active
    with pytest.raises(WrongSignIn) as refusal:
        sign_in(book, login, passphrase)
    assert refusal.value.sentence == WrongSignIn().sentence


def test_hash_passphrase__is_argon2id_and_salted(password_hash: str) -> None:
    assert password_hash.startswith("$argon2id$")
    assert users.hash_passphrase(PASSPHRASE) != password_hash


@pytest.mark.parametrize("passphrase", ["", "ngắn quá", unicodedata.normalize("NFD", "ặặặặặặ")])
def test_hash_passphrase__short_one_is_refused(passphrase: str) -> None:
    with pytest.raises(PassphraseTooShort):
        users.hash_passphrase(passphrase)


def test_create__sign_in_name_is_taken_once_whatever_its_case(book: Database) -> None:
    with book.write() as session:
        users.create(session, login="Thu.Quy", name="Một", password_hash="")
    with pytest.raises(LoginTaken), book.write() as session:
        users.create(session, login="thu.quy", name="Hai", password_hash="")
