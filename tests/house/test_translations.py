"""The Vietnamese catalogue is complete, says what the English says, and no template speaks beside it."""

import importlib
import pkgutil
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

import ledger
from ledger import i18n
from ledger.errors import Refusal

ROOT = Path(__file__).parents[2]
TEMPLATE_ROOT = ROOT / "templates"
TEMPLATES = sorted(TEMPLATE_ROOT.rglob("*.html"))
PO = ROOT / "ledger" / "locale" / "vi" / "LC_MESSAGES" / "ledger.po"
PLACEHOLDER = re.compile(r"%\(\w+\)s")
LONGEST_SENTENCE = 24
"""Syllables, which Vietnamese writes apart; twenty words are about as many."""

SAME_ON_PURPOSE = {
    "%(amount)s đồng": "đồng is Vietnamese already",
    "%(amount)s đồng. %(words)s": "the same",
}
TERMS = {
    r"receipts?\b": ("biên lai",),
    r"payment voucher": ("phiếu chi",),
    r"vouchers?\b": ("chứng từ", "phiếu chi"),
    r"\bfunds?\b": ("quỹ",),
    r"clans?\b": ("dòng họ",),
    r"households?\b": ("hộ",),
    r"titles?\b": ("danh hiệu", "tên"),
    r"cash box|cash\b": ("tiền mặt", "sổ quỹ", "tiền đếm"),
    r"reversal": ("bút toán đảo",),
    r"givers?\b": ("người đóng góp",),
    r"gifts?\b|contributions?\b": ("đóng góp", "khoản"),
    r"approv": ("phê duyệt",),
    r"declined?\b": ("từ chối",),
    r"cancel": ("hủy",),
    r"recogni": ("công nhận", "danh hiệu"),
    r"treasurer": ("thủ quỹ",),
    r"\bchair\b": ("chủ tịch hội",),
    r"inspection committee": ("ban kiểm tra",),
    r"programme": ("chương trình",),
    r"mobilized": ("huy động",),
    r"balance": ("số dư", "dư ", "cân đối"),
    r"propose": ("đề xuất",),
    r"promise": ("hứa chi", "còn dùng được"),
    r"cash book": ("sổ quỹ",),
    r"(?<!-)association": ("hội", "đơn vị", "trực thuộc"),
    r"amount": ("số tiền", "mức", "đồng"),
}
"""English word → one of the Vietnamese words of the glossary."""

NOT_SAID = (
    "không hợp lệ", "cơ sở dữ liệu", "máy chủ", "hệ thống", "click", "form", "server", "token", "url",
    "phiên", "dữ liệu đầu vào", "bắt buộc phải",
)  # fmt: skip
"""Words that an elderly treasurer should not have to read; errors say what to do instead."""

MARKS_IN_TEMPLATES = {"KH"}
NAMES_OF_LANGUAGES = {"English", "Tiếng Việt"}
ATTRIBUTES_READ = {"alt", "aria-label", "placeholder", "title"}
TRANSLATORS = {"_", "gettext", "ngettext"}


@cache
def extracted() -> frozenset[str | tuple[str, ...]]:
    """Every msgid in the code and the templates, found as `[tool.babel]` says."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    mappings = settings["tool"]["babel"]["mappings"]
    methods = [(mapping["pattern"], mapping["method"]) for mapping in mappings]
    options = {
        mapping["pattern"]: {k: v for k, v in mapping.items() if k not in {"method", "pattern"}}
        for mapping in mappings
    }
    found = extract_from_dir(ROOT, method_map=methods, options_map=options)
    return frozenset(message for _, _, message, _, _ in found)


@cache
def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="vi", domain="ledger")


def messages() -> list[Message]:
    return [message for message in catalogue() if message.id]


def both(message: Message) -> tuple[str, str]:
    """A msgid and its msgstr; of a plural the longer msgid and the only Vietnamese form."""
    msgid = message.id if isinstance(message.id, str) else message.id[-1]
    msgstr = message.string if isinstance(message.string, str) else (message.string or ("",))[0]
    return msgid, msgstr


def pairs() -> list[tuple[str, str]]:
    return [both(message) for message in messages()]


def translations() -> list[str]:
    return [msgstr for _, msgstr in pairs()]


def letters(text: str) -> bool:
    """Whether a text says anything beside its placeholders."""
    return bool(re.search(r"[^\W\d_]", PLACEHOLDER.sub("", text)))


def plain_words(text: str) -> set[str]:
    """Words of four letters or more, without marks; commands and examples such as `xa-long-he` are none."""
    words = (word.strip(".,;:?!()") for word in text.split())
    return {word for word in words if re.fullmatch(r"[a-z]{4,}", word)}


def edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def test_catalogue__has_every_msgid_and_no_other() -> None:
    known = {message.id if isinstance(message.id, str) else tuple(message.id) for message in messages()}
    assert not extracted() - known, "see docs/translating.md"
    assert not known - extracted(), "these are said nowhere any more"
    assert not catalogue().obsolete


def test_msgid__is_either_counted_or_not() -> None:
    plurals = [msgid for msgid in extracted() if isinstance(msgid, tuple)]
    assert not extracted() & {singular for singular, *_ in plurals}, "gettext keeps one text under a msgid"


def test_catalogue__translates_everything() -> None:
    assert not [msgid for msgid, msgstr in pairs() if not msgstr]
    assert not [message.id for message in messages() if message.fuzzy], "nobody has looked at a fuzzy one"


def test_catalogue__is_what_the_reader_gets() -> None:
    with i18n.use_locale("vi"):
        for message in messages():
            if isinstance(message.id, str):
                assert i18n.gettext(message.id) == message.string


def test_msgstr__keeps_the_placeholders() -> None:
    assert not [
        (msgid, msgstr)
        for msgid, msgstr in pairs()
        if set(PLACEHOLDER.findall(msgid)) != set(PLACEHOLDER.findall(msgstr))
    ]


def test_msgstr__has_no_bare_percent_sign() -> None:
    both_sides = [text for pair in pairs() for text in pair]
    assert not [text for text in both_sides if "%" in PLACEHOLDER.sub("", text)], "templates fill every text"


def test_msgstr__is_written_in_one_way() -> None:
    tone_on_the_last_vowel = re.compile(r"(?<!q)u[ỳýỷỹỵ]\b|o[àáảãạèéẻẽẹ]\b", flags=re.IGNORECASE)
    assert not [msgstr for msgstr in translations() if not unicodedata.is_normalized("NFC", msgstr)]
    assert not [msgstr for msgstr in translations() if tone_on_the_last_vowel.search(msgstr)], "hủy, not huỷ"
    assert not [msgstr for msgstr in translations() if re.search(r"""  |["']""", msgstr)], "spaces, “quotes”"


def test_msgstr__is_not_left_in_english() -> None:
    same = {msgid for msgid, msgstr in pairs() if msgid == msgstr and letters(msgid)}
    assert same == set(SAME_ON_PURPOSE)
    for msgid, msgstr in pairs():
        assert not plain_words(msgid) & plain_words(msgstr), msgstr


def test_msgstr__begins_and_ends_as_the_english_does() -> None:
    assert not [pair for pair in pairs() if edges(pair[0]) != edges(pair[1])], "spaces around"
    sentences = [pair for pair in pairs() if " " in pair[0]]  # not the "No." over a column
    assert not [pair for pair in sentences if pair[0].endswith(".") != pair[1].endswith(".")], "full stop"
    assert not [
        (msgid, msgstr)
        for msgid, msgstr in pairs()
        if msgid[0].isalpha() and msgstr[:1].isalpha() and msgid[0].isupper() != msgstr[0].isupper()
    ], "capital letter"


def test_msgstr__is_made_of_short_sentences() -> None:
    sentences = [sentence for msgstr in translations() for sentence in re.split(r"(?<=[.?!;:])\s", msgstr)]
    assert not [sentence for sentence in sentences if len(sentence.split()) > LONGEST_SENTENCE]


@pytest.mark.parametrize("pattern", TERMS)
def test_msgstr__uses_the_word_of_the_glossary(pattern: str) -> None:
    said = [
        (msgid, msgstr)
        for msgid, msgstr in pairs()
        if re.search(pattern, PLACEHOLDER.sub("", msgid), flags=re.IGNORECASE)
    ]
    assert said, "no sentence has this word any more: take it out of TERMS"
    assert not [pair for pair in said if not any(term in pair[1].lower() for term in TERMS[pattern])]


def test_msgstr__uses_no_word_of_the_machine_room() -> None:
    refused = re.compile(rf"\b({'|'.join(NOT_SAID)})\b", flags=re.IGNORECASE)
    assert not [msgstr for msgstr in translations() if refused.search(PLACEHOLDER.sub("", msgstr))]


def refusals() -> Iterator[type[Refusal]]:
    """Every refusal of the program, wherever it is defined."""
    for module in pkgutil.walk_packages(ledger.__path__, "ledger."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    waiting = [Refusal]
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        if found.__module__.startswith("ledger."):
            yield found


def test_refusal__is_in_the_catalogue() -> None:
    said = {(r.__name__, text) for r in refusals() for text in (r.message, r.general, r.next_step) if text}
    assert not {(name, text) for name, text in said if text not in catalogue()}, "mark it with N_"


class _Words(HTMLParser):
    """Collects what a reader would read in a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - its signature
        self.read += [value for name, value in attrs if value and name in ATTRIBUTES_READ]

    def handle_data(self, data: str) -> None:
        without_attributes = re.sub(r"""[\w-]+=("[^"]*"|'[^']*')""", "", data)
        self.read += [word for word in without_attributes.split() if not re.search(r"[=/&]", word)]


def spoken_in_markup(text: str) -> list[str]:
    """Words that stand in a template's markup, outside of its expressions."""
    kinds = {"data", "variable_end"}
    lexed = Environment(autoescape=True).lex(text)
    words = _Words()
    words.feed("".join(value if kind == "data" else " " for _, kind, value in lexed if kind in kinds))
    return [said for said in words.read if letters(said) and said not in MARKS_IN_TEMPLATES]


def spoken_in_expressions(text: str) -> list[str]:
    """Texts that a template prints or hands on untranslated; texts begin like sentences: `Save`, `Đã ghi`."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(text)
    translated = {
        id(const)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATORS
        for const in call.find_all(nodes.Const)
    }
    texts = [const for const in tree.find_all(nodes.Const) if isinstance(const.value, str)]
    return [c.value for c in texts if id(c) not in translated and re.match(r"[A-ZĐ][^\W\d_A-Z]", c.value)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(TEMPLATE_ROOT).as_posix())
def test_template__says_nothing_that_is_not_translated(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not spoken_in_markup(text)
    assert not set(spoken_in_expressions(text)) - NAMES_OF_LANGUAGES


def test_template__with_text_of_its_own_would_be_found() -> None:
    assert spoken_in_markup('<p class="lead">Hello {{ name }}</p>') == ["Hello"]
    assert spoken_in_markup('<p aria-label="Main">{{ _("Hello") }} – {{ n }}</p>') == ["Main"]
    assert spoken_in_expressions('{{ button("Save") }}{{ button(_("Send")) }}') == ["Save"]
