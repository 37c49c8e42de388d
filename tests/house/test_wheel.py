"""The wheel carries all that the program reads at run time, and nothing else."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = {"ledger": "ledger", "templates": "ledger/_templates", "migrations": "ledger/_migrations"}
PRINT_FOLDERS = """
import ledger.settings as s
print(s.TEMPLATES, s.MIGRATIONS, sep="\\n")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "-w", f"{folder}", f"{ROOT}"], check=True, capture_output=True)
    return ZipFile(next(folder.glob("*.whl")))


@pytest.mark.slow
def test_wheel__holds_every_file_of_the_program(wheel: ZipFile) -> None:
    expected = {
        f"{target}/{path.relative_to(ROOT / folder).as_posix()}"
        for folder, target in FOLDERS.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert packed == expected


@pytest.mark.slow
def test_wheel__finds_its_own_folders(wheel: ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path)
    asked = subprocess.run(
        [sys.executable, "-c", PRINT_FOLDERS], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert asked.stdout.split() == [
        f"{tmp_path}/ledger/_templates",
        f"{tmp_path}/ledger/_migrations",
    ]
