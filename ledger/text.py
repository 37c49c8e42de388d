"""Text typed by people: one stored form, one search form, one sort form.

Vietnamese letters reach us composed or decomposed, with old or new tone placement, with
invisible characters from pasted files. The database can neither fold nor sort Vietnamese the
same way on both engines, so both forms are computed here and stored in plain columns.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import count

from ledger.errors import InputError
from ledger.i18n import N_


class HiddenCharacter(InputError):
    """The text holds a control character or a mark that turns the reading direction."""

    rule = "text_hidden_character"
    message = N_("Type this text again. It holds a hidden character.")


# Control characters that are not white space, lone surrogates, and bidirectional overrides
# (these show a text that differs from the one stored).
_FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
# Characters without width: soft hyphen, zero-width space and joiners, direction marks, tags, BOM.
_NO_WIDTH = r"\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2065\ufeff\U000e0000-\U000e007f"
_INVISIBLE = re.compile(f"[{_NO_WIDTH}]")
_MARKS = re.compile(r"[\u0300-\u036f]")
_APOSTROPHES = "'’‘ʼ`´"
# Eth looks like the capital đ and is typed in its place by old converters.
_FOLDED = str.maketrans({"đ": "d", "ð": "d"} | dict.fromkeys(_APOSTROPHES, "'"))

SHORTEST_REASON = 3
"""Letters of a reason that says anything; the database asks for as many (`void_has_reason`)."""

SHORTEST_NAME = 2
"""Letters of a name, a source or a thing; the database asks for as many."""


def clean(text: str) -> str:
    """Return `text` in the form we store: NFC, one space between words, nothing invisible.

    Every kind of white space (no-break space, tab, new line) counts as a space.
    Refuses control characters and direction overrides with `HiddenCharacter`.
    """
    if _FORBIDDEN.search(text):
        raise HiddenCharacter
    return unicodedata.normalize("NFC", " ".join(_INVISIBLE.sub("", text).split()))


def fold(text: str) -> str:
    """Return the search form of `text`: lower case, đ as d, no marks, one space between words.

    `hòa`, `hoà`, `HOA` and decomposed spellings all give `hoa`. Folding twice changes nothing.
    """
    bare = _MARKS.sub("", unicodedata.normalize("NFD", _INVISIBLE.sub("", text).lower()))
    return " ".join(bare.translate(_FOLDED).split())


def slug(text: str) -> str:
    """Return `text` for a web address, as `xa-long-he`. Empty when no Latin letter or digit is left."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(text).replace("'", "")))


def slugs(text: str, beside: str) -> Iterator[str]:
    """Yield slugs for `text` until one is free: its own, then with `beside` after it, then numbered."""
    yield slug(text)
    yield f"{slug(text)}-{beside}"
    yield from (f"{slug(text)}-{beside}-{number}" for number in count(2))


# --- sort keys ------------------------------------------------------------------------------
# A key is letters, then "0", then one tone digit a word. Every letter has a code and no code
# begins another, so comparing bytes compares letters; "0" ends the letters and "1" parts words.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SPLIT_LETTERS = {"a": "aăâ", "d": "dđ", "e": "eê", "o": "oôơ", "u": "uư", "z": "z"}
_CODES = (
    {letter: letter for letter in "bcfghijklmnpqrstvwxy"}
    | {letter: f"{base}{i}" for base, row in _SPLIT_LETTERS.items() for i, letter in enumerate(row)}
    | {digit: f"2{digit}" for digit in "0123456789"}
    | {"ð": "d1"}
)
_WORDS = re.compile(r"[\w\u0300-\u036f]+")
_UNSORTED = re.compile(f"[{_APOSTROPHES}{_NO_WIDTH}]")


def sort_key(text: str) -> str:
    """Return a key that puts texts in Vietnamese order when compared byte by byte.

    Letters first (a ă â b c d đ e ê …), then tones (ngang huyền hỏi ngã sắc nặng), a tone
    belonging to its word, so `Hòa` and `Hoà` have the same key. Case and punctuation do not
    count, digits come before letters. The key uses only 0-9 and a-z: store it in a text column
    (on PostgreSQL with COLLATE "C").
    """
    return _key(_words(text))


def person_sort_key(name: str) -> str:
    """Return the key for lists of people: given name (last word), then family, then middle names.

    The given name counts with its tone before the family name is looked at: every Hoa comes
    before every Hòa.
    """
    words = _words(name)
    return _key(words[-1:]) + _key(words[:1]) + _key(words[1:-1])


def _words(text: str) -> list[str]:
    """Return the lower-case NFC words of `text`, without apostrophes and invisible characters."""
    return _WORDS.findall(unicodedata.normalize("NFC", _UNSORTED.sub("", text).lower()))


def _key(words: list[str]) -> str:
    letters, tones = [], ""
    for word in words:
        codes, tone = _weigh_word(word)
        letters.append(codes)
        tones += tone
    return f"{'1'.join(letters)}0{tones}"


@lru_cache(maxsize=8192)
def _weigh_word(word: str) -> tuple[str, str]:
    """Return the letter codes of one lower-case NFC word, and its tone digit."""
    decomposed = unicodedata.normalize("NFD", word)
    tone = next((_TONES[char] for char in decomposed if char in _TONES), "0")
    toneless = unicodedata.normalize("NFC", "".join(char for char in decomposed if char not in _TONES))
    return "".join(_code(char) for char in toneless), tone


def _code(char: str) -> str:
    """Return the code of one letter without tone; letters of other scripts come after z."""
    base = unicodedata.normalize("NFD", char)[0]
    if not base.isalnum():
        return ""
    return _CODES.get(char) or _CODES.get(base) or f"z1{ord(base):06x}"
