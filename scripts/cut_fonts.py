"""Cut Tinos down to the letters that our papers use, once, before a release.

A receipt carries its own font, and the whole of Tinos is ten times the receipt. What is left here is the
Vietnamese alphabet, ASCII, and the few letters with a breve that names of the Central Highlands need.
Hinting, kerning and OpenType tables go: the PDF files place every letter themselves.

Run it with fontTools installed, on a folder where the font package named in `PROVENANCE.md` is unpacked:

    python scripts/cut_fonts.py FOLDER

It writes the two files beside `PROVENANCE.md` and prints their checksums. Same input, same bytes.
"""

import hashlib
import sys
import unicodedata
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.reorderGlyphs import reorderGlyphs
from fontTools.ttLib.scaleUpem import scale_upem

TYPEFACES = Path(__file__).parent.parent / "ledger" / "printing" / "typefaces"
WEIGHTS = {"400Regular": "tinos-regular.ttf", "700Bold": "tinos-bold.ttf"}

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\N{COMBINING GRAVE ACCENT}", "\N{COMBINING HOOK ABOVE}", "\N{COMBINING TILDE}",
         "\N{COMBINING ACUTE ACCENT}", "\N{COMBINING DOT BELOW}")  # fmt: skip
HIGHLANDS = "čĕĭñŏŭ"
ASCII_END = 0x7F
UNITS_PER_EM = 1000  # a PDF's own measure; the maker's 2048 is finer than a printer needs, and larger
MARKS = "₫×…–—‘’“”°\N{NO-BREAK SPACE}"


def alphabet() -> str:
    """All characters that stay, in code point order."""
    letters = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES}
    letters |= set("đ" + HIGHLANDS)
    ascii_characters = {chr(code) for code in range(0x20, 0x7F)}
    return "".join(sorted(letters | {letter.upper() for letter in letters} | ascii_characters | set(MARKS)))


def cut(source: Path) -> TTFont:
    """Return the cut of one weight, its letters still in the maker's order."""
    options = Options(
        hinting=False,
        layout_features=[],
        name_IDs=[0, 6, 13, 14],
        notdef_outline=True,
        recalc_timestamp=False,
    )
    options.drop_tables += ["DSIG", "GDEF", "GPOS", "GSUB", "STAT", "gasp", "kern", "meta"]
    font = TTFont(source, recalcTimestamp=False)
    missing = [character for character in alphabet() if ord(character) not in font.getBestCmap()]
    if missing:
        raise SystemExit(f"{source} lacks {missing}")
    subsetter = Subsetter(options)
    subsetter.populate(text=alphabet())
    subsetter.subset(font)
    scale_upem(font, UNITS_PER_EM)
    return font


def by_width(regular: TTFont, bold: TTFont) -> list[str]:
    """Return the letters in the order that makes a PDF smallest.

    ASCII comes first, because numbers below 128 take one byte on a page. Within each part letters of one
    width stand side by side, because a PDF lists widths as runs.
    """
    first, *others = regular.getGlyphOrder()
    codes = {name: code for code, name in sorted(regular.getBestCmap().items(), reverse=True)}
    letters = [name for name in others if name in codes]
    parts = [name for name in others if name not in codes]  # accents that letters are put together from
    letters.sort(
        key=lambda name: (
            codes[name] > ASCII_END,
            regular["hmtx"][name][0],
            bold["hmtx"][name][0],
            codes[name],
        )
    )
    return [first, *letters, *parts]


def main() -> None:
    """Cut both weights found under the folder given on the command line, in one order of letters."""
    folder = Path(sys.argv[1])
    fonts = {name: cut(next(folder.rglob(f"{weight}/*.ttf"))) for weight, name in WEIGHTS.items()}
    order = by_width(*fonts.values())
    for name, font in fonts.items():
        for glyph in font["glyf"].glyphs.values():
            glyph.expand(font["glyf"])  # while the old numbers of its parts still hold
        reorderGlyphs(font, order)
        font.save(TYPEFACES / name)
        content = (TYPEFACES / name).read_bytes()
        print(f"{name}  {len(content)} bytes  sha256 {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
