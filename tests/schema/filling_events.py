"""Associations with a past: one merged into another, one split in two with shares, one renamed."""

from datetime import date

from ledger.associations import association_names, closing
from ledger.associations.events import Decree, Document, EventKind
from ledger.database import Database
from tests.factories.associations import association
from tests.factories.communes import Commune

REFORM = date(2025, 7, 1)
DECREE = Decree("1676/NQ", documents=[Document("Biên bản bàn giao số 1", REFORM, "tủ hồ sơ")])


def fill_events(book: Database, commune: Commune) -> None:
    """Under the province, so that the history of all stands under it."""
    with book.write() as session:
        top = commune.province
        merged, divided, heir, other = (
            association(session, f"Hội {name}", under=top) for name in ("đã nhập", "đã chia", "nhận", "khác")
        )
        association_names.rename(session, heir, "Hội nhận mới", on=REFORM, decree=DECREE)
        association_names.also_called(session, heir, "Hội Chợ Huyện")
        closing.close_into(session, EventKind.MERGE, [merged], [heir], on=REFORM, decree=DECREE)
        closing.close_into(
            session,
            EventKind.SPLIT,
            [divided],
            [heir, other],
            on=REFORM,
            decree=DECREE,
            shares={heir.id: 5_000, other.id: 4_000},
        )
