import re
from pathlib import Path

from ledger.accounts.periods import PeriodAct
from ledger.database import Database
from ledger.disclosure import trail
from ledger.treasury.acts import RECIPES
from tests.disclosure.books import Province

LEDGER = Path(__file__).parents[2] / "ledger"


def in_the_code(pattern: str) -> set[str]:
    """What a pattern captures anywhere in the program."""
    return {said for file in LEDGER.rglob("*.py") for said in re.findall(pattern, file.read_text("utf-8"))}


def test_verbs__each_has_a_name() -> None:
    verbs = in_the_code(r'\bverb="(\w+)"') | in_the_code(r'_begin\(\s*session,\s*association_id,\s*"(\w+)"')
    verbs |= in_the_code(r'\bRECORDED = "(\w+)"') | {f"{act}_period" for act in PeriodAct}
    verbs |= {f"record_{kind}" for kind in RECIPES}
    assert {"record_contribution", "grant_role"} <= verbs
    assert verbs - trail.VERB_NAMES.keys() == set()


def test_subjects__each_can_be_named() -> None:
    kinds = in_the_code(r'\.done\("(\w+)"')
    assert {"voucher", "role_holding"} <= kinds
    assert kinds - trail._SUBJECTS.keys() == set()


def test_steps__of_a_lived_life_all_say_what_they_are_about(book: Database, lived: Province) -> None:
    with book.read() as session:
        found = [
            step for place in lived.places.values() for step in trail.steps(session, place.id, limit=500)
        ]
    assert len(found) > 20
    assert all(step.who and step.about and step.verb[0].isupper() for step in found)


def test_steps__are_paged_by_key(book: Database, lived: Province) -> None:
    with book.read() as session:
        place = max(
            (place.id for place in lived.places.values()),
            key=lambda one: len(trail.steps(session, one, limit=500)),
        )
        everything = trail.steps(session, place, limit=500)
        later = trail.steps(session, place, before=everything[2].id, limit=2)
    assert [step.id for step in later] == [step.id for step in everything[3:5]]
