"""`run.py` needs nothing but Python, and says so to those whose Python is too old."""

import ast
import subprocess
import sys
from pathlib import Path

RUN = Path(__file__).parents[2] / "run.py"
OLDEST_THAT_GETS_A_SENTENCE = (3, 6)


def test_run__reads_on_an_old_python() -> None:
    ast.parse(RUN.read_text(encoding="utf-8"), feature_version=OLDEST_THAT_GETS_A_SENTENCE)


def test_run__imports_the_standard_library_only() -> None:
    names = set()
    for node in ast.walk(ast.parse(RUN.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    assert names <= sys.stdlib_module_names


def test_run__tells_its_commands() -> None:
    asked = subprocess.run([sys.executable, RUN, "--help"], capture_output=True, encoding="utf-8", check=True)
    for command in ("run.py demo", "run.py test", "run.py check"):
        assert command in asked.stdout


def test_run__refuses_an_unknown_command() -> None:
    asked = subprocess.run(
        [sys.executable, RUN, "deploy"], capture_output=True, encoding="utf-8", check=False
    )
    assert asked.returncode == 2
    assert "run.py demo" in asked.stderr
