"""One small province behind a running site, and a client that inspects every page it is given.

`site` serves a fresh book with the people of `PEOPLE`; `site.sign_in("treasurer")` becomes one of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from ledger import clock
from ledger.accounts import funds
from ledger.accounts.funds import Fund, FundKind
from ledger.app import create_app
from ledger.associations import associations, tree
from ledger.associations.associations import Association, AssociationKind
from ledger.database import Database
from ledger.identity import roles, sessions, users
from ledger.identity.roles import Actor, Role
from ledger.identity.users import User
from ledger.settings import Settings
from tests.engines import PostgresCopies, SqliteCopies
from tests.web.pages import Form, Page, Pairs

BASE = "http://127.0.0.1:8000"
TODAY = date(2026, 11, 22)
FOUNDED = date(2020, 1, 1)
PEOPLE = {
    "treasurer": ("Lường Thị Mẫu", "xa-thu", Role.TREASURER),
    "treasurer2": ("Quàng Văn Mẫu", "xa-thu", Role.TREASURER),
    "member": ("Cầm Văn Thử", "xa-thu", Role.COMMITTEE_MEMBER),
    "chair": ("Hoàng Thị Thử", "xa-thu", Role.CHAIR),
    "neighbour": ("Tòng Văn Bên", "xa-ben", Role.TREASURER),
    "inspector": ("Vì Thị Kiểm", "tinh-mau", Role.INSPECTOR),
    "administrator": ("Quản Thị Mẫu", "tinh-mau", Role.ADMINISTRATOR),
    "administrator2": ("Quản Văn Thử", "xa-thu", Role.ADMINISTRATOR),
}


@dataclass
class Site:
    """The running site over one book, seen through one browser.

    places, funds: by code; people: the actor of each name in `PEOPLE`.
    """

    database: Database
    places: dict[str, Association] = field(default_factory=dict)
    funds: dict[str, Fund] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    people: dict[str, Actor] = field(default_factory=dict)
    client: TestClient = field(init=False)

    def sign_in(self, who: str) -> None:
        """Be this person from now on, in this browser."""
        with self.database.write() as session:
            token = sessions.begin(session, self.users[who])
        self.client.cookies.clear()
        self.client.cookies.set("ledger", token)
        self.client.cookies.set("locale", "en")

    def answer(self, path: str, **headers: str) -> Response:
        """The plain answer to a GET, whatever it is."""
        return self.client.get(path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def get(self, path: str, status: int = 200) -> Page:
        """A page, inspected."""
        return self.page(self.client.get(path), status)

    def send(self, action: str, pairs: Pairs) -> Response:
        """The plain answer to a form."""
        headers = {"content-type": "application/x-www-form-urlencoded"}
        return self.client.post(action, content=urlencode(pairs), headers=headers)

    def post(self, action: str, pairs: Pairs, status: int = 200) -> Page:
        """The page after sending these fields: a redirect is followed, as browsers do."""
        answer = self.send(action, pairs)
        while answer.status_code == 303:
            answer = self.client.get(urljoin(action, answer.headers["location"]))
        return self.page(answer, status)

    def submit(
        self,
        page: Page,
        typed: Mapping[str, str | Sequence[str] | None],
        *,
        press: str = "",
        form: Form | None = None,
        status: int = 200,
    ) -> Page:
        """Fill a form of a page and press a button (by its label; the first one if not named)."""
        form = form or page.form()
        button = next(b for b in form.buttons if press in ("", b[2]))
        pairs = form.filled(typed) + ([(button[0], button[1])] if button[0] else [])
        return self.post(button[3] or form.action, pairs, status)

    def page(self, answer: Response, status: int) -> Page:
        """An answer as a page, which must have this status and keep the house rules."""
        assert answer.status_code == status, f"{answer.status_code} instead of {status}: {answer.text[:2000]}"
        url = urlsplit(str(answer.url))
        page = Page(answer.text, url.path + (f"?{url.query}" if url.query else ""), status)
        page.inspect()
        return page


@dataclass(frozen=True)
class Furnished:
    """A book with the small province in it, which every test copies, and what is in it."""

    copies: SqliteCopies | PostgresCopies
    url: str
    site: Site

    @contextmanager
    def copy(self) -> Iterator[Site]:
        """A copy of one's own."""
        with self.copies.copy(self.url) as url, closing(Database(url)) as book:
            theirs = self.site
            yield Site(book, dict(theirs.places), dict(theirs.funds), dict(theirs.users), dict(theirs.people))


@contextmanager
def furnish(copies: SqliteCopies | PostgresCopies) -> Iterator[Furnished]:
    """The small province, founded once in an engine."""
    with copies.copy() as url:
        with clock.stopped_at(TODAY), closing(Database(url)) as book:
            seeded = Site(book)
            _found_province(seeded)
            _open_funds(seeded)
            _employ_people(seeded)
        yield Furnished(copies, url, seeded)


@pytest.fixture(scope="session")
def furnished_sqlite(sqlite_copies: SqliteCopies) -> Iterator[Furnished]:
    """The small province on SQLite."""
    with furnish(sqlite_copies) as furnished:
        yield furnished


@pytest.fixture(scope="session")
def furnished_postgresql(postgres_copies: PostgresCopies) -> Iterator[Furnished]:
    """The small province on PostgreSQL."""
    with furnish(postgres_copies) as furnished:
        yield furnished


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """The site on the small province, on a Sunday in November; signed in is nobody yet."""
    with served(request.getfixturevalue(f"furnished_{request.param}")) as seeded:
        yield seeded


@pytest.fixture
def site_on_sqlite(furnished_sqlite: Furnished) -> Iterator[Site]:
    """The same on SQLite alone, for long walks over pages that do not care about the engine."""
    with served(furnished_sqlite) as seeded:
        yield seeded


@contextmanager
def served(furnished: Furnished) -> Iterator[Site]:
    """The site on a copy of a book."""
    with clock.stopped_at(TODAY), furnished.copy() as seeded:
        app = create_app(Settings(database_url=str(seeded.database.url)), seeded.database)
        with TestClient(app, base_url=BASE, follow_redirects=False) as client:
            seeded.client = client
            client.cookies.set("locale", "en")
            yield seeded


def _found_province(site: Site) -> None:
    named = {
        "tinh-mau": ("Hội Khuyến học tỉnh Mẫu", AssociationKind.PROVINCE, None),
        "xa-thu": ("Hội Khuyến học xã Thử", AssociationKind.COMMUNE, "tinh-mau"),
        "xa-ben": ("Hội Khuyến học xã Bên", AssociationKind.COMMUNE, "tinh-mau"),
        "dong-ho-lo": ("Ban Khuyến học dòng họ Lò", AssociationKind.CLAN_BOARD, "xa-thu"),
    }
    with site.database.write() as session:
        for code, (name, kind, above) in named.items():
            place = associations.found(
                session, name=name, kind=kind, founded_on=FOUNDED, code=code, address="Bản Thử, tỉnh Mẫu"
            )
            site.places[code] = place
            if above:
                tree.place_under(session, child=place, parent=site.places[above], valid_from=FOUNDED)


def _open_funds(site: Site) -> None:
    places = site.places
    opened = {
        "quy-xa-thu": ("Quỹ Khuyến học xã Thử", FundKind.UNRESTRICTED, ["xa-thu"], ""),
        "quy-mau": ("Quỹ Học bổng Mẫu", FundKind.RESTRICTED, ["tinh-mau", "xa-thu", "xa-ben"], "Học bổng"),
        "quy-xa-ben": ("Quỹ Khuyến học xã Bên", FundKind.UNRESTRICTED, ["xa-ben"], ""),
    }
    with site.database.write() as session:
        for code, (name, kind, holders, purpose) in opened.items():
            site.funds[code] = funds.open_fund(
                session,
                name=name,
                kind=kind,
                code=code,
                purpose=purpose,
                owner_id=places[holders[0]].id,
                holders=[places[holder].id for holder in holders],
                opened_on=FOUNDED,
            )


def _employ_people(site: Site) -> None:
    with site.database.write() as session:
        for login, (name, code, role) in PEOPLE.items():
            user = users.create(session, login=login, name=name, password_hash="signs in by a cookie only")
            place = site.places[code].id
            roles.grant(session, user_id=user.id, association_id=place, role=role, valid_from=FOUNDED)
            site.users[login] = user
            site.people[login] = Actor(user.id, name, frozenset({(place, role)}))
