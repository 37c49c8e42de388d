"""Papers read back as people and machines read them: text, places of words, QR codes."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


class Word(NamedTuple):
    """A word and its box on the page, in points from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


def run(tool: str, *arguments: str, given: bytes = b"") -> str:
    """Run one of the machine's tools. Without it: fail in CI, skip elsewhere."""
    if shutil.which(tool) is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{tool} is missing")
        pytest.skip(f"{tool} is not installed")
    return subprocess.run([tool, *arguments], input=given, capture_output=True, check=True).stdout.decode()


def text_of(pdf: bytes) -> str:
    """All text in reading order, each run of spaces and line ends as one space."""
    return " ".join(run("pdftotext", "-layout", "-", "-", given=pdf).split())


def marks_of(pdf: bytes) -> str:
    """All text as it was written, slanted stamps included."""
    return " ".join(run("pdftotext", "-raw", "-", "-", given=pdf).split())


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, lines kept."""
    return run("pdftotext", "-layout", "-", "-", given=pdf).split("\f")[:-1]


def words_of(pdf: bytes) -> list[list[Word]]:
    """The words of each page with their boxes."""
    pages = run("pdftotext", "-bbox", "-", "-", given=pdf).split("<page ")[1:]
    return [
        [
            Word(float(left), float(top), float(right), float(bottom), text)
            for left, top, right, bottom, text in WORD.findall(page)
        ]
        for page in pages
    ]


def overlaps(words: list[Word]) -> list[tuple[str, str]]:
    """Pairs of words printed over each other. The heads and tails of letters may touch the next line."""
    return [
        (one.text, other.text)
        for number, one in enumerate(words)
        for other in words[number + 1 :]
        if one.left < other.right and other.left < one.right
        and abs((one.top + one.bottom) - (other.top + other.bottom)) < 0.7 * min(
            one.bottom - one.top, other.bottom - other.top
        ) * 2
    ]  # fmt: skip


def qr_codes(pdf: bytes, folder: Path, *, dots_per_inch: int = 200, lower_half: bool = False) -> list[str]:
    """What a reader sees in the QR codes of the first page as printed: on its upper or its lower half A4."""
    height = round(148.5 / 25.4 * dots_per_inch)
    part = ["-y", str(height if lower_half else 0), "-W", str(round(8.27 * dots_per_inch)), "-H", str(height)]
    (folder / "paper.pdf").write_bytes(pdf)
    resolution = ["-r", str(dots_per_inch)]
    run(
        "pdftoppm",
        "-png",
        "-singlefile",
        *resolution,
        *part,
        str(folder / "paper.pdf"),
        str(folder / "paper"),
    )
    return run("zbarimg", "--quiet", "--raw", str(folder / "paper.png")).split()
