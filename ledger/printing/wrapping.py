"""Lines that fit a width. Nothing is ever cut off: what does not fit in one line goes on in the next."""

from collections.abc import Iterator

from ledger.printing.fonts import REGULAR, Font

SIZE_STEP = 0.96


def wrap(
    text: str, size: float, width: float, *, font: Font = REGULAR, first: float | None = None
) -> list[str]:
    """Return the text as lines of at most `width` points; the first line has `first` points if given.

    Lines break between words. A word wider than a whole line is broken between letters. Empty text is
    one empty line.
    """
    words = text.split()
    room = width if first is None else first
    if font.width(whole := " ".join(words), size) <= room:
        return [whole]
    lines: list[str] = []
    line = ""
    for word in _pieces(words, size, width, font):
        longer = f"{line} {word}" if line else word
        if font.width(longer, size) <= room:
            line = longer
        else:
            if line or room < width:
                lines.append(line)
            line, room = word, width
    return [*lines, line]


def fit(
    text: str, size: float, width: float, *, font: Font = REGULAR, at_most: int = 1
) -> tuple[float, list[str]]:
    """Return the size the text needed, `size` or smaller, and the text in at most `at_most` lines."""
    while len(lines := wrap(text, size, width, font=font)) > at_most:
        size *= SIZE_STEP
    return size, lines


def _pieces(words: list[str], size: float, width: float, font: Font) -> Iterator[str]:
    """The words; one too long for a line comes in parts."""
    for word in words:
        part = ""
        for letter in word if font.width(word, size) > width else ():
            if part and font.width(part + letter, size) > width:
                yield part
                part = ""
            part += letter
        yield part or word
