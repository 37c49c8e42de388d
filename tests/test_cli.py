"""The program `khuyenhoc`, as a person at a terminal uses it."""

import csv
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import select, text

from ledger import __version__, csv_files
from ledger.associations import moves
from ledger.associations.associations import Association
from ledger.associations.events import Decree
from ledger.cli import main
from ledger.clock import stopped_at
from ledger.commands import serving
from ledger.database import Database
from ledger.disclosure.exports import FORMATS
from ledger.disclosure.exports.comma_separated import COLUMNS
from ledger.identity import users
from tests.disclosure.books import Province, found_province
from tests.disclosure.damage import unguarded

PASSPHRASE = "bon tu de nho"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def at_book(engine_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A migrated book that commands find in their environment; nobody holds it open."""
    monkeypatch.setenv("KHUYENHOC_DATABASE_URL", engine_url)
    return engine_url


@pytest.fixture
def province(at_book: str) -> Iterator[Province]:
    """A province in that book, open for writing beside the command."""
    database = Database(at_book)
    yield found_province(database)
    database.close()


@pytest.fixture
def new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a SQLite book could be; there is none."""
    file = tmp_path / "new.db"
    monkeypatch.setenv("KHUYENHOC_DATABASE_URL", f"sqlite:///{file}")
    return file


def test_version__is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out == f"khuyenhoc {__version__}\n"


@pytest.mark.parametrize(
    "command", ["init", "serve", "demo", "verify", "totals", "export", "merge", "create-user"]
)
def test_help__explains_each_command(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])

    assert ended.value.code == 0
    assert f"khuyenhoc {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [
        ["verify"],
        ["totals", "north", "--year", "2025"],
        ["export", "journal"],
        ["serve"],
        ["create-user", "--login", "a", "--name", "A", "--passphrase-stdin"],
    ],
)
def test_commands__say_run_init_when_there_is_no_book(
    command: list[str], new_file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSPHRASE}\n"))
    assert main(command) == 1

    said = capsys.readouterr()
    assert "khuyenhoc init" in said.err
    assert len(said.err.splitlines()) == 1
    assert said.out == ""
    assert not new_file.exists()


def test_init__makes_a_book_that_verifies_and_keeps_its_number(
    new_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", "--book", "7"]) == 0
    assert "Book 7 is ready" in capsys.readouterr().out
    assert main(["init"]) == 0
    assert "Book 7 is ready" in capsys.readouterr().out

    with sqlite3.connect(new_file) as connection:
        areas, lowest = connection.execute(
            "SELECT count(*), min(id) >> 48 FROM administrative_area"
        ).fetchone()
    connection.close()
    assert (areas, lowest) == (3_355 + 10_794, 0)
    assert main(["verify"]) == 0


def test_verify__ends_with_0_while_all_holds_and_with_1_when_not(
    province: Province, capsys: pytest.CaptureFixture[str]
) -> None:
    province.give("north", 300_000, date(2025, 2, 1))
    assert main(["verify", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"holds": True, "findings": []}

    with unguarded(province.database) as connection:
        connection.execute(text("UPDATE balance SET debit = debit + 1"))
        connection.commit()

    assert main(["verify"]) == 1
    said = capsys.readouterr().out
    assert "balance is the sum of its postings | association" in said
    assert "300000 ≠ 300001" in said
    assert main(["verify", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["holds"] is False
    assert set(found["findings"][0]) == {"check", "where", "expected", "found"}


def test_totals__print_what_the_page_shows_as_json(
    province: Province, capsys: pytest.CaptureFixture[str]
) -> None:
    province.give("north", 300_000, date(2025, 2, 1), "scholarship")
    province.send("north", "province", 100_000, date(2025, 3, 1), "scholarship")

    assert main(["totals", "Hoi North", "--year", "2025", "--json"]) == 0

    found = json.loads(capsys.readouterr().out)
    assert found["association"]["code"] == "north"
    assert found["year"] == 2025
    (fund,) = found["own"]["funds"]
    assert (fund["fund"], fund["name"]) == ("scholarship", "Quỹ scholarship")
    expected = {
        "opening": 0,
        "mobilized": 300_000,
        "transfers_in": 0,
        "transfers_out": 100_000,
        "spent": 0,
        "closing": 200_000,
    }
    for figures in (fund, found["own"]["all"], found["subtree"]["all"]):
        assert {name: figures[name] for name in expected} == expected


def test_totals__print_a_table_for_people(province: Province, capsys: pytest.CaptureFixture[str]) -> None:
    province.give("north", 1_300_000, date(2025, 2, 1))

    assert main(["totals", "north", "--year", "2025"]) == 0

    said = capsys.readouterr().out
    assert "Hội north, 2025" in said
    assert said.count("1.300.000") == 8


def test_totals__show_a_year_as_it_was_and_as_it_is_now(
    province: Province, capsys: pytest.CaptureFixture[str]
) -> None:
    province.give("village", 300_000, date(2023, 2, 1))
    with stopped_at(date(2024, 3, 1)), province.database.write() as session:
        places = {place.code: place for place in session.scalars(select(Association))}
        moves.move(session, places["village"], places["south"], on=date(2024, 3, 1), decree=Decree("1/QĐ"))

    asked = ["totals", "north", "--year", "2023"]
    for more, mobilized in (([], 300_000), (["--structure-as-of", "now"], 0), (["--until", "31/1/2023"], 0)):
        assert main([*asked, "--json", *more]) == 0
        assert json.loads(capsys.readouterr().out)["subtree"]["all"]["mobilized"] == mobilized
    assert main([*asked, "--structure-as-of", "2024-03-01", "--own"]) == 0
    said = capsys.readouterr().out
    assert "As it was on 01/03/2024" in said
    assert "With all under it" not in said


@pytest.mark.parametrize(
    "more", [["--until", "1/1/2024"], ["--structure-as-of", "1/1/2999"], ["--until", "x"]]
)
def test_totals__refuse_a_day_that_does_not_fit(
    province: Province, capsys: pytest.CaptureFixture[str], more: list[str]
) -> None:
    assert main(["totals", "north", "--year", "2023", *more]) == 1
    assert capsys.readouterr().err


def test_totals__refuse_an_unknown_association(at_book: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["totals", "nowhere", "--year", "2025"]) == 1
    assert "“nowhere”" in capsys.readouterr().err


def test_commands__speak_vietnamese_on_a_vietnamese_terminal(
    at_book: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[str] = []
    monkeypatch.setattr("ledger.cli.set_locale", spoken.append)
    for terminal in ("vi_VN.UTF-8", "en_US.UTF-8", "C"):
        monkeypatch.setenv("LC_ALL", terminal)
        main(["verify"])

    assert spoken == ["vi", "en", "en"]


def test_export__writes_one_row_for_each_posting(
    province: Province, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = province.give("north", 300_000, date(2025, 2, 1))
    province.cancel(receipt, date(2025, 2, 3))
    province.collect("clan", [200_000, 250_000], date(2025, 3, 1))
    province.pay(province.promise("clan", [100_000], date(2025, 4, 1)), date(2025, 4, 2), method="cash")

    assert main(["export", "journal", "--format", "csv"]) == 0
    written = capsys.readouterr().out
    file = tmp_path / "journal.csv"
    assert main(["export", "journal", "-o", str(file)]) == 0

    assert file.read_text(encoding="utf-8") == written
    assert list(tmp_path.iterdir()) == [file]
    rows = list(csv.DictReader(StringIO(written)))
    assert tuple(rows[0]) == COLUMNS
    shown = [(row["association"], row["debit"], row["credit"], row["amount"], row["voucher"]) for row in rows]
    assert shown == [
        ("north", "1121", "5111", "300000", "PT-2025-Q01-0001"),
        ("north", "5111", "1121", "300000", ""),
        ("clan", "1111", "5111", "200000", "PT-2025-Q01-0001"),
        ("clan", "1111", "5111", "250000", "PT-2025-Q01-0002"),
        ("clan", "6111", "3381", "100000", ""),
        ("clan", "3381", "1111", "100000", "PC-2025-Q01-0001"),
    ]
    assert rows[1]["reverses"] == rows[0]["posting"]
    assert rows[0]["recorded_at"] == "2025-02-01T02:00:00+00:00"
    assert "Người ủng hộ" not in written


def test_export__takes_a_window_of_one_association_in_each_format(
    province: Province, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in ("north", "south"):
        for day in (1, 2, 3):
            province.give(place, 100_000 * day, date(2025, 2, day))
    window = ["--association", "Hoi North", "--from", "2/2/2025", "--to", "2025-02-02"]

    for name in FORMATS:
        assert main(["export", "journal", "--format", name, *window]) == 0
        said = capsys.readouterr().out
        assert "200000" in said
        assert not any(other in said for other in ("100000", "300000", "outh"))

    assert main(["export", "journal", "--from", "3/2/2025", "--to", "2/2/2025"]) == 1
    assert "later than the last" in capsys.readouterr().err
    assert main(["export", "journal", "--association", "nowhere"]) == 1
    assert "“nowhere”" in capsys.readouterr().err


def test_merge__makes_one_book_of_two_real_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [str(tmp_path / name) for name in ("a.db", "b.db", "all.db")]
    for number, file in enumerate(files[:2], start=4):
        monkeypatch.setenv("KHUYENHOC_DATABASE_URL", f"sqlite:///{file}")
        assert main(["init", "--book", str(number), "--association", "Hội Mẫu", "--code", "hoi-mau"]) == 0
    capsys.readouterr()

    assert main(["merge", *files[:2], "--into", files[2], "--book-number", "5"]) == 1
    assert "6 to 32767" in capsys.readouterr().err
    assert main(["merge", *files[:2], "--into", files[2], "--book-number", "6"]) == 0

    said = capsys.readouterr().out.splitlines()
    assert "“hoi-mau” of book 5 is now “hoi-mau-b5”." in said
    assert said[-1] == f"{files[2]} holds the books 4, 5; everything agrees."
    monkeypatch.setenv("KHUYENHOC_DATABASE_URL", f"sqlite:///{files[2]}")
    assert main(["init"]) == 0
    assert "Book 6 is ready" in capsys.readouterr().out
    assert main(["verify"]) == 0


@pytest.mark.parametrize("cell", ["=1+1", "+84", "-x", "@a", "\tb", "\rc", "＝d", "－e"])
def test_csv__no_cell_is_a_formula(cell: str) -> None:
    file = StringIO()
    csv_files.write(file, ["a"], [[cell], [-5], [None]])

    assert csv_files.safe(cell) == f"'{cell}"
    assert file.getvalue().endswith("-5\n\n") or file.getvalue().endswith('-5\n""\n')


def test_create_user__lets_a_person_sign_in_with_a_role(
    at_book: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(at_book)
    founded = found_province(database)
    database.close()
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSPHRASE}\n"))
    command = ["create-user", "--login", "Lan", "--name", "Lò Thị Lan", "--passphrase-stdin"]

    assert main([*command, "--role", "treasurer", "--association", "north"]) == 0

    assert "“lan” can sign in now" in capsys.readouterr().out
    database = Database(at_book)
    with database.read() as session:
        user = users.authenticate(session, login="lan", passphrase=PASSPHRASE)
        held = session.execute(
            text("SELECT role, association_id FROM role_holding WHERE user_id = :user"), {"user": user.id}
        )
        assert [tuple(row) for row in held] == [("treasurer", founded.id("north"))]
    database.close()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--role", "chair"], "Give --role and --association together"),
        (["--role", "chair", "--association", "nowhere"], "“nowhere”"),
        (["--login", "b"], "at least 12 characters"),
    ],
)
def test_create_user__refuses_in_one_sentence(
    at_book: str,
    more: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{PASSPHRASE if '--role' in more else 'short'}\n"))

    assert main(["create-user", "--login", "a", "--name", "A", "--passphrase-stdin", *more]) == 1

    assert said in capsys.readouterr().err
    database = Database(at_book, writing=False)
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM app_user")) == 0
    database.close()


def test_create_user__asks_for_the_passphrase_twice(
    at_book: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter([PASSPHRASE, "another one entirely"])
    monkeypatch.setattr("getpass.getpass", lambda _: next(typed))

    assert main(["create-user", "--login", "a", "--name", "A"]) == 1
    assert "not the same" in capsys.readouterr().err


def test_reading_commands__work_beside_a_program_that_writes(
    province: Province, capsys: pytest.CaptureFixture[str]
) -> None:
    province.give("north", 300_000, date(2025, 2, 1))

    assert main(["verify"]) == 0
    assert main(["totals", "north", "--year", "2025"]) == 0
    assert main(["export", "journal"]) == 0
    if province.database.is_sqlite:
        capsys.readouterr()
        assert main(["serve"]) == 1
        assert "already writing this book" in capsys.readouterr().err


def test_database__that_does_not_answer_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KHUYENHOC_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    assert main(["init"]) == 1

    said = capsys.readouterr().err
    assert said.startswith("The database did not answer")
    assert len(said.splitlines()) == 1


def start(*arguments: str, folder: Path, url: str | None = None) -> subprocess.Popen[str]:
    """The program in a process of its own, in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUNBUFFERED": "1"}
    if url is not None:
        environment["KHUYENHOC_DATABASE_URL"] = url
    return subprocess.Popen(
        [sys.executable, "-m", "ledger", *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def test_serve__answers_until_ctrl_c(new_file: Path, tmp_path: Path) -> None:
    assert main(["init"]) == 0
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with start("serve", "--port", str(port), folder=tmp_path) as program:
        assert program.stdout
        line = program.stdout.readline()
        assert f"http://127.0.0.1:{port}" in line
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            assert answer.status == 200
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=20)
    assert program.returncode == 0
    assert out == "Stopped.\n"
    assert err == ""


def test_serve__says_that_a_port_is_taken(new_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init"]) == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["serve", "--port", str(taken.getsockname()[1])]) == 1
    assert "is taken by another program" in capsys.readouterr().err


@pytest.fixture
def small_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A demonstration that founds one small province, in a folder of its own; one line for each time."""
    built: list[str] = []

    def load(database: Database, *, progress: Callable[[str], None]) -> None:
        progress("Founding")
        found_province(database)
        built.append(str(database.url))

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("ledger.demo.province.load", load)
    return built


def test_demo__builds_once_in_its_own_file_whatever_the_environment_says(
    small_demo: list[str], new_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--no-serve"]) == 0
    assert capsys.readouterr().out == "Founding …\nThe demonstration is ready in var/demo.db.\n"
    assert main(["demo", "--no-serve"]) == 0
    assert len(small_demo) == 1
    assert main(["demo", "--no-serve", "--fresh"]) == 0
    assert len(small_demo) == 2

    assert not new_file.exists()
    assert {file.name for file in (tmp_path / "var").iterdir()} == {"demo.db", "demo.db.lock"}
    database = Database("sqlite:///var/demo.db", writing=False)
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM association")) == 6
    database.close()


def test_demo__stopped_while_it_builds_leaves_nothing_half(
    small_demo: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(database: Database, **_: object) -> None:
        found_province(database)
        raise KeyboardInterrupt

    monkeypatch.setattr("ledger.demo.province.load", stop)

    assert main(["demo"]) == 130

    assert capsys.readouterr().err == "Stopped.\n"
    assert [file.name for file in (tmp_path / "var").iterdir()] == ["demo.db.lock"]


def test_demo__is_not_rebuilt_under_a_program_that_serves_it(
    small_demo: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--no-serve"]) == 0
    other = Database("sqlite:///var/demo.db")

    assert main(["demo", "--fresh"]) == 1

    assert "already writing this book (demo.db)" in capsys.readouterr().err
    assert len(small_demo) == 1
    other.close()


def test_demo__takes_another_port_when_one_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with serving.listen_near(port) as found:
            other = found.getsockname()[1]

    assert other > port
    assert capsys.readouterr().out == f"Port {port} is taken; {other} is used.\n"
