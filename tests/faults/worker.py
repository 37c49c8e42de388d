"""What a process does that may be killed: it saves gifts or closes a month, and tells what is saved.

The function runs in a process of its own, which says when it is ready and waits for the tracer.
"""

from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import NamedTuple

from ledger.accounts import periods
from ledger.clock import stopped_at
from ledger.contributions import contributions
from ledger.contributions.contributions import Method, NewContribution
from ledger.database import Database
from ledger.errors import Refusal
from ledger.identity.roles import Actor
from ledger.money import Dong

TODAY = date(2026, 3, 2)
MONTH_END = date(2026, 2, 28)


class Work(NamedTuple):
    """Where and by whom; act: 'gift' or 'close'."""

    url: str
    association_id: int
    fund_id: int
    by: Actor
    act: str


def do(book: Database, work: Work, key: str) -> int:
    """One act under a key; the id of what it made."""
    with stopped_at(TODAY), book.write() as session:
        if work.act == "close":
            return periods.close(
                session, association_id=work.association_id, through=MONTH_END, by=work.by, client_key=key
            )
        new = NewContribution(
            work.association_id, f"Người Tặng {key}", Dong(1_000), work.fund_id, Method.CASH, TODAY
        )
        return contributions.record(session, new, by=work.by, client_key=key)


def run(work: Work, keys: list[str], gate: Event, told: Connection) -> None:
    """Do one act for each key, and tell (key, id) of each that is done, or how it was refused."""
    book = Database(work.url)
    with book.read() as session:  # as a server has done long since
        periods.closed(session, work.association_id)
    told.send("ready")
    gate.wait()
    for key in keys:
        try:
            told.send((key, do(book, work, key)))
        except Refusal as refusal:
            told.send((key, refusal.rule))
    with book.read() as session:
        told.send(("read", periods.closed(session, work.association_id) is not None))
    book.close()
