"""piecash, GnuCash's book in SQLite: one posting is one transaction saved. Argument: the book's file."""

import sys
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

from benchmarks.peer_programs.in_turns import answer

piecash: Any = import_module("piecash")
book = piecash.create_book(sqlite_file=sys.argv[1], currency="VND", overwrite=True)
dong = book.currencies(mnemonic="VND")
cash = piecash.Account(name="Cash", type="CASH", parent=book.root_account, commodity=dong)
gifts = piecash.Account(name="Gifts", type="INCOME", parent=book.root_account, commodity=dong)
book.save()


def post() -> None:
    """One gift."""
    piecash.Transaction(
        currency=dong,
        description="A gift",
        post_date=date(2025, 6, 1),
        splits=[
            piecash.Split(account=cash, value=Decimal(200_000)),
            piecash.Split(account=gifts, value=Decimal(-200_000)),
        ],
    )
    book.save()


answer(post)
