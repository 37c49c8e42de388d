"""Files written by other people are those `VENDOR.toml` names, unchanged; and the first load stays light."""

import gzip
import tomllib
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "ledger" / "web" / "static"
FOLDERS = [STATIC, ROOT / "tests" / "browser" / "vendor"]
OURS = {"VENDOR.toml", "app.css", "icon.svg"}
FIRST_LOAD_LIMIT = 60_000
PAGE_LIMIT = 12_000  # what a page's own HTML may weigh of it, tested where pages are rendered
STYLESHEET_LIMIT = 12_000

in_each_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def vendored(folder: Path) -> list[dict[str, Any]]:
    """The entries of a folder's `VENDOR.toml`."""
    text = (folder / "VENDOR.toml").read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = tomllib.loads(text)["vendor"]
    return entries


def gzipped(path: Path) -> int:
    """The size in bytes as a server sends it."""
    return len(gzip.compress(path.read_bytes(), compresslevel=6))


@in_each_folder
def test_vendor__hashes_are_the_recorded_ones(folder: Path) -> None:
    for entry in vendored(folder):
        for name, recorded in entry["sha256"].items():
            actual = sha256((folder / name).read_bytes()).hexdigest()
            assert actual == recorded, f"{name} is not what was vendored"


@in_each_folder
def test_vendor__every_foreign_file_is_recorded(folder: Path) -> None:
    recorded = {name for entry in vendored(folder) for name in entry["sha256"]}
    present = {path.name for path in folder.iterdir() if path.is_file()}
    assert present - OURS == recorded


@in_each_folder
def test_vendor__each_entry_names_version_source_and_licence(folder: Path) -> None:
    for entry in vendored(folder):
        assert {"name", "version", "package", "source", "licence", "sha256"} == set(entry)
        assert any("LICENSE" in name for name in entry["sha256"]), f"no licence beside {entry['name']}"


def test_weigh__first_load() -> None:
    shared = sum(gzipped(STATIC / name) for name in ("app.css", "htmx.min.js", "icon.svg"))
    assert shared + PAGE_LIMIT <= FIRST_LOAD_LIMIT


def test_weigh__stylesheet() -> None:
    assert gzipped(STATIC / "app.css") <= STYLESHEET_LIMIT
