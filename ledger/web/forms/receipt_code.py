"""The code on a receipt, as people copy it from paper: spaces, small letters, O for 0, I or L for 1."""

import re

from ledger.errors import InputError
from ledger.i18n import N_
from ledger.ids import ALPHABET, TOKEN_LENGTH
from ledger.text import clean

_LOOKALIKES = str.maketrans("OIL", "011")


class CodeMissing(InputError):
    """Nothing was typed."""

    rule = "receipt_code_missing"
    message = N_("Enter the code at the foot of the receipt.")
    general = message


class CodeLength(InputError):
    """The code is too long or too short."""

    rule = "receipt_code_length"
    message = N_(
        "The code has %(length)s letters and digits. You typed %(typed)s. Compare it with the paper."
    )


class CodeSymbol(InputError):
    """A sign that no code contains."""

    rule = "receipt_code_symbol"
    message = N_("No code contains “%(symbol)s”. Compare it with the paper.")


def normalised(typed: str) -> str:
    """The code as stored: capitals, no spaces, dots or dashes, O read as 0, I and L read as 1.

    typed: the code, or the whole address printed in the square. What is wrong stays wrong.
    """
    last = clean(typed).rstrip("/").rpartition("/")[2]
    return re.sub(r"[ .\-–—_]", "", last).upper().translate(_LOOKALIKES)


def parse(typed: str) -> str:
    """The code a person typed, ready to look up.

    Refuses nothing typed (`CodeMissing`), another length (`CodeLength`) and a sign that no code
    contains (`CodeSymbol`).
    """
    code = normalised(typed)
    if not code:
        raise CodeMissing
    strange = next((symbol for symbol in code if symbol not in ALPHABET), None)
    if strange is not None:
        raise CodeSymbol(symbol=strange)
    if len(code) != TOKEN_LENGTH:
        raise CodeLength(length=TOKEN_LENGTH, typed=len(code))
    return code
