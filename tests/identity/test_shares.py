"""Who may say how the history of a divided association is shared out."""

from datetime import date

import pytest

from ledger.associations import closing
from ledger.associations.events import Decree, Document, EventKind
from ledger.database import Database
from ledger.identity import structure
from ledger.identity.roles import Actor, OutsideScope, Role
from tests.factories.associations import association, province

REFORM = date(2025, 7, 1)
PAPER = Document("Biên bản phân chia số 3")


def test_record_share__is_for_who_administers_every_successor(book: Database) -> None:
    with book.write() as session:
        top = province(session)
        old = association(session, "Hội xã Cũ", under=top)
        left, right = (
            association(session, name, under=top, founded_on=REFORM)
            for name in ("Hội xã Trái", "Hội xã Phải")
        )
        event_id = closing.close_into(
            session, EventKind.SPLIT, [old], [left, right], on=REFORM, decree=Decree("1/NQ")
        )
        alone = Actor(1, "Quản trị xã Trái", frozenset({(left.id, Role.ADMINISTRATOR)}))
        with pytest.raises(OutsideScope):
            structure.record_share(session, left, event_id, {left.id: 10_000}, PAPER, by=alone)
