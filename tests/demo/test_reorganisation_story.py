"""The story of July 2025 as loaded: Hải Dương and Hải Phòng of its eight provinces, to be quick."""

import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ledger import cli
from ledger.associations import associations, finder, tree
from ledger.associations.associations import Association
from ledger.commands import serving
from ledger.database import Database
from ledger.declarations import summaries
from ledger.demo.july2025 import country, notes, officers, story
from ledger.demo.province import BookIsNotEmpty
from ledger.disclosure.totals import totals, years
from ledger.disclosure.verify import verify
from ledger.i18n import use_locale
from ledger.identity import users
from ledger.identity.roles import ROLE_NAMES, actor
from ledger.identity.users import User
from tests.engines import SqliteCopies

pytestmark = pytest.mark.slow

PUBLISHED = 163_100_000_000
BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture(scope="module")
def book(sqlite_copies: SqliteCopies) -> Iterator[Database]:
    with sqlite_copies.copy() as url, closing(Database(url)) as loaded, use_locale("en"):
        story.load(loaded, progress=lambda _: None, provinces=["Hải Phòng"])
        yield loaded


def under(book: Database, code: str, on: date) -> Counter[str]:
    """How many of each kind stand under an association on a day; what is only history left out."""
    with book.read() as session:
        place = associations.by_code(session, code)
        within = select(tree.subtree(place.id, on).c.id)
        is_open = Association.closed_on.is_(None) | (Association.closed_on >= on)
        found = session.execute(
            select(Association.kind, func.count())
            .where(Association.id.in_(within), Association.founded_on <= on, is_open)
            .group_by(Association.kind)
        )
        return Counter(dict(found.all()))


def declared(book: Database, code: str, on: date) -> int:
    with book.read() as session:
        place = associations.by_code(session, code)
        return summaries.summary(session, place.id, on, 2024).total.closing


def test_story__verifies_clean(book: Database) -> None:
    with book.read() as session:
        assert verify(session) == []


def test_story__two_provinces_with_27_districts_become_one_without(book: Database) -> None:
    assert under(book, "tinh-hai-duong", BEFORE) == {
        "province": 1,
        "district": 12,
        "commune": 207,
        "clan_board": 1,
        "chapter": 1,
    }
    assert under(book, "viet-nam", BEFORE)["commune"] == 207 + 167
    after = under(book, "thanh-pho-hai-phong", AFTER)
    assert after == under(book, "viet-nam", AFTER) - Counter(["central"])
    assert after == {"province": 1, "commune": 114, "clan_board": 1, "chapter": 1}


def test_story__the_fund_of_hai_duong_stays_visible_inside_hai_phong(book: Database) -> None:
    assert declared(book, "tinh-hai-duong", BEFORE) == PUBLISHED
    assert declared(book, "thanh-pho-hai-phong", BEFORE) == 0
    assert declared(book, "thanh-pho-hai-phong", AFTER) == PUBLISHED
    with book.read() as session:
        place = associations.by_code(session, "thanh-pho-hai-phong")
        found = summaries.summary(session, place.id, AFTER, 2024)
        said = {code: total.value for code, total in found.measures.items()}
        assert found.partial
        assert years(session, place.id) == [2026, 2025, 2024]
    assert (said["members"], said["learning_centres"]) == (821_000, 235)


def test_story__every_gift_is_there_and_one_hand_over_still_waits(book: Database) -> None:
    with book.read() as session:
        head = associations.by_code(session, "viet-nam")
        flows = [totals(session, association_id=head.id, year=year).subtree_all for year in (2025, 2026)]
    assert flows[1].closing == flows[0].mobilized + flows[1].mobilized
    assert flows[1].in_transit > 0
    assert flows[0].transfers_in == flows[0].transfers_out == 0


def test_story__a_clan_goes_on_under_another_commune(book: Database) -> None:
    with book.read() as session:
        clan = associations.by_code(session, country.CLAN)
        above = [tree.ancestors(session, clan.id, on)[0].name for on in (BEFORE, AFTER)]
        former = associations.find(session, above[0])
        by_old_name = {one.association.name: one.found_by for one in finder.search(session, "vĩnh hồng")}
    assert above == ["Hội Khuyến học xã Vĩnh Hồng", "Hội Khuyến học xã Kẻ Sặt"]
    assert (clan.closed_on, former.closed_on) == (None, BEFORE)
    assert str(by_old_name["Hội Khuyến học xã Kẻ Sặt"]).endswith("xã Vĩnh Hồng")


def test_story__who_may_sign_in_holds_the_role_that_is_printed(book: Database) -> None:
    with book.read() as session:
        first = officers.SIGN_INS[0]
        shared = users.authenticate(session, login=first.login, passphrase=first.passphrase).password_hash
        for sign_in in officers.SIGN_INS:
            user = session.scalars(select(User).filter_by(login=sign_in.login)).one()
            assert user.password_hash == shared
            [(place, role)] = actor(session, user_id=user.id, name=user.name).holdings
            assert session.get_one(Association, place).name == sign_in.association
            assert ROLE_NAMES[role] == sign_in.role


def test_story__refuses_a_book_that_is_not_empty(book: Database) -> None:
    with pytest.raises(BookIsNotEmpty):
        story.load(book, progress=lambda _: None)


def test_story__is_built_from_the_command_line_in_a_file_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tuple(serving.STORIES) == cli.STORIES
    monkeypatch.chdir(tmp_path)
    asked: list[Database] = []
    monkeypatch.setattr(story, "load", lambda database, **_: asked.append(database))
    assert cli.main(["demo", "--story", "reorganisation", "--no-serve"]) == 0
    assert len(asked) == 1
    assert (tmp_path / "var" / "reorganisation.db").exists()


def test_notes__say_what_the_data_say_in_short_sentences() -> None:
    data = files("ledger.associations") / "data"
    today = list(csv.DictReader((data / "areas.csv").read_text("utf-8").splitlines()))
    former = list(csv.DictReader((data / "former_areas.csv").read_text("utf-8").splitlines()))
    new = {row["code"] for row in today if row["level"] == "province" and row["name_vi"] in country.PROVINCES}
    old = {row["code"] for row in former if len(row["code"]) == 2 and row["successors"] in new}
    districts = {row["code"] for row in former if row["parent_code"] in old}
    communes = [row for row in former if row["parent_code"] in districts]
    after = [row for row in today if row["parent_code"] in new]
    assert (len(old), len(communes), len(new), len(after)) == (8, 1_166, 4, 383)
    assert any(
        "Eight provinces with 1,166 communes became four provinces with 383" in n for n in notes.STORY_NOTES
    )
    sentences = [sentence for note in notes.STORY_NOTES for sentence in note.split(". ")]
    assert all(len(sentence.split()) <= 20 for sentence in sentences)
