"""A process killed at any of its writes, and a disk that fails or is full. See docs/faults.md."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from ledger.accounts import periods
from ledger.accounts.journal import JournalEntry
from ledger.accounts.periods import Closed, PeriodEvent
from ledger.audit import AuditEvent
from ledger.clock import stopped_at
from ledger.database import Database
from ledger.disclosure.verify import verify
from ledger.receipts.vouchers import Voucher
from tests.engines import SqliteCopies
from tests.factories import contributions
from tests.factories.communes import open_commune
from tests.faults import worker
from tests.faults.tracing import calls, needs_strace, traced
from tests.faults.worker import MONTH_END, TODAY, Work


@pytest.fixture
def work(sqlite_copies: SqliteCopies) -> Iterator[Work]:
    """A commune in a file of its own, with one gift of February."""
    needs_strace()
    with sqlite_copies.copy() as url:
        book = Database(url)
        with stopped_at(TODAY):
            commune = open_commune(book)
            contributions.give(book, commune, 500_000, on=MONTH_END)
        book.close()
        yield Work(url, commune.id, commune.fund.id, commune.treasurer, "gift")


def kept(work: Work) -> dict[str, int]:
    """What is in the book under each key, after it was opened again and found whole."""
    book = Database(work.url)
    with stopped_at(TODAY), book.read() as session:
        assert (found := verify(session)) == [], found
        numbers = session.scalars(select(Voucher.number).order_by(Voucher.number)).all()
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) == session.scalar(select(func.count(JournalEntry.id)))
        keys = session.execute(select(AuditEvent.client_key, AuditEvent.subject_id)).all()
    book.close()
    return {str(key): subject for key, subject in keys if key}


def points(count: int, most: int) -> list[int]:
    """Some of the numbers from 1 to count, the first and the last among them."""
    return sorted({1 + (count - 1) * place // (most - 1) for place in range(most)})


@pytest.mark.slow
@pytest.mark.parametrize(("call", "kills"), [("pwrite64", 8), ("fdatasync", 3)])
def test_kill__while_gifts_are_saved(work: Work, tmp_path: Path, call: str, kills: int) -> None:
    """F01, F42: whoever was told “saved” finds the gift; every other one is whole or absent."""
    log = tmp_path / "calls"
    told, code = traced(work, ["a", "b"], log)
    assert (code, len(told)) == (0, 3)
    for point in points(calls(log, call), kills):
        keys = [uuid4().hex for _ in range(2)]
        told, code = traced(work, keys, log, f"{call}:signal=KILL:when={point}")
        assert code == -9
        told.pop("read", None)
        found = kept(work)
        assert found.items() >= told.items(), "what was acknowledged is there"
        book = Database(work.url)
        again = {key: worker.do(book, work, key) for key in keys}
        book.close()
        assert again.items() >= told.items(), "sent again, it is the same"
    kept(work)


@pytest.mark.slow
def test_kill__while_a_month_is_closed(work: Work, tmp_path: Path) -> None:
    """F23: the month is closed and its event is there, or neither."""
    work, log = work._replace(act="close"), tmp_path / "calls"
    for point in range(1, 31, 3):
        told, code = traced(work, [f"{point}"], log, f"pwrite64:signal=KILL:when={point}")
        book = Database(work.url)
        with book.read() as session:
            events = session.scalars(select(PeriodEvent.day)).all()
            through = periods.closed(session, work.association_id)
        book.close()
        assert (events, through) in (([], Closed()), ([MONTH_END], Closed(MONTH_END)))
        if events:
            assert code == -9, "killed after it was durable, before or after it was told"
            return
        assert not told
    pytest.fail("no kill came after the commit")


def test_disk__that_fails_to_sync(work: Work, tmp_path: Path) -> None:
    """F05: nothing is acknowledged or tried again, what was there is there, and a form counts once."""
    told, _ = traced(work, ["a", "b"], tmp_path / "calls", "fdatasync:error=EIO:when=1")
    assert (told["a"], told["b"]) == ("disk_keeps", "disk_keeps"), "though the disk would keep the second"
    assert set(kept(work)) <= {"a"}, "whole or absent, though nobody was told"
    told, _ = traced(work, ["a"], tmp_path / "calls")
    assert kept(work) == {"a": told["a"]}


def test_disk__that_is_full(work: Work, tmp_path: Path) -> None:
    """F06: refused with a sentence, the number is not used up, and reading goes on."""
    told, code = traced(work, ["a", "b"], tmp_path / "calls", "pwrite64:error=ENOSPC:when=1+")
    assert (told, code) == ({"a": "disk_has_room", "b": "disk_has_room", "read": True}, 0)
    assert kept(work) == {}
    told, _ = traced(work, ["b"], tmp_path / "calls")
    assert kept(work) == {"b": told["b"]}
