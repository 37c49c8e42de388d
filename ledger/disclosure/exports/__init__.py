"""The journal as other programs read it: CSV, and the plain-text formats of hledger, ledger and beancount.

Nothing that a person typed is written, save the codes of associations and funds, and those in letters
that cannot be misread: no description, no name, so nobody is shown and nothing can be smuggled in.
"""

from collections.abc import Callable, Mapping
from typing import TextIO

from sqlalchemy.orm import Session

from ledger.disclosure.exports import beancount, comma_separated, plain_text
from ledger.disclosure.exports.journal import Window

FORMATS: Mapping[str, Callable[[TextIO, Session, Window], int]] = {
    "csv": comma_separated.write,
    "hledger": plain_text.write,
    "ledger": plain_text.write,
    "beancount": beancount.write,
}
"""Each writes the postings of a window as they are read, and returns how many there were."""
