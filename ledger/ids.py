"""The only reader of randomness, and the rule that an id knows its book.

A database is one book (a province, or one commune on its own machine). Every table's integer id
starts at book number x 2^48 and counts from there, so books merge without collision.
"""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so that a code survives being read aloud."""

TOKEN_LENGTH = 26
"""26 symbols carry 130 bits; a receipt's public address must not be guessable."""

BOOK_SHIFT = 48
MAX_BOOK = 2**15 - 1

_SYMBOLS = ALPHABET.encode("ascii") * (256 // len(ALPHABET))
"""A symbol for each value of a byte; 256 is a multiple of 32, so all are equally likely."""

_system = secrets.SystemRandom()
_source: ContextVar[Random | None] = ContextVar("source", default=None)


def new_token() -> str:
    """A fresh unguessable code of 26 base-32 symbols: receipt addresses, form keys, session cookies."""
    seeded = _source.get()
    if seeded is not None:
        return "".join(seeded.choices(ALPHABET, k=TOKEN_LENGTH))
    return secrets.token_bytes(TOKEN_LENGTH).translate(_SYMBOLS).decode("ascii")


def draw(words: Sequence[str], number: int) -> list[str]:
    """Words drawn from a list, each anew, for a passphrase that must not be guessed."""
    return (_source.get() or _system).choices(words, k=number)


def first_id(book_number: int) -> int:
    """The first id of a book, 1 <= book_number <= 32,767."""
    if not 1 <= book_number <= MAX_BOOK:
        raise ValueError(f"a book number is 1 to {MAX_BOOK}")
    return (book_number << BOOK_SHIFT) + 1


def book_of(identity: int) -> int:
    """The number of the book in which an id was made."""
    return identity >> BOOK_SHIFT


@contextmanager
def drawn_from(source: Random) -> Iterator[None]:
    """Draw codes from a seeded source inside the block; for the demo book and tests only."""
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)
