"""Faults F17 and F18: the clock that dates every record stands wrong."""

from datetime import date

from sqlalchemy import text

from ledger import clock
from tests.web.conftest import Site
from tests.web.test_desk import give

GIFT = "/desk/xa-thu/contributions/new"
LATER = date(2027, 3, 1)


def test_clock__that_went_back_lets_nothing_be_recorded(site: Site) -> None:
    """F17: the sentence names both times, and reading goes on."""
    give(site, 500_000)
    with clock.stopped_at(date(2025, 11, 22)):
        site.sign_in("treasurer")
        refused = site.get(GIFT, 409)
        assert (
            "This computer says it is 22/11/2025 09:00, but something was recorded on 22/11/2026"
            in refused.text
        )
        site.get("/desk/xa-thu")


def test_clock__that_may_run_ahead_is_looked_at_once(site: Site) -> None:
    """F18: after two quiet months a person says that the date is right, then goes on where they were."""
    give(site, 500_000)
    with clock.stopped_at(date(2027, 1, 20)):
        site.sign_in("treasurer")
        site.get(GIFT)
    with clock.stopped_at(LATER):
        site.sign_in("treasurer")
        asked = site.get(GIFT, 409)
        assert "This computer says today is 01/03/2027, but nothing was recorded here since" in asked.text
        assert site.submit(asked, {}, form=asked.form("/clock")).url == GIFT
        with site.database.read() as session:
            verbs = session.execute(text("SELECT verb FROM audit_event ORDER BY id DESC")).scalars().all()
        assert verbs[0] == "confirm_clock"


def test_clock__looked_at_keeps_what_was_typed(site: Site) -> None:
    give(site, 500_000)
    with clock.stopped_at(LATER):
        site.sign_in("treasurer")
        csrf = dict(site.get(GIFT, 409).form("/clock").values)["csrf"]
        typed = [("csrf", csrf), ("giver", "Bà Mẫu"), ("amount", "500000")]
        asked = site.post("/desk/xa-thu/contributions", typed, 409)
        going_on = site.submit(asked, {}, form=asked.form("/clock"))
    assert ("giver", "Bà Mẫu") in going_on.form("/desk/xa-thu/contributions").values


def test_clock__is_confirmed_by_somebody_who_works_there(site: Site) -> None:
    give(site, 500_000)
    with clock.stopped_at(LATER):
        site.sign_in("administrator")
        csrf = dict(site.get("/desk/xa-thu").form("/sign-out").values)["csrf"]
        refused = site.post("/desk/xa-thu/clock", [("csrf", csrf), ("target", GIFT), ("typed", "")], 403)
    assert "can do this" in refused.text
