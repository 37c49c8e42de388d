import pytest
from sqlalchemy.exc import DBAPIError

from ledger.database import Database, constraint_of
from tests.schema.cases import (
    accounts,
    awards,
    cash,
    declarations,
    documents,
    events,
    periods,
    receipts,
    remittances,
    reports,
    treasury,
    tree,
)
from tests.schema.raw import Case

CASES = (
    *tree.CASES,
    *events.CASES,
    *accounts.CASES,
    *periods.CASES,
    *receipts.CASES,
    *awards.CASES,
    *documents.CASES,
    *remittances.CASES,
    *reports.CASES,
    *declarations.CASES,
    *treasury.CASES,
    *cash.CASES,
)


@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{case.rule}" for number, case in enumerate(CASES)])
def test_refuse__raw_sql_hears_the_name_of_the_rule(filled: Database, case: Case) -> None:
    *before, forbidden = case.statements
    with filled.engine.connect() as connection:
        for allowed in before:
            connection.exec_driver_sql(allowed)
        with pytest.raises(DBAPIError) as refusal:
            connection.exec_driver_sql(forbidden)
    assert constraint_of(refusal.value) == case.expected(filled.engine.dialect.name)
