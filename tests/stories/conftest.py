"""The stage of the stories: Sơn La, its commune Long Hẹ, the Thào clan there, and invented people.

`long_he` serves a book in which nothing has happened yet. Everything after that is done in the browser.
"""

from collections.abc import Iterator
from datetime import date

import pytest
from starlette.testclient import TestClient

from ledger import clock
from ledger.accounts import funds
from ledger.accounts.funds import FundKind
from ledger.app import create_app
from ledger.associations import associations, tree
from ledger.associations.associations import AssociationKind
from ledger.database import Database
from ledger.disbursements import programmes
from ledger.identity import roles, users
from ledger.identity.roles import Role
from ledger.settings import Settings
from tests.web.conftest import BASE, Site

FOUNDED = date(2020, 1, 1)
PASSPHRASE = "hoa ban trắng đầu núi"
TODAY = date(2026, 11, 22)

PLACES = {
    "tinh-son-la": ("Hội Khuyến học tỉnh Sơn La", AssociationKind.PROVINCE, None),
    "xa-long-he": ("Hội Khuyến học xã Long Hẹ", AssociationKind.COMMUNE, "tinh-son-la"),
    "dong-ho-thao": ("Ban Khuyến học dòng họ Thào", AssociationKind.CLAN_BOARD, "xa-long-he"),
}
FUNDS = {
    "khuyen-hoc": ("Quỹ Khuyến học", FundKind.UNRESTRICTED, ["tinh-son-la", "xa-long-he", "dong-ho-thao"]),
    "to-hieu": ("Quỹ Học bổng Tô Hiệu", FundKind.RESTRICTED, ["tinh-son-la", "xa-long-he"]),
}
OFFICERS = {
    "thu-quy": ("Giàng Thị Thủ", "xa-long-he", Role.TREASURER),
    "uy-vien": ("Sùng A Ủy", "xa-long-he", Role.COMMITTEE_MEMBER),
    "chu-tich": ("Mùa Thị Chủ", "xa-long-he", Role.CHAIR),
    "thu-quy-thao": ("Thào Thị Giữ", "dong-ho-thao", Role.TREASURER),
}
PROGRAMME = "Học bổng người lớn học tập"


@pytest.fixture(scope="session")
def hashed() -> str:
    """The officers' passphrase as it is stored; slow to make, so made once."""
    return users.hash_passphrase(PASSPHRASE)


@pytest.fixture
def long_he(book: Database, hashed: str) -> Iterator[Site]:
    """The running site on a Sunday in November; nobody has signed in."""
    with clock.stopped_at(TODAY):
        stage = Site(book)
        _found(stage)
        _open_funds(stage)
        _employ(stage, hashed)
        app = create_app(Settings(database_url=str(book.url)), book)
        with TestClient(app, base_url=BASE, follow_redirects=False) as client:
            stage.client = client
            client.cookies.set("locale", "en")
            yield stage


def _found(stage: Site) -> None:
    with stage.database.write() as session:
        for code, (name, kind, above) in PLACES.items():
            place = associations.found(session, name=name, kind=kind, founded_on=FOUNDED, code=code)
            stage.places[code] = place
            if above:
                tree.place_under(session, child=place, parent=stage.places[above], valid_from=FOUNDED)


def _open_funds(stage: Site) -> None:
    with stage.database.write() as session:
        for code, (name, kind, holders) in FUNDS.items():
            stage.funds[code] = funds.open_fund(
                session,
                name=name,
                kind=kind,
                code=code,
                purpose="Học bổng" if kind is FundKind.RESTRICTED else "",
                owner_id=stage.places[holders[0]].id,
                holders=[stage.places[holder].id for holder in holders],
                opened_on=FOUNDED,
            )
        programmes.open_programme(
            session,
            association_id=stage.places["xa-long-he"].id,
            fund_id=stage.funds["to-hieu"].id,
            name=PROGRAMME,
            category="adult_learner",
            opened_on=FOUNDED,
            recognition_required=True,
        )


def _employ(stage: Site, hashed: str) -> None:
    with stage.database.write() as session:
        for login, (name, code, role) in OFFICERS.items():
            user = users.create(session, login=login, name=name, password_hash=hashed)
            place = stage.places[code].id
            roles.grant(session, user_id=user.id, association_id=place, role=role, valid_from=FOUNDED)
            stage.users[login] = user
