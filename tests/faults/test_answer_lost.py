"""An answer that never arrives: the form comes again, later and to a program that was started anew."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from ledger import clock
from ledger.app import create_app
from ledger.contributions import contributions
from ledger.contributions.contributions import Contribution
from ledger.database import Database, DiskIsFull
from ledger.settings import Settings
from tests.web.conftest import BASE, TODAY, Site

FORM = "/desk/xa-thu/contributions/new"


def gifts(book: Database) -> int:
    with book.read() as session:
        return session.scalars(select(func.count(Contribution.id))).one()


def test_gift__whose_answer_was_lost_is_sent_again_after_a_restart(site: Site) -> None:
    """F13: committed, the answer lost, the program started anew, the phone retries: one entry."""
    site.sign_in("treasurer")
    form = site.get(FORM).form()
    pairs = form.filled({"giver": "Lò Văn Mới", "amount": "200.000"})
    first = site.send(form.action, pairs).headers["location"]  # nobody reads it
    cookies = {cookie.name: str(cookie.value) for cookie in site.client.cookies.jar}
    address = site.database.url.render_as_string(hide_password=False)
    site.database.close()
    book = Database(address)
    with clock.stopped_at(clock.now() + timedelta(minutes=10)):
        app = create_app(Settings(database_url=address), book)
        with TestClient(app, base_url=BASE, follow_redirects=False, cookies=cookies) as phone:
            again = phone.post(form.action, data=dict(pairs))
            other = phone.post(form.action, data=dict(pairs) | {"amount": "300.000"})
    assert (again.status_code, again.headers["location"]) == (303, first)
    assert other.status_code == 409, "F12: the same form with another amount"
    assert gifts(book) == 1
    book.close()


def test_gift__same_form_key_at_two_desks_is_two_gifts(site: Site) -> None:
    """F14: a key is that of one association."""
    keys = {"key": "0123456789ABCDEFGHJKMNPQRS", "amount": "200.000", "giver": "Lò Văn Mới"}
    for who, code in (("treasurer", "xa-thu"), ("neighbour", "xa-ben")):
        site.sign_in(who)
        assert "The gift is recorded" in site.submit(site.get(FORM.replace("xa-thu", code)), keys).text
    assert gifts(site.database) == 2


def test_gift__refused_by_a_full_disk_says_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """F06 at the desk: a sentence, not a fault of ours; the list of receipts can still be read."""

    def no_room(*_: object, **__: object) -> int:
        raise DiskIsFull

    site.sign_in("treasurer")
    form = site.get(FORM)
    monkeypatch.setattr(contributions, "record", no_room)
    refused = site.submit(form, {"giver": "Lò Văn Mới", "amount": "200.000"}, status=409)
    assert "The disk of this computer is full. Nothing was recorded." in refused.text
    site.get("/desk/xa-thu/receipts")
    assert (gifts(site.database), clock.today()) == (0, TODAY)
