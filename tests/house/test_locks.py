"""The lock files hold what `pyproject.toml` asks for, with hashes and without any host."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
EXTRAS = {
    "requirements.lock": ["build"],
    "requirements-test.lock": ["build", "test"],
    "requirements-browser.lock": ["build", "test", "browser"],
}
ENTRY = re.compile(r"^(\S+)==([^\s;]+)([^\n]*(?:\n    --hash=sha256:[0-9a-f]{64}[^\n]*)*)", re.MULTILINE)


def pins(lock: str) -> dict[str, str]:
    """The version of each package of a lock."""
    text = (ROOT / lock).read_text()
    return {canonicalize_name(name): version for name, version, _ in ENTRY.findall(text)}


@pytest.mark.parametrize("lock", EXTRAS)
def test_lock__answers_pyproject(lock: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = list(project["dependencies"])
    for extra in EXTRAS[lock]:
        wanted += project["optional-dependencies"][extra]
    locked = pins(lock)
    for requirement in map(Requirement, wanted):
        version = locked.get(canonicalize_name(requirement.name))
        assert version is not None, f"{lock} lacks {requirement.name}: make it anew"
        assert version in requirement.specifier, f"{lock} has {requirement.name} {version}: make it anew"


@pytest.mark.parametrize("lock", EXTRAS)
def test_lock__has_hashes_and_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "--index" not in text
    for name, version, hashes in ENTRY.findall(text):
        assert "--hash=sha256:" in hashes, f"{name} {version}"


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [
        ("requirements.lock", "requirements-test.lock"),
        ("requirements-test.lock", "requirements-browser.lock"),
    ],
)
def test_lock__holds_the_one_before_it(smaller: str, larger: str) -> None:
    assert pins(smaller).items() <= pins(larger).items()
