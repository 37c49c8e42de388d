from datetime import date

import pytest

from ledger import clock
from ledger.accounts import periods
from ledger.accounts.periods import Closed
from ledger.disbursements import programmes, proposals
from ledger.disbursements.proposals import NewAward
from ledger.money import Dong
from ledger.people import parties
from tests.web.conftest import FOUNDED, Site
from tests.web.pages import Page
from tests.web.test_desk import give, send
from tests.web.test_payments import decide
from tests.web.test_rosters import start

PERIODS = "/desk/xa-thu/periods"


@pytest.fixture
def months(site: Site) -> Site:
    """Gifts of September and October wait to be closed; today is 22 November."""
    give(site, 500_000, on=date(2026, 9, 10))
    give(site, 500_000, on=date(2026, 10, 10))
    site.sign_in("treasurer")
    return site


def closed(site: Site) -> Closed:
    with site.database.read() as session:
        return periods.closed(session, site.places["xa-thu"].id)


def close(site: Site, through: str = "", who: str = "treasurer") -> Page:
    site.sign_in(who)
    page = site.get(f"{PERIODS}?through={through}" if through else PERIODS)
    return site.submit(page, {}, form=page.form("/close"))


def options(page: Page) -> list[str]:
    """The month ends offered to close."""
    return [part.split('"')[0] for part in page.html.split('<option value="')[1:]]


# --- closing --------------------------------------------------------------------------------------
def test_close__the_next_month_is_proposed(months: Site) -> None:
    page = months.get(PERIODS)
    assert "nothing is closed yet" in page.text
    assert "Nothing waits. The book can be closed." in page.text
    assert options(page)[:2] == ["2026-09-30", "2026-10-31"]
    done = close(months)
    assert "The book is closed." in done.text
    assert "Closed up to 30/09/2026" in done.text
    assert "22/11/2026 Closed up to 30/09/2026 Lường Thị Mẫu" in done.text
    assert closed(months) == Closed(date(2026, 9, 30))


def test_close__several_months_at_once(months: Site) -> None:
    done = close(months, "2026-10-31")
    assert "Every month that is over is closed." in done.text
    assert closed(months).through == date(2026, 10, 31)


def test_close__shows_what_waits_until_the_chosen_month(months: Site) -> None:
    with clock.stopped_at(date(2026, 10, 5)):
        give(months, 300_000, on=date(2026, 10, 5), place="xa-ben")
    start(months)
    send(months, 200_000)
    decide(months, "Lò Thị Một")
    months.sign_in("treasurer")
    assert "Nothing waits. The book can be closed." in months.get(f"{PERIODS}?through=2026-10-31").text
    with clock.stopped_at(date(2026, 12, 6)):
        months.sign_in("treasurer")
        page = months.get(f"{PERIODS}?through=2026-11-30")
    for said in (
        "Transfers on the way to you, to be confirmed 1 200.000 20/11/2026",
        "Decided lists not wholly paid 1 500.000 22/11/2026",
        "Close the book up to 30/11/2026",
    ):
        assert said in page.text


@pytest.mark.parametrize("through", ["2026-11-30", "2026-10-30", "hom nay"])
def test_close__a_day_that_cannot_be_closed_is_refused_beside_the_field(months: Site, through: str) -> None:
    form = months.get(PERIODS).form("/close")
    pairs = [(name, through if name == "through" else value) for name, value in form.values]
    again = months.post(form.action, pairs, 422)
    assert again.text.count("Choose the end of a month that is not closed yet.") == 2
    assert closed(months) == Closed()


def test_close__sent_twice_closes_once(months: Site) -> None:
    form = months.get(PERIODS).form("/close")
    for _ in range(2):
        assert "The book is closed." in months.post(form.action, form.values).text
    with months.database.read() as session:
        assert len(periods.history(session, months.places["xa-thu"].id)) == 1


def test_close__is_the_treasurers_and_everybody_here_reads(months: Site) -> None:
    form = months.get(PERIODS).form("/close")
    pairs = [pair for pair in form.values if pair[0] != "csrf"]
    for who in ("chair", "inspector", "member"):
        months.sign_in(who)
        page = months.get(PERIODS)
        assert "What waits before closing" in page.text
        assert "Close the book up to" not in page.text
        csrf = ("csrf", dict(months.get("/sign-in").form().values)["csrf"])
        months.post(form.action, [*pairs, csrf], 403)
    months.sign_in("neighbour")
    months.get(PERIODS, 404)
    assert closed(months) == Closed()


def test_desk__says_which_month_is_overdue(months: Site) -> None:
    assert "Month 09/2026 is not closed yet." in months.get("/desk/xa-thu").text
    close(months, "2026-10-31")
    assert "is not closed yet" not in months.get("/desk/xa-thu").text
    with clock.stopped_at(date(2026, 12, 4)):
        months.sign_in("treasurer")
        assert "is not closed yet" not in months.get("/desk/xa-thu").text, "the first days are for the work"
    with clock.stopped_at(date(2026, 12, 6)):
        months.sign_in("treasurer")
        assert "Month 11/2026 is not closed yet." in months.get("/desk/xa-thu").text


# --- opening again --------------------------------------------------------------------------------
def test_reopen__by_the_chair_with_a_reason(months: Site) -> None:
    close(months, "2026-10-31")
    months.sign_in("chair")
    page = months.get(PERIODS)
    typed = {"from": "2026-10-01", "reason": "Sót một biên lai"}
    done = months.submit(page, typed, form=page.form("/reopen"))
    assert "The book is open again." in done.text
    assert "Reopened from 01/10/2026 on Hoàng Thị Thử Sót một biên lai" in done.text
    assert closed(months).through == date(2026, 9, 30)


def test_reopen__never_by_who_closed_it(months: Site) -> None:
    close(months, "2026-10-31")
    page = months.get(PERIODS)
    typed = {"from": "2026-10-01", "reason": "Sót một biên lai"}
    refused = months.submit(page, typed, form=page.form("/reopen"), status=409)
    assert "You closed this period yourself, so somebody else must open it again." in refused.text
    assert "The chair or another treasurer of this association can open it." in refused.text
    assert closed(months).through == date(2026, 10, 31)


def test_reopen__never_by_who_closed_one_of_the_months(months: Site) -> None:
    """A later closing by a colleague does not make the first one theirs."""
    close(months, "2026-09-30")
    close(months, "2026-10-31", who="treasurer2")
    months.sign_in("treasurer")
    page = months.get(PERIODS)
    typed = {"from": "2026-09-01", "reason": "Sót một biên lai"}
    months.submit(page, typed, form=page.form("/reopen"), status=409)
    typed["from"] = "2026-10-01"
    assert "The book is open again." in months.submit(page, typed, form=page.form("/reopen")).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": " x "}, "Say in a few words why the book is opened again."),
        ({"from": "2026-10-02"}, "Choose a month that is closed."),
    ],
)
def test_reopen__a_bad_field_gets_its_sentence(months: Site, typed: dict[str, str], sentence: str) -> None:
    close(months, "2026-10-31")
    months.sign_in("chair")
    form = months.get(PERIODS).form("/reopen")
    pairs = form.filled({"from": "2026-10-01", "reason": "Sót một biên lai"} | typed)
    again = months.post(form.action, pairs, 422)
    assert again.text.count(sentence) == 2
    assert closed(months).through == date(2026, 10, 31)


# --- filing ---------------------------------------------------------------------------------------
def test_file__by_the_chair_and_never_opened_again(site: Site) -> None:
    give(site, 500_000, on=date(2025, 12, 10))
    close(site, "2025-12-31")
    site.sign_in("chair")
    page = site.get(PERIODS)
    done = site.submit(page, {}, form=page.form("/file"))
    assert "The annual statement is marked as filed." in done.text
    assert "Annual statement filed up to 31/12/2025" in done.text
    assert "Open the book again" not in done.text, "nothing is closed that may be opened"
    assert closed(site) == Closed(date(2025, 12, 31), date(2025, 12, 31))


def test_file__is_the_chairs(site: Site) -> None:
    give(site, 500_000, on=date(2025, 12, 10))
    close(site, "2025-12-31")
    assert "Annual statement of 2025" not in site.get(PERIODS).text
    csrf = dict(site.get(PERIODS).form().values)["csrf"]
    site.post(f"{PERIODS}/file", [("csrf", csrf), ("year", "2025")], 403)
    site.sign_in("chair")
    csrf = dict(site.get(PERIODS).form().values)["csrf"]
    again = site.post(f"{PERIODS}/file", [("csrf", csrf), ("year", "2026")], 422)
    assert "Close all months of the year first, then mark its statement as filed." in again.text


# --- forms dated in a closed month ----------------------------------------------------------------
SAID = "The book is closed up to 31/10/2026. Choose a later day."


def test_gift__dated_in_a_closed_month_keeps_what_was_typed(months: Site) -> None:
    close(months, "2026-10-31")
    form = months.get("/desk/xa-thu/contributions/new")
    typed = {"giver": "Lò Văn Mới", "amount": "200.000", "date": "10/10/2026"}
    again = months.submit(form, typed, status=422)
    assert again.text.count(SAID) == 2
    assert typed.items() <= dict(again.form().values).items()
    assert "The gift is recorded" in months.submit(again, {"date": "1/11/2026"}).text


def test_payment__dated_in_a_closed_month(months: Site) -> None:
    due = decide(months, "Lò Thị Một")
    close(months, "2026-10-31")
    again = months.submit(months.get(due), {"receiver": "Cầm Văn Thử", "date": "20/10/2026"}, status=422)
    assert again.text.count(SAID) == 2
    assert dict(again.form().values)["receiver"] == "Cầm Văn Thử"


def test_roster__dated_in_a_closed_month_keeps_the_marks(months: Site) -> None:
    sheet = start(months)
    close(months, "2026-10-31")
    typed = {"p1": "on", "a1": "300.000", "households": "1", "cash": "300.000", "date": "20/10/2026"}
    again = months.submit(
        months.get(sheet.url), typed, press="Post the list and print the receipts", status=422
    )
    assert again.text.count(SAID) == 2
    assert typed.items() <= dict(again.form().values).items()


def test_decision__dated_in_a_closed_month_is_refused_when_it_promises(months: Site) -> None:
    commune = months.places["xa-thu"].id
    with months.database.write() as session:
        reward = programmes.open_programme(
            session,
            association_id=commune,
            fund_id=months.funds["quy-mau"].id,
            name="Học bổng Mẫu",
            category="reward",
            opened_on=FOUNDED,
        )
        pupil = parties.register(session, association_id=commune, name="Lò Thị Một", distinguisher="9A")
        proposal = proposals.propose(
            session,
            programme_id=reward.id,
            title="Khen thưởng",
            awards=[NewAward(pupil.id, Dong(50_000), "Học sinh giỏi")],
            proposed_on=date(2026, 10, 1),
            by=months.people["member"],
        )
    close(months, "2026-10-31")
    months.sign_in("chair")
    form = months.get(f"/desk/xa-thu/awards/{proposal}")
    typed = {"word": "approve", "number": "9/QĐ", "decided_on": "20/10/2026"}
    again = months.submit(form, typed, status=422)
    assert again.text.count(SAID) == 2
    assert typed.items() <= dict(again.form().values).items()
    assert "9/QĐ" in months.submit(again, {"word": "decline"}).text, "a refusal posts nothing"


def test_transfer__arrival_in_a_closed_month(months: Site) -> None:
    give(months, 300_000, on=date(2026, 11, 1), place="xa-ben")
    send(months, 200_000)
    close(months, "2026-10-31")
    page = months.get(months.get("/desk/xa-thu/transfers").link("20/11/2026"))
    again = months.submit(page, {"date": "31/10/2026"}, form=page.form("/confirm"), status=422)
    assert again.text.count(SAID) == 2
