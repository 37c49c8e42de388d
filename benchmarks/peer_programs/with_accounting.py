"""python-accounting on SQLite: one posting is one cash sale with one line. Argument: the book's file."""

import sys
from datetime import datetime
from importlib import import_module
from typing import Any

from benchmarks.peer_programs.in_turns import answer

sqlalchemy: Any = import_module("sqlalchemy")
models: Any = import_module("python_accounting.models")
CashSale: Any = import_module("python_accounting.transactions").CashSale
engine = sqlalchemy.create_engine(f"sqlite:///{sys.argv[1]}").execution_options(
    include_deleted=False, ignore_isolation=False
)
models.Base.metadata.create_all(engine)
session: Any = import_module("python_accounting.database.session").get_session(engine)


def kept(thing: Any) -> Any:
    """Something stored."""
    session.add(thing)
    session.commit()
    return thing


entity = kept(models.Entity(name="Hội"))
dong = kept(models.Currency(name="Đồng", code="VND", entity_id=entity.id))
of = {"entity_id": entity.id, "currency_id": dong.id}
kinds = models.Account.AccountType
cash = kept(models.Account(name="Cash", account_type=kinds.BANK, **of)).id
gifts = kept(models.Account(name="Gifts", account_type=kinds.OPERATING_REVENUE, **of)).id
here = entity.id


def post() -> None:
    """One gift."""
    sale = CashSale(
        narration="A gift",
        transaction_date=datetime.now(),  # noqa: DTZ005 - as its handbook does
        account_id=cash,
        entity_id=here,
    )
    session.add(sale)
    session.flush()
    line = models.LineItem(narration="A gift", account_id=gifts, amount=200_000, entity_id=here)
    session.add(line)
    session.flush()
    sale.line_items.add(line)
    session.add(sale)
    sale.post(session)
    session.commit()


answer(post)
