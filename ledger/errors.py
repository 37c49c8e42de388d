"""What the ledger says when a rule refuses an act.

A `Refusal` is a business answer, not a crash: its class names the rule (usually a database
constraint), its instance carries the facts, and its sentence is built here so that raise sites
hold no prose. The web shows a refusal as its own page (409), an `InputError` beside the field (422).
"""

from typing import ClassVar

from sqlalchemy.exc import DBAPIError

from ledger.i18n import N_, gettext


class Refusal(Exception):
    """A rule said no.

    rule: the name of the database constraint or house rule that refuses.
    message: English msgid with `%(fact)s` placeholders; used when every fact is known.
    general: English msgid without placeholders; used when the database refused and the facts are unknown.
    next_step: English msgid that says who can do what now; may be empty.
    """

    rule: ClassVar[str] = ""
    status: ClassVar[int] = 409
    message: ClassVar[str] = N_("The ledger refused this. Nothing was recorded.")
    general: ClassVar[str] = N_("The ledger refused this. Nothing was recorded.")
    next_step: ClassVar[str] = ""

    by_rule: ClassVar[dict[str, "type[Refusal]"]] = {}

    def __init_subclass__(cls) -> None:
        """Register the class under its rule, so that a database error can find it."""
        super().__init_subclass__()
        if cls.__dict__.get("rule"):
            Refusal.by_rule[cls.rule] = cls

    def __init__(self, **facts: object) -> None:
        super().__init__(self.rule or type(self).__name__)
        self.facts = facts

    @property
    def sentence(self) -> str:
        """The refusal in the reader's language, with its facts when they are known."""
        if self.facts or "%(" not in self.message:
            return gettext(self.message, **self.facts)
        return gettext(self.general)

    @property
    def advice(self) -> str:
        """What to do next, in the reader's language; empty when there is nothing to add."""
        return gettext(self.next_step, **self.facts) if self.next_step else ""

    def __str__(self) -> str:
        return self.sentence


class InputError(Refusal):
    """What was typed cannot be read; shown beside its field, and nothing typed is lost."""

    status: ClassVar[int] = 422


class NotFound(Refusal):
    """The thing asked for is not there, or not for this reader; both look the same."""

    rule: ClassVar[str] = "not_found"
    status: ClassVar[int] = 404
    message: ClassVar[str] = N_("This page is not here.")
    general: ClassVar[str] = message


class DatabaseRefusal(Refusal):
    """A constraint without a sentence of its own refused; it is named so that help can find it."""

    rule: ClassVar[str] = "database_constraint"
    message: ClassVar[str] = N_("The book refused this by its rule “%(constraint)s”. Nothing was recorded.")


def from_database(error: DBAPIError, constraint: str | None) -> Refusal:
    """The refusal that belongs to a database error.

    error: what the driver raised; kept as the cause.
    constraint: the name found in it by `ledger.database.constraint_of`, or None.
    Returns the registered refusal, or a `DatabaseRefusal` that names the constraint.
    Raises the error itself when no constraint is behind it (that is a fault, not a refusal).
    """
    if constraint is None:
        raise error
    found = Refusal.by_rule.get(constraint)
    return found() if found else DatabaseRefusal(constraint=constraint)
