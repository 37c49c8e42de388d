"""A real start: an empty book, two commands, and everything else in the browser, up to the first gift."""

import io
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from starlette.testclient import TestClient

from ledger import cli, clock
from ledger.app import create_app
from ledger.database import Database
from ledger.settings import Settings
from tests.web.conftest import BASE, TODAY, Site
from tests.web.pages import Page

PASSPHRASE = "bon chu viet tay"


@contextmanager
def served(url: str) -> Iterator[Site]:
    """The site over a book, as `khuyenhoc serve` has it."""
    with closing(Database(url)) as database:
        site = Site(database)
        app = create_app(Settings(database_url=url, public_url=BASE), database)
        with TestClient(app, base_url=BASE, follow_redirects=False) as client:
            site.client = client
            client.cookies.set("locale", "en")
            yield site


@pytest.fixture
def started(engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The site over a book that only `init` and `create-user` have touched, with the administrator in."""
    monkeypatch.setenv("KHUYENHOC_DATABASE_URL", engine_url)
    monkeypatch.setenv("LC_ALL", "C")
    with clock.stopped_at(TODAY):
        head = [
            "--association",
            "Hội Khuyến học tỉnh Sơn La",
            "--code",
            "tinh-son-la",
            "--founded",
            "1/1/2026",
        ]
        assert cli.main(["init", *head]) == 0
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSPHRASE}\n"))
        place = ["--role", "administrator", "--association", "tinh-son-la", "--passphrase-stdin"]
        assert cli.main(["create-user", "--login", "quantri", "--name", "Quản Thị Mẫu", *place]) == 0
        with served(engine_url) as site:
            signed_in(site, "quantri", PASSPHRASE)
            yield site


def signed_in(site: Site, login: str, passphrase: str) -> Page:
    site.client.cookies.clear()
    site.client.cookies.set("locale", "en")
    return site.submit(site.get("/sign-in"), {"login": login, "passphrase": passphrase})


def employed(site: Site, code: str, login: str, *roles: str) -> str:
    """Make a user through the page; returns the passphrase on the slip."""
    form = site.get(f"/desk/{code}/admin/people/new")
    slip = site.submit(form, {"name": "Người Mẫu", "login": login, **{f"role-{role}": "1" for role in roles}})
    assert slip.title == "Sign-in slip"
    found = re.search(r"with spaces between: ((?:[a-z]+ ){3}[a-z]+) Keep", slip.text)
    assert found, slip.text
    return found.group(1)


def test_start__from_an_empty_book_to_the_first_award_list(started: Site) -> None:
    site = started
    hub = site.get("/desk/tinh-son-la/admin")
    assert "set up what is marked below" in hub.text

    # the units: the communes of the province in one act, then the villages of one commune
    communes = site.get("/desk/tinh-son-la/admin/units/communes")
    assert "75 associations to found" in communes.text
    units = site.submit(communes, {}, form=communes.form("/units/communes"))
    assert "75 units were founded" in units.text
    villages = site.get("/desk/xa-long-he/admin/units/list")
    names = "1. bản Mẫu Một\n2. bản Mẫu Hai\n\n3. bản Mẫu Ba"
    units = site.submit(villages, {"before": "Chi hội Khuyến học", "names": names})
    assert "3 units were founded" in units.text
    assert "Chi hội Khuyến học bản Mẫu Hai" in units.text
    assert site.get("/associations/ban-mau-hai").title == "Chi hội Khuyến học bản Mẫu Hai"

    # a fund that all hold, and a programme of the commune
    form = site.get("/desk/tinh-son-la/admin/funds/new")
    typed = {"name": "Quỹ Khuyến học", "kind": "unrestricted", "holders": "beneath"}
    assert "79 associations" in site.submit(form, typed).text
    form = site.get("/desk/xa-long-he/admin/programmes/new")
    programmes = site.submit(form, {"name": "Khen thưởng học sinh giỏi", "category": "reward"})
    assert "Khen thưởng học sinh giỏi" in programmes.text

    # the people of the commune, each with a slip
    first = employed(site, "xa-long-he", "thuquy.longhe", "treasurer")
    second = employed(site, "xa-long-he", "uyvien.longhe", "committee_member")
    assert "set up what is marked below" not in site.get("/desk/xa-long-he/admin").text

    # and they can work
    signed_in(site, "thuquy.longhe", first)
    gift = site.get("/desk/xa-long-he/contributions/new")
    receipt = site.submit(gift, {"giver": "Lò Văn Mẫu", "amount": "300.000", "date": "2/1/2026"})
    assert "300.000 đồng" in receipt.text
    signed_in(site, "uyvien.longhe", second)
    form = site.get("/desk/xa-long-he/awards/new")
    assert "Khen thưởng học sinh giỏi" in form.text


def test_start__a_second_head_is_refused(
    started: Site, engine_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    started.client.close()
    started.database.close()
    assert cli.main(["init", "--association", "Hội Khuyến học tỉnh Khác"]) == 1
    assert "This book belongs to “Hội Khuyến học tỉnh Sơn La”" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--code", "Tỉnh Mẫu"], ["--founded", "31/2/2026"]])
def test_start__what_cannot_be_read_is_said_and_nothing_is_founded(
    engine_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
) -> None:
    monkeypatch.setenv("KHUYENHOC_DATABASE_URL", engine_url)
    assert cli.main(["init", "--association", "Hội Khuyến học tỉnh Mẫu", *words]) == 1
    assert capsys.readouterr().err.strip().count("\n") == 0
    with served(engine_url) as site:
        assert "tỉnh Mẫu" not in site.get("/").text
