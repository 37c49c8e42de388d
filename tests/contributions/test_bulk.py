from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from ledger.accounts import foreign
from ledger.accounts.foreign import ForeignAmount
from ledger.accounts.funds import Fund, FundIsClosed
from ledger.accounts.journal import DateInFuture, FundNotHeldHere, JournalEntry, Posting
from ledger.audit import AuditEvent, FormAlreadyUsed
from ledger.clock import stopped_at
from ledger.contributions import bulk
from ledger.contributions import contributions as gifts
from ledger.contributions.contributions import Contribution, Method, NewContribution
from ledger.database import Database
from ledger.disclosure import verify
from ledger.errors import NotFound, Refusal
from ledger.identity.roles import OutsideScope, Role
from ledger.ids import new_token
from ledger.people.parties import NameMissing, Party
from ledger.receipts.vouchers import Voucher
from tests.factories import accounts, associations, contributions, identity, people
from tests.factories.communes import Commune, open_commune

DAYS = (date(2026, 3, 2), date(2025, 5, 1), date(2026, 1, 1))


def record_many(
    book: Database, commune: Commune, new: list[NewContribution], *, key: str | None = None
) -> int | None:
    with book.write() as session:
        return bulk.record_many(
            session, iter(new), association_id=commune.id, by=commune.treasurer, client_key=key
        )


def some_gifts(book: Database, commune: Commune, number: int = 12) -> list[NewContribution]:
    """Gifts of known and new givers, in two years, by cash and by bank."""
    with book.write() as session:
        known = people.household(session, commune.association).id
    return [
        contributions.new_gift(
            commune,
            50_000 + turn,
            giver=known if turn % 2 else f"Lò Văn Thử – bản số {turn}",
            method=Method.BANK if turn % 5 == 0 else Method.CASH,
            on=DAYS[turn % 3],
        )
        for turn in range(number)
    ]


def rows(book: Database) -> tuple[int, ...]:
    tables = (JournalEntry, Posting, Voucher, Contribution, Party, AuditEvent)
    with book.read() as session:
        return tuple(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


WRITTEN = (
    """SELECT association_id, kind, entry_date, description, posting_count, recorded_by
       FROM journal_entry ORDER BY id""",
    """SELECT entry_id, line, association_id, fund_id, entry_date, debit_account_id, credit_account_id, amount
       FROM posting ORDER BY id""",
    """SELECT association_id, kind, year, book, number, entry_id, issued_on, amount, amount_in_words,
       party_name, party_address, reason, fund_id, fund_name, method, issued_by, issued_by_name
       FROM voucher ORDER BY id""",
    """SELECT fund_id, party_id, amount, method, display, received_on, posting_id, voucher_id, recorded_by
       FROM contribution ORDER BY id""",
    """SELECT association_id, actor_id, verb, subject_id, fingerprint FROM audit_event
       WHERE verb = 'record_contribution' ORDER BY id""",
    "SELECT * FROM balance ORDER BY 1, 2, 3",
    "SELECT * FROM turnover ORDER BY 1, 2, 3, 4",
    "SELECT * FROM fund_position ORDER BY 1, 2",
    "SELECT * FROM voucher_series ORDER BY 1, 2, 3, 4",
    "SELECT id, name, distinguisher, folded FROM party ORDER BY id",
)


def written(session: Session) -> list[list[tuple[object, ...]]]:
    return [[tuple(row) for row in session.execute(text(sql))] for sql in WRITTEN]


class OnlyToLook(Exception):
    """Takes back what was written."""


@pytest.fixture
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a dozen gifts come in several portions."""
    monkeypatch.setattr(bulk, "AT_ONCE", 5)


def test_record_many__is_what_recording_one_by_one_is(book: Database) -> None:
    commune = open_commune(book)
    new = some_gifts(book, commune)
    with suppress(OnlyToLook), book.write() as session:
        for gift in new:
            gifts.record(session, gift, by=commune.treasurer)
        one_by_one = written(session)
        raise OnlyToLook
    record_many(book, commune, new)
    with book.read() as session:
        at_once = written(session)
    for alone, together, sql in zip(one_by_one, at_once, WRITTEN, strict=True):
        assert _from_one(together) == _from_one(alone), sql


def _from_one(found: list[tuple[object, ...]]) -> list[list[object]]:
    """Columns with their ids counted from one: a sequence does not take back what it gave."""
    return [_counted(list(column)) for column in zip(*found, strict=True)]


def _counted(column: list[object]) -> list[object]:
    ids = sorted({value for value in column if isinstance(value, int) and value > 2**48})
    return [ids.index(value) if isinstance(value, int) and value > 2**48 else value for value in column]


@pytest.mark.usefixtures("small_portions")
def test_record_many__in_portions_leaves_no_gap_and_verifies(book: Database) -> None:
    commune = open_commune(book)
    contributions.give(book, commune, 10_000)
    record_many(book, commune, some_gifts(book, commune))
    contributions.give(book, commune, 20_000)
    with book.read() as session:
        numbers = session.execute(select(Voucher.year, Voucher.number).order_by(Voucher.id)).all()
        assert verify.verify(session) == []
    for year, count in ((2025, 4), (2026, 10)):
        assert [number for in_year, number in numbers if in_year == year] == list(range(1, count + 1))


@pytest.mark.usefixtures("small_portions")
def test_record_many__same_form_twice_records_once(book: Database) -> None:
    commune, key = open_commune(book), new_token()
    new = some_gifts(book, commune)
    first = record_many(book, commune, new, key=key)
    found = rows(book)
    assert record_many(book, commune, new, key=key) == first
    assert rows(book) == found
    with book.read() as session:
        whole = session.scalars(select(AuditEvent).where(AuditEvent.client_key == key)).one()
    assert (whole.verb, whole.subject_type, whole.subject_id) == ("record_list", "voucher", first)


def test_record_many__other_gifts_under_the_same_key_are_refused(book: Database) -> None:
    commune, key = open_commune(book), new_token()
    new = some_gifts(book, commune)
    record_many(book, commune, new, key=key)
    found = rows(book)
    for other in (new[:-1], new[::-1], [*new[:-1], contributions.new_gift(commune, 1)]):
        with pytest.raises(FormAlreadyUsed):
            record_many(book, commune, other, key=key)
    assert rows(book) == found


@pytest.mark.usefixtures("small_portions")
@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"fund_id": 7}, FundNotHeldHere),
        ({"giver": 7}, NotFound),
        ({"giver": "  "}, NameMissing),
        ({"on": date(2026, 12, 31)}, DateInFuture),
        ({"on": date(2020, 1, 1)}, Refusal),
        ({"amount": 10**14}, Refusal),
    ],
)
def test_record_many__one_that_cannot_be_refuses_all(
    book: Database, change: dict[str, object], refusal: type[Refusal]
) -> None:
    commune = open_commune(book)
    new = some_gifts(book, commune)
    found = rows(book)
    with stopped_at(date(2026, 12, 30)), pytest.raises(refusal):
        record_many(book, commune, [*new, contributions.new_gift(commune, **change)])  # type: ignore[arg-type]  # one by test
    assert rows(book) == found


def test_record_many__closed_fund_and_fund_of_others_are_refused(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        session.get_one(Fund, commune.fund.id).closed_on = date(2026, 2, 1)
        elsewhere = accounts.fund(session, commune.province, name="Quỹ của tỉnh")
    with pytest.raises(FundIsClosed):
        record_many(book, commune, some_gifts(book, commune))
    with pytest.raises(FundNotHeldHere):
        record_many(book, commune, [contributions.new_gift(commune, fund_id=elsewhere.id)])
    assert rows(book)[0] == 0


def test_record_many__only_where_one_is_treasurer(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        other = associations.association(session, "Hội Khuyến học xã Khác", under=commune.province)
        fund = accounts.fund(session, other, name="Quỹ Khác")
        both = identity.actor(session, other, Role.TREASURER)
    there = NewContribution(
        other.id, "Người Khác", contributions.new_gift(commune).amount, fund.id, Method.CASH, DAYS[0]
    )
    new = [contributions.new_gift(commune), there]
    for somebody in (commune.treasurer, both, commune.chair):
        with pytest.raises(OutsideScope), book.write() as session:
            bulk.record_many(session, new, association_id=commune.id, by=somebody)
    assert rows(book)[0] == 0


def test_record_many__nothing_is_nothing(book: Database) -> None:
    commune = open_commune(book)
    assert record_many(book, commune, [], key=new_token()) is None
    assert rows(book) == (0,) * 6


def test_record_many__keeps_the_original_of_a_foreign_gift(book: Database) -> None:
    commune = open_commune(book)
    original = foreign.foreign("USD", "100", "25.400", "Vietcombank")
    gift = replace(contributions.new_gift(commune, original.dong), original=original)
    record_many(book, commune, [gift])
    with book.read() as session:
        kept = session.scalars(select(ForeignAmount)).one()
        assert (kept.currency, kept.amount) == ("USD", 2_540_000)
