"""An administrator chooses the books an association keeps."""

import pytest

from tests.web.conftest import Site

PAGE = "/desk/xa-thu/admin/profile"


@pytest.fixture
def admin(site: Site) -> Site:
    site.sign_in("administrator")
    return site


def test_profile__usual_books_are_kept_unless_chosen(admin: Site) -> None:
    page = admin.get(PAGE)
    assert "Full accounts of its own" in page.text
    assert "the usual books are kept" in page.text
    assert "Books kept" in admin.get("/desk/xa-thu/admin").text


def test_choose__is_shown_with_its_day(admin: Site) -> None:
    done = admin.submit(admin.get(PAGE), {"profile": "detail_books", "valid_from": "1/1/2026"})
    assert "The books are chosen" in done.text
    assert "01/01/2026" in done.text


def test_choose__the_same_day_twice_is_refused_beside_the_day(admin: Site) -> None:
    admin.submit(admin.get(PAGE), {"profile": "detail_books", "valid_from": "1/1/2026"})
    again = admin.submit(admin.get(PAGE), {"profile": "simple", "valid_from": "1/1/2026"}, status=422)
    assert "Choose another day" in again.text
    assert dict(again.form().values)["valid_from"] == "1/1/2026"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({"profile": "none"}, "Choose which books are kept."), ({"valid_from": "1/1/2099"}, "has not come yet")],
)
def test_choose__what_cannot_be_read_keeps_what_was_typed(
    admin: Site, typed: dict[str, str], sentence: str
) -> None:
    answer = admin.submit(admin.get(PAGE), typed, status=422)
    assert sentence in answer.text


def test_profile__is_not_for_a_treasurer(site: Site) -> None:
    site.sign_in("treasurer")
    site.get(PAGE, status=403)
