#!/usr/bin/env python3
"""Try, test or check this program with nothing but Python 3.11 or later.

    python3 run.py demo [--port N] [--fresh] [--no-serve]   the demo province, served on 127.0.0.1
    python3 run.py test [pytest arguments]                  the tests, on SQLite and on PostgreSQL
    python3 run.py check                                    format, lint, types, layers, templates

The first run makes the folder .venv beside this file and fills it with the packages of the lock
files, each checked against its hash. Later runs start at once. Nothing else is changed on this
machine, save pip's own cache: to undo it all, delete this folder.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the sentence is for those who have an older one
    sys.exit("This needs Python 3.11 or later, and this is Python {}.{}.".format(*sys.version_info))

import hashlib
import importlib.util
import os
import shutil
import subprocess
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "installed.txt"
RUNTIME, TEST, BROWSER = LOCKS = ("requirements.lock", "requirements-test.lock", "requirements-browser.lock")
"""Each lock holds all of the one before it."""
CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("lint-imports", "--no-logo"),
    ("djlint", "--lint", "--quiet", "templates"),
    ("deptry", "."),
)


def main(arguments: list[str]) -> int:
    """Do what the first argument says; the answer is the exit code."""
    command, rest = (arguments or [""])[0], arguments[1:]
    if command == "demo":
        install(RUNTIME)
        become(BIN / "khuyenhoc", "demo", *rest)
    if command == "test":
        install(test_lock())
        become(PYTHON, "-m", "pytest", *rest)
    if command == "check":
        install(test_lock())
        return check()
    if command in ("-h", "--help"):
        print(__doc__)
        return 0
    print(__doc__, file=sys.stderr)
    return 2


def test_lock() -> str:
    """What tests need here: the large package for browser tests only where they can run, or must."""
    found = any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return BROWSER if found or os.environ.get("CI") == "true" else TEST


def install(lock: str) -> None:
    """Make `.venv` hold this project and what the lock names, unless it does already."""
    wanted = fingerprint()
    digest, _, present = STAMP.read_text().partition(" ") if STAMP.exists() else ("", "", "")
    if digest == wanted and LOCKS.index(present) >= LOCKS.index(lock) and PYTHON.exists():
        return
    if not works():
        make_venv()
    STAMP.unlink(missing_ok=True)
    with step("Installing packages"):
        pip("--require-hashes", "--only-binary", ":all:", "--no-compile", "-r", lock)
    with step("Installing this project"):
        pip("--no-deps", "--no-build-isolation", "-e", ".")
    STAMP.write_text(f"{wanted} {lock}")


def fingerprint() -> str:
    """A digest of all that decides what `.venv` should hold."""
    digest = hashlib.sha256(f"{ROOT} {sys.version_info[:2]}".encode())
    for name in ("pyproject.toml", *LOCKS):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def works() -> bool:
    """Whether `.venv` is there and whole: an interrupted first run or a new Python leaves a ruin."""
    if not PYTHON.exists():
        return False
    return subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False).returncode == 0


def make_venv() -> None:
    """Make `.venv` anew, or say what Python is missing."""
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python3.{sys.version_info.minor}-venv"
        sys.exit(f"Python's venv module is not complete. On Debian and Ubuntu: sudo apt install {package}")
    with step("Making .venv"):
        venv.create(VENV, clear=True, with_pip=True, symlinks=os.name != "nt")


@contextmanager
def step(name: str) -> Iterator[None]:
    """One line that tells what is being done, and how long it took."""
    print(f"{name} ..", end="", flush=True)
    began = time.monotonic()
    yield
    print(f" {time.monotonic() - began:.0f} s", flush=True)


def pip(*arguments: str) -> None:
    """Run `pip install`, with a dot for every package; show what it said only when it fails."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *arguments]
    environment = os.environ | {"PIP_USER": "0", "PYTHONUTF8": "1"}
    said = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", env=environment
    ) as process:
        for line in process.stdout or ():
            said.append(line)
            if line.startswith("Collecting "):
                print(".", end="", flush=True)
    if process.returncode:
        sys.exit(f"\n{''.join(said)}\nThe packages could not be installed. Is there a network? See above.")


def check() -> int:
    """Run every check, even after one has failed; 1 when any has."""
    failed = [" ".join(tool) for tool in CHECKS if not passes(*tool)]
    print(f"Failed: {'; '.join(failed)}" if failed else "All checks passed.", flush=True)
    return 1 if failed else 0


def passes(tool: str, *arguments: str) -> bool:
    """Run one tool of `.venv`, under a line with its name."""
    print(f"== {tool} {' '.join(arguments)}", flush=True)
    return subprocess.run([BIN / tool, *arguments], check=False).returncode == 0


def become(program: Path, *arguments: str) -> NoReturn:
    """Run a program in place of this one, so that signals and exit code are its own."""
    if os.name == "nt":  # execv returns to the prompt too early there
        sys.exit(subprocess.run([program, *arguments], check=False).returncode)
    os.execv(program, [str(program), *arguments])


if __name__ == "__main__":
    os.chdir(ROOT)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        print("\nStopped.")
        sys.exit(130)
