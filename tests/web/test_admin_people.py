import re

import pytest
from sqlalchemy import func, select

from ledger.identity import passphrases, users
from ledger.identity.roles import Role, RoleHolding
from ledger.identity.users import User
from tests.web.conftest import Site
from tests.web.pages import Page

PEOPLE = "/desk/xa-thu/admin/people"
NEW: dict[str, str | None] = {"name": "Thủ Thị Mẫu", "login": "thuquy.mau", "role-treasurer": "1"}


@pytest.fixture(autouse=True)
def quick_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passphrases are kept readable here; that argon2 keeps them is tested with sign-in."""

    class Readable:
        def hash(self, passphrase: str) -> str:
            return f"readable {passphrase}"

        def verify(self, passphrase: str, stored: str) -> bool:
            return stored == self.hash(passphrase)

    monkeypatch.setattr(users, "hasher", Readable)


@pytest.fixture
def admin(site: Site) -> Site:
    site.sign_in("administrator2")
    return site


def employed(site: Site) -> Page:
    return site.submit(site.get(f"{PEOPLE}/new"), NEW)


def slip_words(slip: Page) -> str:
    found = re.search(r"with spaces between: ((?:[a-z]+ ){3}[a-z]+) Keep", slip.text)
    assert found, slip.text
    return found.group(1)


def user(site: Site, login: str = "thuquy.mau") -> User | None:
    with site.database.read() as session:
        return users.by_login(session, login)


def page_of(site: Site, login: str = "thuquy.mau") -> str:
    found = user(site, login)
    assert found
    return f"{PEOPLE}/{found.id}"


def test_make_user__the_slip_lets_them_sign_in(admin: Site) -> None:
    slip = employed(admin)
    words = slip_words(slip)
    assert passphrases.is_drawn(words)
    assert "thuquy.mau" in slip.text
    assert "Hội Khuyến học xã Thử" in slip.text
    admin.client.cookies.clear()
    admin.client.cookies.set("locale", "en")
    desk = admin.submit(admin.get("/sign-in"), {"login": "thuquy.mau", "passphrase": words})
    assert desk.url == "/desk/xa-thu"
    assert "Record a gift" in desk.text


def test_make_user__a_double_click_shows_the_same_slip(admin: Site) -> None:
    form = admin.get(f"{PEOPLE}/new")
    slips = [admin.submit(form, NEW) for _ in range(2)]
    assert slip_words(slips[0]) == slip_words(slips[1])
    with admin.database.read() as session:
        made = select(func.count()).select_from(User).where(User.login == "thuquy.mau")
        assert session.scalar(made) == 1


def test_make_user__the_slip_is_gone_when_the_words_no_longer_open(admin: Site) -> None:
    form = admin.get(f"{PEOPLE}/new")
    admin.submit(form, NEW)
    again = [(n, v if n != "passphrase" else "hoa hoa hoa hoa") for n, v in form.form().filled(NEW)]
    assert admin.send(PEOPLE, again).headers["location"] == page_of(admin)


def test_make_user__words_of_somebodys_own_making_are_not_taken(admin: Site) -> None:
    form = admin.get(f"{PEOPLE}/new")
    typed = [(n, v if n != "passphrase" else "mat khau de doan") for n, v in form.form().filled(NEW)]
    slip = admin.post(PEOPLE, typed)
    assert "mat khau de doan" not in slip.text
    assert slip_words(slip)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Enter the name."),
        ({"login": "ai"}, "Write the sign-in name with 3 to 40 letters a–z, digits, dots or hyphens."),
        ({"login": "thủ quỹ"}, "Write the sign-in name with 3 to 40 letters"),
        ({"login": "treasurer"}, "Someone already signs in with this name. Choose another sign-in name."),
        ({"login": "TREASURER"}, "Someone already signs in with this name."),
        ({"role-treasurer": None}, "Choose at least one role."),
    ],
)
def test_make_user__bad_input_is_told_and_kept(
    admin: Site, typed: dict[str, str | None], sentence: str
) -> None:
    form = admin.get(f"{PEOPLE}/new")
    again = admin.submit(form, NEW | typed, status=422)
    assert sentence in again.text
    kept = dict(again.form().values)
    expected = {name: text for name, text in (NEW | typed).items() if text is not None}
    assert {name: kept.get(name, "") for name in expected} == expected
    assert kept["passphrase"] == dict(form.form().values)["passphrase"]
    assert user(admin) is None


def test_person__a_role_is_given_ended_and_given_again(admin: Site) -> None:
    employed(admin)
    person = admin.get(page_of(admin))
    given = admin.submit(person, {"role": "chair"}, form=person.form("/roles"))
    assert "The role is given." in given.text
    ended = admin.submit(given, {}, form=given.form("/roles/end"), press="End the role “Treasurer”")
    assert "The role is ended." in ended.text
    assert "End the role “Treasurer”" not in ended.text
    again = admin.submit(ended, {"role": "treasurer"}, form=ended.form("/roles"))
    assert "End the role “Treasurer”" in again.text


def test_person__each_button_pressed_twice_acts_once(admin: Site) -> None:
    employed(admin)
    person = admin.get(page_of(admin))
    for form, typed in (("/roles", {"role": "chair"}), ("/roles/end", {}), ("/access", {})):
        for _ in range(2):
            admin.submit(person, typed, form=person.form(form))
    with admin.database.read() as session:
        held = session.scalars(select(RoleHolding.role).where(RoleHolding.valid_to.is_(None))).all()
    assert held.count(Role.CHAIR) == 2  # the chair of the commune, and this one


def test_person__a_role_must_be_chosen(admin: Site) -> None:
    employed(admin)
    person = admin.get(page_of(admin))
    assert "Choose a role." in admin.submit(person, {}, form=person.form("/roles"), status=422).text
    twice = admin.submit(person, {"role": "treasurer"}, form=person.form("/roles"), status=422)
    assert "Thủ Thị Mẫu already holds the role “Treasurer” here." in twice.text


def test_person__shut_out_at_once_and_let_in_again(admin: Site) -> None:
    employed(admin)
    person = admin.get(page_of(admin))
    shut = admin.submit(person, {}, form=person.form("/access"))
    assert "Thủ Thị Mẫu is shut out and signed out everywhere." in shut.text
    assert "shut out" in admin.get(PEOPLE).text
    opened = admin.submit(shut, {}, form=shut.form("/access"), press="Let in again")
    assert "Thủ Thị Mẫu can sign in again." in opened.text


def test_person__a_new_passphrase_comes_on_a_slip(admin: Site) -> None:
    first = slip_words(employed(admin))
    form = admin.get(f"{page_of(admin)}/passphrase")
    assert "The former passphrase stops working at once." in form.text
    slips = [admin.submit(form, {}) for _ in range(2)]
    assert slip_words(slips[0]) == slip_words(slips[1]) != first
    found = user(admin)
    assert found
    assert users.opens(found, slip_words(slips[0]))
    assert not users.opens(found, first)


def test_person__of_another_association_is_not_here(admin: Site) -> None:
    for who in ("neighbour", "administrator"):
        strange = f"{PEOPLE}/{admin.users[who].id}"
        admin.get(strange, 404)
        admin.get(f"{strange}/passphrase", 404)
        csrf = admin.get(PEOPLE).forms[0].values
        for path in ("/roles", "/access", "/passphrase", "/roles/end"):
            admin.post(strange + path, [*csrf, ("role", "chair"), ("word", "shut")], 404)


def test_person__oneself_is_left_to_somebody_else(admin: Site) -> None:
    own = f"{PEOPLE}/{admin.users['administrator2'].id}"
    page = admin.get(own)
    assert "These are your own roles. Another administrator changes them." in page.text
    assert not [form for form in page.forms if form.action.startswith(own)]
    csrf = page.forms[0].values
    for path in ("/roles", "/roles/end", "/access", "/passphrase"):
        sent = [*csrf, ("role", "treasurer" if path == "/roles" else "administrator"), ("word", "shut")]
        assert "Nobody changes their own roles" in admin.post(own + path, sent, 403).text
    assert "Nobody changes their own roles" in admin.get(f"{own}/passphrase", 403).text


def test_invite__somebody_of_another_commune_keeps_their_sign_in(admin: Site) -> None:
    form = admin.get("/desk/xa-thu/admin/roles/new")
    person = admin.submit(form, {"login": "Neighbour ", "role": "inspector"})
    assert person.title == "Tòng Văn Bên"
    refused = admin.submit(person, {}, form=person.form("/access"), status=403)
    assert "also works for Hội Khuyến học xã Bên, which you do not administer." in refused.text
    admin.sign_in("neighbour")
    assert admin.get("/desk/xa-thu/trail").status == 200


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"login": "khong.ai", "role": "chair"}, "Nobody signs in with this name."),
        ({"login": "neighbour"}, "Choose a role."),
        ({"login": "treasurer", "role": "treasurer"}, "already holds the role “Treasurer” here."),
    ],
)
def test_invite__bad_input_is_told_and_kept(admin: Site, typed: dict[str, str], sentence: str) -> None:
    again = admin.submit(admin.get("/desk/xa-thu/admin/roles/new"), typed, status=422)
    assert sentence in again.text
    assert dict(again.form().values)["login"] == typed["login"]


def test_people__lists_roles_and_pages(admin: Site) -> None:
    people = admin.get(PEOPLE)
    assert "Treasurer" in people.text
    assert "Quàng Văn Mẫu" in people.text
    with admin.database.write() as session:
        for number in range(50):
            made = users.create(session, login=f"nguoi{number}", name=f"Người {number}", password_hash="-")
            place = admin.places["xa-thu"].id
            session.add(
                RoleHolding(
                    user_id=made.id,
                    association_id=place,
                    role=Role.CHAIR,
                    valid_from=admin.places["xa-thu"].founded_on,
                )
            )
    second = admin.get(admin.get(PEOPLE).link("Next page"))
    assert "Người 49" in second.text
    assert len(admin.get(PEOPLE).html.encode()) < 25 * 1024
