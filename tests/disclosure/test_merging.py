"""Books that lived apart become one, and nothing of either is lost, doubled or mixed up."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from ledger.associations import associations
from ledger.associations.associations import AssociationKind
from ledger.database import Base, Database, migrate, own_number
from ledger.disclosure.merging import HANDLES, LEFT_BEHIND, Merged, Renamed, copied_tables, merge
from ledger.disclosure.totals import Totals, totals
from ledger.disclosure.verify import verify
from ledger.errors import Refusal
from ledger.ids import book_of
from tests.disclosure.books import FOUNDED, TREE, Province, found_province, live
from tests.disclosure.damage import unguarded
from tests.postgres import open_folder

YEARS = (2024, 2025)
MERGED = 9
Rows = dict[str, set[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Holds an empty book of each number from 1 to 3, to be copied."""
    with open_folder(in_memory=True) as found:
        for number in (1, 2, 3):
            migrate(f"sqlite:///{found}/{number}.db", number)
        yield found


@pytest.fixture
def province_of(folder: Path, tmp_path: Path) -> Callable[[int], Province]:
    """Founds the same province in a book of its own, in a file named after the number of the book."""

    def found(number: int) -> Province:
        file = shutil.copy(folder / f"{number}.db", tmp_path)
        return found_province(Database(f"sqlite:///{file}"))

    return found


@pytest.fixture
def two(province_of: Callable[[int], Province]) -> Callable[[int], list[Path]]:
    """Two books in which the same people led other lives, drawn from a seed; closed."""

    def lived(seed: int) -> list[Path]:
        files = []
        for number in (1, 2):
            province = province_of(number)
            live(province, seed=seed + number, acts=50, years=YEARS)
            province.database.close()
            files.append(Path(province.database.url.database or ""))
        return files

    return lived


def opened(file: Path) -> closing[Database]:
    return closing(Database(f"sqlite:///{file}", writing=False))


def rows(file: Path) -> Rows:
    """All that a book holds, by table."""
    with opened(file) as book, book.read() as session:
        names = copied_tables(session.connection())
        return {
            name: {tuple(row) for row in session.execute(text(f"SELECT * FROM {name}"))} for name in names
        }


def figures(file: Path) -> dict[tuple[int, int], Totals]:
    """Every published figure of every association, by its id and the year."""
    with opened(file) as book, book.read() as session:
        places = session.scalars(text("SELECT id FROM association WHERE ledgered_from IS NOT NULL")).all()
        return {
            (place, year): totals(session, association_id=place, year=year)
            for place in places
            for year in YEARS
        }


def without_handles(found: Rows) -> Rows:
    """The same rows, but for the names that a merge may change."""
    cleaned = dict(found)
    for name, column in HANDLES:
        position = list(Base.metadata.tables[name].columns.keys()).index(column)
        cleaned[name] = {row[:position] + row[position + 1 :] for row in found[name]}
    return cleaned


@pytest.mark.parametrize("seed", [100, 200])
def test_merge__is_both_books_and_nothing_else(
    two: Callable[[int], list[Path]], tmp_path: Path, seed: int
) -> None:
    first, second = two(seed)
    before = first.read_bytes(), second.read_bytes()

    merge([first, second], tmp_path / "all.db", MERGED)

    whole, one, other = (without_handles(rows(file)) for file in (tmp_path / "all.db", first, second))
    assert whole == {name: one[name] | other[name] for name in whole}
    shared = [row for name in whole for row in one[name] & other[name]]
    assert len(shared) >= len(one["account"])
    assert all(book_of(value) == 0 for row in shared for value in row if isinstance(value, int))
    assert (first.read_bytes(), second.read_bytes()) == before
    with opened(tmp_path / "all.db") as book, book.read() as session:
        assert verify(session) == []


def test_merge__leaves_every_figure_as_it_was_and_they_add_up(
    two: Callable[[int], list[Path]], tmp_path: Path
) -> None:
    files = two(400)
    apart = figures(files[0]) | figures(files[1])

    merge(files, tmp_path / "all.db", MERGED)

    together = figures(tmp_path / "all.db")
    assert together.keys() == apart.keys()
    assert len(together) == 2 * len(TREE) * len(YEARS)
    for key, found in together.items():
        expected = apart[key]
        assert (found.own_all, found.own_counts) == (expected.own_all, expected.own_counts)
        assert (found.subtree_all, found.subtree_counts) == (expected.subtree_all, expected.subtree_counts)
    assert sum(found.own_all.mobilized for found in together.values()) == sum(
        _first(file, "SELECT sum(credit - debit) FROM balance JOIN account a ON a.id = account_id "
                     "WHERE a.role = 'contributions'")[0]
        for file in files
    )  # fmt: skip


def _first(file: Path, sql: str) -> tuple[Any, ...]:
    """The first row that a query finds."""
    with opened(file) as book, book.read() as session:
        return tuple(session.execute(text(sql)).one())


def test_merge__later_books_give_way_where_names_meet(
    two: Callable[[int], list[Path]], tmp_path: Path
) -> None:
    files = two(500)

    merged = merge(files, tmp_path / "all.db", MERGED)

    places = [*TREE, "declared"]
    assert merged == Merged(
        [1, 2],
        [
            *(Renamed("association", code, f"{code}-b2", 2) for code in sorted(places)),
            *(Renamed("fund", code, f"{code}-b2", 2) for code in ("general", "scholarship")),
            *(Renamed("app_user", login, f"{login}-b2", 2) for login in ("chutich", "thuquy", "uyvien")),
        ],
    )
    query = "SELECT id >> 48, code FROM association WHERE code LIKE 'north%' ORDER BY id"
    with opened(tmp_path / "all.db") as book, book.read() as session:
        assert session.execute(text(query)).all() == [(1, "north"), (2, "north-b2")]


def test_merge__a_new_name_is_one_that_nobody_has(
    province_of: Callable[[int], Province], tmp_path: Path
) -> None:
    first, second = province_of(1), province_of(2)
    with second.database.write() as session:
        associations.found(
            session,
            name="Hội Khuyến học Mẫu",
            kind=AssociationKind.COMMUNE,
            founded_on=FOUNDED,
            code="north-b2",
        )
    for province in (first, second):
        province.database.close()

    merged = merge([tmp_path / "1.db", tmp_path / "2.db"], tmp_path / "all.db", MERGED)

    assert Renamed("association", "north", "north-b2-b2", 2) in merged.renamed


def test_merge__the_fresh_book_counts_in_its_own_range_and_merges_again(
    province_of: Callable[[int], Province], tmp_path: Path
) -> None:
    for number in (1, 2, 3):
        province_of(number).database.close()
    merge([tmp_path / "1.db", tmp_path / "2.db"], tmp_path / "both.db", 7)
    migrate(f"sqlite:///{tmp_path}/both.db")

    with closing(Database(f"sqlite:///{tmp_path}/both.db")) as book, book.write() as session:
        assert session.scalar(own_number) == 7
        for table in (table for table in Base.metadata.sorted_tables if "id" in table.columns):
            begun = text("SELECT (seq + 1) >> 48 FROM sqlite_sequence WHERE name = :name")
            assert session.scalar(begun, {"name": table.name}) == 7, table.name
        session.execute(
            text("INSERT INTO app_user (login, name, password_hash, active) VALUES ('new', '', '', 1)")
        )
        assert book_of(session.scalar(text("SELECT max(id) FROM app_user")) or 0) == 7

    merged = merge([tmp_path / "both.db", tmp_path / "3.db"], tmp_path / "all.db", MERGED)
    assert merged.numbers == [1, 2, 7, 3]
    known = "SELECT group_concat(number), sum(merged_at IS NULL) FROM (SELECT * FROM book ORDER BY number)"
    assert _first(tmp_path / "all.db", known) == ("1,2,3,7,9", 1)
    (made_in,) = _first(tmp_path / "all.db", "SELECT group_concat(DISTINCT id >> 48) FROM app_user")
    assert set(made_in.split(",")) == {"1", "2", "3", "7"}


@pytest.mark.parametrize("damage", ["merged_at = opened_at", "merged_at = NULL"])
def test_verify__one_number_is_the_books_own(
    province_of: Callable[[int], Province], tmp_path: Path, damage: str
) -> None:
    for number in (1, 2):
        province_of(number).database.close()
    merge([tmp_path / "1.db", tmp_path / "2.db"], tmp_path / "all.db", MERGED)

    with closing(Database(f"sqlite:///{tmp_path}/all.db")) as book, unguarded(book) as connection:
        connection.execute(text(f"UPDATE book SET {damage}"))
        connection.commit()
        with book.read() as session:
            assert "one number is this book's own" in {finding.check for finding in verify(session)}


def refused(files: Sequence[Path], into: Path, number: int = MERGED) -> Refusal:
    """What a merge is refused with; it leaves nothing behind."""
    before = {file: file.read_bytes() for file in into.parent.iterdir() if file.suffix == ".db"}
    with pytest.raises(Refusal) as refusal:
        merge(files, into, number)
    after = {file: file.read_bytes() for file in into.parent.iterdir() if file.suffix == ".db"}
    assert after == before
    assert not list(into.parent.glob("merge-*"))
    return refusal.value


def test_merge__refuses_before_it_begins(province_of: Callable[[int], Province], tmp_path: Path) -> None:
    for number in (1, 2):
        province_of(number).database.close()
    one, two, into = tmp_path / "1.db", tmp_path / "2.db", tmp_path / "all.db"
    shutil.copy(one, tmp_path / "copy.db")
    Path(tmp_path, "letter.db").write_text("Kính gửi")

    assert refused([one, two], two).rule == "merge_into_new"
    assert refused([one, tmp_path / "copy.db"], into).facts == {"number": 1}
    assert refused([one, two], into, number=2).facts["lowest"] == 3
    assert refused([one, two], into, number=40_000).rule == "merge_number_highest"
    for stranger in ("letter.db", "nowhere.db"):
        assert refused([one, tmp_path / stranger], into).rule == "merge_file"
    assert not Path(tmp_path, "nowhere.db").exists()


def test_merge__refuses_books_that_share_rows_and_differ_in_them(
    province_of: Callable[[int], Province], tmp_path: Path
) -> None:
    first, second = province_of(1), province_of(2)
    with second.database.write() as session:
        session.execute(text("UPDATE account SET name_vi = 'Tiền vàng' WHERE role = 'cash'"))
    for province in (first, second):
        province.database.close()

    refusal = refused([tmp_path / "1.db", tmp_path / "2.db"], tmp_path / "all.db")

    assert refusal.rule == "merge_rows_equal"
    assert refusal.facts["table"] == "account"


def test_merge__refuses_a_book_that_does_not_verify(two: Callable[[int], list[Path]], tmp_path: Path) -> None:
    files = two(600)
    with closing(Database(f"sqlite:///{files[1]}")) as book, unguarded(book) as connection:
        connection.execute(text("UPDATE balance SET debit = debit + 1 WHERE debit > 0"))
        connection.commit()

    refusal = refused(files, tmp_path / "all.db")

    assert refusal.rule == "merge_verifies"
    assert "balance is the sum of its postings" in str(refusal.facts["first"])


# --- the catalogue ------------------------------------------------------------------------------
NEVER_MEET = {
    ("account", ("regime", "code")): "rows that all books share, under the same ids",
    ("account", ("regime", "role")): "the same",
    ("administrative_area", ("code", "valid_from")): "the same",
    ("voucher", ("token",)): "130 bits of randomness",
}


def test_catalogue__every_table_is_copied_or_left_behind_with_a_reason(folder: Path) -> None:
    with opened(folder / "1.db") as book, book.read() as session:
        copied = copied_tables(session.connection()).keys()
        there = set(inspect(session.connection()).get_table_names())
    assert there - copied == LEFT_BEHIND.keys()
    assert copied == Base.metadata.tables.keys() - LEFT_BEHIND.keys()


def test_catalogue__no_key_of_two_books_can_meet(folder: Path) -> None:
    """Every key holds an id, or is renamed where it meets, or says why it never does."""
    meet = set()
    with opened(folder / "1.db") as book, book.read() as session:
        inspector = inspect(session.connection())
        for table in copied_tables(session.connection()):
            keys: list[Sequence[str | None]] = [inspector.get_pk_constraint(table)["constrained_columns"]]
            keys += [unique["column_names"] for unique in inspector.get_unique_constraints(table)]
            keys += [index["column_names"] for index in inspector.get_indexes(table) if index["unique"]]
            ids = {
                "id",
                *(name for key in inspector.get_foreign_keys(table) for name in key["constrained_columns"]),
            }
            meet |= {(table, tuple(key)) for key in keys if not {*key} & ids and "association_id" not in key}
    assert meet - {(table, (column,)) for table, column in HANDLES} == NEVER_MEET.keys()
