import unicodedata

import pytest

from ledger import clock
from ledger.identity import sessions, users
from tests.web.conftest import TODAY, Site
from tests.web.pages import Page

PASSPHRASE = "hoa ban nở trắng bản Thử"


@pytest.fixture(scope="session")
def hashed() -> str:
    return users.hash_passphrase(PASSPHRASE)


@pytest.fixture
def door(site: Site, hashed: str) -> Page:
    """The sign-in page, where the treasurer's passphrase is `PASSPHRASE`."""
    with site.database.write() as session:
        session.merge(site.users["treasurer"]).password_hash = hashed
    return site.get("/sign-in")


def test_sign_in__leads_to_the_persons_own_desk(site: Site, door: Page) -> None:
    desk = site.submit(door, {"login": "Treasurer", "passphrase": PASSPHRASE})
    assert desk.url == "/desk/xa-thu"
    assert "Hội Khuyến học xã Thử" in desk.text


@pytest.mark.parametrize(
    ("login", "passphrase"), [("treasurer", "hoa ban nở đỏ"), ("nobody", PASSPHRASE), ("", "")]
)
def test_sign_in__refuses_with_one_sentence_for_all(
    site: Site, door: Page, login: str, passphrase: str
) -> None:
    again = site.submit(door, {"login": login, "passphrase": passphrase}, status=422)
    assert "The sign-in name or the passphrase is not right. Check both and try again." in again.text
    assert ("login", login) in again.form().values
    assert ("passphrase", passphrase) not in again.form().values or not passphrase
    assert site.answer("/desk/xa-thu").status_code == 401


def test_sign_in__a_decomposed_passphrase_is_the_same(site: Site, door: Page) -> None:
    typed = unicodedata.normalize("NFD", PASSPHRASE)
    assert typed != PASSPHRASE
    assert site.submit(door, {"login": "treasurer", "passphrase": typed}).url == "/desk/xa-thu"


def test_sign_in__changes_the_cookie(site: Site, door: Page) -> None:
    before = site.client.cookies["ledger"]
    site.submit(door, {"login": "treasurer", "passphrase": PASSPHRASE})
    after = {cookie.value for cookie in site.client.cookies.jar if cookie.name == "ledger"}
    assert before not in after


def test_sign_out__ends_the_session_on_the_server(site: Site) -> None:
    site.sign_in("treasurer")
    kept = site.client.cookies["ledger"]
    desk = site.get("/desk/xa-thu")
    out = site.send("/sign-out", next(f for f in desk.forms if f.action == "/sign-out").values)
    assert out.status_code == 303
    assert out.headers["clear-site-data"] == '"cache"'
    site.client.cookies.clear()
    site.client.cookies.set("ledger", kept)
    assert site.answer("/desk/xa-thu").status_code == 401


def test_session__is_over_after_a_working_day(site: Site) -> None:
    site.sign_in("treasurer")
    site.get("/desk/xa-thu")
    with clock.stopped_at(TODAY.replace(day=TODAY.day + 1)):
        page = site.get("/desk/xa-thu", status=401)
    assert page.title == "Sign in"


def test_session__of_a_dismissed_user_is_over_at_once(site: Site) -> None:
    site.sign_in("treasurer")
    with site.database.write() as session:
        session.merge(site.users["treasurer"]).active = False
    site.get("/desk/xa-thu", status=401)


def test_resume__a_form_typed_before_the_session_ended_is_kept(site: Site, door: Page, hashed: str) -> None:
    site.sign_in("treasurer")
    form = site.get("/desk/xa-thu/contributions/new")
    with site.database.write() as session:
        sessions.end(session, site.client.cookies["ledger"])
    door = site.submit(form, {"giver": "Lò Văn Thử", "amount": "300 nghìn"}, status=401)
    assert "what you typed is kept" in door.text
    resume = site.submit(door, {"login": "treasurer", "passphrase": PASSPHRASE})
    assert resume.title == "Go on where you were"
    receipt = site.submit(resume, {})
    assert "Lò Văn Thử" in receipt.text
    assert "300.000 đồng" in receipt.text


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:x"]
)
def test_sign_in__never_leads_to_another_site(site: Site, door: Page, target: str) -> None:
    pairs = [(n, v) for n, v in door.form().values if n not in ("target", "login", "passphrase")]
    pairs += [("login", "treasurer"), ("passphrase", PASSPHRASE), ("target", target)]
    answer = site.send("/sign-in", pairs)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/desk"


def test_language__is_remembered_and_returns_to_the_page(site: Site) -> None:
    site.client.cookies.clear()
    page = site.get("/sign-in?target=/desk/xa-thu")
    assert page.lang == "vi"
    english = site.submit(page, {}, form=next(f for f in page.forms if f.action == "/language"))
    assert english.lang == "en"
    assert english.url == "/sign-in?target=/desk/xa-thu"
    assert site.get("/sign-in").lang == "en"


def test_language__never_leads_to_another_site(site: Site) -> None:
    csrf = dict(site.get("/sign-in").form().values)["csrf"]
    pairs = [("csrf", csrf), ("locale", "en"), ("next", "//elsewhere.example")]
    assert site.send("/language", pairs).headers["location"] == "/"


@pytest.mark.parametrize("csrf", [[], [("csrf", "")], [("csrf", "0" * 64)]])
def test_form__without_our_proof_is_refused_and_records_nothing(
    site: Site, csrf: list[tuple[str, str]]
) -> None:
    site.sign_in("treasurer")
    form = site.get("/desk/xa-thu/contributions/new").form()
    typed = [(n, v) for n, v in form.filled({"giver": "Lò Thử", "amount": "300.000"}) if n != "csrf"]
    page = site.post(form.action, typed + csrf, status=403)
    assert "did not come from this site. Nothing was recorded." in page.text
    assert "No receipt has been issued" in site.get("/desk/xa-thu/receipts").text


def test_form__sent_by_another_site_is_refused(site: Site) -> None:
    site.sign_in("treasurer")
    form = site.get("/desk/xa-thu/contributions/new").form()
    headers = {"sec-fetch-site": "cross-site"}
    pairs = dict(form.filled({"giver": "Lò Thử", "amount": "300.000"}))
    assert site.client.post(form.action, data=pairs, headers=headers).status_code == 403


def test_headers__keep_pages_behind_sign_in_out_of_caches(site: Site) -> None:
    site.sign_in("treasurer")
    assert site.answer("/desk/xa-thu").headers["cache-control"] == "no-store"
    assert site.answer("/sign-in").headers["cache-control"] == "private, no-cache"


def test_headers__tell_the_browser_to_trust_only_this_site(site: Site) -> None:
    headers = site.answer("/sign-in").headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_body__of_more_than_four_megabytes_is_refused(site: Site) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = site.client.post("/sign-in", content=b"a=" + b"x" * 4 * 1024 * 1024, headers=headers)
    assert answer.status_code == 413


def test_cookie__is_unreadable_to_scripts_and_to_other_sites(site: Site) -> None:
    site.client.cookies.clear()
    cookie = site.answer("/sign-in").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def resumed(site: Site, door: Page, **sent: str) -> Page:
    """The page after signing in with fields that only a crooked client sends."""
    given = {"login": "treasurer", "passphrase": PASSPHRASE, **sent}
    pairs = [(name, value) for name, value in door.form().values if name not in given]
    return site.post("/sign-in", [*pairs, *given.items()])


@pytest.mark.parametrize("typed", ["{", "5", "[1]", '[["a"]]', '[["a", 1]]', "[" * 100_000])
def test_resume__what_we_never_wrote_is_left_out(site: Site, door: Page, typed: str) -> None:
    assert resumed(site, door, typed=typed).url == "/desk/xa-thu"


def test_resume__a_lone_surrogate_is_shown_as_unreadable(site: Site, door: Page) -> None:
    page = resumed(site, door, typed='[["giver", "\\ud800"]]')
    assert any(("giver", "?") in form.values for form in page.forms)


@pytest.mark.parametrize("target", ["//[", "//elsewhere.example", "/\t/elsewhere.example", "/\\elsewhere"])
def test_sign_in__never_leads_elsewhere(site: Site, door: Page, target: str) -> None:
    assert resumed(site, door, target=target).url == "/desk/xa-thu"


def test_sign_in__a_proof_of_other_letters_is_refused(site: Site, door: Page) -> None:
    pairs = [(name, "é" if name == "csrf" else value) for name, value in door.form().values]
    assert site.send("/sign-in", pairs).status_code == 403
