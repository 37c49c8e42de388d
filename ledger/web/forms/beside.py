"""Refusals that belong beside a field of the form, also those that come from the database itself."""

from collections.abc import Iterator
from contextlib import contextmanager

from ledger.errors import InputError, Refusal
from ledger.web.forms.fields import Fields


@contextmanager
def beside(fields: Fields, otherwise: str = "", **by_rule: str) -> Iterator[None]:
    """Put a refusal of the block beside its field when it is about what was typed.

    by_rule: the field that each rule is about; otherwise: the field of every other rule that is about
    what was typed (status 422), "" for the whole form. It stands outside `writing(…)`, so that nothing
    of the block is recorded and a constraint of the database is heard too. Any other refusal goes on to
    a page of its own.
    """
    try:
        yield
    except Refusal as problem:
        if problem.status != InputError.status and problem.rule not in by_rule:
            raise
        fields.refuse(by_rule.get(problem.rule, otherwise), problem)
