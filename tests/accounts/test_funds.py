from datetime import date

import pytest

from ledger.accounts import funds
from ledger.accounts.funds import Fund, FundKind, PurposeMissing
from ledger.database import Database
from ledger.errors import NotFound
from tests.factories import accounts, associations
from tests.factories.communes import Commune, open_commune


def open_fund(book: Database, commune: Commune, **given: object) -> Fund:
    plain = {"name": "Quỹ Học bổng", "kind": FundKind.RESTRICTED, "purpose": "học bổng"}
    with book.write() as session:
        return funds.open_fund(
            session,
            owner_id=commune.id,
            opened_on=date(2025, 1, 1),
            holders=[commune.id],
            **(plain | given),  # type: ignore[arg-type]  # the arguments vary by test
        )


def test_open_fund__gets_a_readable_code(book: Database) -> None:
    assert open_fund(book, open_commune(book), name="Quỹ Học bổng Tô Hiệu").code == "quy-hoc-bong-to-hieu"


def test_open_fund__restricted_money_needs_its_purpose(book: Database) -> None:
    commune = open_commune(book)
    with pytest.raises(PurposeMissing):
        open_fund(book, commune, purpose="  ")


def test_by_code__finds_or_is_not_found(book: Database) -> None:
    commune = open_commune(book)
    with book.read() as session:
        assert funds.by_code(session, commune.fund.code).id == commune.fund.id
        with pytest.raises(NotFound):
            funds.by_code(session, "quy-khac")


def test_held_by__funds_open_on_the_day_general_first(book: Database) -> None:
    commune = open_commune(book)
    named = open_fund(book, commune)
    with book.write() as session:
        session.get_one(Fund, named.id).closed_on = date(2025, 6, 30)
    with book.read() as session:
        open_on = {
            day: [fund.id for fund in funds.held_by(session, association_id=commune.id, on=day)]
            for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1))
        }
    assert list(open_on.values()) == [
        [commune.fund.id],
        [commune.fund.id, named.id],
        [commune.fund.id, named.id],
        [commune.fund.id],
    ]


def test_held__only_where_it_may_be_held(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        village = associations.association(session, "Chi hội bản Mẫu", under=commune.association)
        theirs = accounts.fund(session, village, name="Quỹ của bản")
    with book.read() as session:
        assert funds.held(session, association_id=village.id, fund_id=theirs.id) is not None
        assert funds.held(session, association_id=commune.id, fund_id=theirs.id) is None


def test_let_hold__lets_another_association_in(book: Database) -> None:
    commune = open_commune(book)
    with book.write() as session:
        village = associations.association(session, "Chi hội bản Mẫu", under=commune.association)
        funds.let_hold(session, fund_id=commune.fund.id, association_ids=[village.id])
        funds.let_hold(session, fund_id=commune.fund.id, association_ids=[])
    with book.read() as session:
        assert funds.held(session, association_id=village.id, fund_id=commune.fund.id) is not None
