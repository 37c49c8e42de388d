"""A year-end weekend in Long Hẹ: cash goes to a village, is counted, goods are handed out, dollars come.

Read it from the top: each scene is what somebody does in a browser, and what they see.
"""

import pytest

from ledger.identity import roles, users
from ledger.identity.roles import Role
from tests.printing.reading import text_of
from tests.stories.conftest import FOUNDED
from tests.treasury.auditing import findings
from tests.web.conftest import Site

DESK = "/desk/xa-long-he"
SECOND = "Vàng Thị Giữ Hộp"
"""The second treasurer, who keeps the box of the village."""


@pytest.fixture
def commune(long_he: Site, hashed: str) -> Site:
    """Long Hẹ with two treasurers, who are both signed in when they are needed."""
    with long_he.database.write() as session:
        user = users.create(session, login="thu-quy-2", name=SECOND, password_hash=hashed)
        place = long_he.places["xa-long-he"].id
        roles.grant(session, user_id=user.id, association_id=place, role=Role.TREASURER, valid_from=FOUNDED)
        long_he.users["thu-quy-2"] = user
    return long_he


def test_cash__changes_hands_and_nothing_is_lost(commune: Site) -> None:
    a_gift_of_dollars_is_booked_at_the_rate_of_the_day(commune)
    the_village_gets_a_box_of_its_own(commune)
    money_moves_only_when_the_other_one_confirms(commune)
    the_box_is_counted_and_twenty_thousand_are_missing(commune)
    the_holder_makes_it_good(commune)
    exercise_books_come_in_and_go_out(commune)
    assert findings(commune.database) == []


def a_gift_of_dollars_is_booked_at_the_rate_of_the_day(site: Site) -> None:
    site.sign_in("thu-quy")
    typed = {"giver": "Ông Tráng A Xa", "currency": "USD", "original": "100", "rate": "25.400"}
    receipt = site.submit(
        site.get(f"{DESK}/contributions/new?currency=USD"), typed | {"rate_source": "Agribank, 22/11/2026"}
    )
    assert "2.540.000 đồng" in receipt.text
    assert "100 USD, rate 25.400" in receipt.text
    paper = text_of(site.answer(receipt.link("Print the receipt")).content)
    assert "100 USD, tỷ giá 25.400" in paper


def the_village_gets_a_box_of_its_own(site: Site) -> None:
    box = {"method": "cash", "name": "Hộp bản Nặm Búa", "holder": SECOND}
    shown = site.submit(site.get(f"{DESK}/places/new"), box)
    assert "Hộp bản Nặm Búa" in shown.text


def money_moves_only_when_the_other_one_confirms(site: Site) -> None:
    form = site.get(f"{DESK}/hand-overs/new?from=cash")
    amount = next(name for name in form.form().fields if name.startswith("amount"))
    given = site.submit(form, {"to": "cash_2", amount: "1 triệu", "note": "phát thưởng ở bản"})
    assert "Another treasurer of this association signs in and confirms." in given.text
    site.sign_in("thu-quy-2")
    waiting = site.get(given.url)
    taken = site.submit(waiting, {}, form=waiting.form("/confirm"))
    assert "confirmed" in taken.text
    said = site.get(f"{DESK}/places").text
    assert "1.540.000 đồng" in said
    assert "1.000.000 đồng" in said


def the_box_is_counted_and_twenty_thousand_are_missing(site: Site) -> None:
    form = site.get(f"{DESK}/counts/new?place=cash_2")
    typed = {"n200000": "4", "n100000": "1", "n50000": "1", "n10000": "3", "witnesses": "Mùa Thị Chủ"}
    typed["fund"] = str(site.funds["khuyen-hoc"].id)
    counted = site.submit(form, typed, press="Record the count")
    assert "20.000 missing" in counted.text
    paper = text_of(site.answer(f"{counted.url}/minutes.pdf").content)
    assert "thiếu 20.000 đồng" in paper


def the_holder_makes_it_good(site: Site) -> None:
    missing = site.get(f"{DESK}/counts")
    form = site.get(missing.link("It is paid in or written off"))
    ended = site.submit(form, {"place": "cash_2", "reason": f"{SECOND} nộp bù"})
    assert "Money found missing" not in ended.text


def exercise_books_come_in_and_go_out(site: Site) -> None:
    goods = {"source": "donated", "description": "Vở ô ly", "quantity": "3", "unit": "quyển"}
    goods |= {"amount": "10.000", "party": "Cửa hàng Mẫu"}
    lot = site.submit(site.get(f"{DESK}/goods/new"), goods)
    for pupil in ("Sùng Thị Một", "Sùng Thị Hai", "Sùng Thị Ba"):
        lot = site.submit(lot, {"quantity": "1", "party": pupil})
    assert "Left 0 quyển" in lot.text
    for share in ("3.333", "3.334"):
        assert share in lot.text
