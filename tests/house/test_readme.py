"""What the pages for newcomers say is there: files, commands, sign-ins."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from ledger import cli
from ledger.demo.staff import SIGN_INS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
FIRST_TRY = "## Try it"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links__lead_to_files_that_exist(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (page.parent / unquote(target)).exists()] == []


def test_readme__names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    commands = set(re.findall(r"^    ([a-z-]+)\b", capsys.readouterr().out, re.MULTILINE))
    assert len(commands) >= 7
    assert commands <= set(re.findall(r"^\| `khuyenhoc ([a-z-]+)", README, re.MULTILINE))


def test_readme__names_every_sign_in_of_the_demo() -> None:
    assert re.findall(r"^\| `([a-z.]+)` \|", README, re.MULTILINE) == [entry.login for entry in SIGN_INS]
    assert SIGN_INS[0].passphrase in README


def test_readme__tells_what_it_is_in_a_few_lines() -> None:
    said = [line for line in README.partition(FIRST_TRY)[0].splitlines() if line and line[0] not in "#!"]
    assert len(said) <= 13


def test_readme__names_pages_as_the_screens_do() -> None:
    menu = README.partition("## Who uses it")[2].partition("## A real start")[0]
    named = set(re.findall(r"\*([^*]+)\*", menu.replace("**", "")))
    catalogue = (ROOT / "ledger/locale/vi/LC_MESSAGES/ledger.po").read_text(encoding="utf-8")
    assert named
    assert {label for label in named if f'msgstr "{label}"' not in catalogue} == set()
