"""House rules for templates. They keep the content security policy, the translations and the layout true."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, nodes

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
LONGEST = 100
Reference = nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport
ENVIRONMENT = Environment(loader=FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n"], autoescape=True)
STYLESHEET = (ROOT / "ledger" / "web" / "static" / "app.css").read_text(encoding="utf-8")

REFUSED = {
    r"<script(?![^>]*\ssrc=)": "an inline script: the content security policy refuses it",
    r"<style": "an inline stylesheet: write it in app.css",
    r"\sstyle=": "an inline style: write a class in app.css",
    r"\son[a-z]+=": "an inline handler: the content security policy refuses it",
    r"javascript:|[\"']js:": "script inside an attribute: the content security policy refuses it",
    r"(?<!data-)\bhx-[a-z]": "an htmx attribute without data-: the HTML would not be valid",
    r"data-hx-on": "data-hx-on needs eval, which the content security policy refuses",
    r"data-hx-trigger\W+[^\"']*\[": "a trigger filter needs eval, which the content security policy refuses",
    r"https?://(?!www\.w3\.org/)": "an address of another site: every page stands alone",
}

each_template = pytest.mark.parametrize("name", NAMES)


def source(name: str) -> str:
    """A template's text without its comments."""
    return re.sub(r"\{#.*?#\}", "", (TEMPLATES / name).read_text(encoding="utf-8"), flags=re.DOTALL)


def parsed(name: str) -> nodes.Template:
    """A template's syntax tree; a mistake in it is a failing test."""
    return ENVIRONMENT.parse((TEMPLATES / name).read_text(encoding="utf-8"), name)


def imported(tree: nodes.Template) -> Iterator[tuple[str, str, str, bool]]:
    """What a template imports: (file, macro, its name here, with context)."""
    for node in tree.find_all(nodes.FromImport):
        assert isinstance(node.template, nodes.Const)
        for entry in node.names:
            macro, alias = entry if isinstance(entry, tuple) else (entry, entry)
            yield node.template.value, macro, alias, node.with_context


def referred(tree: nodes.Template) -> Iterator[str]:
    """The files a template extends, includes or imports, both sides of a choice included."""
    references: list[Reference] = [
        *tree.find_all(nodes.Extends),
        *tree.find_all(nodes.Include),
        *tree.find_all(nodes.Import),
        *tree.find_all(nodes.FromImport),
    ]
    for node in references:
        for end in (node.template, *node.template.find_all(nodes.Const)):
            if isinstance(end, nodes.Const) and str(end.value).endswith(".html"):
                yield end.value


def macros(name: str) -> dict[str, nodes.Macro]:
    return {macro.name: macro for macro in parsed(name).find_all(nodes.Macro)}


@each_template
def test_parse__refers_only_to_templates_that_exist(name: str) -> None:
    for other in referred(parsed(name)):
        assert other in NAMES, f"{name} refers to {other}"


@each_template
def test_import__every_macro_exists_and_is_used(name: str) -> None:
    tree = parsed(name)
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    for file, macro, alias, _ in imported(tree):
        assert macro in macros(file), f"{file} has no macro {macro}"
        assert alias in used, f"{alias} is imported and not used"


@each_template
def test_import__macros_that_read_the_request_come_with_context(name: str) -> None:
    for file, macro, _, with_context in imported(parsed(name)):
        if macro in {"csrf_field", "post_form", "language_switch"}:
            assert with_context, f"{macro} from {file}: without context a form has no proof of origin"


@each_template
def test_escape__nothing_is_marked_safe(name: str) -> None:
    tree = parsed(name)
    assert not [node for node in tree.find_all(nodes.Filter) if node.name == "safe"]
    assert not list(tree.find_all(nodes.ScopedEvalContextModifier)), "autoescape is never switched off"


@each_template
def test_markup__holds_nothing_the_security_policy_refuses(name: str) -> None:
    for pattern, reason in REFUSED.items():
        found = [match.group() for match in re.finditer(pattern, source(name), flags=re.IGNORECASE)]
        assert not found, f"{found} in {name}: {reason}"


@each_template
def test_form__that_posts_carries_its_proof(name: str) -> None:
    text = source(name)
    if re.search(r'method="post"', text, flags=re.IGNORECASE):
        assert "csrf_field()" in text, "a form that posts is written with post_form, or prints csrf_field()"


@each_template
def test_class__is_in_the_stylesheet(name: str) -> None:
    for value in re.findall(r'\sclass="([^"{]*)"', source(name)):
        for word in value.split():
            assert re.search(rf"\.{re.escape(word)}(?![\w-])", STYLESHEET), f"app.css has no class {word}"


@each_template
def test_length__is_one_screen_or_two(name: str) -> None:
    lines = len((TEMPLATES / name).read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{name} has {lines} lines: split it"


@each_template
def test_component__tells_how_to_use_each_macro(name: str) -> None:
    if not name.startswith("components/"):
        return
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    head = text[: text.index("#}")]
    for macro in macros(name):
        assert f"{macro}(" in head, f"the comment at the top of {name} does not show {macro}"
