"""Reading a form: every field is kept as typed, every problem becomes a sentence beside its field."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from starlette.datastructures import FormData

from ledger.dates import EARLIEST_YEAR, LATEST_YEAR
from ledger.errors import Refusal

T = TypeVar("T")

LARGEST_ID = 2**63 - 1


def identity(typed: str) -> int:
    """An id that a form or an address carries; 0, which nothing has, when it is none."""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len(str(LARGEST_ID)) else 0
    return number if number <= LARGEST_ID else 0


def year_or(typed: str, otherwise: int) -> int:
    """A year that an address carries, or another one when it carries none this book can have."""
    number = identity(typed)
    return number if EARLIEST_YEAR <= number <= LATEST_YEAR else otherwise


class Fields:
    """What was typed, and what is wrong with it.

    values: the typed text of each field, to show again; errors: {field name: sentence}, in the order
    in which the fields were read, "" for the whole form; key: the id of this act, carried by the form.
    """

    def __init__(self, typed: Mapping[str, str]) -> None:
        self.values: dict[str, str] = dict(typed)
        self.errors: dict[str, str] = {}

    @classmethod
    def sent(cls, form: FormData) -> "Fields":
        """The fields of a form that was sent; files are not read here."""
        return cls({name: value for name, value in form.multi_items() if isinstance(value, str)})

    @property
    def key(self) -> str:
        """The id of this act; empty when the form carried none."""
        return self.values.get("key", "")

    def text(self, name: str) -> str:
        """A field as typed; empty when it was not sent."""
        return self.values.get(name, "")

    def read(self, name: str, parse: Callable[[str], T]) -> T | None:
        """A field's value, or None with a sentence beside the field when it cannot be read."""
        try:
            return parse(self.text(name))
        except Refusal as problem:
            self.refuse(name, problem)
            return None

    def refuse(self, name: str, problem: Refusal) -> None:
        """Put a refusal's sentence beside a field, unless it already has one."""
        self.errors.setdefault(name, problem.sentence)
