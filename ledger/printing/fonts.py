"""The two fonts of every paper, embedded ready-made.

ReportLab cuts its fonts anew for each file, which costs more than laying out the page. Ours are cut once
(`scripts/cut_fonts.py`); here they are compressed once and then copied into each file as they are.
"""

import zlib
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject
from reportlab.pdfbase.ttfonts import TTFontFace, TTFontMaker

TYPEFACES = Path(__file__).parent / "typefaces"
EMBEDDED_TABLES = ("glyf", "head", "hhea", "hmtx", "loca", "maxp")
MISSING_GLYPH = 0
NFC: Final = "NFC"


class Verbatim(PDFObject):
    """A PDF object whose bytes are ready: ReportLab only gives it a number."""

    __RefOnly__ = 1

    def __init__(self, content: bytes) -> None:
        self.content = content

    def format(self, document: PDFDocument) -> bytes:  # noqa: ARG002 - ReportLab's signature
        """Return the bytes as they are."""
        return self.content


class Characters(dict[str, int]):
    """Glyph number of each character. Without a glyph it prints as its bare letter, or as an empty box."""

    def __missing__(self, character: str) -> int:
        bare = " " if character.isspace() else normalize("NFKD", character)[0]
        self[character] = MISSING_GLYPH if bare == character else self[bare]
        return self[character]


class Widths(dict[str, int]):
    """Width of each character, in thousandths of the size."""

    def __init__(self, characters: Characters, by_glyph: dict[int, int]) -> None:
        self.characters = characters
        self.by_glyph = by_glyph

    def __missing__(self, character: str) -> int:
        self[character] = self.by_glyph[self.characters[character]]
        return self[character]


class Codes(dict[str, str]):
    """How each character is written in a PDF string: two bytes, the second one escaped where it must be."""

    def __init__(self, characters: Characters) -> None:
        self.characters = characters

    def __missing__(self, character: str) -> str:
        glyph = self.characters[character]
        plain = " " <= chr(glyph) <= "~" and chr(glyph) not in "()\\"
        self[character] = "\0" + (chr(glyph) if plain else f"\\{glyph:03o}")
        return self[character]


class Font(pdfmetrics.Font):
    """One embedded font. Text is written as two-byte glyph numbers and stays searchable."""

    _multiByte = 1  # noqa: N815 - ReportLab's name
    _dynamicFont = 0  # noqa: N815 - the same

    def __init__(self, name: str, file: Path) -> None:
        self.fontName = name
        self.face: Any = TTFontFace(str(file))
        glyph_of = self.face.charToGlyph
        self.width_of_glyph = {MISSING_GLYPH: round(self.face.defaultWidth)} | {
            glyph_of[code]: round(width) for code, width in self.face.charWidths.items()
        }
        characters = Characters({chr(code): glyph for code, glyph in glyph_of.items()})
        self.width_of = Widths(characters, self.width_of_glyph)
        self.code_of = Codes(characters)
        pdfmetrics.registerFont(self)

    def width(self, text: str, size: float) -> float:
        """Return the width of a line in points."""
        return sum(map(self.width_of.__getitem__, normalize(NFC, text))) * size / 1000

    def encode(self, text: str) -> str:
        """Return text as a string of a PDF page, composed first (NFC) so that accents sit on letters."""
        return f"({''.join(map(self.code_of.__getitem__, normalize(NFC, text)))})"

    def stringWidth(self, text: str | bytes, size: float, encoding: str = "utf8") -> float:  # noqa: N802 - ReportLab's name
        """Answer ReportLab's own question for `width`."""
        return self.width(text if isinstance(text, str) else text.decode(encoding), size)

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - ReportLab's name
        """Put the font into a document, under the next free name."""
        name = f"F{len(doc.fontMapping) + 1}"
        program = _add(doc, self.program)
        descriptor = _add(doc, f"{self.descriptor} /FontFile2 {program} >>".encode())
        descendant = _add(doc, f"{self.descendant} /FontDescriptor {descriptor} >>".encode())
        unicode_map = _add(doc, self.unicode_map, name="unicode-map")  # the two fonts share it
        font = f"{self.composite} /DescendantFonts [{descendant}] /ToUnicode {unicode_map} >>"
        doc.idToObject["BasicFonts"].dict[name] = doc.Reference(Verbatim(font.encode()), name)
        doc.fontMapping[self.fontName] = f"/{name}"

    @cached_property
    def program(self) -> bytes:
        """The outlines, compressed."""
        maker = TTFontMaker()
        for table in EMBEDDED_TABLES:
            maker.add(table, self.face.get_table(table))
        content = maker.makeStream()
        return _stream(content, f" /Length1 {len(content)}")

    @cached_property
    def embedded_name(self) -> str:
        """The name with the six letters that mark a cut font."""
        return f"/KHUYEN+{self.face.name.decode()}"

    @cached_property
    def descriptor(self) -> str:
        """The look of the font, for viewers that have to replace it."""
        face = self.face
        box = " ".join(str(round(edge)) for edge in face.bbox)
        return (
            f"<< /Type /FontDescriptor /FontName {self.embedded_name} /Flags 4 /FontBBox [{box}]"
            f" /ItalicAngle 0 /Ascent {face.ascent:.0f} /Descent {face.descent:.0f}"
            f" /CapHeight {face.capHeight:.0f} /StemV {face.stemV:.0f}"
        )

    @cached_property
    def descendant(self) -> str:
        """The widths, as runs of glyphs equally wide."""
        runs = groupby(sorted(self.width_of_glyph), key=self.width_of_glyph.__getitem__)
        widths = [(width, list(glyphs)) for width, glyphs in runs]
        listed = " ".join(f"{glyphs[0]} {glyphs[-1]} {width}" for width, glyphs in widths)
        return (
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont {self.embedded_name} /CIDToGIDMap /Identity"
            f" /CIDSystemInfo << /Ordering (Identity) /Registry (Adobe) /Supplement 0 >> /W [{listed}]"
        )

    @cached_property
    def composite(self) -> str:
        """The font as pages name it."""
        return f"<< /Type /Font /Subtype /Type0 /BaseFont {self.embedded_name} /Encoding /Identity-H"

    @cached_property
    def unicode_map(self) -> bytes:
        """The way back from glyphs to characters, for search, copying and screen readers."""
        glyph_of = self.face.charToGlyph
        characters = {glyph_of[code]: code for code in sorted(glyph_of, reverse=True) if glyph_of[code]}
        codes = "".join(f"<{code:04X}>" for _, code in sorted(characters.items()))  # glyphs 1, 2, 3 …
        return _stream(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
            f"1 beginbfrange <0001> <{len(characters):04X}> [{codes}] endbfrange\n"
            "endcmap CMapName currentdict /CMap defineresource pop end end".encode()
        )


def _stream(content: bytes, entries: str = "") -> bytes:
    """A compressed stream object."""
    packed = zlib.compress(content, 9)
    head = f"<< /Filter /FlateDecode /Length {len(packed)}{entries} >>\nstream\n"
    return head.encode() + packed + b"\nendstream\n"


def _add(doc: Any, content: bytes, name: str | None = None) -> str:
    """Put an object into the document, once under one name; return how others refer to it."""
    if name not in doc.idToObject:
        doc.Reference(Verbatim(content), name)
        number = doc.objectcounter
    else:
        number = doc.idToObjectNumberAndVersion[name][0]
    return f"{number} 0 R"


REGULAR = Font("Regular", TYPEFACES / "tinos-regular.ttf")
BOLD = Font("Bold", TYPEFACES / "tinos-bold.ttf")
