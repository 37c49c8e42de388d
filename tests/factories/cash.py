"""Cash boxes, and money moved into and out of them, each in a transaction of its own."""

from datetime import date

from ledger.accounts import chart, journal, places
from ledger.accounts.funds import Fund
from ledger.accounts.journal import EntryKind, Pair
from ledger.accounts.places import NewPlace
from ledger.database import Database
from ledger.money import Dong
from tests.factories.communes import DAY, Commune


def role(book: Database, name: str) -> int:
    """The id of an account by its role."""
    with book.read() as session:
        return chart.by_role(session)[name]


def new_place(commune: Commune, **changes: str) -> NewPlace:
    """What a treasurer would name."""
    given = {"method": "cash", "name": "Hộp bản Mẫu", "holder_name": "Lò Văn Giữ"} | changes
    return NewPlace(commune.id, **given)


def box(book: Database, commune: Commune, **changes: str) -> int:
    """Name a box; returns the id of its account."""
    with book.write() as session:
        place_id = places.name(session, new_place(commune, **changes), by=commune.treasurer)
        return session.get_one(places.MoneyPlace, place_id).account_id


def put(
    book: Database,
    commune: Commune,
    account_id: int,
    amount: int,
    *,
    on: date = DAY,
    fund: Fund | None = None,
) -> None:
    """Other income, in đồng, into a place."""
    pair = Pair((fund or commune.fund).id, account_id, role(book, "other_income"), Dong(amount))
    _post(book, commune, EntryKind.OTHER_INCOME, pair, on)


def take(book: Database, commune: Commune, account_id: int, amount: int, *, on: date = DAY) -> None:
    """An expense, in đồng, out of a place."""
    pair = Pair(commune.fund.id, role(book, "expense_other"), account_id, Dong(amount))
    _post(book, commune, EntryKind.EXPENSE, pair, on)


def _post(book: Database, commune: Commune, kind: EntryKind, pair: Pair, on: date) -> None:
    with book.write() as session:
        journal.post(
            session,
            association_id=commune.id,
            kind=kind,
            entry_date=on,
            description="",
            pairs=[pair],
            by=commune.treasurer,
        )


def held(book: Database, commune: Commune, account_id: int) -> int:
    """What lies in a place over all funds, in đồng."""
    with book.read() as session:
        return sum(amount for _, amount in places.holdings(session, commune.id).get(account_id, []))
