"""A page as a browser without JavaScript sees it: its text, its links, its forms with what is in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

VOID = {"meta", "link", "input", "br", "hr", "img", "path", "rect", "circle"}
TYPED = {"text", "password", "hidden", "search"}
Pairs = list[tuple[str, str]]


@dataclass
class Form:
    """One form: where it goes, what it holds now, and its buttons as (name, value, label, action)."""

    method: str
    action: str
    values: Pairs = field(default_factory=list)
    fields: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str, str, str]] = field(default_factory=list)

    def filled(self, typed: Mapping[str, str | Sequence[str] | None]) -> Pairs:
        """What would be sent after typing: None clears a box, a list ticks several boxes of one name."""
        unknown = set(typed) - self.fields
        assert not unknown, f"the form has no field {unknown}; it has {sorted(self.fields)}"
        kept = [(name, value) for name, value in self.values if name not in typed]
        for name, value in typed.items():
            several = [value] if isinstance(value, str) else value or []
            kept += [(name, one) for one in several]
        return kept


class Page(HTMLParser):
    """An answer in HTML, taken apart and inspected."""

    def __init__(self, html: str, url: str = "/", status: int = 200) -> None:
        super().__init__(convert_charrefs=True)
        self.html, self.url, self.status = html, url, status
        self.lang = self.title = ""
        self.headings: list[tuple[str, str]] = []
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self.ids: list[str] = []
        self.problems: list[str] = []
        self._labels: set[str] = set()
        self._controls: list[tuple[str, str]] = []
        self._open: list[str] = []
        self._texts: list[str] = []
        self._collecting: list[tuple[str, list[str], dict[str, str]]] = []
        self._select = ""
        self.feed(html)

    @property
    def text(self) -> str:
        """All the words on the page, one space between them."""
        return re.sub(r"\s+", " ", " ".join(self._texts)).strip()

    def form(self, ends_with: str = "") -> Form:
        """The first form that posts to an address of this ending, the page's own before the frame's."""
        fit = [f for f in self.forms if f.method == "post" and f.action.endswith(ends_with)]
        own = [f for f in fit if f.action not in ("/sign-out", "/language")]
        return (own or fit)[0]

    def link(self, label: str) -> str:
        """The address behind the first link with this label."""
        return next(href for href, text in self.links if text == label)

    def inspect(self) -> None:
        """Refuse what no page of ours may have."""
        assert self.title, f"{self.url}: no title"
        assert self.lang in ("vi", "en"), f"{self.url}: no language"
        first = [text for name, text in self.headings if name == "h1"]
        assert len(first) == 1, f"{self.url}: h1 {first}"
        assert not self.problems, f"{self.url}: {self.problems}"
        assert len(self.ids) == len(set(self.ids)), f"{self.url}: an id twice in {self.ids}"
        assert not re.search(r"\{\{|\{%|%\(\w+\)|Undefined", self.html), f"{self.url}: template leftovers"
        for form in self.forms:
            assert form.method != "post" or "csrf" in form.fields, f"{self.url}: {form.action} has no csrf"
        for identity, name in self._controls:
            assert identity in self._labels, f"{self.url}: {name} has no label"

    # --- parsing -------------------------------------------------------------------------------
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        self._check(tag, given)
        if "id" in given:
            self.ids.append(given["id"])
        match tag:
            case "html":
                self.lang = given.get("lang", "")
            case "label":
                self._labels.add(given.get("for", ""))
            case "form":
                action = urljoin(self.url, given.get("action", self.url))
                self.forms.append(Form(given.get("method", "get"), action))
            case "input":
                self._input(given)
            case "select":
                self._select = given["name"]
                self._field(given)
            case _:
                pass
        if tag in {"title", "h1", "h2", "h3", "a", "button", "textarea", "option"}:
            self._collecting.append((tag, [], given))
        if tag == "textarea":
            self._field(given)

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] not in {"script", "style"}:
            self._texts.append(data)
        for _, parts, _ in self._collecting:
            parts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if self._collecting and self._collecting[-1][0] == tag:
            _, parts, given = self._collecting.pop()
            raw = "".join(parts)
            self._collected(tag, re.sub(r"\s+", " ", raw).strip(), raw, given)
        if tag == "select":
            self._select = ""

    def _collected(self, tag: str, text: str, raw: str, given: dict[str, str]) -> None:
        match tag:
            case "title":
                self.title = text
            case "h1" | "h2" | "h3":
                self.headings.append((tag, text))
            case "a":
                self.links.append((given.get("href", ""), text))
            case "button" if self.forms:
                action = urljoin(self.url, given["formaction"]) if "formaction" in given else ""
                self.forms[-1].buttons.append((given.get("name", ""), given.get("value", ""), text, action))
            case "textarea":
                self.forms[-1].values.append((given["name"], raw.removeprefix("\n")))
            case "option" if self._select:
                self._option(text, given)
            case _:
                pass

    def _option(self, text: str, given: dict[str, str]) -> None:
        form, choice = self.forms[-1], (self._select, given.get("value", text))
        chosen = [pair for pair in form.values if pair[0] == self._select]
        if "selected" in given:
            form.values = [pair for pair in form.values if pair[0] != self._select]
            chosen = []
        if not chosen:
            form.values.append(choice)

    def _input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given.get("name", "")
        self._field(given)
        if kind in TYPED:
            self.forms[-1].values.append((name, given.get("value", "")))
        elif "checked" in given:
            self.forms[-1].values.append((name, given.get("value", "on")))

    def _field(self, given: dict[str, str]) -> None:
        self.forms[-1].fields.add(given.get("name", ""))
        if given.get("type") != "hidden" and "aria-label" not in given and "aria-labelledby" not in given:
            self._controls.append((given.get("id", ""), given.get("name", "")))

    def _check(self, tag: str, given: dict[str, str]) -> None:
        inline = tag == "script" and not given.get("src", "").startswith("/")
        if tag == "style" or "style" in given or inline:
            self.problems.append(f"inline <{tag}>")
        self.problems += [f"handler {name}" for name in given if name.startswith("on")]
        for name in ("href", "src", "action"):
            if given.get(name, "").startswith(("http:", "//", "javascript:")):
                self.problems.append(f"{name}={given[name]}")
