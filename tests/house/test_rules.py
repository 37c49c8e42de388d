"""Rules of the house that no linter knows: read from the syntax tree, each with its reason in the message."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEDGER = sorted((ROOT / "ledger").rglob("*.py"))
EVERYTHING = sorted(
    file for folder in ("ledger", "migrations", "tests") for file in (ROOT / folder).rglob("*.py")
)
LONGEST_ROUTE = 10
LONGEST_FUNCTION = 50

Rule = Callable[[ast.Module, list[str]], Iterator[int]]
"""From the tree and the lines of a file: the numbers of the lines that break the rule."""


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str, str]]:
    """Every call with the name it goes by and the name it is an attribute of, if any."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(attr=name, value=ast.Name(id=owner) | ast.Attribute(attr=owner)):
                    yield node, owner, name
                case ast.Attribute(attr=name) | ast.Name(id=name):
                    yield node, "", name


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every import: its line, and the dotted name of what is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def commits(tree: ast.Module, _lines: list[str]) -> Iterator[int]:
    return (call.lineno for call, _, name in calls(tree) if name == "commit")


CLOCKS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "strftime", "ctime"},
    "func": {"now", "current_date", "current_timestamp", "localtime", "localtimestamp"},
}


def reads_clock(tree: ast.Module, _lines: list[str]) -> Iterator[int]:
    return (call.lineno for call, owner, name in calls(tree) if name in CLOCKS.get(owner, ()))


def draws_lots(tree: ast.Module, _lines: list[str]) -> Iterator[int]:
    yield from (
        line
        for line, name in imported(tree)
        if name.partition(".")[0] in {"random", "secrets", "uuid"} and name != "random.Random"
    )
    yield from (
        call.lineno
        for call, owner, name in calls(tree)
        if (owner, name) in {("os", "urandom"), ("func", "random"), ("", "Random")} and not call.args
    )


def makes_floats(tree: ast.Module, _lines: list[str]) -> Iterator[int]:
    return (call.lineno for call, owner, name in calls(tree) if (owner, name) == ("", "float"))


def imports_late(tree: ast.Module, _lines: list[str]) -> Iterator[int]:
    for function in functions(tree):
        yield from (line for line, _ in imported(function))


def imports_late_in_silence(tree: ast.Module, lines: list[str]) -> Iterator[int]:
    """A reason stands on the line itself or, for a second import in a row, on the line above."""
    return (line for line in imports_late(tree, lines) if "#" not in lines[line - 1] + lines[line - 2])


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement to the last, without the docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def has_long_function(tree: ast.Module, _lines: list[str]) -> Iterator[int]:
    return (function.lineno for function in functions(tree) if length(function) > LONGEST_FUNCTION)


METHODS = {"get", "post", "put", "delete", "patch", "head", "route", "api_route"}


def has_long_route(tree: ast.Module, _lines: list[str]) -> Iterator[int]:
    """What counts is what is done, not how many lines the formatter makes of a call or a `with`."""
    for function in functions(tree):
        decorators = {name for mark in function.decorator_list for _, _, name in calls(mark)}
        body = function.body[1:] if ast.get_docstring(function) else function.body
        done = sum(
            isinstance(node, ast.stmt) and not hasattr(node, "body")
            for part in body
            for node in ast.walk(part)
        )
        if decorators & METHODS and done > LONGEST_ROUTE:
            yield function.lineno


RULES: dict[str, tuple[Rule, set[str], str, str]] = {
    "commit": (
        commits,
        {"ledger/database.py"},
        "Only `write()` commits, so that an act is whole and durable before its answer is built.",
        "session.commit()",
    ),
    "clock": (
        reads_clock,
        {"ledger/clock.py"},
        "Ask `ledger.clock`: the day is Vietnam's, and tests and the demo can stop it.",
        "date.today()",
    ),
    "random": (
        draws_lots,
        {"ledger/ids.py"},
        "Ask `ledger.ids`, which the demo can seed. A seeded `random.Random(seed)` is no randomness.",
        "import secrets",
    ),
    "float": (
        makes_floats,
        set(),
        "Money is whole đồng; a float would lose one sooner or later.",
        "float(amount)",
    ),
    "late import": (
        imports_late,
        {"ledger/database.py", "ledger/cli.py"},  # what only some commands need, and takes its time
        "Imports stand at the top: one inside a function hides a cycle between rooms.",
        "def post():\n    import ledger.web",
    ),
    "late import without a reason": (
        imports_late_in_silence,
        set(),
        "Say beside an import inside a function why it cannot stand at the top.",
        "def post():\n\n    import ledger.web",
    ),
    "long function": (
        has_long_function,
        set(),
        f"More than {LONGEST_FUNCTION} lines: give a part of it a name of its own.",
        "def long():\n" + "    pass\n" * 51,
    ),
    "long route": (
        has_long_route,
        set(),
        f"A route parses, calls one verb and answers: at most {LONGEST_ROUTE} statements.",
        "@router.get('/')\ndef long():\n" + "    pass\n" * 11,
    ),
}


@cache
def parsed(source: str) -> ast.Module:
    return ast.parse(source)


def broken(rule: Rule, source: str) -> list[int]:
    return sorted(set(rule(parsed(source), source.splitlines())))


@pytest.mark.parametrize("name", RULES)
def test_house_rule(name: str) -> None:
    rule, excepted, reason, _ = RULES[name]
    found = [
        f"{file.relative_to(ROOT)}:{line}"
        for file in LEDGER
        if file.relative_to(ROOT).as_posix() not in excepted
        for line in broken(rule, file.read_text(encoding="utf-8"))
    ]
    assert found == [], reason


@pytest.mark.parametrize("name", RULES)
def test_house_rule__finds_a_sinner(name: str) -> None:
    rule, _, _, sinner = RULES[name]
    assert broken(rule, sinner)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("clock", "from ledger.clock import today\ntoday()"),
        ("random", "from random import Random\nRandom(7)"),
        ("float", "def draw(width: float) -> None: ..."),
        ("late import without a reason", "def lock():\n    import fcntl  # exists on POSIX only"),
        ("long route", "@router.get('/')\ndef home():\n    '''Words.'''\n" + "    pass\n" * 10),
    ],
)
def test_house_rule__leaves_the_honest_alone(name: str, source: str) -> None:
    assert broken(RULES[name][0], source) == []


def test_files__none_is_a_drawer_for_everything() -> None:
    """A file is named for what it is about; what has no name of its own has no room of its own."""
    drawers = {
        "utils.py",
        "util.py",
        "helpers.py",
        "helper.py",
        "common.py",
        "misc.py",
        "shared.py",
        "base.py",
    }
    assert [str(file.relative_to(ROOT)) for file in EVERYTHING if file.name in drawers] == []
