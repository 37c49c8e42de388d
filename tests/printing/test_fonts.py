import hashlib
import string
import unicodedata

import pytest

from ledger.printing.document import pdf
from ledger.printing.fonts import BOLD, REGULAR, TYPEFACES, Font
from ledger.printing.page import A4, Page
from tests.printing.reading import run, text_of

TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng
LETTERS = "đĐ" + "".join(
    unicodedata.normalize("NFC", vowel + tone)
    for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ["", *TONES]
)


def paper(*lines: str, font: Font = REGULAR) -> bytes:
    page = Page(A4)
    page.lines(40, 40, lines, 12, 20, font=font)
    return pdf([page], title="Thử", author="Hội Mẫu")


@pytest.mark.parametrize("font", [REGULAR, BOLD])
def test_extract_text__every_vietnamese_letter(font: Font) -> None:
    assert len(LETTERS) == 146
    lines = [LETTERS[start : start + 30] for start in range(0, len(LETTERS), 30)]
    assert text_of(paper(*lines, font=font)) == " ".join(lines)


@pytest.mark.parametrize("font", [REGULAR, BOLD])
def test_extract_text__names_signs_and_figures(font: Font) -> None:
    lines = ("Đường Nguyễn Hữu Thọ", "Y Bhĭm Niê, H'Čŏng Ñŭ", "1.300.000 ₫ – “đủ” … (ba)", string.punctuation)
    assert text_of(paper(*lines, font=font)) == " ".join(lines)


def test_extract_text__decomposed_letters_are_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "Đường Nguyễn Hữu Thọ")
    assert text_of(paper(decomposed)) == "Đường Nguyễn Hữu Thọ"


def test_extract_text__letter_outside_the_font_keeps_its_base() -> None:
    assert text_of(paper("Müller\tÅse Çelik")) == "Muller Ase Celik"


def test_print__character_without_any_glyph_is_a_box_and_not_a_crash() -> None:
    assert text_of(paper("trước 金 sau")).startswith("trước")
    assert REGULAR.width("金", 10) > 0


def test_width__figures_are_equally_wide_in_both_weights() -> None:
    assert {font.width(figure, 10) for font in (REGULAR, BOLD) for figure in string.digits} == {5.0}


def test_embed_fonts__both_and_no_other() -> None:
    listed = run("pdffonts", "-", given=paper("một")).splitlines()[2:]
    assert [line.split()[0] for line in listed] == ["KHUYEN+Tinos-Regular", "KHUYEN+Tinos-Bold"]
    assert all("yes yes yes" in line for line in listed)  # embedded, cut, searchable


def test_typefaces__are_those_of_the_provenance_page() -> None:
    provenance = (TYPEFACES / "PROVENANCE.md").read_text(encoding="utf-8")
    for file in sorted(TYPEFACES.glob("*.ttf")):
        assert hashlib.sha256(file.read_bytes()).hexdigest() in provenance
        assert file.stat().st_size <= 100_000


def test_document__names_its_title_author_and_language() -> None:
    information = run("pdfinfo", "-", given=paper("một"))
    assert "Title:           Thử" in information
    assert "Author:          Hội Mẫu" in information
    assert b"/Lang (vi)" in paper("một")
